//! The simulation of a call: its U-curves, and what they come to.

use super::{PaneContext, below};
use crate::{
    base::Nanos,
    model::{CallSimulation, FasterCall},
    ui::{
        pane::{
            lines,
            sweep::{Labels, Range},
        },
        widget::{Dot, Plot, Trace, plot_place},
    },
};
use ratatui::{buffer::Buffer, layout::Rect, text::Line, widgets::Widget};

/// The least rows of a chart with its axis.
const CHART: u16 = 8;

/// The width from which both curves stand beside each other.
const BOTH: u16 = 84;

/// The share of the axis that stays free at either end.
const MARGIN: f64 = 0.04;

/// Draws the words, and below them the curves as far as there is room.
pub(super) fn draw(
    look: &PaneContext<'_>,
    simulation: &CallSimulation,
    area: Rect,
    buffer: &mut Buffer,
) {
    let rows = words(look, simulation, area, buffer);
    let rest = below(area, rows + 1);
    if rest.height < CHART {
        return;
    }
    let sizes = CallCurve {
        look,
        name: "chunksize",
        points: &simulation.chunksizes,
        called: simulation.called.0,
        best: simulation.best_chunksize(),
        simulation,
    };
    let workers = CallCurve {
        name: "workers",
        points: &simulation.workers,
        called: simulation.called.1,
        best: simulation.best_workers(),
        ..sizes
    };
    if simulation.chunksizes.is_empty() {
        return workers.draw(rest, buffer);
    }
    if rest.width < BOTH {
        return sizes.draw(rest, buffer);
    }
    let left = Rect {
        width: rest.width * 3 / 5 - 2,
        ..rest
    };
    let right = Rect {
        x: left.right() + 3,
        width: rest.right() - left.right() - 3,
        ..rest
    };
    sizes.draw(left, buffer);
    workers.draw(right, buffer);
}

/// Draws what would have been best, and how well the simulation agrees with the call; returns how many rows that
/// takes.
pub(super) fn words(
    look: &PaneContext<'_>,
    simulation: &CallSimulation,
    area: Rect,
    buffer: &mut Buffer,
) -> u16 {
    let theme = look.theme;
    let best = [simulation.best_chunksize(), simulation.best_workers()];
    let mut said: Vec<_> = best
        .iter()
        .flatten()
        .map(|best| (best.to_string(), theme.ideal))
        .collect();
    if said.is_empty() && simulation.is_sound() {
        said.push((simulation.verdict(), theme.good));
    }
    let is_sound = simulation.is_sound();
    said.push((
        simulation.check(),
        if is_sound { theme.dim } else { theme.warn },
    ));
    if !simulation.knows_hand_over {
        let text = "each worker had one chunk: 0.1 ms is assumed for handing over another";
        said.push((text.to_owned(), theme.dim));
    }
    let mut taken = 0;
    for (text, style) in said {
        for line in lines(&text, area.width) {
            if taken < area.height {
                let place = super::row(area, taken);
                Line::styled(line, style).render(place, buffer);
                taken += 1;
            }
        }
    }
    taken
}

/// A curve of simulated times.
#[derive(Clone, Copy)]
struct CallCurve<'a> {
    look: &'a PaneContext<'a>,
    name: &'static str,
    points: &'a [(u32, Nanos)],
    /// The value that the call had.
    called: u32,
    best: Option<FasterCall>,
    simulation: &'a CallSimulation,
}

impl CallCurve<'_> {
    fn draw(&self, area: Rect, buffer: &mut Buffer) {
        let (theme, glyphs) = (self.look.theme, self.look.glyphs);
        let plot = Rect {
            x: area.x + Range::GUTTER.min(area.width),
            width: area.width.saturating_sub(Range::GUTTER + 1),
            height: area.height.saturating_sub(3),
            ..area
        };
        if plot.is_empty() || self.points.is_empty() {
            return;
        }
        let took = self.simulation.took.as_secs_f64();
        let walls = self.points.iter().map(|(_, wall)| wall.as_secs_f64());
        let range = Range::of(walls.chain([took]));
        range.ticks(self.look, None, plot, buffer);
        let at = |&(value, wall): &(u32, Nanos)| (self.x(value), range.share(wall.as_secs_f64()));
        let flat = range.share(took);
        let traces = [
            Trace {
                places: vec![(0.0, flat), (1.0, flat)],
                style: theme.serial,
                every: 3,
                thick: false,
            },
            Trace {
                places: self.points.iter().map(at).collect(),
                style: theme.ghost,
                every: 1,
                thick: true,
            },
        ];
        let best = self.best.map(|best| best.value);
        let dots = self.points.iter().map(|point| {
            let (x, y) = at(point);
            let (glyph, style) = match point.0 {
                value if best == Some(value) => (glyphs.best, theme.ideal),
                value if value == self.called => (glyphs.live, theme.live),
                _ => (glyphs.live, theme.number),
            };
            Dot {
                x,
                y,
                low: y,
                high: y,
                glyph,
                style,
                bar: style,
            }
        });
        Plot {
            traces: &traces,
            dots: &dots.collect::<Vec<_>>(),
            glyphs,
        }
        .render(plot, buffer);
        self.axis(plot, area, buffer);
        // The line of the measured time is named at the end that is further from the curve.
        let apart = |point: Option<&(u32, Nanos)>| {
            point.map(|(_, wall)| wall.get().abs_diff(self.simulation.took.get()))
        };
        let is_left = apart(self.points.first()) > apart(self.points.last());
        let place = plot_place(plot, if is_left { 0.0 } else { 1.0 }, flat);
        let start = if is_left {
            place.x
        } else {
            place.x.saturating_sub(4)
        };
        buffer.set_stringn(start, place.y, " took", 5, theme.serial);
    }

    /// Draws the line with its ticks, the values below it, and its name.
    fn axis(&self, plot: Rect, area: Rect, buffer: &mut Buffer) {
        let (theme, glyphs) = (self.look.theme, self.look.glyphs);
        let feet = below(area, plot.height);
        let width = usize::from(plot.width);
        buffer.set_stringn(plot.x, feet.y, glyphs.rule.repeat(width), width, theme.rule);
        let mut labels = Labels::new(feet, feet.y + 1);
        // What was called, and what is best, are always written.
        let best = self.best.map(|best| best.value);
        let first = [Some(self.called), best].into_iter().flatten();
        let others = self.points.iter().map(|&(value, _)| value);
        for value in first.chain(others) {
            let x = plot_place(plot, self.x(value), 0.0).x;
            buffer.set_stringn(x, feet.y, glyphs.tick, 1, theme.rule);
            let style = match value {
                value if best == Some(value) => theme.ideal,
                value if value == self.called => theme.live,
                _ => theme.text,
            };
            labels.write(x, &value.to_string(), style, buffer);
        }
        let name = format!("{} (was {})", self.name, self.called);
        let place = Rect {
            x: plot.x,
            y: feet.y + 2,
            width: plot.width,
            height: 1,
        };
        Line::styled(name, theme.dim)
            .centered()
            .render(place, buffer);
    }

    /// The place of a value on the axis, on which a doubling is always as long.
    fn x(&self, value: u32) -> f64 {
        let on = |value: u32| f64::from(value.max(1)).ln();
        let first = self.points.first().map_or(0.0, |point| on(point.0));
        let last = self.points.last().map_or(0.0, |point| on(point.0));
        if last <= first {
            return 0.5;
        }
        let share = ((on(value) - first) / (last - first)).clamp(0.0, 1.0);
        MARGIN + share * (1.0 - 2.0 * MARGIN)
    }
}
