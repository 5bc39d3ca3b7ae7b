//! [`RunComparison`]: several runs side by side, and which of their differences are any.
//!
//! A difference that repeats of either would show as well is none. Where one of two was run only
//! once, the noise is unknown and nothing is claimed; [`Difference`] says what is assumed then to
//! set figures off from each other.

use super::{Difference, Digest, Ledger, Row, Verdict};
use crate::base::{Nanos, Ratio, SignedNanos};
use std::fmt;
use strum::VariantArray;

/// A row of the ledger in which runs differ by less than this share of their lane time is left out.
const LITTLE: f64 = 0.01;

/// Several runs, each held against the fastest, as sentences do.
#[derive(Debug, Clone, PartialEq)]
pub struct RunComparison {
    /// The fastest of them, which the others are held against: an index into the runs. The first
    /// where none ended well.
    pub base: usize,
    /// Wall time, speedup, efficiency, and the rows of the ledger that differ.
    pub lines: Vec<ContrastLine>,
    /// The place of each by time; runs that cannot be told apart share a place. `None` where one
    /// did not end well.
    pub places: Vec<Option<usize>>,
    /// Whether each was repeated, so that it is known what is noise.
    pub is_measured: bool,
}

/// A figure of each of the runs.
#[derive(Debug, Clone, PartialEq)]
pub struct ContrastLine {
    /// Its name.
    pub name: &'static str,
    /// The figure of each run; `None` where it is not known.
    pub cells: Vec<Option<ContrastCell>>,
}

/// A figure of one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContrastCell {
    /// The figure.
    pub amount: Amount,
    /// How it differs from the base's, as a share of that; not of the base itself, and
    /// not where a share says nothing.
    pub change: Option<Ratio>,
    /// Whether that is more than noise; of single runs, whether it is a large difference.
    pub counts: bool,
    /// Whether it may be another one on a quiet machine.
    pub is_uncertain: bool,
}

impl fmt::Display for ContrastCell {
    /// The figure, with a question mark where it is uncertain.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.is_uncertain { "?" } else { "" };
        write!(f, "{}{mark}", self.amount)
    }
}

/// A figure that knows how it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    /// A time, which may be a gain.
    Time(SignedNanos),
    /// A factor.
    Factor(Ratio),
    /// A share.
    Share(Ratio),
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => time.fmt(f),
            Self::Factor(ratio) => f.pad(&ratio.factor()),
            Self::Share(ratio) => f.pad(&ratio.percent()),
        }
    }
}

impl RunComparison {
    /// The comparison of some runs.
    #[must_use]
    pub fn of(runs: &[&Digest]) -> Self {
        let ended = runs.iter().enumerate();
        let ended = ended.filter_map(|(index, run)| Some((run.wall()?, index)));
        let base = ended.min().map_or(0, |(_, index)| index);
        let figure = |name, get: &dyn Fn(&Digest) -> Option<(Amount, f64)>| ContrastLine {
            name,
            cells: runs.iter().map(|run| cell(runs[base], run, get)).collect(),
        };
        let time = |time: Nanos| Amount::Time(time.into());
        let mut lines = Vec::new();
        if !runs.is_empty() {
            lines.push(figure("wall time", &|run| {
                run.wall().map(|wall| (time(wall), wall.as_secs_f64()))
            }));
        }
        if runs.iter().any(|run| run.run.planned().is_some()) {
            lines.push(figure("speedup", &|run| {
                let speedup = run.figures?.speedup?;
                Some((Amount::Factor(speedup), speedup.get()))
            }));
            lines.push(figure("efficiency", &|run| {
                let efficiency = run.figures?.efficiency?;
                Some((Amount::Share(efficiency), efficiency.get()))
            }));
        } else if !runs.is_empty() {
            // Traces of other programs have no T₁; how busy their lanes were is in them.
            lines.push(figure("busy, most", &|run| {
                let busiest = run.busiest()?;
                Some((time(busiest), busiest.as_secs_f64()))
            }));
            lines.push(figure("busy, mean", &|run| {
                let busiest = run.busiest()?.as_secs_f64();
                let mean = busiest * run.pop?.load_balance.get();
                Some((time(Nanos::from_secs_f64(mean)), mean))
            }));
        }
        if !runs.is_empty() {
            let rows = Row::LOSSES.iter();
            lines.extend(rows.filter_map(|&row| ledger_line(runs, base, row)));
        }
        Self {
            base,
            lines,
            places: runs.iter().map(|run| place(runs, run)).collect(),
            is_measured: runs.iter().all(|run| run.walls.len() > 1),
        }
    }
}

