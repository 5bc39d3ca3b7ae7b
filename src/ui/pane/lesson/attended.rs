//! [`Attended`]: a lesson that is gone through: its step, and the guesses and results of each.

use super::lesson_page::{LessonPage, StepPhase};
use crate::lesson::{GuessForm, KnownMetrics, Lesson, LessonStep};
use crossterm::event::KeyCode;

/// A lesson that is gone through.
pub(in crate::ui) struct Attended {
    pub(in crate::ui) lesson: &'static Lesson,
    /// The step, from 0.
    pub(in crate::ui) at: usize,
    /// A page for each step.
    pub(in crate::ui) pages: Vec<LessonPage>,
    /// Whether the presenter's notes are shown.
    pub(in crate::ui) notes: bool,
    /// The reason why this machine cannot show the step, if it cannot.
    pub(in crate::ui) lacking: Option<String>,
}

impl Attended {
    /// A lesson at a step, before anything is known, on a machine with so many cores.
    pub(in crate::ui) fn new(lesson: &'static Lesson, at: usize, cores: u32) -> Self {
        let steps = lesson.steps.iter();
        Self {
            lesson,
            at,
            pages: steps.map(|step| LessonPage::new(step, cores)).collect(),
            notes: false,
            lacking: None,
        }
    }

    /// The step that is looked at.
    pub(in crate::ui) fn step(&self) -> &'static LessonStep {
        &self.lesson.steps[self.at]
    }

    /// Its page.
    pub(in crate::ui) fn page(&self) -> &LessonPage {
        &self.pages[self.at]
    }

    pub(in crate::ui) fn page_mut(&mut self) -> &mut LessonPage {
        &mut self.pages[self.at]
    }

    /// Whether it is the last step.
    pub(in crate::ui) fn is_last(&self) -> bool {
        self.at + 1 == self.lesson.steps.len()
    }

    /// The guess that the step asks for.
    pub(super) fn asked(&self) -> Option<&'static GuessForm> {
        self.step().question.as_ref().map(|asked| &asked.answer)
    }

    /// The unit of a guess at its number.
    pub(super) fn unit(&self) -> &'static str {
        match self.asked() {
            Some(GuessForm::Number(reference)) => reference.figure.unit().sign(),
            _ => "",
        }
    }

    /// How far the step is.
    pub(in crate::ui) fn phase(&self, is_running: bool) -> StepPhase {
        self.page().phase(self.step(), is_running)
    }

    /// The metrics that the texts of the step can name.
    pub(super) fn said(&self) -> KnownMetrics<'_> {
        let last = self.lesson.last_run_before(self.at);
        let last = last.and_then(|step| self.pages.get(step));
        KnownMetrics {
            own: &self.page().claims,
            last: last.map_or(&[], |page| &page.claims),
        }
    }

    /// The choice that came out, where that is known: what is right anywhere, or the first whose
    /// condition holds, or the one without.
    pub(in crate::ui) fn right(&self) -> Option<usize> {
        let GuessForm::Choice(choices) = self.asked()? else {
            return None;
        };
        let right = choices.iter().position(|choice| choice.right);
        let said = self.said();
        let holds = || {
            let judged = choices.iter().map(|choice| {
                let conditions = choice.when.iter();
                let all: Option<Vec<_>> = conditions.map(|one| said.holds(one)).collect();
                (!choice.when.is_empty()).then(|| Some(all?.into_iter().all(|holds| holds)))
            });
            let judged: Vec<_> = judged.collect();
            if judged.contains(&Some(None)) {
                return None;
            }
            let first = judged.iter().position(|judged| *judged == Some(Some(true)));
            first.or_else(|| judged.iter().position(Option::is_none))
        };
        right.or_else(holds)
    }

    /// The reason to doubt what this machine shows.
    pub(in crate::ui) fn warning(&self) -> Option<&str> {
        let own = self.page().warning.as_deref();
        own.or(self.lacking.as_deref())
    }

    /// Makes the choice that `which` takes, from the one before and how many there are, while a guess
    /// is waited for.
    pub(in crate::ui) fn choose(
        &mut self,
        is_running: bool,
        which: impl Fn(Option<usize>, usize) -> usize,
    ) {
        if let Some(GuessForm::Choice(choices)) = self.asked()
            && self.phase(is_running) == StepPhase::Asking
        {
            let page = self.page_mut();
            let at = which(page.chosen, choices.len());
            page.chosen = Some(at).filter(|at| *at < choices.len()).or(page.chosen);
        }
    }

    /// A key, where a number is guessed. Returns whether it was part of it.
    pub(in crate::ui) fn type_key(&mut self, is_running: bool, code: KeyCode) -> bool {
        matches!(self.asked(), Some(GuessForm::Number(_)))
            && self.phase(is_running) == StepPhase::Asking
            && self.page_mut().type_key(code)
    }
}
