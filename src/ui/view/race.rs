//! [`RaceView`]: runs above one another on one time axis.

use crate::{
    base::{Nanos, SignedNanos},
    model::{Axis, Digest, Run, Thumbnail},
    ui::TrialState,
};
use std::borrow::Cow;

/// Runs that are compared, or that race.
pub struct RaceView<'a> {
    /// Each of them, in the order in which they were run.
    pub runners: Vec<ComparedRun<'a>>,
    /// The axis on which all of them begin at zero.
    pub axis: Axis,
    /// Whether they are the modes of the same work, one after another.
    pub is_race: bool,
    /// The parameters by which those that ended did not do the same work: `size 79600 and 81200`.
    pub unlike: Vec<String>,
}

/// One of the runs.
pub struct ComparedRun<'a> {
    /// Its name.
    pub name: String,
    /// The parameters that tell it from the others.
    pub about: Vec<String>,
    /// How it stands.
    pub state: TrialState,
    /// How many lanes are drawn of it.
    pub lanes: usize,
    /// Its thumbnail, as far as it has come.
    pub thumbnail: Option<Cow<'a, Thumbnail>>,
    /// The run with its spans, where they are kept.
    pub whole: Option<&'a Run>,
    /// The time that an ideal machine would take.
    pub ideal: Option<Nanos>,
    /// Its results, once it has ended.
    pub digest: Option<&'a Digest>,
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
