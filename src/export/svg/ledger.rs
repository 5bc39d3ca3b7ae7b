//! The ledger as a waterfall: from the ideal speedup down to the one that was reached.

use super::drawing::{Drawing, MARGIN, Side, WIDTH};
use crate::{
    export::{
        document::{cost, left, machine},
        title,
    },
    model::{Ledger, Row, Run},
    theme::Tone,
};

/// The room for the names of rows, and for what they cost.
const NAMES: f64 = 110.0;
const COSTS: f64 = 90.0;
const TOP: f64 = 84.0;
const PITCH: f64 = 30.0;
/// Rows that cost less of the speedup are not drawn.
const LITTLE: f64 = 0.005;

/// Where the speedup of a run went.
pub(super) fn draw(run: &Run, ledger: &Ledger) -> Drawing {
    let mut drawing = Drawing::new(&title(run), &machine(run));
    let ideal = run.max_parallelism().tasks;
    let speedup = ledger.in_lanes(Row::Work);
    let losses = Row::LOSSES.iter().map(|&row| (row, ledger.lost(row).get()));
    let losses: Vec<_> = losses.filter(|(_, lost)| lost.abs() >= LITTLE).collect();
    // A row that is a gain goes beyond where the one before it ended, even beyond the ideal.
    let mut most = ideal.get();
    let mut level = most;
    for (_, lost) in &losses {
        level -= lost;
        most = most.max(level);
    }
    let scale = (WIDTH - 2.0 * MARGIN - NAMES - COSTS) / most.max(1e-9);
    let x = |level: f64| MARGIN + NAMES + level.max(0.0) * scale;
    let mut y = TOP;
    let mut row = |drawing: &mut Drawing, name: &str, cost: &str, strong: bool| {
        let line = y + PITCH / 2.0 + 5.0;
        let end = (MARGIN + NAMES - 12.0, line);
        if strong {
            drawing.bold(end, Side::End, name, "text");
            drawing.bold((WIDTH - MARGIN, line), Side::End, cost, "text");
        } else {
            drawing.text(end, Side::End, name, "dim");
            drawing.text((WIDTH - MARGIN, line), Side::End, cost, "dim");
        }
        y += PITCH;
        y - PITCH + 5.0
    };
    let height = PITCH - 10.0;
    let head = if ledger.has_speedup() {
        "ideal"
    } else {
        "lanes"
    };
    let top = row(&mut drawing, head, &ledger.figure(ideal), true);
    drawing.block(x(0.0), top, x(ideal.get()) - x(0.0), height, "ideal");
    let mut level = ideal.get();
    for (loss, lost) in losses {
        let cost = cost(run, ledger, loss).unwrap_or_default();
        let top = row(&mut drawing, ledger.name(loss), &cost, false);
        let (from, to) = (x(level - lost.max(0.0)), x(level - lost.min(0.0)));
        drawing.line((x(level), top - 10.0), (x(level), top), "faint", "2 2");
        drawing.bar(from, top, (to - from).max(1.0), height, tone(loss));
        level -= lost;
    }
    let end = if ledger.has_speedup() {
        "speedup"
    } else {
        "work"
    };
    let top = row(&mut drawing, end, &left(run, ledger), true);
    drawing.line((x(level), top - 10.0), (x(level), top), "faint", "2 2");
    drawing.bar(x(0.0), top, x(speedup.get()) - x(0.0), height, Tone::TaskA);
    drawing.down_to(y)
}

/// The tone of a row, as in the dashboard.
pub(in crate::export) const fn tone(row: Row) -> Tone {
    match row {
        Row::Work => Tone::TaskA,
        Row::Inflation => Tone::Inflation,
        Row::StartUp => Tone::StartUp,
        Row::Transfer => Tone::Receive,
        Row::Lock => Tone::Lock,
        Row::Preempted => Tone::Preempted,
        Row::Starved => Tone::Starved,
        Row::Tail => Tone::Tail,
        Row::Exit => Tone::Exit,
        Row::Recorder => Tone::Ready,
    }
}
