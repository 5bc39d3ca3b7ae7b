//! [`ReferenceRun`]: the run that the active run is compared with.

use crate::{base::SignedNanos, model::Run};

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
