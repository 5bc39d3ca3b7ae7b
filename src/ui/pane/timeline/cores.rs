//! The same spans by core: who computed on which core, and when two wanted the same one.
//!
//! A record has the core at its end, and so that at its beginning is the one before it. Where they
//! differ, a task was moved while it ran; when is not known, and half of it is drawn on each.

use super::{Look, Places, Ruler, cursor, marks};
use crate::{
    base::{CoreId, Moment, Nanos, Ratio},
    model::{Doing, Glance, Run},
    trace::{Kind, Lane, Span},
    ui::{
        pane::{joined, row},
        theme::Tone,
        widget::{CELL, Label, Part, Strip},
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span as Text},
    widgets::Widget,
};
use std::collections::BTreeMap;

/// Spans of a worker per cell up to which each is looked at; of more, one stands for a cell.
const DISTINCT: usize = 8;

/// The tallest row.
const TALLEST: u16 = 5;

/// A worker on a core, in places of the ruler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stint {
    start: u32,
    end: u32,
    worker: u32,
    /// Whether it goes on: then nobody knows whether it is still there.
    running: bool,
}

/// The workers of every core, and what is not known of them.
#[derive(Default)]
struct Cores {
    stints: BTreeMap<CoreId, Vec<Stint>>,
    /// Tasks that were moved while they ran.
    moved: usize,
}

pub(super) fn draw(look: &Look<'_>, run: &Run, ruler: Ruler, places: &Places, buffer: &mut Buffer) {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let cores = Cores::of(run, ruler, look.view.now);
    let rows = cores.rows(run, places.lanes.height);
    let place = |index: usize, area| place(index, rows.len(), area);
    let blank = theme.look(Tone::Blank, glyphs);
    for (index, &core) in rows.iter().enumerate() {
        let stints = cores.stints.get(&core).map_or(&[][..], Vec::as_slice);
        let strip = place(index, places.lanes);
        Strip {
            parts: &parts(look, stints),
            blank,
            glyphs,
        }
        .render(strip, buffer);
        name(look, run, core, ruler, place(index, places.labels), buffer);
    }
    marks::draw(look, run, ruler, places.marks, places.lanes, buffer);
    let under = look.view.scope.cursor.and_then(|cursor| {
        let lane = run.flow().find(|lane| lane.info.lane == cursor.lane)?;
        let core = core_at(lane, cursor.at)?;
        Some((cursor, rows.iter().position(|&row| row == core)?))
    });
    if let Some((cursor, index)) = under {
        let strip = place(index, places.lanes);
        cursor::select(look, place(index, places.labels), buffer);
        if let Some(x) = cursor::column(ruler, cursor.at, strip) {
            for y in strip.y..strip.bottom() {
                cursor::line(look, (x, y), buffer);
            }
        }
    }
    cursor::moment(look, ruler, places, buffer);
}

/// What the bars mean, and what is not known.
pub(super) fn legend(look: &Look<'_>, run: &Run, ruler: Ruler, area: Rect, buffer: &mut Buffer) {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let cores = Cores::of(run, ruler, look.view.now);
    let sign = |tone| {
        let tone = theme.look(tone, glyphs);
        Text::styled(tone.glyph, tone.mark)
    };
    let words = |text: String| Text::styled(format!(" {text}"), theme.dim);
    let unknown = cores.stints.contains_key(&UNKNOWN);
    let moved = (cores.moved > 0).then(|| {
        let tasks = if cores.moved == 1 { "task" } else { "tasks" };
        format!("{} {tasks} moved, half drawn on each core", cores.moved)
    });
    let groups = [
        Some(vec![
            sign(Tone::TaskA),
            sign(Tone::TaskB),
            words("worker, by number".into()),
        ]),
        Some(vec![sign(Tone::Preempted), words("several at once".into())]),
        unknown.then(|| vec![Text::styled("c? core not recorded", theme.warn)]),
        moved.map(|moved| vec![Text::styled(moved, theme.dim)]),
    ];
    joined(groups.into_iter().flatten(), area.width).render(area, buffer);
}

/// What a record has where no core was known.
const UNKNOWN: CoreId = CoreId::new(u16::MAX);

impl Cores {
    fn of(run: &Run, ruler: Ruler, now: Moment) -> Self {
        let mut cores = Self::default();
        for lane in run.workers() {
            cores.add(lane, ruler, now);
        }
        for stints in cores.stints.values_mut() {
            stints.sort_by_key(|stint| (stint.start, stint.end));
        }
        cores
    }

