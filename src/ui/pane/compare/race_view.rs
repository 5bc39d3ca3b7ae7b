//! [`RaceView`]: runs above one another on one time axis.

use super::race::{Competitor, Race};
use crate::{
    base::Nanos,
    model::{Axis, Digest, Run, Thumbnail, distinctions, unlike_work},
    plan::Resolved,
    session::Member,
    ui::{
        LiveRun, TrialState,
        pane::history::{PastRun, RunHistory, words},
    },
};
use std::borrow::Cow;

/// Runs that are compared, or that race.
pub(in crate::ui) struct RaceView<'a> {
    /// Each of them, in the order in which they were run.
    pub(in crate::ui) runners: Vec<ComparedRun<'a>>,
    /// The axis on which all of them begin at zero.
    pub(in crate::ui) axis: Axis,
    /// Whether they are the modes or engines of the same work, one after another.
    pub(in crate::ui) is_race: bool,
    /// What they are then: modes, or engines.
    pub(in crate::ui) unit: &'static str,
    /// The parameters by which those that ended did not do the same work: `size 79600 and 81200`.
    pub(in crate::ui) unlike: Vec<String>,
}

/// One of the runs.
pub(in crate::ui) struct ComparedRun<'a> {
    /// Its name.
    pub(in crate::ui) name: String,
    /// The parameters that tell it from the others.
    pub(in crate::ui) about: Vec<String>,
    /// How it stands.
    pub(in crate::ui) state: TrialState,
    /// How many lanes are drawn of it.
    pub(in crate::ui) lanes: usize,
    /// Its thumbnail, as far as it has come.
    pub(in crate::ui) thumbnail: Option<Cow<'a, Thumbnail>>,
    /// The run with its spans, where they are kept.
    pub(in crate::ui) whole: Option<&'a Run>,
    /// The time that an ideal machine would take.
    pub(in crate::ui) ideal: Option<Nanos>,
    /// Its results, once it has ended.
    pub(in crate::ui) digest: Option<&'a Digest>,
}

impl<'a> RaceView<'a> {
    /// How a race stands.
    pub(in crate::ui) fn of(race: &Race, history: &'a RunHistory, live: LiveRun<'a>) -> Self {
        let racing = live
            .member
            .filter(|member| matches!(member, Member::Competitor(_)));
        let past = |competitor: &Competitor| history.get(competitor.run?);
        let pasts: Vec<_> = race.competitors.iter().map(past).collect();
        let running = live.taken.filter(|_| racing.is_some());
        let axis = axis(&pasts, live, running);
        let experiments = pasts
            .iter()
            .zip(&race.competitors)
            .map(|(past, competitor)| {
                let own = || past.and_then(|past| past.digest.run.planned());
                let planned = competitor.experiment.as_ref();
                Some(&**planned.or_else(own)?)
            });
        let experiments: Vec<_> = experiments.collect();
        let planned: Vec<_> = experiments.iter().copied().flatten().collect();
        let has_one_mode = planned.windows(2).all(|two| two[0].mode == two[1].mode);
        let mut about = distinctions(&planned).into_iter();
        let runners = pasts.iter().zip(&race.competitors).enumerate();
        let runners = runners.map(|(index, (past, competitor))| {
            let planned = experiments[index].and_then(|_| about.next());
            let about = planned.unwrap_or_else(|| program_about(*past, &pasts));
            let entry = competitor.entry.as_ref();
            let is_running = entry.is_some_and(|&(_, member)| Some(member) == racing);
            let going = live.run.filter(|_| is_running && running.is_some());
            let number = || past.map_or_else(String::new, name);
            ComparedRun {
                name: entry.map_or_else(number, |(name, _)| name.clone()),
                about: if race.is_race { Vec::new() } else { about },
                state: match past {
                    _ if is_running => TrialState::Running,
                    None => TrialState::Waiting,
                    Some(past) => state(&past.digest),
                },
                lanes: match (past, competitor.experiment.as_ref()) {
                    (Some(past), _) => past.digest.thumbnail.bands(),
                    (None, Some(experiment)) => lanes(experiment),
                    (None, None) => 1,
                },
                thumbnail: match going {
                    Some(run) => Some(Cow::Owned(Thumbnail::of(run, axis.length(), live.now))),
                    None => past.map(|past| Cow::Borrowed(&past.digest.thumbnail)),
                },
                whole: going.or_else(|| past.and_then(PastRun::whole)),
                ideal: going
                    .or(past.map(|past| &past.digest.run))
                    .and_then(Run::ideal),
                digest: past.map(|past| &past.digest),
            }
        });
        let done = pasts.iter().flatten().map(|past| &past.digest.run);
        let planned = done.filter_map(Run::planned);
        let done: Vec<_> = planned.map(|planned| &**planned).collect();
        Self {
            unlike: unlike_work(&done),
            runners: runners.collect(),
            axis,
            unit: if has_one_mode { "engines" } else { "modes" },
            is_race: race.is_race,
        }
    }
}

/// The words that tell a run of a program from the others: `chunksize 25`.
fn program_about(past: Option<&PastRun>, others: &[Option<&PastRun>]) -> Vec<String> {
    let words_of = |past: &PastRun| words(&past.digest.run);
    let others: Vec<_> = others.iter().flatten().map(|past| words_of(past)).collect();
    let mut own = past.map_or_else(Vec::new, words_of);
    own.retain(|word| !others.iter().all(|other| other.contains(word)));
    own
}

/// As long as the longest run, and as T₁ while one goes on.
fn axis(pasts: &[Option<&PastRun>], live: LiveRun<'_>, running: Option<Nanos>) -> Axis {
    let taken = pasts
        .iter()
        .flatten()
        .map(|past| past.digest.thumbnail.ended());
    let serial = live.run.and_then(Run::baseline);
    let serial = serial
        .map(|serial| serial.wall)
        .filter(|_| running.is_some());
    let longest = taken.chain(serial).max();
    let axis = match (longest, running) {
        (Some(longest), _) => Axis::fitting(longest),
        (None, _) => live.axis,
    };
    axis.holding(running.unwrap_or_default())
}

/// The name of a run of the history: its number, or the file of a trace.
fn name(past: &PastRun) -> String {
    let import = past.digest.run.import();
    import.map_or_else(
        || format!("run {}", past.number),
        crate::log::Import::file_name,
    )
}

/// The lanes that will be drawn of a run.
fn lanes(experiment: &Resolved) -> usize {
    match experiment.worker_lanes().min(experiment.task_count()) {
        // Main does them all.
        0 => 1,
        lanes => Thumbnail::bands_of(lanes),
    }
}

fn state(digest: &Digest) -> TrialState {
    match digest.run.outcome() {
        None => TrialState::Stopped,
        Some(_) if digest.is_sound() => TrialState::Done,
        Some(_) => TrialState::Failed,
    }
}
