//! [`Layout`]: the arrangements of panes, one for each use; [`Areas`]: the places of the panes on a
//! screen of some size.
//!
//! Input is at the left and results are at the right, in every layout, so that users learn the
//! places once. A pane that is closed leaves its room to its neighbours.

mod pane_arrangement;
mod tree;

pub use pane_arrangement::PaneArrangement;

use super::Pane;
use ratatui::layout::{Position, Rect, Size};
use tree::{Node, PanePlace};

/// The least terminal that all panes fit into.
pub(super) const LEAST: Size = Size::new(60, 15);

/// Rows from which there is room for large digits and empty lines between panes.
const TALL: u16 = 36;

/// Rows from which there is room for a thick gauge, too.
const ROOMY: u16 = 46;

/// Columns from which panes below the largest stand beside each other.
const WIDE: u16 = 120;

/// Rows that the timeline keeps, whatever else is shown.
const TIMELINE: u16 = 9;

/// Rows that the timeline keeps below a preset, whose results matter more.
const BELOW_LESSON: u16 = 6;

/// Rows that processes take at least: a heading, and the runner with two workers.
const PROCESSES: u16 = 4;

/// A layout, by its use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, strum::VariantArray, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Layout {
    /// Watching a run: the experiment, and every lane.
    #[default]
    Watch,
    /// Looking for the best chunksize: the sweep, and a run of it.
    Explore,
    /// Comparing runs.
    Compare,
    /// Teaching: few panes, large.
    Teach,
    /// Going through a lesson: its text, and the run beside it.
    Lesson,
    /// Watching a program of the user's: its calls, its lanes, and its output.
    Program,
}

/// The rows that panes ask for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WantedRows {
    /// The form with empty lines between groups, and without.
    pub(super) form: [u16; 2],
    /// The processes.
    pub(super) processes: u16,
    /// The results.
    pub(super) results: u16,
    /// The preset that is open.
    pub(super) preset: u16,
}

/// The places of the panes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Areas {
    /// Name, run and state.
    pub(super) header: Rect,
    /// The panes that there is room for, in the order in which they are visited.
    pub(super) panes: Vec<(Pane, Rect)>,
    /// The preset that is open, empty where none is.
    pub(super) preset: Rect,
    /// The results, empty where there are none to be shown.
    pub(super) results: Rect,
    /// Keys and messages.
    pub(super) status: Rect,
}

impl Layout {
    /// The pane in its largest place, unless another was asked for.
    #[must_use]
    pub(super) const fn center(self) -> Pane {
        match self {
            Self::Watch | Self::Teach | Self::Lesson | Self::Program => Pane::Timeline,
            Self::Explore => Pane::Sweep,
            Self::Compare => Pane::Compare,
        }
    }
}

impl Areas {
    /// For a terminal of that size; `None` where it is too small.
    #[must_use]
    pub(super) fn of(
        area: Rect,
        wishes: WantedRows,
        arrangement: &PaneArrangement,
    ) -> Option<Self> {
        if area.width < LEAST.width || area.height < LEAST.height {
            return None;
        }
        let gap = u16::from(area.height >= TALL);
        let inner = inset(area);
        let row = |y| Rect {
            y,
            height: 1,
            ..inner
        };
        let body = Rect {
            y: inner.y + 1 + gap,
            height: inner.height - 2 - 2 * gap,
            ..inner
        };
        let node = match (arrangement.full(), arrangement.layout) {
            (Some(pane), _) => Node::pane(pane),
            (None, Layout::Watch) => watch(area, body, wishes, arrangement.center),
            (None, Layout::Explore) => explore(area, body, wishes, arrangement.center),
            (None, Layout::Compare) => compare(area, body, wishes, arrangement.center),
            (None, Layout::Teach) => teach(area, wishes, arrangement.center),
            (None, Layout::Lesson) => lesson(area, wishes, arrangement.center),
            (None, Layout::Program) => program(area, body, wishes, arrangement.center),
        };
        let mut areas = Self {
            header: row(inner.y),
            status: row(inner.bottom() - 1),
            ..Self::default()
        };
        let apart = [if area.width >= 100 { 4 } else { 2 }, gap];
        let closed = &arrangement.closed;
        if let Some(node) = node.pruned(|pane| !closed.contains(&pane)) {
            node.lay(body, apart, &mut |place, area| match place {
                PanePlace::Pane(pane) => areas.panes.push((pane, area)),
                PanePlace::Preset => areas.preset = area,
                PanePlace::Results => areas.results = area,
            });
        }
        Some(areas)
    }

