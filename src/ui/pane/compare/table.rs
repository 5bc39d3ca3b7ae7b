//! [`ComparisonTable`]: the figures of the runs, side by side, and grey where they are noise.

use super::{RaceView, fitted, put};
use crate::{
    base::Ratio,
    model::{Amount, ContrastCell, RunComparison},
    ui::pane::{PaneContext, row},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
};

/// Cells of the names at the left.
const NAMES: u16 = 11;

/// Lines that are there whatever the ledgers say: wall time, speedup and efficiency.
const FIGURES: usize = 3;

/// Cells of a figure, with the space before it, and of how it differs.
const AMOUNT: u16 = 11;
const CHANGE: u16 = 9;
const WITH_CHANGE: u16 = AMOUNT + CHANGE;

/// The rows of the table, ready to be written.
pub(super) struct ComparisonTable {
    heads: Vec<String>,
    lines: Vec<TableLine>,
}

/// The name of a line, and its value for each of the runs.
type TableLine = (&'static str, Vec<Option<ContrastCell>>);

impl ComparisonTable {
    pub(super) fn of(race: &RaceView<'_>, contrast: &RunComparison) -> Self {
        // A run that has not ended has a column, too, so that columns stay where they are.
        let ended = |cells: &[Option<ContrastCell>]| {
            let mut cells = cells.iter().copied();
            let runners = race.runners.iter();
            let cell = runners.map(|one| one.digest.and_then(|_| cells.next().flatten()));
            cell.collect()
        };
        let lines = contrast.lines.iter();
        Self {
            heads: race.runners.iter().map(|one| one.name.clone()).collect(),
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

    /// Columns that it takes of so many.
    pub(super) fn columns(&self, room: u16) -> u16 {
        (NAMES + self.count() * self.each(room)).min(room)
    }

    fn count(&self) -> u16 {
        u16::try_from(self.heads.len())
            .unwrap_or(u16::MAX)
            .clamp(1, 99)
    }

    /// Cells of a run, of so many for all: with how it differs where there is room for that.
    fn each(&self, room: u16) -> u16 {
        match room.saturating_sub(NAMES) / self.count() {
            AMOUNT..WITH_CHANGE => AMOUNT,
            each => each.min(WITH_CHANGE),
        }
    }

    /// As many lines as there is room for: the figures, and of the ledgers what differs most.
    fn kept(&self, room: usize) -> Vec<&TableLine> {
        let (figures, ledgers) = self.lines.split_at(self.lines.len().min(FIGURES));
        let mut spreads: Vec<_> = ledgers.iter().map(|(_, cells)| spread(cells)).collect();
        spreads.sort_by(|one, other| other.total_cmp(one));
        let places = room.saturating_sub(figures.len() + 1);
        let least = spreads.get(places).or(spreads.last()).copied();
        let matters = |line: &&TableLine| least.is_some_and(|least| spread(&line.1) >= least);
        let kept = figures.iter().chain(ledgers.iter().filter(matters));
        kept.take(room).collect()
    }

    /// Whether any difference is no more than noise.
    pub(super) fn has_noise(&self) -> bool {
        let cells = self.lines.iter().flat_map(|(_, cells)| cells).flatten();
        cells.into_iter().any(|cell| !cell.counts)
    }

    pub(super) fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        if self.lines.is_empty() || area.height < 2 {
            return;
        }
        let theme = look.theme;
        let each = self.each(area.width);
        let changes = each > AMOUNT;
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
        let kept = self.kept(usize::from(area.height - 1));
        for (line, (name, cells)) in (1..).zip(kept) {
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
                let figure = cell.to_string();
                let (text, style) = if cell.counts {
                    let style = if cell.is_uncertain {
                        theme.dim
                    } else {
                        theme.text
                    };
                    (figure, style)
                } else {
                    // Figures of two runs do not touch.
                    let airy = figure.chars().count() + 2 < usize::from(own.width);
                    let air = if airy { " " } else { "" };
                    (format!("{noted}{air}{figure}"), theme.dim)
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

/// How far apart times are, in seconds.
fn spread(cells: &[Option<ContrastCell>]) -> f64 {
    let times = cells.iter().flatten().filter_map(|cell| match cell.amount {
        Amount::Time(time) => Some(time.as_secs_f64()),
        Amount::Factor(_) | Amount::Share(_) => None,
    });
    let most = times.clone().fold(f64::MIN, f64::max);
    let least = times.fold(f64::MAX, f64::min);
    (most - least).max(0.0)
}

/// ` −44 %`, where it is more than noise.
fn changed(look: &PaneContext<'_>, cell: ContrastCell) -> Line<'static> {
    match cell.change.filter(|_| cell.counts) {
        Some(change) => {
            let sign = if change < Ratio::ZERO { "−" } else { "+" };
            let share = Ratio::new(change.get().abs()).percent();
            Line::from(Span::styled(format!(" {sign}{share}"), look.theme.dim))
        }
        None => Line::default(),
    }
}
