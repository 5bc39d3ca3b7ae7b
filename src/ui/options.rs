//! [`Options`]: the state and settings that the dashboard begins with.

use crate::{
    base::{Moment, Ratio},
    engine::watch::WatchedCommand,
    lesson::Lesson,
    log::{Entry, Machine},
    plan::{Experiment, Sweep},
    sample::Costs,
    session::Session,
    store::{Archive, Journal, Progress},
};
use crate::{
    theme::{Background, Depth, Theme},
    ui::{Action, Capture, Consent, InputSettings, Opened, UiError, app::App},
};
use ratatui::layout::Size;
use std::path::PathBuf;

/// The state and settings that the dashboard begins with.
pub struct Options {
    /// The experiment in the form.
    pub experiment: Experiment,
    /// The preset that is open; its experiments come before the one above.
    pub preset: Option<&'static Lesson>,
    /// The program that is watched, from the beginning on.
    pub program: Option<WatchedCommand>,
    /// Whether it is run at once.
    pub autostart: bool,
    /// Its colours and glyphs.
    pub looks: Appearance,
    /// Runs from files, to be shown, and compared where there are several.
    pub opened: Vec<Opened>,
    /// Reads the only one of them to its end, where it is a preview.
    pub rest: Option<Rest>,
    /// The file for the log of the last run.
    pub save: Option<PathBuf>,
    /// Where runs are kept unasked, if they are.
    pub archive: Option<Archive>,
    /// A sweep to run, with the runs that were made before, and where they are kept.
    pub sweep: Option<(Sweep, Vec<Entry>, Journal)>,
    /// The speedup that the user expects.
    pub guess: Option<Ratio>,
    /// The settings of keys and mouse.
    pub hands: InputSettings,
    /// Which commands may be run.
    pub consent: Consent,
    /// Keeps the screen; `None` in a build without the feature `record`.
    pub capture: Option<Box<dyn Capture>>,
    /// The lesson that is open.
    pub lesson: Option<&'static Lesson>,
    /// How far the user has come in each lesson.
    pub progress: Progress,
}

/// Reads a run from a file, or says why that cannot be.
pub type Rest = Box<dyn FnOnce() -> Result<Opened, String>>;

impl Options {
    /// Reads the whole run of which there was only a preview.
    pub(super) fn complete(&mut self) -> Result<(), UiError> {
        if let Some(rest) = self.rest.take() {
            self.opened = vec![rest().map_err(UiError::Opened)?];
        }
        Ok(())
    }

    /// The app as it is then, on that machine, with what is known of its costs, on a screen of that
    /// size.
    pub(super) fn begin(
        self,
        session: Session,
        machine: Machine,
        costs: Option<&Costs>,
        (size, now): (Size, Moment),
    ) -> App<Session> {
        let mut app = App::new(session, machine, self.experiment, self.opened)
            .saving(self.save, self.archive)
            .handled(self.hands)
            .consenting(self.consent)
            .expecting(costs, self.guess)
            .opening(self.preset)
            .teaching(self.lesson, self.progress, now)
            .with_sweep(self.sweep, now)
            .watching(self.program, size, now);
        if self.autostart {
            app.perform(Action::Run, now);
        }
        app
    }
}

/// The colours and glyphs of the dashboard.
#[derive(Clone)]
pub struct Appearance {
    /// How many colours there are.
    pub depth: Depth,
    /// The theme that was chosen; `None`: what suits the terminal.
    pub theme: Option<Theme>,
    /// The background of the terminal, where that is known.
    pub background: Option<Background>,
    /// Whether glyphs beyond ASCII can be shown.
    pub unicode: bool,
}
