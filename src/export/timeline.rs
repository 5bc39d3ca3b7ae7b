//! [`Timeline`]: a run in a few lines of text.

use super::{Style, Table, name};
use crate::{
    base::{Moment, Nanos},
    log::{Kind, Lane, Span},
    model::Run,
};
use std::iter;

/// What most of a cell's time went into, and its glyph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ink {
    Nothing,
    /// Tasks of one chunk, and of the next: neighbours are told apart.
    Task,
    NextTask,
    SetUp,
    HandOver,
    Idle,
}

const INKS: usize = 6;
const GLYPHS: [char; INKS] = [' ', '█', '▓', '▒', '─', '·'];

/// What the glyphs mean.
pub(super) const LEGEND: &str =
    "█▓ tasks, chunk by chunk   ▒ start-up and exit   ─ handing over   · idle";

/// The same of another program's trace, which says nothing but when its slices were.
pub(super) const LEGEND_OF_SLICES: &str = "█▓ slices, name by name";

/// The width of the timeline.
const CELLS: usize = 60;

/// More lanes than that are counted, not shown.
pub(super) const MOST_LANES: usize = 64;

/// A time axis of so many cells, the same for all lanes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timeline {
    origin: Moment,
    cell: Nanos,
    cells: usize,
}

impl Timeline {
    /// From the beginning of a run to its end.
    pub(super) fn of(run: &Run, cells: usize) -> Self {
        let origin = run.began().unwrap_or_default();
        let length = length(run).get();
        Self {
            origin,
            cell: Nanos::new(length.div_ceil(cells as u64).max(1)),
            cells,
        }
    }

    /// A lane, one glyph a cell.
    pub(super) fn row(&self, lane: &Lane, style: Style) -> String {
        let mut time = vec![[0; INKS]; self.cells];
        let mut chunk = None;
        let mut tasks = Ink::NextTask;
        for span in &lane.spans {
            let ink = match span.kind {
                Kind::Task => {
                    if chunk.replace(span.chunk) != Some(span.chunk) {
                        tasks = match tasks {
                            Ink::Task => Ink::NextTask,
                            _ => Ink::Task,
                        };
                    }
                    tasks
                }
                Kind::StartUp | Kind::Create | Kind::Exit => Ink::SetUp,
                Kind::Receive
                | Kind::Send
                | Kind::Dispatch
                | Kind::Collect
                | Kind::Deliver
                | Kind::Serve => Ink::HandOver,
                Kind::Wait | Kind::Blocked | Kind::Lock | Kind::Io | Kind::Added | Kind::Ready => {
                    Ink::Idle
                }
                Kind::Own => Ink::Task,
                Kind::Usage | Kind::Outer => Ink::Nothing,
            };
            self.add(span, ink, &mut time);
        }
        let inks: Vec<usize> = time.iter().map(|cell| self.most(cell)).collect();
        let runs = inks.chunk_by(|a, b| GLYPHS[*a] == GLYPHS[*b]);
        let painted = runs.map(|run| {
            let text: String = iter::repeat_n(GLYPHS[run[0]], run.len()).collect();
            match run[0] {
                0 => text,
                ink if ink == Ink::Task as usize || ink == Ink::NextTask as usize => {
                    style.work(&text)
                }
                _ => style.faint(&text),
            }
        });
        painted.collect()
    }

    fn add(&self, span: &Span, ink: Ink, time: &mut [[u64; INKS]]) {
        let cell = self.cell.get();
        let start = span.start.since(self.origin).get();
        let end = span.end().since(self.origin).get();
        let index = |at: u64| usize::try_from(at / cell).map_or(self.cells, |i| i.min(self.cells));
        let touched = index(start)..(index(end) + 1).min(self.cells);
        for (number, cell_time) in (0_u64..).zip(time).skip(touched.start).take(touched.len()) {
            let (from, to) = (number * cell, (number + 1).saturating_mul(cell));
            cell_time[ink as usize] += end.min(to).saturating_sub(start.max(from));
        }
    }

    /// What most of a cell went into; what is in no span counts as nothing.
    fn most(&self, time: &[u64; INKS]) -> usize {
        let rest = self.cell.get().saturating_sub(time.iter().sum());
        let with_rest = |ink: usize| if ink == 0 { rest } else { time[ink] };
        // Of equals the first wins, and work before all else.
        [1, 2, 3, 4, 5, 0]
            .into_iter()
            .rev()
            .max_by_key(|&ink| with_rest(ink))
            .unwrap_or(0)
    }
}

/// A run over its time, a line for each lane.
pub(super) fn table(run: &Run, style: Style) -> String {
    if run.lanes.is_empty() {
        return String::new();
    }
    let mut table = Table::new("<<");
    let timeline = Timeline::of(run, CELLS);
    let (zero, end) = ("0", length(run).to_string());
    let line = CELLS.saturating_sub(zero.len() + end.chars().count() + 2);
    let axis = format!("{zero} {} {end}", "─".repeat(line));
    table.row([String::new(), style.faint(&axis)]);
    let legend = match run.import() {
        Some(_) => LEGEND_OF_SLICES,
        None => LEGEND,
    };
    for lane in run.rows().take(MOST_LANES) {
        table.row([name(run, lane), timeline.row(lane, style)]);
    }
    table.row([String::new(), style.faint(legend)]);
    table.lines()
}

/// How long a run took, as far as its spans tell where it has no end.
pub(super) fn length(run: &Run) -> Nanos {
    let last = run
        .flow()
        .filter_map(|lane| lane.spans.last().map(Span::end));
    run.elapsed(last.max().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;

    const STYLE: Style = Style {
        color: false,
        unicode: true,
    };

    #[test]
    fn a_cell_shows_what_most_of_it_was() {
        let run = scenario::run(
            "main: create 0ms 1ms | blocked 1ms 10ms\n\
             w1: start-up 0ms 2ms | task 0/0 2ms 4ms | task 1/1 4ms 6ms | send 6ms 7ms | wait 7ms 9ms\n\
             end 10ms",
        );
        let timeline = Timeline::of(&run, 10);
        let rows: Vec<_> = run.flow().map(|lane| timeline.row(lane, STYLE)).collect();
        assert_eq!(rows, ["▒·········", "▒▒██▓▓─·· "]);
    }

    #[test]
    fn absurd_times_in_a_log_from_outside_bring_nothing_down() {
        let mut run = scenario::run("w1: task 0 0ms 1ms | task 1 1ms 2ms\nend 2ms");
        for (start, length) in [(0, u64::MAX), (u64::MAX, u64::MAX), (u64::MAX, 0), (1, 1)] {
            run.lanes[0].spans[0].start = Moment::from_nanos(start);
            run.lanes[0].spans[1].length = Nanos::new(length);
            let row = Timeline::of(&run, 60).row(&run.lanes[0], STYLE);
            assert_eq!(row.chars().count(), 60);
        }
    }
}
