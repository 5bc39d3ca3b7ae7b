//! [`App`]: the state of the dashboard, and what each action does to it.
//!
//! It has no terminal, no clock and no thread: it is told what happened and when, and says what
//! it wants of whoever has them as a [`Request`]. So all of it can be tested.

mod arrange;
mod change;
mod course;
mod diary;
mod engine;
mod foresight;
mod form;
mod ghost;
mod history;
mod instrument;
mod jump;
mod keep;
mod lecture;
mod live;
mod palette;
mod picker;
mod pointer;
mod preset;
mod race;
mod reach;
mod replay;
mod series;
mod shown;
mod sweep;
#[cfg(test)]
mod tests;
mod undo;
mod viewport;

use super::{Action, Diary, Hands, Keys, Lanes, Message, Opened, Pane, Scope, View, Who, pane};
use crate::{
    base::{Moment, Ratio},
    model::Run,
    plan::{Experiment, Step},
    sample::{CoreSample, History, Round, Target},
    trace::{Archive, Costs, Lane, LaneKind, Machine},
};
use arrange::Arranged;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use engine::Engine;
use foresight::Foresight;
use form::Form;
use ghost::Ghosts;
use instrument::Instrument;
use keep::Keep;
use lecture::Lecture;
use live::Live;
use palette::{Palette, Searched};
use picker::Picker;
use race::Contest;
use series::Series;
use shown::Shown;
use std::path::PathBuf;
use sweep::Sweeping;
use undo::Changes;

/// What the app wants of whoever has the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Request {
    /// Draw everything anew.
    Redraw,
    /// Draw with another theme.
    ChangeTheme,
    /// Go to the background.
    Suspend,
    /// Hear of the mouse, or no longer.
    Mouse(bool),
    /// Leave.
    Quit,
}

/// The dashboard's state.
pub(super) struct App<E> {
    engine: E,
    machine: Machine,
    form: Form,
    live: Live,
    foresight: Foresight,
    instrument: Instrument,
    /// The preset that is open.
    series: Option<Series>,
    /// The list of presets, while one is being chosen.
    picker: Option<Picker>,
    /// The list of everything that can be done, while it is open.
    palette: Option<Palette>,
    /// The sweep that goes on, or was the last to.
    sweeping: Option<Sweeping>,
    /// The runs that have ended.
    history: history::History,
    /// The modes that race, or did last.
    contest: Option<Contest>,
    ghosts: Ghosts,
    /// What was begun last, as it was in the form.
    begun: Experiment,
    cores: History,
    /// Where the log of the last run is to be kept.
    keep: Keep,
    auto: bool,
    help: bool,
    /// The first row of the help that is shown.
    help_from: usize,
    lanes: Lanes,
    center: Pane,
    /// Whose keys count before those of all others.
    focus: Pane,
    arranged: Arranged,
    keys: Keys,
    changes: Changes,
    diary: Diary,
    lecture: Lecture,
    message: Option<Message>,
    /// When the changed experiment is to be run, unless it is changed once more.
    rerun_at: Option<Moment>,
    /// Whether the screen shows something else by now.
    changed: bool,
}

impl<E: Engine> App<E> {
    /// A dashboard that shows `opened`, if anything, and is about to run `experiment`.
    pub(super) fn new(
        engine: E,
        machine: Machine,
        experiment: Experiment,
        opened: Vec<Opened>,
    ) -> Self {
        let is_cut = opened.iter().any(|opened| opened.is_cut);
        let mut opened = opened.into_iter();
        let mut app = Self {
            engine,
            cores: History::new(machine.cores as usize),
            begun: experiment.clone(),
            form: Form::new(experiment),
            machine,
            live: Live::new(opened.next()),
            foresight: Foresight::default(),
            instrument: Instrument::default(),
            series: None,
            picker: None,
            palette: None,
            sweeping: None,
            history: history::History::default(),
            contest: None,
            ghosts: Ghosts::default(),
            keep: Keep::default(),
            auto: false,
            help: false,
            help_from: 0,
            lanes: Lanes::default(),
            center: Pane::default(),
            focus: Pane::Experiment,
            arranged: Arranged::default(),
            keys: Keys::default(),
            changes: Changes::default(),
            diary: Diary::default(),
            lecture: Lecture::default(),
            message: None,
            rerun_at: None,
            changed: true,
        };
        app.remember_opened(opened);
        if is_cut {
            let text = "the file ends before the run does: this is its beginning";
            app.message = Some(Message::Fault(text.into()));
        }
        app
    }

