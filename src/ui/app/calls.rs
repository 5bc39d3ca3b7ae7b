//! The calls of a program that is watched: which is selected, and what is done with it.

use super::{App, host::Host};
use crate::{
    base::Moment,
    ui::{CallCommand, Message, Pane},
};

impl<E: Host> App<E> {
    /// Does something to the calls of the program that is shown.
    pub(super) fn call(&mut self, command: CallCommand, now: Moment) {
        let shown = self.runs.shown();
        let watched = shown.run.as_deref().filter(|run| run.watched().is_some());
        let Some(run) = watched else {
            let text = "no program of yours is shown, so there are no calls";
            self.message = Some(Message::Note(text.into()));
            return;
        };
        let calls = &mut self.panes.calls;
        match command {
            CallCommand::Next => calls.step(run, true),
            CallCommand::Previous => calls.step(run, false),
            CallCommand::Open => {
                let Some(call) = calls.current(run) else {
                    // Where there is nothing to be opened, the key does what it does elsewhere.
                    self.run_program(now);
                    return;
                };
                let end = call.ended.unwrap_or(call.began).max(call.last_end);
                let end = if end > call.began { end } else { run.end(now) };
                self.panes.timeline.show_part((call.began, end), shown, now);
                self.leave_calls();
            }
            CallCommand::Simulate if calls.forget(run) => self.leave_calls(),
            CallCommand::Simulate => match calls.simulate(run) {
                Ok(()) => self.arrangement.show(Pane::Calls),
                Err(why) => {
                    let text = format!("this call cannot be simulated: {why}");
                    self.message = Some(Message::Note(text));
                }
            },
        }
    }

    /// Shows the timeline in the largest place again, where calls are there.
    fn leave_calls(&mut self) {
        if self.arrangement.center == Pane::Calls {
            self.arrangement.hide(Pane::Calls);
        }
    }

    /// Reads the source around the selected call, where calls are shown.
    pub(super) fn read_source(&mut self, now: Moment) {
        if let Some(run) = self.runs.shown().run.as_deref() {
            let is_here = self.program.is_some();
            self.panes.calls.look_at(run, is_here.then_some(now));
        }
    }
}
