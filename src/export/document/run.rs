//! An experiment in full: each part is a section, if there is anything in it.

use super::{Document, Element, answers, command, facts, lanes, ledger, verdict};
use crate::{
    export::{Results, again, title},
    model::{Finding, Run},
};

impl<'a> Document<'a> {
    /// The runs of one experiment, with at most so many lanes.
    pub(in crate::export) fn of_run(results: &'a Results, most_lanes: usize) -> Self {
        let mut document = Self::default();
        if let Some(last) = results.runs.last() {
            document.add("title", [Element::Title(title(last))]);
            document.add_run(results, last, most_lanes);
        }
        document
    }

    /// All but the title.
    pub(super) fn add_run(&mut self, results: &'a Results, last: &'a Run, most_lanes: usize) {
        let figures = results.figures.as_ref();
        let figures = figures.map(|figures| facts::figures(figures, results, last));
        self.add("facts", [Element::Pairs(facts::facts(last))]);
        self.add("figures", figures.map(Element::Pairs));
        self.add("findings", [Element::Findings(Finding::all(last))]);
        self.add("answers", [Element::Pairs(answers::answers(last))]);
        self.add("memory", [Element::Table(answers::memory(last))]);
        self.add("ledger", ledger::ledger(last));
        self.add("lanes", lanes::lanes(last, most_lanes));
        self.add("timeline", [Element::Timeline(last)]);
        self.add("failures", command::failures(last));
        self.add("outputs", [command::outputs(last)]);
        self.add("verdict", [Element::Pairs(verdict::verdict(results))]);
        self.add(
            "run it again",
            last.planned().map(|experiment| Element::Again {
                command: again::command(experiment),
                file: again::file(experiment),
            }),
        );
    }
}
