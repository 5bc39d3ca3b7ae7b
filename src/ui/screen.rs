//! [`draw`]: a frame.

use super::{
    Glyphs, Pane, Theme, View,
    layout::{Areas, LEAST, Wishes},
    pane,
};
use ratatui::{Frame, buffer::Buffer, layout::Rect, text::Line, widgets::Widget};

/// Draws everything there is to be seen. It changes nothing and reads no clock, so the same view
/// always makes the same frame.
pub fn draw(frame: &mut Frame<'_>, view: &View<'_>, theme: &Theme, glyphs: Glyphs) {
    let area = frame.area();
    paint(area, frame.buffer_mut(), view, theme, glyphs);
}

fn paint(area: Rect, buffer: &mut Buffer, view: &View<'_>, theme: &Theme, glyphs: Glyphs) {
    let look = pane::Look {
        view,
        theme,
        glyphs,
    };
    let wishes = Wishes {
        form: pane::form::rows(view.experiment),
        processes: pane::processes::rows(&look),
        results: pane::results::rows(&look),
        lesson: 0,
    };
    // How many rows a preset takes depends on the width, and on how tall the timeline would be.
    let alone = Wishes {
        results: 0,
        ..wishes
    };
    let lesson = Areas::of(area, alone).map(|areas| pane::lesson::rows(&look, areas.timeline));
    let wishes = Wishes {
        lesson: lesson.unwrap_or(0),
        ..wishes
    };
    match Areas::of(area, wishes) {
        Some(areas) => {
            pane::header::draw(&look, areas.header, buffer);
            pane::form::draw(&look, areas.form, buffer);
            pane::cores::draw(&look, areas.cores, buffer);
            pane::lesson::draw(&look, areas.lesson, buffer);
            match view.center {
                Pane::Experiment | Pane::Cores | Pane::Speedup | Pane::Timeline => {
                    pane::timeline::draw(&look, areas.timeline, buffer);
                }
                Pane::Processes => pane::processes::draw(&look, areas.timeline, buffer),
                Pane::Ledger => pane::ledger::draw(&look, areas.timeline, buffer),
                Pane::Curve => pane::curve::draw(&look, areas.timeline, buffer),
            }
            if !areas.processes.is_empty() {
                pane::processes::draw(&look, areas.processes, buffer);
            }
            pane::results::draw(&look, areas.results, buffer);
            pane::speedup::draw(&look, areas.speedup, buffer);
            pane::status::draw(&look, areas.status, buffer);
            pane::presets::draw(&look, area, buffer);
            if view.help {
                pane::help::draw(&look, area, buffer);
            }
        }
        None => too_small(area, buffer, theme),
    }
    if !glyphs.fine {
        spell(area, buffer, glyphs);
    }
}

fn too_small(area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let text = format!(
        "parscope needs {}×{}, this is {}×{}",
        LEAST.width, LEAST.height, area.width, area.height
    );
    let row = Rect {
        y: area.y + area.height / 2,
        height: area.height.min(1),
        ..area
    };
    Line::styled(text, theme.text)
        .centered()
        .render(row, buffer);
}

/// Texts come from everywhere; here is the one place that all of them pass.
fn spell(area: Rect, buffer: &mut Buffer, glyphs: Glyphs) {
    for position in area.positions() {
        if let Some(cell) = buffer.cell_mut(position)
            && !cell.symbol().is_ascii()
        {
            let letter = cell
                .symbol()
                .chars()
                .next()
                .map_or(' ', |c| glyphs.letter(c));
            cell.set_char(letter);
        }
    }
}

#[cfg(test)]
mod tests;
