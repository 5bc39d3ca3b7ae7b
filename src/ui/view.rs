//! [`View`]: everything a frame is made from.

use crate::{
    base::Moment,
    engine::Stage,
    model::{Axis, Figures, Run},
    plan::Experiment,
    sample::{Census, History},
    trace::Machine,
};

/// What is to be seen, borrowed from the app for one frame.
pub struct View<'a> {
    /// The experiment as the form has it.
    pub experiment: &'a Experiment,
    /// The size of a task, where it is known.
    pub size: Option<u64>,
    /// The selected row of the form: an index into the parameter table.
    pub selected: usize,
    /// The text that is being typed for the selected parameter.
    pub typed: Option<&'a str>,
    /// The machine.
    pub machine: &'a Machine,
    /// The run that goes on, or the one that ended last.
    pub run: Option<&'a Run>,
    /// What is being done, while something is.
    pub stage: Option<Stage>,
    /// The figures of the experiment's runs that have ended.
    pub figures: Option<&'a Figures>,
    /// The time axis of the timeline.
    pub axis: Axis,
    /// The present; every growing thing ends here.
    pub now: Moment,
    /// The usage of the cores.
    pub cores: &'a History,
    /// The processes of the run.
    pub census: &'a Census,
    /// What stands in the largest place.
    pub center: Center,
    /// Whether every change reruns at once.
    pub auto: bool,
    /// Something to be told.
    pub message: Option<&'a Message>,
    /// Whether the keys are shown.
    pub help: bool,
}

/// What stands in the largest place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Center {
    /// What every lane did and is doing.
    #[default]
    Timeline,
    /// Who started whom.
    Processes,
}

/// Something to be told, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// For information.
    Note(String),
    /// Something is wrong.
    Fault(String),
}
