//! [`App`]: the state of the dashboard, and the effect of each action on it.
//!
//! It has no terminal, no clock and no thread: it is told what happened and when, and returns an
//! [`AppRequest`] for anything that needs the terminal. So all of it can be tested.

mod act;
mod active_run;
mod again;
mod arrange;
mod background;
mod calls;
mod campaign;
mod change;
mod consent;
mod history;
mod hit_test;
mod host;
mod keep;
mod key;
mod lecture;
mod lesson;
mod look;
mod palette;
mod pointer;
mod prediction_preview;
mod preset;
mod program;
mod race;
mod references;
mod runs;
mod session_log;
mod sweep;
#[cfg(test)]
mod tests;
mod undo;

use super::{
    InputSettings, Keys, Message, Opened, PaneArrangement, Panes, Windows,
    pane::{experiment::Form, history::RunHistory},
};
use crate::{
    base::{Moment, Nanos, Ratio},
    engine::watch::WatchedCommand,
    log::Machine,
    plan::Experiment,
    sample::{CoreSample, Costs, UsageHistory},
    session::Campaign,
    store::Archive,
};
use arrange::LastFrame;
use consent::CommandConsent;
use host::Host;
use keep::Keep;
use prediction_preview::PredictionPreview;
use program::Leave;
use references::References;
use runs::Runs;
use std::{io, path::PathBuf};

/// A request to the code that owns the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AppRequest {
    /// Keep a picture of the screen.
    Screenshot,
    /// Draw everything anew.
    Redraw,
    /// Draw with another theme.
    ChangeTheme,
    /// Go to the background.
    Suspend,
    /// Hear of the mouse, or no longer.
    Mouse(bool),
    /// Leave.
    Quit,
}

/// How long the status bar shows a note in place of the keys.
const LINGER: Nanos = Nanos::from_millis(6000);

/// The dashboard's state.
pub(super) struct App<E> {
    engine: E,
    machine: Machine,
    runs: Runs,
    prediction_preview: PredictionPreview,
    /// The runs that are made one after another.
    campaign: Campaign,
    /// The program that is watched in place of them.
    program: Option<WatchedCommand>,
    /// How the dashboard is left while it runs.
    leave: Leave,
    /// The form's experiment before a preset or a lesson was opened.
    before: Option<Experiment>,
    ghosts: References,
    /// The experiment that was begun last, as it was in the form.
    begun: Experiment,
    cores: UsageHistory,
    /// The places where runs are saved.
    keep: Keep,
    panes: Panes,
    windows: Windows,
    arrangement: PaneArrangement,
    last_frame: LastFrame,
    keys: Keys,
    consent: CommandConsent,
    message: Option<Message>,
    /// The note that the status bar shows for a while, and since when; a new message starts anew.
    told: Option<(Message, Moment)>,
    /// When the changed experiment will run, unless it is changed once more.
    rerun_at: Option<Moment>,
    /// When to look whether the machine has become quiet enough for a T₁ that was disturbed.
    look_again_at: Option<Moment>,
    /// Whether the screen shows something else by now.
    changed: bool,
}

impl<E: Host> App<E> {
    /// A dashboard that shows `opened`, if anything, and is about to run `experiment`.
    pub(super) fn new(
        engine: E,
        machine: Machine,
        experiment: Experiment,
        opened: Vec<Opened>,
    ) -> Self {
        let is_cut = opened.iter().any(|opened| opened.run.is_cut);
        let mut opened = opened.into_iter();
        let mut app = Self {
            engine,
            cores: UsageHistory::new(machine.cores as usize),
            begun: experiment.clone(),
            machine,
            runs: Runs::new(opened.next()),
            prediction_preview: PredictionPreview::default(),
            campaign: Campaign::default(),
            program: None,
            leave: Leave::default(),
            before: None,
            ghosts: References::default(),
            keep: Keep::default(),
            panes: Panes {
                form: Form::new(experiment),
                ..Panes::default()
            },
            windows: Windows::default(),
            arrangement: PaneArrangement::default(),
            last_frame: LastFrame::default(),
            keys: Keys::default(),
            consent: CommandConsent::default(),
            message: None,
            told: None,
            rerun_at: None,
            look_again_at: None,
            changed: true,
        };
        app.remember_opened(opened);
        app.tell_of(is_cut);
        if app.runs.live.is_preview() {
            app.message = Some(Message::Note("reading the rest of the file".into()));
        }
        app
    }

    /// Takes the whole run in place of its preview.
    pub(super) fn complete(&mut self, opened: Opened) {
        let is_cut = opened.run.is_cut;
        self.runs.live.complete(opened);
        self.runs.history = RunHistory::default();
        self.remember_opened(std::iter::empty());
        self.message = None;
        self.tell_of(is_cut);
        self.changed = true;
    }

