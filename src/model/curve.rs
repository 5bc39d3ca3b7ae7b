//! [`Curve`]: what the runs of a sweep come to: each point with its spread, and the best one.
//!
//! A difference that is within the noise is none: the best point is named together with those
//! that cannot be told from it.

mod entry;
mod law;
mod reference_chunksize;
#[cfg(test)]
mod tests;

pub use entry::{entry, missing, remembered, restored, title};
pub use reference_chunksize::{ReferenceChunksize, marks};

use super::{Difference, Interval, Summary, median, said_speedup};
use crate::{
    base::{Nanos, Ratio},
    log::Entry,
    plan::{Sweep, TasksKey, Turn},
};
use std::{
    collections::{HashMap, HashSet},
    fmt::Write as _,
};

/// A point with fewer runs is not known well enough to be held against others.
const FEWEST: usize = 5;

/// The runs of a sweep, summed up.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Runs and figures of each point, in the order of the sweep.
    pub spots: Vec<SweepPoint>,
    /// The best point, once one has been run.
    pub best: Option<Best>,
    /// The runs that have ended.
    pub done: usize,
    /// The number of runs in the whole sweep.
    pub all: usize,
    /// About how long the others take, once one has been run.
    pub left: Option<Nanos>,
}

/// The runs and figures of a point.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SweepPoint {
    /// Its runs in the order of the rounds; why one failed, where it did.
    pub runs: Vec<Entry>,
    /// Median and spread of the wall times of those that did not fail.
    pub wall: Option<Summary>,
    /// Where the median lies.
    pub interval: Option<Interval>,
    /// T₁ of the same tasks.
    pub serial: Option<Nanos>,
    /// T₁ / median.
    pub speedup: Option<Ratio>,
}

impl SweepPoint {
    /// Why its speedup may be another one on a quiet machine: what at least half of its runs had.
    #[must_use]
    pub fn uncertain(&self) -> Option<&str> {
        let mut reasons = self.runs.iter().filter_map(|run| run.uncertain.as_deref());
        let first = reasons.next()?;
        ((1 + reasons.count()) * 2 >= self.runs.len()).then_some(first)
    }

    /// The speedup as a table says it: with a question mark where it is uncertain.
    #[must_use]
    pub fn said_speedup(&self) -> Option<String> {
        Some(said_speedup(self.speedup?, self.uncertain().is_some()))
    }
}

/// The best point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Best {
    /// The number of the point.
    pub point: usize,
    /// The points that differ from it by no more than the noise: see [`Difference`].
    pub rivals: Vec<usize>,
    /// Whether every point was run often enough for that to be said.
    pub is_sure: bool,
    /// Whether it has the largest speedup, not the shortest time: the points do not have the same
    /// tasks.
    pub by_speedup: bool,
}

impl Curve {
    /// The curve of the runs that have ended so far.
    #[must_use]
    pub fn of(sweep: &Sweep, entries: &[Entry]) -> Self {
        let mut spots = vec![SweepPoint::default(); sweep.points().len()];
        for entry in entries {
            if let Some(spot) = spots.get_mut(entry.point as usize) {
                spot.runs.push(entry.clone());
            }
        }
        let serial = serial(sweep, entries);
        for (point, spot) in sweep.points().iter().zip(&mut spots) {
            let key = point.experiment.tasks_key();
            spot.sum_up(serial.get(&key).map(|walls| median(walls)));
        }
        let turns = sweep.turns();
        Self {
            best: best(sweep, &spots),
            left: left(sweep, &spots, &turns),
            done: spots.iter().map(|spot| spot.runs.len()).sum(),
            all: turns.len(),
            spots,
        }
    }

