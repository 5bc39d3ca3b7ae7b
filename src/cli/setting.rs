//! [`Setting`]: one parameter set to a text, and where that was said.

use crate::plan::Parameter;

/// One parameter set to a text.
#[derive(Clone)]
pub(super) struct Setting {
    /// The parameter.
    pub(super) row: &'static Parameter,
    /// The text.
    pub(super) text: String,
    /// A variable, or a file and line; `None`: a flag, which the message already names.
    pub(super) place: Option<String>,
}
