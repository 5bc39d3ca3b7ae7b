//! [`Bars`]: the bars of a run's lanes, as every pane draws them: chunks in two shades, time without
//! a core, and the tail.

use crate::ui::pane::timeline::{
    Ruler, Standing,
    parts::{self, Last, Written, parts},
    tail::Tails,
};
use crate::{
    base::{Moment, Nanos},
    log::{Lane, LaneKind},
    model::Run,
    theme::{Glyphs, Theme, Tone},
    ui::{
        pane::{PaneContext, row},
        widget::{Part, Strip, stand_apart},
    },
};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};
use std::ops::Range;

/// The bars of the lanes of a run.
pub(super) struct Bars<'a> {
    run: &'a Run,
    theme: &'a Theme,
    glyphs: Glyphs,
    ruler: Ruler,
    last: Last,
    tails: Tails,
}

impl<'a> Bars<'a> {
    /// The bars of a run that ended then, or has come as far.
    pub(super) fn of(
        look: &PaneContext<'a>,
        run: &'a Run,
        (standing, end): (Standing, Moment),
        ruler: Ruler,
    ) -> Self {
        Self {
            run,
            theme: look.theme,
            glyphs: look.glyphs,
            ruler,
            last: match standing {
                Standing::Live => Last::Grows(end),
                Standing::Stopped | Standing::Failed => Last::Cut(end),
                Standing::Done => Last::Ended,
            },
            tails: Tails::of(run, standing, end),
        }
    }

    /// The bars of a lane, from left to right.
    pub(super) fn parts(&self, lane: &Lane) -> Vec<Part> {
        let toned = |tone| self.theme.look(tone, self.glyphs);
        let written = match self.run.import() {
            Some(_) => Written::Names,
            None => Written::Numbers,
        };
        let detail = self.run.detail(lane);
        let mut parts = parts(lane, detail, self.ruler, (self.last, written), toned);
        if let Some(tail) = self.tail(lane) {
            let [start, end] = [tail.start, tail.end].map(|moment| self.ruler.place(moment));
            if end > start {
                parts::add_tail(&mut parts, (start, end), toned(Tone::Tail));
            }
        }
        parts
    }

    /// The tail of a lane, from its last work to its end.
    pub(super) fn tail(&self, lane: &Lane) -> Option<Range<Moment>> {
        self.tails.find(self.run, lane)
    }

    /// Draws the bars of a lane.
    pub(super) fn draw(&self, parts: &[Part], area: Rect, buffer: &mut Buffer) {
        Strip {
            parts,
            names: match self.run.import() {
                Some(import) => &import.names.slices,
                None => self.run.description.kinds.by_number(),
            },
            blank: self.theme.look(Tone::Blank, self.glyphs),
            glyphs: self.glyphs,
        }
        .render(area, buffer);
    }
}

/// Draws the lanes that do the tasks of a run, each in so many rows, on an axis of that length. It
/// has taken until `end`.
pub(in crate::ui::pane) fn draw_lanes(
    look: &PaneContext<'_>,
    (run, standing): (&Run, Standing),
    (length, end): (Nanos, Nanos),
    each: u16,
    area: Rect,
    buffer: &mut Buffer,
) {
    let origin = run.began().unwrap_or_default();
    let ruler = Ruler::new(origin, length, area.width);
    let bars = Bars::of(look, run, (standing, origin + end), ruler);
    for (index, lane) in (0..).zip(doers(run)) {
        let strip = Rect {
            y: area.y.saturating_add(each.saturating_mul(index)),
            height: each,
            ..area
        };
        let strip = strip.intersection(area);
        bars.draw(&bars.parts(lane), strip, buffer);
        if index > 0 {
            stand_apart(look.glyphs, row(strip, 0), buffer);
        }
    }
}

/// The lanes that do the tasks: the workers, or main where there are none.
pub(in crate::ui::pane) fn doers(run: &Run) -> Vec<&Lane> {
    let workers: Vec<_> = run.workers().collect();
    if workers.is_empty() {
        let main = run.flow().filter(|lane| lane.info.kind == LaneKind::Main);
        return main.collect();
    }
    workers
}
