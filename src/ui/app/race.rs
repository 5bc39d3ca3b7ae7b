//! [`Race`]: runs that are compared: runs of the history, or a race of the four modes.
//!
//! Each mode needs the machine for itself, so a race is run one after another; on the screen they
//! all begin at zero.

use super::{App, active_run::ActiveRun, host::Host};
use crate::{
    base::{Moment, Nanos},
    engine::EngineError,
    model::{Axis, Digest, Run, Thumbnail, distinctions, unlike_work},
    plan::{Mode, Resolved},
    session::{Campaign, CampaignRun, Member},
    ui::{
        ComparedRun, Message, Pane, RaceView, TrialState,
        pane::history::{PastRun, RunHistory},
    },
};
use std::borrow::Cow;

/// The runs that are compared.
pub(super) struct Race {
    competitors: Vec<Competitor>,
    /// Whether these are the modes of the same work, on one clock.
    has_all_modes: bool,
}

/// One of the runs.
struct Competitor {
    /// The experiment that runs; `None` of a run that was made before.
    experiment: Option<Resolved>,
    /// The number of its run in the history, once it has ended.
    run: Option<u32>,
}

impl Race {
    /// Runs of the history.
    fn between(runs: &[u32]) -> Self {
        let competitor = |&run| Competitor {
            experiment: None,
            run: Some(run),
        };
        Self {
            competitors: runs.iter().map(competitor).collect(),
            has_all_modes: false,
        }
    }

    /// The modes of a campaign that has not begun.
    fn of_modes(campaign: &Campaign) -> Self {
        let competitor = |run: &CampaignRun| Competitor {
            experiment: run.resolved.clone().ok(),
            run: None,
        };
        Self {
            competitors: campaign.waiting().map(competitor).collect(),
            has_all_modes: true,
        }
    }

    /// How it stands while that mode goes on.
    fn view<'a>(
        &self,
        mode: Option<Mode>,
        history: &'a RunHistory,
        live: &'a ActiveRun,
        now: Moment,
    ) -> RaceView<'a> {
        let past = |competitor: &Competitor| history.get(competitor.run?);
        let pasts: Vec<_> = self.competitors.iter().map(past).collect();
        let running = live.running_for(now);
        let axis = axis(&pasts, live, running.filter(|_| mode.is_some()));
        let experiments = pasts
            .iter()
            .zip(&self.competitors)
            .map(|(past, competitor)| {
                let own = || past.and_then(|past| past.digest.run.planned());
                let planned = competitor.experiment.as_ref();
                Some(&**planned.or_else(own)?)
            });
        let experiments: Vec<_> = experiments.collect();
        let planned: Vec<_> = experiments.iter().copied().flatten().collect();
        let mut about = distinctions(&planned).into_iter();
        let runners = pasts.iter().zip(&self.competitors).enumerate();
        let runners = runners.map(|(index, (past, competitor))| {
            let about = experiments[index].and_then(|_| about.next());
            let about = about.unwrap_or_default();
            let own = competitor.experiment.as_ref().map(|own| own.mode);
            let is_running = own.is_some() && own == mode;
            let live = live.shown().run.as_deref();
            let live = live.filter(|_| is_running && running.is_some());
            let number = || past.map_or_else(String::new, name);
            ComparedRun {
                name: own.map_or_else(number, |mode| mode.to_string()),
                about: if self.has_all_modes {
                    Vec::new()
                } else {
                    about
                },
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
                thumbnail: match live {
                    Some(run) => Some(Cow::Owned(Thumbnail::of(run, axis.length(), now))),
                    None => past.map(|past| Cow::Borrowed(&past.digest.thumbnail)),
                },
                whole: live.or_else(|| past.and_then(PastRun::whole)),
                ideal: live
                    .or(past.map(|past| &past.digest.run))
                    .and_then(Run::ideal),
                digest: past.map(|past| &past.digest),
            }
        });
        let done = pasts.iter().flatten().map(|past| &past.digest.run);
        let planned = done.filter_map(Run::planned);
        let done: Vec<_> = planned.map(|planned| &**planned).collect();
        RaceView {
            unlike: unlike_work(&done),
            runners: runners.collect(),
            axis,
            is_race: self.has_all_modes,
        }
    }
}

