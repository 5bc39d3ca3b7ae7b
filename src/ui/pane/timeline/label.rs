//! The label beside a lane: its name, its process, and its state in the kernel.

use super::{PaneContext, row};
use crate::{
    log::{Lane, LaneKind},
    model::{LaneName, Run},
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

/// Cells from which there is room for a name in full.
const SPOKEN: u16 = 10;

/// `w1  4711 R`, or with the process below it where a lane is tall enough.
pub(super) fn draw(
    look: &PaneContext<'_>,
    run: &Run,
    lane: &Lane,
    area: Rect,
    buffer: &mut Buffer,
) {
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
