//! [`Noise`]: the reasons to take the times of a run with care.
//!
//! The machine's counters around a run are held against thresholds: below them a machine is as
//! quiet as machines are. A system that counts none of it is not said to be quiet.

use super::Run;
use crate::{
    base::{Hertz, Ratio},
    log::{Baseline, Conditions, Throttled},
};
use std::fmt;

/// A clock that differs by more than 5 % from that of the serial run: T₁ would be another with it.
const CLOCK: f64 = 0.05;

/// Workers whose core was taken away more than 50 times for each second they computed…
const SWITCHES: f64 = 50.0;

/// … while more than 10 % of the cores' time was idle: there was room elsewhere for the others.
const FREE: f64 = 0.1;

/// Fewer switches than that are no pattern, however short the run.
const LEAST_SWITCHES: u64 = 10;

/// A reason why a machine is noisy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Noise {
    /// A hypervisor took that share of the cores' time.
    Stolen(Ratio),
    /// Others computed for that share of the cores' time.
    OtherLoad(Ratio),
    /// The clock was another one than in the serial run.
    Clock {
        /// Then.
        serial: Hertz,
        /// Now.
        run: Hertz,
    },
    /// Workers had to give up their core to others so many times a second while more were free.
    Switches(Ratio),
    /// A CPU quota had it wait.
    Quota(Throttled),
}

impl Noise {
    /// All there was in a run that is over, what is worst first.
    #[must_use]
    pub fn all(run: &Run) -> Vec<Self> {
        let Some(seen) = run.outcome().and_then(|outcome| outcome.conditions) else {
            return Vec::new();
        };
        let reasons = [
            seen.steal().map(Self::Stolen),
            seen.other_load().map(Self::OtherLoad),
            Self::clock(&seen, run),
            Self::switches(&seen, run),
            Self::quota(&seen),
        ];
        let mut reasons: Vec<_> = reasons.into_iter().flatten().collect();
        reasons.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
        reasons
    }

    /// The worst that there was while T₁ was measured.
    #[must_use]
    pub fn of_baseline(baseline: &Baseline) -> Option<Self> {
        let seen = baseline.conditions?;
        let reasons = [
            seen.steal().map(Self::Stolen),
            seen.other_load().map(Self::OtherLoad),
        ];
        let reasons = reasons.into_iter().flatten();
        reasons.max_by(|a, b| a.weight().total_cmp(&b.weight()))
    }

    /// The worst of each kind in several runs, with the number of runs that had it.
    #[must_use]
    pub fn over(runs: &[Run]) -> Vec<(Self, usize)> {
        let mut worst: Vec<(Self, usize)> = Vec::new();
        for reason in runs.iter().flat_map(Self::all) {
            match worst
                .iter_mut()
                .find(|(one, _)| one.name() == reason.name())
            {
                Some((one, runs)) => {
                    *runs += 1;
                    if reason.weight() > one.weight() {
                        *one = reason;
                    }
                }
                None => worst.push((reason, 1)),
            }
        }
        worst.sort_by(|a, b| b.0.weight().total_cmp(&a.0.weight()));
        worst
    }

    fn quota(seen: &Conditions) -> Option<Self> {
        Some(Self::Quota(seen.quota()?))
    }

    fn clock(seen: &Conditions, run: &Run) -> Option<Self> {
        let (serial, now) = (run.baseline()?.clock?, seen.clock?);
        let change = Ratio::of(now.get(), serial.get()).get() - 1.0;
        (change.abs() > CLOCK).then_some(Self::Clock { serial, run: now })
    }

    fn switches(seen: &Conditions, run: &Run) -> Option<Self> {
        let outcome = run.outcome()?;
        let workers = outcome.workers.iter();
        let switches = workers
            .map(|worker| worker.involuntary_switches)
            .fold(0, u64::saturating_add);
        let used = seen.busy + seen.stolen;
        let free = Ratio::of(
            seen.core_time.saturating_sub(used).get(),
            seen.core_time.get(),
        );
        let computed = outcome.cpu.get();
        let each_second = Ratio::new(Ratio::of(switches, computed).get() * 1e9);
        // A process that takes a core computes on it. Where no other did, it was one of ours: a
        // child that began, or a thread that was handed a lock.
        let often = each_second.get() > SWITCHES && switches >= LEAST_SWITCHES;
        // A quota takes cores away while they are free.
        let noisy = often && free.get() > FREE && seen.has_others() && seen.throttled.is_none();
        noisy.then_some(Self::Switches(each_second))
    }

