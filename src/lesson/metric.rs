//! [`Metrics`]: the values of figures, so that every number in a text comes out of a run.

#[cfg(test)]
mod tests;

use super::{Condition, Figure, Reference, Than};
use crate::{
    base::{Nanos, Pid, Ratio, TaskId},
    log::{Kind, LaneKind, Span},
    model::{Distribution, Figures, Ledger, Row, Run},
    plan::Resolved,
};
use serde_json::Value;
use std::{
    collections::{BTreeSet, HashMap},
    fmt,
};
use strum::VariantArray;

/// Entries of a list that are said; of more, the first ones.
const MOST_LISTED: usize = 12;

/// The value of a figure.
#[derive(Debug, Clone, PartialEq)]
pub enum Metric {
    /// A length of time.
    Time(Nanos),
    /// So many times as much.
    Factor(Ratio),
    /// So many times as much, by a law and not measured.
    Predicted(Ratio),
    /// A part of a whole.
    Share(Ratio),
    /// How many.
    Count(u64),
    /// Something else.
    Words(String),
}

/// The figures of one run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Metrics(HashMap<Figure, Metric>);

/// The figures that a step of a lesson can speak of.
#[derive(Debug, Clone, Copy, Default)]
pub struct KnownMetrics<'a> {
    /// The figures of its own trials, as far as they have been run.
    pub own: &'a [Metrics],
    /// The figures of the trials of the step before.
    pub last: &'a [Metrics],
}

impl Metric {
    /// The number: of a time its seconds, of a share 1 for the whole.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "it is compared with a guess")]
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Time(time) => Some(time.as_secs_f64()),
            Self::Factor(ratio) | Self::Predicted(ratio) | Self::Share(ratio) => Some(ratio.get()),
            Self::Count(count) => Some(*count as f64),
            Self::Words(_) => None,
        }
    }
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => time.fmt(f),
            Self::Factor(ratio) => f.write_str(&ratio.factor()),
            Self::Predicted(ratio) => write!(f, "{} (predicted)", ratio.factor()),
            Self::Share(ratio) => f.write_str(&ratio.percent()),
            Self::Count(count) => count.fmt(f),
            Self::Words(words) => f.write_str(words),
        }
    }
}

impl Metrics {
    /// The figures that are known of an experiment before it is run.
    #[must_use]
    pub fn given(experiment: &Resolved, cores: u32) -> Self {
        let (tasks, workers) = (experiment.task_count(), experiment.worker_count());
        let chunks = experiment.chunks();
        let size = chunks.even_size();
        let rde = size.map(|size| Distribution::of(tasks, workers, size).relative);
        let count = |number: u32| Metric::Count(number.into());
        let known = [
            (Figure::Tasks, Some(count(tasks))),
            (Figure::Workers, Some(count(workers))),
            (Figure::Cores, Some(count(cores))),
            (Figure::Chunks, Some(count(chunks.len()))),
            (
                Figure::Chunksize,
                Some(count(size.unwrap_or_else(|| chunks.largest()))),
            ),
            (Figure::Rde, rde.map(Metric::Share)),
        ];
        Self::from_iter(known)
    }

    /// All that a run that is over says, with the figures of its experiment.
    #[must_use]
    pub fn of(run: &Run, figures: Option<&Figures>) -> Self {
        let cores = run.description.machine.usable_cores.max(1);
        let planned = run.planned();
        let mut metrics = planned.map_or_else(Self::default, |planned| Self::given(planned, cores));
        let measured = Measured {
            run,
            figures,
            ledger: Ledger::of(run, run.end(crate::base::Moment::default())),
        };
        let rest = Figure::VARIANTS.iter().filter(|figure| !figure.is_given());
        let rest = rest.filter_map(|&figure| Some((figure, measured.metric(figure)?)));
        metrics.0.extend(rest);
        metrics
    }

    /// The value of a figure; `None` where it is not known.
    #[must_use]
    pub fn get(&self, figure: Figure) -> Option<&Metric> {
        self.0.get(&figure)
    }

    fn from_iter(known: impl IntoIterator<Item = (Figure, Option<Metric>)>) -> Self {
        let known = known.into_iter();
        Self(
            known
                .filter_map(|(figure, metric)| Some((figure, metric?)))
                .collect(),
        )
    }
}

