//! [`Numbers`]: the figures of a run, in large digits or in a line, and the gauge of how much of
//! the ideal speedup it reaches.

use crate::{
    base::{Nanos, Ratio},
    model::{Disturbance, MaxParallelism, Prediction, Row, Run, said_speedup},
    session::Phase,
    ui::{
        pane::{PaneContext, below, joined, row},
        widget::{Digits, Meter},
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Widget,
};

/// Cells of `100 % efficiency`.
const EFFICIENCY: u16 = 16;

/// The figures of a run, so far or in the end.
pub(in crate::ui::pane) struct Numbers {
    pub(in crate::ui::pane) serial: Option<Nanos>,
    pub(in crate::ui::pane) parallel: Nanos,
    spread: Option<(Nanos, usize)>,
    pub(in crate::ui::pane) speedup: Option<Ratio>,
    pub(in crate::ui::pane) ideal: Ratio,
    pub(in crate::ui::pane) efficiency: Option<Ratio>,
    ceiling: Option<Ratio>,
    /// Why the speedup may be another one on a quiet machine.
    pub(in crate::ui::pane) disturbance: Option<Disturbance>,
    pub(in crate::ui::pane) live: bool,
    /// Whether T₁ is still to come.
    pub(in crate::ui::pane) awaited: bool,
    /// Whether there is a speedup, or will be.
    pub(in crate::ui::pane) has_speedup: bool,
    /// CPU time / wall time, and the floor below: of a run without T₁.
    parallelism: Option<Ratio>,
    floor: Option<Nanos>,
}

impl Numbers {
    pub(in crate::ui::pane) fn of(look: &PaneContext<'_>, run: &Run) -> Self {
        let view = look.view;
        let speedup = run.speedup(view.now);
        let MaxParallelism { places, tasks } = run.max_parallelism();
        let efficiency = |speedup: Ratio| Ratio::new(speedup.get() / places.get());
        let one = Self {
            serial: run.baseline().map(|baseline| baseline.wall),
            parallel: run.elapsed(view.now),
            spread: None,
            speedup,
            ideal: tasks,
            efficiency: speedup.map(efficiency),
            ceiling: run.ceiling(),
            disturbance: Disturbance::of(run),
            live: !run.is_over(),
            awaited: !run.is_over() && awaits(run),
            has_speedup: run.has_speedup(),
            parallelism: run.parallelism().filter(|_| !run.has_speedup()),
            floor: run.floor().filter(|_| !run.has_speedup()),
        };
        match view.conclusions.figures.filter(|_| run.is_over()) {
            Some(figures) => Self {
                serial: figures.serial,
                parallel: figures.wall.median,
                spread: (figures.wall.count > 1).then_some((figures.wall.mad, figures.wall.count)),
                speedup: figures.speedup,
                ideal: figures.ideal_speedup,
                efficiency: figures.efficiency,
                ceiling: figures.ceiling,
                disturbance: figures.disturbance,
                live: false,
                awaited: false,
                has_speedup: one.has_speedup,
                parallelism: one.parallelism,
                floor: one.floor,
            },
            None => one,
        }
    }

    /// How the speedup and what follows from it are written: grey where they are uncertain.
    pub(in crate::ui::pane) fn style(&self, look: &PaneContext<'_>, certain: Style) -> Style {
        match self.disturbance {
            Some(_) => look.theme.dim,
            None => certain,
        }
    }

    /// The speedup, with a question mark behind one that is uncertain.
    pub(in crate::ui::pane) fn factor(&self) -> Option<String> {
        Some(said_speedup(self.speedup?, self.disturbance.is_some()))
    }

    /// The share of the ideal speedup that is reached.
    fn reached(&self) -> Ratio {
        let speedup = self.speedup.unwrap_or_default();
        Ratio::new(speedup.get() / self.ideal.get().max(1e-9))
    }

    pub(in crate::ui::pane) fn words(&self) -> String {
        let so_far = if self.live { "so far, " } else { "" };
        format!("{so_far}of {} ideal", self.ideal.factor())
    }

    /// The distance from ideal, in words.
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
    pub(super) fn headline(&self, look: &PaneContext<'_>, width: u16) -> Line<'static> {
        let theme = look.theme;
        let Some(factor) = self.factor() else {
            return self.before(look, width);
        };
        let reached = Span::styled(factor, self.style(look, theme.number));
        let words = |words: String| vec![reached.clone(), Span::styled(words, theme.dim)];
        let efficiency = self.efficiency_in_words(look);
        let groups = [
            vec![words(format!(" {}", self.words())), efficiency.clone()],
            vec![
                words(format!(" of {}", self.ideal.factor())),
                efficiency.clone(),
            ],
            vec![vec![reached.clone()], efficiency],
            vec![words(format!(" {}", self.words()))],
            vec![vec![reached.clone()]],
        ];
        let lines = groups.map(|groups| {
            let groups: Vec<_> = groups
                .into_iter()
                .filter(|group| !group.is_empty())
                .collect();
            joined(groups, u16::MAX)
        });
        let fits = |line: &Line<'_>| line.width() <= usize::from(width);
        lines.into_iter().find(fits).unwrap_or_default()
    }

    /// `89 % efficiency`, where it is known.
    fn efficiency_in_words(&self, look: &PaneContext<'_>) -> Vec<Span<'static>> {
        self.efficiency.map_or_else(Vec::new, |efficiency| {
            vec![
                Span::styled(efficiency.percent(), self.style(look, look.theme.text)),
                Span::styled(" efficiency", look.theme.dim),
            ]
        })
    }

    /// The line while there is no speedup.
    fn before(&self, look: &PaneContext<'_>, width: u16) -> Line<'static> {
        let time = self.parallel.to_string();
        let is_imported = look.view.run.is_some_and(|run| run.import().is_some());
        let room = usize::from(width).saturating_sub(time.len());
        let asked = look.view.phase != Some(Phase::Baseline);
        let is_serial = asked && look.view.run.is_some_and(Run::is_serial);
        let words: &[&str] = match self.live {
            true if !self.awaited || is_imported => &[" so far"],
            true if is_serial => &[" so far; this is T₁ itself", " so far"],
            true => &[
                " so far; T₁ comes first, then the speedup",
                " so far; T₁ comes first",
                " so far",
            ],
            false if is_imported => &[
                "   another program: no T₁, so no speedup",
                "   no T₁, so no speedup",
            ],
            false if !self.has_speedup => &[
                "   commands are run once, so there is no speedup",
                "   no T₁, so no speedup",
            ],
            false => &[
                "   no T₁ was measured, so there is no speedup",
                "   no T₁, so no speedup",
            ],
        };
        let fits = |words: &&&str| words.chars().count() <= room;
        let words = words.iter().find(fits).copied().unwrap_or_default();
        Line::from(vec![
            Span::styled(time, look.theme.number),
            Span::styled(words, look.theme.dim),
        ])
    }

    /// Whether there is or will be an ideal to fall short of.
    const fn has_gauge(&self) -> bool {
        self.speedup.is_some() || self.awaited || self.live && self.serial.is_some()
    }

    pub(in crate::ui::pane) fn gauge(
        &self,
        look: &PaneContext<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        if !self.has_gauge() {
            return;
        }
        let theme = look.theme;
        // A run faster than ideal goes beyond the mark.
        let scale = self.reached().get().max(1.0);
        let bar = match self.reached().get() {
            _ if self.disturbance.is_some() => theme.dim,
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
    pub(super) fn draw_large(
        &self,
        look: &PaneContext<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) -> Rect {
        let theme = look.theme;
        let text = self.factor().unwrap_or_default();
        let digits = Digits {
            text: &text,
            style: self.style(look, theme.number),
            scale: 1,
            glyphs: look.glyphs,
        };
        if !self.has_gauge() {
            self.headline(look, area.width).render(row(area, 0), buffer);
            return below(area, 2);
        }
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
            let line = self.headline(look, u16::MAX);
            if self.speedup.is_none() || line.width() <= usize::from(area.width) {
                self.headline(look, area.width).render(row(area, 1), buffer);
            } else {
                // In two lines all of it has room.
                let reached = format!("{} {}", self.factor().unwrap_or_default(), self.words());
                Line::styled(reached, self.style(look, theme.number)).render(row(area, 1), buffer);
                Line::from(self.efficiency_in_words(look)).render(row(area, 2), buffer);
            }
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
                Span::styled(efficiency.percent(), self.style(look, theme.title)),
                Span::styled(" efficiency", theme.dim),
            ])
            .render(row(beside, 2), buffer);
        }
        rest
    }

    /// `of 2.00× ideal   56 %`
    fn below_digits(&self, look: &PaneContext<'_>, width: u16) -> Line<'static> {
        let ideal = vec![Span::styled(self.words(), look.theme.ideal)];
        let efficiency = self.efficiency.map(Ratio::percent);
        let style = self.style(look, look.theme.title);
        let efficiency = efficiency.map(|share| vec![Span::styled(share, style)]);
        joined([ideal].into_iter().chain(efficiency), width)
    }

    /// `T₁ 1.60 s   Tₚ 900 ms ± 12 ms   ideal 800 ms   median of 5`
    pub(super) fn times(&self, look: &PaneContext<'_>, width: u16) -> Line<'static> {
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
        let expected = look
            .view
            .expectation
            .prediction
            .filter(|_| look.view.run.is_some());
        let expected = expected.and_then(|prediction| {
            let words = foretold(look, prediction, self.parallel, self.live);
            Some(pair(
                "simulated",
                format!("{}{words}", prediction.speedup()?.factor()),
            ))
        });
        let at_once = match look.view.run {
            Some(run) if run.import().is_some() => "slices at once, on average",
            _ => "parallelism",
        };
        // Before the end, the CPU time of commands is not known.
        let going = look.view.run.filter(|_| self.live && !self.has_speedup);
        let so_far = going.and_then(|run| run.at_once(look.view.now));
        let groups = [
            so_far.map(|(at_once, _)| pair("at once, on average", format!("{:.2}", at_once.get()))),
            so_far.map(|(_, longest)| pair("longest so far", longest.to_string())),
            self.serial.map(|serial| pair("T₁", serial.to_string())),
            // Before T₁ is known, the run that goes on is the serial one.
            (!self.awaited && self.has_speedup).then(|| pair("Tₚ", parallel)),
            self.parallelism
                .map(|times| pair(at_once, format!("{:.2}", times.get()))),
            self.floor.map(|floor| pair("floor", floor.to_string())),
            ideal,
            expected,
            look.view
                .expectation
                .guess
                .map(|guess| pair("guess", guess.factor())),
            self.ceiling
                .map(|ceiling| pair("ceiling", ceiling.factor())),
            self.spread
                .map(|(_, count)| pair("median of", count.to_string())),
        ];
        joined(groups.into_iter().flatten(), width)
    }
}

/// Whether a run is on the way to T₁, which it may be itself. Commands are not run for that.
fn awaits(run: &Run) -> bool {
    run.baseline().is_none() && run.has_speedup()
}

/// The comparison of a run with its prediction.
fn foretold(look: &PaneContext<'_>, prediction: &Prediction, taken: Nanos, live: bool) -> String {
    let predicted = prediction.wall().as_secs_f64().max(1e-9);
    let longer = taken.as_secs_f64() / predicted - 1.0;
    if live || longer.abs() < 0.005 {
        return String::new();
    }
    let share = Ratio::new(longer.abs()).percent();
    let word = if longer > 0.0 { "longer" } else { "less" };
    let miss = look.view.conclusions.miss.map(|(row, _)| match row {
        // Negative inflation means cheaper tasks.
        Row::Inflation if longer < 0.0 => ": cheaper tasks".to_owned(),
        row => format!(": {}", row.name()),
    });
    format!(", took {share} {word}{}", miss.unwrap_or_default())
}
