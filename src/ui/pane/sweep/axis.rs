//! [`Across`]: the places of a sweep's points on the axis, and the labels below it.

use crate::{
    plan::SweepAxis,
    ui::{
        pane::{
            PaneContext,
            sweep::{SweepState, Sweeping},
        },
        widget::plot_place,
    },
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// The share of the axis that stays free at either end.
const MARGIN: f64 = 0.04;

/// Rows below the plot: the line, the values, the rules.
pub(super) const fn rows(height: u16) -> u16 {
    match height {
        0..6 => 0,
        6..9 => 2,
        9..15 => 3,
        _ => 4,
    }
}

/// The spacing of values on the axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AxisScale {
    /// Names, one beside the other.
    Even,
    Linear,
    Logarithmic,
}

/// The places of the points, from 0 to 1.
pub(super) struct Across {
    scale: AxisScale,
    amounts: Vec<u64>,
    count: usize,
}

impl Across {
    pub(super) fn of(sweep: &Sweeping) -> Self {
        let axis = sweep.sweep.axes().first();
        let amounts = axis.and_then(SweepAxis::amounts).unwrap_or_default();
        let scale = match &amounts[..] {
            [] | [_] => AxisScale::Even,
            [0, ..] => AxisScale::Linear,
            // Amounts that double are drawn as steps of one length.
            [first, .., last] if last / first >= 8 => AxisScale::Logarithmic,
            _ => AxisScale::Linear,
        };
        Self {
            scale,
            amounts,
            count: axis.map_or(0, SweepAxis::len),
        }
    }

    /// The place of a point on the axis.
    pub(super) fn x(&self, point: usize) -> f64 {
        if let Some(amount) = self
            .amounts
            .get(point)
            .filter(|_| self.scale != AxisScale::Even)
        {
            return self.at(*amount);
        }
        let last = count(self.count.saturating_sub(1) as u64).max(1.0);
        inwards(count(point as u64) / last)
    }

    /// The place of an amount on the axis; beyond the ends, at them.
    fn at(&self, amount: u64) -> f64 {
        let on = |amount: u64| match self.scale {
            AxisScale::Logarithmic => count(amount.max(1)).ln(),
            _ => count(amount),
        };
        let ends = self.amounts.first().zip(self.amounts.last());
        let Some((first, last)) = ends.map(|(first, last)| (on(*first), on(*last))) else {
            return 0.0;
        };
        inwards(((on(amount) - first) / (last - first).max(1e-12)).clamp(0.0, 1.0))
    }

    /// The line with its ticks, the values below them, and below those the rules.
    pub(super) fn draw(
        &self,
        look: &PaneContext<'_>,
        sweep: &Sweeping,
        plot: Rect,
        feet: Rect,
        buffer: &mut Buffer,
    ) {
        let (theme, glyphs) = (look.theme, look.glyphs);
        if feet.height == 0 {
            return;
        }
        let width = usize::from(plot.width);
        buffer.set_stringn(plot.x, feet.y, glyphs.rule.repeat(width), width, theme.rule);
        let column = |x: f64| plot_place(plot, x, 0.0).x;
        let Some(axis) = sweep.sweep.axes().first() else {
            return;
        };
        let mut labels = Labels::new(feet, feet.y + 1);
        // The point that is looked at comes first, so that its value is written.
        let running = sweep.state(look.view.live.member);
        let order = sweep.cursor.into_iter().chain(0..axis.len());
        for point in order {
            let x = column(self.x(point));
            buffer.set_stringn(x, feet.y, glyphs.tick, 1, theme.rule);
            let style = match point {
                _ if sweep.cursor == Some(point) => theme.selected,
                _ if running == SweepState::Running(point) => theme.live,
                _ => theme.text,
            };
            if let Some(value) = axis.values.get(point) {
                labels.write(x, value, style, buffer);
            }
        }
        let mut rules: Vec<_> = sweep.marks.iter().collect();
        rules.sort_by_key(|mark| mark.chunksize);
        let mut rows: Vec<_> = (feet.y + 2..feet.bottom())
            .map(|row| Labels::new(feet, row))
            .collect();
        for mark in rules.into_iter().filter(|_| self.scale != AxisScale::Even) {
            let x = column(self.at(mark.chunksize.into()));
            let beyond = self
                .amounts
                .last()
                .is_some_and(|last| u64::from(mark.chunksize) > *last);
            let text = if beyond {
                format!("{} {}{}", mark.rule, mark.chunksize, glyphs.arrow)
            } else {
                format!("{}{} {}", glyphs.mark, mark.rule, mark.chunksize)
            };
            let _ = rows
                .iter_mut()
                .any(|row| row.write_from(x, &text, theme.warn, buffer));
        }
    }
}

/// A row of labels that do not touch each other.
pub(in crate::ui::pane) struct Labels {
    area: Rect,
    row: u16,
    taken: Vec<(u16, u16)>,
}

impl Labels {
    pub(in crate::ui::pane) const fn new(area: Rect, row: u16) -> Self {
        Self {
            area,
            row,
            taken: Vec::new(),
        }
    }

    /// Writes a label with its middle at a column, if there is room.
    pub(in crate::ui::pane) fn write(
        &mut self,
        x: u16,
        text: &str,
        style: Style,
        buffer: &mut Buffer,
    ) -> bool {
        let width = u16::try_from(text.chars().count()).unwrap_or(u16::MAX);
        self.write_from(x.saturating_sub(width / 2), text, style, buffer)
    }

    /// Writes a label that begins at a column, if there is room.
    fn write_from(&mut self, x: u16, text: &str, style: Style, buffer: &mut Buffer) -> bool {
        let width = u16::try_from(text.chars().count()).unwrap_or(u16::MAX);
        let most = self.area.right().saturating_sub(width);
        let start = x.min(most).max(self.area.x);
        let end = start.saturating_add(width);
        let free = |&(from, to): &(u16, u16)| end < from || start > to;
        let fits = self.row < self.area.bottom() && end <= self.area.right();
        if !fits || !self.taken.iter().all(free) {
            return false;
        }
        buffer.set_stringn(start, self.row, text, width.into(), style);
        self.taken.push((start, end));
        true
    }
}

fn inwards(share: f64) -> f64 {
    MARGIN + share * (1.0 - 2.0 * MARGIN)
}

#[expect(clippy::cast_precision_loss, reason = "a place on a screen")]
fn count(amount: u64) -> f64 {
    amount as f64
}
