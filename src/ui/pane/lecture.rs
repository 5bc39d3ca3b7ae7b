//! Lecture mode: the whole screen, large enough for the back row.
//!
//! Two figures, how far the one is from its ideal, a sentence, and the lanes. The four keys of a
//! remote stand below, and nothing else.

mod keys;
mod lecture_mode;
#[cfg(test)]
mod tests;

pub(in crate::ui) use lecture_mode::LectureMode;

use super::{
    Component, PaneContext, Rows, Standing, below, cut, header, row,
    speedup::{Numbers, program},
    status, wrapped,
};
use crate::{
    base::Nanos,
    model::Run,
    plan::Mode,
    ui::{Pane, TrialState, widget::Digits},
};
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::Widget,
};

/// From this time axis on, times are told in seconds: a unit that changes in mid-run is none.
const SECONDS: Nanos = Nanos::from_millis(500);

/// Cells between two words of the last row.
const APART: &str = "    ";

/// Dots between the two figures, at least.
const BETWEEN: u16 = 4;

/// How large everything is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size {
    /// Columns at either side.
    margin: u16,
    /// Rows above the digits, and above the caption.
    air: u16,
    /// Rows between two parts.
    gap: u16,
    /// Cells of a dot of the digits.
    digits: u16,
    /// Rows of the gauge.
    gauge: u16,
    /// Rows of the caption.
    caption: u16,
}

impl Size {
    const fn of(area: Rect) -> Self {
        let (margin, air, gap, digits, gauge, caption) = match (area.width, area.height) {
            (200.., 64..) => (6, 2, 2, 4, 5, 2),
            (150.., 40..) => (4, 1, 1, 3, 3, 2),
            (76.., 32..) => (2, 1, 1, 2, 3, 2),
            (76.., 22..) => (1, 1, 0, 2, 1, 2),
            _ => (1, 0, 0, 1, 1, 2),
        };
        Self {
            margin,
            air,
            gap,
            digits,
            gauge,
            caption,
        }
    }
}

impl Component for LectureMode {
    const NAME: &'static str = "lecture";
    const KEYS: Rows = keys::ROWS;

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let size = Size::of(area);
        let inner = Rect {
            x: area.x + size.margin.min(area.width / 2),
            width: area.width.saturating_sub(2 * size.margin),
            ..area
        };
        let small = size.digits == 1;
        let lesson = u16::from(look.view.trials.is_some());
        let [
            head,
            trial,
            _,
            digits,
            words,
            _,
            gauge,
            _,
            caption,
            _,
            lanes,
            _,
            keys,
        ] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(lesson),
            Constraint::Length(size.air),
            Constraint::Length(Digits::rows(size.digits)),
            Constraint::Length(u16::from(!small)),
            Constraint::Length(size.gap),
            Constraint::Length(size.gauge),
            Constraint::Length(size.air),
            Constraint::Length(size.caption),
            Constraint::Length(size.gap),
            Constraint::Fill(1),
            Constraint::Length(size.gap),
            Constraint::Length(1),
        ])
        .areas(inner);
        header::draw(look, head, buffer);
        draw_trial(look, trial, buffer);
        match look.view.run {
            Some(run) => draw_figures(look, run, size, [digits, words, gauge], buffer),
            None => draw_promise(look, digits, buffer),
        }
        draw_caption(look, caption, buffer);
        look.view.panes.timeline.draw(look, lanes, buffer);
        if look.view.message.is_some() || look.view.panes.form.typed.is_some() {
            status::draw(look, keys, buffer);
        } else {
            draw_keys(look, keys, buffer);
        }
    }
}