    /// How many times it is beyond its threshold.
    fn weight(self) -> f64 {
        match self {
            Self::Stolen(share) => Conditions::steal_weight(share),
            Self::OtherLoad(share) => Conditions::other_load_weight(share),
            Self::Clock { serial, run } => {
                (Ratio::of(run.get(), serial.get()).get() - 1.0).abs() / CLOCK
            }
            Self::Switches(each_second) => each_second.get() / SWITCHES,
            // It is there on purpose, and explains all that waits for a core: it comes first.
            Self::Quota(_) => f64::INFINITY,
        }
    }

    /// Its name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stolen(_) => "stolen",
            Self::OtherLoad(_) => "other-load",
            Self::Clock { .. } => "clock",
            Self::Switches(_) => "switches",
            Self::Quota(_) => "quota",
        }
    }

    /// How much it is, as a number: a share, a factor of the clock, switches a second, seconds
    /// without a core.
    #[must_use]
    pub fn amount(self) -> Ratio {
        match self {
            Self::Stolen(amount) | Self::OtherLoad(amount) | Self::Switches(amount) => amount,
            Self::Clock { serial, run } => Ratio::of(run.get(), serial.get()),
            Self::Quota(taken) => Ratio::new(taken.time.as_secs_f64()),
        }
    }

    /// A few words: `other load 23 %`.
    #[must_use]
    pub fn badge(self) -> String {
        match self {
            Self::Stolen(share) => format!("{} stolen", share.percent()),
            Self::OtherLoad(share) => format!("other load {}", share.percent()),
            Self::Clock { run, .. } => format!("clock at {run}"),
            Self::Switches(each_second) => format!("{:.0} switches/s", each_second.get()),
            Self::Quota(taken) => format!("CPU quota took {}", taken.time),
        }
    }
}

impl fmt::Display for Noise {
    /// A sentence without its full stop.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quota(taken) => taken.fmt(f),
            Self::Stolen(share) => {
                let share = share.percent();
                write!(f, "the hypervisor took {share} of the cores' time")
            }
            Self::OtherLoad(share) => {
                let share = share.percent();
                write!(f, "other programs computed for {share} of the cores' time")
            }
            Self::Clock { serial, run } => {
                write!(f, "the clock was at {run}, in the serial run at {serial}")
            }
            Self::Switches(each_second) => {
                let times = each_second.get();
                write!(
                    f,
                    "workers lost their core {times:.0} times a second while others were free"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Nanos,
        log::{Outcome, WorkerUsage},
        model::scenario,
    };

    /// A run of a second on two cores, with 1.5 s of CPU time of its own.
    fn run(change: impl FnOnce(&mut Outcome, &mut Conditions)) -> Run {
        let mut run = scenario::run(
            "set workload=primes tasks=1 mode=pool workers=2\nserial 1s\nw1: task 0 0ms 1s\nend 1s",
        );
        let outcome = run.description.outcome.as_mut().unwrap();
        outcome.cpu = Nanos::from_millis(1500);
        let mut seen = Conditions {
            core_time: Nanos::from_millis(2000),
            busy: Nanos::from_millis(1510),
            ours: Nanos::from_millis(1500),
            ..Conditions::default()
        };
        change(outcome, &mut seen);
        outcome.conditions = Some(seen);
        run
    }

    fn names(run: &Run) -> Vec<&'static str> {
        Noise::all(run).into_iter().map(Noise::name).collect()
    }

