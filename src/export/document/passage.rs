//! [`Passage`]: a few words with their emphasis, and bars among them.

use crate::{base::Ratio, model::Row};

/// A cell, a value or a line: phrases with a space between them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::export) struct Passage(pub(in crate::export) Vec<Phrase>);

/// Words of one emphasis, or a bar.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::export) enum Phrase {
    Words(String, Emphasis),
    Bar(Bar),
}

/// A share as a bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::export) struct Bar {
    pub(in crate::export) share: Ratio,
    /// How far it may reach instead, where that is not known better.
    pub(in crate::export) reach: Option<Ratio>,
    /// Its width in a text.
    pub(in crate::export) cells: usize,
    /// The row of the ledger whose colour it has.
    pub(in crate::export) row: Row,
}

/// The emphasis of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::export) enum Emphasis {
    Plain,
    Strong,
    Faint,
    Good,
    Bad,
    /// Good, and strong.
    Best,
}

impl Bar {
    /// A share of work.
    pub(super) const fn new(share: Ratio, cells: usize) -> Self {
        Self {
            share,
            reach: None,
            cells,
            row: Row::Work,
        }
    }
}

impl Passage {
    /// Words of one emphasis.
    pub(super) fn new(words: impl Into<String>, emphasis: Emphasis) -> Self {
        Self::default().and(words, emphasis)
    }

    /// Words that stand back.
    pub(super) fn faint(words: impl Into<String>) -> Self {
        Self::new(words, Emphasis::Faint)
    }

    /// Words on a fault.
    pub(super) fn bad(words: impl Into<String>) -> Self {
        Self::new(words, Emphasis::Bad)
    }

    /// Followed by other words, if there are any.
    pub(super) fn and(mut self, words: impl Into<String>, emphasis: Emphasis) -> Self {
        let words = words.into();
        if !words.is_empty() {
            self.0.push(Phrase::Words(words, emphasis));
        }
        self
    }

    /// Followed by a bar.
    pub(super) fn bar(mut self, bar: Bar) -> Self {
        self.0.push(Phrase::Bar(bar));
        self
    }

    /// Its words, each run of them in the way of a format, which leaves bars out.
    pub(in crate::export) fn words(&self, write: impl Fn(&str, Emphasis) -> String) -> String {
        let words = self.0.iter().filter_map(|phrase| match phrase {
            Phrase::Words(words, emphasis) => Some(write(words, *emphasis)),
            Phrase::Bar(_) => None,
        });
        words.collect::<Vec<_>>().join(" ")
    }
}

impl<T: Into<String>> From<T> for Passage {
    fn from(words: T) -> Self {
        Self::new(words, Emphasis::Plain)
    }
}
