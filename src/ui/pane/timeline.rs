//! The timeline: what main and every worker did and are doing, on one time axis.
//!
//! The axis stands still while a run goes on, so a frame adds cells at the ends of bars and
//! leaves all others as they are: what is written to the terminal stays small, and with it what
//! watching costs.

mod invitation;
mod marks;
mod parts;
mod ruler;

use super::{Look, below, row};
use crate::{
    model::Run,
    trace::{Lane, LaneKind},
    ui::{
        theme::Tone,
        widget::{Scale, Strip},
    },
};
use parts::parts;
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};
use ruler::Ruler;

/// The tallest lane.
const TALLEST: u16 = 7;

/// What the colours mean, the most needed first.
const LEGEND: &[(&[Tone], &str)] = &[
    (&[Tone::TaskA, Tone::TaskB], "task"),
    (&[Tone::Running], "running"),
    (&[Tone::StartUp], "start-up"),
    (&[Tone::Receive, Tone::Send], "transfer"),
    (&[Tone::Wait], "wait"),
    (&[Tone::Blocked], "blocked"),
    (&[Tone::Exit], "exit"),
    (&[Tone::Lock], "lock"),
    (&[Tone::Killed], "killed"),
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
    draw_lanes(look, run, ruler, &places, buffer);
    marks::draw(look, run, ruler, places.marks, places.lanes, buffer);
    let ticks = ruler.ticks(view.axis, columns);
    Scale {
        ticks: &ticks,
        line: look.theme.faint,
        text: look.theme.dim,
        glyphs: look.glyphs,
    }
    .render(places.axis, buffer);
    draw_legend(look, places.legend, buffer);
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

fn draw_lanes(look: &Look<'_>, run: &Run, ruler: Ruler, places: &Places, buffer: &mut Buffer) {
    let (theme, glyphs, view) = (look.theme, look.glyphs, look.view);
    let lanes = run.flow().count();
    let (shown, height, gap) = fit(lanes, places.lanes.height);
    let live = (!run.is_over()).then_some(view.now);
    for (index, lane) in (0..).zip(run.flow().take(shown)) {
        let top = index * (height + gap);
        let strip = Rect {
            height: height.min(below(places.lanes, top).height),
            ..below(places.lanes, top)
        };
        draw_label(
            look,
            lane,
            Rect {
                height: strip.height,
                ..below(places.labels, top)
            },
            buffer,
        );
        let parts = parts(lane, ruler, live, |tone| theme.look(tone, glyphs));
        let blank = theme.look(Tone::Blank, glyphs);
        Strip {
            parts: &parts,
            blank,
            glyphs,
        }
        .render(strip, buffer);
    }
    if shown < lanes {
        let rest = row(places.labels, places.labels.height.saturating_sub(1));
        let all = Rect {
            width: places.labels.width + places.lanes.width,
            ..rest
        };
        Line::styled(format!("+{} lanes", lanes - shown), theme.warn).render(all, buffer);
    }
}

/// How many lanes are shown, how tall each is, and the rows between two.
fn fit(lanes: usize, rows: u16) -> (usize, u16, u16) {
    let count = u16::try_from(lanes.max(1)).unwrap_or(u16::MAX);
    if count > rows {
        return (usize::from(rows.saturating_sub(1)), 1, 0);
    }
    match (rows + 1) / count {
        0 | 1 => (lanes, 1, 0),
        each if each > TALLEST + 1 => (lanes, TALLEST, 2),
        each => (lanes, each - 1, 1),
    }
}

/// `w1 4711`, or with the process below it where a lane is tall enough.
fn draw_label(look: &Look<'_>, lane: &Lane, area: Rect, buffer: &mut Buffer) {
    let theme = look.theme;
    let name = match lane.info.kind {
        LaneKind::Main => "main".into(),
        LaneKind::Thread => format!("t{}", lane.info.number),
        LaneKind::Process => format!("w{}", lane.info.number),
        LaneKind::Core => format!("c{}", lane.info.number),
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

fn draw_legend(look: &Look<'_>, area: Rect, buffer: &mut Buffer) {
    let mut spans = Vec::new();
    let mut room = usize::from(area.width);
    for &(tones, word) in LEGEND {
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
    fn lanes_grow_with_the_room_and_are_counted_when_there_is_none() {
        assert_eq!(fit(3, 14), (3, 4, 1));
        assert_eq!(fit(3, 40), (3, TALLEST, 2));
        assert_eq!(fit(5, 9), (5, 1, 1));
        assert_eq!(fit(9, 9), (9, 1, 0));
        assert_eq!(fit(65, 10), (9, 1, 0));
        assert_eq!(fit(3, 0), (0, 1, 0));
        assert_eq!(fit(0, 5), (0, 5, 1));
        for (lanes, rows) in [(1, 9), (2, 17), (3, 26), (4, 36)] {
            let (_, height, gap) = fit(lanes, rows);
            let lanes = u16::try_from(lanes).unwrap();
            assert!(lanes * (height + gap) - gap <= rows);
        }
    }

    #[test]
    fn the_legend_names_every_kind() {
        use strum::VariantArray;
        let named: Vec<_> = LEGEND.iter().flat_map(|(tones, _)| *tones).collect();
        let tones = Tone::VARIANTS.iter().filter(|&&tone| tone != Tone::Blank);
        assert!(tones.into_iter().all(|tone| named.contains(&tone)));
    }
}
