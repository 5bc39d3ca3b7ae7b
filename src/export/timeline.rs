//! [`Timeline`]: a run in a few lines of text.

use crate::export::{Style, Table, name};
use crate::{
    base::{Moment, Nanos},
    log::{Class, Lane, Span},
    model::Run,
    theme::{Glyphs, Shade, Shaded},
};
use strum::VariantArray;

/// The meaning of the glyphs.
pub(super) const LEGEND: &str =
    "█▓ tasks, chunk by chunk   ▒ start-up and exit   ─ handing over   · idle";

/// The meaning of the glyphs for another program's trace, which says only when its slices were.
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
    /// The axis from the beginning of a run to its end.
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
        let mut cells = vec![CellTime::default(); self.cells];
        for (span, shade) in Shaded::new(&lane.spans, (0, None), self.cell) {
            self.add(span, shade, &mut cells);
        }
        let most: Vec<_> = cells.iter().map(|cell| cell.most(self.cell)).collect();
        let runs = most.chunk_by(|one, next| one == next);
        let painted = runs.map(|run| {
            let (class, shade) = run[0];
            let text = Glyphs::class(class, shade).to_string().repeat(run.len());
            match class {
                Class::Compute => style.work(&text),
                Class::Other => text,
                _ => style.faint(&text),
            }
        });
        painted.collect()
    }

    fn add(&self, span: &Span, shade: Shade, cells: &mut [CellTime]) {
        let cell = self.cell.get();
        let start = span.start.since(self.origin).get();
        let end = span.end().since(self.origin).get();
        let index = |at: u64| usize::try_from(at / cell).map_or(self.cells, |i| i.min(self.cells));
        let touched = index(start)..(index(end) + 1).min(self.cells);
        for (number, time) in (0_u64..).zip(cells).skip(touched.start).take(touched.len()) {
            let (from, to) = (number * cell, (number + 1).saturating_mul(cell));
            let spent = end.min(to).saturating_sub(start.max(from));
            let class = span.kind.class();
            time.classes[class as usize] += spent;
            if class == Class::Compute && shade == Shade::B {
                time.in_b += spent;
            }
        }
    }
}

/// The time of a cell, by class.
#[derive(Debug, Clone, Copy, Default)]
struct CellTime {
    classes: [u64; Class::VARIANTS.len()],
    /// The time of work in chunks of the second shade.
    in_b: u64,
}

impl CellTime {
    /// The class that most of it went into; time in no span counts as [`Class::Other`].
    fn most(&self, cell: Nanos) -> (Class, Shade) {
        let known = self.classes[1..].iter().sum();
        let rest = cell.get().saturating_sub(known);
        let time = |class: Class| self.classes[class as usize];
        // Of equals the first wins, and work before all else.
        let classes = Class::VARIANTS[1..].iter().copied().rev();
        let most = classes.max_by_key(|class| time(*class));
        let most = most.filter(|class| time(*class) >= rest);
        let is_b = self.in_b > time(Class::Compute) - self.in_b;
        let shade = if is_b { Shade::B } else { Shade::A };
        (most.unwrap_or(Class::Other), shade)
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
             w2: kind47 0ms 5ms | kind128 5ms 7ms | kind96 7ms 8ms\n\
             end 10ms",
        );
        let timeline = Timeline::of(&run, 10);
        let rows: Vec<_> = run.flow().map(|lane| timeline.row(lane, STYLE)).collect();
        assert_eq!(rows, ["▒·········", "▒▒██▓▓─·· ", "     ──▒  "]);
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
