//! JSON: the headless contract. Fields are added, never renamed; seconds are floats.
//!
//! An unknown value is null: of a trace of another program `machine`, `baseline`, `summary` and each
//! run's `verified`. Of a run of which only the beginning is there `unfinished` is true and `ledger`
//! null, and so is `verified` where its end was never written.

mod experiment;
mod law;
mod ledger;
mod run;
mod sweep;
mod watched;

use super::{Forecast, Format, PresetResults, Results, document::Rivals, laws::laws};
use crate::base::Ratio;
use experiment::{document, trial};
use law::law;
use ledger::prediction;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::io;
use watched::WatchedDocument;

/// One JSON object on one line; of a sweep, on several.
pub const FORMAT: Format = Format {
    name: "json",
    about: "is the document of `--json`",
    prints: "Print one JSON object",
    is_json: true,
    run: Some(|run, _, out| write(run, out)),
    preset: Some(|preset, _, out| write_preset(preset, out)),
    sweep: Some(|results, _, out| sweep::write(results, out)),
    forecast: Some(|forecast, _, out| write_forecast(forecast, out)),
    ..Format::EMPTY
};

/// An object with its fields in their order.
type Fields = Map<String, Value>;

/// An object without those optional fields that are null or empty.
fn object<const N: usize>(optional: &[&str], fields: [(&str, Value); N]) -> Fields {
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    };
    let fields = fields.into_iter();
    let fields = fields.filter(|(name, value)| !(optional.contains(name) && is_empty(value)));
    fields
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
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

fn write(results: &Results, out: &mut dyn io::Write) -> io::Result<()> {
    let last = results.runs.last();
    if let Some((run, watched)) = last.and_then(|run| Some((run, run.watched()?))) {
        return line(&WatchedDocument::of(run, watched), out);
    }
    document(results).map_or(Ok(()), |document| line(&document, out))
}

/// A preset: the object of its first experiment, so that one with a single experiment is as any
/// other, and where there are several, all of them.
fn write_preset(results: &PresetResults<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let PresetResults {
        preset,
        machine,
        trials,
    } = results;
    let named = trials.iter().map(|trial| (&*trial.label, &trial.results));
    let rivals = Rivals::of(named);
    let experiments = trials.iter().enumerate().map(|(index, one)| {
        // The change of the mean time, as a share of the fastest one's.
        let against = rivals.difference(index).map(|(fastest, difference)| {
            json!({
                "fastest": fastest,
                "change": difference.change.get(),
                "margin": difference.margin.get(),
                "verdict": difference.verdict,
            })
        });
        let label = ("label", one.label.as_str().into());
        let mut document = object(
            &["against_fastest"],
            [label, ("against_fastest", against.into())],
        );
        document.extend(trial(one, machine));
        Value::from(document)
    });
    let experiments = match trials.len() {
        ..=1 => Value::Null,
        _ => experiments.collect(),
    };
    let laws = laws(trials.iter().map(|trial| &trial.results));
    let mut document = trials
        .first()
        .map(|first| trial(first, machine))
        .unwrap_or_default();
    document.extend(object(
        &["experiments", "laws"],
        [
            ("preset", (*preset.name).into()),
            ("title", preset.title.as_str().into()),
            ("experiments", experiments),
            // The laws that follow where only the number of workers was changed.
            ("laws", laws.iter().map(law).collect()),
        ],
    ));
    line(&document, out)
}

fn write_forecast(forecast: &Forecast<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let run = forecast.prediction.run();
    let document = object(
        &["guess"],
        [
            ("parscope", env!("CARGO_PKG_VERSION").into()),
            ("experiment", run.description.experiment.clone().into()),
            ("machine", json!(forecast.machine)),
            (
                "baseline",
                json!({ "wall_s": run.baseline().map(|serial| serial.wall.as_secs_f64()) }),
            ),
            ("prediction", prediction(forecast.prediction).into()),
            ("guess", forecast.guess.map(Ratio::get).into()),
        ],
    );
    line(&document, out)
}

