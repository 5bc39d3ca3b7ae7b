//! The tail: the time for which a worker is idle at the end, when no work is left.

use super::{PaneContext, Ruler, Standing, row};
use crate::{
    base::Moment,
    log::{Kind, Lane},
    model::Run,
    theme::Tone,
    ui::widget::CELL,
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::Line,
    widgets::{Clear, Widget},
};
use std::ops::Range;

/// The tails that are visible.
#[derive(Clone, Copy)]
pub(super) struct Tails {
    /// Where they end; `None` while there is work that has not been begun, and where that is not
    /// known, as of a run that was cut off.
    end: Option<Moment>,
    live: bool,
}

impl Tails {
    /// The tails of a run that ended then, or has come as far.
    pub(super) fn of(run: &Run, standing: Standing, end: Moment) -> Self {
        let known = match standing {
            // The work that another program had left, and for which lane, is not known.
            _ if run.import().is_some() => false,
            // A watched program's tails are those of its calls.
            _ if run.watched().is_some() => false,
            Standing::Live => {
                // Waiting for a disk or a lock is part of a task that has been begun.
                let begun = [Kind::Task, Kind::Io, Kind::Lock];
                let busy = run
                    .workers()
                    .filter(|lane| lane.now.is_some_and(|now| begun.contains(&now.kind)))
                    .count();
                let begun = u64::from(run.tasks_done()) + busy as u64;
                begun >= u64::from(run.task_count())
            }
            Standing::Done => true,
            Standing::Stopped | Standing::Failed => false,
        };
        Self {
            end: known.then_some(end),
            live: standing == Standing::Live,
        }
    }

    /// The tail of a worker, from its last work to the end of the run, or to now.
    pub(super) fn find(self, run: &Run, lane: &Lane) -> Option<Range<Moment>> {
        let is_busy = lane.now.is_some_and(|now| now.kind != Kind::Wait);
        if !lane.is_worker() || (self.live && is_busy) {
            return None;
        }
        // To receive the message that there is no more work is not work.
        Some(run.worked(lane)?..self.end?)
    }
}

/// Writes its length, where there is room.
pub(super) fn label(
    look: &PaneContext<'_>,
    tail: &Range<Moment>,
    ruler: Ruler,
    lane: Rect,
    buffer: &mut Buffer,
) {
    let text = format!(" {} ", tail.end.since(tail.start));
    let width = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let from = ruler.place(tail.start).div_ceil(CELL) + 1;
    let to = ruler.place(tail.end) / CELL;
    let (Ok(x), Ok(width)) = (u16::try_from(from), u16::try_from(width)) else {
        return;
    };
    if to < from + u32::from(width) + 1 {
        return;
    }
    let middle = row(lane, lane.height.saturating_sub(1) / 2);
    let place = Rect {
        x: middle.x.saturating_add(x),
        width,
        ..middle
    };
    let place = place.intersection(middle);
    let style = look.theme.look(Tone::Tail, look.glyphs).label;
    Clear.render(place, buffer);
    Line::styled(text, style).render(place, buffer);
}
