//! A program that is watched in place of experiments: how it is started, typed into, stopped and
//! left.

use super::{App, AppRequest, host::Host};
use crate::{
    base::{Moment, Nanos, Pid},
    engine::watch::{ProgramStop, WatchedCommand},
    ui::{
        Action, Message, OutputCommand, Pane,
        layout::{Areas, Layout, PaneArrangement, WantedRows},
        pane::output::{LeaveAnswer, LeaveQuestion},
    },
};
use crossterm::event::KeyEvent;
use ratatui::layout::{Rect, Size};

/// How long a program may take to end when it is asked to.
const PATIENCE: Nanos = Nanos::from_millis(2000);

/// How the dashboard is left while a program runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Leave {
    /// It is not.
    #[default]
    No,
    /// The program was asked to end, and is killed then.
    Asked(Moment),
    /// It was killed, and is no longer waited for then.
    Killed(Moment),
    /// It has ended, or does not end: nothing keeps the dashboard any more.
    Free,
}

impl Leave {
    /// When something is due.
    pub(super) const fn alarm(self) -> Option<Moment> {
        match self {
            Self::Asked(until) | Self::Killed(until) => Some(until),
            Self::No | Self::Free => None,
        }
    }

    /// The program has ended.
    pub(super) fn program_ended(&mut self) {
        if self.alarm().is_some() {
            *self = Self::Free;
        }
    }
}

impl<E: Host> App<E> {
    /// Watches that program, if one is given, from now on, on a screen of that size.
    pub(in crate::ui) fn watching(
        mut self,
        program: Option<WatchedCommand>,
        size: Size,
        now: Moment,
    ) -> Self {
        let shown = self.runs.shown().run.as_deref();
        if program.is_some() || shown.is_some_and(|run| run.watched().is_some()) {
            self.arrangement = PaneArrangement::of(Layout::Program);
        }
        self.program = program;
        if self.program.is_some() {
            // A program may ask for the size of its terminal before the first frame.
            let areas = Areas::of(size.into(), WantedRows::default(), &self.arrangement);
            let area = areas.map_or_else(Rect::default, |areas| areas.pane(Pane::Output));
            self.panes.output.place(area);
            self.run_program(now);
        }
        self
    }

    /// Starts the program that is watched, unless it runs. Returns whether there is one.
    pub(super) fn run_program(&mut self, now: Moment) -> bool {
        let Some(program) = self.program.clone() else {
            return false;
        };
        if self.engine.is_running() {
            let [stop, show, enter] = [
                Action::Stop,
                Action::Show(Pane::Output),
                Action::Output(OutputCommand::Type),
            ]
            .map(|action| self.keys.label(action));
            let text =
                format!("the program runs: {stop} stops it, {show} and then {enter} type into it");
            self.message = Some(Message::Note(text));
            return true;
        }
        self.leave_history();
        let (size, output) = self.panes.output.prepare();
        match self.engine.watch_program(&program, size, output) {
            Ok(terminal) => {
                self.panes.output.begin(terminal);
                self.runs.live.prepare_program(now);
            }
            Err(error) => self.message = Some(Message::Fault(error.to_string())),
        }
        self.engine(now);
        true
    }

    /// Stops the program, if one runs: as Ctrl-C does, and by force the second time. Returns whether
    /// one runs.
    pub(super) fn stop_program(&mut self) -> bool {
        let runs = self.program.is_some() && self.engine.is_running();
        if runs {
            let output = &mut self.panes.output;
            let text = if std::mem::replace(&mut output.is_interrupted, true) {
                self.engine.stop_program(ProgramStop::Kill);
                "the program is killed (SIGKILL)".into()
            } else {
                self.engine.stop_program(ProgramStop::Interrupt);
                let key = self.keys.label(Action::Stop);
                format!("the program was interrupted, as by Ctrl-C (SIGINT): {key} again kills it")
            };
            self.message = Some(Message::Note(text));
        }
        runs
    }

    /// Whether keys go to the program.
    pub(super) fn is_typing(&self) -> bool {
        self.panes.output.is_typing() && self.arrangement.focus == Pane::Output
    }

    /// Whether there is output that a user waits for, who has just typed.
    pub(in crate::ui) fn is_echo(&self, now: Moment) -> bool {
        self.panes.output.is_echo(now)
    }

