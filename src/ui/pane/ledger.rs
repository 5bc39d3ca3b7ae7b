//! The ledger as a waterfall: from the ideal speedup down to the one reached, a step for each
//! loss.

use super::{Component, Pane, PaneContext, Rows, below, row, rows};
use crate::{
    base::{Nanos, Ratio},
    model::{Disturbance, Ledger, Pop, Row, Run, said_speedup},
    theme::Tone,
    ui::{
        Action,
        keymap::binding,
        widget::{CELL, Part, Strip},
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Widget,
};

/// Cells that names take.
const NAMES: u16 = 11;

/// Cells that the speedup of a row takes, and its share of the lane time.
const FACTORS: u16 = 8;
const SHARES: u16 = 8;

/// Rows that a bar has at most.
const TALLEST: u16 = 5;

/// The width from which there is room for what each row is.
const WIDE: u16 = 100;
const WORDS: u16 = 38;

/// Rows that cost less than this share of the lane time are left out where room is scarce.
const LITTLE: f64 = 0.005;

/// Where the time went.
#[derive(Debug, Default)]
pub(in crate::ui) struct LedgerPane;

impl Component for LedgerPane {
    const NAME: &'static str = "ledger";
    const SHOW: Rows = &[binding::row(
        &[binding::char('w')],
        Action::Show(Pane::Ledger),
        "show or hide where the time went",
        Some("ledger"),
    )
    .also("losses overhead waterfall breakdown cost")];

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let ledger = look
            .view
            .run
            .and_then(|run| Some((run, Ledger::of(run, look.view.now)?)));
        let Some((run, ledger)) = ledger else {
            let inner = look.heading("Where the time went", "", area, buffer);
            let text = "a ledger of every lane, once T₁ is known and a run has begun";
            return look.say(text, inner, buffer);
        };
        let inner = look.heading("Where the time went", &summary(&ledger), area, buffer);
        let fall = Fall::of(run, &ledger, look);
        let words = fall.words(run, &ledger);
        let text_rows = u16::from(!words.is_empty());
        let steps = fall.steps(inner.height.saturating_sub(text_rows));
        let count = u16::try_from(steps.len()).unwrap_or(u16::MAX);
        // A step and the space below it: as much as the words leave.
        let taken = 1 + rows(&words, inner.width);
        let pitch = inner.height.saturating_sub(taken) / count.max(1);
        let pitch = pitch.clamp(1, TALLEST + 1);
        let headed = pitch > 1 || inner.height > count + text_rows;
        if headed {
            draw_head(look, &ledger, row(inner, 0), buffer);
        }
        let mut at = u16::from(headed);
        for step in &steps {
            let height = pitch.saturating_sub(1).max(1);
            let place = below(inner, at);
            let height = height.min(place.height);
            fall.draw_step(look, step, Rect { height, ..place }, buffer);
            at += pitch;
        }
        let ceiling = Rect {
            height: at.min(inner.height),
            ..inner
        };
        fall.draw_ceiling(look, ceiling, headed, buffer);
        let rest = below(inner, at);
        look.prose(&words, look.theme.dim, rest, buffer);
    }
}

/// `2 lanes × 620 ms = 1.24 s`
fn summary(ledger: &Ledger) -> String {
    let (lanes, wall, all) = (ledger.lanes(), ledger.wall(), ledger.lane_time());
    match lanes {
        1 => format!("1 lane, {wall}"),
        _ => format!("{lanes} lanes × {wall} = {all}"),
    }
}

/// Draws the heads of the two columns of figures.
fn draw_head(look: &PaneContext<'_>, ledger: &Ledger, area: Rect, buffer: &mut Buffer) {
    let columns = LedgerColumns::of(area);
    let head = |text| Line::styled(text, look.theme.dim).right_aligned();
    head(ledger.unit()).render(columns.factors, buffer);
    head("of time").render(columns.shares, buffer);
}

/// A row of the picture.
struct WaterfallStep {
    name: &'static str,
    about: &'static str,
    /// The speedup that is left, or what this row costs of it.
    factor: String,
    share: String,
    tone: Tone,
    /// The ends of its bar, in speedup.
    from: f64,
    to: f64,
    style: Style,
    /// Its importance: the least important step is left out first.
    weight: f64,
}

/// The steps, and the scale that they are drawn in.
struct Fall {
    steps: Vec<WaterfallStep>,
    most: f64,
    ceiling: Option<Ratio>,
}

