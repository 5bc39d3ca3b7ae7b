//! [`Report`]: an experiment for reading: what was run, what came of it, and each lane.

use super::{
    Export, Results, Style, Table, busy,
    style::tame,
    tasks,
    timeline::{LEGEND, Timeline, length},
};
use crate::{
    base::Ratio,
    model::{Figures, Run},
    plan::{Experiment, Group, Parameter, TABLE, Value},
    trace::{Lane, LaneKind},
};
use std::{
    fmt::{self, Write as _},
    io,
};

/// The width of the timeline.
const CELLS: usize = 60;
/// The width of other bars.
const BAR: usize = 20;
/// More lanes than that are counted, not shown.
const MOST_LANES: usize = 64;
/// Longer values, such as a list of items, are cut.
const LONGEST_VALUE: usize = 40;

/// A readable report.
#[derive(Debug, Clone, Copy)]
pub struct Report(pub Style);

impl Export for Report {
    fn write(&self, results: &Results, out: &mut dyn io::Write) -> io::Result<()> {
        let Some(last) = results.runs.last() else {
            return Ok(());
        };
        let text = self.compose(results, last);
        out.write_all(self.0.fit(&text.unwrap_or_default()).as_bytes())
    }
}

impl Report {
    fn compose(self, results: &Results, last: &Run) -> Result<String, fmt::Error> {
        let style = self.0;
        let mut text = String::new();
        writeln!(text, "{}\n", style.title(&last.title()))?;
        text += &self.facts(last);
        if let Some(figures) = &results.figures {
            text.push('\n');
            text += &self.figures(figures);
        }
        writeln!(text, "\n{}", self.lanes(last))?;
        text += &self.timeline(last);
        text.push('\n');
        text += &self.verdict(results);
        Ok(text)
    }

    /// What was run, and where.
    fn facts(self, run: &Run) -> String {
        let mut table = Table::new("<<");
        for (name, group) in [
            ("tasks", Group::Work),
            ("workers", Group::Workers),
            ("exchange", Group::Exchange),
            ("conditions", Group::Conditions),
            ("measured", Group::Measurement),
        ] {
            match parameters(run, group).as_str() {
                "" => {}
                text => self.pair(&mut table, name, text),
            }
        }
        self.pair(&mut table, "machine", &machine(run));
        table.lines()
    }

    /// The figures of all runs.
    fn figures(self, figures: &Figures) -> String {
        let mut table = Table::new("<<");
        if let Some(serial) = figures.serial {
            let serial = format!("{serial} (serial run of the same tasks)");
            self.pair(&mut table, "T₁", &serial);
        }
        let wall = match figures.wall.count {
            1 => figures.wall.median.to_string(),
            count => format!(
                "{} ± {} (median ± MAD of {count} runs)",
                figures.wall.median, figures.wall.mad
            ),
        };
        self.pair(&mut table, "Tₚ", &wall);
        if let Some(speedup) = figures.speedup {
            let speedup = speedup_bar(self.0, speedup, figures.ideal_speedup);
            self.pair(&mut table, "speedup", &speedup);
        }
        if let Some(efficiency) = figures.efficiency {
            self.pair(&mut table, "efficiency", &efficiency.percent());
        }
        if let Some(serial) = figures.karp_flatt {
            let serial = format!("{:.3} serial fraction (Karp-Flatt)", serial.get());
            self.pair(&mut table, "implied", &serial);
        }
        table.lines()
    }

    /// The lanes of the last run.
    fn lanes(self, run: &Run) -> String {
        let mut table = Table::new("<>>><");
        let head = ["lane", "pid", "tasks", "busy", "share of the run"];
        table.row(head.map(|name| self.0.faint(name)));
        let length = length(run);
        for lane in run.flow().take(MOST_LANES) {
            let busy = busy(lane);
            let share = Ratio::of(busy.get(), length.get());
            table.row([
                name(lane),
                lane.info.pid.map_or("–".into(), |pid| pid.to_string()),
                tasks(lane).to_string(),
                busy.to_string(),
                format!("{} {:>5}", self.0.bar(share, BAR), share.percent()),
            ]);
        }
        let hidden = run.flow().count().saturating_sub(MOST_LANES);
        let more = match hidden {
            0 => String::new(),
            _ => format!("  … and {hidden} more lanes\n"),
        };
        table.lines() + &more
    }

    /// The last run over its time.
    pub(super) fn timeline(self, run: &Run) -> String {
        let mut table = Table::new("<<");
        let timeline = Timeline::of(run, CELLS);
        let (zero, end) = ("0", length(run).to_string());
        let line = CELLS.saturating_sub(zero.len() + end.chars().count() + 2);
        let axis = format!("{zero} {} {end}", "─".repeat(line));
        table.row([String::new(), self.0.faint(&axis)]);
        for lane in run.flow().take(MOST_LANES) {
            table.row([name(lane), timeline.row(lane, self.0)]);
        }
        table.row([String::new(), self.0.faint(LEGEND)]);
        table.lines()
    }

