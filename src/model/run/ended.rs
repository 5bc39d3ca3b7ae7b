//! [`Run::conclude`]: what is known of a run from its end on.

use super::Run;
use crate::log::Description;

impl Run {
    /// It has ended, and this is known of it. Where another program wrote into its log, what was
    /// read there is nobody's record, and nothing of it stays.
    pub fn conclude(&mut self, description: Description) {
        if let Some(end) = description.outcome.as_ref().filter(|end| end.damaged) {
            *self = self.without_spans();
            // The runner said so itself, and not in the log.
            self.progress.origin = Some(end.started);
        }
        self.description = description;
    }
}