fn line(document: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, document)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        export::TrialResults,
        lesson::Lesson,
        log::Machine,
        model::{Run, scenario},
        plan::Experiment,
    };

    fn written(runs: Vec<Run>) -> Value {
        let mut out = Vec::new();
        write(&Results::of(runs), &mut out).unwrap();
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
        let expected = json!({
            "wall_s": 0.025, "cpu_s": 0.0, "parallelism": null, "floor_s": null, "tasks_done": 4, "verified": true, "unfinished": false,
            "result": "5eed", "failure": null, "spans": 8, "merged": 3, "dropped": 1,
            "restarts": 0, "failed_tasks": 0, "quits": 0, "left_running": [],
            "results": [168, "1152921504606846976", 0.5, "ab"],
            "completion": [0, 1, 2, 3], "delivery": [0, 1, 2, 3], "noise": null,
            "lanes": [
                { "lane": 0, "kind": "main", "pid": 4000, "tasks": 0, "busy_s": 0.0 },
                { "lane": 1, "kind": "process", "pid": 4001, "tasks": 2, "busy_s": 0.02 },
                { "lane": 2, "kind": "process", "pid": 4002, "tasks": 2, "busy_s": 0.022 },
            ],
            "ledger": {
                "lane_s": 0.05, "work_s": 0.04, "inflation_s": 0.002,
                "startup_s": 0.004, "transfer_s": 0.0, "lock_s": 0.0,
                "preempted_s": 0.0, "starved_s": 0.0, "tail_s": 0.002, "exit_s": 0.002,
                "recorder_s": 0.0, "unavoidable": {},
            },
            "findings": [
                {
                    "row": "start-up", "share": 4.0 / 50.0,
                    "text": "8 % of the lane time is start-up: 2 processes by fork took \
                             2.00 ms each",
                    "advice": "Give each worker more to do, or try threads.",
                },
            ],
        });
        assert_eq!(
            written(vec![run]),
            json!({
                "parscope": "0.1.0",
                "engine": "native",
                "experiment": {
                    "workload": "primes", "function": null, "tasks": 4, "size": 1000, "task-time": null,
                    "items": null, "command": null, "inputs": null, "output": null,
                    "shape": "uniform", "seed": 42, "io": 0.0, "mode": "pool", "engine": "native",
                    "python": "python3", "workers": 2,
                    "chunksize": 1, "rule": "default", "chunks": 4, "pool": "processes", "start": "fork",
                    "join": "late", "main": "waits", "pin": "none",
                    "method": "map", "channel": "pipe", "payload": "0",
                    "lock": "none", "switch-interval": "5ms", "preload": "0", "load": 0,
                    "extra-startup": "0s", "extra-transfer": "0s", "fault": "none", "retries": 3,
                    "warmups": 0, "repeats": 1,
                },
                "machine": { "model": "a machine", "os": "Linux", "cores": 2, "usable_cores": 2 },
                "baseline": { "wall_s": 0.04, "cpu_s": 0.04, "preempted_s": 0.0, "noise": null },
                "runs": [expected],
                "summary": {
                    "wall_median_s": 0.025, "wall_mad_s": 0.0, "wall_interval": null, "outliers": 0, "speedup": 1.6,
                    "ideal_speedup": 2.0, "efficiency": 0.8, "uncertain": null, "karp_flatt": 0.25, "ceiling_speedup": null,
                    "ade": 1.0, "rde": 1.0, "load_balance": 42.0 / 44.0,
                    "communication_efficiency": 0.88,
                },
                "prediction": null,
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

    fn preset(trials: &[TrialResults]) -> Value {
        let mut out = Vec::new();
        let results = PresetResults {
            preset: Lesson::find_preset("two-tasks").unwrap(),
            machine: &Machine::default(),
            trials,
        };
        write_preset(&results, &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    fn trial(label: &str, runs: Vec<Run>, failure: Option<&str>) -> TrialResults {
        TrialResults {
            label: label.into(),
            experiment: Experiment::default(),
            results: Results::of(runs),
            failure: failure.map(Into::into),
        }
    }

    #[test]
    fn a_preset_of_one_experiment_is_read_like_any_experiment() {
        let run = || scenario::run("set workload=primes\nw1: task 0 0ms 1ms\nend 1ms");
        let mut found = preset(&[trial("", vec![run()], None)]);
        let object = found.as_object_mut().unwrap();
        assert_eq!(object.remove("preset"), Some(json!("two-tasks")));
        assert!(object.remove("title").is_some());
        assert_eq!(found, written(vec![run()]));
    }

    #[test]
    fn of_several_experiments_each_is_there_also_one_that_could_not_be_begun() {
        let run = scenario::run("set workload=primes\nw1: task 0 0ms 1ms\nend 1ms");
        let found = preset(&[trial("a", vec![run], None), trial("b", vec![], Some("no"))]);
        let all = found["experiments"].as_array().unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(all[0]["runs"], found["runs"]);
        assert_eq!(
            (&all[0]["label"], &all[0]["failure"]),
            (&json!("a"), &Value::Null)
        );
        assert_eq!(
            (&all[1]["label"], &all[1]["failure"]),
            (&json!("b"), &json!("no"))
        );
        assert_eq!(
            (&all[1]["runs"], &all[1]["summary"]),
            (&json!([]), &Value::Null)
        );
        assert_eq!(all[1]["experiment"]["workload"], "mandelbrot");
    }

    #[test]
    fn a_difference_within_the_noise_says_so() {
        let run = |end: &str| {
            let text = format!("set workload=primes\nw1: task 0 0ms 1ms\nend {end}");
            vec![scenario::run(&text)]
        };
        let found = preset(&[trial("a", run("10ms"), None), trial("b", run("11ms"), None)]);
        let all = found["experiments"].as_array().unwrap();
        assert_eq!(all[0]["against_fastest"], Value::Null);
        assert_eq!(all[1]["against_fastest"]["fastest"], "a");
        assert_eq!(all[1]["against_fastest"]["verdict"], "unknown");
    }
}
