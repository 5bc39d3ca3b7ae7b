//! What is said of a speedup while other programs compute.

use crate::{
    run::{experiment, resolved},
    table::Table,
};
use parscope::{
    base::Ratio,
    model::{Disturbance, Figures, Run},
    session::{self, Event, Phase, Session, usable_cores},
};
use std::{process::Command, sync::Arc, time::Duration};

/// Runs beside each of the four.
const ROUNDS: usize = 5;

/// A speedup that is off by more than this share is to be marked.
const OFF: f64 = 0.05;

/// What other programs compute beside.
const BESIDE: [(&str, &[Phase]); 4] = [
    ("neither", &[]),
    ("T₁", &[Phase::Baseline]),
    ("the run", &[Phase::Run { number: 1, of: 1 }]),
    ("both", &[Phase::Baseline, Phase::Run { number: 1, of: 1 }]),
];

/// What was said of a speedup.
struct Said {
    speedup: Ratio,
    disturbance: Option<Disturbance>,
}

pub(crate) fn bars(table: &mut Table) {
    let name = "quiet: speedups off by more than 5 % and not marked";
    if !table.wants(name) {
        return;
    }
    let mut all: Vec<(&str, Said)> = Vec::new();
    for _ in 0..ROUNDS {
        all.extend(BESIDE.map(|(beside, phases)| (beside, said(phases))));
    }
    let quiet = all
        .iter()
        .filter(|(beside, said)| *beside == "neither" && said.disturbance.is_none());
    let mut quiet: Vec<_> = quiet.map(|(_, said)| said.speedup.get()).collect();
    quiet.sort_by(f64::total_cmp);
    let Some(&reference) = quiet.get(quiet.len() / 2) else {
        return Table::skip(name, "other programs compute on this machine");
    };
    let mut wrong = 0;
    for (beside, said) in &all {
        let off = said.speedup.get() / reference - 1.0;
        let is_wrong = off.abs() > OFF && said.disturbance.is_none();
        wrong += usize::from(is_wrong);
        let mark = said
            .disturbance
            .map_or_else(|| "not marked".into(), |why| why.to_string());
        println!(
            "  beside {beside:<8} {:>7} {:>+7.1} %  {mark}",
            said.speedup.factor(),
            off * 100.0
        );
    }
    let figure = format!("{wrong} of {}", all.len());
    table.line(name, &figure, "0", wrong == 0);
}

/// The speedup of a run that other programs computed beside, in some of its phases.
fn said(phases: &[Phase]) -> Said {
    let experiment = resolved(&experiment(&format!(
        "workload=mandelbrot tasks=24 task-time=25ms mode=pool chunksize=1 workers={}",
        usable_cores()
    )));
    let mut session = Session::new(session::machine(), Arc::new(|| ()));
    session.start(&experiment).expect("an experiment");
    let mut others = Vec::new();
    let mut runs: Vec<Run> = Vec::new();
    loop {
        session.wait(Duration::from_millis(50));
        for event in session.poll() {
            match event {
                Event::Began { phase, .. } => {
                    end(&mut others);
                    if phases.contains(&phase) {
                        others = busy();
                    }
                }
                Event::Ended { phase, description } => match phase {
                    Phase::Run { .. } => runs.push(Run::new(experiment.clone(), *description)),
                    Phase::Again => runs
                        .iter_mut()
                        .for_each(|run| run.hold_against(description.baseline.as_ref())),
                    _ => {}
                },
                Event::Cores(_) | Event::Processes(_) => {}
                Event::Finished(result) => {
                    end(&mut others);
                    result.expect("a run");
                    let figures = Figures::of(&runs).expect("a run that ended well");
                    return Said {
                        speedup: figures.speedup.expect("a serial run"),
                        disturbance: figures.disturbance,
                    };
                }
            }
        }
    }
}

/// A program that computes, for each core; by its number. It is no child of ours: the time of
/// children is counted as our own.
fn busy() -> Vec<String> {
    let one = |_| {
        let shell = Command::new("sh")
            .args(["-c", "(while :; do :; done) >/dev/null 2>&1 & echo $!"])
            .output();
        let output = String::from_utf8(shell.expect("a shell").stdout);
        output.expect("a number").trim().to_owned()
    };
    (0..usable_cores()).map(one).collect()
}

fn end(others: &mut Vec<String>) {
    for other in others.drain(..) {
        let _ = Command::new("kill").args(["-KILL", &other]).status();
    }
}
