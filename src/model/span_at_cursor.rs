//! [`SpanAtCursor`]: the activity of a lane at a moment, and what was around it.

use crate::{
    base::{CoreId, Moment},
    log::{Kind, Lane, Now, Span},
};

/// The activity of a lane at a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Doing {
    /// Something that has ended.
    Done(Span),
    /// Something that goes on.
    GoesOn(Now),
    /// None that was recorded.
    Nothing,
}

/// A moment on a lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpanAtCursor {
    /// Its activity.
    pub doing: Doing,
    /// The activity's start; where there is none, the end of the one before.
    pub start: Option<Moment>,
    /// The activity's end; where there is none, the start of the next. `None` while it goes on.
    pub end: Option<Moment>,
    /// The core that it began on, as far as that was recorded: where what was done right before
    /// had ended.
    pub core: Option<CoreId>,
}

impl SpanAtCursor {
    /// The activity at a moment, found in O(log n). Of two spans that meet there, the later one.
    #[must_use]
    pub fn at(lane: &Lane, moment: Moment) -> Self {
        let spans = &lane.spans;
        let after = spans.partition_point(|span| span.end() <= moment);
        let before = after.checked_sub(1).map(|index| &spans[index]);
        let next = spans.get(after);
        let core = before.map(|span| span.core);
        if let Some(span) = next.filter(|span| span.start <= moment) {
            let touches = before.is_some_and(|before| before.end() == span.start);
            return Self {
                doing: Doing::Done(*span),
                start: Some(span.start),
                end: Some(span.end()),
                core: core.filter(|_| touches),
            };
        }
        // The end of the activity that a lane did last is not yet known.
        if let Some(now) = lane.now.filter(|now| next.is_none() && now.start <= moment) {
            return Self {
                doing: Doing::GoesOn(now),
                start: Some(now.start),
                end: None,
                core,
            };
        }
        Self {
            doing: Doing::Nothing,
            start: before.map(Span::end),
            end: next
                .map(|next| next.start)
                .or(lane.now.map(|now| now.start)),
            core: None,
        }
    }

    /// Whether the lane is idle there: it waits, or nothing is known of it.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        match self.doing {
            Doing::Done(span) => span.kind == Kind::Wait,
            Doing::GoesOn(now) => now.kind == Kind::Wait,
            Doing::Nothing => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario::{at, run};

    #[test]
    fn every_moment_of_a_lane_is_told_apart() {
        let run = run("w1: start-up 2ms 4ms | task 0 4ms 9ms | task 1 12ms 15ms | now task 2 15ms");
        let look = |moment: &str| SpanAtCursor::at(&run.lanes[0], at(moment));
        let kind = |moment: &str| match look(moment).doing {
            Doing::Done(span) => Some(span.task.get()),
            Doing::GoesOn(now) => Some(now.task.get()),
            Doing::Nothing => None,
        };
        assert_eq!(kind("1ms"), None);
        assert_eq!(
            (look("1ms").start, look("1ms").end),
            (None, Some(at("2ms")))
        );
        assert_eq!([kind("4ms"), kind("8999us")], [Some(0); 2]);
        assert!(look("9ms").is_idle());
        assert_eq!(
            (look("10ms").start, look("10ms").end),
            (Some(at("9ms")), Some(at("12ms")))
        );
        assert_eq!(kind("14ms"), Some(1));
        assert_eq!((kind("15ms"), kind("99ms")), (Some(2), Some(2)));
        assert_eq!(look("99ms").end, None);
    }
}
