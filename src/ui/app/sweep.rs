//! The keys that begin a sweep, stop it, go on with it, and look at its points; and the handling
//! of its runs as they end.

use super::{App, host::Host};
use crate::{
    base::{Moment, visible_name},
    engine::EngineError,
    log::Entry,
    model::{remembered, title},
    plan::{
        Adjustment, Experiment, Parameter, PlanError, Sweep, SweepAxis, TABLE, Turn, parameter,
    },
    session::Member,
    store::Journal,
    ui::{
        Layout, Message, Pane, Unfinished,
        pane::sweep::{Planned, Sweeping},
    },
};

impl<E: Host> App<E> {
    /// Begins with a sweep, maybe with one that was stopped before.
    pub(in crate::ui) fn with_sweep(
        mut self,
        begun: Option<(Sweep, Vec<Entry>, Journal)>,
        now: Moment,
    ) -> Self {
        if let Some((sweep, entries, journal)) = begun {
            for (experiment, entry) in remembered(&sweep, &entries) {
                self.engine.recall(experiment, &entry);
            }
            self.panes.form.experiment = sweep.base().clone();
            self.message = Some(Message::Note(kept_in(&journal)));
            let sweeping = Sweeping::new(sweep, entries, Some(journal), &self.machine);
            self.runs.sweeping = Some(sweeping);
            self.arrangement.show(Pane::Sweep);
            self.go_on_sweeping(now);
        }
        self
    }

    /// Sweeps the selected parameter, or the chunksize; together with another one if asked to.
    /// One that was stopped goes on, and one that is there is shown.
    pub(super) fn sweep(&mut self, both: bool, now: Moment) {
        self.windows.help.is_open = false;
        let there = self.arrangement.center == Pane::Sweep && self.runs.sweeping.is_some();
        match self.wanted_sweep(both) {
            Err(error) => self.message = Some(Message::Fault(error.to_string())),
            Ok(sweep) => {
                let known = self
                    .runs
                    .sweeping
                    .as_ref()
                    .filter(|s| s.is_of(sweep.base()));
                let stopped = known.filter(|s| there && !both && !s.curve.is_complete());
                let same = known.filter(|known| known.has_axes_of(&sweep));
                if let Some(same) = stopped.or(same) {
                    // A finished sweep begins anew only where it is on the screen.
                    if there && same.curve.is_complete() {
                        self.begin_sweep(same.sweep.clone());
                    }
                } else {
                    self.begin_sweep(sweep);
                }
                self.show_sweep();
                self.go_on_sweeping(now);
            }
        }
    }

    /// The sweep that a key would begin now.
    pub(super) fn wanted_sweep(&self, both: bool) -> Result<Sweep, PlanError> {
        let experiment = self.panes.form.experiment.clone();
        let base = Experiment {
            repeats: match experiment.repeats {
                1 => Sweep::REPEATS,
                more => more,
            },
            ..experiment
        };
        let usual =
            |row: &'static Parameter| SweepAxis::usual(row, &base, self.machine.usable_cores);
        let selected = &TABLE[self.panes.form.selected];
        let chunksize = parameter("chunksize")?;
        let first = if both { chunksize } else { selected };
        let mut axes = vec![usual(first).or_else(|_| usual(chunksize))?];
        if both {
            let second = match selected.name {
                "chunksize" => parameter("task-time")?,
                _ => selected,
            };
            axes.push(usual(second).or_else(|_| usual(parameter("workers")?))?);
        }
        Sweep::new(base, axes, self.machine.usable_cores)
    }

    /// Plans the sweep anew after a change of the form; there is no plan once a sweep has begun.
    pub(super) fn plan_sweep(&mut self) {
        let is_seen =
            self.arrangement.center == Pane::Sweep || self.arrangement.layout == Layout::Explore;
        let is_asked = is_seen && self.runs.sweeping.is_none();
        let sweep = is_asked.then(|| self.wanted_sweep(false).ok()).flatten();
        let Some(sweep) = sweep else {
            self.panes.sweep.planned = None;
            return;
        };
        let run = self
            .runs
            .live
            .shown()
            .run
            .as_deref()
            .filter(|run| run.is_over());
        let is_told = self.prediction_preview.is_shown() && !self.is_asking();
        let costs = self.runs.live.costs().filter(|_| is_told);
        let planned = &mut self.panes.sweep.planned;
        let is_known = |known: &Planned| known.is_of(&sweep, run, costs.is_some());
        if !planned.as_ref().is_some_and(is_known) {
            *planned = Some(Planned::new(sweep, &self.machine, run, costs));
        }
    }

    fn begin_sweep(&mut self, sweep: Sweep) {
        self.engine.stop();
        let journal = match self.engine.journal(&title(&sweep, &self.machine)) {
            Ok(journal) => journal,
            Err(error) => {
                let text = format!("the runs are not kept on disk: {error}");
                self.message = Some(Message::Fault(text));
                None
            }
        };
        if let Some(journal) = &journal {
            self.message = Some(Message::Note(kept_in(journal)));
        }
        self.runs.sweeping = Some(Sweeping::new(sweep, Vec::new(), journal, &self.machine));
    }

