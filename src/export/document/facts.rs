//! The parameters of a run, its machine, and its figures.

use super::{
    Emphasis, Pair, Passage, command,
    setup::{chunks, machine},
    speedup::{off, speedup_bar},
};
use crate::{
    base::{Moment, Ratio, SignedNanos, visible},
    export::Results,
    model::{Figures, Run, notes},
    plan::{Experiment, Group, Parameter, Resolved, TABLE, Value},
};

/// Longer values, such as a list of items, are cut.
const LONGEST_VALUE: usize = 40;

/// Parameters and machine. For a trace of another program neither is known.
pub(super) fn facts(run: &Run) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let experiment = run.planned();
    for (name, group) in [
        ("tasks", Group::Work),
        ("workers", Group::Workers),
        ("exchange", Group::Exchange),
        ("conditions", Group::Conditions),
        ("measured", Group::Measurement),
    ] {
        match experiment.map(|experiment| parameters(experiment, group)) {
            None => {}
            Some(none) if none.is_empty() => {}
            Some(text) => pairs.push((name, text.into())),
        }
    }
    if let Some(chunks) = experiment.and_then(chunks) {
        pairs.push(("chunks", chunks.into()));
    }
    pairs.push(("machine", machine(run).into()));
    let notes = experiment.map_or_else(Vec::new, |experiment| notes(experiment));
    let notes = notes.into_iter();
    pairs.extend(notes.map(|note| ("note", Passage::new(note, Emphasis::Strong))));
    pairs
}

/// The figures of all runs.
pub(super) fn figures(figures: &Figures, results: &Results, last: &Run) -> Vec<Pair> {
    let mut pairs = Vec::new();
    if let Some(serial) = figures.serial {
        let preempted = last.baseline().map(|serial| serial.preempted);
        // A little is lost in every run: it is named from 1 % on.
        let less = preempted.filter(|&time| time * 100 > serial);
        let less = less.map_or_else(String::new, |time| format!(", less {time} without a core"));
        let of = format!("(serial run of the same tasks{less})");
        let serial = Passage::from(serial.to_string());
        pairs.push(("T₁", serial.and(of, Emphasis::Plain)));
    }
    let name = match last.import() {
        Some(_) => "wall time",
        None => "Tₚ",
    };
    let wall = Passage::from(figures.wall.median.to_string());
    let spread = match figures.wall.count {
        1 => String::new(),
        count => format!("± {} (median ± MAD of {count} runs)", figures.wall.mad),
    };
    pairs.push((name, wall.and(spread, Emphasis::Plain)));
    at_once(&mut pairs, last);
    if let Some(interval) = figures.interval {
        let sure = interval.confidence.percent();
        let outliers = match figures.outliers {
            0 => String::new(),
            1 => "; 1 run is an outlier".to_owned(),
            several => format!("; {several} runs are outliers"),
        };
        let (low, high) = (interval.low, interval.high);
        let text = format!("{sure} sure that it is {low} to {high}{outliers}");
        pairs.push(("", Passage::faint(text)));
    }
    // A command may wait for as long as it likes, so the number of cores is no ideal. Once
    // its waits were seen, there is one.
    let commands = last.has_commands();
    let waited = last.waited().filter(|_| !last.is_serial());
    if let Some(share) = waited {
        shares(&mut pairs, figures);
        let waited = format!("for {} of T₁, in which they need no core", share.percent());
        pairs.push(("they wait", waited.into()));
    } else if commands {
        pairs.extend(figures.said_speedup().map(|said| ("speedup", said.into())));
    } else {
        shares(&mut pairs, figures);
        expected(&mut pairs, figures, results, last);
    }
    if commands {
        pairs.push(("commands", command::total(last)));
    }
    pairs
}

/// The parallelism and the floor, where there is no T₁.
pub(super) fn at_once(pairs: &mut Vec<Pair>, last: &Run) {
    let Some(parallelism) = last.parallelism().filter(|_| !last.has_speedup()) else {
        return;
    };
    let words = match last.import() {
        Some(_) => "(lanes in a slice at once, on average)",
        None => "(CPU time / wall time)",
    };
    let said = Passage::from(format!("{:.2}", parallelism.get()));
    pairs.push(("parallelism", said.and(words, Emphasis::Plain)));
    if let Some(floor) = last.floor() {
        let longest = if last.has_commands() {
            "command"
        } else {
            "task"
        };
        let words = format!(
            "(the longest {longest} with a core of its own, or all CPU time shared out over the usable cores)"
        );
        let said = Passage::from(floor.to_string());
        pairs.push(("floor", said.and(words, Emphasis::Plain)));
    }
}

