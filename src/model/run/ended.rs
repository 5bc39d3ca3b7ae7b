//! [`Run::conclude`]: what is known of a run from its end on.

use super::Run;
use crate::log::Description;

impl Run {
    /// Ends the run with this description. Where another program wrote into its log, what was read
    /// there cannot be trusted, and none of it stays.
    pub fn conclude(&mut self, description: Description) {
        if let Some(end) = description.outcome.as_ref().filter(|end| end.damaged) {
            *self = self.without_spans();
            // The runner said so itself, and not in the log.
            self.progress.origin = Some(end.started);
        }
        let watched = self.description.watched.take();
        self.description = description;
        // What was seen of a program is in the run alone; how it ended, only the session knows.
        if let (Some(mut seen), Some(told)) = (watched, &self.description.watched) {
            seen.ending = told.ending;
            self.description.watched = Some(seen);
        }
    }
}