impl Fall {
    fn of(run: &Run, ledger: &Ledger, look: &PaneContext<'_>) -> Self {
        let theme = look.theme;
        let losses: f64 = Row::LOSSES.iter().map(|&row| ledger.lost(row).get()).sum();
        let speedup = ledger.in_lanes(Row::Work).get();
        // Losses count down from here: from above the ideal where something was gained.
        let top = speedup + losses;
        let mut steps = vec![WaterfallStep {
            name: if ledger.has_speedup() {
                "ideal"
            } else {
                "lanes"
            },
            about: "all at once, and nothing but work",
            factor: ledger.figure(Ratio::new(top)),
            share: String::new(),
            tone: Tone::TaskB,
            from: 0.0,
            to: top,
            style: theme.ideal,
            weight: f64::INFINITY,
        }];
        let mut left = top;
        for &row in Row::LOSSES {
            let lost = ledger.lost(row).get();
            let share = ledger.share(row);
            steps.push(WaterfallStep {
                name: ledger.name(row),
                about: match row {
                    Row::Inflation if lost < 0.0 => "the same tasks, cheaper than alone",
                    _ => ledger.about(row),
                },
                factor: signed(lost, |size| ledger.figure(size)),
                share: share.fine_percent(),
                tone: tone(row),
                from: left.min(left - lost),
                to: left.max(left - lost),
                style: if lost < 0.0 { theme.good } else { theme.text },
                weight: share.get().abs(),
            });
            left -= lost;
        }
        steps.push(WaterfallStep {
            name: match run.is_over() {
                false => "so far",
                true if ledger.has_speedup() => "measured",
                true => ledger.name(Row::Work),
            },
            about: if ledger.has_speedup() {
                "T₁ / Tₚ"
            } else {
                ledger.about(Row::Work)
            },
            factor: if ledger.has_speedup() {
                said_speedup(Ratio::new(speedup), Disturbance::of(run).is_some())
            } else {
                ledger.figure(Ratio::new(speedup))
            },
            share: ledger.share(Row::Work).fine_percent(),
            tone: Tone::TaskA,
            from: 0.0,
            to: speedup,
            style: theme.number,
            weight: f64::INFINITY,
        });
        let most = steps
            .iter()
            .map(|step| step.to)
            .fold(f64::MIN_POSITIVE, f64::max);
        Self {
            steps,
            most,
            ceiling: run.ceiling(),
        }
    }

    /// The steps that fit: the least are left out, and those of zero always.
    fn steps(&self, rows: u16) -> Vec<&WaterfallStep> {
        let mut by_weight: Vec<_> = self.steps.iter().collect();
        by_weight.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let some = by_weight
            .iter()
            .filter(|step| step.weight >= LITTLE)
            .count();
        let kept = usize::from(rows).min(by_weight.len()).min(some.max(3));
        let least = kept
            .checked_sub(1)
            .map_or(f64::INFINITY, |last| by_weight[last].weight);
        let shown = self.steps.iter().filter(|step| step.weight >= least);
        shown.take(rows.into()).collect()
    }

    fn draw_step(
        &self,
        look: &PaneContext<'_>,
        step: &WaterfallStep,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let theme = look.theme;
        let bars = LedgerColumns::of(area).bars;
        let columns = LedgerColumns::of(row(area, area.height.saturating_sub(1) / 2));
        Line::styled(step.name, step.style).render(columns.names, buffer);
        Line::styled(&*step.factor, step.style)
            .right_aligned()
            .render(columns.factors, buffer);
        let positions = f64::from(bars.width) * f64::from(CELL);
        let at = |speedup: f64| position(speedup / self.most * positions);
        let mut seen = theme.look(step.tone, look.glyphs);
        seen.thin = false;
        let (start, end) = (at(step.from), at(step.to));
        // A step is visible however small it is.
        let parts = [Part::new(start, end.max(start + CELL / 8), seen)];
        let parts = if step.from < step.to { &parts[..] } else { &[] };
        Strip {
            parts,
            whole: None,
            names: &|_| Default::default(),
            blank: theme.look(Tone::Blank, look.glyphs),
            glyphs: look.glyphs,
        }
        .render(bars, buffer);
        Line::styled(&*step.share, theme.text)
            .right_aligned()
            .render(columns.shares, buffer);
        Line::from(vec![Span::raw("  "), Span::styled(step.about, theme.dim)])
            .render(columns.words, buffer);
    }

