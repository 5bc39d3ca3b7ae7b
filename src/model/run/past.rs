//! [`Run::until`]: a run as it was at a moment of its past; [`Run::go`] takes it to another from
//! there.
//!
//! It is a run like any other, so the code that draws the present draws the past, too.

use super::{Run, progress::RunSums};
use crate::{
    base::Moment,
    log::{Description, Lane, Now, Outcome},
};

impl Run {
    /// This run as it was at that moment: what ended later goes on, what began later is not there.
    /// Its cost is in proportion to the spans that remain.
    #[must_use]
    pub fn until(&self, moment: Moment) -> Self {
        let description = Description {
            outcome: self.outcome_at(moment),
            ..self.description.clone()
        };
        let lanes = self.lanes.iter().map(|lane| cut(lane, moment)).collect();
        Self::new(self.origin.clone(), description).with_lanes(lanes)
    }

    /// Takes to another moment what is the beginning of the `whole`. A step on takes what happened
    /// in between, so that a replay costs what the run itself did; a step back counts anew what
    /// remains, but copies none of it.
    pub fn go(&mut self, whole: &Self, moment: Moment) {
        self.description.outcome = whole.outcome_at(moment);
        let mut is_back = false;
        for (lane, all) in self.lanes.iter_mut().zip(&whole.lanes) {
            let (held, ended) = (lane.spans.len(), ended(all, moment));
            is_back |= ended < held;
            lane.spans.truncate(ended);
            lane.spans
                .extend(all.spans.get(held..ended).unwrap_or_default());
            lane.now = going_on(all, lane.spans.len(), moment);
        }
        if is_back {
            self.progress = RunSums::default();
        }
        self.count();
    }

    fn outcome_at(&self, moment: Moment) -> Option<Outcome> {
        let outcome = self.description.outcome.as_ref();
        outcome.filter(|_| self.end(moment) <= moment).cloned()
    }
}

fn cut(lane: &Lane, moment: Moment) -> Lane {
    let ended = ended(lane, moment);
    Lane {
        info: lane.info,
        spans: lane.spans[..ended].to_vec(),
        now: going_on(lane, ended, moment),
    }
}

/// How many spans of a lane had ended at a moment.
fn ended(lane: &Lane, moment: Moment) -> usize {
    lane.spans.partition_point(|span| span.end() <= moment)
}

/// The span after so many, if it had begun.
fn going_on(lane: &Lane, ended: usize, moment: Moment) -> Option<Now> {
    let next = match lane.spans.get(ended) {
        Some(span) => Some(Now {
            kind: span.kind,
            start: span.start,
            task: span.task,
            chunk: span.chunk,
        }),
        None => lane.now,
    };
    next.filter(|now| now.start <= moment)
}

#[cfg(test)]
mod tests {
    use crate::{
        base::TaskId,
        log::Kind,
        model::scenario::{at, run},
    };

    #[test]
    fn a_replay_shows_at_every_moment_what_a_pause_there_would() {
        let run = run("set mode=pool workers=2 tasks=4 chunksize=1
            serial 40ms
            w1: task 0 0ms 10ms | task 2 10ms 20ms
            w2: task 1 0ms 12ms | wait 12ms 13ms | task 3 14ms 30ms
            end 30ms");
        let mut replay = run.until(at("0ms"));
        for moment in [
            "5ms", "12ms", "12500us", "13500us", "29ms", "30ms", "29ms", "12500us", "0ms", "15ms",
        ] {
            replay.go(&run, at(moment));
            assert_eq!(replay, run.until(at(moment)), "{moment}");
        }
    }

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
