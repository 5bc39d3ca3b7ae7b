//! From step to step: beginning a lesson, turning its pages, leaving it.

use super::{
    ActiveRun, App, Attended, Host, LESSONS, Layout, Lesson, Message, Moment, PaneArrangement,
    Trials,
};
use crate::ui::pane::lesson::{LessonPage, instead};

impl<E: Host> App<E> {
    /// Begins a lesson, where it was left the last time.
    pub(super) fn attend(&mut self, lesson: &'static Lesson, now: Moment) {
        let cores = self.machine.usable_cores;
        let reached = self.panes.lesson.progress.of(&lesson.name);
        let reached = reached.filter(|reached| !reached.done);
        let last = lesson.steps.len().saturating_sub(1);
        let left = reached.map_or(0, |reached| reached.step.saturating_sub(1).min(last));
        // A step may name results of an earlier step's run.
        let at = lesson.last_run_before(left + 1).filter(|_| left > 0);
        self.set_aside();
        self.panes.lesson.open = Some(Attended::new(lesson, at.unwrap_or(0), cores));
        self.arrangement = PaneArrangement::of(Layout::Lesson);
        self.enter_step(now);
    }

    /// Leaves the lesson for the list of all.
    pub(super) fn close_lesson(&mut self, now: Moment) {
        self.panes.lesson.open = None;
        self.runs.trials = None;
        self.bring_back(now);
        self.panes.timeline.point_out(false);
    }

    /// Goes to the next step or the one before; from the last, out of the lesson.
    pub(super) fn turn_page(&mut self, forward: bool, now: Moment) {
        if self.is_running() {
            self.stop(now);
        }
        self.put_away();
        let Some(open) = &mut self.panes.lesson.open else {
            return;
        };
        if forward && open.is_last() {
            let (name, steps) = (&open.lesson.name, open.lesson.steps.len());
            let kept = self.panes.lesson.progress.keep(name, steps, true);
            let title = &open.lesson.title;
            self.message = Some(match kept {
                Ok(()) => Message::Note(format!("{title}: done")),
                Err(error) => Message::Fault(format!("how far you came is not kept: {error}")),
            });
            let listed = LESSONS.iter().position(|one| one.name == *name);
            self.close_lesson(now);
            if let Some(at) = listed {
                self.panes.lesson.select(at + 1);
            }
            return;
        }
        open.at = if forward {
            open.at + 1
        } else {
            open.at.saturating_sub(1)
        };
        self.enter_step(now);
    }

    /// Does the step again, from the question on.
    pub(super) fn repeat_step(&mut self, now: Moment) {
        if self.is_running() {
            self.stop(now);
        }
        let cores = self.machine.usable_cores;
        if let Some(open) = &mut self.panes.lesson.open {
            *open.page_mut() = LessonPage::new(open.step(), cores);
        }
        self.runs.trials = None;
        self.enter_step(now);
    }

    /// Keeps the runs of the step with it.
    fn put_away(&mut self) {
        let (Some(open), Some(trials)) = (&mut self.panes.lesson.open, self.runs.trials.take())
        else {
            return;
        };
        let mut steps = open.lesson.steps.iter();
        let own = steps.position(|step| trials.are_of(step));
        if let Some(page) = own.and_then(|own| open.pages.get_mut(own)) {
            page.trials = Some(trials);
        }
    }

    /// Shows the step, with its own runs, or else with those of the step that it speaks of.
    fn enter_step(&mut self, now: Moment) {
        let Some(open) = &mut self.panes.lesson.open else {
            return;
        };
        let (name, step) = (&*open.lesson.name, open.at + 1);
        let entered = open.step();
        let (cores, needed) = (self.machine.usable_cores, open.lesson.needs.cores);
        // A step that runs nothing needs nothing of the machine.
        open.lacking = (entered.runs() && needed > cores).then(|| {
            let instead = instead(entered);
            format!("this machine has {cores} of {needed} cores: {instead}")
        });
        self.panes.lesson.chapter = Some(&entered.title);
        let about = open.lesson.last_run_before(step);
        let own = about.and_then(|step| {
            let (about, page) = (open.lesson.steps.get(step)?, open.pages.get_mut(step)?);
            Some((about, page.trials.take()))
        });
        match own {
            Some((_, Some(mut trials))) => {
                trials.step(0, None);
                self.runs.trials = Some(trials);
                self.fill_form();
            }
            Some((step, None)) => {
                let costs = self.runs.live.costs().copied();
                self.open(Trials::of_step(step));
                self.runs.live.foresee(costs.as_ref());
            }
            None => {
                self.runs.trials = None;
                self.runs.live = ActiveRun::new(None);
            }
        }
        if let Err(error) = self.panes.lesson.progress.keep(name, step, false) {
            let text = format!("how far you came is not kept: {error}");
            self.message = Some(Message::Fault(text));
        }
        self.show_step(now);
    }
}
