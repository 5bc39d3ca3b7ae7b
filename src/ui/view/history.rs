//! [`HistoryView`]: the runs of this session that have ended.

use crate::model::{Digest, Run};

/// The runs that are kept.
pub struct HistoryView<'a> {
    /// Each of them, the newest first.
    pub rows: Vec<HistoryRow<'a>>,
    /// Which of the rows is selected.
    pub at: usize,
    /// How many there have been that are kept no more.
    pub dropped: usize,
}

/// A run that is kept.
pub struct HistoryRow<'a> {
    /// Counted from one.
    pub number: u32,
    /// What it came to.
    pub digest: &'a Digest,
    /// Whether it is to be compared.
    pub is_marked: bool,
    /// All of it, where its spans are kept, so that its timeline can be opened.
    pub whole: Option<&'a Run>,
}
