//! [`ProgressCurve`]: when how many tasks were done, and how far a run is ahead of another.
//!
//! Two runs of the same tasks are held against one another by what they have done, not by how they
//! look: one is ahead by the time that the other took longer to get as far.

use super::Run;
use crate::{
    base::{Moment, Nanos, SignedNanos},
    log::{Lane, Span},
};

/// Steps that are kept: of more tasks, those that ended close to one another share one.
const MOST_STEPS: u64 = 4096;

/// The last spans of a lane that a task is looked for among.
const LOOKED_AT: usize = 16;

/// How many tasks were done by when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProgressCurve {
    /// Times after the beginning, each with how many tasks were done by then; both grow.
    steps: Vec<(Nanos, u32)>,
}

impl ProgressCurve {
    /// The curve of a run that has ended, or of as much as there is of it.
    #[must_use]
    pub fn of(run: &Run) -> Self {
        let origin = run.began().unwrap_or_default();
        let spans = || run.flow().flat_map(|lane| &lane.spans);
        let ended = || spans().filter(|span| run.tasks_ended(span) > 0);
        let last = ended().map(Span::end).max().unwrap_or(origin);
        // A time is rounded up, so that nothing is said to be done before it was.
        let grain = last.since(origin) / MOST_STEPS + Nanos::new(1);
        let few = ended().nth(4096).is_none();
        let mut steps: Vec<(Nanos, u32)> = if few {
            let step = |span: &Span| (span.end().since(origin), run.tasks_ended(span));
            ended().map(step).collect()
        } else {
            let mut counts = vec![0_u32; 4097];
            for span in ended() {
                let bin = span.end().since(origin).get() / grain.get();
                if let Some(count) = counts.get_mut(usize::try_from(bin).unwrap_or(usize::MAX)) {
                    *count = count.saturating_add(run.tasks_ended(span));
                }
            }
            let step = |(bin, count): (u64, u32)| (grain * (bin + 1), count);
            (0..)
                .zip(counts)
                .map(step)
                .filter(|step| step.1 > 0)
                .collect()
        };
        steps.sort_unstable_by_key(|&(at, _)| at);
        let mut done = 0_u32;
        for (_, count) in &mut steps {
            done = done.saturating_add(*count);
            *count = done;
        }
        Self { steps }
    }

    /// The curve of tasks one after another.
    #[must_use]
    pub fn serial(tasks: &[Nanos]) -> Self {
        let mut at = Nanos::ZERO;
        let steps = tasks.iter().zip(1..).map(|(&task, done)| {
            at += task;
            (at, done)
        });
        Self {
            steps: steps.collect(),
        }
    }

    /// The time after which so many were done, if they ever were.
    #[must_use]
    pub fn when(&self, done: u32) -> Option<Nanos> {
        let before = self.steps.partition_point(|&(_, count)| count < done);
        self.steps.get(before).map(|&(at, _)| at)
    }

    /// How far a run of the same tasks is ahead of this one; owed where it is behind. `None` while
    /// there is nothing to be told: neither has done a task that the other has not.
    ///
    /// Its last task ended that much sooner or later than in this one. A task that this one had
    /// done by now and it has not is late by the time since then, at least: so a run that gets
    /// stuck is seen to fall behind.
    #[must_use]
    pub fn lead(&self, run: &Run, now: Moment) -> Option<SignedNanos> {
        let (done, elapsed) = (run.tasks_done(), run.elapsed(now));
        let origin = run.began()?;
        let late = self
            .when(done.saturating_add(1))
            .filter(|&next| next < elapsed)
            .map(|next| SignedNanos::left(next, elapsed));
        let last = run.flow().filter_map(|lane| last_done(run, lane)).max();
        let lead =
            last.and_then(|last| Some(SignedNanos::left(self.when(done)?, last.since(origin))));
        match (lead.filter(|_| done > 0), late) {
            (Some(lead), Some(late)) => Some(lead.min(late)),
            (lead, late) => lead.or(late),
        }
    }
}

/// When the last task of a lane ended.
fn last_done(run: &Run, lane: &Lane) -> Option<Moment> {
    let mut last = lane.spans.iter().rev().take(LOOKED_AT);
    last.find(|span| run.tasks_ended(span) > 0).map(Span::end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario::{at, run};

    /// A task ends every 10 ms.
    fn steady() -> ProgressCurve {
        ProgressCurve::serial(&[Nanos::from_millis(10); 6])
    }

    fn lead(spans: &str, now: &str) -> Option<String> {
        let run = run(&format!("set tasks=6 mode=pool workers=1\nw1: {spans}"));
        let lead = steady().lead(&run, at(now));
        lead.map(|lead| format!("{:+.0}", lead.as_secs_f64() * 1e3))
    }

    #[test]
    fn a_run_is_ahead_by_the_time_that_the_other_took_longer_to_get_as_far() {
        let two = "task 0 0ms 6ms | task 1 6ms 12ms | now task 2 12ms";
        assert_eq!(lead(two, "13ms"), Some("+8".into()));
        // Unchanged until the other has done the third, too.
        assert_eq!(lead(two, "29ms"), Some("+8".into()));
        let slow = "task 0 0ms 15ms | now task 1 15ms";
        assert_eq!(lead(slow, "16ms"), Some("-5".into()));
    }

    #[test]
    fn a_run_that_gets_stuck_falls_behind_while_one_looks_on() {
        let stuck = "task 0 0ms 9ms | now task 1 9ms";
        assert_eq!(lead(stuck, "19ms"), Some("+1".into()));
        assert_eq!(lead(stuck, "35ms"), Some("-15".into()));
        assert_eq!(lead("now task 0 0ms", "4ms"), None);
        assert_eq!(lead("now task 0 0ms", "14ms"), Some("-4".into()));
    }

    #[test]
    fn very_many_tasks_are_counted_to_the_last_one() {
        let mut many = run("set tasks=20000 mode=pool workers=1\nw1: task 0 0ms 1ms\nend 20ms");
        let task = many.lanes[0].spans[0];
        let each = |index: u32| Span {
            start: at("0ms") + Nanos::from_micros(index.into()),
            length: Nanos::from_micros(1),
            ..task
        };
        many.lanes[0].spans = (0..20_000).map(each).collect();
        let pace = ProgressCurve::of(&many);
        assert!(pace.steps.len() <= 4097);
        let whole = pace.when(20_000).unwrap();
        assert!(whole >= Nanos::from_millis(20) && whole < Nanos::from_micros(20_010));
        assert_eq!(pace.when(20_001), None);
        let half = pace.when(10_000).unwrap();
        assert!(half >= Nanos::from_millis(10) && half < Nanos::from_micros(10_010));
    }
}