    /// Draws a line at the ceiling, which no program could exceed, beside the bars.
    fn draw_ceiling(&self, look: &PaneContext<'_>, area: Rect, named: bool, buffer: &mut Buffer) {
        let Some(ceiling) = self.ceiling.filter(|ceiling| ceiling.get() < self.most) else {
            return;
        };
        let bars = LedgerColumns::of(area).bars;
        let cell = position(ceiling.get() / self.most * f64::from(bars.width));
        let x = bars.x + u16::try_from(cell).unwrap_or(u16::MAX).min(bars.width);
        if x >= bars.right() {
            return;
        }
        for y in bars.rows().map(|row| row.y) {
            if let Some(cell) = buffer.cell_mut((x, y)).filter(|cell| cell.symbol() == " ") {
                cell.set_symbol(look.glyphs.serial)
                    .set_style(look.theme.warn);
            }
        }
        if named {
            let name = Line::styled(format!("ceiling {}", ceiling.factor()), look.theme.warn);
            let width = u16::try_from(name.width()).unwrap_or(u16::MAX);
            // At the left of its line where the right has no room for all of it; never over the
            // heads of the columns beside it, for the words below tell it, too.
            let (right, left) = (
                x.saturating_add(2),
                x.saturating_sub(width.saturating_add(1)),
            );
            let place = [right, left].map(|x| Rect {
                x,
                width,
                ..row(area, 0)
            });
            let fits = |place: &Rect| place.x >= bars.x && place.right() <= bars.right();
            if let Some(place) = place.into_iter().find(fits) {
                name.render(place.intersection(row(area, 0)), buffer);
            }
        }
    }

    /// The efficiencies of the workers, the losses that are not counted, and the ceiling, in words.
    fn words(&self, run: &Run, ledger: &Ledger) -> String {
        let mut said = Vec::new();
        let is_shared = run.import().is_none() && ledger.lanes() > 1;
        if let Some(pop) = Pop::of(run).filter(|_| is_shared) {
            said.push(format!(
                "Load balance {} × communication efficiency {} = parallel efficiency {}.",
                pop.load_balance.percent(),
                pop.communication_efficiency.percent(),
                pop.parallel_efficiency().percent()
            ));
        }
        let excess: Nanos = Row::LOSSES.iter().map(|&row| ledger.excess(row)).sum();
        if excess > Nanos::ZERO {
            said.push(format!(
                "{excess} more belong to lanes beyond what can go on at once, and are not counted here."
            ));
        }
        if let Some(ceiling) = self.ceiling {
            said.push(format!(
                "Copies with nothing to coordinate reach {} on this machine: the ceiling.",
                ceiling.factor()
            ));
        }
        said.join(" ")
    }
}

/// Where the columns of a row are.
struct LedgerColumns {
    names: Rect,
    factors: Rect,
    bars: Rect,
    shares: Rect,
    words: Rect,
}

impl LedgerColumns {
    fn of(area: Rect) -> Self {
        let words = if area.width >= WIDE { WORDS } else { 0 };
        let fixed = NAMES + FACTORS + 2 + SHARES + words;
        let bars = area.width.saturating_sub(fixed);
        let column = |x: u16, width: u16| {
            Rect {
                x: area.x.saturating_add(x),
                width,
                ..area
            }
            .intersection(area)
        };
        let right = NAMES + FACTORS + 2 + bars;
        Self {
            names: column(0, NAMES),
            factors: column(NAMES, FACTORS),
            bars: column(NAMES + FACTORS + 2, bars),
            shares: column(right, SHARES),
            words: column(right + SHARES, words),
        }
    }
}

/// The speedup that a row costs: `−0.15×`.
fn signed(lost: f64, figure: impl Fn(Ratio) -> String) -> String {
    let sign = match lost {
        _ if lost.abs() < 0.005 => "",
        _ if lost < 0.0 => "+",
        _ => "−",
    };
    format!("{sign}{}", figure(Ratio::new(lost.abs())))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place on the screen; a cast from float saturates"
)]
pub(super) fn position(place: f64) -> u32 {
    place.round() as u32
}

/// The tone of a row, as on the timeline.
pub(super) const fn tone(row: Row) -> Tone {
    match row {
        Row::Work => Tone::TaskA,
        Row::Inflation => Tone::Inflation,
        Row::StartUp => Tone::StartUp,
        Row::Transfer => Tone::Receive,
        Row::Lock => Tone::Lock,
        Row::Preempted => Tone::Preempted,
        Row::Starved => Tone::Starved,
        Row::Tail => Tone::Tail,
        Row::Exit => Tone::Exit,
        Row::Recorder => Tone::Ready,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_no_sign_and_a_gain_has_the_one_that_is_a_minus() {
        assert_eq!(
            [-0.001, 0.004, 0.25].map(|lost| signed(lost, Ratio::factor)),
            ["0.00×", "0.00×", "−0.25×"]
        );
    }
}
