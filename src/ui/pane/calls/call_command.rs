//! [`CallCommand`]: what a user can do to the calls of a program.

/// A command for the pane of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum CallCommand {
    /// Select the next call.
    Next,
    /// Select the call above.
    Previous,
    /// Show the time of the selected call in the timeline, or all of the run again.
    Open,
    /// Simulate the selected call with other chunks and workers, or show the calls as before.
    Simulate,
}
