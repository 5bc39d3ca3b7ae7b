//! [`CallsPane`]: which call is selected.

/// The state of the pane.
#[derive(Debug, Clone, Default)]
pub(in crate::ui) struct CallsPane {}
