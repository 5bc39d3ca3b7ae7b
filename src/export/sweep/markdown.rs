//! [`Markdown`] of a sweep: a table for a document.

use super::{SweepExport, SweepResults};
use crate::{
    export::Markdown,
    model::{Interval, notes},
};
use std::io;

/// A heading, a table with a row for each point, and the best one in a sentence.
impl SweepExport for Markdown {
    fn write_sweep(&self, results: &SweepResults<'_>, out: &mut dyn io::Write) -> io::Result<()> {
        let SweepResults {
            sweep,
            curve,
            machine,
            ..
        } = results;
        let names: Vec<_> = results.names().collect();
        writeln!(out, "## Sweep of {}\n", names.join(" and "))?;
        writeln!(
            out,
            "{}, {} runs of each point on {} ({} usable cores, {}).\n",
            sweep.title(machine.usable_cores),
            sweep.repeats(),
            machine.model,
            machine.usable(),
            machine.os
        )?;
        for note in notes(sweep.base()) {
            writeln!(out, "Note: {note}.\n")?;
        }
        let columns = names.len() + 5;
        writeln!(
            out,
            "| {} | wall | between | speedup | runs | |",
            names.join(" | ")
        )?;
        writeln!(out, "|{}---|", "--:|".repeat(columns - 1))?;
        for (point, (values, spot)) in results.points().enumerate() {
            let median = spot.wall.map(|wall| wall.median.to_string());
            let between = spot
                .interval
                .map(|Interval { low, high, .. }| format!("{low} – {high}"));
            let failed = match spot.failed() {
                0 => String::new(),
                failed => format!(" ({failed} failed)"),
            };
            writeln!(
                out,
                "| {} | {} | {} | {} | {}{failed} | {} |",
                values.join(" | "),
                median.unwrap_or_default(),
                between.unwrap_or_default(),
                spot.said_speedup().unwrap_or_default(),
                spot.runs.len(),
                results.standing(point)
            )?;
        }
        writeln!(out, "\n{}.", curve.verdict(sweep))?;
        for law in curve.laws(sweep, machine.usable_cores) {
            writeln!(out, "\n{law}.")?;
        }
        Ok(())
    }
}