    /// How many runs failed.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.spots.iter().map(SweepPoint::failed).sum()
    }

    /// About how long the runs take that are missing, in words: `8 s`, `2m 10s`.
    #[must_use]
    pub fn left_in_words(&self) -> Option<String> {
        let left = self.left?;
        let seconds = left.to_std().as_secs() + 1;
        Some(match seconds {
            0..60 => format!("{seconds} s"),
            // Seconds in tens, and hours to the minute: it is no more than a guess.
            60..3600 => format!("{}m {:02}s", seconds / 60, seconds % 60 / 10 * 10),
            _ => format!("{}h {:02}m", seconds / 3600, seconds % 3600 / 60),
        })
    }

    /// Whether every run has ended.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.done >= self.all
    }

    /// The best point in a sentence, with what can be told of it and what cannot.
    #[must_use]
    pub fn verdict(&self, sweep: &Sweep) -> String {
        let Some(best) = &self.best else {
            return if self.done == 0 {
                "nothing has been run yet".into()
            } else {
                "no run came to its end, so there is no best point".into()
            };
        };
        let spot = &self.spots[best.point];
        let so_far = if self.is_complete() { "" } else { "so far " };
        let measured = self.spots.iter().filter(|spot| spot.wall.is_some()).count();
        let named = |point: usize| match sweep.axes() {
            [_] => sweep.values(point).map(|(_, value)| value).collect(),
            _ => sweep.label(point),
        };
        let rivals: Vec<String> = best.rivals.iter().copied().map(named).collect();
        let (label, words) = (sweep.label(best.point), spot.words());
        if best.is_sure && measured > 1 && rivals.len() + 1 == measured {
            return format!(
                "{so_far}no point can be told from another, all are within the noise; the \
                 shortest median has {label}: {words}"
            );
        }
        let what = if best.by_speedup {
            "gains most"
        } else {
            "is fastest"
        };
        let held_against = match &rivals[..] {
            _ if measured < 2 => String::new(),
            _ if !best.is_sure => {
                "; it takes five runs of each point to tell a difference from noise".into()
            }
            [] => "; all others are slower by more than the noise".into(),
            [only] if sweep.axes().len() == 1 => format!("; {only} is within the noise of it"),
            [_] => "; one other is within the noise of it".into(),
            many if many.len() > 4 || sweep.axes().len() > 1 => {
                format!("; {} others are within the noise of it", many.len())
            }
            few => format!("; {} are within the noise of it", list(few)),
        };
        format!("{so_far}{label} {what}: {words}{held_against}")
    }
}

impl SweepPoint {
    fn sum_up(&mut self, serial: Option<Nanos>) {
        self.runs.sort_by_key(|entry| entry.round);
        let sound: Vec<_> = self
            .runs
            .iter()
            .filter(|run| run.failure.is_none())
            .collect();
        let walls: Vec<_> = sound.iter().map(|run| run.wall).collect();
        self.serial = serial;
        self.wall = (!walls.is_empty()).then(|| Summary::of(&walls));
        self.interval = Interval::of(&walls);
        self.speedup = self.serial.zip(self.wall).and_then(|(serial, wall)| {
            (wall.median > Nanos::ZERO).then(|| Ratio::of(serial.get(), wall.median.get()))
        });
    }

    /// How many of its runs failed.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.runs.iter().filter(|run| run.failure.is_some()).count()
    }

    /// Between which speedups it lies.
    #[must_use]
    pub fn speedups(&self) -> Option<[Ratio; 2]> {
        let (serial, interval) = (self.serial?, self.interval?);
        let over = |wall: Nanos| Ratio::of(serial.get(), wall.get());
        Some([over(interval.high), over(interval.low)])
    }

    /// `312 ms (308 ms to 320 ms), 1.84× T₁`
    fn words(&self) -> String {
        let mut text = self
            .wall
            .map_or(String::new(), |wall| wall.median.to_string());
        if let Some(Interval { low, high, .. }) = self.interval {
            let _ = write!(text, " ({low} to {high})");
        }
        if let Some(speedup) = self.said_speedup() {
            let _ = write!(text, ", speedup {speedup}");
        }
        text
    }

    /// The costs by which points compare, less being better: the time of each run, or its share of
    /// T₁, as if that were a second.
    fn costs(&self, by_speedup: bool) -> Vec<Nanos> {
        let serial = self.serial.map_or(0.0, Nanos::as_secs_f64);
        let sound = self.runs.iter().filter(|run| run.failure.is_none());
        let walls = sound.map(|run| run.wall);
        if !by_speedup {
            return walls.collect();
        }
        let shares = walls.filter(|_| serial > 0.0);
        shares
            .map(|wall| Nanos::from_secs_f64(wall.as_secs_f64() / serial))
            .collect()
    }
}

