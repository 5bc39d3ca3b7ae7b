//! [`Lessons`]: the list of lessons, and the one that is open.

use super::attended::Attended;
use crate::{lesson::LESSONS, store::Progress};

/// The lessons of a session.
#[derive(Default)]
pub(in crate::ui) struct Lessons {
    /// How far the user has come in each.
    pub(in crate::ui) progress: Progress,
    /// Which one of the list is selected.
    pub(in crate::ui) selected: usize,
    pub(in crate::ui) open: Option<Attended>,
    /// The title of a step that was entered and is marked in no recording yet.
    pub(in crate::ui) chapter: Option<&'static str>,
}

impl Lessons {
    /// Selects the one at that place of the list, or the last.
    pub(in crate::ui) fn select(&mut self, at: usize) {
        self.selected = at.min(LESSONS.len() - 1);
    }

    /// Selects the next of the list, or the one above.
    pub(in crate::ui) fn step(&mut self, down: bool) {
        let at = self.selected;
        self.select(if down { at + 1 } else { at.saturating_sub(1) });
    }
}