/// As long as the longest run, and as T₁ while one goes on.
fn axis(pasts: &[Option<&PastRun>], live: &ActiveRun, running: Option<Nanos>) -> Axis {
    let taken = pasts
        .iter()
        .flatten()
        .map(|past| past.digest.thumbnail.ended());
    let serial = live.shown().run.as_deref().and_then(Run::baseline);
    let serial = serial
        .map(|serial| serial.wall)
        .filter(|_| running.is_some());
    let longest = taken.chain(serial).max();
    let axis = match (longest, running) {
        (Some(longest), _) => Axis::fitting(longest),
        (None, _) => live.shown().axis(Moment::default()),
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

impl<E: Host> App<E> {
    /// The comparison, while it is looked at.
    pub(super) fn race_view(&self, now: Moment) -> Option<RaceView<'_>> {
        if self.arrangement.center != Pane::Compare {
            return None;
        }
        let view = |race: &Race| race.view(self.racing(), &self.runs.history, &self.runs.live, now);
        let race = self.race.as_ref().map(view);
        Some(race.unwrap_or_else(|| view(&Race::between(&self.runs.history.chosen()))))
    }

    /// Whether a race goes on.
    pub(super) fn races(&self) -> bool {
        self.racing().is_some()
    }

    /// The mode that goes on, if a race does.
    fn racing(&self) -> Option<Mode> {
        match self.campaign.running() {
            Some(Member::Mode(mode)) => Some(mode),
            _ => None,
        }
    }

    /// Whether a race goes on and is what is looked at.
    pub(super) fn watches_race(&self) -> bool {
        self.races() && self.arrangement.center == Pane::Compare
    }

    /// Compares the runs that are marked, or the last two; closes a comparison of the same.
    pub(super) fn compare(&mut self) {
        let chosen = self.runs.history.chosen();
        if self.close_runs() == Some(Pane::Compare) {
            // It was what was looked at.
        } else if self.races() {
            self.arrangement.show(Pane::Compare);
        } else if chosen.len() < 2 {
            let text = "a second run is needed to compare one with";
            self.message = Some(Message::Note(text.into()));
        } else {
            self.close_runs();
            self.race = None;
            self.arrangement.show(Pane::Compare);
            self.message = None;
        }
    }

    /// Runs the same work in every mode, one after another.
    pub(super) fn race(&mut self, now: Moment) {
        if self.races() {
            self.arrangement.show(Pane::Compare);
            return;
        }
        if self.panes.form.experiment.is_command() {
            let text = "commands are not raced: each would be run four times";
            self.message = Some(Message::Note(text.into()));
            return;
        }
        let cores = self.machine.usable_cores;
        let (campaign, _) = Campaign::of_modes(&self.panes.form.experiment, cores).possible();
        if campaign.waiting().count() < 2 {
            let conflict = self.panes.form.experiment.resolve(cores).err();
            let text = conflict.map_or_else(
                || "this work can be done in one mode only".to_owned(),
                |conflict| conflict.to_string(),
            );
            self.message = Some(Message::Fault(text));
            return;
        }
        self.engine.stop();
        self.engine(now);
        self.leave_sweep();
        self.leave_history();
        // A preset would take the runs for its own.
        self.runs.trials = None;
        self.race = Some(Race::of_modes(&campaign));
        self.arrangement.show(Pane::Compare);
        self.campaign = campaign;
        self.begin_next(now);
    }

    /// A mode of a race has ended as a run of that number. Returns whether the race goes on.
    pub(super) fn raced(
        &mut self,
        mode: Mode,
        end: &Result<bool, EngineError>,
        run: Option<u32>,
    ) -> bool {
        let competitors = self.race.iter_mut().flat_map(|race| &mut race.competitors);
        let is_of = |own: &Resolved| own.mode == mode;
        for competitor in competitors.filter(|one| one.experiment.as_ref().is_some_and(is_of)) {
            competitor.run = run;
        }
        match end {
            Ok(false) => {
                let text = "the race was stopped; r begins it anew, Esc closes it";
                self.message = Some(Message::Note(text.into()));
                return false;
            }
            // One mode that fails does not keep the others from being run.
            Err(error) => self.message = Some(Message::Fault(error.to_string())),
            Ok(true) => {}
        }
        true
    }

    /// Closes the race, as something else is about to be run.
    pub(super) fn leave_race(&mut self) {
        self.race = None;
    }
}
