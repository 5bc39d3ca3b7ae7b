//! Tasks that were commands: how long they took in all, which ones failed, and what they wrote.

use super::{Report, Table};
use crate::{
    base::{Nanos, Ratio, visible},
    export::busy,
    log::Outcome,
    model::Run,
};
use serde_json::Value;

/// More commands than that are counted, not shown.
const MOST_SHOWN: usize = 100;
/// Of what a command wrote to standard error, the end.
const LAST_LINES: usize = 5;
/// Of what it wrote to standard output, the beginning.
const MOST_LINES: usize = 200;

/// What all of them took: `7 took 3.2 s in all, 3.5 of them at once on average`.
pub(super) fn total(run: &Run) -> String {
    let busy: Nanos = run.flow().map(busy).sum();
    let wall = run.outcome().map_or(Nanos::ZERO, Outcome::wall);
    let at_once = Ratio::of(busy.get(), wall.get());
    let count = run.tasks_done();
    format!(
        "{count} took {busy} in all, {wall} by the clock: {:.1} at once on average",
        at_once.get()
    )
}

/// How a command ended, as the log has it.
struct EndedCommand<'a> {
    name: String,
    status: i64,
    wall: Nanos,
    stdout: &'a str,
    stderr: &'a str,
    cut: u64,
}

/// The commands of a run whose end is known.
fn ended(run: &Run) -> impl Iterator<Item = EndedCommand<'_>> {
    let results = run.outcome().map_or(&[][..], |outcome| &outcome.results);
    results.iter().enumerate().filter_map(|(index, value)| {
        let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
        let input = run.planned().and_then(|planned| planned.inputs.name(index));
        let input = input.map(|input| visible(&input).into_owned());
        Some(EndedCommand {
            name: input.unwrap_or_else(|| format!("task {index}")),
            status: value.get("status")?.as_i64()?,
            wall: Nanos::from_secs_f64(value.get("wall_s").and_then(Value::as_f64).unwrap_or(0.0)),
            stdout: text("stdout"),
            stderr: text("stderr"),
            cut: value.get("cut_bytes").and_then(Value::as_u64).unwrap_or(0),
        })
    })
}

impl Report {
    /// What commands wrote, under their names; of those that failed, how they ended.
    pub(super) fn outputs(self, run: &Run) -> String {
        let parts = [self.failures(run), self.written(run)];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("\n")
    }

    /// How the commands ended that failed.
    fn failures(self, run: &Run) -> String {
        let failed: Vec<_> = ended(run).filter(|command| command.status != 0).collect();
        if failed.is_empty() {
            return String::new();
        }
        let mut table = Table::new("<>><");
        for command in failed.iter().take(MOST_SHOWN) {
            let lines: Vec<_> = command.stderr.lines().collect();
            let mut lines = lines[lines.len().saturating_sub(LAST_LINES)..].iter();
            let status = self.0.bad(&format!("exit status {}", command.status));
            let first = lines.next().map_or_else(String::new, |line| shown(line));
            let wall = command.wall.to_string();
            table.row([command.name.clone(), status, wall, first]);
            for line in lines {
                let [a, b, c] = [const { String::new() }; 3];
                table.row([a, b, c, shown(line)]);
            }
        }
        table.lines() + &more(failed.len(), "commands failed")
    }

    /// What commands wrote to standard output, in the order of the input.
    fn written(self, run: &Run) -> String {
        let said = || ended(run).filter(|command| !command.stdout.is_empty());
        let mut lines = Vec::new();
        for command in said().take(MOST_SHOWN) {
            lines.push(format!("  {}", self.0.title(&command.name)));
            if command.cut > 0 {
                let cut = format!("… {} bytes were left out", command.cut);
                lines.push(format!("    {}", self.0.faint(&cut)));
            }
            let text = command.stdout.lines();
            lines.extend(
                text.clone()
                    .take(MOST_LINES)
                    .map(|line| format!("    {}", shown(line))),
            );
            let hidden = text.count().saturating_sub(MOST_LINES);
            if hidden > 0 {
                lines.push(format!("    … and {hidden} more lines"));
            }
        }
        let text: String = lines
            .iter()
            .flat_map(|line| [line.trim_end(), "\n"])
            .collect();
        text + &more(said().count(), "commands wrote something")
    }
}

/// A line from outside: nothing that a terminal would obey, and no tabs, which belong to no column.
fn shown(line: &str) -> String {
    visible(&line.replace('\t', "    ")).into_owned()
}

fn more(count: usize, what: &str) -> String {
    match count.saturating_sub(MOST_SHOWN) {
        0 => String::new(),
        hidden => format!("  … and {hidden} more {what}\n"),
    }
}
