//! [`Replay`]: a run that is shown as it was at a moment, while it may go on; and the clock by
//! which that moment moves on when it is played.

use crate::ui::run_view::{RunView, usage};
use crate::{
    base::{Moment, Nanos},
    model::{Axis, Run},
    sample::{ProcessSnapshot, ProcessTable, UsageHistory},
    ui::Speed,
};

/// A run as it was at a moment.
///
/// It is a copy of the run up to then: a frame costs as much as any other, and the run itself is
/// not touched. A step on adds the events in between; a step back takes them away.
pub(in crate::ui) struct Replay {
    pub(in crate::ui) at: Moment,
    pub(in crate::ui) run: Run,
    /// The processes at that moment.
    pub(in crate::ui) process_table: ProcessTable,
    /// The use of the cores until then, where it was recorded.
    pub(in crate::ui) cores: Option<UsageHistory>,
    /// The axis, which stands still while that of the run may not.
    axis: Axis,
    snapshots: Vec<ProcessSnapshot>,
    /// How many of the snapshots are in the process table.
    seen: usize,
    /// When it was moved on last, where it is played.
    playing: Option<Moment>,
    speed: Speed,
}

impl Replay {
    /// A replay of a run, at a moment.
    pub(in crate::ui) fn new(shown: &RunView, run: &Run, at: Moment, axis: Axis) -> Self {
        let mut replay = Self {
            at,
            run: run.until(at),
            process_table: ProcessTable::default(),
            cores: None,
            axis,
            snapshots: shown.processes.all.clone(),
            seen: 0,
            playing: None,
            speed: Speed::default(),
        };
        replay.surround();
        replay
    }

    /// Shows another moment of that run; where it is played, it goes on from there.
    pub(in crate::ui) fn go(&mut self, run: &Run, at: Moment) {
        if at == self.at {
            return;
        }
        if self.run.lanes.len() == run.lanes.len() {
            self.run.go(run, at);
        } else {
            self.run = run.until(at);
        }
        if at < self.at {
            self.process_table.clear();
            self.seen = 0;
        }
        self.at = at;
        self.surround();
    }

    /// Sets the process table and the use of the cores to the moment that is shown.
    fn surround(&mut self) {
        let seen = self.snapshots.partition_point(|seen| seen.at <= self.at);
        for snapshot in self.snapshots.get(self.seen..seen).unwrap_or_default() {
            self.process_table.push(&snapshot.round);
        }
        self.seen = seen;
        self.cores = usage(&self.run);
    }

    /// Plays it from where it stands, or pauses it.
    pub(in crate::ui) fn toggle(&mut self, now: Moment) {
        self.playing = match self.playing {
            Some(_) => None,
            None => Some(now),
        };
    }

    pub(in crate::ui) const fn is_playing(&self) -> bool {
        self.playing.is_some()
    }

    /// How fast it is played, if it is.
    pub(in crate::ui) fn speed(&self) -> Option<Speed> {
        self.playing.map(|_| self.speed)
    }

    /// Plays it so fast from now on.
    pub(in crate::ui) fn set_speed(&mut self, speed: Speed) {
        self.speed = speed;
    }

    /// The speed at which it is played, or would be.
    pub(in crate::ui) const fn usual_speed(&self) -> Speed {
        self.speed
    }

    /// Advances the clock. Returns whether the picture changed.
    pub(in crate::ui) fn tick(&mut self, run: &Run, end: Moment, now: Moment) -> bool {
        let Some(last) = self.playing.replace(now) else {
            self.playing = None;
            return false;
        };
        let at = (self.at + self.speed.played(now.since(last))).min(end);
        let moved = at != self.at;
        self.go(run, at);
        moved
    }

    /// The axis, which has room for all that is shown.
    pub(in crate::ui) fn axis(&self) -> Axis {
        self.axis.holding(self.elapsed())
    }

    /// How long the run had taken.
    pub(in crate::ui) fn elapsed(&self) -> Nanos {
        self.run.elapsed(self.at)
    }
}
