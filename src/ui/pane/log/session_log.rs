//! [`SessionLog`]: the messages of a session.

use crate::{base::Moment, ui::Message};
use std::collections::VecDeque;

/// Entries that are kept.
const MOST: usize = 500;

/// The messages of a session, the latest last; of many, the last few hundred.
#[derive(Debug, Clone, Default)]
pub(in crate::ui) struct SessionLog {
    /// When the first of all happened.
    pub(in crate::ui) began: Moment,
    /// The messages, each with its time.
    pub(in crate::ui) entries: VecDeque<(Moment, Message)>,
}

impl SessionLog {
    /// Notes something, unless it is what was noted last.
    pub(in crate::ui) fn note(&mut self, message: Message, now: Moment) {
        let last = self.entries.back();
        if last.is_some_and(|(_, last)| *last == message) {
            return;
        }
        if self.entries.is_empty() {
            self.began = now;
        }
        if self.entries.len() == MOST {
            self.entries.pop_front();
        }
        self.entries.push_back((now, message));
    }
}
