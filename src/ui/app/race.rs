//! Races of the four modes and of the engines, and comparisons of runs of the history: how they begin and end.

use super::{App, host::Host};
use crate::{
    base::Moment,
    engine::EngineError,
    plan::Resolved,
    session::{Campaign, Member},
    ui::{Action, Message, Pane, pane::compare::Race},
};

impl<E: Host> App<E> {
    /// Whether a race goes on.
    pub(super) fn races(&self) -> bool {
        matches!(self.campaign.running(), Some(Member::Competitor(_)))
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
            let text = if self.program.is_some() {
                let run = self.keys.label_in(Action::Run, self.arrangement.focus);
                format!("a second run is needed: change the script, {run} runs it again")
            } else {
                "a second run is needed to compare one with".into()
            };
            self.message = Some(Message::Note(text));
        } else {
            self.close_runs();
            self.panes.compare.race = None;
            self.arrangement.show(Pane::Compare);
            self.message = None;
        }
    }

    /// Runs the same work in every mode, one after another.
    pub(super) fn race_modes(&mut self, now: Moment) {
        let modes = Campaign::of_modes(&self.panes.form.experiment, self.machine.usable_cores);
        let none = "this work can be done in one mode only";
        self.race((modes, none), |experiment| experiment.mode.to_string(), now);
    }

    /// Runs the experiment in Rust and in CPython, one after another.
    pub(super) fn race_engines(&mut self, now: Moment) {
        let engines = Campaign::of_engines(&self.panes.form.experiment, self.machine.usable_cores);
        let none = "this work can be done by one engine only";
        let name = |experiment: &Resolved| experiment.engine.title().to_owned();
        self.race((engines, none), name, now);
    }

    /// Runs what is possible of a campaign.
    fn race(
        &mut self,
        (campaign, none): (Campaign, &str),
        name: impl Fn(&Resolved) -> String,
        now: Moment,
    ) {
        if self.races() {
            self.arrangement.show(Pane::Compare);
            return;
        }
        if self.panes.form.experiment.is_command() {
            let text = "commands are not raced: each would be run several times";
            self.message = Some(Message::Note(text.into()));
            return;
        }
        let (campaign, impossible) = campaign.possible();
        if campaign.waiting().count() < 2 {
            let cores = self.machine.usable_cores;
            let conflict = self.panes.form.experiment.resolve(cores).err();
            let conflict = conflict.or(impossible.into_iter().next().map(|(_, why)| why));
            let text = conflict.map_or_else(|| none.to_owned(), |conflict| conflict.to_string());
            self.message = Some(Message::Fault(text));
            return;
        }
        self.engine.stop();
        self.engine(now);
        self.leave_sweep();
        self.leave_history();
        // A preset would take the runs for its own.
        self.runs.trials = None;
        self.panes.compare.race = Some(Race::of(&campaign, name));
        self.arrangement.show(Pane::Compare);
        self.campaign = campaign;
        self.begin_next(now);
    }

    /// A competitor of a race has ended as a run of that number. Returns whether the race goes on.
    pub(super) fn raced(
        &mut self,
        member: Member,
        end: &Result<bool, EngineError>,
        run: Option<u32>,
    ) -> bool {
        if let Some(race) = &mut self.panes.compare.race {
            race.ended(member, run);
        }
        match end {
            Ok(false) => {
                let text = "the race was stopped; r begins it anew, Esc closes it";
                self.message = Some(Message::Note(text.into()));
                return false;
            }
            // One that fails does not keep the others from being run.
            Err(error) => self.message = Some(Message::Fault(error.to_string())),
            Ok(true) => {}
        }
        true
    }
}
