//! Tasks that were commands: how long they took in all, which ones failed, and what they wrote.

use super::{DocumentTable, Element, Emphasis, Passage};
use crate::{
    base::{Nanos, Ratio, visible},
    export::busy,
    log::Outcome,
    model::Run,
};
use serde_json::Value;

/// More commands than that are counted, not shown.
const MOST_SHOWN: usize = 100;
/// The most lines that are shown of a command's standard error, from its end.
const LAST_LINES: usize = 5;
/// The most lines that are shown of its standard output, from its beginning.
const MOST_LINES: usize = 200;

/// The time of all of them: `7 took 3.2 s in all, 3.5 of them at once on average`.
pub(super) fn total(run: &Run) -> Passage {
    let busy: Nanos = run.flow().map(busy).sum();
    let wall = run.outcome().map_or(Nanos::ZERO, Outcome::wall);
    let at_once = Ratio::of(busy.get(), wall.get());
    let took = format!(
        "took {busy} in all, {wall} by the clock: {:.1} at once on average",
        at_once.get()
    );
    Passage::from(run.tasks_done().to_string()).and(took, Emphasis::Plain)
}

/// The standard output of a command.
pub(in crate::export) struct OutputExcerpt {
    pub(in crate::export) name: String,
    /// How many bytes before its lines were left out.
    pub(in crate::export) cut: u64,
    pub(in crate::export) lines: Vec<String>,
}

/// A command that has ended, as the log has it.
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

/// The commands that failed, and how they ended.
pub(super) fn failures(run: &Run) -> Vec<Element<'static>> {
    let failed: Vec<_> = ended(run).filter(|command| command.status != 0).collect();
    let mut table = DocumentTable::new("<>><", [""; 4]);
    for command in failed.iter().take(MOST_SHOWN) {
        let lines: Vec<_> = command.stderr.lines().collect();
        let mut lines = lines[lines.len().saturating_sub(LAST_LINES)..].iter();
        let first = lines.next().map_or_else(String::new, |line| shown(line));
        table.row([
            command.name.clone().into(),
            Passage::bad(format!("exit status {}", command.status)),
            command.wall.to_string().into(),
            first.into(),
        ]);
        for line in lines {
            let [a, b, c] = [const { String::new() }; 3];
            table.row([a, b, c, shown(line)]);
        }
    }
    let more = match failed.len().saturating_sub(MOST_SHOWN) {
        0 => None,
        hidden => Some(Element::line(format!(
            "… and {hidden} more commands failed"
        ))),
    };
    [Element::Table(table)].into_iter().chain(more).collect()
}

/// The standard output of commands, in the order of the input.
pub(super) fn outputs(run: &Run) -> Element<'static> {
    let said = || ended(run).filter(|command| !command.stdout.is_empty());
    let outputs = said().take(MOST_SHOWN).map(|command| {
        let text = command.stdout.lines();
        let hidden = text.clone().count().saturating_sub(MOST_LINES);
        let mut lines: Vec<_> = text.take(MOST_LINES).map(shown).collect();
        if hidden > 0 {
            lines.push(format!("… and {hidden} more lines"));
        }
        OutputExcerpt {
            name: command.name,
            cut: command.cut,
            lines,
        }
    });
    Element::Outputs(outputs.collect(), said().count().saturating_sub(MOST_SHOWN))
}

/// A line from outside: nothing that a terminal would obey, and no tabs, which belong to no column.
fn shown(line: &str) -> String {
    visible(&line.replace('\t', "    ")).into_owned()
}
