//! [`Json`]: the headless contract. Fields are added, never renamed; seconds are floats.

use super::{Export, Results, busy, tasks};
use crate::{
    base::{LaneId, Pid, Ratio, TaskId},
    model::{Figures, Run, notes},
    plan::{Value as Setting, parameter},
    trace::{Baseline, Lane, LaneKind, Machine, Outcome, WorkerUsage},
};
use serde::Serialize;
use serde_json::{Map, Value};
use std::io;

/// Lists with an entry for each task are given for runs of up to so many.
const MOST_LISTED: u32 = 1000;

/// One JSON object on one line.
#[derive(Debug, Clone, Copy)]
pub struct Json;

impl Export for Json {
    fn write(&self, results: &Results, out: &mut dyn io::Write) -> io::Result<()> {
        let Some(last) = results.runs.last() else {
            return Ok(());
        };
        let document = Document {
            parscope: &last.description.parscope,
            experiment: experiment(last),
            notes: notes(&last.experiment),
            machine: &last.description.machine,
            baseline: last.baseline().map(Into::into),
            runs: results.runs.iter().map(run).collect(),
            summary: results.figures.as_ref().map(Into::into),
        };
        serde_json::to_writer(&mut *out, &document)?;
        writeln!(out)
    }
}

#[derive(Serialize)]
struct Document<'a> {
    parscope: &'a str,
    experiment: Map<String, Value>,
    /// What is simulated or was added by hand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    machine: &'a Machine,
    baseline: Option<Serial>,
    runs: Vec<OneRun<'a>>,
    summary: Option<Summary>,
}

#[derive(Serialize)]
struct Serial {
    wall_s: f64,
    cpu_s: f64,
}

#[derive(Serialize)]
struct OneRun<'a> {
    wall_s: f64,
    cpu_s: f64,
    tasks_done: u32,
    verified: bool,
    result: &'a str,
    failure: Option<&'a str>,
    spans: usize,
    merged: u64,
    dropped: u64,
    restarts: u32,
    /// Tasks whose answer is a failure: commands that did not exit with 0.
    failed_tasks: u32,
    /// Workers that confirmed the sentinel of a queue.
    quits: u32,
    /// Answers in the order of the input, at most a thousand.
    results: Vec<Value>,
    /// Task numbers in the order in which they finished, at most a thousand.
    completion: Vec<TaskId>,
    /// Task numbers in the order in which their results were handed to the caller.
    delivery: Vec<TaskId>,
    /// The list of the workload `memory` as main saw it, before and after.
    #[serde(skip_serializing_if = "<[Value]>::is_empty")]
    main_views: &'a [Value],
    lanes: Vec<OneLane>,
}

#[derive(Serialize)]
struct OneLane {
    lane: LaneId,
    kind: LaneKind,
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
struct Summary {
    wall_median_s: f64,
    wall_mad_s: f64,
    speedup: Option<f64>,
    ideal_speedup: f64,
    efficiency: Option<f64>,
    karp_flatt: Option<f64>,
    ade: Option<f64>,
    rde: Option<f64>,
}

/// Every parameter as it was in the end. Where all chunks are equal, `chunksize` is their number
/// of tasks, and `rule` beside it says how it came about.
fn experiment(run: &Run) -> Map<String, Value> {
    let experiment = &run.experiment;
    let rule = parameter("chunksize").map(|row| (row.get)(experiment));
    let rule = match rule {
        Ok(Setting::Text(name)) => name,
        _ => "fixed".to_owned(),
    };
    let chunks = experiment.chunks(run.description.machine.usable_cores);
    let size = chunks.even_size().filter(|_| experiment.is_cut());
    let mut all = Map::new();
    for (name, value) in experiment.to_json() {
        if name == "chunksize" {
            all.insert(name, size.map_or(value, Into::into));
            all.insert("rule".into(), rule.clone().into());
        } else {
            all.insert(name, exact(value));
        }
    }
    all
}

fn run(run: &Run) -> OneRun<'_> {
    let outcome = run.outcome();
    let listed = run.experiment.task_count() <= MOST_LISTED;
    let sum = |count: fn(&Lane) -> u64| run.flow().map(count).fold(0, u64::saturating_add);
    OneRun {
        wall_s: outcome.map_or(0.0, |o| o.wall().as_secs_f64()),
        cpu_s: outcome.map_or(0.0, |o| o.cpu.as_secs_f64()),
        tasks_done: outcome.map_or(0, |o| o.tasks_done),
        verified: outcome.is_some_and(|o| o.verified),
        result: outcome.map_or("", |o| &o.result),
        failure: outcome.and_then(|o| o.failure.as_deref()),
        spans: run.flow().map(|lane| lane.spans.len()).sum(),
        merged: sum(|lane| lane.info.merged),
        dropped: sum(|lane| lane.info.dropped),
        restarts: outcome.map_or(0, |o| o.restarts),
        results: outcome.map_or_else(Vec::new, |o| o.results.iter().cloned().map(exact).collect()),
        completion: if listed { run.completion() } else { Vec::new() },
        // A run that failed hands over nothing.
        delivery: outcome
            .filter(|o| listed && o.failure.is_none())
            .map_or_else(Vec::new, |o| delivery(run, o)),
        failed_tasks: outcome.map_or(0, |o| o.failed_tasks),
        quits: outcome.map_or(0, |o| o.quits),
        main_views: outcome.map_or(&[], |o| &o.main_views),
        lanes: run.flow().map(|one| lane(one, outcome)).collect(),
    }
}

