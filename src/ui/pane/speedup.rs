//! The speedup: the one number, how far it is from the ideal, and what it is made of.

mod why;

use super::{Look, Standing, below, cut, joined, row};
use crate::{
    base::{Balance, Nanos, Ratio},
    model::{self, Parallelism, Prediction, Run},
    trace::{LaneInfo, Outcome},
    ui::widget::{Digits, Meter},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// Cells of `100 % efficiency`.
const EFFICIENCY: u16 = 16;

pub(in crate::ui) fn draw(look: &Look<'_>, area: Rect, buffer: &mut Buffer) {
    let declared = look
        .view
        .run
        .is_some_and(|run| !model::notes(&run.experiment).is_empty());
    let note = match lead(look) {
        Some(lead) => lead,
        None if declared => "under the conditions above".into(),
        None => String::new(),
    };
    let inner = look.heading("Speedup", &note, area, buffer);
    let Some(run) = look.view.run else {
        let text = "T₁ / Tₚ, when both are measured";
        return look.say(text, inner, buffer);
    };
    let standing = Standing::of(look, run);
    if standing.is_cut() {
        return draw_cut(look, run, standing, inner, buffer);
    }
    let figures = Numbers::of(look, run);
    let rest = if inner.height >= 8 {
        figures.draw_large(look, inner, buffer)
    } else {
        figures
            .headline(look, inner.width)
            .render(row(inner, 0), buffer);
        figures.gauge(look, row(inner, 1), buffer);
        below(inner, 2)
    };
    let [times, notes] = [
        figures.times(look, inner.width),
        notes(look, run, inner.width),
    ];
    if rest.height >= 2 {
        times.render(row(rest, 0), buffer);
        why::draw(look, run, notes, below(rest, 1), buffer);
    } else {
        // The times come first as long as there is nothing wrong.
        let wrong = |outcome: &Outcome| !outcome.verified || outcome.failed_tasks > 0;
        let wrong = run.outcome().is_some_and(wrong);
        let line = if wrong { notes } else { times };
        line.render(row(rest, 0), buffer);
    }
}

/// How far the run is ahead of the one that it is held against: `0.42 s ahead of the last run`.
/// With all digits that tell something, so that it is seen to count.
fn lead(look: &Look<'_>) -> Option<String> {
    let rival = look.view.rival?;
    let lead = rival.lead?;
    let run = look.view.run?;
    if Standing::of(look, run).is_cut() {
        return None;
    }
    let seconds = lead.size().as_secs_f64();
    let long = run.elapsed(look.view.now) >= Nanos::from_millis(500);
    let gap = if long {
        format!("{seconds:.2} s")
    } else {
        lead.size().to_string()
    };
    let word = if lead < Balance::ZERO {
        "behind"
    } else {
        "ahead of"
    };
    Some(format!("{gap} {word} {}", rival.who.name()))
}

/// A run that was cut off has no speedup, and says so.
fn draw_cut(look: &Look<'_>, run: &Run, standing: Standing, area: Rect, buffer: &mut Buffer) {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let (sign, word, style) = match standing {
        Standing::Stopped => (glyphs.stop, "stopped", theme.warn),
        _ => (glyphs.bad, "failed", theme.bad),
    };
    let elapsed = run.elapsed(look.view.now);
    let all = run.experiment.task_count();
    let done = run
        .outcome()
        .map_or(run.tasks_done(), |outcome| outcome.tasks_done);
    let head = Line::from(vec![
        Span::styled(format!("{sign} {word} after {elapsed}"), style),
        Span::styled(format!("   {done} of {all} tasks done"), theme.text),
    ]);
    let why = match standing {
        Standing::Stopped => Line::styled("there is no speedup of half a run", theme.dim),
        _ => notes(look, run, area.width),
    };
    let top = u16::from(area.height >= 8);
    head.render(row(area, top), buffer);
    why.render(row(area, top + 1), buffer);
}

/// What is known so far, or in the end.
pub(super) struct Numbers {
    pub(super) serial: Option<Nanos>,
    pub(super) parallel: Nanos,
    spread: Option<(Nanos, usize)>,
    pub(super) speedup: Option<Ratio>,
    pub(super) ideal: Ratio,
    pub(super) efficiency: Option<Ratio>,
    ceiling: Option<Ratio>,
    live: bool,
}

impl Numbers {
    pub(super) fn of(look: &Look<'_>, run: &Run) -> Self {
        let view = look.view;
        let speedup = run.speedup(view.now);
        let Parallelism { places, tasks } = run.parallelism();
        let efficiency = |speedup: Ratio| Ratio::new(speedup.get() / places.get());
        let one = Self {
            serial: run.baseline().map(|baseline| baseline.wall),
            parallel: run.elapsed(view.now),
            spread: None,
            speedup,
            ideal: tasks,
            efficiency: speedup.map(efficiency),
            ceiling: run.ceiling(),
            live: !run.is_over(),
        };
        match view.figures.filter(|_| run.is_over()) {
            Some(figures) => Self {
                serial: figures.serial,
                parallel: figures.wall.median,
                spread: (figures.wall.count > 1).then_some((figures.wall.mad, figures.wall.count)),
                speedup: figures.speedup,
                ideal: figures.ideal_speedup,
                efficiency: figures.efficiency,
                ceiling: figures.ceiling,
                live: false,
            },
            None => one,
        }
    }