/// Draws the two figures, their names, and the gauge. Small digits leave no row for words.
fn draw_figures(
    look: &PaneContext<'_>,
    run: &Run,
    size: Size,
    [digits, words, gauge]: [Rect; 3],
    buffer: &mut Buffer,
) {
    let (theme, view) = (look.theme, look.view);
    let numbers = Numbers::of(look, run);
    let live = Standing::of(look, run) == Standing::Live;
    let whole = !is_cut(look);
    let factor = match run.watched() {
        Some(_) => program::number(look, run),
        None => numbers.factor().filter(|_| whole),
    };
    let factor = factor.unwrap_or_else(|| "–".into());
    let time = clock(numbers.parallel, view.axis.length());
    let large = |text, style, scale| Digits {
        text,
        style,
        scale,
        glyphs: look.glyphs,
    };
    let left = large(&factor, numbers.style(look, theme.number), size.digits);
    let style = if live { theme.live } else { theme.text };
    let one = left.width();
    // Where there is no room for both side by side, the speedup is the main thing; the time is
    // smaller, but there.
    let right = [size.digits, size.digits / 2]
        .map(|scale| large(&time, style, scale))
        .into_iter()
        .find(|right| {
            right.scale > 0 && one + BETWEEN * right.scale + right.width() <= digits.width
        });
    let other = right.as_ref().map_or(0, Digits::width);
    let small = size.digits == 1;
    if small && !look.glyphs.fine {
        return plain(look, &factor, &time, &numbers, [digits, gauge], buffer);
    }
    left.render(digits, buffer);
    let start = digits.width.saturating_sub(other);
    if let Some(right) = right {
        let above = Digits::rows(size.digits) - Digits::rows(right.scale);
        let place = Rect {
            x: digits.x + start,
            width: other,
            ..below(digits, above)
        };
        right.render(place, buffer);
    } else {
        let last = row(digits, digits.height.saturating_sub(1));
        let time = Line::styled(&*time, style).right_aligned();
        time.render(last, buffer);
    }
    let taken = if live { "elapsed" } else { "taken" };
    let took = Line::styled(format!("{taken}{}", serial(&numbers)), theme.dim);
    if small {
        let between = Rect {
            x: digits.x + one + 2,
            width: start.saturating_sub(one + 4),
            ..digits
        };
        ideal(look, &numbers, between.width).render(row(between, 0), buffer);
        let mut efficiency = Line::default();
        efficiency.extend(efficient(look, &numbers));
        efficiency.render(row(between, 2), buffer);
    } else {
        let taken = took.width();
        let mut said = ideal(look, &numbers, words.width);
        let rest = efficient(look, &numbers);
        let wide: usize = rest.iter().map(Span::width).sum();
        if said.width() + 3 + wide + 3 + taken <= usize::from(words.width) {
            said.push_span("   ");
            said.extend(rest);
        }
        said.render(words, buffer);
        took.right_aligned().render(words, buffer);
    }
    if whole {
        numbers.gauge(look, gauge, buffer);
    }
}

/// Whether something cut the run off: there is no speedup of half a run.
fn is_cut(look: &PaneContext<'_>) -> bool {
    let run = look.view.run;
    run.is_some_and(|run| Standing::of(look, run).is_cut())
}

/// Both figures where a terminal has no halves of cells.
fn plain(
    look: &PaneContext<'_>,
    factor: &str,
    time: &str,
    numbers: &Numbers,
    [digits, gauge]: [Rect; 2],
    buffer: &mut Buffer,
) {
    let theme = look.theme;
    let style = numbers.style(look, theme.number);
    let mut line = Line::from(Span::styled(format!("{factor}  "), style));
    line.extend(ideal(look, numbers, digits.width).spans);
    line.render(row(digits, 1), buffer);
    Line::styled(time, theme.live)
        .right_aligned()
        .render(row(digits, 1), buffer);
    numbers.gauge(look, gauge, buffer);
}