/// Like `Pool.map`, what does not say otherwise hands its results over in the order of the input.
fn delivery(run: &Run, outcome: &Outcome) -> Vec<TaskId> {
    match outcome.delivery.as_slice() {
        [] => (0..run.experiment.task_count()).map(TaskId::new).collect(),
        said => said.to_vec(),
    }
}

fn lane(lane: &Lane, outcome: Option<&Outcome>) -> OneLane {
    let workers = outcome.map_or(&[][..], |outcome| &outcome.workers);
    let here = || {
        workers
            .iter()
            .filter(|worker| worker.lane == lane.info.lane)
    };
    let sum = |count: fn(&WorkerUsage) -> u64| here().map(count).reduce(u64::saturating_add);
    OneLane {
        lane: lane.info.lane,
        kind: lane.info.kind,
        pid: lane.info.pid,
        tasks: tasks(lane),
        busy_s: busy(lane).as_secs_f64(),
        voluntary_switches: sum(|worker| worker.voluntary_switches),
        involuntary_switches: sum(|worker| worker.involuntary_switches),
        peak_memory_bytes: here().map(|worker| worker.peak_memory.get()).max(),
    }
}

impl From<&Baseline> for Serial {
    fn from(baseline: &Baseline) -> Self {
        Self {
            wall_s: baseline.wall.as_secs_f64(),
            cpu_s: baseline.cpu.as_secs_f64(),
        }
    }
}

