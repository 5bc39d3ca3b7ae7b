//! The effect of each action.

use super::{App, AppRequest, host::Host};
use crate::{
    base::Moment,
    plan::Adjustment,
    ui::{
        Action, CallCommand, LaneStep, Message, Pane, TimelineCommand, Trials,
        pane::code::ProgramText,
    },
};

impl<E: Host> App<E> {
    /// Does what the user asks for.
    pub(in crate::ui) fn perform(&mut self, action: Action, now: Moment) -> Option<AppRequest> {
        let action = match action {
            Action::Run if self.is_on_helper() => Action::Lanes(LaneStep::Helpers),
            // Of a program, it asks what if, wherever the focus is.
            Action::Sweep if self.shows_program() => Action::Call(CallCommand::Simulate),
            action => action,
        };
        self.changed = true;
        (self.message, self.told) = (None, None);
        // An action that changes the panes behind the help closes it, so that its effect is seen.
        self.windows.help.is_open &= !changes_what_is_behind(action);
        if action.is_about_experiment()
            && !(action == Action::Run && self.program.is_some())
            && self.refuses_experiment()
        {
            return None;
        }
        self.make_room_for(action);
        match action {
            Action::Run if self.is_on_sweep(0) => self.open_point(now),
            Action::Run => self.run(now),
            Action::MeasureAgain => self.measure_again(now),
            Action::Stop => {
                if !self.let_go() && !self.panes.timeline.resume() {
                    self.stop(now);
                }
            }
            Action::Palette => self.open_palette(),
            // Rows of a map go up, and rows of the form go down.
            Action::Next if self.is_on_sweep(1) => self.move_on_sweep(1, Adjustment::Down),
            Action::Previous if self.is_on_sweep(1) => self.move_on_sweep(1, Adjustment::Up),
            Action::Next => self.panes.form.select(Adjustment::Up),
            Action::Previous => self.panes.form.select(Adjustment::Down),
            Action::Turn(step) if self.is_on_sweep(0) => self.move_on_sweep(0, step),
            Action::Turn(step) => self.turn(self.panes.form.row(), step, now),
            Action::Sweep => self.sweep(false, now),
            Action::SweepBoth => self.sweep(true, now),
            Action::TurnNamed(name, step) => self.turn_named(name, step, now),
            Action::NextRule => self.next_rule(now),
            Action::Edit => self.panes.form.edit(),
            Action::Undo => self.undo(now),
            Action::Redo => self.redo(now),
            Action::ToggleAuto => self.toggle_auto(),
            Action::ToggleHelp => self.windows.help.toggle(),
            Action::NextGhost => self.next_ghost(),
            Action::Save => self.save(),
            Action::ShowHistory => self.show_history(),
            Action::NextRun => self.step_run(true),
            Action::PreviousRun => self.step_run(false),
            Action::OpenRun => self.open_run(now),
            Action::MarkRun => self.mark_run(),
            Action::Compare => self.compare(),
            Action::Race => self.race_modes(now),
            Action::RaceEngines => self.race_engines(now),
            Action::ToggleGhost => self.message = self.prediction_preview.toggle(),
            Action::Show(Pane::Lesson) => self.toggle_lesson(now),
            Action::Lesson(key) => self.teach(key, now),
            Action::Code(command) => {
                let area = self.last_frame.areas.pane(Pane::Code);
                let program = ProgramText::of(&self.view(now), area);
                if let Ok(program) = program {
                    self.panes.code.scroll(command, &program);
                }
            }
            Action::Output(command) => self.command_output(command, now),
            Action::Show(pane) => self.arrangement.toggle(pane),
            Action::Layout(layout) => self.arrange(layout),
            Action::Timeline(gesture) => self.look(gesture, now),
            Action::Call(command) => self.call(command, now),
            Action::FocusNext => self.pass_focus(true),
            Action::FocusPrevious => self.pass_focus(false),
            Action::ToggleFull => self.toggle_full(),
            Action::ClosePane => self.close_pane(),
            Action::Lanes(step) => {
                let unfolded = self.panes.timeline.lanes.unfolded;
                let view = self.view(now);
                let rows = view.run.map(|run| run.tree(unfolded)).unwrap_or_default();
                let workers = rows.iter().skip_while(|row| row.is_low).count();
                let told = self.panes.timeline.lanes.step(step, workers);
                self.message = told.map(|text| Message::Note(text.into()));
            }
            Action::PickPreset => self.pick(),
            Action::NextTrial => self.step_trial(|trials, running| trials.step(1, running)),
            Action::PreviousTrial => self.step_trial(Trials::step_back),
            Action::ToggleMouse => return Some(self.toggle_mouse()),
            Action::Screenshot => return Some(AppRequest::Screenshot),
            Action::Redraw => return Some(AppRequest::Redraw),
            Action::ToggleLecture => self.toggle_lecture(),
            Action::Remote(key) => self.remote(key, now),
            Action::NextTheme => return Some(AppRequest::ChangeTheme),
            Action::Suspend => return Some(AppRequest::Suspend),
            Action::Quit => return self.quit(),
        }
        self.foresee();
        self.read_source(now);
        // Faults go into the log; notes on how a run is looked at do not.
        if matches!(self.message, Some(Message::Fault(_))) {
            self.note_down(now);
        }
        None
    }

