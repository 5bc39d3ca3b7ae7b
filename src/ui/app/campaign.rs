//! Order of runs, and the handling of the session's events: a single experiment, or a preset's
//! trials one after another.

use super::{App, active_run::ActiveRun, host::Host};
use crate::{
    base::Moment,
    engine::EngineError,
    model::left_running,
    plan::Experiment,
    session::{Campaign, Event, Member, Phase},
    ui::{Action, Layout, Message, Trials},
};

impl<E: Host> App<E> {
    /// Runs the experiment in the form, or all trials of a preset.
    pub(super) fn run(&mut self, now: Moment) {
        if self.run_program(now) {
            return;
        }
        self.leave_sweep();
        self.leave_history();
        self.panes.compare.race = None;
        let due = self.runs.trials.as_ref().map(Trials::due);
        let due = due.unwrap_or_else(|| vec![(0, self.panes.form.experiment.clone())]);
        self.campaign = Campaign::of_trials(due, self.machine.usable_cores);
        self.begin_next(now);
        self.engine(now);
    }

    /// Begins the next run of the campaign, if there is one. Where it cannot begin, the campaign rests.
    pub(super) fn begin_next(&mut self, now: Moment) {
        let Some(next) = self.campaign.waiting().next().cloned() else {
            return;
        };
        self.rerun_at = None;
        self.windows.help.is_open = false;
        self.changed = true;
        let experiment = match next.resolved {
            Ok(experiment) => experiment,
            Err(conflict) => return self.message = Some(Message::Fault(conflict.to_string())),
        };
        if next.renews_baseline {
            self.engine.forget_baselines();
        }
        match self.start(&experiment) {
            // The user is asked first.
            None => {}
            Some(Ok(())) => {
                self.campaign.begin();
                self.runs.live.prepare(&experiment, now);
                self.began(next.member, next.set);
            }
            Some(Err(error)) => {
                self.message = Some(Message::Fault(error.to_string()));
                // The run before may have been stopped already.
                if !self.engine.is_running() {
                    self.runs.live.finish(now);
                }
            }
        }
    }

    /// A run of the campaign began, of an experiment that was set like this.
    fn began(&mut self, member: Member, set: Experiment) {
        match member {
            Member::Turn(_) => {}
            Member::Competitor(_) => self.begun = set,
            Member::Trial(trial) => {
                self.let_go();
                self.begun = set;
                if let Some(trials) = &mut self.runs.trials {
                    trials.began(trial);
                    self.fill_form();
                }
            }
        }
    }

    /// A run of the campaign has ended, or was stopped: begins the next one, if there is one.
    fn ended(&mut self, end: Result<bool, EngineError>, now: Moment) {
        let has_run = self.runs.live.has_run();
        self.runs.live.finish(now);
        self.expect_quiet(now);
        let member = self.campaign.end();
        if let Some(Member::Turn(turn)) = member {
            if self.swept(turn, &end) {
                self.begin_next(now);
            }
            return;
        }
        // The time that tasks take is known by now.
        self.foresee();
        let number = has_run.then(|| self.remember(now)).flatten();
        if let Some(member @ Member::Competitor(_)) = member {
            if self.raced(member, &end, number) {
                self.begin_next(now);
            }
            return;
        }
        let stopped = matches!(end, Ok(false));
        self.message = match end {
            Ok(true) => self.keep().or(self.message.take()),
            Ok(false) => Some(Message::Note("stopped".into())),
            Err(error) => Some(Message::Fault(error.to_string())),
        };
        let result = self.runs.live.result();
        if let (Some(trials), Some(Member::Trial(trial))) = (&mut self.runs.trials, member) {
            trials.ended(trial, result);
        }
        // A preset may show a failure on purpose, so a failed trial does not stop the others.
        if member.is_some() && !stopped && self.campaign.waiting().next().is_some() {
            self.begin_next(now);
        } else {
            self.learn(now);
        }
    }

