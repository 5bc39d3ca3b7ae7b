//! [`CallSimulation`]: how long a call of a watched program would have taken with other chunks, or
//! with another number of workers.
//!
//! Its tasks take what they took, its chunks are handed over as fast as they were, and the schedule
//! is [played through](super::simulate). It is held against the call itself before it says anything:
//! where it is more than 15 % off, it claims nothing. That check has other programs on the cores as
//! the call had; what is claimed has not, since they will not be there in the same way again.

mod measured;
#[cfg(test)]
mod tests;

use super::{Run, SimulationInput, simulate};
use crate::{
    base::{Nanos, Ratio},
    log::{Baseline, Call, Watched},
    plan::{Channel, Chunks, Chunksize, Cost, Experiment, Mode, Workers},
};
use measured::MeasuredCall;
use rayon::prelude::*;
use std::fmt;

/// Of so many tasks, fewer chunksizes are tried: more would keep the screen waiting.
const MANY_TASKS: u32 = 10_000;

/// How far a simulation may be from what was measured, as a share of that.
const TOLERANCE: f64 = 0.15;

/// The least gain that is worth a change, as a share of the time that the call took.
const LEAST_GAIN: f64 = 0.03;

/// Times that are no further apart than this are alike, as a share of the time that the call took.
const ALIKE: f64 = 0.01;

/// So many times as long it takes to compute where other programs count.
const DISTURBED: f64 = 1.05;

/// Simulations of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct CallSimulation {
    /// How long the call took.
    pub took: Nanos,
    /// How long it takes as it was called, beside the other programs that there were: simulated.
    pub simulated: Nanos,
    /// How long it takes as it was called, with the cores to itself: simulated.
    pub alone: Nanos,
    /// Whether other programs had so much of the cores that the two differ.
    pub is_disturbed: bool,
    /// Its chunksize and its workers.
    pub called: (u32, u32),
    /// How long it takes with other chunksizes and the cores to itself, by size; none where no chunksize can be given.
    pub chunksizes: Vec<(u32, Nanos)>,
    /// How long it takes with other numbers of workers and the cores to itself, by number.
    pub workers: Vec<(u32, Nanos)>,
    /// Whether it was measured what handing over a chunk takes.
    pub knows_hand_over: bool,
}

/// A change by which a call would have been faster, simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FasterCall {
    /// The parameter that is changed: `chunksize`.
    pub parameter: &'static str,
    /// The value that it should have.
    pub value: u32,
    /// Whether all smaller ones are as good.
    pub or_less: bool,
    /// How long the call takes then, simulated.
    pub wall: Nanos,
    /// How long it takes as it was called, simulated.
    pub instead_of: Nanos,
    /// Whether other programs, which are not simulated, had much of the cores.
    pub is_disturbed: bool,
}

impl fmt::Display for FasterCall {
    /// `chunksize 2 or less: 2.9 s instead of 4.1 s, simulated`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            parameter,
            value,
            wall,
            instead_of,
            ..
        } = self;
        let less = if self.or_less { " or less" } else { "" };
        write!(
            f,
            "{parameter} {value}{less}: {wall} instead of {instead_of}, simulated"
        )?;
        if self.is_disturbed {
            write!(f, " without other programs")?;
        }
        Ok(())
    }
}

impl CallSimulation {
    /// Whether a call can be simulated, as far as that can be told at once.
    #[must_use]
    pub fn is_possible(watched: &Watched, call: &Call) -> bool {
        measured::refusal(watched, call).is_none()
    }

