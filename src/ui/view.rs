//! [`View`]: everything a frame is made from.

use super::{
    Keys, LiveRun, PaneArrangement, Panes, Scope, Windows,
    pane::{history::RunHistory, preset::Trials, sweep::Sweeping},
};
use crate::{
    base::{Moment, Ratio, SignedNanos},
    log::Machine,
    model::{Axis, Figures, Finding, Law, Prediction, Row, Run},
    plan::Experiment,
    sample::{ProcessTable, UsageHistory},
    session::Phase,
};

/// The data of one frame, borrowed from the app.
pub struct View<'a> {
    /// The experiment as the form has it.
    pub experiment: &'a Experiment,
    /// The experiment of the run that is shown, where the form has another by now.
    pub changed: Option<&'a Experiment>,
    /// The size of a task, where it is known.
    pub size: Option<u64>,
    /// The machine.
    pub machine: &'a Machine,
    /// The run that goes on, or the one that ended last.
    pub run: Option<&'a Run>,
    /// The phase that goes on, if one does.
    pub phase: Option<Phase>,
    /// The time axis of the timeline.
    pub axis: Axis,
    /// The present; every growing thing ends here.
    pub now: Moment,
    /// The results of the run that is shown.
    pub conclusions: Conclusions<'a>,
    /// The runs and guesses that it is compared with.
    pub expectation: Expectation<'a>,
    /// How the run is looked at.
    pub scope: Scope<'a>,
    /// The trials of the preset that is open.
    pub trials: Option<&'a Trials>,
    /// A sweep that goes on, or was the last to.
    pub sweep: Option<&'a Sweeping>,
    /// The run that goes on, whichever is shown.
    pub live: LiveRun<'a>,
    /// The runs that have ended.
    pub history: &'a RunHistory,
    /// The usage of the cores.
    pub cores: &'a UsageHistory,
    /// The processes of the run.
    pub process_table: &'a ProcessTable,
    /// The state of each pane.
    pub panes: &'a Panes,
    /// The windows over the panes.
    pub windows: &'a Windows,
    /// How the panes are arranged.
    pub arrangement: &'a PaneArrangement,
    /// Which key means what.
    pub keys: &'a Keys,
    /// The message in the status bar.
    pub message: Option<&'a Message>,
}

impl View<'_> {
    /// Whether there is anything that could be closed, or shown whole again.
    pub(super) fn is_something_open(&self) -> bool {
        let is_beside = self.arrangement.is_beside() || self.arrangement.is_full;
        is_beside || self.trials.is_some() || self.scope.window.is_some()
    }
}

/// The results of a run that has ended; empty while it goes on.
#[derive(Clone, Copy, Default)]
pub struct Conclusions<'a> {
    /// The figures of the experiment's runs that have ended.
    pub figures: Option<&'a Figures>,
    /// Where the time of the run went, what is most expensive first.
    pub findings: &'a [Finding],
    /// The scaling laws that follow from runs of the same work with other numbers of workers.
    pub laws: &'a [Law],
    /// The numbers of workers that the same work was measured with, but in other chunks: no law
    /// takes them in.
    pub left_out: &'a [u32],
    /// The row in which the run that has ended differs most from the prediction.
    pub miss: Option<(Row, SignedNanos)>,
}

/// The expected result of a run: by a prediction, by another run, and by the user.
#[derive(Clone, Copy, Default)]
pub struct Expectation<'a> {
    /// The simulated run; for one that has not begun, from the time that was set for its tasks.
    pub prediction: Option<&'a Prediction>,
    /// The prediction for the experiment in the form, where the run that is shown has ended and was
    /// begun with another.
    pub next: Option<&'a Prediction>,
    /// Whether the simulated run is drawn beyond the present.
    pub ghost: bool,
    /// The reference that the run that is shown is compared with, on the same clock.
    pub reference: Option<ReferenceRun<'a>>,
    /// The speedup that the user expects.
    pub guess: Option<Ratio>,
}

/// The run that the active run is compared with.
#[derive(Clone, Copy)]
pub struct ReferenceRun<'a> {
    /// Which run it is.
    pub who: ReferenceKind,
    /// The run itself.
    pub run: &'a Run,
    /// How far the run that goes on is ahead of it; `None` where they cannot be compared.
    pub lead: Option<SignedNanos>,
}

/// The kind of run that is drawn dim beyond the present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, strum::VariantArray)]
pub enum ReferenceKind {
    /// The one that is expected: simulated.
    #[default]
    Expected,
    /// The last one of this session.
    Last,
    /// The serial one.
    Serial,
    /// None.
    Off,
}

impl ReferenceKind {
    /// Its name in a sentence.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expected => "the simulated run",
            Self::Last => "the last run",
            Self::Serial => "the serial run",
            Self::Off => "nothing",
        }
    }
}

/// A message of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// For information.
    Note(String),
    /// Something is wrong.
    Fault(String),
}
