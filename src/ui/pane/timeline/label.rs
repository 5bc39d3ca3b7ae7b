//! The label beside a lane: its name, its process, and its state in the kernel.

use super::{PaneContext, row};
use crate::{
    log::{Lane, LaneKind},
    model::{LaneName, LaneRow, Run},
    ui::{
        Pane,
        pane::{fitting, processes::state_style},
        widget::fitted,
    },
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// Cells of a lane's name with the space after it.
const NAME: usize = 4;

/// Cells from which threads are indented by more.
const ROOMY: u16 = 16;

/// Cells from which there is room for a name in full.
const SPOKEN: u16 = 10;

/// Cells by which a thread is indented below its process, where there is little room, and where there is
/// enough.
const INDENT: [usize; 2] = [1, 2];

/// The cells that labels take beside lanes on so many columns: as many as the names of another program's
/// lanes need, if there is room, and none that stay empty.
pub(super) fn columns(run: &Run, width: u16) -> u16 {
    if run.import().is_none() && run.watched().is_none() {
        // Wide enough for `w12 4194304 R`, or where that would cost too much, for `w12 R`.
        return match width {
            76.. => 14,
            60.. => 12,
            _ => 6,
        };
    }
    let most = match width {
        140.. => 30,
        100.. => 22,
        76.. => 20,
        40.. => 12,
        _ => 6,
    };
    let Some(watched) = run.watched() else {
        return if width < 76 { most } else { most.clamp(16, 22) };
    };
    // Threads that come later change nothing while the program goes on.
    let longest = watched
        .processes
        .iter()
        .skip(1)
        .map(|one| one.name.raw().len());
    let longest = u16::try_from(longest.max().unwrap_or(0)).unwrap_or(u16::MAX);
    longest.saturating_add(10).clamp(most.min(10), most)
}

/// `w1  4711 R`, or with the process below it where a lane is tall enough.
pub(super) fn draw(
    look: &PaneContext<'_>,
    run: &Run,
    lane: &LaneRow<'_>,
    area: Rect,
    buffer: &mut Buffer,
) {
    if run.watched().is_some() {
        return draw_watched(look, run, lane, area, buffer);
    }
    let lane = lane.lane;
    let theme = look.theme;
    let width = usize::from(area.width).saturating_sub(1);
    if look.view.arrangement.center == Pane::Lecture {
        return draw_spoken(look, run, lane, area, buffer);
    }
    let LaneName { label, short, .. } = run.lane_name(&lane.info);
    let has_room = width > 2 * NAME;
    let name = if has_room { label } else { short };
    let name = fitted(&name, width, look.glyphs).unwrap_or_default();
    let middle = area.height.saturating_sub(1) / 2;
    let mut text = Line::styled(format!("{name:<NAME$}"), theme.text);
    // A name that fills its cells keeps apart from what follows.
    let gap = if name.len() >= NAME { " " } else { "" };
    let taken = text.width() + gap.len();
    let pid = lane.info.pid.map(|pid| pid.to_string());
    let pid = pid.filter(|_| lane.info.kind == LaneKind::Process);
    match pid {
        Some(pid) if width >= taken + pid.len() => {
            text.push_span(Span::styled(format!("{gap}{pid}"), theme.dim));
        }
        Some(pid) if width >= pid.len() && area.height > 1 => {
            Line::styled(pid, theme.dim).render(row(area, middle + 1), buffer);
        }
        _ => {}
    }
    // No process of a run that is over runs or sleeps, whatever its last snapshot says.
    let over = look.view.run.is_some_and(Run::is_over);
    let pid = lane.info.pid.filter(|_| !over);
    let resident = pid.and_then(|pid| look.view.process_table.find(pid));
    if let Some(resident) = resident.filter(|resident| !resident.gone) {
        let state = resident.last.state;
        let apart = if text.width() > NAME || name.len() >= NAME {
            " "
        } else {
            ""
        };
        if text.width() + apart.len() < width {
            text.push_span(apart);
            let letter = state.letter().to_string();
            text.push_span(Span::styled(letter, state_style(look.theme, state)));
        }
    }
    text.render(row(area, middle), buffer);
}

/// `ForkPoolWorker-1`, `worker 1` or `w1`, below its process where it is one of its threads.
fn draw_watched(
    look: &PaneContext<'_>,
    run: &Run,
    row_of: &LaneRow<'_>,
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = look.theme;
    let indent = INDENT[usize::from(area.width >= ROOMY)] * row_of.depth;
    let width = usize::from(area.width).saturating_sub(1 + indent);
    let info = &row_of.lane.info;
    let LaneName {
        short,
        label,
        spoken,
    } = run.lane_name(info);
    let name = if row_of.is_fold() {
        let count = 1 + row_of.folded.len();
        fitting([format!("{count} helpers"), format!("+{count}")], width)
    } else {
        let clipped =
            fitted(&label, width, look.glyphs).filter(|name| name.len() > short.len() + 2);
        fitting(
            [
                spoken,
                label,
                clipped.unwrap_or_else(|| short.clone()),
                short,
            ],
            width,
        )
    };
    let style = match info.kind {
        LaneKind::Main | LaneKind::Process | LaneKind::Thread => theme.text,
        _ => theme.dim,
    };
    let mut text = Line::from(Span::raw(" ".repeat(indent)));
    let taken = Span::raw(&name).width();
    text.push_span(Span::styled(name, style));
    let middle = area.height.saturating_sub(1) / 2;
    let pid = info.pid.filter(|_| info.kind == LaneKind::Process);
    let pid = pid.map(|pid| pid.to_string());
    match pid {
        Some(pid) if width > taken + pid.len() => {
            text.push_span(Span::styled(format!(" {pid}"), theme.dim));
        }
        Some(pid) if width >= pid.len() && area.height > 1 => {
            let line = format!("{}{pid}", " ".repeat(indent));
            Line::styled(line, theme.dim).render(row(area, middle + 1), buffer);
        }
        _ => {}
    }
    text.render(row(area, middle), buffer);
}

/// `worker 1`, as one says it: in lecture mode its process does not matter.
fn draw_spoken(look: &PaneContext<'_>, run: &Run, lane: &Lane, area: Rect, buffer: &mut Buffer) {
    let LaneName {
        short,
        label,
        spoken,
    } = run.lane_name(&lane.info);
    let name = if area.width > SPOKEN {
        fitting([spoken, label, short], usize::from(area.width) - 1)
    } else {
        short
    };
    let middle = area.height.saturating_sub(1) / 2;
    Line::styled(name, look.theme.text).render(row(area, middle), buffer);
}