    fn show_sweep(&mut self) {
        self.arrangement.show(Pane::Sweep);
        if let Some(sweeping) = &mut self.runs.sweeping {
            sweeping.opened = None;
        }
    }

    /// Runs what is missing of the sweep, unless that goes on already.
    pub(super) fn go_on_sweeping(&mut self, now: Moment) {
        let Some(sweeping) = self.runs.sweeping.as_ref().filter(|_| !self.sweeps()) else {
            return;
        };
        let campaign = sweeping.campaign();
        if campaign.waiting().next().is_none() {
            return;
        }
        // A preset or a race would take the runs for its own.
        self.runs.trials = None;
        self.panes.compare.race = None;
        self.campaign = campaign;
        self.begin_next(now);
    }

    /// Whether a sweep goes on.
    fn sweeps(&self) -> bool {
        matches!(self.campaign.running(), Some(Member::Turn(_)))
    }

    /// A run of the sweep has ended. Returns whether the sweep goes on.
    pub(super) fn swept(&mut self, turn: Turn, end: &Result<bool, EngineError>) -> bool {
        if matches!(end, Ok(false)) {
            let text = "stopped; S goes on with the sweep, and Esc closes it";
            self.message = Some(Message::Note(text.into()));
            return false;
        }
        let failure = end.as_ref().err().map(ToString::to_string);
        let sweeping = self.runs.sweeping.as_mut();
        let unkept = sweeping.and_then(|sweeping| {
            let (live, costs) = (&self.runs.live, self.runs.live.costs());
            sweeping.ended(turn, live.result(), costs, failure)
        });
        let goes_on = unkept.is_none();
        // The sweep stops here: more runs could not be kept, either.
        self.message = unkept.map(Message::Fault).or(self.message.take());
        goes_on
    }

    /// The sweep that is left behind before it was done, and where it can go on.
    pub(in crate::ui) fn unfinished(&self) -> Option<Unfinished> {
        self.runs.sweeping.as_ref()?.unfinished()
    }

    /// Closes the sweep, as something else is about to be run.
    pub(super) fn leave_sweep(&mut self) {
        if let Some(sweeping) = &mut self.runs.sweeping {
            sweeping.cursor = None;
            sweeping.opened = None;
        }
        self.arrangement.hide(Pane::Sweep);
    }

    /// The form was changed: it shows its own experiment again.
    pub(super) fn forget_point(&mut self) {
        if let Some(sweeping) = &mut self.runs.sweeping {
            sweeping.cursor = None;
        }
    }

    /// Whether a sweep with that axis is looked at, so that keys move along it.
    pub(super) fn is_on_sweep(&self, axis: usize) -> bool {
        let swept = self.runs.sweeping.as_ref();
        let count = swept.map_or(0, |swept| swept.sweep.axes().len());
        self.arrangement.is_looked_at(Pane::Sweep) && axis < count
    }

    /// Moves the cursor along an axis.
    pub(super) fn move_on_sweep(&mut self, axis: usize, step: Adjustment) {
        if let Some(sweeping) = &mut self.runs.sweeping {
            sweeping.go(axis, step);
        }
    }

    /// Opens the timeline of the point under the cursor, or of the best one.
    pub(super) fn open_point(&mut self, now: Moment) {
        let is_running = self.sweeps();
        let Some(sweeping) = &mut self.runs.sweeping else {
            return;
        };
        let best = sweeping.curve.best.as_ref().map(|best| best.point);
        let Some(point) = sweeping.cursor.or(best) else {
            let text = "no point has been run yet".to_owned();
            self.message = Some(Message::Note(text));
            return;
        };
        let label = sweeping.sweep.label(point);
        if sweeping.open(point) {
            self.arrangement.show(Pane::Timeline);
            let text = format!("the last run of {label}; Esc or s leads back to the sweep");
            self.message = Some(Message::Note(text));
        } else if is_running {
            let text = format!("{label} has no run to be looked at yet");
            self.message = Some(Message::Note(text));
        } else if let Some(here) = sweeping.sweep.points().get(point) {
            let experiment = here.set.clone();
            self.leave_sweep();
            self.panes.form.experiment = experiment;
            self.run(now);
            let text = format!("{label} is run again; s leads back to the sweep");
            self.message = self.message.take().or(Some(Message::Note(text)));
        }
    }

    /// Closes the timeline of a point, or the sweep. Returns whether there was one to be closed.
    pub(super) fn close_sweep(&mut self) -> bool {
        let is_running = self.sweeps();
        let Some(sweeping) = &mut self.runs.sweeping else {
            return false;
        };
        if sweeping.opened.take().is_some() {
            self.arrangement.show(Pane::Sweep);
            return true;
        }
        let idle = !is_running && !self.engine.is_running();
        let left = sweeping.cursor.take_if(|_| idle);
        if self.arrangement.center == Pane::Sweep && idle {
            self.arrangement.hide(Pane::Sweep);
            return left.is_some() || self.arrangement.center != Pane::Sweep;
        }
        false
    }
}

fn kept_in(journal: &Journal) -> String {
    format!("runs are kept in {}", visible_name(journal.path()))
}