impl From<&Figures> for Summary {
    fn from(figures: &Figures) -> Self {
        Self {
            wall_median_s: figures.wall.median.as_secs_f64(),
            wall_mad_s: figures.wall.mad.as_secs_f64(),
            speedup: figures.speedup.map(Ratio::get),
            ideal_speedup: figures.ideal_speedup.get(),
            efficiency: figures.efficiency.map(Ratio::get),
            karp_flatt: figures.karp_flatt.map(Ratio::get),
            ade: figures.distribution.map(|d| d.absolute.get()),
            rde: figures.distribution.map(|d| d.relative.get()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;
    use serde_json::json;

    fn written(runs: Vec<Run>) -> Value {
        let mut out = Vec::new();
        Json.write(&Results::of(runs), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.matches('\n').count(), 1);
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn the_contract_holds_field_by_field() {
        let mut run = scenario::run(
            "set workload=primes size=1000 tasks=4 mode=pool workers=2 chunksize=default\n\
             serial 40ms\n\
             main: create 0ms 2ms | blocked 2ms 25ms\n\
             w1: start-up 0ms 2ms | task 0 2ms 12ms | task 2 12ms 22ms\n\
             w2: start-up 0ms 2ms | task 1 2ms 13ms | task 3 13ms 24ms\n\
             c0: usage 90 0ms 25ms\n\
             end 25ms",
        );
        run.lanes[1].info.merged = 3;
        run.lanes[2].info.dropped = 1;
        let outcome = run.description.outcome.as_mut().unwrap();
        outcome.results = vec![json!(168), json!(1_u64 << 60), json!(0.5), json!("ab")];
        assert_eq!(
            written(vec![run]),
            json!({
                "parscope": "0.1.0",
                "experiment": {
                    "workload": "primes", "tasks": 4, "size": 1000, "task-time": null,
                    "items": null, "command": null, "inputs": null, "output": null,
                    "shape": "uniform", "seed": 42, "io": 0.0, "mode": "pool", "workers": 2,
                    "chunksize": 1, "rule": "default", "pool": "processes", "start": "fork",
                    "join": "late", "main": "waits", "pin": "none",
                    "method": "map", "channel": "pipe", "payload": "0",
                    "lock": "none", "switch-interval": "5ms", "preload": "0",
                    "extra-startup": "0s", "extra-transfer": "0s", "fault": "none", "retries": 3,
                    "warmups": 0, "repeats": 1,
                },
                "machine": { "model": "a machine", "os": "Linux", "cores": 2, "usable_cores": 2 },
                "baseline": { "wall_s": 0.04, "cpu_s": 0.04 },
                "runs": [{
                    "wall_s": 0.025, "cpu_s": 0.0, "tasks_done": 4, "verified": true,
                    "result": "5eed", "failure": null, "spans": 8, "merged": 3, "dropped": 1,
                    "restarts": 0, "failed_tasks": 0, "quits": 0,
                    "results": [168, "1152921504606846976", 0.5, "ab"],
                    "completion": [0, 1, 2, 3], "delivery": [0, 1, 2, 3],
                    "lanes": [
                        { "lane": 0, "kind": "main", "pid": 4000, "tasks": 0, "busy_s": 0.0 },
                        { "lane": 1, "kind": "process", "pid": 4001, "tasks": 2, "busy_s": 0.02 },
                        { "lane": 2, "kind": "process", "pid": 4002, "tasks": 2, "busy_s": 0.022 },
                    ],
                }],
                "summary": {
                    "wall_median_s": 0.025, "wall_mad_s": 0.0, "speedup": 1.6,
                    "ideal_speedup": 2.0, "efficiency": 0.8, "karp_flatt": 0.25,
                    "ade": 1.0, "rde": 1.0,
                },
            })
        );
    }

    #[test]
    fn a_figure_that_is_not_defined_is_null_and_a_rule_stays_a_name() {
        let run = scenario::run(
            "set workload=primes mode=threaded workers=1 chunksize=guided tasks=2\n\
             t1: task 0 0ms 10ms\nend 10ms",
        );
        let written = written(vec![run]);
        assert_eq!(written["experiment"]["chunksize"], "guided");
        assert_eq!(written["experiment"]["rule"], "guided");
        assert_eq!(written["baseline"], Value::Null);
        for name in ["speedup", "efficiency", "karp_flatt", "ade", "rde"] {
            assert_eq!(written["summary"][name], Value::Null, "{name}");
        }
    }

    #[test]
    fn a_failed_run_is_told_but_not_counted() {
        let mut run = scenario::run("set workload=primes\nw1: task 0 0ms 1ms\nend 1ms");
        let outcome = run.description.outcome.as_mut().unwrap();
        outcome.failure = Some("worker 1 was killed".into());
        outcome.verified = false;
        let written = written(vec![run]);
        assert_eq!(written["runs"][0]["failure"], "worker 1 was killed");
        assert_eq!(written["summary"], Value::Null);
    }

    #[test]
    fn an_outcome_that_claims_more_tasks_than_there_are_takes_no_memory() {
        let mut run = scenario::run("set workload=primes tasks=2\nw1: task 0 0ms 1ms\nend 1ms");
        run.description.outcome.as_mut().unwrap().tasks_done = u32::MAX;
        let written = written(vec![run]);
        assert_eq!(written["runs"][0]["delivery"], json!([0, 1]));
    }
}
