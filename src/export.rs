//! Results of experiments, for other programs and for people without the dashboard.
//!
//! A format is one file with a `FORMAT`, and its name in the list below. Those for people (the
//! report, Markdown, the page) and the table of a sweep are written from one [`Document`](document::Document); JSON, the
//! spans as CSV, Chrome's traces and pictures from the runs themselves.

mod again;
mod document;
mod format;
mod laws;
mod markup;
mod outline;
mod style;
mod sweep;
mod table;
#[cfg(test)]
mod tests;
mod timeline;

pub use document::Forecast;
pub use format::{ExportOptions, Format, Topic};
pub use json::FORMAT as JSON;
pub use report::FORMAT as REPORT;
pub use style::Style;
pub use sweep::SweepResults;
pub use table::Table;

/// Declares the file of each format, and lists them.
macro_rules! formats {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        /// All formats, in the order in which help names them.
        pub const FORMATS: &[&Format] = &[$(&$name::FORMAT),*];
    };
}

formats![json, report, csv, markdown, chrome, svg, html];

use crate::{
    base::{Bytes, Nanos, Ratio, TaskId},
    lesson::Lesson,
    log::{Kind, Lane, Machine, Outcome},
    model::{Figures, Prediction, Run},
    plan::Experiment,
};

/// The runs of one experiment that have ended, and their figures.
#[derive(Debug, Clone)]
pub struct Results {
    /// The counted runs; one that failed is the last.
    pub runs: Vec<Run>,
    /// The figures of those that did not fail; `None` where there are none.
    pub figures: Option<Figures>,
    /// The prediction of the last run, if there is one.
    pub prediction: Option<Prediction>,
    /// The speedup that the user expected.
    pub guess: Option<Ratio>,
}

impl Results {
    /// Sums up the runs of one experiment.
    #[must_use]
    pub fn of(runs: Vec<Run>) -> Self {
        Self {
            figures: Figures::of(&runs),
            runs,
            prediction: None,
            guess: None,
        }
    }

    /// Adds the expectations.
    #[must_use]
    pub fn expected(self, prediction: Option<Prediction>, guess: Option<Ratio>) -> Self {
        Self {
            prediction,
            guess,
            ..self
        }
    }
}

/// The results of a preset.
#[derive(Debug, Clone, Copy)]
pub struct PresetResults<'a> {
    /// Its title and text.
    pub preset: &'a Lesson,
    /// Where it was run.
    pub machine: &'a Machine,
    /// Its experiments, in their order.
    pub trials: &'a [TrialResults],
}

/// The results of one experiment of a preset.
#[derive(Debug, Clone)]
pub struct TrialResults {
    /// Its difference from the others; empty where there is only one.
    pub label: String,
    /// The experiment as it was planned.
    pub experiment: Experiment,
    /// Its results; without a run if it could not be begun.
    pub results: Results,
    /// Why it did not come to its end, if it did not.
    pub failure: Option<String>,
}

/// The title of a run, which says if the run is incomplete.
fn title(run: &Run) -> String {
    let unfinished = gap(run).map_or("", |_| " · unfinished");
    run.title() + unfinished
}

/// The spoken name of a lane.
fn name(run: &Run, lane: &Lane) -> String {
    run.lane_name(&lane.info).spoken
}

/// The part of a run that is missing; `None` if it is complete.
fn gap(run: &Run) -> Option<&'static str> {
    match run.outcome() {
        _ if run.is_cut => Some("only the beginning of the run is in the file"),
        None => Some("the log ends before the run does"),
        Some(_) => None,
    }
}

/// The order in which results were handed over: that of the input where the run does not say.
fn delivery(run: &Run, outcome: &Outcome) -> Vec<TaskId> {
    match outcome.delivery.as_slice() {
        [] => (0..run.task_count()).map(TaskId::new).collect(),
        said => said.to_vec(),
    }
}

/// How many tasks a lane has done, without those that were lost with their worker.
fn tasks(run: &Run, lane: &Lane) -> u32 {
    let ended = lane.spans.iter().map(|span| run.tasks_ended(span));
    ended.fold(0, u32::saturating_add)
}

/// How long a lane has computed; a task that waits does not.
fn busy(lane: &Lane) -> Nanos {
    let tasks = lane.spans.iter().filter(|span| span.kind == Kind::Task);
    tasks.map(|span| span.length).sum()
}

/// The counts of the system for a lane.
struct LaneUsage {
    /// How often a core was given up, to wait for something.
    waits: Option<u64>,
    /// How often the core was taken away.
    preemptions: Option<u64>,
    /// The most memory that one of them had at once; of threads, nothing.
    memory: Bytes,
}

fn sum(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    Some(one?.saturating_add(other?))
}

/// The usage of all workers of a lane that have ended; `None` where it is not known.
fn usage(run: &Run, lane: &Lane) -> Option<LaneUsage> {
    let workers = run.outcome()?.workers.iter();
    let here = workers.filter(|worker| worker.lane == lane.info.lane);
    // Those of a program in Python are not ours to wait for, so nobody has their counts.
    let is_counted = !run.planned().is_some_and(|planned| planned.is_python());
    let each = here.map(|worker| LaneUsage {
        waits: is_counted.then_some(worker.voluntary_switches),
        preemptions: is_counted.then_some(worker.involuntary_switches),
        memory: worker.peak_memory,
    });
    each.reduce(|a, b| LaneUsage {
        waits: sum(a.waits, b.waits),
        preemptions: sum(a.preemptions, b.preemptions),
        memory: a.memory.max(b.memory),
    })
}
