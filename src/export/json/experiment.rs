//! One experiment: the object of the headless contract.

use super::{
    Fields, exact,
    ledger::prediction,
    object,
    run::{reason, run, summary},
};
use crate::{
    base::{Moment, Ratio},
    export::{Results, TrialResults},
    log::{Baseline, Description, Machine},
    model::{Noise, Prediction, Run, notes},
    plan::{Experiment, Value as Setting, parameter},
};
use serde_json::{Value, json};

/// The runs of an experiment; `None` where there are none.
pub(super) fn document(results: &Results) -> Option<Fields> {
    let last = results.runs.last()?;
    let Description {
        parscope, machine, ..
    } = &last.description;
    let planned = last.planned();
    let figures = results.figures.as_ref().filter(|_| planned.is_some());
    let prediction = results.prediction.as_ref();
    Some(object(
        &["imported", "notes", "guess", "engine", "python"],
        [
            ("parscope", parscope.as_str().into()),
            // What did the tasks; in Python, the interpreter. `gil` is whether it had a lock at the end.
            (
                "engine",
                planned.map(|planned| planned.engine.to_string()).into(),
            ),
            (
                "python",
                json!(last.outcome().and_then(|outcome| outcome.interpreter.as_ref())),
            ),
            // Null for a trace of another program, which was not planned.
            (
                "experiment",
                planned.map(|planned| experiment(planned, machine)).into(),
            ),
            // Where it is from, and what is not shown of it, if another program made it.
            ("imported", json!(last.import())),
            // Notes on what is simulated or was added by hand.
            ("notes", planned.map(|planned| notes(planned)).into()),
            // Where it was run; null of a trace of another program, which does not say.
            ("machine", json!(planned.map(|_| machine))),
            ("baseline", last.baseline().map(baseline).into()),
            ("runs", results.runs.iter().map(run).collect()),
            ("summary", figures.map(summary).into()),
            // The speedup that the user expected.
            ("guess", results.guess.map(Ratio::get).into()),
            // The time that the last run should have taken: simulated.
            (
                "prediction",
                prediction.map(|foretold| missed(foretold, last)).into(),
            ),
        ],
    ))
}

/// An experiment of a preset, also where it could not even be begun.
pub(super) fn trial(trial: &TrialResults, machine: &Machine) -> Fields {
    let mut document = document(&trial.results).unwrap_or_else(|| {
        object(
            &["notes"],
            [
                ("parscope", env!("CARGO_PKG_VERSION").into()),
                ("experiment", experiment(&trial.experiment, machine).into()),
                ("notes", notes(&trial.experiment).into()),
                ("machine", json!(machine)),
                ("baseline", Value::Null),
                ("runs", json!([])),
                ("summary", Value::Null),
                ("prediction", Value::Null),
            ],
        )
    });
    // Why it did not come to its end, where others go on without it.
    let failure = trial.failure.as_deref();
    document.extend(failure.map(|failure| ("failure".to_owned(), failure.into())));
    document
}

/// A prediction, and the row in which the run differs from it most.
fn missed(foretold: &Prediction, run: &Run) -> Fields {
    let mut document = prediction(foretold);
    if let Some((row, miss)) = foretold.miss(run, Moment::default()) {
        let miss = json!({ "row": row.key(), "lane_s": miss.as_secs_f64() });
        document.insert("miss".into(), miss);
    }
    document
}

/// T₁, of which what it was preempted is taken out; `noise` is null where nothing disturbed it, or the
/// machine does not tell.
fn baseline(baseline: &Baseline) -> Value {
    json!({
        "wall_s": baseline.wall.as_secs_f64(),
        "cpu_s": baseline.cpu.as_secs_f64(),
        "preempted_s": baseline.preempted.as_secs_f64(),
        "noise": Noise::of_baseline(baseline).as_ref().map(reason),
    })
}

/// Every parameter as it was in the end. Where all chunks are equal, `chunksize` is their number
/// of tasks, `rule` beside it says how it came about, and `chunks` how many there are.
fn experiment(experiment: &Experiment, machine: &Machine) -> Fields {
    let rule = parameter("chunksize").map(|row| (row.get)(experiment));
    let rule = match rule {
        Ok(Setting::Text(name)) => name,
        _ => "fixed".to_owned(),
    };
    let chunks = experiment.chunks(machine.usable_cores);
    let size = chunks.even_size().filter(|_| experiment.is_cut());
    let mut all = Fields::new();
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
