//! [`Action`]: everything that a user can ask for.

use super::Pane;
use crate::plan::Step;

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Do the experiment.
    Run,
    /// Stop what is going on; close what is open.
    Stop,
    /// Select the next row of the form.
    Next,
    /// Select the row before.
    Previous,
    /// Turn the selected parameter.
    Turn(Step),
    /// Turn a parameter by its name, whatever is selected.
    TurnNamed(&'static str, Step),
    /// Set the chunksize to the next rule that goes by a name.
    NextRule,
    /// Type a value for the selected parameter.
    Edit,
    /// Rerun at once after every change, or not.
    ToggleAuto,
    /// Open the list of presets.
    PickPreset,
    /// Look at the next trial of the preset.
    NextTrial,
    /// Look at the trial before.
    PreviousTrial,
    /// Sweep the selected parameter, or the chunksize.
    Sweep,
    /// Sweep the chunksize together with the selected parameter.
    SweepBoth,
    /// Show or hide the keys.
    ToggleHelp,
    /// Show or hide what is expected.
    ToggleGhost,
    /// Show something in place of the timeline, or the timeline again.
    Show(Pane),
    /// Give the focus to the next pane.
    FocusNext,
    /// Give the focus to the pane before.
    FocusPrevious,
    /// Draw everything anew.
    Redraw,
    /// Go to the background.
    Suspend,
    /// Leave.
    Quit,
}
