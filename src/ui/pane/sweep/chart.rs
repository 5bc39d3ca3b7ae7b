//! [`Chart`]: the U-curve of a sweep of one parameter, with the lines that it is compared with.

use super::{
    axis::{self, Across},
    range::Range,
};
use crate::{
    base::{Nanos, Ratio},
    model::{Law, SweepPoint, said_speedup},
    ui::{
        pane::{
            PaneContext, below, row,
            sweep::{SweepState, Sweeping},
        },
        widget::{Dot, Plot, Trace, plot_place},
    },
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Line, widgets::Widget};

/// Cells for the names of lines, where there is room.
const NAMES: u16 = 6;

/// Cells for the names of lines where one of them is simulated, and says so.
const SIMULATED: u16 = 10;

/// The chart of a sweep of one parameter: times, or speedups where the tasks differ.
pub(super) struct Chart<'a> {
    look: &'a PaneContext<'a>,
    sweep: &'a Sweeping,
    state: SweepState,
    across: Across,
    by_speedup: bool,
}

impl<'a> Chart<'a> {
    pub(super) fn of(look: &'a PaneContext<'a>, sweep: &'a Sweeping) -> Self {
        let points = sweep.sweep.points();
        let first = points.first().map(|point| point.experiment.tasks_key());
        let alike = |point: &crate::plan::Point| Some(point.experiment.tasks_key()) == first;
        Self {
            look,
            across: Across::of(sweep),
            by_speedup: !points.iter().all(alike),
            state: sweep.state(look.view.live.member),
            sweep,
        }
    }

    pub(super) fn draw(&self, area: Rect, buffer: &mut Buffer) {
        let below_axis = axis::rows(area.height);
        let predicts = !self.by_speedup && self.sweep.predicted.iter().any(Option::is_some);
        let names = match area.width {
            60.. if predicts => SIMULATED,
            44.. => NAMES,
            _ => 1,
        };
        let plot = Rect {
            x: area.x + Range::GUTTER.min(area.width),
            width: area.width.saturating_sub(Range::GUTTER + names),
            height: area.height.saturating_sub(below_axis),
            ..area
        };
        if plot.is_empty() {
            return;
        }
        let theme = self.look.theme;
        let feet = below(area, plot.height);
        self.across.draw(self.look, self.sweep, plot, feet, buffer);
        let Some(range) = self.range() else {
            let text = match self.state {
                SweepState::Planned => "no point has run yet",
                _ => "the first point is being run",
            };
            let waiting = row(plot, plot.height / 2);
            return Line::styled(text, theme.dim)
                .centered()
                .render(waiting, buffer);
        };
        let text: fn(f64) -> String = |value| Ratio::new(value).factor();
        range.ticks(self.look, self.by_speedup.then_some(text), plot, buffer);
        self.cursor(plot, buffer);
        let (ideal, serial) = (self.ideal(), self.serial(range));
        let traces = self.traces(range, &ideal, serial);
        Plot {
            traces: &traces,
            dots: &self.dots(range),
            glyphs: self.look.glyphs,
        }
        .render(plot, buffer);
        if names > 1 {
            self.names(range, [&ideal, &[serial]], plot, area, buffer);
        }
        self.best(range, plot, buffer);
    }

    /// Draws the names of lines at their ends; the most important one stands where its line does,
    /// and others give way.
    fn names(
        &self,
        range: Range,
        [ideal, serial]: [&[Option<f64>]; 2],
        plot: Rect,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let theme = self.look.theme;
        let room = usize::from(area.right().saturating_sub(plot.right()));
        let simulated = self.sweep.predicted.iter().map(|wall| {
            let wall = wall.filter(|_| room >= usize::from(SIMULATED));
            wall.map(Nanos::as_secs_f64)
        });
        let simulated: Vec<_> = simulated.collect();
        let laws = self.laws();
        let laws = laws
            .iter()
            .map(|(law, values)| (&values[..], law.name(), theme.dim));
        let lines = [
            (ideal, "ideal", theme.ideal),
            (serial, "T₁", theme.serial),
            (&simulated, "simulated", theme.ghost),
        ];
        let mut taken: Vec<u16> = Vec::new();
        for (values, name, style) in lines.into_iter().chain(laws) {
            let Some(value) = values.last().copied().flatten() else {
                continue;
            };
            let own = plot_place(plot, 1.0, range.share(value)).y;
            let rows = [0, 1, -1, 2, -2].map(|by| own.saturating_add_signed(by));
            let is_free = |y: &u16| (plot.top()..plot.bottom()).contains(y) && !taken.contains(y);
            if let Some(y) = rows.into_iter().find(is_free) {
                taken.push(y);
                buffer.set_stringn(plot.right(), y, name, room, style);
            }
        }
    }

