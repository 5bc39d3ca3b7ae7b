//! [`SampledThread`]: a thread, and what was seen of it since the last reading.

use crate::{
    base::{Moment, Nanos, Pid, Ratio, SchedulerStatistics, now},
    log::{RosterThread, ThreadTimes},
    sample::{ThreadActivity, ThreadFiles},
};
use std::io;

/// A thread that is looked at.
pub(super) struct SampledThread {
    files: ThreadFiles,
    ident: u64,
    samples: SleepSamples,
    split: SleepSplit,
    /// The first reading, and the last.
    first: Option<(Moment, SchedulerStatistics)>,
    last: Moment,
    /// How long it had the lock.
    held: Nanos,
    is_lock_unknown: bool,
}

/// The samples since the last reading.
#[derive(Debug, Default, Clone, Copy)]
struct SleepSamples {
    all: u64,
    asleep: u64,
    for_lock: u64,
    with_lock: u64,
}

/// The time asleep, as far as it was divided.
#[derive(Debug, Default)]
struct SleepSplit {
    /// How much of it is divided.
    divided: Nanos,
    /// The part of that in which the thread waited for the lock.
    for_lock: Nanos,
}

impl SampledThread {
    /// Opens a thread of a process.
    ///
    /// # Errors
    /// The system's: it has ended, or may not be looked at.
    pub(super) fn open(process: Pid, thread: RosterThread) -> io::Result<Self> {
        Ok(Self {
            files: ThreadFiles::open(process, thread.id)?,
            ident: thread.ident,
            samples: SleepSamples::default(),
            split: SleepSplit::default(),
            first: None,
            last: Moment::default(),
            held: Nanos::ZERO,
            is_lock_unknown: false,
        })
    }

    /// Its number in Python.
    pub(super) const fn ident(&self) -> u64 {
        self.ident
    }

    /// What it does; `None` where it has ended.
    pub(super) fn activity(&self) -> Option<ThreadActivity> {
        self.files.activity()
    }

    /// From now on nothing is said about the lock.
    pub(super) const fn is_lock_unknown(&mut self) {
        self.is_lock_unknown = true;
    }

    /// Counts a sample.
    pub(super) fn count(&mut self, activity: ThreadActivity, waits_for_lock: bool, has_lock: bool) {
        self.samples.all += 1;
        self.samples.asleep += u64::from(activity != ThreadActivity::Runs);
        self.samples.for_lock += u64::from(waits_for_lock);
        self.samples.with_lock += u64::from(has_lock);
    }

    /// What its time went to by now, since it was looked at first; `None` where it has ended. Of a thread that
    /// `is_alone` in its process nothing is for the lock.
    pub(super) fn read(&mut self, is_alone: bool) -> Option<(Moment, ThreadTimes)> {
        let used = self.files.statistics()?;
        let at = now();
        let (began, before) = *self.first.get_or_insert((at, used));
        let scheduled = SchedulerStatistics {
            on_core: used.on_core.saturating_sub(before.on_core),
            ready: used.ready.saturating_sub(before.ready),
        };
        let samples = std::mem::take(&mut self.samples);
        let awake = scheduled.on_core + scheduled.ready;
        let asleep = at.since(began).saturating_sub(awake);
        self.split.divide(asleep, &samples, is_alone);
        if self.last > Moment::default() && samples.all > 0 {
            self.held += at.since(self.last) * samples.with_lock / samples.all;
        }
        self.last = at;
        let gil = (!self.is_lock_unknown).then(|| self.split.so_far(asleep));
        let held = self.held;
        Some((
            at,
            ThreadTimes {
                scheduled,
                gil,
                held,
            },
        ))
    }
}

impl SleepSplit {
    /// Divides the time asleep so far by samples. What none was taken of waits for the next ones: the kernel
    /// counts the time on a core late.
    fn divide(&mut self, asleep: Nanos, samples: &SleepSamples, is_alone: bool) {
        let new = asleep.saturating_sub(self.divided);
        if samples.asleep > 0 {
            self.for_lock += new * samples.for_lock / samples.asleep;
        } else if !is_alone {
            return;
        }
        self.divided = self.divided.max(asleep);
    }

    /// How much of the time asleep is for the lock, where what is not divided yet is taken to be like the rest.
    fn so_far(&self, asleep: Nanos) -> Nanos {
        let share = Ratio::of(self.for_lock.get(), self.divided.get()).clamped();
        let rest = asleep.saturating_sub(self.divided);
        self.for_lock + Nanos::from_secs_f64(rest.as_secs_f64() * share.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_asleep_is_divided_once_and_none_of_it_twice() {
        let mut split = SleepSplit::default();
        let millis = Nanos::from_millis;
        let samples = |asleep, for_lock| SleepSamples {
            all: asleep,
            asleep,
            for_lock,
            with_lock: 0,
        };
        split.divide(millis(10), &samples(4, 2), false);
        assert_eq!(split.for_lock, millis(5));
        // Without a sample it waits; when the kernel has counted what was late, it is less.
        split.divide(millis(14), &samples(0, 0), false);
        split.divide(millis(9), &samples(3, 3), false);
        assert_eq!(split.for_lock, millis(5));
        split.divide(millis(20), &samples(2, 2), false);
        assert_eq!(split.for_lock, millis(15));
        // A thread that is alone does not wait for the lock.
        split.divide(millis(30), &samples(0, 0), true);
        split.divide(millis(34), &samples(1, 1), false);
        assert_eq!(split.for_lock, millis(19));
    }
}
