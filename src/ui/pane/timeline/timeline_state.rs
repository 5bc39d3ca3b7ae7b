//! [`TimelineState`]: the state of the timeline: the visible part, the cursor, the moment.
//!
//! It belongs to one run and is reset for the next. It never changes a run, and a run never
//! waits for it.

use super::{
    bounds::{Reach, along, lane, usual},
    jump,
    replay::Replay,
    viewport::{Extent, Viewport, Way},
};
use crate::{
    base::{Moment, Nanos},
    log::Lane,
    model::Run,
    ui::{
        Arrangement, Conclusions, Cursor, Lanes, Message, Pane, Paused, Scope, Speed,
        TimelineCommand, View, run_view::RunView,
    },
};

/// The share of a terminal's columns that lanes have at least, as a divisor.
const LANES: u64 = 2;

/// The state of the timeline of a run.
#[derive(Default)]
pub(in crate::ui) struct TimelineState {
    /// The beginning of the run that this state belongs to.
    origin: Option<Moment>,
    viewport: Viewport,
    cursor: Option<Cursor>,
    bookmarks: Vec<Moment>,
    /// Whether the cursor is shown wherever the focus is.
    points: bool,
    replay: Option<Replay>,
    /// The arrangement, which stays from run to run.
    arrangement: Arrangement,
    /// Which lanes are seen, and in what order.
    pub(in crate::ui) lanes: Lanes,
    columns: u64,
}

impl TimelineState {
    /// Notes the columns of the terminal: a step is never too short to be visible.
    pub(in crate::ui) fn widen(&mut self, columns: u16) {
        self.columns = columns.into();
    }

    /// Shows the present again. Returns whether another moment was shown before.
    pub(in crate::ui) fn resume(&mut self) -> bool {
        self.replay.take().is_some()
    }

    /// Whether a moment of that run is shown in place of the present, and stands.
    pub(in crate::ui) fn stands_in(&self, run: &Run) -> bool {
        let stands = self
            .replay
            .as_ref()
            .is_some_and(|replay| !replay.is_playing());
        stands && self.origin == run.began()
    }

    /// Shows all of the run again. Returns whether only a part was shown before.
    pub(in crate::ui) fn fit(&mut self) -> bool {
        let was = std::mem::take(&mut self.viewport);
        !matches!(was, Viewport::Fit)
    }

    /// Where the cursor was put.
    pub(in crate::ui) const fn placed(&self) -> Option<Cursor> {
        self.cursor
    }

    /// Shows the cursor wherever the focus is, since a lesson may point at its place.
    pub(in crate::ui) const fn point_out(&mut self, points: bool) {
        self.points = points;
    }

    /// Shows the time between two moments, or all of the run again where that is seen already.
    pub(in crate::ui) fn show_part(
        &mut self,
        (from, to): (Moment, Moment),
        shown: &RunView,
        now: Moment,
    ) {
        let Some(origin) = shown.run.as_deref().and_then(Run::began) else {
            return;
        };
        self.attend(origin);
        let extent = self.extent(shown, now);
        let before = self.viewport;
        self.viewport
            .show(from.since(origin), to.since(origin), extent);
        if self.viewport == before {
            self.viewport = Viewport::Fit;
        }
    }

    /// Performs a command. Returns a message to show if its effect cannot be seen.
    pub(in crate::ui) fn perform(
        &mut self,
        gesture: TimelineCommand,
        shown: &RunView,
        now: Moment,
    ) -> Option<Message> {
        if gesture == TimelineCommand::Arrange {
            self.arrangement = match self.arrangement {
                Arrangement::Lanes => Arrangement::Cores,
                Arrangement::Cores => Arrangement::Lanes,
            };
            return None;
        }
        let run = shown.run.as_deref()?;
        let origin = run.began()?;
        self.attend(origin);
        let reach = Reach {
            run,
            origin,
            present: run.end(shown.present(now)),
        };
        match gesture {
            TimelineCommand::Pause => self.pause(shown, reach, now),
            TimelineCommand::Play => self.play(shown, reach, now),
            TimelineCommand::Faster => return Some(self.pace(Speed::faster)),
            TimelineCommand::Slower => return Some(self.pace(Speed::slower)),
            TimelineCommand::StepBack => return self.step(reach, Way::Earlier),
            TimelineCommand::StepOn => return self.step(reach, Way::Later),
            _ => return self.look(gesture, shown, reach, now),
        }
        None
    }

