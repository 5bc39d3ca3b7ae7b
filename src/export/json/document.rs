//! [`Document`]: the object of the headless contract, field by field.

use crate::{
    base::{LaneId, Moment, Nanos, Pid, Ratio, TaskId, Text},
    export::{Results, TrialResults, busy, delivery, gap, tasks, usage},
    log::{Baseline, Description, Import, Lane, LaneKind, Left, Machine, Outcome},
    model::{Figures, Finding, Ledger, Noise, Prediction, Row, Run, notes},
    plan::{Experiment, Value as Setting, parameter},
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use strum::VariantArray;

/// Lists with an entry for each task are given for runs of up to so many.
const MOST_LISTED: u32 = 1000;

/// What came of one experiment: the object of the contract.
#[derive(Serialize)]
pub(super) struct Document<'a> {
    parscope: &'a str,
    /// Null of a trace of another program, which was not planned.
    experiment: Option<Map<String, Value>>,
    /// Where it is from, and what is not shown of it, if another program made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    imported: Option<&'a Import>,
    /// What is simulated or was added by hand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    /// Where it was run; null of a trace of another program, which does not say.
    machine: Option<&'a Machine>,
    baseline: Option<Serial>,
    runs: Vec<OneRun<'a>>,
    summary: Option<SummaryDocument>,
    /// The speedup that the user expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    guess: Option<f64>,
    /// What the last run should have taken: simulated.
    prediction: Option<Map<String, Value>>,
    /// Why an experiment did not come to its end, where others go on without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'a str>,
}

impl<'a> Document<'a> {
    /// Of the runs of an experiment; `None` where there are none.
    pub(super) fn of(results: &'a Results) -> Option<Self> {
        let last = results.runs.last()?;
        let Description {
            parscope, machine, ..
        } = &last.description;
        let planned = last.planned();
        Some(Self {
            parscope,
            experiment: planned.map(|planned| experiment(planned, machine)),
            imported: last.import(),
            notes: planned.map(|planned| notes(planned)).unwrap_or_default(),
            machine: planned.map(|_| machine),
            baseline: last.baseline().map(Into::into),
            runs: results.runs.iter().map(run).collect(),
            summary: results
                .figures
                .as_ref()
                .filter(|_| planned.is_some())
                .map(Into::into),
            guess: results.guess.map(Ratio::get),
            prediction: results.prediction.as_ref().map(|foretold| {
                let mut document = prediction(foretold);
                if let Some((row, miss)) = foretold.miss(last, Moment::default()) {
                    let miss = json!({ "row": row.key(), "lane_s": miss.as_secs_f64() });
                    document.insert("miss".into(), miss);
                }
                document
            }),
            failure: None,
        })
    }

    /// Of an experiment of a preset, also where it could not even be begun.
    pub(super) fn of_trial(trial: &'a TrialResults, machine: &'a Machine) -> Self {
        let failure = trial.failure.as_deref();
        match Self::of(&trial.results) {
            Some(document) => Self {
                failure,
                ..document
            },
            None => Self {
                parscope: env!("CARGO_PKG_VERSION"),
                experiment: Some(experiment(&trial.experiment, machine)),
                imported: None,
                notes: notes(&trial.experiment),
                machine: Some(machine),
                baseline: None,
                runs: Vec::new(),
                summary: None,
                guess: None,
                prediction: None,
                failure,
            },
        }
    }
}

#[derive(Serialize)]
struct Serial {
    /// T₁: what it was preempted is taken out.
    wall_s: f64,
    cpu_s: f64,
    /// How long it was ready to run and had no core.
    preempted_s: f64,
    /// What disturbed it; null where nothing did, or the machine does not tell.
    noise: Option<OneNoise>,
}

