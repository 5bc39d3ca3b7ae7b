//! [`Markdown`]: a report to paste into an issue, a page or a message.

use super::{
    Export, Results, again, busy,
    report::{import, machine, name},
    style::tame,
    tasks,
    timeline::length,
};
use crate::{
    base::Ratio,
    model::{Figures, Finding, Noise, Row, Run, notes},
};
use std::io;
use strum::VariantArray;

/// Of a run: what was run, its figures, where the time went, each lane, and how to run it again.
/// Of a sweep: a table with a row for each point.
#[derive(Debug, Clone, Copy)]
pub struct Markdown;

/// More lanes than that are counted, not shown.
const MOST_LANES: usize = 64;

impl Export for Markdown {
    fn write(&self, results: &Results, out: &mut dyn io::Write) -> io::Result<()> {
        let Some(run) = results.runs.last() else {
            return Ok(());
        };
        writeln!(out, "## {}\n", inert(&run.title()))?;
        writeln!(out, "{}.", inert(&machine(run)))?;
        for note in notes(&run.experiment) {
            writeln!(out, "\nNote: {}.", inert(&note))?;
        }
        figures(results, out)?;
        for finding in Finding::all(run) {
            let text = format!("{}. {}", finding.text(), finding.advice);
            writeln!(out, "\n> {}", inert(text.trim_end()))?;
        }
        ledger(run, out)?;
        lanes(run, out)?;
        verdict(results, out)?;
        if run.description.imported.is_some() {
            return Ok(());
        }
        writeln!(out, "\nTo run it again:\n")?;
        fenced("sh", &again::command(&run.experiment), out)
    }
}

fn figures(results: &Results, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(figures) = &results.figures else {
        return Ok(());
    };
    let Figures {
        wall,
        serial,
        speedup,
        ideal_speedup,
        ceiling,
        efficiency,
        ..
    } = figures;
    writeln!(out, "\n| | |\n|---|--:|")?;
    let mut row = |name: &str, value: Option<String>| match value {
        Some(value) => writeln!(out, "| {name} | {value} |"),
        None => Ok(()),
    };
    row("T₁, the serial run", serial.map(|time| time.to_string()))?;
    row("wall time", Some(wall.median.to_string()))?;
    row("speedup", speedup.map(Ratio::factor))?;
    row("ideal", speedup.map(|_| ideal_speedup.factor()))?;
    row("ceiling of this machine", ceiling.map(Ratio::factor))?;
    row("efficiency", efficiency.map(Ratio::percent))
}

fn ledger(run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(ledger) = run.ledger() else {
        return Ok(());
    };
    writeln!(out, "\n| lane time | {} | share | |", ledger.lane_time())?;
    writeln!(out, "|---|--:|--:|---|")?;
    for &row in Row::VARIANTS {
        writeln!(
            out,
            "| {} | {} | {:.1} % | {} |",
            row.name(),
            ledger.get(row),
            ledger.share(row).get() * 100.0,
            row.about()
        )?;
    }
    Ok(())
}

fn lanes(run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "\n| lane | tasks | busy | share of the run |")?;
    writeln!(out, "|---|--:|--:|--:|")?;
    let all = length(run).get();
    for lane in run.rows().take(MOST_LANES) {
        let busy = busy(lane);
        let share = Ratio::of(busy.get(), all).percent();
        writeln!(
            out,
            "| {} | {} | {busy} | {share} |",
            name(lane),
            tasks(lane)
        )?;
    }
    match run.rows().count().saturating_sub(MOST_LANES) {
        0 => Ok(()),
        hidden => writeln!(out, "\n… and {hidden} more lanes"),
    }
}

/// Whether the answers are right, and why the times are to be taken with care.
fn verdict(results: &Results, out: &mut dyn io::Write) -> io::Result<()> {
    for (reason, _) in Noise::over(&results.runs) {
        writeln!(out, "\nNoisy: {}.", inert(&reason.to_string()))?;
    }
    if let Some(import) = import(results) {
        return writeln!(out, "\nImported {}.", inert(&import));
    }
    let outcome = results.runs.last().and_then(Run::outcome);
    match outcome {
        None => writeln!(out, "\nThe log ends before the run does."),
        Some(outcome) => match &outcome.failure {
            Some(failure) => writeln!(out, "\n**Failed**: {}.", inert(failure)),
            None if outcome.verified => {
                writeln!(out, "\nEvery answer agrees with the serial run.")
            }
            None => writeln!(out, "\n**An answer is missing or wrong.**"),
        },
    }
}

/// A text from outside in which nothing is Markdown or HTML.
fn inert(text: &str) -> String {
    let mut plain = String::new();
    for c in tame(text).chars() {
        if "\\`*_[]<>&|#~".contains(c) {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

/// A text as code, in a fence that is longer than any within.
fn fenced(language: &str, text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    writeln!(out, "{fence}{language}\n{}\n{fence}", tame(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;

    fn written(run: Run) -> String {
        let mut out = Vec::new();
        Markdown.write(&Results::of(vec![run]), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_message_gets_a_report_that_renders() {
        insta::assert_snapshot!(written(scenario::run(
            "set workload=primes size=1000 tasks=4 mode=pool workers=2 chunksize=1\n\
             serial 40ms\n\
             main: create 0ms 2ms | blocked 2ms 24ms | collect 24ms 25ms\n\
             w1: start-up 0ms 2ms | task 0 2ms 12ms | task 2 12ms 22ms | exit 22ms 25ms\n\
             w2: start-up 0ms 2ms | task 1 2ms 13ms | task 3 13ms 24ms | exit 24ms 25ms\n\
             end 25ms",
        )));
    }

    #[test]
    fn a_hostile_log_writes_no_markup_into_somebodys_page() {
        let mut run = scenario::run("set workload=primes\nw1: task 0 0ms 1ms\nend 1ms");
        run.description.machine.model = "<img src=x onerror=alert(1)>|a".into();
        run.description.outcome.as_mut().unwrap().failure = Some("![x](http://e)\n# h".into());
        let text = written(run);
        assert!(
            text.contains("\\<img src=x onerror=alert(1)\\>\\|a"),
            "{text}"
        );
        assert!(text.contains("!\\[x\\](http://e)?\\# h"), "{text}");
    }
}
