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
    style::{BAR, wrapped},
    timeline::{self, MOST_LANES},
    title,
};
use crate::{base::visible, model::Run};
use std::io;

pub(super) use ledger::said;
pub(super) use verdict::import;

/// The width of a text in sentences.
const TEXT: usize = 78;
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
        let text = wrapped(&preset.preset.about, TEXT).join("\n  ");
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
            timeline::table(last, self.0),
            self.outputs(last),
            self.verdict(results),
        ];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("\n")
    }

    fn pair(self, table: &mut Table, name: &str, value: &str) {
        table.row([self.0.faint(&format!("{name:<10}")), value.to_owned()]);
    }
}