#[derive(Serialize)]
struct OneRun<'a> {
    wall_s: f64,
    /// Null of a trace of another program, which does not say.
    cpu_s: Option<f64>,
    /// CPU time / wall time; of a trace of another program, how many lanes were in a slice, on average.
    parallelism: Option<f64>,
    /// What no schedule of the same work could take less than: of commands, which have no ideal.
    floor_s: Option<f64>,
    tasks_done: u32,
    /// Whether every answer is there and right; null where nobody checked: of commands, in a trace of
    /// another program, and in a log that ends before the run does.
    verified: Option<bool>,
    /// Whether only the beginning of the run is known.
    unfinished: bool,
    result: &'a str,
    failure: Option<&'a str>,
    spans: usize,
    merged: u64,
    dropped: u64,
    restarts: u32,
    /// Tasks whose answer is a failure: commands that did not exit with 0.
    failed_tasks: u32,
    /// Some of them, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failures: Vec<Failure<'a>>,
    /// Workers that confirmed the sentinel of a queue.
    quits: u32,
    /// What commands had started and left running.
    left_running: &'a [Left],
    /// Answers in the order of the input, at most a thousand.
    results: Vec<Value>,
    /// Task numbers in the order in which they finished, at most a thousand.
    completion: Vec<TaskId>,
    /// Task numbers in the order in which their results were handed to the caller.
    delivery: Vec<TaskId>,
    /// The list of the workload `memory` as main saw it, before and after.
    #[serde(skip_serializing_if = "<[Value]>::is_empty")]
    main_views: &'a [Value],
    /// Why its times are to be taken with care; null where the machine does not tell.
    noise: Option<Vec<OneNoise>>,
    lanes: Vec<OneLane>,
    /// Where the time of the workers' lanes went.
    ledger: Option<Map<String, Value>>,
    /// The same in sentences, what is most expensive first.
    findings: Vec<OneFinding>,
}

/// A sentence on a row of the ledger.
#[derive(Serialize)]
struct OneFinding {
    row: &'static str,
    /// Of the lane time.
    share: f64,
    text: String,
    advice: String,
}

/// A reason why a machine is noisy.
#[derive(Serialize)]
struct OneNoise {
    reason: &'static str,
    amount: f64,
    text: String,
}

/// A task that failed.
#[derive(Serialize)]
struct Failure<'a> {
    task: TaskId,
    why: &'a str,
}

#[derive(Serialize)]
struct OneLane {
    lane: LaneId,
    kind: LaneKind,
    /// In a trace of another program, in which a thread may have several lanes.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    pid: Option<Pid>,
    tasks: u32,
    busy_s: f64,
    /// Processes that were on the lane, or threads: of those that ended, what the system counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    voluntary_switches: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    involuntary_switches: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    peak_memory_bytes: Option<u64>,
}

#[derive(Serialize)]
struct SummaryDocument {
    wall_median_s: f64,
    wall_mad_s: f64,
    /// Where the true median lies, from two runs on.
    wall_interval: Option<OneInterval>,
    /// How many runs are outliers.
    outliers: usize,
    speedup: Option<f64>,
    ideal_speedup: f64,
    efficiency: Option<f64>,
    /// Why speedup and efficiency may be others on a quiet machine; null where nothing says so.
    uncertain: Option<Uncertain>,
    karp_flatt: Option<f64>,
    /// What as many independent copies of the kernel reach on this machine.
    ceiling_speedup: Option<f64>,
    ade: Option<f64>,
    rde: Option<f64>,
    load_balance: Option<f64>,
    communication_efficiency: Option<f64>,
}

/// What makes a speedup uncertain.
#[derive(Serialize)]
struct Uncertain {
    /// `serial`: T₁ was disturbed; `run`: the run was; `beyond`: more than the cores can do.
    reason: &'static str,
    text: String,
}

#[derive(Serialize)]
struct OneInterval {
    low_s: f64,
    high_s: f64,
    confidence: f64,
}

/// Every parameter as it was in the end. Where all chunks are equal, `chunksize` is their number
/// of tasks, `rule` beside it says how it came about, and `chunks` how many there are.
fn experiment(experiment: &Experiment, machine: &Machine) -> Map<String, Value> {
    let rule = parameter("chunksize").map(|row| (row.get)(experiment));
    let rule = match rule {
        Ok(Setting::Text(name)) => name,
        _ => "fixed".to_owned(),
    };
    let chunks = experiment.chunks(machine.usable_cores);
    let size = chunks.even_size().filter(|_| experiment.is_cut());
    let mut all = Map::new();
    for (name, value) in experiment.to_json() {
        if name == "chunksize" {
            all.insert(name, size.map_or(value, Into::into));
            all.insert("rule".into(), rule.clone().into());
            let count = Some(chunks.len()).filter(|&count| count > 0 && experiment.is_cut());
            all.insert("chunks".into(), count.into());
        } else {
            all.insert(name, exact(value));
        }
    }
    all
}

