//! [`Watch`]: reads the machine's counters around a phase. While the phase goes on nothing is read,
//! so that it costs the run nothing.

use crate::{
    base::Nanos,
    engine,
    log::{Conditions, Throttled},
    sample::{Reading, SystemCounters},
};

/// The counters before a phase.
pub(super) struct Watch {
    reading: Option<Reading>,
    ours: Nanos,
}

impl Watch {
    /// Reads before the runner is started.
    pub(super) fn begin(gauge: &mut impl SystemCounters) -> Self {
        Self {
            reading: gauge.read(),
            ours: engine::cpu_time(),
        }
    }

    /// Reads after it was waited for; `None` where the machine tells nothing.
    pub(super) fn end(self, gauge: &mut impl SystemCounters) -> Option<Conditions> {
        let ours = engine::cpu_time().saturating_sub(self.ours);
        between(&self.reading?, &gauge.read()?, ours)
    }
}

/// The conditions between two readings; `None` where cores came or went meanwhile.
fn between(before: &Reading, after: &Reading, ours: Nanos) -> Option<Conditions> {
    (before.cores == after.cores).then(|| Conditions {
        core_time: after.at.since(before.at) * u64::from(after.cores),
        busy: after.busy.saturating_sub(before.busy),
        stolen: after.stolen.saturating_sub(before.stolen),
        ours,
        clock: after.clock,
        throttled: throttled(before, after),
    })
}

/// The time that a quota took meanwhile: of nested groups, the one that took most.
fn throttled(before: &Reading, after: &Reading) -> Option<Throttled> {
    let since = after.quotas.iter().filter_map(|quota| {
        let then = before.quotas.iter().find(|one| one.group == quota.group)?;
        Some(Throttled {
            quota: quota.cores,
            time: quota.throttled.saturating_sub(then.throttled),
            times: quota.times.saturating_sub(then.times),
        })
    });
    let took = since.filter(|throttled| throttled.times > 0 && throttled.time > Nanos::ZERO);
    took.max_by_key(|throttled| throttled.time)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{Moment, Ratio},
        sample::Quota,
    };

    /// Says what a test has written down.
    struct ScriptedCounters(Vec<Reading>);

    impl SystemCounters for ScriptedCounters {
        fn read(&mut self) -> Option<Reading> {
            self.0.pop()
        }
    }

    fn reading(millis: u64, cores: u32, busy: u64, stolen: u64) -> Reading {
        Reading {
            at: Moment::from_nanos(millis * 1_000_000),
            cores,
            busy: Nanos::from_millis(busy),
            stolen: Nanos::from_millis(stolen),
            clock: None,
            quotas: Vec::new(),
        }
    }

    #[test]
    fn what_was_counted_before_a_run_is_none_of_its_conditions() {
        let mut gauge = ScriptedCounters(vec![reading(150, 2, 980, 13), reading(50, 2, 800, 10)]);
        let seen = Watch::begin(&mut gauge).end(&mut gauge).unwrap();
        assert_eq!(seen.core_time, Nanos::from_millis(200));
        assert_eq!(seen.busy, Nanos::from_millis(180));
        assert_eq!(seen.stolen, Nanos::from_millis(3));
    }

    #[test]
    fn of_nested_quotas_that_which_took_most_of_the_run_is_told() {
        let at = |millis, taken: [(u64, u64); 2]| {
            let quota = |(index, (time, times)): (u8, (u64, u64))| Quota {
                cores: Ratio::of(index.into(), 2),
                throttled: Nanos::from_millis(time),
                times,
                group: index.to_string().into(),
            };
            Reading {
                quotas: (1..).zip(taken).map(quota).collect(),
                ..reading(millis, 2, millis, 0)
            }
        };
        let seen = |before, after| {
            let mut gauge = ScriptedCounters(vec![at(150, after), at(50, before)]);
            Watch::begin(&mut gauge).end(&mut gauge).unwrap().throttled
        };
        let before = [(500, 9), (100, 2)];
        assert_eq!(seen(before, before), None);
        let both = seen(before, [(1700, 23), (200, 3)]).unwrap();
        assert_eq!(
            both.to_string(),
            "a CPU quota of 0.5 cores throttled the run for 1.20 s (14 times)"
        );
        let outer = seen(before, [(500, 9), (300, 3)]).unwrap();
        assert_eq!(
            outer.to_string(),
            "a CPU quota of 1 core throttled the run for 200 ms (once)"
        );
    }

    #[test]
    fn a_machine_that_tells_nothing_or_changes_makes_no_conditions() {
        let mut gauge = ScriptedCounters(Vec::new());
        assert_eq!(Watch::begin(&mut gauge).end(&mut gauge), None);
        let mut gauge = ScriptedCounters(vec![reading(150, 4, 980, 13), reading(50, 2, 800, 10)]);
        assert_eq!(Watch::begin(&mut gauge).end(&mut gauge), None);
    }
}