impl<'a> KnownMetrics<'a> {
    /// The value of a reference; `None` where that was not run, or it is not known.
    #[must_use]
    pub fn get(self, reference: Reference) -> Option<&'a Metric> {
        let runs = if reference.last { self.last } else { self.own };
        let run = match reference.trial {
            Some(trial) => runs.get(trial),
            None => runs.last(),
        };
        run?.get(reference.figure)
    }

    /// Whether a condition holds; `None` where that is not known.
    #[must_use]
    pub fn holds(self, condition: &Condition) -> Option<bool> {
        let left = self.get(condition.left)?.number()?;
        let right = match condition.than {
            Than::Number(number) => number,
            Than::Figure(factor, other) => factor * self.get(other)?.number()?,
        };
        Some(if condition.less {
            left < right
        } else {
            left > right
        })
    }
}

/// A run that metrics are taken from.
struct Measured<'a> {
    run: &'a Run,
    figures: Option<&'a Figures>,
    ledger: Option<Ledger>,
}

impl Measured<'_> {
    fn metric(&self, figure: Figure) -> Option<Metric> {
        let (run, figures) = (self.run, self.figures);
        let outcome = run.outcome()?;
        Some(match figure {
            Figure::Tasks
            | Figure::Workers
            | Figure::Cores
            | Figure::Chunks
            | Figure::Chunksize
            | Figure::Rde => return None,
            Figure::Wall => Metric::Time(figures.map_or(outcome.wall(), |all| all.wall.median)),
            Figure::Serial => Metric::Time(run.baseline()?.wall),
            Figure::Ideal => Metric::Time(run.ideal()?),
            Figure::IdealSpeedup => Metric::Factor(run.max_parallelism().tasks),
            Figure::Speedup => Metric::Factor(figures?.speedup?),
            Figure::Efficiency => Metric::Share(figures?.efficiency?),
            Figure::Ceiling => Metric::Factor(run.ceiling()?),
            Figure::Cpu => Metric::Time(outcome.cpu),
            Figure::Task => {
                Metric::Time(self.mean(&[Kind::Task, Kind::Io], |span| self.run.tasks_ended(span))?)
            }
            Figure::LongestTask => Metric::Time(self.longest_task()?),
            Figure::SerialTask => {
                Metric::Time(run.baseline()?.wall / u64::from(run.task_count().max(1)))
            }
            Figure::StartUp => Metric::Time(self.mean(&[Kind::StartUp], |_| 1)?),
            Figure::Handover => Metric::Time(self.handover()?),
            Figure::FirstResult => Metric::Time(self.first_result()?),
            Figure::Processes => Metric::Count(self.processes() as u64),
            Figure::Switches => {
                let workers = outcome.workers.iter();
                Metric::Count(workers.map(|worker| worker.involuntary_switches).sum())
            }
            Figure::Blocked => Metric::Share(self.blocked()?),
            Figure::Completion => Metric::Words(order(&run.completion())),
            Figure::Delivery => Metric::Words(order(&outcome.delivery)),
            Figure::ChildList => Metric::Words(contents(outcome.results.first()?)?),
            Figure::MainList => Metric::Words(contents(outcome.main_views.last()?)?),
            Figure::Restarts => Metric::Count(outcome.restarts.into()),
            Figure::Lost => Metric::Share(Ratio::new(
                1.0 - self.ledger.as_ref()?.share(Row::Work).get(),
            )),
            Figure::LostInflation => self.lost(Row::Inflation)?,
            Figure::LostStartUp => self.lost(Row::StartUp)?,
            Figure::LostTransfer => self.lost(Row::Transfer)?,
            Figure::LostLock => self.lost(Row::Lock)?,
            Figure::LostPreempted => self.lost(Row::Preempted)?,
            Figure::LostStarved => self.lost(Row::Starved)?,
            Figure::LostTail => self.lost(Row::Tail)?,
            Figure::LostExit => self.lost(Row::Exit)?,
            Figure::SerialShare => Metric::Share(figures?.karp_flatt?),
            Figure::AmdahlLimit => Metric::Predicted(self.amdahl(None)?),
            Figure::AmdahlDouble => Metric::Predicted(self.amdahl(Some(2.0))?),
        })
    }

    fn lost(&self, row: Row) -> Option<Metric> {
        Some(Metric::Share(self.ledger.as_ref()?.share(row)))
    }

    fn spans(&self) -> impl Iterator<Item = &Span> {
        self.run.workers().flat_map(|lane| &lane.spans)
    }

    /// The time of spans of these kinds, divided by the number that they count. Lost tasks count for
    /// nothing.
    fn mean(&self, kinds: &[Kind], count: impl Fn(&Span) -> u32) -> Option<Nanos> {
        let lanes = self.run.flow().flat_map(|lane| &lane.spans);
        let spans = lanes.filter(|span| kinds.contains(&span.kind) && !self.run.is_lost(span));
        let (sum, all) = spans.fold((Nanos::ZERO, 0), |(sum, all), span| {
            (
                sum + span.end().since(span.start),
                all + u64::from(count(span)),
            )
        });
        (all > 0).then(|| sum / all)
    }

    /// The mean time that a chunk and its results were on their way.
    fn handover(&self) -> Option<Nanos> {
        let is_way = |span: &&Span| matches!(span.kind, Kind::Receive | Kind::Send);
        let way: Nanos = self
            .spans()
            .filter(is_way)
            .map(|span| span.end().since(span.start))
            .sum();
        let chunks: BTreeSet<_> = self
            .spans()
            .filter(|span| span.kind.is_of_task())
            .map(|span| span.chunk)
            .collect();
        (!chunks.is_empty() && way > Nanos::ZERO).then(|| way / chunks.len() as u64)
    }

    fn longest_task(&self) -> Option<Nanos> {
        let lanes = self.run.flow().flat_map(|lane| &lane.spans);
        let tasks = lanes.filter(|span| span.kind.is_of_task() && span.count <= 1);
        let tasks = tasks.filter(|span| !self.run.is_lost(span));
        tasks.map(|span| span.end().since(span.start)).max()
    }

    /// When main handed the first result to its caller, or had all of them in.
    fn first_result(&self) -> Option<Nanos> {
        let started = self.run.outcome()?.started;
        let main = self.main()?;
        let delivered = main.spans.iter().find(|span| span.kind == Kind::Deliver);
        let at = match delivered {
            Some(span) => span.end(),
            None => self.run.outcome()?.ended,
        };
        Some(at.since(started))
    }

    fn main(&self) -> Option<&crate::log::Lane> {
        let mut flow = self.run.flow();
        flow.find(|lane| lane.info.kind == LaneKind::Main)
    }

    fn processes(&self) -> usize {
        let is_process = |kind| kind != LaneKind::Thread;
        let lanes = self.run.flow().filter(|lane| is_process(lane.info.kind));
        let pids: BTreeSet<Pid> = lanes.filter_map(|lane| lane.info.pid).collect();
        // A worker that was started again for each task has the number of its last process.
        let starts = self.spans().filter(|span| span.kind == Kind::StartUp);
        let has_processes = self.run.workers().all(|lane| is_process(lane.info.kind));
        let started = if has_processes { starts.count() + 1 } else { 1 };
        pids.len().max(started)
    }

    fn blocked(&self) -> Option<Ratio> {
        let main = self.main()?;
        let blocked = main.spans.iter().filter(|span| span.kind == Kind::Blocked);
        let blocked: Nanos = blocked.map(|span| span.end().since(span.start)).sum();
        let wall = self.run.outcome()?.wall();
        (wall > Nanos::ZERO).then(|| Ratio::of(blocked.get(), wall.get()))
    }

    /// S = 1 / (s + (1 − s)/P) for so many times the workers, or for any number of them.
    fn amdahl(&self, times: Option<f64>) -> Option<Ratio> {
        let serial = self.figures?.karp_flatt?.get().clamp(0.0, 1.0);
        let shared = times.map_or(0.0, |times| {
            (1.0 - serial) / (times * self.run.max_parallelism().places.get())
        });
        (serial + shared > 0.0).then(|| Ratio::new(1.0 / (serial + shared)))
    }
}

/// Task numbers in a row.
fn order(tasks: &[TaskId]) -> String {
    let numbers = tasks.iter().take(MOST_LISTED).map(ToString::to_string);
    let more = if tasks.len() > MOST_LISTED {
        " …"
    } else {
        ""
    };
    numbers.collect::<Vec<_>>().join(" ") + more
}

/// The contents of a list as a process saw it.
fn contents(view: &Value) -> Option<String> {
    let list = view.get("contents")?.as_array()?;
    let numbers = list.iter().take(MOST_LISTED).map(ToString::to_string);
    Some(format!("[{}]", numbers.collect::<Vec<_>>().join(", ")))
}
