//! [`Disturbance`]: why the speedup of a run may be another one on a quiet machine.

use super::{Noise, Run};
use crate::base::Ratio;
use std::fmt;

/// A speedup that is more than 5 % beyond what the cores can do is no measurement of the run alone.
const BEYOND: f64 = 1.05;

/// Why a speedup may be another one on a quiet machine, and so is no verdict on the run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Disturbance {
    /// T₁ was disturbed: the speedup is held against a wrong one.
    Serial(Noise),
    /// The run was.
    Run(Noise),
    /// It is beyond the most that the cores can do, and nothing that was counted says why.
    Beyond(Ratio),
}

impl Disturbance {
    /// The disturbance of a run so far: T₁ before the run, for it is the same for all of them.
    #[must_use]
    pub fn of(run: &Run) -> Option<Self> {
        let baseline = run.baseline()?;
        let serial = Noise::of_baseline(baseline).map(Self::Serial);
        let outcome = run.outcome();
        let noise = || Noise::all(run).first().copied().map(Self::Run);
        let beyond = || {
            let wall = outcome?.wall();
            let speedup = Ratio::of(baseline.wall.get(), wall.get());
            Self::beyond(run, speedup)
        };
        serial.or_else(noise).or_else(beyond)
    }

    /// The disturbance of the median of several runs: T₁, or a noise in half of them, or a speedup
    /// beyond what the cores can do.
    #[must_use]
    pub fn over(runs: &[Run], speedup: Option<Ratio>) -> Option<Self> {
        let last = runs.last()?;
        let serial = last.baseline().and_then(Noise::of_baseline);
        let noise = || {
            let worst = Noise::over(runs);
            let of_half = worst.iter().find(|(_, count)| count * 2 >= runs.len());
            of_half.map(|(noise, _)| Self::Run(*noise))
        };
        let beyond = || Self::beyond(last, speedup?);
        serial.map(Self::Serial).or_else(noise).or_else(beyond)
    }

    fn beyond(run: &Run, speedup: Ratio) -> Option<Self> {
        let most = run.ceiling().unwrap_or(run.max_parallelism().tasks);
        (speedup.get() > most.get() * BEYOND).then_some(Self::Beyond(most))
    }

    /// Its name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Serial(_) => "serial",
            Self::Run(_) => "run",
            Self::Beyond(_) => "beyond",
        }
    }

    /// A few words for beside the number: `T₁ disturbed`.
    #[must_use]
    pub const fn badge(self) -> &'static str {
        match self {
            Self::Serial(_) => "T₁ was disturbed",
            Self::Run(_) => "disturbed",
            Self::Beyond(_) => "beyond the ceiling",
        }
    }

    /// Whether to measure T₁ again would help.
    #[must_use]
    pub const fn is_of_serial(self) -> bool {
        !matches!(self, Self::Run(_))
    }
}

/// A speedup as it is said: with a question mark where it may be another one on a quiet machine.
#[must_use]
pub fn said_speedup(speedup: Ratio, is_uncertain: bool) -> String {
    let mark = if is_uncertain { "?" } else { "" };
    format!("{}{mark}", speedup.factor())
}

impl fmt::Display for Disturbance {
    /// A sentence without its full stop.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serial(noise) => write!(f, "T₁ was disturbed: {noise}"),
            Self::Run(noise) => write!(f, "the run was disturbed: {noise}"),
            Self::Beyond(most) => write!(
                f,
                "more than the {} that the cores can do: the serial run was slower than the \
                 machine is now, or each core's cache holds its share of the data",
                most.factor()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Nanos,
        log::Conditions,
        model::{Figures, scenario},
    };

    /// A second on two cores, of which other programs had so many milliseconds.
    fn seen(others: u64) -> Conditions {
        Conditions {
            core_time: Nanos::from_millis(2000),
            busy: Nanos::from_millis(1000 + others),
            ours: Nanos::from_millis(1000),
            ..Conditions::default()
        }
    }

    /// A run that is `wall` long, with T₁ = 2 s on two cores, and what others did meanwhile.
    fn run(wall: &str, beside_serial: u64, beside_run: u64) -> Run {
        let mut run = scenario::run(&format!(
            "set workload=primes tasks=2 mode=pool workers=2\nserial 2s\nw1: task 0 0ms {wall}\nend {wall}",
        ));
        let baseline = run.description.baseline.as_mut().expect("a serial run");
        baseline.conditions = Some(seen(beside_serial));
        let outcome = run.description.outcome.as_mut().expect("an end");
        outcome.conditions = Some(seen(beside_run));
        run
    }

    fn name(run: &Run) -> Option<&'static str> {
        let of_one = Disturbance::of(run).map(Disturbance::name);
        let figures = Figures::of(std::slice::from_ref(run)).expect("a sound run");
        assert_eq!(figures.disturbance.map(Disturbance::name), of_one);
        of_one
    }

    #[test]
    fn a_speedup_says_which_of_its_two_times_was_disturbed() {
        assert_eq!(name(&run("1.1s", 0, 0)), None);
        assert_eq!(name(&run("1.1s", 1000, 0)), Some("serial"));
        assert_eq!(name(&run("1.1s", 0, 1000)), Some("run"));
        assert_eq!(name(&run("1.1s", 1000, 1000)), Some("serial"));
    }

    #[test]
    fn more_than_the_cores_can_do_is_never_said_without_a_reason() {
        assert_eq!(name(&run("0.97s", 0, 0)), None);
        assert_eq!(name(&run("0.9s", 0, 0)), Some("beyond"));
        let mut slow = run("1.04s", 0, 0);
        slow.description.core_speed = Some(Ratio::new(0.9));
        assert_eq!(name(&slow), Some("beyond"));
    }
}
