//! [`TimeSplit`]: what the time of a thread went to.

use crate::{
    base::{Moment, Nanos, Ratio},
    log::{Readings, ThreadTimes},
};

/// Readings have to be there for this part of a stretch of time.
const COVERED: f64 = 0.5;

/// The time of a thread between two moments, in parts that add up to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TimeSplit {
    /// On a core.
    pub running: Nanos,
    /// Ready to run, and no core.
    pub core_wait: Nanos,
    /// Asleep for want of the interpreter's lock; `None` where that cannot be told from other sleep.
    pub gil: Option<Nanos>,
    /// Asleep for another reason, or for any.
    pub blocked: Nanos,
    /// With the interpreter's lock, while there were other threads: a part of the others.
    pub held: Nanos,
}

impl TimeSplit {
    /// The split of a stretch of time. Where that goes beyond the readings, its other parts are taken to be like what
    /// they are of; `None` where they are of too little of it.
    #[must_use]
    pub fn between(times: &Readings<ThreadTimes>, from: Moment, to: Moment) -> Option<Self> {
        let ([first, ..], [.., last]) = (times.all(), times.all()) else {
            return None;
        };
        let (begin, end) = (from.max(first.0), to.min(last.0));
        let (length, covered) = (to.since(from), end.since(begin));
        if covered == Nanos::ZERO || covered.as_secs_f64() < COVERED * length.as_secs_f64() {
            return None;
        }
        let (before, after) = (at(times, begin)?, at(times, end)?);
        let whole = |part: Nanos| {
            let share = part.min(covered).as_secs_f64() / covered.as_secs_f64();
            Nanos::from_secs_f64(share * length.as_secs_f64())
        };
        let spent = |of: fn(&ThreadTimes) -> Nanos| whole(of(&after).saturating_sub(of(&before)));
        let running = spent(|times| times.scheduled.on_core).min(length);
        let core_wait = spent(|times| times.scheduled.ready).min(length.saturating_sub(running));
        let asleep = length.saturating_sub(running + core_wait);
        let gil = after.gil.zip(before.gil);
        let gil = gil.map(|(after, before)| whole(after.saturating_sub(before)).min(asleep));
        Some(Self {
            running,
            core_wait,
            gil,
            blocked: asleep.saturating_sub(gil.unwrap_or_default()),
            held: spent(|times| times.held),
        })
    }

    /// All of it.
    #[must_use]
    pub fn wall(&self) -> Nanos {
        self.running + self.core_wait + self.gil.unwrap_or_default() + self.blocked
    }

    /// The part of the time asleep that is for the interpreter's lock; `None` where that cannot be told.
    #[must_use]
    pub fn gil_of_sleep(&self) -> Option<Ratio> {
        let gil = self.gil?;
        Some(Ratio::of(gil.get(), (gil + self.blocked).get()).clamped())
    }

    /// The parts of two stretches together.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self {
            running: self.running + other.running,
            core_wait: self.core_wait + other.core_wait,
            gil: self.gil.zip(other.gil).map(|(one, other)| one + other),
            blocked: self.blocked + other.blocked,
            held: self.held + other.held,
        }
    }
}

/// The times at a moment, between two readings as if they had grown evenly.
fn at(times: &Readings<ThreadTimes>, moment: Moment) -> Option<ThreadTimes> {
    let [(start, before), (end, after)] = times.around(moment)?;
    let share = moment.since(*start).as_secs_f64() / end.since(*start).as_secs_f64();
    let between = |before: Nanos, after: Nanos| {
        before + Nanos::from_secs_f64(after.saturating_sub(before).as_secs_f64() * share)
    };
    let mut found = *before;
    let (from, to) = (before.scheduled, after.scheduled);
    found.scheduled.on_core = between(from.on_core, to.on_core);
    found.scheduled.ready = between(from.ready, to.ready);
    found.gil = before
        .gil
        .zip(after.gil)
        .map(|(before, after)| between(before, after));
    found.held = between(before.held, after.held);
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SchedulerStatistics;
    use proptest::prelude::*;

    fn readings(steps: &[[u64; 4]]) -> Readings<ThreadTimes> {
        let mut readings = Readings::default();
        let (mut at, mut times) = (Moment::from_nanos(1_000_000), ThreadTimes::default());
        times.gil = Some(Nanos::ZERO);
        readings.push(at, times);
        for &[running, ready, gil, other] in steps {
            let [running, ready, gil, other] = [running, ready, gil, other].map(Nanos::new);
            at = at + running + ready + gil + other + Nanos::new(1);
            times.scheduled = SchedulerStatistics {
                on_core: times.scheduled.on_core + running,
                ready: times.scheduled.ready + ready,
            };
            times.gil = times.gil.map(|before| before + gil);
            readings.push(at, times);
        }
        readings
    }

    proptest! {
        #[test]
        fn the_parts_of_any_stretch_add_up_to_it(
            steps in prop::collection::vec(prop::array::uniform4(0_u64..40_000_000), 1..20),
            ends in prop::array::uniform2(0.0..1.0_f64),
        ) {
            let readings = readings(&steps);
            let all = readings.all();
            let (begin, length) = (all[0].0, all[all.len() - 1].0.since(all[0].0));
            let [from, to] = ends.map(|end| begin + Nanos::from_secs_f64(length.as_secs_f64() * end));
            prop_assume!(from < to);
            let split = TimeSplit::between(&readings, from, to).unwrap();
            prop_assert_eq!(split.wall(), to.since(from));
        }

        #[test]
        fn two_halves_are_the_whole(
            steps in prop::collection::vec(prop::array::uniform4(1_u64..40_000_000), 1..20),
            cut in 0.01..0.99_f64,
        ) {
            let readings = readings(&steps);
            let all = readings.all();
            let (begin, end) = (all[0].0, all[all.len() - 1].0);
            let middle = begin + Nanos::from_secs_f64(end.since(begin).as_secs_f64() * cut);
            let of = |from, to| TimeSplit::between(&readings, from, to);
            prop_assume!(begin < middle && middle < end);
            let halves = of(begin, middle).unwrap().and(&of(middle, end).unwrap());
            let whole = of(begin, end).unwrap();
            let near = |one: Nanos, other: Nanos| one.get().abs_diff(other.get()) < 100;
            prop_assert!(near(halves.running, whole.running), "{halves:?} {whole:?}");
            prop_assert!(near(halves.gil.unwrap(), whole.gil.unwrap()), "{halves:?} {whole:?}");
            prop_assert!(near(halves.blocked, whole.blocked), "{halves:?} {whole:?}");
        }
    }

    #[test]
    fn what_was_hardly_seen_is_not_guessed() {
        let readings = readings(&[[1_000_000, 0, 1_000_000, 0]]);
        let begin = readings.all()[0].0;
        let of = |millis| TimeSplit::between(&readings, begin, begin + Nanos::from_millis(millis));
        assert_eq!(of(5), None);
        // A stretch that goes on a little longer has the same shares.
        let split = of(3).unwrap();
        assert_eq!(split.wall(), Nanos::from_millis(3));
        assert!(split.gil_of_sleep().unwrap().get() > 0.99);
    }
}
