//! [`Document`]: an experiment, a sweep or a forecast for people, before any format has written it.
//!
//! A text is made here once; formats only walk it. Each writes an [`Element`] in its own way: bars
//! are glyphs in a report, boxes in a page, and nothing in Markdown. Formats of data rather than
//! text (JSON, the spans as CSV, traces, pictures) are not made from it.

mod answers;
mod command;
mod comparison;
mod facts;
mod forecast;
mod lanes;
mod ledger;
mod passage;
mod program;
mod rivals;
mod run;
mod setup;
mod speedup;
mod sweep;
mod table;
mod verdict;

pub use forecast::Forecast;

pub(super) use command::OutputExcerpt;
pub(super) use ledger::{cost, left};
pub(super) use passage::{Bar, Emphasis, Passage, Phrase};
pub(super) use rivals::Rivals;
pub(super) use setup::machine;
pub(super) use sweep::points;
pub(super) use table::{Align, DocumentCell, DocumentTable};

use crate::model::{Finding, Run};

/// A text in sections.
#[derive(Default)]
pub(super) struct Document<'a> {
    pub(super) sections: Vec<Section<'a>>,
}

/// Elements that belong together.
pub(super) struct Section<'a> {
    /// For formats that have headings, or another order.
    pub(super) name: &'static str,
    pub(super) elements: Vec<Element<'a>>,
}

/// A part of a section.
pub(super) enum Element<'a> {
    /// The title of the document, or of one experiment of several.
    Title(String),
    /// Sentences.
    Paragraph(String),
    /// A line that is never broken.
    Line(Passage),
    /// Names, each with a value. One without a name belongs to the one before it.
    Pairs(Vec<(&'static str, Passage)>),
    /// Rows under heads.
    Table(DocumentTable),
    /// Findings, each with advice.
    Findings(Vec<Finding>),
    /// The lanes over time.
    Timeline(&'a Run),
    /// Output of commands, and how many more wrote something.
    Outputs(Vec<OutputExcerpt>, usize),
    /// How to run it again: as a command to be typed, and as a file.
    Again { command: String, file: String },
}

/// A name and its value.
type Pair = (&'static str, Passage);

impl<'a> Document<'a> {
    /// Adds a section, if there is anything in it.
    fn add(&mut self, name: &'static str, elements: impl IntoIterator<Item = Element<'a>>) {
        let elements: Vec<_> = elements.into_iter().filter(Element::has_content).collect();
        if !elements.is_empty() {
            self.sections.push(Section { name, elements });
        }
    }
}

impl Element<'_> {
    fn line(passage: impl Into<Passage>) -> Self {
        Self::Line(passage.into())
    }

    const fn has_content(&self) -> bool {
        match self {
            Self::Pairs(pairs) => !pairs.is_empty(),
            Self::Table(table) => !table.rows.is_empty(),
            Self::Findings(findings) => !findings.is_empty(),
            Self::Outputs(outputs, _) => !outputs.is_empty(),
            Self::Timeline(run) => !run.lanes.is_empty(),
            _ => true,
        }
    }
}