/// Guess and prediction, and the largest part of the difference.
fn expected(pairs: &mut Vec<Pair>, figures: &Figures, results: &Results, last: &Run) {
    if let (Some(guess), Some(speedup)) = (results.guess, figures.speedup) {
        pairs.push(("guess", off(guess, speedup, "what was measured")));
    }
    let Some(prediction) = &results.prediction else {
        return;
    };
    let Some(speedup) = prediction.speedup() else {
        return;
    };
    let (wall, taken) = (prediction.wall(), figures.wall.median);
    let longer = taken.as_secs_f64() / wall.as_secs_f64().max(1e-9) - 1.0;
    let share = Ratio::new(longer.abs()).percent();
    let words = match longer {
        l if l.abs() < 0.005 => "and so it was".into(),
        l if l > 0.0 => format!("it took {share} longer"),
        _ => format!("it took {share} less"),
    };
    let miss = prediction.miss(last, Moment::default());
    let miss = miss.filter(|_| longer.abs() >= 0.005).map(|(row, miss)| {
        let more = if miss > SignedNanos::ZERO {
            "more"
        } else {
            "less"
        };
        format!(", most of all {} {more} {}", miss.size(), row.name())
    });
    let text = format!("in {wall} (simulated): {words}{}", miss.unwrap_or_default());
    let speedup = Passage::from(speedup.factor());
    pairs.push(("predicted", speedup.and(text, Emphasis::Plain)));
}

/// Speedup and efficiency: the parts of the ideal that were reached.
fn shares(pairs: &mut Vec<Pair>, figures: &Figures) {
    pairs.extend(speedup_bar(figures).map(|speedup| ("speedup", speedup)));
    if let Some(reason) = figures.disturbance {
        pairs.push(("uncertain", Passage::bad(reason.to_string())));
    }
    if let Some(efficiency) = figures.efficiency {
        // A serial run has nothing to share out.
        let pop = figures.pop.filter(|_| figures.ideal_speedup > Ratio::ONE);
        let parts = pop.map_or_else(String::new, |pop| {
            let (balance, busy) = (pop.load_balance, pop.communication_efficiency);
            let (balance, busy) = (balance.percent(), busy.percent());
            format!("(load balance {balance}, busiest worker {busy} at work)")
        });
        let efficiency = Passage::from(efficiency.percent());
        pairs.push(("efficiency", efficiency.and(parts, Emphasis::Faint)));
    }
    // Slower than serial or faster than ideal: no serial fraction would explain that.
    let fraction = figures
        .karp_flatt
        .filter(|f| (0.0..=1.0).contains(&f.get()));
    if let Some(fraction) = fraction {
        let serial = Passage::from(format!("{:.3}", fraction.get()));
        let serial = serial.and("serial fraction (Karp-Flatt)", Emphasis::Plain);
        pairs.push(("implied", serial));
    }
}

/// The parameters of a group that have an effect: `mandelbrot · tasks 32 · seed 42`.
fn parameters(experiment: &Resolved, group: Group) -> String {
    let rows = TABLE.iter().filter(|row| row.group == group);
    let default = Experiment::default();
    let shown = rows.filter(|row| (row.applies)(experiment));
    // A parameter of some modes only is worth a word where it was chosen.
    let chosen = |row: &&Parameter| {
        let always = !row.is_modal() && row.name != "io" || row.name == "start";
        always || (row.get)(experiment) != (row.get)(&default)
    };
    let shown = shown.filter(chosen);
    let texts = shown.filter_map(|row| match (row.get)(experiment) {
        Value::Unset => None,
        value => {
            let text = value.to_string();
            let text = visible(&text);
            let cut: String = text.chars().take(LONGEST_VALUE).collect();
            let dots = if cut == text { "" } else { "…" };
            Some(format!("{} {cut}{dots}", row.name))
        }
    });
    texts.collect::<Vec<_>>().join(" · ")
}