    /// Whether the answers are right and the picture is complete.
    fn verdict(self, results: &Results) -> String {
        let mut table = Table::new("<<");
        let outcomes = || results.runs.iter().filter_map(Run::outcome);
        let failures = outcomes().filter_map(|outcome| outcome.failure.as_deref());
        let mut failed = false;
        for failure in failures {
            failed = true;
            self.pair(&mut table, "failed", &self.0.bad(&tame(failure)));
        }
        if outcomes().count() < results.runs.len() {
            self.pair(&mut table, "unfinished", "the log ends before the run does");
        } else if outcomes().all(|outcome| outcome.verified) {
            let right = self.0.good("every answer agrees with the serial run");
            self.pair(&mut table, "verified", &right);
        } else if !failed {
            let wrong = self.0.bad("an answer is missing or wrong");
            self.pair(&mut table, "not verified", &wrong);
        }
        let lanes = || results.runs.iter().flat_map(Run::flow);
        let merged = lanes().fold(0, |sum: u64, lane| sum.saturating_add(lane.info.merged));
        let dropped = lanes().fold(0, |sum: u64, lane| sum.saturating_add(lane.info.dropped));
        if merged > 0 {
            let merged = format!("{merged} tasks share a span with others: too short to be timed");
            self.pair(&mut table, "merged", &merged);
        }
        if dropped > 0 {
            let dropped = format!("{dropped} spans found no room in the log");
            self.pair(&mut table, "dropped", &self.0.bad(&dropped));
        }
        table.lines()
    }

    fn pair(self, table: &mut Table, name: &str, value: &str) {
        table.row([self.0.faint(&format!("{name:<10}")), value.to_owned()]);
    }
}

/// The parameters of a group that have an effect: `mandelbrot · tasks 32 · seed 42`.
fn parameters(run: &Run, group: Group) -> String {
    let rows = TABLE.iter().filter(|row| row.group == group);
    let default = Experiment::default();
    let shown = rows.filter(|row| (row.applies)(&run.experiment));
    // What belongs to some modes only is worth a word where it was chosen.
    let chosen = |row: &&Parameter| {
        let always = !row.is_modal() && row.name != "io" || row.name == "start";
        always || (row.get)(&run.experiment) != (row.get)(&default)
    };
    let shown = shown.filter(chosen);
    let texts = shown.filter_map(|row| match (row.get)(&run.experiment) {
        Value::Unset => None,
        value => {
            let text = value.to_string();
            let cut: String = text.chars().take(LONGEST_VALUE).collect();
            let dots = if cut == text { "" } else { "…" };
            Some(format!("{} {cut}{dots}", row.name))
        }
    });
    texts.collect::<Vec<_>>().join(" · ")
}

/// Where it ran.
pub(super) fn machine(run: &Run) -> String {
    let machine = &run.description.machine;
    format!(
        "{} · {} of {} cores usable · {}",
        tame(&machine.model),
        machine.usable_cores,
        machine.cores,
        tame(&machine.os)
    )
}

/// A speedup and how far it is from ideal.
pub(super) fn speedup_bar(style: Style, speedup: Ratio, ideal: Ratio) -> String {
    let share = Ratio::new(speedup.get() / ideal.get());
    let (factor, bar) = (speedup.factor(), style.bar(share, BAR));
    let ideal = match ideal.get() {
        whole if whole.fract() == 0.0 => format!("{whole:.0}×"),
        _ => ideal.factor(),
    };
    format!("{factor} {bar} ideal {ideal}")
}

fn name(lane: &Lane) -> String {
    match lane.info.kind {
        LaneKind::Main => "main".to_owned(),
        LaneKind::Thread => format!("thread {}", lane.info.number),
        LaneKind::Process | LaneKind::Core => format!("worker {}", lane.info.number),
        LaneKind::Forkserver => "forkserver".to_owned(),
        LaneKind::Manager => "manager".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;

    fn results() -> Results {
        Results::of(vec![scenario::run(
            "set workload=primes size=1000 tasks=4 mode=pool workers=2 chunksize=1\n\
             serial 40ms\n\
             main: create 0ms 2ms | blocked 2ms 24ms | collect 24ms 25ms\n\
             w1: start-up 0ms 2ms | task 0 2ms 12ms | task 2 12ms 22ms | exit 22ms 25ms\n\
             w2: start-up 0ms 2ms | task 1 2ms 13ms | task 3 13ms 24ms | exit 24ms 25ms\n\
             end 25ms",
        )])
    }

    fn written(results: &Results, color: bool, unicode: bool) -> String {
        let mut out = Vec::new();
        let report = Report(Style { color, unicode });
        report.write(results, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_report_in_unicode() {
        insta::assert_snapshot!(written(&results(), false, true));
    }

    #[test]
    fn the_report_in_ascii() {
        let text = written(&results(), false, false);
        assert!(text.is_ascii());
        insta::assert_snapshot!(text);
    }

    #[test]
    fn colour_changes_nothing_but_colour() {
        let painted = written(&results(), true, true);
        assert!(painted.contains('\x1b'));
        let mut bare = String::new();
        let mut parts = painted.split('\x1b');
        bare += parts.next().unwrap_or_default();
        for part in parts {
            bare += part.split_once('m').unwrap().1;
        }
        assert_eq!(bare, written(&results(), false, true));
    }

    #[test]
    fn what_is_missing_or_wrong_is_said() {
        let mut results = results();
        results.runs[0].lanes[1].info.merged = 7;
        results.runs[0].lanes[1].info.dropped = 9;
        let outcome = results.runs[0].description.outcome.as_mut().unwrap();
        outcome.verified = false;
        outcome.failure = Some("worker 2 \x1b[2Jwas killed".into());
        let text = written(&results, false, true);
        for part in [
            "7 tasks share",
            "9 spans found no room",
            "worker 2 ?[2Jwas killed",
        ] {
            assert!(text.contains(part), "{part}");
        }
        assert!(!text.contains("every answer agrees"));
    }
}