    fn add(&mut self, lane: &Lane, ruler: Ruler, now: Moment) {
        let spans = &lane.spans;
        let first = spans.partition_point(|span| span.end() <= ruler.start());
        let last = spans.partition_point(|span| span.start < ruler.end());
        let columns = ruler.columns();
        if last.saturating_sub(first) <= DISTINCT * columns as usize {
            for index in first..last {
                self.add_span(lane, index, ruler, None);
            }
        } else {
            for column in 0..columns {
                let cell = (column * CELL, (column + 1) * CELL);
                let middle = ruler.moment(cell.0 + CELL / 2);
                let index = spans.partition_point(|span| span.end() <= middle);
                if spans.get(index).is_some_and(|span| span.start <= middle) {
                    self.add_span(lane, index, ruler, Some(cell));
                }
            }
        }
        if let Some(doing) = lane.now.filter(|doing| doing.kind == Kind::Task) {
            let core = spans.last().map_or(UNKNOWN, |last| last.core);
            let (start, end) = (ruler.place(doing.start), ruler.place(now));
            self.push(core, lane, (start, end), true);
        }
    }

    /// A task, on one core or on two.
    fn add_span(&mut self, lane: &Lane, index: usize, ruler: Ruler, cell: Option<(u32, u32)>) {
        let span = &lane.spans[index];
        if span.kind != Kind::Task {
            return;
        }
        let place = (ruler.place(span.start), ruler.place(span.end()));
        let (start, end) = cell.unwrap_or(place);
        let began = index.checked_sub(1).map(|before| lane.spans[before].core);
        match began.filter(|&began| began != span.core && began != UNKNOWN) {
            Some(began) if span.core != UNKNOWN => {
                self.moved += 1;
                let middle = (ruler.place(span.start + span.length / 2)).clamp(start, end);
                self.push(began, lane, (start, middle), false);
                self.push(span.core, lane, (middle, end), false);
            }
            _ => self.push(span.core, lane, (start, end), false),
        }
    }

    /// What follows without a gap is the same stint.
    fn push(&mut self, core: CoreId, lane: &Lane, (start, end): (u32, u32), running: bool) {
        let worker = lane.info.number;
        let stints = self.stints.entry(core).or_default();
        let close = |last: &Stint| last.worker == worker && start <= last.end + super::VISIBLE;
        match stints.last_mut().filter(|last| close(last)) {
            Some(last) if last.running == running => last.end = last.end.max(end),
            _ if end > start => stints.push(Stint {
                start,
                end,
                worker,
                running,
            }),
            _ => {}
        }
    }

    /// The cores that have a row: all of the machine if there is room, else those that were used.
    fn rows(&self, run: &Run, room: u16) -> Vec<CoreId> {
        let all = run.description.machine.cores;
        let used = self.stints.keys().copied();
        let mut rows: Vec<_> = if all <= room.into() {
            let all = (0..u16::try_from(all).unwrap_or(u16::MAX)).map(CoreId::new);
            all.chain(used).collect()
        } else {
            used.collect()
        };
        rows.sort_unstable();
        rows.dedup();
        rows.truncate(room.into());
        rows
    }
}

/// The bars of a core.
fn parts(look: &Look<'_>, stints: &[Stint]) -> Vec<Part> {
    let part = |(start, end, tone, label): Bar| Part {
        start,
        end,
        look: look.theme.look(tone, look.glyphs),
        label: label.map(Label::Number),
        grows: tone == Tone::Running,
    };
    bars(stints).into_iter().map(part).collect()
}

/// From where to where, and which worker, if it is one.
type Bar = (u32, u32, Tone, Option<u32>);

/// Workers may overlap, bars do not.
fn bars(stints: &[Stint]) -> Vec<Bar> {
    let mut edges: Vec<u32> = stints.iter().flat_map(|s| [s.start, s.end]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut bars: Vec<Bar> = Vec::new();
    let mut active: Vec<Stint> = Vec::new();
    let mut next = stints.iter().peekable();
    for pair in edges.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        active.retain(|stint| stint.end > start);
        while let Some(stint) = next.next_if(|stint| stint.start <= start) {
            active.push(*stint);
        }
        let (tone, label) = match active[..] {
            [] => continue,
            [one] if one.running => (Tone::Running, Some(one.worker)),
            [one] if one.worker % 2 == 1 => (Tone::TaskA, Some(one.worker)),
            [one] => (Tone::TaskB, Some(one.worker)),
            _ => (Tone::Preempted, None),
        };
        match bars.last_mut() {
            Some(last) if (last.1, last.2, last.3) == (start, tone, label) => last.1 = end,
            _ => bars.push((start, end, tone, label)),
        }
    }
    bars
}

/// `c0   97 %`: a core, and how busy it was in what is seen, whoever made it so.
fn name(look: &Look<'_>, run: &Run, core: CoreId, ruler: Ruler, area: Rect, buffer: &mut Buffer) {
    let name = if core == UNKNOWN {
        "c?".into()
    } else {
        format!("c{core}")
    };
    let mut line = Line::styled(format!("{name:<4}"), look.theme.text);
    let samples = run
        .cores()
        .find(|lane| lane.info.number == u32::from(core.get()));
    let usage = samples.and_then(|lane| usage(&lane.spans, ruler.start(), ruler.end()));
    if let Some(usage) = usage.filter(|_| area.width >= 10) {
        line.push_span(Text::styled(usage, look.theme.dim));
    }
    line.render(row(area, area.height.saturating_sub(1) / 2), buffer);
}