fn run(run: &Run) -> OneRun<'_> {
    let outcome = run.outcome();
    let planned = run.planned();
    let checked = outcome.filter(|_| planned.is_some());
    let listed = planned.is_some_and(|planned| planned.task_count() <= MOST_LISTED);
    let sum = |count: fn(&Lane) -> u64| run.flow().map(count).fold(0, u64::saturating_add);
    OneRun {
        wall_s: outcome.map_or(0.0, |o| o.wall().as_secs_f64()),
        cpu_s: run
            .planned()
            .map(|_| outcome.map_or(0.0, |o| o.cpu.as_secs_f64())),
        parallelism: run.parallelism().map(Ratio::get),
        floor_s: run.floor().map(Nanos::as_secs_f64),
        tasks_done: outcome.map_or(0, |o| o.tasks_done),
        verified: checked.and_then(|o| verified(run, o)),
        unfinished: gap(run).is_some(),
        result: outcome.map_or("", |o| &o.result),
        failure: outcome.and_then(|o| o.failure.as_ref().map(Text::raw)),
        spans: run.flow().map(|lane| lane.spans.len()).sum(),
        merged: sum(|lane| lane.info.merged),
        dropped: sum(|lane| lane.info.dropped),
        restarts: outcome.map_or(0, |o| o.restarts),
        results: outcome.map_or_else(Vec::new, |o| o.results.iter().cloned().map(exact).collect()),
        completion: if listed { run.completion() } else { Vec::new() },
        // A run that failed hands over nothing.
        delivery: checked
            .filter(|o| listed && o.failure.is_none())
            .map_or_else(Vec::new, |o| delivery(run, o)),
        failed_tasks: outcome.map_or(0, |o| o.failed_tasks),
        failures: outcome.map_or_else(Vec::new, |o| o.failures.iter().map(Into::into).collect()),
        quits: outcome.map_or(0, |o| o.quits),
        left_running: outcome.map_or(&[], |o| &o.left),
        main_views: outcome.map_or(&[], |o| &o.main_views),
        noise: outcome
            .filter(|outcome| outcome.conditions.is_some())
            .map(|_| Noise::all(run).into_iter().map(Into::into).collect()),
        lanes: run.flow().map(|one| lane(run, one)).collect(),
        ledger: run.ledger().as_ref().map(ledger),
        findings: Finding::all(run).into_iter().map(Into::into).collect(),
    }
}

/// Whether the answers are right, where there was something to hold them against: a serial run, or
/// where it is that itself, another way to compute them.
fn verified(run: &Run, outcome: &Outcome) -> Option<bool> {
    let is_known = run.baseline().is_some() || run.is_serial();
    let is_checked = is_known && !run.has_commands();
    (is_checked || outcome.failure.is_some()).then_some(outcome.verified)
}

