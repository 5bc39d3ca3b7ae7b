//! [`Run::until`]: a run as it was at a moment of its past.
//!
//! It is a run like any other, so that whatever draws the present draws the past, too.

use super::Run;
use crate::{
    base::Moment,
    trace::{Description, Lane, Now},
};

impl Run {
    /// The same as it was then: what ended later goes on, what began later is not there. What it
    /// takes is in proportion to the spans that remain.
    #[must_use]
    pub fn until(&self, moment: Moment) -> Self {
        let description = &self.description;
        let over = |ended| ended <= moment;
        let outcome = description.outcome.as_ref();
        let outcome = outcome.filter(|_| over(self.end(moment))).cloned();
        let description = Description {
            outcome,
            ..description.clone()
        };
        let lanes = self.lanes.iter().map(|lane| cut(lane, moment)).collect();
        Self::new(self.experiment.clone(), description).with_lanes(lanes)
    }
}

fn cut(lane: &Lane, moment: Moment) -> Lane {
    let ended = lane.spans.partition_point(|span| span.end() <= moment);
    let going_on = match lane.spans.get(ended) {
        Some(span) => Some(Now {
            kind: span.kind,
            start: span.start,
            task: span.task,
            chunk: span.chunk,
        }),
        None => lane.now,
    };
    Lane {
        info: lane.info,
        spans: lane.spans[..ended].to_vec(),
        now: going_on.filter(|now| now.start <= moment),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        base::TaskId,
        model::scenario::{at, run},
        trace::Kind,
    };

    #[test]
    fn the_past_is_the_run_as_it_was_then() {
        let run = run("set mode=pool workers=2 tasks=4 chunksize=1
            serial 40ms
            w1: task 0 0ms 10ms | task 2 10ms 20ms
            w2: task 1 0ms 12ms | wait 12ms 13ms | task 3 14ms 30ms
            end 30ms");
        let then = run.until(at("15ms"));
        assert!(!then.is_over());
        assert_eq!(then.tasks_done(), 2);
        let now: Vec<_> = then.lanes.iter().map(|lane| lane.now.unwrap()).collect();
        assert_eq!([now[0].task, now[1].task], [2, 3].map(TaskId::new));
        assert_eq!((now[1].kind, now[1].start), (Kind::Task, at("14ms")));
        // Between two spans nothing goes on.
        assert_eq!(run.until(at("13500us")).lanes[1].now, None);
        assert_eq!(run.until(at("30ms")), run);
        assert!(
            run.until(at("0ms"))
                .lanes
                .iter()
                .all(|lane| lane.spans.is_empty())
        );
    }
}