    /// Performs a command on the visible part or the cursor.
    fn look(
        &mut self,
        gesture: TimelineCommand,
        shown: &RunView,
        reach: Reach<'_>,
        now: Moment,
    ) -> Option<Message> {
        let extent = self.extent(shown, now);
        let cursor = self.cursor(reach.run)?;
        if self.see(gesture, reach.time(cursor.at), reach, extent) {
            return None;
        }
        match gesture {
            TimelineCommand::ZoomToTask => return self.zoom_to(jump::task, cursor, reach, extent),
            TimelineCommand::ZoomToChunk => {
                return self.zoom_to(jump::chunk, cursor, reach, extent);
            }
            TimelineCommand::Bookmark => {
                self.toggle_bookmark(cursor.at);
                return None;
            }
            _ => {}
        }
        match self.target(gesture, cursor, reach, extent) {
            Ok(cursor) => self.put(cursor, reach, extent),
            Err(text) => return (!text.is_empty()).then(|| Message::Note(text.into())),
        }
        None
    }

    /// Changes the visible part. Returns whether the command is one for that.
    fn see(
        &mut self,
        gesture: TimelineCommand,
        about: Nanos,
        reach: Reach<'_>,
        extent: Extent,
    ) -> bool {
        let viewport = &mut self.viewport;
        match gesture {
            TimelineCommand::ZoomIn => viewport.zoom_in(about, extent),
            TimelineCommand::ZoomOut => viewport.zoom_out(about, extent),
            TimelineCommand::ZoomInAt(at) => viewport.zoom_in(reach.time(at), extent),
            TimelineCommand::ZoomOutAt(at) => viewport.zoom_out(reach.time(at), extent),
            TimelineCommand::PanEarlier => viewport.pan(Way::Earlier, extent),
            TimelineCommand::PanLater => viewport.pan(Way::Later, extent),
            TimelineCommand::Drag(from, to) if from < to => {
                viewport.pan_by(to.since(from), Way::Earlier, extent);
            }
            TimelineCommand::Drag(from, to) => viewport.pan_by(from.since(to), Way::Later, extent),
            TimelineCommand::Fit => *viewport = Viewport::Fit,
            TimelineCommand::Follow => viewport.follow(extent),
            _ => return false,
        }
        true
    }

