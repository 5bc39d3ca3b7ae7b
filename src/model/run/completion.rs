//! [`Run::completion`]: which tasks were done, in which order. What was lost with a worker was not.

use super::Run;
use crate::{
    base::TaskId,
    log::{Flags, Span},
};

/// How often all tasks of a run may be claimed before it is no longer looked which are meant.
const MOST_ATTEMPTS: usize = 16;

impl Run {
    /// How many tasks ended with a span, without those that were lost with their worker.
    #[inline]
    #[must_use]
    pub fn tasks_ended(&self, span: &Span) -> u32 {
        self.progress.lost.ended(span)
    }

    /// Whether a task was computed in vain: its worker died in it, or before its answer was in.
    #[must_use]
    pub fn is_lost(&self, span: &Span) -> bool {
        let died_in_it = span.kind.is_of_task() && span.flags.has(Flags::KILLED);
        died_in_it || self.progress.lost.of(span) >= span.count.max(1)
    }

    /// Task numbers in the order in which they finished, each once; merged tasks follow their first.
    #[must_use]
    pub fn completion(&self) -> Vec<TaskId> {
        let spans = self.flow().flat_map(|lane| &lane.spans);
        let mut spans: Vec<_> = spans.filter(|span| self.tasks_ended(span) > 0).collect();
        spans.sort_by_key(|span| (span.end(), span.task));
        // A span may claim more tasks than there are, and some may claim all of them again and
        // again: the file may come from anywhere.
        let all = self.task_count();
        let end = |span: &Span| span.task.get().saturating_add(span.count).min(all);
        let ids = spans
            .into_iter()
            .rev()
            .flat_map(|span| (span.task.get()..end(span)).rev())
            .take((all as usize).saturating_mul(MOST_ATTEMPTS));
        // Where several computed a task, the last is the one whose answer came in.
        let mut seen = vec![false; all as usize];
        let last = ids.filter(|&id| !std::mem::replace(&mut seen[id as usize], true));
        let mut order: Vec<_> = last.map(TaskId::new).collect();
        order.reverse();
        order
    }
}