    /// Simulates the call of that index.
    ///
    /// # Errors
    /// The reason why it cannot be simulated, as the end of a sentence.
    pub fn of(run: &Run, call: u32) -> Result<Self, &'static str> {
        let measured = MeasuredCall::of(run, call)?;
        let most = measured.workers.max(measured.cores) * 2;
        let counts = steps(1, most, [measured.workers, measured.cores]);
        Ok(Self::play(&measured, counts))
    }

    /// Simulates the call of that index with other chunksizes alone.
    ///
    /// # Errors
    /// The reason why it cannot be simulated, as the end of a sentence.
    pub fn of_chunksizes(run: &Run, call: u32) -> Result<Self, &'static str> {
        Ok(Self::play(&MeasuredCall::of(run, call)?, Vec::new()))
    }

    /// Plays the call with each chunksize that it could have had, and with these numbers of workers.
    fn play(measured: &MeasuredCall, counts: Vec<u32>) -> Self {
        let tasks = measured.task_count();
        let (chunksize, workers) = (measured.chunksize, measured.workers);
        let size_for = |workers: u32| match measured.rule {
            Some(rule) => Chunks::new(rule, tasks, workers).largest(),
            None => chunksize,
        };
        let sizes = if measured.rule.is_some() {
            sizes(tasks, workers, chunksize)
        } else {
            Vec::new()
        };
        let choices = sizes.iter().map(|&size| (size, workers));
        let choices = choices.chain(counts.iter().map(|&count| (size_for(count), count)));
        let choices = choices.chain([(chunksize, workers)]);
        let quiet = choices.map(|(size, count)| (size, count, Ratio::ONE));
        let all: Vec<_> = quiet
            .chain([(chunksize, workers, measured.inflation)])
            .collect();
        let played = all.par_iter();
        let played = played.map(|&(size, count, inflation)| measured.play(size, count, inflation));
        let mut walls = played.collect::<Vec<_>>().into_iter();
        Self {
            took: measured.took,
            called: (chunksize, workers),
            chunksizes: sizes.into_iter().zip(&mut walls).collect(),
            workers: counts.into_iter().zip(&mut walls).collect(),
            alone: walls.next().unwrap_or_default(),
            simulated: walls.next().unwrap_or_default(),
            is_disturbed: measured.inflation.get() >= DISTURBED,
            knows_hand_over: measured.knows_hand_over,
        }
    }

    /// How far it is from what was measured, as a share of that.
    #[must_use]
    pub fn miss(&self) -> Ratio {
        let apart = self.simulated.get().abs_diff(self.took.get());
        Ratio::of(apart, self.took.get())
    }

    /// Whether it is near enough to what was measured to be believed of anything else.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.took > Nanos::ZERO && self.miss().get() <= TOLERANCE
    }

    /// The chunksize that would have been best; `None` where none is faster by more than 3 %, and
    /// where the simulation is not to be believed.
    #[must_use]
    pub fn best_chunksize(&self) -> Option<FasterCall> {
        self.faster("chunksize", &self.chunksizes)
    }

    /// The number of workers that would have been best, in the same way.
    #[must_use]
    pub fn best_workers(&self) -> Option<FasterCall> {
        self.faster("workers", &self.workers)
    }

    fn faster(&self, parameter: &'static str, points: &[(u32, Nanos)]) -> Option<FasterCall> {
        let &(_, least) = points.iter().min_by_key(|(_, wall)| *wall)?;
        let alone = self.alone.as_secs_f64();
        let most = least + Nanos::from_secs_f64(alone * ALIKE);
        let alike = || points.iter().filter(|(_, wall)| *wall <= most);
        // Of those that are alike, chunks are best large, and workers best few.
        let &(value, wall) = match parameter {
            "chunksize" => alike().next_back()?,
            _ => alike().next()?,
        };
        let smaller = points.iter().filter(|(other, _)| *other < value).count();
        let gain = self.alone.saturating_sub(wall).as_secs_f64();
        let counts = gain > alone * LEAST_GAIN;
        (self.is_sound() && counts).then_some(FasterCall {
            parameter,
            value,
            or_less: smaller > 0 && alike().count() == smaller + 1,
            wall,
            instead_of: self.alone,
            is_disturbed: self.is_disturbed,
        })
    }

    /// How well it agrees with what was measured: `simulated 4.0 s, took 4.1 s`.
    #[must_use]
    pub fn check(&self) -> String {
        let beside = if self.is_disturbed {
            "beside other programs: "
        } else {
            ""
        };
        let text = format!("{beside}simulated {}, took {}", self.simulated, self.took);
        if self.is_sound() {
            return text;
        }
        format!(
            "{text}: they are {} apart, so nothing is claimed of other chunks or workers",
            self.miss().percent()
        )
    }

    /// The best choices, in a sentence or two; empty where nothing is claimed.
    #[must_use]
    pub fn verdict(&self) -> String {
        if !self.is_sound() {
            return String::new();
        }
        let best = [self.best_chunksize(), self.best_workers()];
        let best: Vec<_> = best.iter().flatten().map(FasterCall::to_string).collect();
        match (&best[..], self.chunksizes.is_empty()) {
            ([], true) => "no other number of workers would have been faster, simulated".into(),
            ([], false) => "no other chunksize would have been faster, simulated".into(),
            (some, _) => some.join("; "),
        }
    }
}

impl MeasuredCall {
    /// How long the call takes with that chunksize on so many workers, where computing takes so many
    /// times as long.
    fn play(&self, chunksize: u32, workers: u32, inflation: Ratio) -> Nanos {
        let experiment = Experiment {
            cost: Cost::Size(1),
            tasks: Some(self.task_count()),
            mode: if self.has_threads {
                Mode::Threaded
            } else {
                Mode::Pool
            },
            workers: Workers::Count(workers),
            chunksize: Chunksize::Fixed(chunksize),
            channel: Channel::Queue,
            payload: self.payload,
            ..Experiment::default()
        };
        let Ok(experiment) = experiment.resolve(self.cores) else {
            return Nanos::new(u64::MAX);
        };
        let baseline = Baseline {
            wall: self.tasks.iter().copied().sum(),
            tasks: self.tasks.clone(),
            ..Baseline::default()
        };
        simulate(&SimulationInput {
            experiment: &experiment,
            baseline: &baseline,
            waits: &self.waits,
            costs: &self.costs,
            cores: self.cores,
            inflation,
        })
    }
}

/// The chunksizes to try: from one task to an equal share for each worker.
fn sizes(tasks: u32, workers: u32, called: u32) -> Vec<u32> {
    let share = tasks.div_ceil(workers.max(1));
    let mut sizes = steps(1, share, [called, share]);
    if tasks > MANY_TASKS {
        sizes.retain(|&size| size.is_power_of_two() || [called, share].contains(&size));
    }
    sizes
}

/// Numbers that grow by about a half each time, and some others among them.
fn steps(first: u32, last: u32, others: [u32; 2]) -> Vec<u32> {
    let halves = (0..31).flat_map(|power| [1 << power, 3 << power >> 1]);
    let among = halves.filter(|number| (first..=last).contains(number));
    let mut all: Vec<u32> = among.chain(others).filter(|&number| number > 0).collect();
    all.sort_unstable();
    all.dedup();
    all
}
