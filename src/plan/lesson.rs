//! [`Lesson`] and [`LESSONS`]: what a class is taken through, step by step.
//!
//! A lesson is a file: texts, experiments, questions. No number that was measured is in it: each
//! stands as a placeholder for what comes out on the machine in front of the class. The lessons in
//! `assets/lesson` are built into the program; a teacher's own are read from wherever they are.

mod condition;
mod figure;
mod prose;
mod reader;
mod run;
#[cfg(test)]
mod tests;

pub use condition::{Condition, Than};
pub use figure::{Figure, FigureUnit, Reference};
pub use prose::{Inline, Paragraph, Prose};
pub use run::{RunFile, recorded};

use super::{PlanError, Preset, nearest};
use std::{borrow::Cow, sync::LazyLock};

/// Steps that a lesson has at most: more than anybody goes through.
const MOST_STEPS: usize = 64;

/// Choices that a question has at most: there is a key for each.
pub const MOST_CHOICES: usize = 4;

/// A lesson.
#[derive(Debug, Clone, PartialEq)]
pub struct Lesson {
    /// Its name, as in `parscope lesson NAME`; of a file, its path.
    pub name: Cow<'static, str>,
    /// What it is, in a few words.
    pub title: String,
    /// What one can do after it, in a sentence.
    pub about: String,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// The presets that show the same.
    pub presets: Vec<String>,
    /// What a machine must have to show it.
    pub needs: MachineNeeds,
    /// What is done one after another; at least one.
    pub steps: Vec<LessonStep>,
}

/// What a machine must have to show a lesson's effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MachineNeeds {
    /// Usable cores, at least.
    pub cores: u32,
    /// Whether noise would hide it.
    pub quiet: bool,
}

/// One idea.
#[derive(Debug, Clone, PartialEq)]
pub struct LessonStep {
    /// What it is about.
    pub title: String,
    /// What is said before anything is run.
    pub text: Prose,
    /// What is run, one after another.
    pub trials: Option<Preset>,
    /// The same as it went elsewhere, for a machine that cannot show it: a file for each trial, or
    /// none at all.
    pub recorded: Vec<RunFile>,
    /// What is shown in the largest place.
    pub show: Option<Sight>,
    /// What the timeline's cursor points at once there is a run.
    pub highlight: Option<Highlight>,
    /// What everyone guesses first.
    pub question: Option<Question>,
    /// What is said afterwards.
    pub reveal: Prose,
    /// What only the presenter is to be reminded of.
    pub notes: Prose,
}

impl LessonStep {
    /// Whether these are what is run in it.
    #[must_use]
    pub fn is_about(&self, trials: &Preset) -> bool {
        let own = self.trials.as_ref();
        own.is_some_and(|own| std::ptr::eq(own, trials))
    }

    /// Whether something is revealed in it that is held against T₁.
    #[must_use]
    pub fn is_against_serial(&self) -> bool {
        let answer = self.question.as_ref().map(|question| &question.answer);
        let (choices, number) = match answer {
            Some(GuessForm::Choice(choices)) => (choices.as_slice(), None),
            Some(GuessForm::Number(reference)) => (&[][..], Some(*reference)),
            None => (&[][..], None),
        };
        let judged = choices.iter().flat_map(|choice| {
            let conditions = choice.when.iter().flat_map(Condition::references);
            conditions.chain(choice.reveal.references())
        });
        let mut all = self.reveal.references().chain(judged).chain(number);
        all.any(|reference| reference.figure.is_against_serial())
    }
}

/// What a step can show in the largest place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Sight {
    /// What every lane did.
    Timeline,
    /// Where the time went.
    Ledger,
    /// Who started whom.
    Processes,
    /// What was found out.
    Findings,
    /// What follows from several numbers of workers.
    Laws,
}

/// What the timeline's cursor can point at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Highlight {
    /// The first task of the worker of that number, from 1.
    Lane(usize),
    /// The task of that number, from 0 as on the timeline.
    Task(u32),
    /// The task that took longest.
    LongestTask,
    /// The longest stretch in which a worker had nothing to do.
    IdleGap,
}

/// A question, and how a guess is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What is asked.
    pub text: Prose,
    /// What a guess can be.
    pub answer: GuessForm,
}

/// What a guess can be.
#[derive(Debug, Clone, PartialEq)]
pub enum GuessForm {
    /// One of these; what came out is the one that is right anywhere, or else the first whose
    /// conditions hold; if there is none, the one that has no condition.
    Choice(Vec<Choice>),
    /// A number, to be held against that figure.
    Number(Reference),
}

/// One of the choices.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What is chosen.
    pub text: Prose,
    /// When it is what came out: all of these must hold.
    pub when: Vec<Condition>,
    /// Whether it is so on any machine.
    pub right: bool,
    /// What is said if it is what came out.
    pub reveal: Prose,
}

macro_rules! lessons {
    ($($name:literal),* $(,)?) => {
        const FILES: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../assets/lesson/", $name, ".toml")))),*
        ];
    };
}

lessons![
    "what-is-a-process",
    "two-tasks",
    "pool",
    "chunksize",
    "choosing-a-chunksize",
    "methods",
    "start-methods",
    "what-a-process-costs",
    "separate-memory",
    "the-gil",
    "where-the-ideal-went",
    "amdahls-law",
];

/// Every lesson that is built in, in the order in which they are best taken.
pub static LESSONS: LazyLock<Vec<Lesson>> = LazyLock::new(|| {
    let read = FILES.iter().map(|&(name, text)| {
        Lesson::read(name, text, recorded).map(|lesson| Lesson {
            name: name.into(),
            ..lesson
        })
    });
    // That each of them can be read is tested.
    read.filter_map(Result::ok).collect()
});

impl Lesson {
    /// The lesson in a text. What is wrong with it is said with `place`, the name of the file, and
    /// the line. The runs that it names are those that `find` finds, or has something against.
    ///
    /// # Errors
    /// [`PlanError::Lesson`].
    pub fn read(
        place: &str,
        text: &str,
        find: impl Fn(&str) -> Result<RunFile, String>,
    ) -> Result<Self, PlanError> {
        reader::read(place, text, &find)
    }

    /// The built-in lesson of that name.
    ///
    /// # Errors
    /// [`PlanError::UnknownLesson`], with the nearest name.
    pub fn find(name: &str) -> Result<&'static Self, PlanError> {
        let found = LESSONS.iter().find(|lesson| lesson.name == name);
        found.ok_or_else(|| PlanError::UnknownLesson {
            name: name.into(),
            nearest: nearest(name, LESSONS.iter().map(|lesson| &*lesson.name)).map(Into::into),
        })
    }

    /// The step before that one in which something is run last: whose figures are `last.…` there.
    #[must_use]
    pub fn last_run_before(&self, step: usize) -> Option<usize> {
        let before = self.steps.get(..step).unwrap_or_default();
        before.iter().rposition(|step| step.trials.is_some())
    }
}