    /// The place of a pane, empty where it has none.
    pub(super) fn pane(&self, pane: Pane) -> Rect {
        let mut panes = self.panes.iter();
        let found = panes.find(|(one, _)| *one == pane);
        found.map_or_else(Rect::default, |(_, area)| *area)
    }

    /// The panes that there is room for: those with keys before those that are only read.
    pub(super) fn order(&self) -> Vec<Pane> {
        let mut panes: Vec<_> = self.panes.iter().map(|(pane, _)| *pane).collect();
        panes.sort_by_key(|pane| pane.is_visited_last());
        panes
    }

    /// The pane at a place.
    pub(super) fn at(&self, place: Position) -> Option<Pane> {
        let mut panes = self.panes.iter();
        let found = panes.find(|(_, area)| area.contains(place));
        found.map(|(pane, _)| *pane)
    }
}

/// The experiment at the left; the run and its results at the right.
fn watch(area: Rect, body: Rect, wishes: WantedRows, center: Pane) -> Node {
    let gap = u16::from(area.height >= TALL);
    let form = form_rows(body, gap, wishes);
    // The remaining rows are halved between cores and processes, if they are enough for both.
    let rest = body.height.saturating_sub(form + gap);
    let processes = wishes.processes.min(rest / 2);
    let processes = if processes >= PROCESSES { processes } else { 0 };
    let left = vec![
        Node::pane(Pane::Experiment).rows(form),
        Node::pane(Pane::Cores),
        Node::pane(Pane::Processes).rows(processes),
    ];
    let speedup = speedup_rows(area.height);
    let (preset, least) = match wishes.preset {
        0 => (0, TIMELINE),
        preset => (preset + gap, BELOW_LESSON),
    };
    let taken = speedup + 2 * gap + preset + least;
    let right = vec![
        Node::place(PanePlace::Preset).rows(wishes.preset),
        Node::center(center),
        Node::place(PanePlace::Results).rows(wishes.results.min(body.height.saturating_sub(taken))),
        Node::pane(Pane::Speedup).rows(speedup),
    ];
    columns(area, left, right, center)
}

/// The calls at the left; the run, its output and where its time went at the right.
fn program(area: Rect, body: Rect, wishes: WantedRows, center: Pane) -> Node {
    let gap = u16::from(area.height >= TALL);
    let processes = wishes.processes.min(body.height / 3);
    let left = vec![
        Node::pane(Pane::Calls),
        Node::pane(Pane::Cores).rows(3 + gap),
        Node::pane(Pane::Processes).rows(if processes >= PROCESSES { processes } else { 0 }),
    ];
    if center == Pane::Calls {
        // A table, source and curves take room; what they are about stays in sight below them.
        let timeline = if area.height >= TALL {
            body.height / 3
        } else {
            0
        };
        let right = vec![
            Node::center(center),
            Node::pane(Pane::Timeline).rows(timeline),
        ];
        return columns(area, left, right, center);
    }
    // Without a gauge and an ideal, the time takes fewer rows than a speedup.
    let speedup = match area.height {
        TALL.. => 7,
        _ => 4,
    };
    let spare = body.height.saturating_sub(speedup + 2 * gap + TIMELINE);
    // Its last lines are enough beside lanes, which need a row for their brackets. Its rows never change
    // while a program runs, so neither does the size of its terminal.
    let output = match area.height {
        ROOMY.. => 9,
        TALL.. => 5,
        _ => 3,
    };
    let right = vec![
        Node::center(center),
        Node::pane(Pane::Output).rows(spare.min(output)),
        Node::pane(Pane::Speedup).rows(speedup),
    ];
    columns(area, left, right, center)
}