fn best(sweep: &Sweep, spots: &[SweepPoint]) -> Option<Best> {
    let keys: HashSet<_> = sweep
        .points()
        .iter()
        .map(|point| point.experiment.tasks_key())
        .collect();
    let by_speedup = keys.len() > 1;
    let costs: Vec<_> = spots.iter().map(|spot| spot.costs(by_speedup)).collect();
    let measured = || (0..).zip(&costs).filter(|(_, costs)| !costs.is_empty());
    let (point, least) = measured().min_by_key(|(_, costs)| median(costs))?;
    let rivals = measured().filter(|(other, costs)| {
        let difference = Difference::of(least, costs);
        *other != point && difference.is_some_and(|difference| !difference.counts())
    });
    Some(Best {
        point,
        rivals: rivals.map(|(point, _)| point).collect(),
        // A point that lost a run or two to failures is no reason to say nothing.
        is_sure: least.len() > 1
            && measured()
                .all(|(point, costs)| spots[point].runs.len() >= FEWEST && costs.len() > 1),
        by_speedup,
    })
}

/// The expected time of the missing runs: as long as others of their point, or as all took.
fn left(sweep: &Sweep, spots: &[SweepPoint], turns: &[Turn]) -> Option<Nanos> {
    let ran: Vec<_> = spots
        .iter()
        .flat_map(|spot| &spot.runs)
        .filter(|run| run.failure.is_none())
        .collect();
    let count = u64::try_from(ran.len()).ok().filter(|count| *count > 0)?;
    let mean = ran.iter().map(|run| run.wall).sum::<Nanos>() / count;
    let done: HashSet<_> = spots
        .iter()
        .flat_map(|spot| &spot.runs)
        .map(|run| (run.point, run.round))
        .collect();
    let waiting = turns
        .iter()
        .filter(|turn| !done.contains(&(turn.point, turn.round)));
    let known = |point: u32| spots.get(point as usize).and_then(|spot| spot.wall);
    let waiting: Vec<_> = waiting.collect();
    let runs = waiting
        .iter()
        .map(|turn| known(turn.point).map_or(mean, |wall| wall.median));
    // The first run of some tasks in a round comes with a serial one, which takes longer still.
    let key = |point: u32| {
        let point = sweep.points().get(point as usize)?;
        Some(point.experiment.tasks_key())
    };
    let begun: HashSet<_> = done
        .iter()
        .map(|&(point, round)| (key(point), round))
        .collect();
    let due: HashMap<_, _> = waiting
        .iter()
        .map(|turn| ((key(turn.point), turn.round), turn.point))
        .collect();
    let serials: Vec<_> = spots.iter().filter_map(|spot| spot.serial).collect();
    let typical = median(&serials);
    let serial = due
        .iter()
        .filter(|(of, _)| !begun.contains(*of))
        .map(|(_, point)| {
            let spot = spots.get(*point as usize);
            spot.and_then(|spot| spot.serial).unwrap_or(typical)
        });
    Some(runs.sum::<Nanos>() + serial.sum::<Nanos>())
}

/// T₁ of the same tasks as it was in every round; each run brings the one that it was held against.
fn serial(sweep: &Sweep, entries: &[Entry]) -> HashMap<TasksKey, Vec<Nanos>> {
    let mut walls: HashMap<_, Vec<_>> = HashMap::new();
    for entry in entries {
        let point = sweep.points().get(entry.point as usize);
        if let (Some(point), Some(baseline)) = (point, &entry.baseline) {
            let all = walls.entry(point.experiment.tasks_key()).or_default();
            all.push(baseline.wall);
        }
    }
    walls
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