/// A figure of a run, held against that of the base.
fn cell(
    first: &Digest,
    run: &Digest,
    get: &dyn Fn(&Digest) -> Option<(Amount, f64)>,
) -> Option<ContrastCell> {
    let (amount, value) = get(run)?;
    let difference = Difference::of(&first.walls, &run.walls);
    let base = get(first).filter(|_| !std::ptr::eq(first, run));
    let change = base.filter(|base| base.1 > 0.0);
    Some(ContrastCell {
        amount,
        change: change.map(|(_, base)| Ratio::new(value / base - 1.0)),
        counts: difference.is_none_or(|difference| difference.stands_out()) || base.is_none(),
        is_uncertain: !matches!(amount, Amount::Time(_))
            && run
                .figures
                .is_some_and(|figures| figures.disturbance.is_some()),
    })
}

/// A row of the ledger, if the runs differ in it. They do beyond the noise if they do by more than
/// what the whole of the lanes' time may be off by.
fn ledger_line(runs: &[&Digest], base: usize, row: Row) -> Option<ContrastLine> {
    let known = || runs.iter().filter_map(|run| run.ledger.as_ref());
    let amounts = || known().map(|ledger| ledger.get(row));
    let apart = amounts().max()? - amounts().min()?;
    let longest = known().map(Ledger::lane_time).max()?;
    if apart.as_secs_f64() < LITTLE * longest.as_secs_f64() {
        return None;
    }
    let base = runs[base];
    let counts = |run: &Digest, amount: SignedNanos| {
        let (Some(first), Some(difference)) = (
            base.ledger.as_ref(),
            Difference::of(&base.walls, &run.walls),
        ) else {
            return true;
        };
        let margin = difference.margin.get() * first.lane_time().as_secs_f64();
        std::ptr::eq(base, run) || (amount - first.get(row)).size().as_secs_f64() > margin
    };
    let cells = runs.iter().map(|run| {
        let amount = run.ledger.as_ref()?.get(row);
        Some(ContrastCell {
            amount: Amount::Time(amount),
            change: None,
            counts: counts(run, amount),
            is_uncertain: false,
        })
    });
    Some(ContrastLine {
        name: row.name(),
        cells: cells.collect(),
    })
}

/// One more than those that stand out as faster.
fn place(runs: &[&Digest], run: &Digest) -> Option<usize> {
    run.wall()?;
    let faster = runs.iter().filter(|other| {
        let difference = Difference::of(&other.walls, &run.walls);
        difference.is_some_and(|difference| difference.stands_out() && difference.is_slower())
    });
    Some(1 + faster.count())
}

/// The difference between two runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunDifference {
    /// Their difference in a sentence without its full stop.
    pub fact: String,
    /// How much more time the other takes, in few words: `pool 53 %`.
    pub short: String,
    /// Whether it is more than noise; of single runs, whether it is a large difference.
    pub counts: bool,
    /// Whether both were repeated, so that it is known what is noise.
    pub is_measured: bool,
    /// The cause of most of it, to follow the fact; empty where it is unknown.
    pub why: String,
}

/// The difference of each run to the fastest, in a sentence each: the next best first.
#[must_use]
pub fn separations(runs: &[(&str, &Digest)]) -> Vec<RunDifference> {
    let mut ranked: Vec<_> = runs
        .iter()
        .filter(|(_, run)| run.wall().is_some())
        .collect();
    ranked.sort_by_key(|(_, run)| run.wall());
    let Some((&(name, best), others)) = ranked.split_first() else {
        return Vec::new();
    };
    let sentence = |&&(other, run): &&(&str, &Digest)| {
        let difference = Difference::of(&best.walls, &run.walls)?;
        let why = Some(run).filter(|_| difference.stands_out());
        let why = why.and_then(|run| reason(best, run)).unwrap_or_default();
        let fact = difference.sentence(name, other);
        let short = format!("{other} {}", difference.change.percent());
        Some(RunDifference {
            fact,
            short,
            counts: difference.stands_out(),
            is_measured: difference.verdict != Verdict::Unknown,
            why,
        })
    };
    others.iter().filter_map(sentence).collect()
}

