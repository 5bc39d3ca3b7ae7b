//! [`Report`]: an experiment for reading: what was run, what came of it, and each lane.

mod answers;
mod command;
mod facts;
mod findings;
mod lanes;
mod ledger;
#[cfg(test)]
mod tests;
mod verdict;

use super::{
    Comparison, Export, PresetExport, PresetResults, Results, Style, Table, TrialResults,
    comparison::ComparisonRow,
    style::wrapped,
    timeline::{LEGEND, LEGEND_OF_SLICES, Timeline, length},
    title,
};
use crate::{
    base::{Ratio, visible},
    log::Lane,
    model::{Figures, Run},
};
use std::io;

pub(super) use facts::{chunks, machine};
pub(super) use ledger::said;
pub(super) use verdict::import;

/// The width of the timeline.
const CELLS: usize = 60;
/// The width of other bars.
const BAR: usize = 20;
/// The width of a text in sentences.
const TEXT: usize = 78;
/// More lanes than that are counted, not shown.
const MOST_LANES: usize = 64;

/// A readable report.
#[derive(Debug, Clone, Copy)]
pub struct Report(pub Style);

impl Export for Report {
    fn write(&self, results: &Results, out: &mut dyn io::Write) -> io::Result<()> {
        let Some(last) = results.runs.last() else {
            return Ok(());
        };
        let text = self.compose(&title(last), results, last);
        out.write_all(self.0.fit(&text).as_bytes())
    }
}

impl PresetExport for Report {
    /// Its text, then a table that shows the difference at a glance, then each in full.
    fn write_preset(&self, preset: &PresetResults<'_>, out: &mut dyn io::Write) -> io::Result<()> {
        let text = wrapped(&preset.preset.text, TEXT).join("\n  ");
        let title = self.0.title(&preset.preset.title);
        let mut parts = vec![format!("{title}\n\n  {text}\n")];
        if preset.trials.len() > 1 {
            let rows = preset.trials.iter().map(|trial| ComparisonRow {
                label: trial.label.clone(),
                results: &trial.results,
                failure: trial.failure.as_deref(),
            });
            parts.push(Comparison(self.0).times(&rows.collect::<Vec<_>>()));
        }
        parts.extend(preset.trials.iter().map(|trial| self.trial(trial)));
        out.write_all(self.0.fit(&parts.join("\n")).as_bytes())
    }
}

impl Report {
    /// One of the experiments of a preset.
    fn trial(self, trial: &TrialResults) -> String {
        match (trial.results.runs.last(), trial.label.as_str()) {
            (Some(last), "") => self.compose(&title(last), &trial.results, last),
            (Some(last), label) => {
                let title = format!("{label}: {}", title(last));
                self.compose(&title, &trial.results, last)
            }
            (None, label) => {
                let failure = visible(trial.failure.as_deref().unwrap_or("it was not run"));
                format!("{}\n\n  {}\n", self.0.title(label), self.0.bad(&failure))
            }
        }
    }

    /// The parts of a report that have anything to say, with an empty line between them.
    fn compose(self, title: &str, results: &Results, last: &Run) -> String {
        let figures = results.figures.as_ref();
        let parts = [
            self.0.title(title) + "\n",
            self.facts(last),
            figures.map_or_else(String::new, |figures| self.figures(figures, results, last)),
            self.findings(last),
            self.answers(last),
            self.memory(last),
            self.ledger(last),
            self.lanes(last),
            self.timeline(last),
            self.outputs(last),
            self.verdict(results),
        ];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("\n")
    }

    /// The last run over its time.
    pub(super) fn timeline(self, run: &Run) -> String {
        if run.lanes.is_empty() {
            return String::new();
        }
        let mut table = Table::new("<<");
        let timeline = Timeline::of(run, CELLS);
        let (zero, end) = ("0", length(run).to_string());
        let line = CELLS.saturating_sub(zero.len() + end.chars().count() + 2);
        let axis = format!("{zero} {} {end}", "─".repeat(line));
        table.row([String::new(), self.0.faint(&axis)]);
        let legend = match run.import() {
            Some(_) => LEGEND_OF_SLICES,
            None => LEGEND,
        };
        for lane in run.flow().take(MOST_LANES) {
            table.row([name(run, lane), timeline.row(lane, self.0)]);
        }
        table.row([String::new(), self.0.faint(legend)]);
        table.lines()
    }

    fn pair(self, table: &mut Table, name: &str, value: &str) {
        table.row([self.0.faint(&format!("{name:<10}")), value.to_owned()]);
    }
}

/// The speedup and how far it is from ideal.
pub(super) fn speedup_bar(style: Style, figures: &Figures) -> Option<String> {
    let (factor, speedup) = (figures.said_speedup()?, figures.speedup?);
    Some(factor + &to_ideal(style, speedup, figures.ideal_speedup))
}

/// How far a speedup is from ideal.
pub(super) fn to_ideal(style: Style, speedup: Ratio, ideal: Ratio) -> String {
    let bar = style.bar(Ratio::new(speedup.get() / ideal.get()), BAR);
    format!(" {bar} ideal {}", whole(ideal))
}

/// A factor, without decimals where it has none: that of an ideal is mostly whole.
pub(super) fn whole(factor: Ratio) -> String {
    match factor.get() {
        whole if whole.fract() == 0.0 => format!("{whole:.0}×"),
        _ => factor.factor(),
    }
}

/// A lane as one says it.
pub(super) fn name(run: &Run, lane: &Lane) -> String {
    run.lane_name(&lane.info).spoken
}
