//! The experiment, as pure data.
//!
//! [`Experiment`] describes a run and its repeats; [`Parameter`]'s table says, once, how each of
//! its fields is named, written, stepped and checked. Flags, form, config files, help and JSON are
//! made from that table. [`Chunks`] is the one place that knows the chunk rules.

mod ahead;
mod batch;
mod choice;
mod chunks;
mod experiment;
mod handout;
mod identifier;
mod json;
mod parameter;
mod sweep;
mod value;

use crate::base::nearest;
pub use ahead::Ahead;
pub use batch::Batch;
pub use choice::{
    Channel, Chunksize, Cost, EngineName, Fault, Join, Lock, MainRole, Method, Mode, Pin, Pool,
    StartMethod, Workers,
};
pub use chunks::{ChunkRange, Chunks};
pub use experiment::{CommandKey, Experiment, Resolved, TasksKey};
pub use handout::Handout;
use identifier::is_identifier;
pub use parameter::{Adjustment, Domain, Group, Parameter, TABLE, parameter};
pub use sweep::{Point, Sweep, SweepAxis, Turn};
pub use value::Value;

/// A parameter that cannot be what it was asked to be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// No such parameter.
    #[error("there is no parameter `{name}`{}", hint(.nearest.as_deref()))]
    UnknownParameter {
        /// The text that was written.
        name: String,
        /// The nearest name there is.
        nearest: Option<String>,
    },
    /// A name that the parameter does not know.
    #[error("`{text}` is no {parameter}{}; there is {all}", hint(.nearest.as_deref()))]
    UnknownName {
        /// The parameter.
        parameter: &'static str,
        /// The text that was written.
        text: String,
        /// The nearest name there is.
        nearest: Option<String>,
        /// The names there are.
        all: String,
    },
    /// A value outside what the parameter takes.
    #[error("{parameter} cannot be `{text}`: give {wanted}")]
    BadValue {
        /// The parameter.
        parameter: &'static str,
        /// The text that was written.
        text: String,
        /// The values that the parameter takes.
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

/// The end of a message about an unknown name: the candidate most like it, or else `otherwise`.
#[must_use]
pub fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    match nearest(name, candidates) {
        None => otherwise.to_owned(),
        near => hint(near),
    }
}
