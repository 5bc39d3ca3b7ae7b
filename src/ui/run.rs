//! [`run`]: the dashboard as its caller sees it.

use super::{
    Action, Background, Capture, Depth, Keys, Opened, Theme,
    app::App,
    dashboard::{Dashboard, End},
    signals::end_by,
};
use crate::{
    base::{Moment, Output, Ratio, visible, visible_name},
    log::{Entry, Machine},
    plan::{Consent, Experiment, Lesson, Preset, Sweep},
    sample::Costs,
    session::Session,
    store::{Archive, Journal, Progress},
};
use std::{
    io::{self, Write},
    path::PathBuf,
};

/// What the dashboard begins with.
pub struct Options {
    /// What is in the form.
    pub experiment: Experiment,
    /// The preset that is open; its experiments come before the one above.
    pub preset: Option<&'static Preset>,
    /// Whether it is run at once.
    pub autostart: bool,
    /// What it looks like.
    pub looks: Appearance,
    /// Runs from files, to be shown, and compared where there are several.
    pub opened: Vec<Opened>,
    /// What reads the only one of them to its end, where it is a glimpse.
    pub rest: Option<Rest>,
    /// Where the log of the last run is to be kept.
    pub save: Option<PathBuf>,
    /// Where runs are kept unasked, if they are.
    pub archive: Option<Archive>,
    /// A sweep to be run, with the runs that were made before, and where they are kept.
    pub sweep: Option<(Sweep, Vec<Entry>, Journal)>,
    /// The speedup that the user expects.
    pub guess: Option<Ratio>,
    /// What hands can do.
    pub hands: InputSettings,
    /// Which commands may be run.
    pub consent: Consent,
    /// What is to be kept of the screen.
    pub capture: Capture,
    /// The lesson that is open.
    pub lesson: Option<&'static Lesson>,
    /// How far the user has come in each lesson.
    pub progress: Progress,
}

/// Reads a run from a file, or says why that cannot be.
pub type Rest = Box<dyn FnOnce() -> Result<Opened, String>>;

impl Options {
    /// Reads the whole of what there was only a glimpse of.
    pub(super) fn complete(&mut self) -> Result<(), UiError> {
        if let Some(rest) = self.rest.take() {
            self.opened = vec![rest().map_err(UiError::Opened)?];
        }
        Ok(())
    }

    /// The app as it is then, on that machine, with what is known of its costs.
    pub(super) fn begin(
        self,
        session: Session,
        machine: Machine,
        costs: Option<&Costs>,
        now: Moment,
    ) -> App<Session> {
        let mut app = App::new(session, machine, self.experiment, self.opened)
            .saving(self.save, self.archive)
            .handled(self.hands)
            .consenting(self.consent)
            .expecting(costs, self.guess)
            .opening(self.preset)
            .teaching(self.lesson, self.progress, now)
            .with_sweep(self.sweep, now);
        if self.autostart {
            app.perform(Action::Run, now);
        }
        app
    }
}

/// What hands can do.
#[derive(Debug, Clone)]
pub struct InputSettings {
    /// Which key means what.
    pub keys: Keys,
    /// Whether the mouse is heard of.
    pub mouse: bool,
}

/// What the dashboard looks like.
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

/// A sweep that was left before it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// Runs that were made.
    pub done: usize,
    /// Runs that were to be made.
    pub all: usize,
    /// Whether its tasks are commands.
    pub is_command: bool,
    /// Where they are kept, so that it can go on.
    pub journal: PathBuf,
}

/// Why there is no dashboard, or none any more.
#[derive(Debug, thiserror::Error)]
pub enum UiError {
    /// Standard output is no terminal, or there is no keyboard.
    #[error(
        "the dashboard needs a terminal and there is none: start it in one, or use \
         `parscope run` for a report"
    )]
    NoTerminal,
    /// The terminal cannot do what a dashboard needs.
    #[error(
        "the dashboard cannot be drawn where TERM is `dumb`: set TERM to what your terminal is, \
         or use `parscope run` for a report"
    )]
    DumbTerminal,
    /// A theme cannot be what its file says.
    #[error("{place}: {message}")]
    Theme {
        /// Its file and line.
        place: String,
        /// What is wrong with it.
        message: String,
    },
    /// A file that the screen was to be kept in.
    #[error("{}: {message}", visible_name(path))]
    File {
        /// Its path.
        path: PathBuf,
        /// Why it cannot be.
        message: String,
    },
    /// A file that the screen was kept in takes no more.
    #[error("{}: {message}", visible_name(path))]
    Write {
        /// Its path.
        path: PathBuf,
        /// What is not in it, and why.
        message: String,
    },
    /// A command from a file, where no user can be asked about it.
    #[error("it runs a command: look whether it does what you want, and add --allow-commands: {0}")]
    Command(String),
    /// A run that was about to be shown.
    #[error("{0}")]
    Opened(String),
    /// The system refused something.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
    /// A thread panicked. It could have been any; what is on the screen can not be trusted.
    #[error("this is a bug in parscope, please report it: {0}")]
    Broken(String),
}

/// What the dashboard left when the user left it.
pub struct DashboardEnd {
    /// A sweep that can be gone on with.
    pub unfinished: Option<Unfinished>,
    /// What is to be known of what was kept of the screen.
    pub notes: Vec<String>,
    /// What was to be kept of the screen and is not, or not all of it.
    pub lost: Vec<UiError>,
}

/// Shows the dashboard until the user leaves it. Where a signal ends it, or the terminal is
/// gone, this does not return: the terminal is restored and the process ends by that signal.
///
/// # Errors
/// [`UiError`]; the terminal is then as it was.
pub fn run(options: Options) -> Result<DashboardEnd, UiError> {
    let mut dashboard = Dashboard::open(options)?;
    let end = dashboard.run();
    let picture = match end {
        End::Quit => dashboard.take_last_picture(),
        _ => Ok(None),
    };
    let (note, picture) = picture.map_or_else(|error| (None, Some(error)), |note| (note, None));
    let left = DashboardEnd {
        unfinished: dashboard.unfinished(),
        notes: note.into_iter().collect(),
        lost: picture
            .into_iter()
            .chain(dashboard.lost_recording())
            .collect(),
    };
    // The run that goes on is stopped, the terminal restored, the threads are gone.
    drop(dashboard);
    if !matches!(end, End::Quit) {
        for error in &left.lost {
            let line = format!("parscope: {}\n", visible(&error.to_string()));
            let _ = Output::stderr().write_all(line.as_bytes());
        }
    }
    match end {
        End::Quit => Ok(left),
        End::Signal(signal) => end_by(signal),
        End::Broken(text) => Err(UiError::Broken(text)),
        End::Refused(text) => Err(UiError::Opened(text)),
    }
}
