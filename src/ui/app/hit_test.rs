//! Places on the screen, found without drawing: under the mouse, and beyond the last lane.

use crate::ui::app::{App, host::Host};
use crate::{
    base::Moment,
    log::LaneKind,
    theme::{Glyphs, Theme},
    ui::{Cursor, Pane, TimelineCommand, View, pane},
};
use ratatui::layout::{Position, Rect};

impl<E: Host> App<E> {
    /// The lane and moment at a place on the timeline.
    pub(super) fn pointed(&self, place: Position, now: Moment) -> Option<Cursor> {
        self.timeline(now, |look, area| pane::timeline::at(look, area, place))
    }

    /// Whether helper threads that share a row are at a place.
    pub(super) fn points_at_fold(&self, place: Position, now: Moment) -> bool {
        let ask = |look: &pane::PaneContext<'_>, area| pane::timeline::is_fold(look, area, place);
        self.timeline(now, ask) == Some(true)
    }

    /// Whether the cursor of the timeline, which has the focus, is on a thread that helps.
    pub(super) fn is_on_helper(&self) -> bool {
        let run = self.runs.shown().run.as_deref();
        let run = run.filter(|_| self.arrangement.focus == Pane::Timeline);
        let kind = run.and_then(|run| {
            let lane = self.panes.timeline.cursor(run)?.lane;
            Some(run.lanes.get(lane.index())?.info.kind)
        });
        kind == Some(LaneKind::Helper)
    }

    /// Scrolls the lanes as little as it takes to show the one that the cursor is on. Only for use
    /// where the cursor was moved: after a page key, the page is shown, not the cursor.
    pub(super) fn reveal_cursor(&mut self, now: Moment) {
        if let Some(first) = self.timeline(now, pane::timeline::first_to_show_cursor) {
            self.panes.timeline.lanes.first = first;
        }
    }

    /// A step to the lane above or below leads where that is on the screen.
    pub(super) fn onto_lane(&self, gesture: TimelineCommand, now: Moment) -> TimelineCommand {
        let down = match gesture {
            TimelineCommand::LaneAbove => false,
            TimelineCommand::LaneBelow => true,
            _ => return gesture,
        };
        let run = self.runs.shown().run.as_deref();
        let cursor = run.and_then(|run| self.panes.timeline.cursor(run));
        let beside = cursor.and_then(|cursor| {
            self.timeline(now, |look, _| pane::timeline::beside(look, cursor, down))
        });
        beside.map_or(gesture, TimelineCommand::Point)
    }

    /// Asks the timeline, where it is and as it will be drawn; colours do not matter.
    fn timeline<T>(
        &self,
        now: Moment,
        ask: impl FnOnce(&pane::PaneContext<'_>, Rect) -> Option<T>,
    ) -> Option<T> {
        let area = self.last_frame.areas.pane(Pane::Timeline);
        let view: View<'_> = self.view(now);
        let look = pane::PaneContext {
            view: &view,
            theme: &Theme::dark(),
            glyphs: Glyphs::unicode(),
            pane: Some(Pane::Timeline),
        };
        ask(&look, area)
    }
}