    fn with(change: impl FnOnce(&mut Outcome, &mut Conditions)) -> Vec<&'static str> {
        names(&run(change))
    }

    #[test]
    fn a_quiet_machine_has_no_badge_and_neither_has_one_that_tells_nothing() {
        assert_eq!(with(|_, _| ()), [""; 0]);
        let mut silent = run(|_, _| ());
        silent.description.outcome.as_mut().unwrap().conditions = None;
        assert_eq!(names(&silent), [""; 0]);
    }

    #[test]
    fn other_load_is_noise_from_five_percent_on() {
        let busy = |millis| with(|_, seen| seen.busy = Nanos::from_millis(millis));
        assert_eq!(busy(1600), [""; 0]);
        assert_eq!(busy(1601), ["other-load"]);
    }

    #[test]
    fn stolen_time_is_noise_from_one_percent_on_but_not_a_few_ticks() {
        let stolen = |millis, core_time| {
            with(|_, seen| {
                seen.core_time = Nanos::from_millis(core_time);
                seen.stolen = Nanos::from_millis(millis);
            })
        };
        assert_eq!(stolen(50, 5000), [""; 0]);
        assert_eq!(stolen(51, 5000), ["stolen"]);
        assert_eq!(stolen(49, 2000), [""; 0]);
    }

    #[test]
    fn a_clock_is_held_against_that_of_the_serial_run() {
        let clock = |kilo| {
            let mut run = run(|_, seen| seen.clock = Some(Hertz::from_kilo(kilo)));
            run.description.baseline.as_mut().unwrap().clock = Some(Hertz::from_kilo(4_000_000));
            names(&run)
        };
        assert_eq!([clock(3_801_000), clock(4_199_000)], [[""; 0]; 2]);
        assert_eq!(clock(3_799_000), ["clock"]);
        assert_eq!(clock(4_201_000), ["clock"]);
        // Where the clock is unknown then or now, no reason is given.
        let unknown = run(|_, seen| seen.clock = Some(Hertz::from_kilo(1)));
        assert_eq!(names(&unknown), [""; 0]);
    }

    #[test]
    fn a_core_that_others_take_away_is_noise_only_while_another_is_free() {
        let switches = |switches, busy, others| {
            with(|outcome, seen| {
                seen.busy = Nanos::from_millis(busy);
                seen.ours = Nanos::from_millis(busy - others);
                let involuntary_switches = switches;
                outcome.workers = vec![WorkerUsage {
                    involuntary_switches,
                    ..WorkerUsage::default()
                }];
            })
        };
        assert_eq!(switches(75, 1500, 50), [""; 0]);
        assert_eq!(switches(76, 1500, 50), ["switches"]);
        assert_eq!(switches(76, 1800, 50), [""; 0]);
        // Our own children and threads take it from each other.
        assert_eq!(switches(76, 1500, 49), [""; 0]);
    }

    #[test]
    fn of_several_runs_the_worst_is_told_and_how_many_were_like_it() {
        let busy = |millis| run(|_, seen| seen.busy = Nanos::from_millis(millis));
        let found = Noise::over(&[busy(1700), busy(1900), busy(1500)]);
        assert_eq!(found, [(Noise::OtherLoad(Ratio::new(0.2)), 2)]);
    }

    #[test]
    fn a_quota_is_named_as_the_cause_of_what_it_takes() {
        let run = run(|_, seen| {
            seen.busy = Nanos::from_millis(1900);
            seen.throttled = Some(Throttled {
                quota: Ratio::new(0.5),
                time: Nanos::from_millis(1200),
                times: 14,
            });
        });
        let noise = Noise::all(&run);
        assert_eq!(names(&run), ["quota", "other-load"]);
        assert_eq!(noise[0].badge(), "CPU quota took 1.20 s");
        assert_eq!(
            noise[0].to_string(),
            "a CPU quota of 0.5 cores throttled the run for 1.20 s (14 times)"
        );
    }

    #[test]
    fn the_worst_reason_is_said_first_and_in_words() {
        let run = run(|_, seen| {
            seen.busy = Nanos::from_millis(1700);
            seen.stolen = Nanos::from_millis(300);
        });
        let noise = Noise::all(&run);
        assert_eq!(names(&run), ["stolen", "other-load"]);
        assert_eq!(noise[0].badge(), "15 % stolen");
        assert_eq!(
            noise[1].to_string(),
            "other programs computed for 10 % of the cores' time"
        );
    }
}