    /// Keeps the last run in a file, and every run in the archive.
    pub(super) fn saving(self, file: Option<PathBuf>, archive: Option<Archive>) -> Self {
        Self {
            keep: Keep::new(file, archive),
            ..self
        }
    }

    /// Has these keys, and hears of the mouse or not.
    pub(super) fn handled(mut self, Hands { keys, mouse }: Hands) -> Self {
        self.keys = keys;
        self.arranged.unheard = !mouse;
        self
    }

    /// Says beforehand what a run should take, by the costs of this machine, and keeps what the
    /// user expects of it.
    pub(super) fn expecting(mut self, costs: Option<&Costs>, guess: Option<Ratio>) -> Self {
        self.foresight = Foresight::new(costs, guess);
        self.live.foresee(costs);
        self.foresee();
        self
    }

    /// Everything that a frame is made from.
    pub(super) fn view(&self, now: Moment) -> View<'_> {
        let again = self.again();
        let shown = self.shown();
        let point = self.sweeping.as_ref().and_then(Sweeping::experiment);
        let experiment = point.unwrap_or(&self.form.experiment);
        let view = View {
            experiment,
            size: self.engine.size(experiment),
            selected: self.form.selected,
            typed: self.form.typed.as_deref(),
            machine: &self.machine,
            run: shown.run.as_ref(),
            stage: self.live.stage().filter(|_| again.is_none()),
            figures: shown.figures.as_ref(),
            findings: &shown.findings,
            laws: &shown.laws,
            prediction: shown
                .prediction
                .as_ref()
                .or_else(|| self.foresight.estimate().filter(|_| shown.run.is_none())),
            miss: shown.miss,
            ghost: self.foresight.is_shown() && self.ghosts.who() == Who::Expected,
            rival: self
                .ghosts
                .rival(&self.live, now)
                .filter(|_| self.foresight.is_shown() && again.is_none()),
            guess: self.foresight.guess(),
            axis: shown.axis(now),
            now: shown.present(now),
            scope: Scope::default(),
            lesson: self
                .series
                .as_ref()
                .map(|series| series.lesson(&self.live, now)),
            sweep: self.sweeping.as_ref().map(Sweeping::view),
            choice: self.picker.as_ref().map(Picker::choice),
            history: Some(self.history.view()),
            contest: self.contest(now),
            cores: &self.cores,
            census: &shown.census,
            lanes: self.lanes,
            center: self.center,
            focus: self.focus,
            layout: self.arranged.layout,
            full: self.arranged.full.then_some(self.focus),
            closed: &self.arranged.closed,
            keys: &self.keys,
            diary: &self.diary,
            palette: self.palette.as_ref().map(Palette::view),
            help_from: self.help_from,
            auto: self.auto,
            caption: self.lecture.caption(),
            message: self.message.as_ref(),
            help: self.help,
        };
        self.instrument.onto(view, shown, now)
    }

    /// What there is to be seen: what was opened again, or what the engine does.
    fn shown(&self) -> &Shown {
        self.again().unwrap_or_else(|| self.live.shown())
    }

    /// A run that was opened again.
    fn again(&self) -> Option<&Shown> {
        let opened = self.sweeping.as_ref().and_then(Sweeping::shown);
        let opened = opened.or_else(|| self.history.shown());
        opened.or_else(|| self.series.as_ref().and_then(Series::shown))
    }

    /// Whether an experiment is going on, so that there is something to be animated.
    pub(super) fn is_running(&self) -> bool {
        self.engine.is_running()
    }

    /// Whether what goes on has a worker for every core, so that drawing takes one from it.
    pub(super) fn fills_cores(&self) -> bool {
        let run = self.live.shown().run.as_ref().filter(|_| self.is_running());
        let cores = f64::from(self.machine.usable_cores);
        run.is_some_and(|run| run.parallelism().tasks.get() >= cores)
    }

    /// Whether there is something new to be drawn; asking makes it old.
    pub(super) const fn take_changed(&mut self) -> bool {
        std::mem::replace(&mut self.changed, false)
    }

    /// Whether there is something new to be drawn.
    pub(super) const fn is_changed(&self) -> bool {
        self.changed
    }

    /// The screen is empty, or someone else's.
    pub(super) const fn redraw(&mut self) {
        self.changed = true;
    }

    /// When the app wants to be woken, whatever happens until then.
    pub(super) const fn alarm(&self) -> Option<Moment> {
        self.rerun_at
    }

    /// The time has come to `now`.
    pub(super) fn wake(&mut self, now: Moment) {
        if self.rerun_at.is_some_and(|at| at <= now) {
            self.run(now);
        }
    }

    /// A key was pressed.
    pub(super) fn key(&mut self, key: &KeyEvent, now: Moment) -> Option<Request> {
        let leaves = key.modifiers == KeyModifiers::CONTROL && key.code == KeyCode::Char('c');
        if self.form.typed.is_some() && !leaves {
            self.changed = true;
            let before = self.form.experiment.clone();
            let typing = self.form.press(key);
            self.typed(typing, before, now);
            self.foresee();
            return None;
        }
        if self.choose(key, now) || self.scroll_help(key) {
            return None;
        }
        let action = match self.search(key, now) {
            Searched::Act(action) => action,
            Searched::Done => return None,
            Searched::NotMine => self.keys.action(key, self.focus)?,
        };
        self.perform(action, now)
    }

    /// A text was pasted: part of what is being typed or looked for, and nothing otherwise.
    pub(super) fn paste(&mut self, text: &str) {
        if let Some(picker) = &mut self.picker {
            picker.look_for(text);
            self.changed = true;
        } else if let Some(palette) = &mut self.palette {
            palette.look_for(text, &self.keys, &self.form.experiment);
            self.changed = true;
        } else {
            self.changed |= self.form.paste(text);
        }
    }

    /// Does what the user asks for.
    pub(super) fn perform(&mut self, action: Action, now: Moment) -> Option<Request> {
        self.changed = true;
        self.message = None;
        self.make_room_for(action);
        match action {
            Action::Run if self.open_point(now) => {}
            Action::Run => self.run(now),
            Action::Stop if self.instrument.resume() => {}
            Action::Stop => self.stop(now),
            Action::Palette => self.open_palette(),
            // Rows of a map go up, and rows of the form go down.
            Action::Next if self.move_on_sweep(1, Step::Down) => {}
            Action::Previous if self.move_on_sweep(1, Step::Up) => {}
            Action::Next => self.form.select(Step::Up),
            Action::Previous => self.form.select(Step::Down),
            Action::Turn(step) if self.move_on_sweep(0, step) => {}
            Action::Turn(step) => self.turn(self.form.row(), step, now),
            Action::Sweep => self.sweep(false, now),
            Action::SweepBoth => self.sweep(true, now),
            Action::TurnNamed(name, step) => self.turn_named(name, step, now),
            Action::NextRule => self.next_rule(now),
            Action::Edit => self.form.edit(),
            Action::Undo => self.undo(now),
            Action::Redo => self.redo(now),
            Action::ToggleAuto => self.toggle_auto(),
            Action::ToggleHelp => {
                self.help = !self.help;
                self.help_from = 0;
            }
            Action::NextGhost => self.next_ghost(),
            Action::ShowHistory => self.show_history(),
            Action::NextRun => self.step_run(true),
            Action::PreviousRun => self.step_run(false),
            Action::OpenRun => self.open_run(now),
            Action::MarkRun => self.mark_run(),
            Action::Compare => self.compare(),
            Action::Race => self.race(now),
            Action::ToggleGhost => self.message = self.foresight.toggle(),
            Action::Show(pane) => self.toggle(pane),
            Action::Layout(layout) => self.arrange(layout),
            Action::Timeline(gesture) => {
                // It is about what is shown, which may be anywhere in here.
                let mut instrument = std::mem::take(&mut self.instrument);
                self.message = instrument.perform(gesture, self.shown(), now);
                self.instrument = instrument;
            }
            Action::FocusNext => self.pass_focus(true),
            Action::FocusPrevious => self.pass_focus(false),
            Action::ToggleFull => self.toggle_full(),
            Action::ClosePane => self.close_pane(),
            Action::Lanes(step) => {
                let workers = self.view(now).run.map_or(0, |run| run.workers().count());
                let told = self.lanes.step(step, workers);
                self.message = told.map(|text| Message::Note(text.into()));
            }
            Action::PickPreset => self.pick(),
            Action::NextTrial => self.step_trial(|series| series.step(1)),
            Action::PreviousTrial => self.step_trial(Series::step_back),
            Action::ToggleMouse => return Some(self.toggle_mouse()),
            Action::Redraw => return Some(Request::Redraw),
            Action::ToggleLecture => self.toggle_lecture(),
            Action::Remote(key) => self.remote(key, now),
            Action::NextTheme => return Some(Request::ChangeTheme),
            Action::Suspend => return Some(Request::Suspend),
            Action::Quit => return Some(Request::Quit),
        }
        self.foresee();
        self.note_down(now);
        None
    }

    /// A round of samples came in.
    pub(super) fn samples(&mut self, samples: &[CoreSample]) {
        self.cores.push(samples);
        self.engine.record_usage(samples);
        // While nothing is being measured, half as many pictures say the same.
        self.changed |= self.is_running() || self.cores.rounds().is_multiple_of(2);
    }

    /// A round of processes came in.
    pub(super) fn processes(&mut self, round: Round, now: Moment) {
        self.changed |= self.live.see(round, now);
    }

    /// The processes and threads that are to be looked at: those of a run that goes on, and of
    /// one that has ended those that are still there. Who is in a file may be anybody by now.
    pub(super) fn targets(&self) -> Vec<Target> {
        let shown = self.live.shown();
        let run = shown.run.as_ref();
        let run = run.filter(|run| self.is_running() && !run.is_over());
        let main = run.and_then(|run| run.flow().next()?.info.pid);
        let target = |lane: &Lane| {
            let kind = lane.info.kind;
            Some(Target {
                pid: lane.info.pid?,
                thread_of: main.filter(|_| kind == LaneKind::Thread),
                children: matches!(kind, LaneKind::Main | LaneKind::Forkserver),
            })
        };
        let lanes = run.into_iter().flat_map(Run::flow);
        shown.census.targets(lanes.filter_map(target))
    }

    /// Reads on in the log of what is going on; the screen is so many columns wide.
    pub(super) fn follow(&mut self, columns: u16, now: Moment) {
        self.instrument.widen(columns);
        self.changed |= self.live.follow(columns, now);
        self.narrate(now);
    }

    /// Says something that came up outside.
    pub(super) fn tell(&mut self, message: Message) {
        self.message = Some(message);
        self.changed = true;
    }

    /// The experiment may be another by now.
    fn foresee(&mut self) {
        let cores = self.machine.usable_cores;
        self.foresight.look_at(&self.form.experiment, cores);
    }

    /// A key, while the help is open: it may be longer than the screen. Returns whether it was one
    /// of the help's.
    fn scroll_help(&mut self, key: &KeyEvent) -> bool {
        let screen = self.arranged.screen;
        let page = usize::from(screen.height / 2).max(1);
        let most = pane::help::hidden(&self.keys, self.focus, screen);
        let from = match key.code {
            _ if !self.help => return false,
            KeyCode::Up | KeyCode::Char('k') => self.help_from.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => self.help_from + 1,
            KeyCode::PageUp => self.help_from.saturating_sub(page),
            KeyCode::PageDown | KeyCode::Char(' ') => self.help_from + page,
            KeyCode::Home => 0,
            KeyCode::End => most,
            _ => return false,
        };
        self.help_from = from.min(most);
        self.changed = true;
        true
    }

    fn toggle_auto(&mut self) {
        self.auto = !self.auto;
        if !self.auto {
            self.rerun_at = None;
        }
    }
}