    /// The values that are plotted of a point: its lower end, its middle and its upper end.
    fn values(&self, spot: &SweepPoint) -> Option<[f64; 3]> {
        let wall = spot.wall?;
        if self.by_speedup {
            let speedup = spot.speedup?.get();
            let [low, high] = spot
                .speedups()
                .map_or([speedup; 2], |both| both.map(Ratio::get));
            return Some([low, speedup, high]);
        }
        let interval = spot.interval;
        let [low, high] = interval.map_or([wall.median; 2], |i| [i.low, i.high]);
        Some([low, wall.median, high].map(Nanos::as_secs_f64))
    }

    fn spots(&self) -> impl Iterator<Item = (usize, [f64; 3])> {
        let spots = self.sweep.curve.spots.iter().enumerate();
        spots.filter_map(|(point, spot)| Some((point, self.values(spot)?)))
    }

    /// The value that an ideal machine would reach at each point.
    fn ideal(&self) -> Vec<Option<f64>> {
        let spots = &self.sweep.curve.spots;
        let serial = self.first_serial();
        let ideals = self.sweep.ideals.iter().zip(spots);
        ideals
            .map(|(ideal, spot)| {
                if self.by_speedup {
                    return Some(ideal.get());
                }
                let serial = spot.serial.or(serial)?;
                Some(serial.as_secs_f64() / ideal.get().max(1.0))
            })
            .collect()
    }

    /// T₁ of the first point that has one.
    fn first_serial(&self) -> Option<Nanos> {
        let mut spots = self.sweep.curve.spots.iter();
        spots.find_map(|spot| spot.serial).or(self.sweep.serial)
    }

    /// The value of each law at each point, once all runs have ended. Not Gustafson's: the work of
    /// a sweep does not grow with the workers.
    fn laws(&self) -> Vec<(Law, Vec<Option<f64>>)> {
        let sweep = self.sweep;
        if self.by_speedup || !sweep.curve.is_complete() {
            return Vec::new();
        }
        let cores = self.look.view.machine.usable_cores;
        let laws = sweep.curve.laws(&sweep.sweep, cores).into_iter();
        let points = || sweep.sweep.points().iter().zip(&sweep.curve.spots);
        let along = |law: &Law| {
            let times = points().map(|(point, spot)| {
                let workers = point.experiment.worker_count();
                let speedup = law.speedup(workers.into()).get().max(1e-9);
                Some(spot.serial?.as_secs_f64() / speedup)
            });
            times.collect()
        };
        let laws = laws.filter(|law| !matches!(law, Law::Gustafson { .. }));
        laws.map(|law| (law, along(&law))).collect()
    }

    /// T₁, where all points have the same and it is not far above them.
    fn serial(&self, range: Range) -> Option<f64> {
        let serial = if self.by_speedup {
            1.0
        } else {
            self.first_serial()?.as_secs_f64()
        };
        (range.low..=range.high).contains(&serial).then_some(serial)
    }

    fn range(&self) -> Option<Range> {
        let predicted = self.sweep.predicted.iter().flatten();
        let predicted = predicted.filter(|_| !self.by_speedup);
        let measured = self.spots().flat_map(|(_, values)| values);
        let all = measured.chain(predicted.map(|wall| wall.as_secs_f64()));
        let mut values: Vec<f64> = all.collect();
        let is_begun = self.sweep.curve.done > 0 || self.state == SweepState::Planned;
        if values.is_empty() || !is_begun {
            return None;
        }
        values.extend(self.ideal().into_iter().flatten());
        let high = values.iter().copied().fold(0.0, f64::max);
        // The range takes in T₁ where that is near.
        let serial = self.first_serial().filter(|_| !self.by_speedup);
        let serial = serial.map(Nanos::as_secs_f64);
        values.extend(serial.filter(|serial| (high..=high * 1.2).contains(serial)));
        Some(Range::of(values.iter().copied()))
    }

