//! An experiment in full: each part is a section, if there is anything in it.

use super::{Document, Element, answers, command, facts, lanes, ledger, program, verdict};
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
        let figures = match (&results.figures, last.watched()) {
            (_, Some(_)) => Some(program::figures(results, last)),
            (Some(figures), None) => Some(facts::figures(figures, results, last)),
            (None, None) => None,
        };
        let facts = [program::head(last), facts::facts(last)].concat();
        self.add("facts", [Element::Pairs(facts)]);
        self.add("figures", figures.map(Element::Pairs));
        self.add("calls", program::calls(last));
        self.add("findings", [Element::Findings(Finding::all(last))]);
        self.add("answers", [Element::Pairs(answers::answers(last))]);
        self.add("memory", [Element::Table(answers::memory(last))]);
        self.add("ledger", ledger::ledger(last));
        self.add(
            "lanes",
            match last.watched() {
                Some(watched) => program::lanes(last, watched, most_lanes),
                None => lanes::lanes(last, most_lanes),
            },
        );
        self.add("timeline", [Element::Timeline(last)]);
        self.add("failures", command::failures(last));
        self.add("outputs", [command::outputs(last)]);
        self.add("not seen", [Element::Pairs(program::not_seen(last))]);
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