    /// A key, while keys go to the program. Returns whether they do.
    pub(super) fn types(&mut self, key: &KeyEvent, now: Moment) -> bool {
        if !self.is_typing() {
            return false;
        }
        let ends = Action::Output(OutputCommand::EndTyping);
        if self.keys.action(key, Pane::Output) == Some(ends) {
            self.panes.output.set_typing(false);
            self.changed = true;
        } else {
            let taken = self.panes.output.press(key, now);
            self.tell_typed(taken);
        }
        true
    }

    /// Says where the program took nothing of what was typed.
    pub(super) fn tell_typed(&mut self, taken: bool) {
        if !taken {
            self.panes.output.set_typing(false);
            let text = "the program does not read what is typed: that was too much to be kept";
            self.tell(Message::Fault(text.into()));
        }
    }

    /// Does something in the output of the program.
    pub(super) fn command_output(&mut self, command: OutputCommand, now: Moment) {
        let output = &mut self.panes.output;
        match command {
            OutputCommand::Type if output.is_live() => {
                output.set_typing(true);
                // It may have been asked for by its name.
                if self.last_frame.areas.pane(Pane::Output).is_empty() {
                    self.arrangement.show(Pane::Output);
                } else {
                    self.arrangement.give_focus(Pane::Output);
                }
            }
            // Where there is nothing to type into, Enter is the key that it is elsewhere.
            OutputCommand::Type => self.run(now),
            OutputCommand::EndTyping => output.set_typing(false),
            OutputCommand::Back => drop(output.scroll(output.page())),
            OutputCommand::Forward => drop(output.scroll(-output.page())),
        }
    }

    /// Leaves, but first asks what becomes of a program that runs.
    pub(super) fn quit(&mut self) -> Option<AppRequest> {
        let program = self.program.as_ref().filter(|_| self.engine.is_running());
        let Some(program) = program else {
            return Some(AppRequest::Quit);
        };
        if self.leave != Leave::No {
            // The user does not wait for it.
            self.engine.stop_program(ProgramStop::Kill);
            return Some(AppRequest::Quit);
        }
        let words: Vec<_> = program
            .words
            .iter()
            .map(|word| word.to_string_lossy())
            .collect();
        let command = words.join(" ");
        self.windows.leaving = Some(LeaveQuestion { command });
        None
    }

    /// A key, while that is asked.
    pub(super) fn answer_leaving(
        &mut self,
        question: LeaveQuestion,
        key: &KeyEvent,
        now: Moment,
    ) -> Option<AppRequest> {
        self.changed = true;
        if !self.engine.is_running() {
            // It has ended meanwhile, so there is nothing to be asked any more.
            return (LeaveQuestion::answer(key)? != LeaveAnswer::Stay).then_some(AppRequest::Quit);
        }
        match LeaveQuestion::answer(key) {
            Some(LeaveAnswer::Stop) => {
                self.engine.stop_program(ProgramStop::Terminate);
                self.leave = Leave::Asked(now + PATIENCE);
                let text = "the program is asked to end (SIGTERM), and killed after 2 s";
                self.message = Some(Message::Note(text.into()));
            }
            Some(LeaveAnswer::RunOn) => match self.engine.keep_terminal() {
                Ok(()) => return Some(AppRequest::Quit),
                Err(error) => self.message = Some(Message::Fault(error.to_string())),
            },
            Some(LeaveAnswer::Stay) => {}
            None => self.windows.leaving = Some(question),
        }
        None
    }

    /// The time has come to `now`: a program that was asked to end and did not is killed, and then
    /// not waited for.
    pub(super) fn press_to_leave(&mut self, now: Moment) {
        if self.leave.alarm().is_none_or(|at| at > now) {
            return;
        }
        self.leave = match self.leave {
            Leave::Asked(_) => {
                self.engine.stop_program(ProgramStop::Kill);
                Leave::Killed(now + PATIENCE)
            }
            _ => Leave::Free,
        };
    }

    /// The number of the program that goes on running when the dashboard has been left.
    pub(in crate::ui) fn runs_on(&self) -> Option<Pid> {
        let runs = self.program.is_some() && self.engine.is_running();
        let run = self.runs.live.shown().run.as_deref();
        let watched = run.filter(|_| runs && self.leave == Leave::No)?.watched()?;
        watched.processes.first().map(|first| first.pid)
    }

    /// Whether nothing keeps the dashboard any more that the user has left.
    pub(in crate::ui) fn has_left(&self) -> bool {
        self.leave == Leave::Free
    }
}