    fn traces(&self, range: Range, ideal: &[Option<f64>], serial: Option<f64>) -> Vec<Trace> {
        let theme = self.look.theme;
        let at = |point: usize, value: f64| (self.across.x(point), range.share(value));
        let trials = |values: &[Option<f64>]| -> Vec<(f64, f64)> {
            let each = values.iter().enumerate();
            each.filter_map(|(point, value)| Some(at(point, (*value)?)))
                .collect()
        };
        let trace = |places: Vec<(f64, f64)>, style: Style, every, thick| Trace {
            places,
            style,
            every,
            thick,
        };
        let mut straight = trials(ideal);
        // From edge to edge: it is a goal and no measurement.
        if let (Some(first), Some(last)) = (straight.first().copied(), straight.last().copied()) {
            straight.insert(0, (0.0, first.1));
            straight.push((1.0, last.1));
        }
        let flat = serial.map_or_else(Vec::new, |serial| {
            let y = range.share(serial);
            vec![(0.0, y), (1.0, y)]
        });
        let predicted: Vec<_> = self
            .sweep
            .predicted
            .iter()
            .map(|wall| wall.map(Nanos::as_secs_f64).filter(|_| !self.by_speedup))
            .collect();
        let measured = self
            .spots()
            .map(|(point, [_, middle, _])| at(point, middle));
        // While no run was measured, the prediction is a whole line.
        let dashed = match self.state {
            SweepState::Planned => 1,
            _ => 3,
        };
        let laws = self.laws().into_iter();
        let laws = laws.map(|(_, values)| trace(trials(&values), theme.dim, 3, false));
        let lines = [
            trace(flat, theme.serial, 4, false),
            trace(straight, theme.ideal, 2, true),
            trace(trials(&predicted), theme.ghost, dashed, true),
            trace(measured.collect(), theme.usage, 1, true),
        ];
        laws.chain(lines).collect()
    }

    fn dots(&self, range: Range) -> Vec<Dot> {
        let (theme, glyphs) = (self.look.theme, self.look.glyphs);
        let best = self.sweep.curve.best.as_ref().map(|best| best.point);
        let dot = |(point, [low, middle, high]): (usize, [f64; 3])| Dot {
            x: self.across.x(point),
            y: range.share(middle),
            low: range.share(low),
            high: range.share(high),
            glyph: if best == Some(point) {
                glyphs.best
            } else {
                glyphs.live
            },
            style: match point {
                _ if self.state == SweepState::Running(point) => theme.live,
                _ if best == Some(point) => theme.ideal,
                _ => theme.number,
            },
            bar: if best == Some(point) {
                theme.ideal
            } else {
                theme.dim
            },
        };
        self.spots().map(dot).collect()
    }

    /// The column of the point that is looked at.
    fn cursor(&self, plot: Rect, buffer: &mut Buffer) {
        let Some(point) = self.sweep.cursor else {
            return;
        };
        let x = plot_place(plot, self.across.x(point), 0.0).x;
        for y in plot.top()..plot.bottom() {
            buffer.set_stringn(x, y, self.look.glyphs.hairs[1], 1, self.look.theme.key);
        }
    }

    /// Draws the label of the best point.
    fn best(&self, range: Range, plot: Rect, buffer: &mut Buffer) {
        let Some(best) = &self.sweep.curve.best else {
            return;
        };
        let Some(spot) = self.sweep.curve.spots.get(best.point) else {
            return;
        };
        let Some([low, middle, high]) = self.values(spot) else {
            return;
        };
        let text = match (self.by_speedup, spot.wall) {
            (false, Some(wall)) => format!(" {} ", wall.median),
            _ => format!(
                " {} ",
                said_speedup(Ratio::new(middle), spot.uncertain().is_some())
            ),
        };
        let width = u16::try_from(text.chars().count()).unwrap_or(0);
        let [foot, top] = [low, high]
            .map(|value| plot_place(plot, self.across.x(best.point), range.share(value)));
        // Above its error bar, or below where there is no room: away from the curve's other points.
        let y = match (top.y.checked_sub(1), foot.y + 1) {
            (Some(above), _) if above >= plot.y => above,
            (_, under) => under.min(plot.bottom() - 1),
        };
        let x = top.x.saturating_sub(width / 2).max(plot.x);
        let x = x.min(plot.right().saturating_sub(width)).max(plot.x);
        buffer.set_stringn(x, y, text, plot.width.into(), self.look.theme.ideal);
    }
}
