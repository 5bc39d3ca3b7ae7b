//! [`Lessons`]: the list of lessons, and the open one: the guesses, runs and results of each step.
//!
//! The trials of a step are run like those of a preset, so that all that can be done with them
//! can be done in a lesson, too. Their results are kept with the step.

mod attend;
mod page;
mod replace;

use super::{App, active_run::ActiveRun, host::Host};
use crate::{
    base::Moment,
    lesson::{GuessForm, Highlight, KnownMetrics, LESSONS, Lesson, LessonStep, Sight},
    store::Progress,
    ui::{
        Cursor, Layout, LessonView, Message, Pane, PaneArrangement, StepPhase, StepView, Teaching,
        TimelineCommand, Trials, pane::timeline::longest_gap,
    },
};
use crossterm::event::{KeyEvent, KeyModifiers};
use page::LessonPage;

/// The lessons of a session.
#[derive(Default)]
pub(super) struct Lessons {
    progress: Progress,
    /// Which one of the list is selected.
    selected: usize,
    open: Option<Attended>,
    /// The title of a step that was entered and is marked in no recording yet.
    chapter: Option<&'static str>,
}

/// A lesson that is gone through.
struct Attended {
    lesson: &'static Lesson,
    /// The step, from 0.
    at: usize,
    pages: Vec<LessonPage>,
    notes: bool,
    /// The reason why this machine cannot show the step, if it cannot.
    lacking: Option<String>,
}

impl Attended {
    /// The step that is looked at, and its page.
    fn here(&self) -> Option<(&'static LessonStep, &LessonPage)> {
        Some((self.lesson.steps.get(self.at)?, self.pages.get(self.at)?))
    }

    fn here_mut(&mut self) -> Option<(&'static LessonStep, &mut LessonPage)> {
        Some((
            self.lesson.steps.get(self.at)?,
            self.pages.get_mut(self.at)?,
        ))
    }

    /// The metrics that the texts of the step can name.
    fn said(&self) -> KnownMetrics<'_> {
        let last = self.lesson.last_run_before(self.at);
        let last = last.and_then(|step| self.pages.get(step));
        KnownMetrics {
            own: self.pages.get(self.at).map_or(&[], |page| &page.claims),
            last: last.map_or(&[], |page| &page.claims),
        }
    }

    fn view(&self, running: bool) -> Option<StepView<'_>> {
        let (step, page) = self.here()?;
        let said = self.said();
        Some(StepView {
            lesson: self.lesson,
            at: self.at,
            step,
            phase: page.phase(step, running),
            chosen: page.chosen,
            typed: &page.typed,
            unit: page::unit(step),
            said,
            right: page::right(step, said),
            notes: self.notes,
            warning: page.warning.as_deref().or(self.lacking.as_deref()),
        })
    }
}

impl<E: Host> App<E> {
    /// Begins with a lesson, or knows at least how far the user has come in each.
    pub(in crate::ui) fn teaching(
        mut self,
        lesson: Option<&'static Lesson>,
        progress: Progress,
        now: Moment,
    ) -> Self {
        self.lessons.progress = progress;
        if let Some(lesson) = lesson {
            self.attend(lesson, now);
        }
        self
    }

