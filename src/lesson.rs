//! Lessons: what a class is taken through, step by step. A preset is a lesson of one step.
//!
//! A lesson is a file: texts, experiments, questions. No number that was measured is in it: each
//! stands as a placeholder for what comes out on the machine in front of the class. The lessons in
//! `assets/lesson` and the presets in `assets/preset` are built into the program, and any teacher
//! can read and copy them; a teacher's own are read from wherever they are.

mod built_in;
mod condition;
mod error;
mod figure;
mod metric;
mod prose;
mod reader;
mod step;
#[cfg(test)]
mod tests;
mod trial;

pub use built_in::{LESSONS, PRESETS, RunFile, recorded};
pub use condition::{Condition, Than};
pub use error::LessonError;
pub use figure::{Figure, FigureUnit, Reference};
pub use metric::{KnownMetrics, Metric, Metrics};
pub use prose::{Inline, Paragraph, Prose};
pub use step::{Choice, GuessForm, Highlight, LessonStep, MOST_CHOICES, Question, Sight};
pub use trial::Trial;

use serde::Deserialize;

/// Steps that a lesson has at most: more than fit in a class.
const MOST_STEPS: usize = 64;

/// A lesson.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// Its name, as in `parscope lesson NAME` or `--preset NAME`; of a file, its path.
    pub name: String,
    /// Its subject, in a few words.
    pub title: String,
    /// Its aim, in a sentence; of a preset, its text.
    pub about: String,
    /// How long it takes, in minutes; `None` of a preset, which takes as long as its run.
    pub minutes: Option<u32>,
    /// The presets that show the same.
    pub presets: Vec<String>,
    /// Requirements on the machine.
    pub needs: MachineNeeds,
    /// Its steps, in order; at least one.
    pub steps: Vec<LessonStep>,
}

/// Requirements on a machine that can show a lesson's effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MachineNeeds {
    /// Usable cores, at least.
    pub cores: u32,
    /// Whether noise would hide it.
    pub quiet: bool,
}

impl Default for MachineNeeds {
    fn default() -> Self {
        Self {
            cores: 1,
            quiet: false,
        }
    }
}

impl Lesson {
    /// The lesson in a text, or the preset. What is wrong with it is said with `place`, the name of
    /// the file, and the line. The runs that it names are those that `find` finds, or has something
    /// against.
    ///
    /// # Errors
    /// [`LessonError::File`].
    pub fn read(
        place: &str,
        text: &str,
        find: impl Fn(&str) -> Result<RunFile, String>,
    ) -> Result<Self, LessonError> {
        reader::read(place, text, &find)
    }

    /// A lesson of one step: a preset.
    pub(crate) fn of_step(name: &str, about: String, step: LessonStep) -> Self {
        Self {
            name: name.into(),
            title: step.title.clone(),
            about,
            minutes: None,
            presets: Vec::new(),
            needs: MachineNeeds::default(),
            steps: vec![step],
        }
    }

    /// The first step: all there is of a preset.
    #[must_use]
    pub fn first_step(&self) -> &LessonStep {
        &self.steps[0]
    }

    /// The step before that one in which something is run last: whose figures are `last.…` there.
    #[must_use]
    pub fn last_run_before(&self, step: usize) -> Option<usize> {
        let before = self.steps.get(..step).unwrap_or_default();
        before.iter().rposition(LessonStep::runs)
    }
}