    /// Does something to the timeline of the run that is shown.
    fn look(&mut self, gesture: TimelineCommand, now: Moment) {
        if self.runs.shown().run.is_none() && gesture != TimelineCommand::Arrange {
            self.message = Some(Message::Note(self.nothing_for(gesture)));
            return;
        }
        if gesture == TimelineCommand::Pause && self.let_go() {
            return;
        }
        let gesture = self.onto_lane(gesture, now);
        let before = self.panes.timeline.placed();
        self.message = self.panes.timeline.perform(gesture, self.runs.shown(), now);
        if self.panes.timeline.placed() != before {
            self.reveal_cursor(now);
        }
    }

    /// Says how to leave a trace of another program, while one is shown: it cannot be run, and
    /// nothing else is run in its place. Returns whether one is.
    pub(super) fn refuses_experiment(&mut self) -> bool {
        let is_foreign = self.program.is_some() || self.shows_foreign();
        if is_foreign {
            let focus = self.arrangement.focus;
            let [stop, run] = [Action::Stop, Action::Run].map(|key| self.keys.label_in(key, focus));
            let run_shown = self.runs.shown().run.as_deref();
            let is_trace = run_shown.is_some_and(|run| run.import().is_some());
            let text = if self.program.is_some() {
                format!("this is a program of your own: {run} starts it again, as it is")
            } else if is_trace {
                format!("a trace cannot be run: {stop} leaves it for an experiment of your own")
            } else {
                format!(
                    "what was watched is not run from its file: {stop} leaves it for an experiment"
                )
            };
            self.message = Some(Message::Note(text));
        }
        is_foreign
    }

    /// Whether the run of another program is shown: a trace, or one that was watched.
    pub(super) fn shows_foreign(&self) -> bool {
        let run = self.runs.shown().run.as_deref();
        run.is_some_and(|run| run.planned().is_none())
    }

    /// Whether a program that is or was watched is shown.
    fn shows_program(&self) -> bool {
        let run = self.runs.shown().run.as_deref();
        run.is_some_and(|run| run.watched().is_some())
    }

    /// The message that says why there is no run to look at.
    fn nothing_for(&self, gesture: TimelineCommand) -> String {
        let what = match gesture {
            TimelineCommand::Pause => "pause",
            TimelineCommand::Play | TimelineCommand::Faster | TimelineCommand::Slower => "play",
            _ => "look at",
        };
        if self.is_running() {
            return format!("nothing to {what} yet: the run has not begun");
        }
        let key = self.keys.label(Action::Run);
        format!("nothing to {what} yet: {key} begins a run")
    }

    /// Predicts the experiment in the form, which may have changed, and plans its sweep.
    pub(super) fn foresee(&mut self) {
        let cores = self.machine.usable_cores;
        let run = self
            .runs
            .live
            .shown()
            .run
            .as_deref()
            .filter(|run| run.is_over());
        self.prediction_preview
            .look_at(&self.panes.form.experiment, cores, run);
        self.plan_sweep();
    }

    fn toggle_auto(&mut self) {
        self.panes.form.is_auto = !self.panes.form.is_auto;
        if !self.panes.form.is_auto {
            self.rerun_at = None;
        }
    }
}

/// Whether an action changes the panes behind the help.
const fn changes_what_is_behind(action: Action) -> bool {
    !matches!(
        action,
        Action::ToggleHelp
            | Action::Stop
            | Action::Palette
            | Action::FocusNext
            | Action::FocusPrevious
            | Action::NextTheme
            | Action::Screenshot
            | Action::Redraw
            | Action::ToggleMouse
            | Action::Suspend
            | Action::Remote(_)
    )
}
