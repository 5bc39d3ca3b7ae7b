//! [`Lost`]: tasks that were computed in vain, for their chunk came back when its worker died.

use crate::{
    base::Moment,
    log::{Flags, Span},
};
use std::collections::BTreeMap;

/// Chunks that are kept: a damaged file may claim millions that came back.
const MOST: usize = 1 << 14;

/// Chunks that the tasks of one span are looked for among.
const LOOKED_AT: usize = 64;

/// Chunks that came back, by their first task: the task behind their last one, and when they did.
/// They do not overlap; one that came back twice has the later time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Lost(BTreeMap<u32, (u32, Moment)>);

impl Lost {
    /// Takes in what main wrote down. Returns whether a chunk came back.
    pub(super) fn note(&mut self, spans: &[Span]) -> bool {
        let mut is_news = false;
        for mark in spans.iter().filter(|span| span.flags.has(Flags::LOST)) {
            is_news = true;
            let first = mark.task.get();
            if self.0.len() < MOST {
                let end = first.saturating_add(mark.count);
                self.0.insert(first, (end, mark.start));
            }
        }
        is_news
    }

    /// How many of the tasks of a span were lost. Of a part of a task, 1 where that was.
    #[inline]
    pub(super) fn of(&self, span: &Span) -> u32 {
        if self.0.is_empty() || !span.kind.is_of_task() {
            return 0;
        }
        let first = span.task.get();
        let end = first.saturating_add(span.count.max(1));
        let chunks = self.0.range(..end).rev().take(LOOKED_AT);
        let lost = chunks
            .take_while(|(_, (to, _))| *to > first)
            // A later span is another attempt.
            .filter(|(_, (_, at))| span.start < *at)
            .map(|(&from, &(to, _))| to.min(end) - from.max(first));
        lost.sum()
    }

    /// How many tasks ended with a span, without those that were lost.
    #[inline]
    pub(super) fn ended(&self, span: &Span) -> u32 {
        span.tasks_ended().saturating_sub(self.of(span))
    }
}
