//! The spans by core: which worker computed on which core, and when two wanted the same one.
//!
//! Beside each core is how busy it was, with any program: a core that is busy without a worker on
//! it runs another program.

mod stint;

use super::{
    PaneContext, Places, Ruler, VISIBLE, cursor, marks,
    rows::{AIRY, TALLEST},
};
use crate::{
    base::{CoreId, Moment, Nanos, Ratio},
    log::{Lane, Span},
    model::{Doing, Run, SpanAtCursor},
    theme::Tone,
    ui::{
        pane::{joined, row},
        widget::{Label, Part, Strip},
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span as Text},
    widgets::Widget,
};
pub(super) use stint::WORKERS;
use stint::{Bar, Cores, Stint, UNKNOWN, bars};

pub(super) fn draw(
    look: &PaneContext<'_>,
    run: &Run,
    ruler: Ruler,
    places: &Places,
    buffer: &mut Buffer,
) {
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
            whole: None,
            names: &|_| Default::default(),
            blank,
            glyphs,
        }
        .render(strip, buffer);
        name(look, run, core, ruler, place(index, places.labels), buffer);
    }
    let lanes: Vec<_> = (0..rows.len())
        .map(|index| place(index, places.lanes))
        .collect();
    marks::draw(look, run, ruler, places, &lanes, buffer);
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

/// Draws the meaning of the bars, and a note of what is not known.
pub(super) fn legend(
    look: &PaneContext<'_>,
    run: &Run,
    ruler: Ruler,
    area: Rect,
    buffer: &mut Buffer,
) {
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
    let count = run.workers().count();
    let mut workers: Vec<_> = WORKERS.iter().take(count).map(|&tone| sign(tone)).collect();
    workers.push(words(match count {
        1 => "worker 1".into(),
        2 => "workers 1 and 2".into(),
        _ if count <= WORKERS.len() => format!("workers 1 to {count}"),
        _ => format!("workers 1 to {count}, in turn"),
    }));
    let groups = [
        Some(workers),
        Some(if cores.crowded {
            vec![words("each cell: who had most of it".into())]
        } else {
            vec![sign(Tone::Preempted), words("several at once".into())]
        }),
        unknown.then(|| vec![Text::styled("c? core not recorded", theme.warn)]),
        moved.map(|moved| vec![Text::styled(moved, theme.dim)]),
    ];
    joined(groups.into_iter().flatten(), area.width).render(area, buffer);
}

/// The bars of a core.
fn parts(look: &PaneContext<'_>, stints: &[Stint]) -> Vec<Part> {
    let part = |(start, end, tone, label): Bar| Part {
        label: label.map(Label::Number),
        grows: tone == Tone::Running,
        ..Part::new(start, end, look.theme.look(tone, look.glyphs))
    };
    bars(stints).into_iter().map(part).collect()
}

/// `c0   97 %`: a core, and how busy it was in the visible part, with any program.
fn name(
    look: &PaneContext<'_>,
    run: &Run,
    core: CoreId,
    ruler: Ruler,
    area: Rect,
    buffer: &mut Buffer,
) {
    let name = if core == UNKNOWN {
        "c?".into()
    } else {
        format!("c{core}")
    };
    let mut line = Line::styled(format!("{name:<4}"), look.theme.text);
    let samples = run
        .cores()
        .find(|lane| lane.info.number == u32::from(core.get()));
    let end = ruler.end().min(run.end(look.view.now));
    let usage = samples.and_then(|lane| usage(&lane.spans, ruler.start(), end));
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
    // The part of a sample that lies within.
    let within = |sample: &Span| sample.end().min(to).since(sample.start.max(from));
    let length: Nanos = samples.iter().map(within).sum();
    let busy = samples.iter().filter_map(|sample| {
        let share = Ratio::of(sample.cpu_time()?.get(), sample.length.get());
        Some(share.get() * within(sample).as_secs_f64())
    });
    let share = Ratio::new(busy.sum::<f64>() / length.as_secs_f64());
    (length > Nanos::ZERO).then(|| share.percent())
}

/// The core of a lane at a moment, as far as that is known.
fn core_at(lane: &Lane, at: Moment) -> Option<CoreId> {
    match SpanAtCursor::at(lane, at).doing {
        Doing::Done(span) => Some(span.core),
        Doing::GoesOn(_) => lane.spans.last().map(|last| last.core),
        Doing::Nothing => None,
    }
}

/// The place of a row among so many.
fn place(index: usize, rows: usize, area: Rect) -> Rect {
    let rows = u16::try_from(rows.max(1)).unwrap_or(u16::MAX);
    let index = u16::try_from(index).unwrap_or(u16::MAX);
    let share = |gap: u16| (area.height.saturating_add(gap) / rows).max(1);
    let (each, gap) = match share(1) {
        each if each > AIRY => (share(2), 2),
        1 => (1, 0),
        each => (each, 1),
    };
    let height = (each - gap).min(TALLEST);
    let step = height + gap;
    let top = index.saturating_mul(step).min(area.height);
    Rect {
        y: area.y + top,
        height: height.min(area.height - top),
        ..area
    }
}
