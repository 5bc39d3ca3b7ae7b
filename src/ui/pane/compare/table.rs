//! [`Table`]: what the runs came to, side by side; what is no more than noise is grey.

use super::{fitted, put};
use crate::{
    base::Ratio,
    model::{Contrast, ContrastCell},
    ui::{
        ContestView,
        pane::{Look, row},
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

/// Cells of the names at the left.
const NAMES: u16 = 11;

/// Cells of a figure, and of how it differs.
const AMOUNT: u16 = 10;
const CHANGE: u16 = 9;

/// The rows of the table, ready to be written.
pub(super) struct Table {
    heads: Vec<String>,
    lines: Vec<(&'static str, Vec<Option<ContrastCell>>)>,
}

impl Table {
    pub(super) fn of(_: &Look<'_>, contest: &ContestView<'_>, contrast: &Contrast) -> Self {
        // Who has not ended has a column, too, so that columns stay where they are.
        let ended = |cells: &[Option<ContrastCell>]| {
            let mut cells = cells.iter().copied();
            let runners = contest.runners.iter();
            let cell = runners.map(|one| one.digest.and_then(|_| cells.next().flatten()));
            cell.collect()
        };
        let lines = contrast.lines.iter();
        Self {
            heads: contest.runners.iter().map(|one| one.name.clone()).collect(),
            lines: lines.map(|line| (line.name, ended(&line.cells))).collect(),
        }
    }

    /// Rows that it takes, with its head.
    pub(super) fn rows(&self) -> u16 {
        match self.lines.len() {
            0 => 0,
            lines => u16::try_from(lines + 1).unwrap_or(u16::MAX),
        }
    }

    /// Whether any difference is no more than noise.
    pub(super) fn has_noise(&self) -> bool {
        let cells = self.lines.iter().flat_map(|(_, cells)| cells).flatten();
        cells.into_iter().any(|cell| !cell.counts)
    }

    pub(super) fn draw(&self, look: &Look<'_>, area: Rect, buffer: &mut Buffer) {
        if self.lines.is_empty() || area.height < 2 {
            return;
        }
        let theme = look.theme;
        let columns = u16::try_from(self.heads.len().max(1)).unwrap_or(u16::MAX);
        let each = area.width.saturating_sub(NAMES) / columns;
        let changes = each >= AMOUNT + CHANGE;
        let each = each.min(AMOUNT + if changes { CHANGE } else { 0 });
        let place = |line: Rect, index: usize, start: u16, width: u16| {
            let index = u16::try_from(index).unwrap_or(u16::MAX);
            let x = NAMES
                .saturating_add(index.saturating_mul(each))
                .saturating_add(start);
            Rect {
                x: line.x.saturating_add(x),
                width,
                ..line
            }
            .intersection(line)
        };
        let amount = each.min(AMOUNT);
        for (index, head) in self.heads.iter().enumerate() {
            let place = place(row(area, 0), index, 0, amount);
            let head = Line::styled(fitted(look, head, place), theme.title);
            put(head, true, place, buffer);
        }
        for (line, (name, cells)) in (1..area.height).zip(&self.lines) {
            let line = row(area, line);
            // No wider than it is: a line gives its colour to all of its area.
            let named = Rect {
                width: line.width.min(NAMES),
                ..line
            };
            put(Line::styled(*name, theme.dim), false, named, buffer);
            for (index, cell) in cells.iter().enumerate() {
                let own = place(line, index, 0, amount);
                let Some(cell) = cell else {
                    put(Line::styled("–", theme.faint), true, own, buffer);
                    continue;
                };
                let noted = look.glyphs.noted;
                let (text, style) = if cell.counts {
                    (cell.amount.to_string(), theme.text)
                } else {
                    (format!("{noted} {}", cell.amount), theme.dim)
                };
                put(Line::styled(text, style), true, own, buffer);
                if changes {
                    let change = place(line, index, amount, CHANGE);
                    put(changed(look, *cell), false, change, buffer);
                }
            }
        }
    }
}

/// ` −44 %`, where it is more than noise.
fn changed(look: &Look<'_>, cell: ContrastCell) -> Line<'static> {
    match cell.change.filter(|_| cell.counts) {
        Some(change) => {
            let sign = if change < Ratio::ZERO { "−" } else { "+" };
            let share = Ratio::new(change.get().abs()).percent();
            Line::from(Span::styled(format!(" {sign}{share}"), look.theme.dim))
        }
        None => Line::default(),
    }
}
