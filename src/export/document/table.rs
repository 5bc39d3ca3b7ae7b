//! [`DocumentTable`]: rows of cells under heads, for reading and as numbers.

use super::{Passage, Phrase};

/// Rows of cells under heads.
pub(in crate::export) struct DocumentTable {
    pub(in crate::export) columns: Vec<DocumentColumn>,
    pub(in crate::export) rows: Vec<Vec<DocumentCell>>,
    /// Whether a map before it shows the same in less room.
    pub(in crate::export) is_mapped: bool,
}

/// The head of a column.
pub(in crate::export) struct DocumentColumn {
    /// The text of the head, for people.
    pub(in crate::export) head: String,
    pub(in crate::export) align: Align,
    /// For programs: the names of the values that each cell holds.
    pub(in crate::export) fields: Vec<&'static str>,
}

/// On which side the cells of a column are flush.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::export) enum Align {
    Left,
    Right,
}

/// A cell for reading, and what it says as values.
#[derive(Default)]
pub(in crate::export) struct DocumentCell {
    pub(in crate::export) shown: Passage,
    /// A value for each field of its column; one that is not known is empty.
    pub(in crate::export) values: Vec<String>,
}

impl DocumentTable {
    /// A table without rows. `aligns` has, for each head, `<` (flush left) or `>` (flush right).
    pub(super) fn new<T: Into<String>>(aligns: &str, heads: impl IntoIterator<Item = T>) -> Self {
        let columns = aligns
            .chars()
            .zip(heads)
            .map(|(align, head)| DocumentColumn {
                head: head.into(),
                align: if align == '>' {
                    Align::Right
                } else {
                    Align::Left
                },
                fields: Vec::new(),
            });
        Self {
            columns: columns.collect(),
            rows: Vec::new(),
            is_mapped: false,
        }
    }

    /// Whether there are words in a column, and whether there are bars.
    pub(in crate::export) fn contents(&self, column: usize) -> (bool, bool) {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        let phrases = cells.flat_map(|cell| &cell.shown.0);
        let is_bar = |phrase: &Phrase| matches!(phrase, Phrase::Bar(_));
        let bars = phrases.clone().any(is_bar);
        (!bars || !phrases.clone().all(is_bar), bars)
    }

    /// Adds a row.
    pub(super) fn row<T: Into<DocumentCell>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }
}

impl<T: Into<Passage>> From<T> for DocumentCell {
    fn from(shown: T) -> Self {
        Self {
            shown: shown.into(),
            values: Vec::new(),
        }
    }
}
