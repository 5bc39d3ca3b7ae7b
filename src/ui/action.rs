//! [`Action`]: everything that a user can ask for, each by a stable name.

use super::{Gesture, Layout, Pane};
use crate::plan::Step;

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Action {
    /// Do the experiment.
    Run,
    /// Stop what is going on; close what is open.
    Stop,
    /// Open the list of everything that can be done.
    Palette,
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
    /// Take the last change of a parameter back.
    Undo,
    /// Make the change again that was taken back last.
    Redo,
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
    /// Show something in the largest place, or what belongs there again.
    Show(Pane),
    /// Arrange the panes for something.
    Layout(Layout),
    /// Do something to the timeline.
    Timeline(Gesture),
    /// Give the focus to the next pane.
    FocusNext,
    /// Give the focus to the pane before.
    FocusPrevious,
    /// Let the focused pane have the whole screen, or no longer.
    ToggleFull,
    /// Close the focused pane.
    ClosePane,
    /// Hear of the mouse, or leave it to the terminal.
    ToggleMouse,
    /// Draw everything anew.
    Redraw,
    /// Go to the background.
    Suspend,
    /// Leave.
    Quit,
}

impl Action {
    /// What it is called in the palette and in the config: `workers-up`. It stays the same from
    /// version to version.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Turn(step) => format!("turn-{}", word(step)),
            Self::TurnNamed(name, step) => format!("{name}-{}", word(step)),
            Self::Show(pane) => format!("show-{}", <&str>::from(pane)),
            Self::Timeline(gesture) => format!("timeline-{}", <&str>::from(gesture)),
            Self::Layout(layout) => format!("layout-{}", <&str>::from(layout)),
            plain => <&str>::from(plain).to_owned(),
        }
    }
}

const fn word(step: Step) -> &'static str {
    match step {
        Step::Up => "up",
        Step::Down => "down",
        Step::Double => "double",
        Step::Halve => "halve",
    }
}