/// What was simulated, and that it was.
pub(in crate::export) fn prediction(prediction: &Prediction) -> Map<String, Value> {
    let experiment = prediction.experiment();
    let (chunks, is_cut) = (experiment.chunks(), experiment.is_cut());
    let document = json!({
        "simulated": true,
        "estimate": prediction.is_estimate(),
        "cores": prediction.cores(),
        "chunksize": chunks.even_size().filter(|_| is_cut),
        "chunks": Some(chunks.len()).filter(|&count| count > 0 && is_cut),
        "wall_s": prediction.wall().as_secs_f64(),
        "speedup": prediction.speedup().map(Ratio::get),
        "ledger": prediction.ledger().as_ref().map(ledger),
    });
    match document {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// The rows of a ledger in seconds, and how much of each no program could have avoided.
fn ledger(ledger: &Ledger) -> Map<String, Value> {
    let rows = Row::VARIANTS.iter().map(|&row| {
        let time = ledger.knows(row).then(|| ledger.get(row).as_secs_f64());
        (row.key().to_owned(), time.into())
    });
    let unavoidable = Row::LOSSES
        .iter()
        .map(|&row| (row, ledger.unavoidable(row)));
    let unavoidable: Map<_, _> = unavoidable
        .filter(|&(_, time)| time > Nanos::ZERO)
        .map(|(row, time)| (row.key().to_owned(), time.as_secs_f64().into()))
        .collect();
    let lane_time = ledger.lane_time().as_secs_f64();
    std::iter::once(("lane_s".to_owned(), lane_time.into()))
        .chain(rows)
        .chain([("unavoidable".to_owned(), unavoidable.into())])
        .collect()
}

fn lane(run: &Run, lane: &Lane) -> OneLane {
    let usage = usage(run, lane);
    let usage = usage.as_ref();
    OneLane {
        lane: lane.info.lane,
        kind: lane.info.kind,
        name: run.import().map(|_| run.lane_name(&lane.info).spoken),
        pid: lane.info.pid,
        tasks: tasks(run, lane),
        busy_s: busy(lane).as_secs_f64(),
        voluntary_switches: usage.map(|usage| usage.waits),
        involuntary_switches: usage.map(|usage| usage.preemptions),
        peak_memory_bytes: usage.map(|usage| usage.memory.get()),
    }
}

impl<'a> From<&'a (TaskId, String)> for Failure<'a> {
    fn from((task, why): &'a (TaskId, String)) -> Self {
        Self { task: *task, why }
    }
}

impl From<&Baseline> for Serial {
    fn from(baseline: &Baseline) -> Self {
        Self {
            wall_s: baseline.wall.as_secs_f64(),
            cpu_s: baseline.cpu.as_secs_f64(),
            preempted_s: baseline.preempted.as_secs_f64(),
            noise: Noise::of_baseline(baseline).map(Into::into),
        }
    }
}

impl From<Finding> for OneFinding {
    fn from(finding: Finding) -> Self {
        Self {
            row: finding.row.name(),
            share: finding.share.get(),
            text: finding.text(),
            advice: finding.advice,
        }
    }
}

impl From<Noise> for OneNoise {
    fn from(noise: Noise) -> Self {
        Self {
            reason: noise.name(),
            amount: noise.amount().get(),
            text: noise.to_string(),
        }
    }
}

impl From<&Figures> for SummaryDocument {
    fn from(figures: &Figures) -> Self {
        Self {
            wall_median_s: figures.wall.median.as_secs_f64(),
            wall_mad_s: figures.wall.mad.as_secs_f64(),
            wall_interval: figures.interval.map(|interval| OneInterval {
                low_s: interval.low.as_secs_f64(),
                high_s: interval.high.as_secs_f64(),
                confidence: interval.confidence.get(),
            }),
            outliers: figures.outliers,
            speedup: figures.speedup.map(Ratio::get),
            ideal_speedup: figures.ideal_speedup.get(),
            efficiency: figures.efficiency.map(Ratio::get),
            uncertain: figures.disturbance.map(|reason| Uncertain {
                reason: reason.name(),
                text: reason.to_string(),
            }),
            karp_flatt: figures.karp_flatt.map(Ratio::get),
            ceiling_speedup: figures.ceiling.map(Ratio::get),
            ade: figures.distribution.map(|d| d.absolute.get()),
            rde: figures.distribution.map(|d| d.relative.get()),
            load_balance: figures.pop.map(|pop| pop.load_balance.get()),
            communication_efficiency: figures.pop.map(|pop| pop.communication_efficiency.get()),
        }
    }
}

/// Whole numbers beyond 2^53 as texts: most readers of JSON would round them.
fn exact(value: Value) -> Value {
    const LIMIT: u64 = 1 << 53;
    match value {
        Value::Array(list) => list.into_iter().map(exact).collect(),
        Value::Number(number) => {
            let size = number
                .as_u64()
                .or_else(|| number.as_i64().map(i64::unsigned_abs));
            match size {
                Some(size) if size > LIMIT => Value::String(number.to_string()),
                _ => Value::Number(number),
            }
        }
        other => other,
    }
}