/// Why a run took longer than another: it has fewer lanes, or loses more to one thing than to all
/// others.
fn reason(best: &Digest, run: &Digest) -> Option<String> {
    let (mine, its) = (run.ledger.as_ref()?, best.ledger.as_ref()?);
    if mine.lanes() < its.lanes() {
        let (few, many) = (mine.lanes(), its.lanes());
        let noun = if few == 1 { "lane" } else { "lanes" };
        return Some(format!(": it has {few} {noun}, not {many}"));
    }
    let rows = Row::VARIANTS.iter().filter(|&&row| row != Row::Work);
    let more = rows.map(|&row| (row, mine.get(row) - its.get(row)));
    let (row, more) = more.max_by_key(|&(_, more)| more)?;
    (more > SignedNanos::ZERO)
        .then(|| format!(", most of it {}: {more} more in all its lanes", row.name()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Disturbance, Figures, Noise, Run, scenario};

    /// Two workers, the second of which has less to do; so many repeats of about the same.
    fn digest(settings: &str, last: u64, walls: &[u64]) -> Digest {
        let each = |wall: u64| {
            let text = format!(
                "set workload=primes tasks=4 {settings}\nserial 80ms\nmain: blocked 0ms {wall}ms\n\
                 w1: task 0 0ms 20ms | task 2 20ms {last}ms | wait {last}ms {wall}ms\n\
                 w2: task 1 0ms 20ms | task 3 20ms {wall}ms\nend {wall}ms"
            );
            scenario::run(&text)
        };
        let runs: Vec<Run> = walls.iter().map(|&wall| each(wall)).collect();
        let walls: Vec<_> = walls.iter().map(|&wall| Nanos::from_millis(wall)).collect();
        Digest::of(
            runs.last().unwrap(),
            Figures::of(&runs),
            &walls,
            scenario::at("1s"),
        )
    }

    const POOL: &str = "mode=pool workers=2 chunksize=1";

    #[test]
    fn what_repeats_differ_by_as_well_is_not_taken_for_a_difference() {
        let before = digest(POOL, 30, &[50, 51, 49, 50]);
        let after = digest(POOL, 30, &[50, 50, 51, 49]);
        let slow = digest(POOL, 30, &[70, 71, 69, 70]);
        let contrast = RunComparison::of(&[&before, &after, &slow]);
        let wall = &contrast.lines[0];
        let counts: Vec<_> = wall.cells.iter().map(|cell| cell.unwrap().counts).collect();
        assert_eq!((wall.name, counts), ("wall time", vec![true, false, true]));
        assert_eq!(wall.cells[2].unwrap().change.unwrap().percent(), "40 %");
        assert_eq!(wall.cells[0].unwrap().change, None);
        assert_eq!(contrast.places, [Some(1), Some(1), Some(3)]);
    }

    #[test]
    fn a_speedup_that_was_disturbed_is_marked_beside_others_and_its_time_is_not() {
        let sound = digest(POOL, 30, &[50]);
        let mut disturbed = digest(POOL, 30, &[50]);
        let noise = Noise::OtherLoad(Ratio::new(0.5));
        let figures = disturbed.figures.as_mut().unwrap();
        figures.disturbance = Some(Disturbance::Serial(noise));
        let contrast = RunComparison::of(&[&sound, &disturbed]);
        let said = |cell: usize| {
            let lines = contrast.lines.iter().take(3);
            let said = lines.map(|line| line.cells[cell].unwrap().to_string());
            said.collect::<Vec<_>>()
        };
        assert_eq!(said(0), ["50.0 ms", "1.60×", "80 %"]);
        assert_eq!(said(1), ["50.0 ms", "1.60×?", "80 %?"]);
    }

    #[test]
    fn from_one_run_of_each_no_winner_is_named_by_a_hair() {
        let [one, other] = [48, 50].map(|wall| digest(POOL, 30, &[wall]));
        let contrast = RunComparison::of(&[&one, &other]);
        assert!(!contrast.lines[0].cells[1].unwrap().counts);
        assert_eq!(contrast.places, [Some(1); 2]);
        let said = separations(&[("#1", &one), ("#2", &other)]);
        assert_eq!(said.len(), 1);
        assert!(
            said[0]
                .fact
                .contains("too little to tell from one run of each"),
            "{said:?}"
        );
    }

    #[test]
    fn a_row_of_the_ledger_is_shown_where_the_runs_differ_in_it() {
        let even = digest(POOL, 50, &[50]);
        let uneven = digest(POOL, 30, &[90]);
        let contrast = RunComparison::of(&[&even, &uneven]);
        let names: Vec<_> = contrast.lines.iter().map(|line| line.name).collect();
        assert!(
            names.contains(&"tail") && !names.contains(&"lock"),
            "{names:?}"
        );
        let said = separations(&[("uneven", &uneven), ("even", &even)]);
        assert!(
            said[0]
                .fact
                .starts_with("uneven took 80 % more time than even (once each)"),
            "{said:?}"
        );
        assert_eq!(said[0].short, "uneven 80 %");
        assert!(said[0].why.contains("most of it"), "{said:?}");
    }

    #[test]
    fn a_run_that_failed_has_no_place_and_nothing_is_compared_with_nothing() {
        let sound = digest(POOL, 30, &[50]);
        let mut failed = digest(POOL, 30, &[50]);
        (failed.figures, failed.walls) = (None, Vec::new());
        let contrast = RunComparison::of(&[&failed, &sound]);
        assert_eq!(contrast.places, [None, Some(1)]);
        assert_eq!(RunComparison::of(&[]).lines, []);
    }
}
