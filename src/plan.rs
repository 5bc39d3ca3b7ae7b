//! The experiment, as pure data.
//!
//! [`Experiment`] says what is to be run; [`Parameter`]'s table says, once, how each of its
//! fields is named, written, stepped and checked. Flags, form, config files, help and JSON are
//! made from that table. [`Chunks`] is the one place that knows the chunk rules.

mod ahead;
mod batch;
mod choice;
mod chunks;
mod consent;
mod experiment;
mod json;
mod lesson;
mod parameter;
mod preset;
mod sweep;
mod value;

pub use crate::base::nearest;
pub use ahead::Ahead;
pub use batch::Batch;
pub use choice::{
    Channel, Chunksize, Cost, Fault, Join, Lock, MainRole, Method, Mode, Pin, Pool, StartMethod,
    Workers,
};
pub use chunks::{ChunkRange, Chunks};
pub use consent::{Consent, Others};
pub use experiment::{Experiment, Resolved, TasksKey};
pub use lesson::{
    Choice, Condition, Figure, FigureUnit, GuessForm, Highlight, Inline, LESSONS, Lesson,
    LessonStep, MOST_CHOICES, MachineNeeds, Paragraph, Prose, Question, Reference, RunFile, Sight,
    Than, recorded,
};
pub use parameter::{Adjustment, Domain, Group, Parameter, TABLE, parameter};
pub use preset::{PRESETS, Preset, Trial};
pub use sweep::{Point, Sweep, SweepAxis, Turn};
pub use value::Value;

/// A parameter that cannot be what it was asked to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// No such parameter.
    #[error("there is no parameter `{name}`{}", hint(.nearest.as_deref()))]
    UnknownParameter {
        /// What was written.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// A name that the parameter does not know.
    #[error("`{text}` is no {parameter}{}; there is {all}", hint(.nearest.as_deref()))]
    UnknownName {
        /// Whose value it was to be.
        parameter: &'static str,
        /// What was written.
        text: String,
        /// The nearest name there is.
        nearest: Option<String>,
        /// The names there are.
        all: String,
    },
    /// No such preset.
    #[error("there is no preset `{name}`{}", otherwise(.nearest.as_deref(), "parscope list presets"))]
    UnknownPreset {
        /// What was written.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// No such lesson.
    #[error("there is no lesson `{name}`{}", otherwise(.nearest.as_deref(), "parscope lesson"))]
    UnknownLesson {
        /// What was written.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// A lesson that cannot be what its file says.
    #[error("{place}: {message}")]
    Lesson {
        /// File and line.
        place: String,
        /// What is wrong.
        message: String,
    },
    /// A value outside what the parameter takes.
    #[error("{parameter} cannot be `{text}`: give {wanted}")]
    BadValue {
        /// Whose value it was to be.
        parameter: &'static str,
        /// What was written.
        text: String,
        /// What it takes.
        wanted: String,
    },
    /// Values that make no sense together.
    #[error("{0}")]
    Conflict(String),
    /// A sweep that cannot be made.
    #[error("{0}")]
    Sweep(String),
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

fn otherwise(nearest: Option<&str>, list: &str) -> String {
    nearest.map_or_else(|| format!("; see `{list}`"), |name| hint(Some(name)))
}
