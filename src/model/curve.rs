//! [`Curve`]: what the runs of a sweep come to: each point with its spread, and the best one.
//!
//! A difference that is within the noise is none: the best point is named together with those
//! that cannot be told from it.

mod interval;
mod mark;

pub use interval::Interval;
pub use mark::{Mark, marks};

use super::Summary;
use crate::{
    base::{Nanos, Ratio},
    plan::{Sweep, Turn},
    trace::Entry,
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
    /// What is known of each point, in the order of the sweep.
    pub spots: Vec<Spot>,
    /// The best point, once one has been run.
    pub best: Option<Best>,
    /// The runs that have ended.
    pub done: usize,
    /// All there are to be.
    pub all: usize,
    /// About how long the others take, once one has been run.
    pub left: Option<Nanos>,
}

/// What is known of a point.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spot {
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

/// The best point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Best {
    /// Which one.
    pub point: usize,
    /// Those whose intervals overlap with its own: no worse, as far as one can tell.
    pub rivals: Vec<usize>,
    /// Whether every point was run often enough for that to be said.
    pub is_sure: bool,
    /// Whether it has the largest speedup, not the shortest time: the points do not have the same
    /// tasks.
    pub by_speedup: bool,
}

impl Curve {
    /// Of the runs that have ended so far.
    #[must_use]
    pub fn of(sweep: &Sweep, entries: &[Entry]) -> Self {
        let mut spots = vec![Spot::default(); sweep.points().len()];
        for entry in entries {
            if let Some(spot) = spots.get_mut(entry.point as usize) {
                spot.runs.push(entry.clone());
            }
        }
        spots.iter_mut().for_each(Spot::sum_up);
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
        self.spots.iter().map(Spot::failed).sum()
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
        let what = if best.by_speedup {
            "gains most"
        } else {
            "is fastest"
        };
        let text = format!(
            "{so_far}{} {what}: {}",
            sweep.label(best.point),
            spot.words()
        );
        let measured = self.spots.iter().filter(|spot| spot.wall.is_some()).count();
        let named = |rivals: &[usize]| {
            let value = |point: &usize| match sweep.axes() {
                [_] => sweep.values(*point).map(|(_, value)| value).collect(),
                _ => sweep.label(*point),
            };
            list(&rivals.iter().map(value).collect::<Vec<String>>())
        };
        let held_against = match &best.rivals[..] {
            _ if measured < 2 => String::new(),
            _ if !best.is_sure => {
                "; it takes five runs of each point to tell a difference from noise".into()
            }
            [] => "; all others are slower by more than the noise".into(),
            rivals if rivals.len() + 1 == measured => {
                "; but no point can be told from another: all are within the noise".into()
            }
            rivals if rivals.len() > 4 => {
                format!("; {} others are within the noise of it", rivals.len())
            }
            rivals @ [_] => format!("; {} is within the noise of it", named(rivals)),
            rivals => format!("; {} are within the noise of it", named(rivals)),
        };
        text + &held_against
    }
}

impl Spot {
    fn sum_up(&mut self) {
        self.runs.sort_by_key(|entry| entry.round);
        let sound: Vec<_> = self
            .runs
            .iter()
            .filter(|run| run.failure.is_none())
            .collect();
        let walls: Vec<_> = sound.iter().map(|run| run.wall).collect();
        let baseline = sound.iter().find_map(|run| run.baseline.as_ref());
        self.serial = baseline.map(|baseline| baseline.wall);
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
        if let Some(speedup) = self.speedup {
            let _ = write!(text, ", speedup {}", speedup.factor());
        }
        text
    }

    /// What is held against other points, less being better: seconds, or the inverse of the
    /// speedup; and between what it lies.
    fn cost(&self, by_speedup: bool) -> Option<[f64; 3]> {
        let wall = self.wall?;
        let unit = if by_speedup {
            self.serial?.as_secs_f64()
        } else {
            1.0
        };
        let (low, high) = self
            .interval
            .map_or((wall.median, wall.median), |interval| {
                (interval.low, interval.high)
            });
        Some([low, wall.median, high].map(|time| time.as_secs_f64() / unit.max(1e-12)))
    }
}

fn best(sweep: &Sweep, spots: &[Spot]) -> Option<Best> {
    let keys: HashSet<_> = sweep
        .points()
        .iter()
        .map(|point| point.experiment.tasks_key())
        .collect();
    let by_speedup = keys.len() > 1;
    let costs: Vec<_> = spots
        .iter()
        .enumerate()
        .filter_map(|(point, spot)| Some((point, spot.cost(by_speedup)?)))
        .collect();
    let (point, [_, _, high]) = costs
        .iter()
        .min_by(|(_, one), (_, other)| one[1].total_cmp(&other[1]))
        .copied()?;
    let rivals = costs
        .iter()
        .filter(|(other, [low, ..])| *other != point && *low <= high);
    let mut measured = spots.iter().filter(|spot| spot.wall.is_some());
    Some(Best {
        point,
        rivals: rivals.map(|(point, _)| *point).collect(),
        // A point that lost a run or two to failures is no reason to say nothing.
        is_sure: spots[point].interval.is_some_and(Interval::is_sure)
            && measured.all(|spot| spot.runs.len() >= FEWEST && spot.interval.is_some()),
        by_speedup,
    })
}

