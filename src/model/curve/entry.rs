//! [`entry`]: a run as it is kept in the journal of its sweep, and back.

use crate::{
    base::Text,
    log::{Entry, Machine, Outcome, Title},
    model::{Disturbance, Run},
    plan::{Experiment, PlanError, Resolved, Sweep, SweepAxis, Turn},
};
use std::collections::HashSet;

/// The journal entry of a run, or of a run that could not be made: a failure is recorded, too.
#[must_use]
pub fn entry(turn: Turn, run: Option<&Run>, failure: Option<String>) -> Entry {
    let outcome = run.and_then(Run::outcome);
    let failed = outcome.map_or(0, |outcome| outcome.failed_tasks);
    let failure = failure
        .map(Text::from)
        .or_else(|| outcome?.failure.clone())
        .or_else(|| (failed > 0).then(|| format!("{failed} tasks failed").into()))
        .or_else(|| outcome.is_none().then(|| "there was no run".into()));
    Entry {
        point: turn.point,
        round: turn.round,
        size: run.and_then(|run| run.planned()?.known_size()),
        wall: outcome.map(Outcome::wall).unwrap_or_default(),
        cpu: outcome.map(|outcome| outcome.cpu).unwrap_or_default(),
        baseline: run.and_then(Run::baseline).cloned(),
        failure,
        uncertain: run
            .and_then(Disturbance::of)
            .map(|reason| reason.to_string()),
    }
}

/// The title of the journal of a sweep on a machine.
#[must_use]
pub fn title(sweep: &Sweep, machine: &Machine) -> Title {
    let axes = sweep.axes().iter().map(ToString::to_string).collect();
    Title::new(axes, sweep.base().to_json(), machine.clone())
}

/// The sweep that a journal is of.
///
/// # Errors
/// [`PlanError`] where there can be no such sweep.
pub fn restored(title: &Title) -> Result<Sweep, PlanError> {
    let axes = title.axes.iter().map(|text| SweepAxis::parse(text));
    let base = Experiment::from_json(&title.experiment)?;
    let cores = title.machine.usable_cores;
    Sweep::new(base, axes.collect::<Result<_, _>>()?, cores)
}

/// The runs that are still to be made, in their order.
#[must_use]
pub fn missing(sweep: &Sweep, entries: &[Entry]) -> Vec<Turn> {
    let done: HashSet<_> = entries.iter().map(|run| (run.point, run.round)).collect();
    let turns = sweep.turns().into_iter();
    turns
        .filter(|turn| !done.contains(&(turn.point, turn.round)))
        .collect()
}

/// The facts that a continued sweep need not find out again: the sizes of tasks, and the serial
/// runs of the round that was broken off.
pub fn remembered<'a>(
    sweep: &'a Sweep,
    entries: &'a [Entry],
) -> impl Iterator<Item = (&'a Resolved, Entry)> {
    let round = entries.last().map(|last| last.round);
    entries.iter().rev().filter_map(move |entry| {
        let point = sweep.points().get(entry.point as usize)?;
        let current = Some(entry.round) == round;
        let known = Entry {
            baseline: entry.baseline.clone().filter(|_| current),
            ..entry.clone()
        };
        Some((&point.experiment, known))
    })
}