/// The mean of what was sampled between two moments.
fn usage(samples: &[Span], from: Moment, to: Moment) -> Option<String> {
    let first = samples.partition_point(|sample| sample.end() <= from);
    let last = samples.partition_point(|sample| sample.start < to);
    let samples = samples.get(first..last)?;
    let length: Nanos = samples.iter().map(|sample| sample.length).sum();
    let busy: Nanos = samples.iter().filter_map(Span::cpu_time).sum();
    let share = Ratio::of(busy.get(), length.get());
    (length > Nanos::ZERO).then(|| share.percent())
}

/// Where a lane was at a moment, as far as that is known.
fn core_at(lane: &Lane, at: Moment) -> Option<CoreId> {
    match Glance::at(lane, at).doing {
        Doing::Done(span) => Some(span.core),
        Doing::GoesOn(_) => lane.spans.last().map(|last| last.core),
        Doing::Nothing => None,
    }
}

/// Where a row is among so many.
fn place(index: usize, rows: usize, area: Rect) -> Rect {
    let rows = u16::try_from(rows.max(1)).unwrap_or(u16::MAX);
    let index = u16::try_from(index).unwrap_or(u16::MAX);
    let each = (area.height.saturating_add(1) / rows).max(1);
    let height = if each > 1 { (each - 1).min(TALLEST) } else { 1 };
    let step = if each > 1 { height + 1 } else { 1 };
    let top = index.saturating_mul(step).min(area.height);
    Rect {
        y: area.y + top,
        height: height.min(area.height - top),
        ..area
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario::{self, ORIGIN};

    /// A run whose spans have these cores, in the order of lanes.
    fn run(cores: &[&[u16]]) -> Run {
        let mut run = scenario::run(
            "w1: start-up 0ms 1ms | task 0 1ms 10ms | task 2 10ms 20ms
             w2: start-up 0ms 1ms | task 1 1ms 10ms | task 3 10ms 20ms",
        );
        for (lane, cores) in run.lanes.iter_mut().zip(cores) {
            for (span, &core) in lane.spans.iter_mut().zip(*cores) {
                span.core = CoreId::new(core);
            }
        }
        run
    }

    fn stints(cores: &Cores, core: u16) -> Vec<(u32, u32, u32)> {
        let stints = cores.stints.get(&CoreId::new(core)).into_iter().flatten();
        stints
            .map(|stint| (stint.worker, stint.start, stint.end))
            .collect()
    }

    const fn ruler() -> (Moment, Nanos, u16) {
        (ORIGIN, Nanos::from_millis(20), 20)
    }

    #[test]
    fn workers_that_change_places_are_seen_on_both_cores() {
        let (origin, length, columns) = ruler();
        let ruler = Ruler::new(origin, length, columns);
        let run = run(&[&[0, 0, 1], &[1, 1, 0]]);
        let cores = Cores::of(&run, ruler, origin);
        assert_eq!(cores.moved, 2);
        assert_eq!(stints(&cores, 0), [(1, 64, 960), (2, 960, 1280)]);
        assert_eq!(stints(&cores, 1), [(2, 64, 960), (1, 960, 1280)]);
    }

    #[test]
    fn workers_that_share_a_core_while_another_is_idle_are_seen_at_once() {
        let (origin, length, columns) = ruler();
        let ruler = Ruler::new(origin, length, columns);
        let run = run(&[&[0; 3], &[0; 3]]);
        let cores = Cores::of(&run, ruler, origin);
        assert_eq!(stints(&cores, 1), []);
        assert_eq!(cores.rows(&run, 9), [0, 1].map(CoreId::new));
        let mut scattered = cores.stints[&CoreId::new(0)].clone();
        assert_eq!(scattered.len(), 2);
        // Bars are drawn side by side, whatever overlaps.
        scattered[1].start = 500;
        let tones = tones(&scattered);
        assert_eq!(
            tones,
            [(64, 500, Tone::TaskA), (500, 1280, Tone::Preempted)]
        );
    }

    fn tones(stints: &[Stint]) -> Vec<(u32, u32, Tone)> {
        let bars = bars(stints).into_iter();
        bars.map(|(start, end, tone, _)| (start, end, tone))
            .collect()
    }

    #[test]
    fn a_core_that_was_not_recorded_is_none_of_the_others() {
        let (origin, length, columns) = ruler();
        let ruler = Ruler::new(origin, length, columns);
        let run = run(&[&[u16::MAX; 3], &[1; 3]]);
        let cores = Cores::of(&run, ruler, origin);
        assert_eq!((stints(&cores, 0), cores.moved), (Vec::new(), 0));
        assert!(cores.stints.contains_key(&UNKNOWN));
    }
}