/// What the runs that are missing will take: as long as others of their point, or as all did.
fn left(sweep: &Sweep, spots: &[Spot], turns: &[Turn]) -> Option<Nanos> {
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
    // Tasks that were never done serially come with a serial run, which takes longer still.
    let mut serial = HashMap::new();
    for (point, spot) in sweep.points().iter().zip(spots) {
        let known: &mut bool = serial.entry(point.experiment.tasks_key()).or_default();
        *known |= spot.serial.is_some();
    }
    let missing = serial.values().filter(|known| !**known).count() as u64;
    let means = ran
        .iter()
        .filter_map(|run| Some(run.baseline.as_ref()?.wall));
    let mean_serial = means.sum::<Nanos>() / count;
    let runs = waiting.map(|turn| known(turn.point).map_or(mean, |wall| wall.median));
    Some(runs.sum::<Nanos>() + mean_serial * missing)
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        plan::{Axis, Experiment},
        trace::Baseline,
    };

    fn sweep(axes: &[&str]) -> Sweep {
        let base = Experiment {
            repeats: 5,
            ..Experiment::default()
        };
        let axes = axes.iter().map(|text| Axis::parse(text).unwrap());
        Sweep::new(base, axes.collect()).unwrap()
    }

    /// The same runs for every point, and the point's own time in milliseconds added.
    fn entries(times: &[u64], noise: &[u64]) -> Vec<Entry> {
        let each = (0..).zip(times).flat_map(|(point, &time)| {
            (0..).zip(noise).map(move |(round, &more)| Entry {
                point,
                round,
                wall: Nanos::from_millis(time + more),
                baseline: Some(Baseline {
                    wall: Nanos::from_millis(400),
                    ..Baseline::default()
                }),
                ..Entry::default()
            })
        });
        each.collect()
    }

    const NOISE: [u64; 5] = [0, 4, 2, 1, 3];

    #[test]
    fn the_best_point_is_named_with_its_interval_and_its_speedup() {
        let sweep = sweep(&["chunksize=1,2,4"]);
        let curve = Curve::of(&sweep, &entries(&[300, 198, 250], &NOISE));
        assert_eq!(
            curve.verdict(&sweep),
            "chunksize 2 is fastest: 200 ms (198 ms to 202 ms), speedup 2.00×; all others are \
             slower by more than the noise"
        );
        assert!(curve.is_complete());
        assert_eq!(curve.left, Some(Nanos::ZERO));
    }

    #[test]
    fn a_difference_within_the_noise_names_no_winner() {
        let sweep = sweep(&["chunksize=1,2,4"]);
        let verdict = |times: &[u64], noise: &[u64]| {
            Curve::of(&sweep, &entries(times, noise)).verdict(&sweep)
        };
        let close = verdict(&[201, 198, 250], &NOISE);
        assert!(close.ends_with("; 1 is within the noise of it"), "{close}");
        let all = verdict(&[201, 198, 199], &NOISE);
        assert!(all.ends_with("all are within the noise"), "{all}");
        let once = verdict(&[300, 198, 250], &[0]);
        assert!(
            once.starts_with("so far chunksize 2 is fastest: 198 ms,"),
            "{once}"
        );
        assert!(once.contains("takes five runs"), "{once}");
        assert!(verdict(&[], &[]).contains("nothing"));
    }

    #[test]
    fn a_failed_run_is_counted_and_tells_nothing_about_time() {
        let sweep = sweep(&["chunksize=1,2"]);
        let mut entries = entries(&[100, 200], &NOISE);
        entries[0].failure = Some("worker 1 was killed".into());
        entries[0].wall = Nanos::new(1);
        let curve = Curve::of(&sweep, &entries);
        assert_eq!(curve.failed(), 1);
        assert_eq!(curve.spots[0].wall.unwrap().count, 4);
        for entry in &mut entries {
            entry.failure = Some("no".into());
        }
        let curve = Curve::of(&sweep, &entries);
        assert_eq!(curve.best, None);
        assert!(curve.verdict(&sweep).starts_with("no run came to its end"));
    }

    #[test]
    fn where_the_tasks_differ_the_speedup_decides_not_the_time() {
        let sweep = sweep(&["task-time=1ms,10ms"]);
        let mut entries = entries(&[3, 200], &[0, 0, 0, 0, 0]);
        for entry in entries.iter_mut().filter(|entry| entry.point == 0) {
            entry.baseline.as_mut().unwrap().wall = Nanos::from_millis(2);
        }
        let curve = Curve::of(&sweep, &entries);
        let verdict = curve.verdict(&sweep);
        assert!(
            verdict.starts_with("task-time 10ms gains most"),
            "{verdict}"
        );
    }

    #[test]
    fn what_is_left_is_told_from_what_the_same_points_took() {
        let sweep = sweep(&["chunksize=1,2"]);
        let first = entries(&[100, 300], &[0]);
        assert_eq!(Curve::of(&sweep, &[]).left, None);
        assert_eq!(
            Curve::of(&sweep, &first).left,
            Some(Nanos::from_millis(4 * 100 + 4 * 300))
        );
        assert_eq!(
            Curve::of(&sweep, &first[..1]).left,
            Some(Nanos::from_millis(9 * 100))
        );
    }

    #[test]
    fn runs_of_points_that_there_are_not_are_passed_over() {
        let sweep = sweep(&["chunksize=1,2"]);
        let curve = Curve::of(&sweep, &entries(&[1, 2, 3, 4], &NOISE));
        assert_eq!((curve.spots.len(), curve.done), (2, 10));
    }
}