    fn tell_of(&mut self, is_cut: bool) {
        if is_cut {
            let text = "the file ends before the run does: this is its beginning";
            self.message = Some(Message::Fault(text.into()));
        }
    }

    /// Keeps the last run in a file, and every run in the archive.
    pub(super) fn saving(self, file: Option<PathBuf>, archive: Option<Archive>) -> Self {
        Self {
            keep: Keep::new(file, archive),
            ..self
        }
    }

    /// Has these keys, and hears of the mouse or not.
    pub(super) fn handled(mut self, InputSettings { keys, mouse }: InputSettings) -> Self {
        self.keys = keys;
        self.last_frame.unheard = !mouse;
        self
    }

    /// Predicts runs by the costs of this machine, and keeps the speedup that the user expects.
    pub(super) fn expecting(mut self, costs: Option<&Costs>, guess: Option<Ratio>) -> Self {
        self.prediction_preview = PredictionPreview::new(costs, guess);
        self.runs.live.foresee(costs);
        self.foresee();
        self
    }

    /// Whether an experiment is going on, so that there is something to be animated.
    pub(super) fn is_running(&self) -> bool {
        self.engine.is_running()
    }

    /// Whether a run that was recorded is being played.
    pub(super) fn is_playing(&self) -> bool {
        self.panes.timeline.is_playing()
    }

    /// Whether what goes on has a worker for every core, so that drawing takes one from it.
    pub(super) fn fills_cores(&self) -> bool {
        let run = self
            .runs
            .live
            .shown()
            .run
            .as_ref()
            .filter(|_| self.is_running());
        run.is_some_and(|run| run.fills_cores())
    }

    /// Whether there is something new to be drawn; the answer is `false` until it changes again.
    pub(super) const fn take_changed(&mut self) -> bool {
        std::mem::replace(&mut self.changed, false)
    }

    /// Whether there is something new to be drawn.
    pub(super) const fn is_changed(&self) -> bool {
        self.changed
    }

    /// Has everything drawn anew: the screen is empty, or another program wrote to it.
    pub(super) const fn redraw(&mut self) {
        self.changed = true;
    }

    /// When the app wants to be woken, whatever happens until then.
    pub(super) fn alarm(&self) -> Option<Moment> {
        let own = [
            self.rerun_at,
            self.look_again_at,
            self.faded(),
            self.leave.alarm(),
        ];
        own.into_iter().flatten().min()
    }

    /// When the keys take the place of a note in the status bar; a fault stays.
    fn faded(&self) -> Option<Moment> {
        // Which key kills a program that was interrupted is said as long as it runs.
        if self.panes.output.is_interrupted && self.panes.output.is_live() {
            return None;
        }
        let (note, since) = self.told.as_ref()?;
        (self.message.as_ref() == Some(note)).then(|| *since + LINGER)
    }

    /// The time has come to `now`.
    pub(super) fn wake(&mut self, now: Moment) {
        if self.rerun_at.is_some_and(|at| at <= now) {
            self.run(now);
        }
        self.look_again(now);
        self.press_to_leave(now);
        match self.faded() {
            Some(at) if at <= now => {
                (self.message, self.told) = (None, None);
                self.changed = true;
            }
            Some(_) => {}
            None => {
                let note = self.message.clone();
                let note = note.filter(|message| matches!(message, Message::Note(_)));
                self.told = note.map(|note| (note, now));
            }
        }
    }

    /// Samples cores and processes from now on.
    pub(super) fn sample(&mut self) -> io::Result<()> {
        self.engine.sample()
    }

    /// Looks for new workers.
    pub(super) fn watch_processes(&mut self) {
        self.engine.watch();
    }

    /// A round of samples came in.
    fn samples(&mut self, samples: &[CoreSample]) {
        self.cores.push(samples);
        // While nothing is being measured, half as many frames are enough.
        self.changed |= self.is_running() || self.cores.rounds().is_multiple_of(2);
    }

    /// Reads on in the log of what is going on; the screen is so many columns wide.
    pub(super) fn follow(&mut self, columns: u16, now: Moment) {
        self.panes.timeline.widen(columns);
        self.changed |= self.runs.live.follow(columns, now);
        self.changed |= self.panes.timeline.tick(self.runs.shown(), now);
        self.read_source(now);
        self.changed |= self.panes.output.follow();
        self.narrate(now);
    }

    /// Shows a message from outside the app.
    pub(super) fn tell(&mut self, message: Message) {
        (self.message, self.told) = (Some(message), None);
        self.changed = true;
    }
}
