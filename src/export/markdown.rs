//! [`Markdown`]: a report to paste into an issue, a page or a message.

use super::{
    Export, Results, again, busy, gap,
    headline::headline,
    name,
    report::import,
    setup::{chunks, machine},
    tasks,
    timeline::length,
    title,
};
use crate::{
    base::{Ratio, visible},
    model::{Check, Finding, Noise, Row, Run},
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
        writeln!(out, "## {}\n", inert(&title(run)))?;
        writeln!(out, "{}.", inert(&machine(run)))?;
        if let Some(chunks) = run.planned().and_then(chunks) {
            writeln!(out, "\n{chunks}.")?;
        }
        for note in run.notes() {
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
        let Some(experiment) = run.planned() else {
            return Ok(());
        };
        writeln!(out, "\nTo run it again:\n")?;
        fenced("sh", &again::command(experiment), out)
    }
}

fn figures(results: &Results, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(figures) = &results.figures else {
        return Ok(());
    };
    writeln!(out, "\n| | |\n|---|--:|")?;
    for (name, value) in headline(figures) {
        writeln!(out, "| {name} | {value} |")?;
    }
    Ok(())
}

fn ledger(run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(ledger) = run.ledger() else {
        return Ok(());
    };
    writeln!(out, "\n| lane time | {} | share | |", ledger.lane_time())?;
    writeln!(out, "|---|--:|--:|---|")?;
    for &row in Row::VARIANTS.iter().filter(|&&row| ledger.knows(row)) {
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            ledger.name(row),
            ledger.get(row),
            ledger.share(row).fine_percent(),
            ledger.about(row)
        )?;
    }
    Ok(())
}

fn lanes(run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
    let unit = run.unit().several;
    writeln!(out, "\n| lane | {unit} | busy | share of the run |")?;
    writeln!(out, "|---|--:|--:|--:|")?;
    let all = length(run).get();
    for lane in run.rows().take(MOST_LANES) {
        let busy = busy(lane);
        let share = Ratio::of(busy.get(), all).percent();
        writeln!(
            out,
            "| {} | {} | {busy} | {share} |",
            inert(&name(run, lane)),
            tasks(run, lane)
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
    let run = results.runs.last();
    if let Some(gap) = run.and_then(gap) {
        return writeln!(out, "\n**Unfinished**: {gap}.");
    }
    match Check::over(&results.runs) {
        None => Ok(()),
        Some(Check::Verified(_)) => writeln!(out, "\nEvery answer agrees with the serial run."),
        Some(Check::Wrong) => writeln!(out, "\n**An answer is missing or wrong.**"),
        Some(Check::Broken(failure)) => writeln!(out, "\n**Failed**: {}.", inert(failure.raw())),
        Some(check @ Check::Failed { .. }) => writeln!(out, "\n**Failed**: {check}."),
        Some(check) => writeln!(out, "\nDone: {check}."),
    }
}

/// A text from outside in which nothing is Markdown or HTML.
fn inert(text: &str) -> String {
    let mut plain = String::new();
    for c in visible(text).chars() {
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
    writeln!(out, "{fence}{language}\n{}\n{fence}", visible(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        export::tests::{pool, written},
        model::scenario,
    };

    #[test]
    fn a_message_gets_a_report_that_renders() {
        insta::assert_snapshot!(written(&Markdown, pool()));
    }

    #[test]
    fn a_hostile_log_writes_no_markup_into_somebodys_page() {
        let mut run = scenario::run("set workload=primes\nw1: task 0 0ms 1ms\nend 1ms");
        run.description.machine.model = "<img src=x onerror=alert(1)>|a".into();
        run.description.outcome.as_mut().unwrap().failure = Some("![x](http://e)\n# h".into());
        let text = written(&Markdown, run);
        assert!(
            text.contains("\\<img src=x onerror=alert(1)\\>\\|a"),
            "{text}"
        );
        assert!(text.contains(r"!\[x\](http://e)\\n\# h"), "{text}");
    }
}
