//! [`Action`]: everything that a user can ask for, each by a stable name.

use super::{CallCommand, LaneStep, Layout, Pane, TimelineCommand};
use crate::plan::Adjustment;

/// The meaning of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Action {
    /// Do the experiment.
    Run,
    /// Measure T₁ of the last experiment again.
    MeasureAgain,
    /// Stop what is going on; close what is open.
    Stop,
    /// Open the list of everything that can be done.
    Palette,
    /// Select the next row of the form.
    Next,
    /// Select the row before.
    Previous,
    /// Turn the selected parameter.
    Turn(Adjustment),
    /// Turn a parameter by its name, whatever is selected.
    TurnNamed(&'static str, Adjustment),
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
    /// Hold the run against another one.
    NextGhost,
    /// Show or hide the runs of this session.
    ShowHistory,
    /// Save the run that is shown.
    Save,
    /// Select the next run.
    NextRun,
    /// Select the run before.
    PreviousRun,
    /// Open the selected run in the timeline.
    OpenRun,
    /// Mark the selected run to be compared, or take the mark away.
    MarkRun,
    /// Compare the marked runs, or the last two.
    Compare,
    /// Run the same work in every mode.
    Race,
    /// Runs the experiment in Rust and in CPython, one after another.
    RaceEngines,
    /// Show something in the largest place, or what belongs there again.
    Show(Pane),
    /// Arrange the panes for something.
    Layout(Layout),
    /// Scroll, sort, filter or fold the lanes of the timeline.
    Lanes(LaneStep),
    /// Do something to the calls of a program.
    Call(CallCommand),
    /// Do something to the timeline.
    Timeline(TimelineCommand),
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
    /// Enter lecture mode, or leave it.
    ToggleLecture,
    /// A key of the presenter's remote, in lecture mode.
    Remote(Remote),
    /// Go through a lesson.
    Lesson(Teaching),
    /// Type into the program that is watched, or look at what it has printed.
    Output(OutputCommand),
    /// Look through the code of the experiment.
    Code(CodeCommand),
    /// Draw with the next theme.
    NextTheme,
    /// Keep a picture of the screen.
    Screenshot,
    /// Draw everything anew.
    Redraw,
    /// Go to the background.
    Suspend,
    /// Leave.
    Quit,
}

impl Action {
    /// Whether it runs or changes the experiment in the form.
    #[must_use]
    pub const fn is_about_experiment(self) -> bool {
        matches!(
            self,
            Self::Run
                | Self::Next
                | Self::Previous
                | Self::Turn(_)
                | Self::TurnNamed(..)
                | Self::NextRule
                | Self::Edit
                | Self::Undo
                | Self::Redo
                | Self::ToggleAuto
                | Self::Sweep
                | Self::SweepBoth
                | Self::Race
                | Self::RaceEngines
                | Self::Remote(Remote::Next | Remote::Previous | Remote::Press)
        )
    }

    /// Its name in the palette and in the config: `workers-up`. It stays the same from version to
    /// version.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Turn(step) => format!("turn-{}", word(step)),
            Self::TurnNamed(name, step) => format!("{name}-{}", word(step)),
            Self::Show(pane) => format!("show-{}", <&str>::from(pane)),
            Self::Lanes(step) => format!("lanes-{}", <&str>::from(step)),
            Self::Call(command) => format!("call-{}", <&str>::from(command)),
            Self::Timeline(gesture) => format!("timeline-{}", <&str>::from(gesture)),
            Self::Layout(layout) => format!("layout-{}", <&str>::from(layout)),
            Self::Lesson(key) => format!("lesson-{}", <&str>::from(key)),
            Self::Output(command) => format!("output-{}", <&str>::from(command)),
            Self::Code(command) => format!("code-{}", <&str>::from(command)),
            Self::Remote(key) => format!("lecture-{}", <&str>::from(key)),
            plain => <&str>::from(plain).to_owned(),
        }
    }
}

const fn word(step: Adjustment) -> &'static str {
    match step {
        Adjustment::Up => "up",
        Adjustment::Down => "down",
        Adjustment::Double => "double",
        Adjustment::Halve => "halve",
    }
}

/// The keys of a remote, as a projector's has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Remote {
    /// Forward: the next trial of the preset, or the next mode.
    Next,
    /// Back.
    Previous,
    /// Run, or stop what goes on.
    Press,
    /// Stop what goes on, or leave lecture mode.
    Leave,
}

/// A command in the output of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum OutputCommand {
    /// Have keys go to the program.
    Type,
    /// Have them be parscope's again.
    EndTyping,
    /// Go back by a page.
    Back,
    /// Go forward by a page.
    Forward,
}

/// A command in the code of the experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum CodeCommand {
    /// Go back by a page.
    Back,
    /// Go forward by a page.
    Forward,
}

/// A command in a lesson.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Teaching {
    /// Whatever comes next: answer, run, the next step.
    GoOn,
    /// The next step, done with this one or not.
    Next,
    /// The step before.
    Back,
    /// This step from its beginning.
    Repeat,
    /// Guess the first choice.
    First,
    /// Guess the second.
    Second,
    /// Guess the third.
    Third,
    /// Guess the fourth.
    Fourth,
    /// The next choice, or lesson of the list.
    Down,
    /// The one above.
    Up,
    /// Show or hide the presenter's notes.
    Notes,
    /// Show the step as it goes on a machine that can show it: recorded, or simulated.
    Replace,
    /// Stop what goes on, or leave the lesson.
    Leave,
}
