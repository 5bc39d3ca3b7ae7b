//! The timeline: what main and every worker did and are doing, on one time axis.
//!
//! The axis stands still while a run goes on, so a frame adds cells at the ends of bars and
//! leaves all others as they are: what is written to the terminal stays small, and with it what
//! watching costs.

mod invitation;
mod marks;
mod parts;
mod rows;
mod ruler;
mod tail;

use super::{Look, Standing, below, row};
use crate::{
    model::Run,
    trace::{Lane, LaneKind},
    ui::{
        theme::Tone,
        widget::{CELL, Scale, Strip},
    },
};
use parts::{Last, parts};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};
use rows::Rows;
use ruler::Ruler;
use strum::VariantArray;

/// The length of a bar that can be seen: an eighth of a cell.
const VISIBLE: u32 = CELL / 8;

/// What the colours mean, the most needed first.
const LEGEND: &[(&[Tone], &str)] = &[
    (&[Tone::TaskA, Tone::TaskB], "task"),
    (&[Tone::Running], "running"),
    (&[Tone::Killed], "killed"),
    (&[Tone::Wait], "wait"),
    (&[Tone::Tail], "tail"),
    (&[Tone::StartUp], "start-up"),
    (&[Tone::Receive, Tone::Send], "transfer"),
    (&[Tone::Blocked], "blocked"),
    (&[Tone::Exit], "exit"),
    (&[Tone::Lock], "lock"),
];

pub(in crate::ui) fn draw(look: &Look<'_>, area: Rect, buffer: &mut Buffer) {
    let view = look.view;
    let Some(run) = view.run else {
        let inner = look.heading("Timeline", "", area, buffer);
        return invitation::draw(look, inner, buffer);
    };
    let note = progress(run);
    let inner = look.heading("Timeline", &note, area, buffer);
    let places = Places::of(inner);
    let columns = places.lanes.width;
    let origin = run.origin().unwrap_or(view.now);
    let ruler = Ruler::new(origin, view.axis.length(), columns);
    let seen = draw_lanes(look, run, ruler, &places, buffer);
    let ticks = ruler.ticks(view.axis, columns);
    Scale {
        ticks: &ticks,
        line: look.theme.faint,
        text: look.theme.dim,
        glyphs: look.glyphs,
    }
    .render(places.axis, buffer);
    draw_legend(look, &seen, places.legend, buffer);
}

/// How many tasks are done.
fn progress(run: &Run) -> String {
    let all = run.experiment.task_count();
    let done = run
        .outcome()
        .map_or(run.tasks_done(), |outcome| outcome.tasks_done);
    match (done < all, all) {
        (true, _) => format!("{done} of {all} tasks"),
        (false, 1) => "1 task".into(),
        (false, _) => format!("{all} tasks"),
    }
}

/// The parts of the pane.
struct Places {
    labels: Rect,
    marks: Rect,
    lanes: Rect,
    axis: Rect,
    legend: Rect,
}

impl Places {
    fn of(area: Rect) -> Self {
        // Wide enough for `w12 4194304`, or where that would cost too much, for `w12`.
        let label = if area.width >= 60 { 12 } else { 6 }.min(area.width);
        let axis_rows = if area.height >= 12 { 2 } else { 1 };
        let legend_rows = u16::from(area.height >= 7);
        let rows = area.height.saturating_sub(1 + axis_rows + legend_rows);
        let right = |top: u16, height: u16| {
            let rest = below(area, top);
            Rect {
                x: area.x + label,
                width: area.width - label,
                height: height.min(rest.height),
                ..rest
            }
        };
        let lanes = right(1, rows);
        let legend = below(area, 1 + rows + axis_rows);
        Self {
            labels: Rect {
                x: area.x,
                width: label,
                ..lanes
            },
            marks: right(0, 1),
            lanes,
            axis: right(1 + rows, axis_rows),
            legend: Rect {
                height: legend.height.min(legend_rows),
                ..legend
            },
        }
    }
}

