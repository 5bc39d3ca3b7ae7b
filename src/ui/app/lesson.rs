//! Lessons: the effect of each key on a step, its runs, and on the other panes.
//!
//! The trials of a step are run like those of a preset, so that all that can be done with them
//! can be done in a lesson, too. Their results are kept with the step.

mod attend;
mod replace;

use super::{App, active_run::ActiveRun, host::Host};
use crate::{
    base::Moment,
    lesson::{Highlight, LESSONS, Lesson, Sight},
    store::Progress,
    ui::{
        Cursor, Layout, Message, Pane, PaneArrangement, Teaching, TimelineCommand, Trials,
        pane::lesson::{Attended, StepPhase, first},
        pane::timeline::longest_gap,
    },
};
use crossterm::event::{KeyEvent, KeyModifiers};

impl<E: Host> App<E> {
    /// Begins with a lesson, or knows at least how far the user has come in each.
    pub(in crate::ui) fn teaching(
        mut self,
        lesson: Option<&'static Lesson>,
        progress: Progress,
        now: Moment,
    ) -> Self {
        self.panes.lesson.progress = progress;
        if let Some(lesson) = lesson {
            self.attend(lesson, now);
        }
        self
    }

    /// The step that was entered since this was asked last.
    pub(in crate::ui) const fn take_chapter(&mut self) -> Option<&'static str> {
        self.panes.lesson.chapter.take()
    }

    /// Whether a lesson is open, also while it is left alone for free play.
    pub(super) const fn is_taught(&self) -> bool {
        self.panes.lesson.open.is_some()
    }

    /// Whether a step is looked at: its result is not predicted.
    pub(super) fn is_in_step(&self) -> bool {
        self.arrangement.layout == Layout::Lesson && self.panes.lesson.open.is_some()
    }

    /// Whether a guess is waited for.
    pub(super) fn is_asking(&self) -> bool {
        let open = self.panes.lesson.open.as_ref();
        let phase = open.map(|open| open.phase(self.is_running()));
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
            if self.panes.lesson.open.is_some() {
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
        match (key, &mut self.panes.lesson.open) {
            (Teaching::Leave, _) if running => self.stop(now),
            (Teaching::Leave, Some(_)) => self.close_lesson(now),
            (Teaching::Leave, None) => self.arrangement = PaneArrangement::of(Layout::Watch),
            (Teaching::GoOn, Some(_)) => self.go_on(now),
            (Teaching::GoOn, None) => {
                if let Some(lesson) = LESSONS.get(self.panes.lesson.selected) {
                    self.attend(lesson, now);
                }
            }
            (Teaching::Next, Some(_)) => self.turn_page(true, now),
            (Teaching::Back, Some(_)) => self.turn_page(false, now),
            (Teaching::Repeat, Some(_)) => self.repeat_step(now),
            (Teaching::Replace, Some(_)) => self.replace_step(now),
            (Teaching::Notes, Some(open)) => open.notes = !open.notes,
            (Teaching::First, Some(open)) => open.choose(running, |_, _| 0),
            (Teaching::Second, Some(open)) => open.choose(running, |_, _| 1),
            (Teaching::Third, Some(open)) => open.choose(running, |_, _| 2),
            (Teaching::Fourth, Some(open)) => open.choose(running, |_, _| 3),
            (Teaching::Down, Some(open)) => {
                open.choose(running, |at, all| at.map_or(0, |at| (at + 1).min(all - 1)));
            }
            (Teaching::Up, Some(open)) => {
                open.choose(running, |at, all| {
                    at.map_or(all - 1, |at| at.saturating_sub(1))
                });
            }
            (Teaching::Down, None) => self.panes.lesson.step(true),
            (Teaching::Up, None) => self.panes.lesson.step(false),
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
        let Some(open) = &mut self.panes.lesson.open else {
            return false;
        };
        let typed = open.type_key(running, key.code);
        self.changed |= typed;
        typed
    }

    /// Does what comes next: an answer, a run, the next step.
    fn go_on(&mut self, now: Moment) {
        let running = self.is_running();
        let Some(open) = &mut self.panes.lesson.open else {
            return;
        };
        let (step, phase) = (open.step(), open.phase(running));
        let page = open.page_mut();
        match phase {
            StepPhase::Running => {
                let text = "it is being run; Esc stops it";
                self.message = Some(Message::Note(text.into()));
            }
            StepPhase::Asking if !page.has_guess() => {
                self.message = Some(Message::Note(first(step).into()));
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

    /// Runs the trials of the step from the first on.
    fn run_step(&mut self, now: Moment) {
        let step = self.panes.lesson.open.as_ref().map(Attended::step);
        if let Some(step) = step.filter(|step| step.runs()) {
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

    /// All trials have ended: takes in their results, if they are those of the open step.
    pub(super) fn learn(&mut self, now: Moment) {
        let (Some(open), Some(trials)) = (&mut self.panes.lesson.open, &self.runs.trials) else {
            return;
        };
        let (step, needs) = (open.step(), open.lesson.needs);
        let page = open.page_mut();
        if trials.are_of(step) && page.learn(step, trials, needs) {
            if page.is_false {
                return self.replace_step(now);
            }
            self.show_step(now);
        }
    }

    /// Shows the part of the run that the step is about.
    fn show_step(&mut self, now: Moment) {
        let Some(open) = &self.panes.lesson.open else {
            return;
        };
        let (step, phase) = (open.step(), open.phase(self.is_running()));
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
