//! [`TimelineCommand`]: what a user can do to the timeline, by keys or by pointing at it.

use crate::{base::Moment, ui::Cursor};

/// A command for the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum TimelineCommand {
    /// Put the cursor on what was before.
    Earlier,
    /// Put the cursor on what comes next.
    Later,
    /// Put the cursor on the lane above.
    LaneAbove,
    /// Put the cursor on the lane below.
    LaneBelow,
    /// See what lies to the left.
    PanEarlier,
    /// See what lies to the right.
    PanLater,
    /// See half as much, twice as large.
    ZoomIn,
    /// See twice as much.
    ZoomOut,
    /// See the whole run.
    Fit,
    /// Keep the present on the screen.
    Follow,
    /// See the task under the cursor, or the whole run again.
    ZoomToTask,
    /// See the chunk under the cursor, or the whole run again.
    ZoomToChunk,
    /// Put the cursor on the longest task.
    Straggler,
    /// Put the cursor where a worker is idle next.
    NextGap,
    /// Put the cursor where a worker was idle before.
    PreviousGap,
    /// Put the cursor on the next restart, death, failure or bookmark.
    NextMark,
    /// Put the cursor on the one before.
    PreviousMark,
    /// Remember the moment, or forget it.
    Bookmark,
    /// Show cores as rows, or lanes again.
    Arrange,
    /// Look at a moment while the run goes on, or at the present again.
    Pause,
    /// Go back to the event before.
    StepBack,
    /// Go on to the next event.
    StepOn,
    /// Play the run on the clock from the moment that is shown, or pause it.
    Play,
    /// Play it twice as fast.
    Faster,
    /// Play it half as fast.
    Slower,
    /// Put the cursor there.
    Point(Cursor),
    /// See half as much; the moment that is pointed at stays where it is.
    ZoomInAt(Moment),
    /// See twice as much; the moment that is pointed at stays where it is.
    ZoomOutAt(Moment),
    /// Drag the first moment to the place of the second one.
    Drag(Moment, Moment),
}

impl TimelineCommand {
    /// Whether another one undoes what it does, or goes the other way.
    pub(in crate::ui) const fn is_opposite(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Earlier, Self::Later)
                | (Self::LaneAbove, Self::LaneBelow)
                | (Self::PanEarlier, Self::PanLater)
                | (Self::ZoomIn, Self::ZoomOut)
                | (Self::ZoomToTask, Self::ZoomToChunk)
                | (Self::NextGap, Self::PreviousGap)
                | (Self::NextMark, Self::PreviousMark)
                | (Self::StepBack, Self::StepOn)
                | (Self::Slower, Self::Faster)
        )
    }
}
