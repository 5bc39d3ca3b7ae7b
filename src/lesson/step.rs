//! [`LessonStep`]: one idea of a lesson, with what is run, asked and revealed in it.

use super::{Condition, Prose, Reference, RunFile, Trial};

/// Choices that a question has at most: there is a key for each.
pub const MOST_CHOICES: usize = 4;

/// One idea.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LessonStep {
    /// Its subject.
    pub title: String,
    /// The text before anything is run.
    pub text: Prose,
    /// The experiments, run one after another and compared; often none.
    pub trials: Vec<Trial>,
    /// Runs from another machine, for one that cannot show the effect: a file for each trial, or
    /// none at all.
    pub recorded: Vec<RunFile>,
    /// The pane in the largest place.
    pub show: Option<Sight>,
    /// The place of the timeline's cursor once there is a run.
    pub highlight: Option<Highlight>,
    /// The question that is answered first.
    pub question: Option<Question>,
    /// The text afterwards.
    pub reveal: Prose,
    /// Reminders for the presenter alone.
    pub notes: Prose,
}

impl LessonStep {
    /// Whether anything is run in it.
    #[must_use]
    pub const fn runs(&self) -> bool {
        !self.trials.is_empty()
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

/// A pane that a step can show in the largest place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Sight {
    /// The lanes and their spans.
    Timeline,
    /// Where the time went.
    Ledger,
    /// The tree of processes.
    Processes,
    /// The findings.
    Findings,
    /// The scaling laws, from several numbers of workers.
    Laws,
}

/// A place that the timeline's cursor can point at.
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
    /// Its text.
    pub text: Prose,
    /// The form of a guess.
    pub answer: GuessForm,
}

/// The form of a guess.
#[derive(Debug, Clone, PartialEq)]
pub enum GuessForm {
    /// One of these; what came out is the one that is right anywhere, or else the first whose
    /// conditions hold; if there is none, the one that has no condition.
    Choice(Vec<Choice>),
    /// A number, compared with that figure.
    Number(Reference),
}

/// One of the choices.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its text.
    pub text: Prose,
    /// It came out if all of these hold.
    pub when: Vec<Condition>,
    /// Whether it is so on any machine.
    pub right: bool,
    /// The text if it came out.
    pub reveal: Prose,
}