    /// What is reached of what could be.
    fn reached(&self) -> Ratio {
        let speedup = self.speedup.unwrap_or_default();
        Ratio::new(speedup.get() / self.ideal.get().max(1e-9))
    }

    pub(super) fn words(&self) -> String {
        let so_far = if self.live { "so far, " } else { "" };
        format!("{so_far}of {} ideal", self.ideal.factor())
    }

    /// How far it is from ideal.
    fn missing(&self) -> String {
        let Some(speedup) = self.speedup else {
            return String::new();
        };
        let missing = self.ideal.get() - speedup.get();
        match Ratio::new(missing.abs()).factor() {
            _ if missing.abs() < 0.005 => " ideal ".into(),
            factor if missing > 0.0 => format!(" {factor} short of ideal "),
            factor => format!(" {factor} beyond ideal "),
        }
    }

    /// `1.78× of 2.00× ideal   89 % efficiency`
    fn headline(&self, look: &Look<'_>, width: u16) -> Line<'static> {
        let theme = look.theme;
        let Some(speedup) = self.speedup else {
            return self.before(look);
        };
        let reached = vec![
            Span::styled(speedup.factor(), theme.number),
            Span::styled(format!(" {}", self.words()), theme.dim),
        ];
        let efficiency = self.efficiency.map(|efficiency| {
            vec![
                Span::styled(efficiency.percent(), theme.text),
                Span::styled(" efficiency", theme.dim),
            ]
        });
        joined([reached].into_iter().chain(efficiency), width)
    }

    /// While T₁ is not known.
    fn before(&self, look: &Look<'_>) -> Line<'static> {
        let words = if self.live {
            " so far; T₁ comes first, then the speedup"
        } else {
            "   no T₁ was measured, so there is no speedup"
        };
        Line::from(vec![
            Span::styled(self.parallel.to_string(), look.theme.number),
            Span::styled(words, look.theme.dim),
        ])
    }

    pub(super) fn gauge(&self, look: &Look<'_>, area: Rect, buffer: &mut Buffer) {
        // Where nothing was measured to hold it against, there is nothing to be short of.
        if self.speedup.is_none() && !self.live {
            return;
        }
        let theme = look.theme;
        // What is faster than ideal goes beyond the mark.
        let scale = self.reached().get().max(1.0);
        let bar = match self.reached().get() {
            reached if self.live || reached >= 0.8 => theme.gauge[0],
            reached if reached >= 0.5 => theme.gauge[1],
            _ => theme.gauge[2],
        };
        Meter {
            share: Ratio::new(self.reached().get() / scale),
            mark: Some((Ratio::new(1.0 / scale), theme.ideal)),
            note: &self.missing(),
            written: theme.text,
            bar,
            track: theme.rule,
            glyphs: look.glyphs,
        }
        .render(area, buffer);
    }

    /// Large digits with the words beside them, and the gauge below, which takes what room there
    /// is to spare. Returns what is left.
    fn draw_large(&self, look: &Look<'_>, area: Rect, buffer: &mut Buffer) -> Rect {
        let theme = look.theme;
        let text = self.speedup.map_or_else(String::new, Ratio::factor);
        let digits = Digits {
            text: &text,
            style: theme.number,
            scale: 1,
            glyphs: look.glyphs,
        };
        let width = digits.width().min(area.width);
        let words = u16::try_from(self.words().chars().count()).unwrap_or(u16::MAX);
        // Words that have no room beside the digits stand below them: half a word would be worse.
        let beside = width
            .saturating_add(3)
            .saturating_add(words.max(EFFICIENCY))
            <= area.width;
        let large = self.speedup.is_some() && look.glyphs.fine && digits.width() <= area.width;
        let top = if large && !beside { 5 } else { 4 };
        let thick = area.height.saturating_sub(top + 5).clamp(1, 3);
        let gauge = Rect {
            height: thick,
            ..below(area, top)
        };
        let rest = below(area, top + thick + 1);
        self.gauge(look, gauge.intersection(area), buffer);
        if !large {
            self.headline(look, area.width).render(row(area, 1), buffer);
            return rest;
        }
        digits.render(Rect { width, ..area }, buffer);
        if !beside {
            self.below_digits(look, area.width)
                .render(row(area, 3), buffer);
            return rest;
        }
        let beside = Rect {
            x: area.x + (width + 3).min(area.width),
            width: area.width.saturating_sub(width + 3),
            ..area
        };
        Line::styled(self.words(), theme.ideal).render(row(beside, 0), buffer);
        if let Some(efficiency) = self.efficiency {
            Line::from(vec![
                Span::styled(efficiency.percent(), theme.title),
                Span::styled(" efficiency", theme.dim),
            ])
            .render(row(beside, 2), buffer);
        }
        rest
    }

    /// `of 2.00× ideal   56 %`
    fn below_digits(&self, look: &Look<'_>, width: u16) -> Line<'static> {
        let ideal = vec![Span::styled(self.words(), look.theme.ideal)];
        let efficiency = self.efficiency.map(Ratio::percent);
        let efficiency = efficiency.map(|share| vec![Span::styled(share, look.theme.title)]);
        joined([ideal].into_iter().chain(efficiency), width)
    }

    /// `T₁ 1.60 s   Tₚ 900 ms ± 12 ms   ideal 800 ms   median of 5`
    fn times(&self, look: &Look<'_>, width: u16) -> Line<'static> {
        let theme = look.theme;
        let pair = |name: &str, value: String| {
            vec![
                Span::styled(format!("{name} "), theme.dim),
                Span::styled(value, theme.text),
            ]
        };
        let spread = self.spread.map(|(mad, _)| format!(" ± {mad}"));
        let parallel = format!("{}{}", self.parallel, spread.unwrap_or_default());
        let ideal = self.serial.map(|serial| {
            let ideal = serial.as_secs_f64() / self.ideal.get().max(1.0);
            pair("ideal", Nanos::from_secs_f64(ideal).to_string())
        });
        let expected = look.view.prediction.filter(|_| look.view.run.is_some());
        let expected = expected.and_then(|prediction| {
            let words = foretold(look, prediction, self.parallel, self.live);
            Some(pair(
                "simulated",
                format!("{}{words}", prediction.speedup()?.factor()),
            ))
        });
        let groups = [
            self.serial.map(|serial| pair("T₁", serial.to_string())),
            // What goes on before T₁ is known is T₁ itself.
            (self.serial.is_some() || !self.live).then(|| pair("Tₚ", parallel)),
            ideal,
            expected,
            look.view.guess.map(|guess| pair("guess", guess.factor())),
            self.ceiling
                .map(|ceiling| pair("ceiling", ceiling.factor())),
            self.spread
                .map(|(_, count)| pair("median of", count.to_string())),
        ];
        joined(groups.into_iter().flatten(), width)
    }
}

/// How a run that has ended compares with what was predicted of it.
fn foretold(look: &Look<'_>, prediction: &Prediction, taken: Nanos, live: bool) -> String {
    let predicted = prediction.wall().as_secs_f64().max(1e-9);
    let longer = taken.as_secs_f64() / predicted - 1.0;
    if live || longer.abs() < 0.005 {
        return String::new();
    }
    let share = Ratio::new(longer.abs()).percent();
    let word = if longer > 0.0 { "longer" } else { "less" };
    let miss = look.view.miss.map(|(row, _)| format!(": {}", row.name()));
    format!(", took {share} {word}{}", miss.unwrap_or_default())
}

/// Whether the answers are right, and what was not recorded: nothing is dropped silently.
fn notes(look: &Look<'_>, run: &Run, width: u16) -> Line<'static> {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let total = |count: fn(&LaneInfo) -> u64| -> u64 {
        run.lanes.iter().map(|lane| count(&lane.info)).sum()
    };
    let told = |number: u64, what: &str, style| {
        (number > 0).then(|| vec![Span::styled(format!("{number} {what}"), style)])
    };
    let restarts = run.outcome().map_or(0, |outcome| outcome.restarts.into());
    let counts = [
        told(total(|info| info.dropped), "spans dropped", theme.bad),
        told(
            restarts,
            if restarts == 1 { "restart" } else { "restarts" },
            theme.warn,
        ),
        told(total(|info| info.merged), "tasks merged", theme.dim),
    ];
    let counts: Vec<_> = counts.into_iter().flatten().collect();
    // The counts are never cut off by a long sentence before them.
    let kept: usize = counts.iter().flatten().map(|span| span.width() + 3).sum();
    let verdict = run.outcome().and_then(|outcome| {
        let tasks = run.experiment.task_count();
        let (sign, text, style) = match &outcome.failure {
            Some(failure) => (glyphs.bad, failure.clone(), theme.bad),
            None if outcome.failed_tasks > 0 => (
                glyphs.bad,
                format!("{} of {tasks} commands failed", outcome.failed_tasks),
                theme.bad,
            ),
            None if run.description.imported.is_some() => {
                return Some(vec![Span::styled("nothing was checked", theme.dim)]);
            }
            None if outcome.verified && tasks == 1 => {
                (glyphs.good, "the answer is right".into(), theme.good)
            }
            None if outcome.verified => (
                glyphs.good,
                format!("all {tasks} answers are right"),
                theme.good,
            ),
            None => (
                glyphs.bad,
                "answers differ from the serial run's".into(),
                theme.bad,
            ),
        };
        let text = format!("{sign} {text}");
        let room = usize::from(width).saturating_sub(kept);
        // That all is well stands in the header, too; a fault is said as far as it goes.
        let fits =
            !outcome.verified || outcome.failed_tasks > 0 || Span::raw(&text).width() <= room;
        fits.then(|| vec![Span::styled(cut(&text, room, glyphs), style)])
    });
    joined(verdict.into_iter().chain(counts), width)
}