    /// Puts a trace of another program away, which was opened from a file. Returns whether there was
    /// one.
    fn leave_import(&mut self) -> bool {
        let is_import = self.shows_foreign();
        if is_import {
            let run_shown = self.runs.shown().run.as_deref();
            let is_trace = run_shown.is_some_and(|run| run.import().is_some());
            let what = if is_trace { "trace" } else { "run" };
            let costs = self.runs.live.costs().copied();
            self.runs.live = ActiveRun::new(None);
            self.runs.live.foresee(costs.as_ref());
            self.foresee();
            let [history, run] = [Action::ShowHistory, Action::Run].map(|key| self.keys.label(key));
            let text = format!("{run} runs the experiment; {history} has the {what}");
            self.message = Some(Message::Note(text));
        }
        is_import
    }

    /// Closes what is open; if nothing is open, stops what goes on; if nothing goes on, closes the
    /// preset.
    pub(super) fn stop(&mut self, now: Moment) {
        let called_off = self.rerun_at.take().is_some();
        if self.windows.help.is_open {
            self.windows.help.is_open = false;
        } else if self.close_sweep() {
            // It was what was open.
        } else if self.close_past() || (!self.watches_race() && self.close_runs().is_some()) {
            // It was an earlier run, the history or a comparison.
        } else if self.stop_program() {
            // Its end is told when it has ended.
        } else if self.engine.is_running() {
            // To the last span: what is stopped is shown as it was.
            self.runs.live.follow(u16::MAX, now);
            self.engine.stop();
            self.engine(now);
            // T₁ that is measured again sends no event when it is stopped.
            self.runs.live.finish(now);
        } else if !called_off
            && !self.arrangement.leave_full()
            && !self.close_beside()
            && !self.panes.timeline.fit()
            && !self.return_to_program()
            && !self.leave_import()
        {
            self.close_preset(now);
        }
    }

    /// Shows the panes of the program that is watched, or says how to leave it, where they are shown
    /// already: there is no experiment behind it. Returns whether there is one.
    fn return_to_program(&mut self) -> bool {
        if self.program.is_none() {
            return false;
        }
        if self.arrangement.layout == Layout::Program {
            let quit = self.keys.label(Action::Quit);
            self.message = Some(Message::Note(format!("nothing is open: {quit} quits")));
        } else {
            self.arrange(Layout::Program);
        }
        true
    }

    /// Handles the session's events, and those that follow from them. Returns whether a phase
    /// began.
    pub(in crate::ui) fn engine(&mut self, now: Moment) -> bool {
        let mut began = false;
        loop {
            let events = self.engine.poll();
            if events.is_empty() {
                return began;
            }
            for event in events {
                began |= matches!(event, Event::Began { .. });
                // The handlers of samples say whether they change the screen.
                self.changed |= !matches!(event, Event::Cores(_) | Event::Processes(_));
                let before = self.message.clone();
                self.hear(event, now);
                if self.message != before {
                    self.note_down(now);
                }
            }
        }
    }

    fn hear(&mut self, event: Event, now: Moment) {
        match event {
            Event::Began {
                phase,
                experiment,
                description,
                reader,
            } => {
                if reader.is_some() {
                    self.hold(now);
                }
                self.runs
                    .live
                    .begin(phase, experiment.into(), *description, reader);
                self.note_begin(phase, now);
                if matches!(phase, Phase::Run { .. }) {
                    self.meet_ghosts();
                }
            }
            Event::Ended { phase, description } => {
                self.note_end(phase, &description, now);
                if let Some(watched) = &description.watched {
                    self.panes.output.end(watched.ending);
                    // There is nothing left to be killed.
                    self.message.take_if(|_| self.panes.output.is_interrupted);
                    self.leave.program_ended();
                }
                let left = description.outcome.as_ref().and_then(left_running);
                let failure = self.runs.live.end(phase, *description, now);
                let said = failure.map(Message::Fault).or(left.map(Message::Note));
                self.message = said.or(self.message.take());
                // T₁ that is measured again after the experiment has no other event at its end.
                if phase == Phase::Again && !self.is_running() {
                    self.runs.live.finish(now);
                    self.runs.history.correct(self.runs.live.shown(), now);
                    self.expect_quiet(now);
                }
            }
            Event::Cores(samples) => self.samples(&samples),
            Event::Processes(round) => self.changed |= self.runs.live.see(round, now),
            Event::Finished(end) => self.ended(end, now),
        }
    }
}