    /// The target of the cursor, or the reason why it stays: empty where that is plain to see.
    fn target(
        &self,
        gesture: TimelineCommand,
        cursor: Cursor,
        reach: Reach<'_>,
        extent: Extent,
    ) -> Result<Cursor, &'static str> {
        let (run, grain, marks) = (reach.run, self.grain(extent), &self.bookmarks);
        let gap = |way| jump::gap(run, cursor, way, grain);
        let mark = |way| jump::mark(run, marks, cursor, way);
        match gesture {
            TimelineCommand::Point(cursor) => Ok(cursor),
            TimelineCommand::Earlier => Ok(along(cursor, Way::Earlier, reach, grain)),
            TimelineCommand::Later => Ok(along(cursor, Way::Later, reach, grain)),
            TimelineCommand::Straggler => match jump::straggler(run) {
                None => Err("no task has ended yet"),
                Some(longest) if self.cursor == Some(longest) => Err("this is the longest task"),
                Some(longest) => Ok(longest),
            },
            TimelineCommand::NextGap => gap(Way::Later).ok_or("no worker falls idle after this"),
            TimelineCommand::PreviousGap => {
                gap(Way::Earlier).ok_or("no worker fell idle before this")
            }
            TimelineCommand::NextMark => mark(Way::Later).ok_or("nothing is marked after this"),
            TimelineCommand::PreviousMark => {
                mark(Way::Earlier).ok_or("nothing is marked before this")
            }
            _ => Err(""),
        }
    }

    /// The view that a frame is made from, with this state added.
    pub(in crate::ui) fn onto<'a>(
        &'a self,
        mut view: View<'a>,
        shown: &RunView,
        now: Moment,
    ) -> View<'a> {
        let has_focus = view.arrangement.focus == Pane::Timeline;
        view.scope.arrangement = self.arrangement;
        view.scope.inspects = has_focus || self.points;
        let Some((run, origin)) = view.run.and_then(|run| Some((run, run.began()?))) else {
            return view;
        };
        let is_mine = self.origin == Some(origin);
        if !is_mine {
            view.scope.cursor = usual(run).filter(|_| has_focus);
            return view;
        }
        if let Some(replay) = &self.replay {
            view.run = Some(&replay.run);
            view.expectation.next = None;
            view.now = replay.at;
            view.axis = replay.axis();
            view.process_table = &replay.process_table;
            view.cores = replay.cores.as_ref().unwrap_or(view.cores);
            view.scope.paused = Some(Paused {
                speed: replay.speed(),
                at: replay.at.since(origin),
                all: shown.elapsed(now),
                live: !run.is_over() && view.phase.is_some(),
            });
            if !replay.run.is_over() {
                view.conclusions = Conclusions::default();
            }
        }
        view.scope = Scope {
            window: self.viewport.part(self.extent(shown, now)),
            cursor: self
                .cursor(run)
                .filter(|_| view.scope.inspects || self.replay.is_some()),
            bookmarks: &self.bookmarks,
            ..view.scope
        };
        view
    }

    /// Begins anew with a run, unless it is the one that is looked at.
    fn attend(&mut self, origin: Moment) {
        if self.origin != Some(origin) {
            *self = Self {
                origin: Some(origin),
                arrangement: self.arrangement,
                lanes: self.lanes,
                points: self.points,
                columns: self.columns,
                ..Self::default()
            };
        }
    }

    /// The extent of the axis.
    fn extent(&self, shown: &RunView, now: Moment) -> Extent {
        match &self.replay {
            Some(replay) => Extent {
                whole: replay.axis().length(),
                present: replay.elapsed(),
            },
            None => Extent {
                whole: shown.axis(now).length(),
                present: shown.elapsed(now),
            },
        }
    }

    /// The least time that can be seen.
    fn grain(&self, extent: Extent) -> Nanos {
        let window = self.viewport.window(extent);
        (window.length / (self.columns / LANES).max(1)).max(Nanos::new(1))
    }

    /// The place of the cursor in a run.
    pub(in crate::ui) fn cursor(&self, run: &Run) -> Option<Cursor> {
        let placed = self.cursor.filter(|_| self.origin == run.began());
        placed.or_else(|| usual(run))
    }

    /// Puts the cursor at a place, and makes that visible. While a moment is shown in place of the
    /// present, that moment goes along.
    fn put(&mut self, cursor: Cursor, reach: Reach<'_>, extent: Extent) {
        self.cursor = Some(cursor);
        if let Some(replay) = &mut self.replay {
            replay.go(reach.run, cursor.at);
        }
        self.viewport.reveal(reach.time(cursor.at), extent);
    }

    fn zoom_to(
        &mut self,
        of: fn(&Lane, Moment, Moment) -> Option<(Moment, Moment)>,
        cursor: Cursor,
        reach: Reach<'_>,
        extent: Extent,
    ) -> Option<Message> {
        let here = lane(reach.run, cursor).and_then(|lane| of(lane, cursor.at, reach.present));
        let Some((from, to)) = here else {
            return Some(Message::Note("there is nothing under the cursor".into()));
        };
        let before = self.viewport;
        self.viewport.show(reach.time(from), reach.time(to), extent);
        if self.viewport == before {
            self.viewport = Viewport::Fit;
        }
        None
    }

    fn toggle_bookmark(&mut self, at: Moment) {
        match self.bookmarks.binary_search(&at) {
            Ok(index) => drop(self.bookmarks.remove(index)),
            Err(index) => self.bookmarks.insert(index, at),
        }
    }

    /// Pauses the picture, or shows the present again.
    fn pause(&mut self, shown: &RunView, reach: Reach<'_>, now: Moment) {
        match &mut self.replay {
            Some(replay) if replay.is_playing() => replay.toggle(now),
            Some(_) => drop(self.resume()),
            None => drop(self.turn_to(reach.present, shown, reach, now)),
        }
    }

    /// Shows another moment than the present.
    fn turn_to(
        &mut self,
        at: Moment,
        shown: &RunView,
        reach: Reach<'_>,
        now: Moment,
    ) -> &mut Replay {
        if let Some(cursor) = self.cursor(reach.run) {
            self.cursor = Some(Cursor { at, ..cursor });
        }
        let axis = shown.axis(now);
        self.replay.insert(Replay::new(shown, reach.run, at, axis))
    }

    /// Plays the run from where it stands; one that is at its end, from its beginning.
    fn play(&mut self, shown: &RunView, reach: Reach<'_>, now: Moment) {
        let stands = self.replay.as_mut();
        let replay = match stands.filter(|replay| replay.at < reach.present) {
            Some(replay) => replay,
            None => self.turn_to(reach.origin, shown, reach, now),
        };
        replay.toggle(now);
    }

    /// Changes the speed at which the run is played.
    fn pace(&mut self, change: fn(Speed) -> Speed) -> Message {
        let Some(replay) = &mut self.replay else {
            let text = "p plays the run again; then ( and ) change how fast";
            return Message::Note(text.into());
        };
        let speed = change(replay.usual_speed());
        replay.set_speed(speed);
        Message::Note(format!("played {speed} times as fast"))
    }

    /// Advances the clock, and a run that is played; at its end all of it is shown. Returns whether
    /// the picture changed.
    pub(in crate::ui) fn tick(&mut self, shown: &RunView, now: Moment) -> bool {
        let (Some(replay), Some(run)) = (&mut self.replay, &shown.run) else {
            return false;
        };
        let end = run.end(shown.present(now));
        let moved = replay.tick(run, end, now);
        let at = replay.at;
        if replay.is_playing() && at >= end {
            self.replay = None;
        }
        if let Some(cursor) = self.cursor.as_mut().filter(|_| moved) {
            cursor.at = at;
        }
        moved
    }

    /// Whether a run is being played.
    pub(in crate::ui) fn is_playing(&self) -> bool {
        self.replay.as_ref().is_some_and(Replay::is_playing)
    }

    /// Goes to the next event on any lane, but at least so far that the step is visible.
    fn step(&mut self, reach: Reach<'_>, way: Way) -> Option<Message> {
        let Some(replay) = &mut self.replay else {
            return Some(Message::Note(
                "Space pauses the picture; then , and . step through it".into(),
            ));
        };
        let extent = Extent {
            whole: replay.axis().length(),
            present: replay.elapsed(),
        };
        let at = replay.at;
        let next = |from: Moment| {
            let edges = reach.run.flow();
            let edges = edges.filter_map(|lane| jump::edge(lane, from, way));
            match way {
                Way::Later => edges.min(),
                Way::Earlier => edges.max(),
            }
        };
        let at = reach.step(at, self.grain(extent), way, next);
        let cursor = self.cursor(reach.run)?;
        self.put(Cursor { at, ..cursor }, reach, extent);
        None
    }
}
