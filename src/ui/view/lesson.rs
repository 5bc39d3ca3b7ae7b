//! The view of the lessons: the list of them, or a step of one.

use crate::{
    lesson::{KnownMetrics, Lesson, LessonStep},
    store::Progress,
};

/// The lessons, while one is chosen or gone through.
#[derive(Clone, Copy)]
pub enum LessonView<'a> {
    /// All there are.
    List {
        /// Those.
        lessons: &'a [Lesson],
        /// Which of them is selected.
        at: usize,
        /// How far the user has come in each.
        progress: &'a Progress,
    },
    /// A step.
    Step(StepView<'a>),
}

/// A step of a lesson.
#[derive(Clone, Copy)]
pub struct StepView<'a> {
    /// Of which lesson.
    pub lesson: &'a Lesson,
    /// Its place in the lesson, from 0.
    pub at: usize,
    /// The step.
    pub step: &'a LessonStep,
    /// How far it is.
    pub phase: StepPhase,
    /// The choice that was made, or is about to be.
    pub chosen: Option<usize>,
    /// The number that is guessed, as far as it is typed.
    pub typed: &'a str,
    /// The unit of a guess.
    pub unit: &'static str,
    /// The metrics that its texts can name.
    pub said: KnownMetrics<'a>,
    /// The choice that came out.
    pub right: Option<usize>,
    /// Whether the presenter's notes are shown.
    pub notes: bool,
    /// The reason to doubt what this machine shows.
    pub warning: Option<&'a str>,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepPhase {
    /// A guess is waited for.
    Asking,
    /// Its experiment can be run.
    Ready,
    /// Its experiment runs.
    Running,
    /// All of it has been seen.
    Done,
}