/// `speedup so far, of 2.00× ideal`; what is left of it where there is less room.
fn ideal(look: &PaneContext<'_>, numbers: &Numbers, width: u16) -> Line<'static> {
    let theme = look.theme;
    if let Some(run) = look.view.run.filter(|run| run.watched().is_some()) {
        let [long, short] = program::words(run);
        let fits = long.chars().count() <= usize::from(width);
        return Line::styled(if fits { long } else { short }, theme.ideal);
    }
    if is_cut(look) {
        return Line::styled("no speedup of half a run", theme.dim);
    }
    if look.view.run.is_some_and(|run| run.import().is_some()) {
        return Line::styled("no speedup: T₁ is not known", theme.dim);
    }
    if numbers.speedup.is_none() {
        let text = if numbers.has_speedup {
            "speedup, when T₁ is known"
        } else {
            "commands are run once: no T₁, no speedup"
        };
        return Line::styled(text, theme.dim);
    }
    let line = Line::from(vec![
        Span::styled(
            if numbers.live {
                "speedup "
            } else {
                "speedup, "
            },
            theme.dim,
        ),
        Span::styled(numbers.words(), theme.ideal),
    ]);
    if line.width() <= usize::from(width) {
        return line;
    }
    Line::styled(format!("of {} ideal", numbers.ideal.factor()), theme.ideal)
}

fn efficient(look: &PaneContext<'_>, numbers: &Numbers) -> Vec<Span<'static>> {
    let Some(efficiency) = numbers.efficiency.filter(|_| !is_cut(look)) else {
        return Vec::new();
    };
    vec![
        Span::styled(efficiency.percent(), numbers.style(look, look.theme.title)),
        Span::styled(" efficiency", look.theme.dim),
    ]
}

fn serial(numbers: &Numbers) -> String {
    numbers.serial.map_or_else(String::new, |serial| {
        format!("; one after another {serial}")
    })
}

/// Draws the line that says, before any run, what a key will do.
fn draw_promise(look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    let theme = look.theme;
    let e = look.view.experiment;
    let cores = look.view.machine.usable_cores;
    let middle = area.height / 2;
    let text = format!("{}: {} tasks, {}", e.workload.name, e.task_count(), e.mode);
    let text = match e.mode {
        Mode::Serial => text,
        _ => format!("{text} with {} workers", e.worker_count(cores)),
    };
    Line::styled(cut(&text, area.width.into(), look.glyphs), theme.number)
        .render(row(area, middle), buffer);
}

/// A time with two digits after the point, in the unit that suits the axis.
fn clock(time: Nanos, axis: Nanos) -> String {
    let seconds = time.as_secs_f64();
    match axis {
        axis if axis >= SECONDS => format!("{seconds:.2} s"),
        _ if seconds < 0.02 => format!("{:.1} ms", seconds * 1e3),
        _ => format!("{:.0} ms", seconds * 1e3),
    }
}

/// The trial of a preset, and how far one is.
fn draw_trial(look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    let theme = look.theme;
    let Some(trials) = look.view.trials else {
        return;
    };
    let rows = trials.rows(look.view.live);
    let (at, all) = (trials.at(), rows.len());
    let mut line = Line::from(Span::styled(trials.title(), theme.title));
    if all > 1 {
        line.push_span(Span::styled(format!("   {} of {all}", at + 1), theme.dim));
        let label = rows.get(at).map_or("", |trial| trial.label);
        line.push_span(Span::styled(format!("  {label}"), theme.key));
    }
    let taken = line.width();
    line.render(area, buffer);
    let results = rows.iter().filter_map(|trial| {
        let speedup = trial.speedup.as_deref();
        let speedup = speedup.filter(|_| trial.state == TrialState::Done)?;
        Some(format!("{} {speedup}", trial.label))
    });
    let results = results.collect::<Vec<_>>().join("   ");
    let results = Line::styled(results, theme.text);
    if taken + 4 + results.width() <= usize::from(area.width) {
        results.right_aligned().render(area, buffer);
    }
}

/// Draws the caption.
fn draw_caption(look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let Some(text) = look.view.panes.lecture.caption() else {
        return;
    };
    let style = match look.view.run {
        Some(run) if run.is_over() => theme.number,
        _ => theme.live,
    };
    let width = area.width.saturating_sub(2);
    for (index, line) in (0..).zip(wrapped(text, width, area.height, glyphs)) {
        let bar = Span::styled(format!("{} ", glyphs.pointer), theme.ideal);
        Line::from(vec![bar, Span::styled(line, style)]).render(row(area, index), buffer);
    }
}

/// The keys of a remote.
fn draw_keys(look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    let theme = look.theme;
    let rows = look.view.keys.rows().iter();
    let rows = rows.filter(|row| row.binding.place == Some(Pane::Lecture));
    let is_imported = look.view.run.is_some_and(|run| run.import().is_some());
    let rows = rows.filter(|row| !is_imported || !row.binding.action.is_about_experiment());
    let mut line = Line::default();
    for row in rows {
        let Some(word) = row.binding.hint else {
            continue;
        };
        if !line.spans.is_empty() {
            line.push_span(APART);
        }
        line.push_span(Span::styled(row.label(), theme.key));
        line.push_span(Span::styled(format!(" {word}"), theme.dim));
    }
    line.render(area, buffer);
}
