//! [`Bars`]: the bars of a run's lanes, as every pane draws them: chunks in two shades, time without
//! a core, and the tail.

use crate::ui::pane::timeline::{
    Ruler, Standing,
    calls::CallPlaces,
    parts::{self, Last, Written, parts},
    tail::Tails,
    waits::{BarsWithWaits, with_waits},
};
use crate::{
    base::{ChunkId, Moment, Nanos, TaskId, Text},
    log::{Lane, LaneKind, Span, Watched},
    model::{LaneRow, Run},
    theme::{Glyphs, Theme, Tone},
    ui::{
        pane::{PaneContext, row},
        widget::{Label, Part, Strip, stand_apart},
    },
};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};
use std::{borrow::Cow, ops::Range};

/// The number of the words for a process that was not looked into.
const REASON: u32 = u32::MAX;

/// The bars of the lanes of a run.
pub(super) struct Bars<'a> {
    run: &'a Run,
    theme: &'a Theme,
    glyphs: Glyphs,
    ruler: Ruler,
    last: Last,
    /// When the run ended, or how far it has come.
    end: Moment,
    tails: Tails,
    calls: CallPlaces,
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
            end,
            tails: Tails::of(run, standing, end),
            calls: CallPlaces::of(run, ruler, end),
        }
    }

    /// The bars of a lane, from left to right.
    pub(super) fn parts(&self, lane: &Lane) -> Vec<Part> {
        let toned = |tone| self.theme.look(tone, self.glyphs);
        let written = match (self.run.import(), self.run.watched()) {
            (Some(_), _) => Written::Names,
            (None, Some(watched)) => Written::Calls(watched),
            (None, None) => Written::Numbers,
        };
        let detail = self.run.detail(lane);
        let mut parts = parts(lane, detail, self.ruler, (self.last, written), toned);
        if let Some(tail) = self.tail(lane) {
            let [start, end] = [tail.start, tail.end].map(|moment| self.ruler.place(moment));
            if end > start {
                parts::add_tail(&mut parts, (start, end), toned(Tone::Tail));
            }
        }
        if let Some(watched) = self.run.watched() {
            self.calls
                .mark_tails(watched, lane, self.ruler, toned(Tone::Tail), &mut parts);
            if let Some((life, filling)) = self.unknown(watched, lane) {
                parts::fill(&mut parts, life, filling);
            }
        }
        parts
    }

    /// The life of a lane of a watched program, and how what is not known of it looks: it is not idle.
    fn unknown(&self, watched: &Watched, lane: &Lane) -> Option<((u32, u32), Part)> {
        if !matches!(
            lane.info.kind,
            LaneKind::Main | LaneKind::Process | LaneKind::Thread
        ) {
            return None;
        }
        let (process, index) = (
            watched.process(lane.info.lane)?,
            watched.thread(lane.info.lane)?.process?,
        );
        let present = self.end.min(process.ended.unwrap_or(self.end));
        let (start, end) = if watched.first_lane(index) == Some(lane.info.lane) {
            (process.started, present)
        } else {
            let first = lane.spans.first().map(|span| span.start);
            let last = lane.spans.last().map(Span::end);
            let start = first.or(lane.now.map(|now| now.start))?;
            (start, lane.now.map_or(last?, |_| present))
        };
        let (tone, label) = if process.python.is_some() {
            (Tone::OwnCode, Label::Word("own code"))
        } else {
            (Tone::NotSeen, Label::Name(REASON))
        };
        let [start, end] = [start, end].map(|at| self.ruler.place(at));
        let look = self.theme.look(tone, self.glyphs);
        let part = Part {
            label: Some(label),
            ..Part::new(start, end, look)
        };
        Some(((start, end), part))
    }

    /// The bars of a row: of helpers that were folded, all that they do but wait.
    pub(super) fn of_row(&self, row: &LaneRow<'_>) -> Vec<Part> {
        if !row.is_fold() {
            return self.parts(row.lane);
        }
        let idles = |part: &Part| matches!(part.look.tone, Tone::Wait | Tone::Blocked);
        let busy = |lane| self.parts(lane).into_iter().filter(|part| !idles(part));
        let mut all: Vec<_> = row.lanes().flat_map(busy).collect();
        all.sort_by_key(|part| part.start);
        let mut parts = Vec::with_capacity(all.len());
        for part in all {
            let label = None;
            parts::push(&mut parts, Part { label, ..part });
        }
        parts
    }

    /// The tail of a lane, from its last work to its end.
    pub(super) fn tail(&self, lane: &Lane) -> Option<Range<Moment>> {
        self.tails.find(self.run, lane)
    }

    /// The bars of a lane with the time in which it could not go on.
    pub(super) fn with_waits(&self, lane: &Lane, parts: Vec<Part>) -> BarsWithWaits {
        let toned = |tone| self.theme.look(tone, self.glyphs);
        with_waits(self.run, lane, self.ruler, parts, toned)
    }

    /// Draws the bars of a lane.
    pub(super) fn draw(&self, shown: &BarsWithWaits, area: Rect, buffer: &mut Buffer) {
        let kinds = self.run.description.kinds.by_number();
        let name = |label: Label| match label {
            Label::Name(REASON) => {
                let why = self.run.why_not_seen().unwrap_or("not looked into");
                [why.into(), "".into(), "".into()]
            }
            Label::Name(number) => {
                let name = |names: &'a [Text]| names.get(number as usize).map_or("", Text::raw);
                let [name, short] = if let Some(import) = self.run.import() {
                    [name(&import.names.slices), ""]
                } else {
                    // `wait` for `wait for results`, and nothing for a word in part
                    let name = name(kinds);
                    [name, name.split_once(' ').map_or(name, |(first, _)| first)]
                };
                [name.into(), short.into(), "".into()]
            }
            Label::Task(chunk, task) => {
                let task = (ChunkId::new(chunk), TaskId::new(task));
                let names = self.run.watched().and_then(|watched| {
                    let mark = watched.task_mark(task.0, task.1)?;
                    let name = watched.task_name(task.0, task.1, 1);
                    let number = watched.task_of_call(task.0, task.1)?;
                    Some([
                        name.unwrap_or_else(|| mark.clone()),
                        mark,
                        format!("#{number}"),
                    ])
                });
                names.unwrap_or_default().map(Cow::Owned)
            }
            Label::Number(_) | Label::Word(_) => Default::default(),
        };
        Strip {
            parts: &shown.pieces,
            whole: Some(&shown.bars),
            names: &name,
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
        bars.draw(&bars.with_waits(lane, bars.parts(lane)), strip, buffer);
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