/// Draws the lanes; returns which kinds there were to be seen.
fn draw_lanes(
    look: &Look<'_>,
    run: &Run,
    ruler: Ruler,
    places: &Places,
    buffer: &mut Buffer,
) -> Vec<Tone> {
    let (theme, glyphs, view) = (look.theme, look.glyphs, look.view);
    let standing = Standing::of(look, run);
    let lanes = run.flow().count();
    let rows = Rows::of(run, standing, places.lanes.height);
    let last = match standing {
        Standing::Live => Last::Grows(view.now),
        Standing::Stopped | Standing::Failed => Last::Cut(run.end(view.now)),
        Standing::Done => Last::Ended,
    };
    let mut seen = [false; Tone::VARIANTS.len()];
    let toned = |tone| theme.look(tone, glyphs);
    let blank = theme.look(Tone::Blank, glyphs);
    for (index, lane) in run.flow().take(rows.shown).enumerate() {
        let [strip, label] = [places.lanes, places.labels].map(|area| rows.place(index, area));
        draw_label(look, lane, label, buffer);
        let mut parts = parts(lane, ruler, last, toned);
        if let Some(tail) = tail::of(look, run, lane) {
            let [start, end] = [tail.start, tail.end].map(|moment| ruler.place(moment));
            if end > start {
                parts::add_tail(&mut parts, (start, end), toned(Tone::Tail));
            }
        }
        for part in &parts {
            seen[part.look.tone as usize] |= part.end - part.start >= VISIBLE;
        }
        Strip {
            parts: &parts,
            blank,
            glyphs,
        }
        .render(strip, buffer);
    }
    marks::draw(look, run, ruler, places.marks, places.lanes, buffer);
    for (index, lane) in run.flow().take(rows.shown).enumerate() {
        if let Some(tail) = tail::of(look, run, lane).filter(|_| standing == Standing::Done) {
            tail::label(look, &tail, ruler, rows.place(index, places.lanes), buffer);
        }
    }
    if rows.shown < lanes {
        let rest = row(places.labels, places.labels.height.saturating_sub(1));
        // No wider than it must be: the marks beside it keep their colours.
        let words = Line::styled(format!("+{} lanes", lanes - rows.shown), theme.warn);
        let width = u16::try_from(words.width()).unwrap_or(u16::MAX);
        let width = width.min(places.labels.width + places.lanes.width);
        words.render(Rect { width, ..rest }, buffer);
    }
    let all = Tone::VARIANTS.iter().copied();
    all.filter(|&tone| seen[tone as usize]).collect()
}

/// `w1 4711`, or with the process below it where a lane is tall enough.
fn draw_label(look: &Look<'_>, lane: &Lane, area: Rect, buffer: &mut Buffer) {
    let theme = look.theme;
    let name = match lane.info.kind {
        LaneKind::Main => "main".into(),
        LaneKind::Thread => format!("t{}", lane.info.number),
        LaneKind::Process => format!("w{}", lane.info.number),
        LaneKind::Core => format!("c{}", lane.info.number),
        LaneKind::Forkserver => "fork".into(),
        LaneKind::Manager => "mgr".into(),
    };
    let width = usize::from(area.width).saturating_sub(1);
    let pid = lane.info.pid.map(|pid| pid.to_string());
    let pid = pid.filter(|_| lane.info.kind == LaneKind::Process);
    let middle = area.height.saturating_sub(1) / 2;
    let mut spans = vec![Span::styled(format!("{name:<4}"), theme.text)];
    match pid {
        Some(pid) if width >= 4 + pid.len() => spans.push(Span::styled(pid, theme.dim)),
        Some(pid) if width >= pid.len() && area.height > 1 => {
            Line::styled(pid, theme.dim).render(row(area, middle + 1), buffer);
        }
        _ => {}
    }
    Line::from(spans).render(row(area, middle), buffer);
}

/// What the colours mean that are to be seen; that blue is work is said always.
fn draw_legend(look: &Look<'_>, seen: &[Tone], area: Rect, buffer: &mut Buffer) {
    let mut spans = Vec::new();
    let mut room = usize::from(area.width);
    let needed = |tones: &[Tone]| {
        tones.contains(&Tone::TaskA) || tones.iter().any(|tone| seen.contains(tone))
    };
    for &(tones, word) in LEGEND.iter().filter(|(tones, _)| needed(tones)) {
        let taken = tones.len() + 1 + word.len();
        if room < taken {
            break;
        }
        room = room.saturating_sub(taken + 2);
        for &tone in tones {
            let tone = look.theme.look(tone, look.glyphs);
            spans.push(Span::styled(tone.glyph, tone.mark));
        }
        spans.push(Span::styled(format!(" {word}  "), look.theme.dim));
    }
    Line::from(spans).render(area, buffer);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legend_names_every_kind() {
        let named: Vec<_> = LEGEND.iter().flat_map(|(tones, _)| *tones).collect();
        let tones = Tone::VARIANTS.iter().filter(|&&tone| tone != Tone::Blank);
        assert!(tones.into_iter().all(|tone| named.contains(&tone)));
    }
}
