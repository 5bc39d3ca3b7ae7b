//! Where the time went, in sentences: the most expensive first.

use super::{Report, Table};
use crate::{
    export::style::wrapped,
    model::{Finding, Run},
};

/// The width of a sentence beside its name.
const SENTENCE: usize = 66;

impl Report {
    /// What was found on the last run, and what to try.
    pub(super) fn findings(self, run: &Run) -> String {
        let mut table = Table::new("<<");
        let mut name = "finding";
        for finding in Finding::all(run) {
            let text = format!("{}. {}", finding.text(), finding.advice);
            for line in wrapped(&text, SENTENCE) {
                self.pair(&mut table, name, &line);
                name = "";
            }
            name = "and";
        }
        table.lines()
    }
}