    /// The view of the lessons: the open step, or the list.
    pub(super) fn lesson_view(&self) -> Option<LessonView<'_>> {
        let lessons = &self.lessons;
        match &lessons.open {
            Some(open) => open.view(self.is_running()).map(LessonView::Step),
            None => Some(LessonView::List {
                lessons: &LESSONS,
                at: lessons.selected,
                progress: &lessons.progress,
            }),
        }
    }

    /// The step that was entered since this was asked last.
    pub(in crate::ui) const fn take_chapter(&mut self) -> Option<&'static str> {
        self.lessons.chapter.take()
    }

    /// Whether a lesson is open, also while it is left alone for free play.
    pub(super) const fn is_taught(&self) -> bool {
        self.lessons.open.is_some()
    }

    /// Whether a step is looked at: its result is not predicted.
    pub(super) fn is_in_step(&self) -> bool {
        self.arrangement.layout == Layout::Lesson && self.lessons.open.is_some()
    }

    /// Whether a guess is waited for.
    pub(super) fn is_asking(&self) -> bool {
        let open = self.lessons.open.as_ref();
        let page = open.and_then(Attended::here);
        let phase = page.map(|(step, page)| page.phase(step, self.is_running()));
        self.arrangement.layout == Layout::Lesson && phase == Some(StepPhase::Asking)
    }

    /// Shows the lesson, or leaves it alone for free play; comes back to where it was.
    pub(super) fn toggle_lesson(&mut self, now: Moment) {
        if self.arrangement.layout != Layout::Lesson {
            self.arrangement = PaneArrangement::of(Layout::Lesson);
            self.show_step(now);
        } else if self.arrangement.focus == Pane::Lesson
            || self.arrangement.center != self.arrangement.layout.center()
        {
            self.arrangement = PaneArrangement::of(Layout::Watch);
            self.panes.timeline.point_out(false);
            if self.lessons.open.is_some() {
                let key = self.keys.label(crate::ui::Action::Show(Pane::Lesson));
                let text = format!("free play: turn anything; {key} goes back to the lesson");
                self.message = Some(Message::Note(text));
            }
        } else {
            self.arrangement.give_focus(Pane::Lesson);
        }
    }

    /// Carries out a command in a lesson.
    pub(super) fn teach(&mut self, key: Teaching, now: Moment) {
        if self.arrangement.layout != Layout::Lesson {
            self.arrangement = PaneArrangement::of(Layout::Lesson);
        }
        let running = self.is_running();
        match (key, &mut self.lessons.open) {
            (Teaching::Leave, _) if running => self.stop(now),
            (Teaching::Leave, Some(_)) => self.close_lesson(now),
            (Teaching::Leave, None) => self.arrangement = PaneArrangement::of(Layout::Watch),
            (Teaching::GoOn, Some(_)) => self.go_on(now),
            (Teaching::GoOn, None) => {
                if let Some(lesson) = LESSONS.get(self.lessons.selected) {
                    self.attend(lesson, now);
                }
            }
            (Teaching::Next, Some(_)) => self.turn_page(true, now),
            (Teaching::Back, Some(_)) => self.turn_page(false, now),
            (Teaching::Repeat, Some(_)) => self.repeat_step(now),
            (Teaching::Replace, Some(_)) => self.replace_step(now),
            (Teaching::Notes, Some(open)) => open.notes = !open.notes,
            (Teaching::First, Some(_)) => self.choose_answer(|_, _| 0),
            (Teaching::Second, Some(_)) => self.choose_answer(|_, _| 1),
            (Teaching::Third, Some(_)) => self.choose_answer(|_, _| 2),
            (Teaching::Fourth, Some(_)) => self.choose_answer(|_, _| 3),
            (Teaching::Down, Some(_)) => {
                self.choose_answer(|at, all| at.map_or(0, |at| (at + 1).min(all - 1)));
            }
            (Teaching::Up, Some(_)) => {
                self.choose_answer(|at, all| at.map_or(all - 1, |at| at.saturating_sub(1)));
            }
            (Teaching::Down, None) => {
                self.lessons.selected = (self.lessons.selected + 1).min(LESSONS.len() - 1);
            }
            (Teaching::Up, None) => {
                self.lessons.selected = self.lessons.selected.saturating_sub(1);
            }
            (_, None) => {}
        }
    }

    /// A key, where a number is guessed. Returns whether it was part of it.
    pub(super) fn guess(&mut self, key: &KeyEvent) -> bool {
        if self.arrangement.focus != Pane::Lesson
            || !(key.modifiers - KeyModifiers::SHIFT).is_empty()
        {
            return false;
        }
        let running = self.is_running();
        let Some(open) = &mut self.lessons.open else {
            return false;
        };
        let Some((step, page)) = open.here_mut() else {
            return false;
        };
        let asks = matches!(
            step.question.as_ref().map(|question| &question.answer),
            Some(GuessForm::Number(_))
        );
        let typed =
            asks && page.phase(step, running) == StepPhase::Asking && page.type_key(key.code);
        self.changed |= typed;
        typed
    }

    /// Does what comes next: an answer, a run, the next step.
    fn go_on(&mut self, now: Moment) {
        let running = self.is_running();
        let Some(open) = &mut self.lessons.open else {
            return;
        };
        let Some((step, page)) = open.here_mut() else {
            return;
        };
        match page.phase(step, running) {
            StepPhase::Running => {
                let text = "it is being run; Esc stops it";
                self.message = Some(Message::Note(text.into()));
            }
            StepPhase::Asking if !page.has_guess() => {
                self.message = Some(Message::Note(page::first(step).into()));
            }
            StepPhase::Asking => {
                page.answered = true;
                if step.runs() && !page.ran {
                    self.run_step(now);
                } else {
                    self.show_step(now);
                }
            }
            StepPhase::Ready => self.run_step(now),
            StepPhase::Done => self.turn_page(true, now),
        }
    }

    fn choose_answer(&mut self, which: impl Fn(Option<usize>, usize) -> usize) {
        let running = self.is_running();
        let Some(open) = &mut self.lessons.open else {
            return;
        };
        let Some((step, page)) = open.here_mut() else {
            return;
        };
        if let Some(GuessForm::Choice(choices)) = step.question.as_ref().map(|asked| &asked.answer)
            && page.phase(step, running) == StepPhase::Asking
        {
            let at = which(page.chosen, choices.len());
            page.chosen = Some(at).filter(|at| *at < choices.len()).or(page.chosen);
        }
    }

    /// Runs the trials of the step from the first on.
    fn run_step(&mut self, now: Moment) {
        if let Some(step) = self.step().filter(|step| step.runs()) {
            self.runs.trials = Some(Trials::of_step(step));
            self.fill_form();
            // Processes come and go, so they are watched live; other panes are for the end.
            self.arrangement.center = match step.show {
                Some(Sight::Processes) => Pane::Processes,
                _ => Pane::Timeline,
            };
            self.run(now);
        }
    }

    fn step(&self) -> Option<&'static LessonStep> {
        let open = self.lessons.open.as_ref()?;
        open.lesson.steps.get(open.at)
    }

    /// All trials have ended: takes in their results, if they are those of the open step.
    pub(super) fn learn(&mut self, now: Moment) {
        let (Some(open), Some(trials)) = (&mut self.lessons.open, &self.runs.trials) else {
            return;
        };
        let needs = open.lesson.needs;
        let Some((step, page)) = open.here_mut() else {
            return;
        };
        if trials.are_of(step) && page.learn(step, trials, needs) {
            if page.is_false {
                return self.replace_step(now);
            }
            self.show_step(now);
        }
    }

    /// Shows the part of the run that the step is about.
    fn show_step(&mut self, now: Moment) {
        let running = self.is_running();
        let view = self
            .lessons
            .open
            .as_ref()
            .and_then(|open| open.view(running));
        let Some(StepView { step, phase, .. }) = view else {
            return;
        };
        let is_seen = phase == StepPhase::Done || (phase == StepPhase::Asking && !step.runs());
        if self.arrangement.layout == Layout::Lesson {
            self.arrangement.center = match step.show.filter(|_| is_seen) {
                None | Some(Sight::Timeline) => Pane::Timeline,
                Some(Sight::Ledger) => Pane::Ledger,
                Some(Sight::Processes) => Pane::Processes,
                Some(Sight::Findings) => Pane::Findings,
                Some(Sight::Laws) => Pane::Laws,
            };
        }
        let highlight = step.highlight.filter(|_| is_seen);
        self.panes.timeline.point_out(highlight.is_some());
        if let Some(highlight) = highlight {
            self.point_at(highlight, now);
        }
    }

    fn point_at(&mut self, highlight: Highlight, now: Moment) {
        let gesture = match highlight {
            Highlight::LongestTask => Some(TimelineCommand::Straggler),
            Highlight::IdleGap => {
                let run = self.runs.shown().run.as_deref();
                run.and_then(longest_gap).map(TimelineCommand::Point)
            }
            Highlight::Lane(number) => self.find_task(|lane, _| lane + 1 == number),
            Highlight::Task(number) => self.find_task(|_, task| task == number),
        };
        if let Some(gesture) = gesture {
            // Where there is no such span, nothing is pointed at.
            let _ = self.panes.timeline.perform(gesture, self.runs.shown(), now);
        }
    }

    /// Points at the first task of which that holds: the number of its worker, from 0, and its own.
    fn find_task(&self, is_it: impl Fn(usize, u32) -> bool) -> Option<TimelineCommand> {
        let run = self.runs.shown().run.as_ref()?;
        let mut tasks = run.workers().enumerate().flat_map(|(number, lane)| {
            let tasks = lane.spans.iter().filter(|span| span.kind.is_of_task());
            tasks.map(move |span| (number, lane.info.lane, span))
        });
        let (_, lane, span) = tasks.find(|(number, _, span)| is_it(*number, span.task.get()))?;
        let at = span.start;
        Some(TimelineCommand::Point(Cursor { lane, at }))
    }
}