/// The sweep in the largest place, and below it the run and its speedup.
fn explore(area: Rect, body: Rect, wishes: WantedRows, center: Pane) -> Node {
    let gap = u16::from(area.height >= TALL);
    let left = vec![
        Node::pane(Pane::Experiment).rows(form_rows(body, gap, wishes)),
        Node::pane(Pane::Cores),
    ];
    let other = if center == Pane::Sweep {
        Pane::Timeline
    } else {
        Pane::Sweep
    };
    let speedup = speedup_rows(area.height);
    let mut right = vec![Node::center(center)];
    if area.width >= WIDE && area.height >= TALL {
        let below = vec![Node::pane(other), Node::pane(Pane::Speedup).half()];
        right.push(Node::row(below).rows(speedup + 2));
    } else {
        let room = body.height.saturating_sub(speedup + 2 * gap);
        let rows = if room >= 24 { room * 2 / 5 } else { 0 };
        right.push(Node::pane(other).rows(rows));
        right.push(Node::pane(Pane::Speedup).rows(speedup));
    }
    columns(area, left, right, center)
}

/// The runs of the session at the left, and those that are compared at the right.
fn compare(area: Rect, body: Rect, wishes: WantedRows, center: Pane) -> Node {
    let gap = u16::from(area.height >= TALL);
    let form = form_rows(body, gap, wishes).min(body.height * 3 / 5);
    let left = vec![
        Node::pane(Pane::Experiment).rows(form),
        Node::pane(Pane::History),
    ];
    let speedup = match area.height {
        TALL.. => speedup_rows(area.height),
        _ => 0,
    };
    let right = vec![
        Node::center(center),
        Node::pane(Pane::Speedup).rows(speedup),
    ];
    columns(area, left, right, center)
}

/// The run over the whole width, and below it how fast it was and why.
fn teach(area: Rect, wishes: WantedRows, center: Pane) -> Node {
    let speedup = Node::pane(Pane::Speedup);
    let below = if area.width >= WIDE {
        Node::row(vec![speedup, Node::pane(Pane::Findings)])
    } else {
        speedup
    };
    let all = vec![
        Node::place(PanePlace::Preset).rows(wishes.preset),
        Node::center(center),
        below.rows(speedup_rows(area.height)),
    ];
    Node::stack(all).without_second(center)
}

/// The text at the left, and the run that it is about at the right.
fn lesson(area: Rect, wishes: WantedRows, center: Pane) -> Node {
    let width = match area.width {
        160.. => 62,
        110.. => 50,
        76.. => 38,
        _ => 30,
    };
    let text = Node::pane(Pane::Lesson).columns(width);
    if center == Pane::Lesson {
        return Node::center(center);
    }
    let run = vec![
        Node::place(PanePlace::Preset).rows(wishes.preset),
        Node::center(center),
        Node::place(PanePlace::Results).rows(wishes.results),
        Node::pane(Pane::Speedup).rows(speedup_rows(area.height)),
    ];
    Node::row(vec![text, Node::stack(run)]).without_second(center)
}

/// Two columns; what is in the largest place is nowhere else.
fn columns(area: Rect, left: Vec<Node>, right: Vec<Node>, center: Pane) -> Node {
    let width = match area.width {
        160.. => 38,
        100.. => 32,
        76.. => 25,
        _ => 23,
    };
    let both = vec![Node::stack(left).columns(width), Node::stack(right)];
    Node::row(both).without_second(center)
}

/// The form scrolls where it must, but the pane below always keeps a heading and two rows.
fn form_rows(body: Rect, gap: u16, wishes: WantedRows) -> u16 {
    let most = body.height.saturating_sub(3 + gap);
    let about = 3 * gap;
    let [spaced, dense] = wishes.form;
    if spaced + 1 + about <= most {
        spaced + 1 + about
    } else {
        (dense + 1).min(most)
    }
}

const fn speedup_rows(height: u16) -> u16 {
    match height {
        ROOMY.. => 13,
        TALL..ROOMY => 11,
        20..TALL => 6,
        _ => 4,
    }
}

/// A column of air at either side.
fn inset(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        width: area.width - 2,
        ..area
    }
}

#[cfg(test)]
mod tests;
