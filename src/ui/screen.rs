//! [`draw`]: a frame.

use crate::base::is_hidden;
use crate::{
    theme::{Glyphs, Theme},
    ui::{
        Pane, View,
        layout::{Areas, LEAST, WantedRows},
        pane::{self, PaneContext},
    },
};
use ratatui::{
    buffer::Buffer,
    layout::{Rect, Size},
    style::{Color, Style},
    text::Line,
    widgets::Widget,
};

/// Draws the whole dashboard. It changes nothing and reads no clock, so the same view always makes
/// the same frame.
pub fn draw(screen: &mut Buffer, view: &View<'_>, theme: &Theme, glyphs: Glyphs) {
    show(screen, view, theme, glyphs);
}

/// Draws the whole dashboard; returns where the panes are, to find them under the mouse.
pub(super) fn show(
    screen: &mut Buffer,
    view: &View<'_>,
    theme: &Theme,
    glyphs: Glyphs,
) -> (Rect, Areas) {
    let area = screen.area;
    let areas = paint(area, screen, view, theme, glyphs);
    (area, areas.unwrap_or_default())
}

/// Draws the whole dashboard on a new screen of that size.
pub(super) fn whole(size: Size, view: &View<'_>, theme: &Theme, glyphs: Glyphs) -> Buffer {
    let area = Rect::from(size);
    let mut buffer = Buffer::empty(area);
    paint(area, &mut buffer, view, theme, glyphs);
    buffer
}

/// Where the panes of a frame are; `None` where there is no room for them.
fn areas(area: Rect, view: &View<'_>, theme: &Theme, glyphs: Glyphs) -> Option<Areas> {
    let look = PaneContext {
        view,
        theme,
        glyphs,
        pane: None,
    };
    let arrangement = view.arrangement;
    let wishes = WantedRows {
        form: pane::experiment::rows(view.experiment),
        processes: pane::processes::rows(&look),
        results: pane::results::rows(&look),
        preset: 0,
    };
    if view.trials.is_none() {
        return Areas::of(area, wishes, arrangement);
    }
    // How many rows a preset takes depends on the width, and on how tall the timeline would be.
    let alone = WantedRows {
        results: 0,
        ..wishes
    };
    let column = Areas::of(area, alone, arrangement)?.pane(view.arrangement.center);
    let preset = pane::preset::rows(&look, column);
    let wishes = WantedRows { preset, ..wishes };
    Areas::of(area, wishes, arrangement)
}

/// Draws everything, and returns where the panes are; `None` where there is no room for them.
pub(super) fn paint(
    area: Rect,
    buffer: &mut Buffer,
    view: &View<'_>,
    theme: &Theme,
    glyphs: Glyphs,
) -> Option<Areas> {
    let look = PaneContext {
        view,
        theme,
        glyphs,
        pane: None,
    };
    let areas = areas(area, view, theme, glyphs);
    match &areas {
        Some(_) if view.arrangement.center == Pane::Lecture => {
            view.panes.draw(Pane::Lecture, &look, area, buffer);
        }
        Some(areas) => {
            pane::header::draw(&look, areas.header, buffer);
            pane::preset::draw(&look, areas.preset, buffer);
            for &(pane, area) in &areas.panes {
                let look = PaneContext {
                    pane: Some(pane),
                    ..look
                };
                view.panes.draw(pane, &look, area, buffer);
            }
            pane::results::draw(&look, areas.results, buffer);
            if areas.panes.is_empty() {
                all_closed(&look, area, buffer);
            }
            pane::status::draw(&look, areas.status, buffer);
        }
        None => too_small(area, buffer, theme),
    }
    view.windows.draw(&look, areas.is_some(), area, buffer);
    if !glyphs.fine {
        spell(area, buffer, glyphs);
    }
    reveal(buffer);
    lay(buffer, theme.ground);
    // There is nothing to be pointed at in a lecture.
    areas.filter(|_| view.arrangement.center != Pane::Lecture)
}

/// Puts a ground below all that has none, so that a theme looks the same on any terminal.
fn lay(buffer: &mut Buffer, ground: Style) {
    let (Some(front), Some(back)) = (ground.fg, ground.bg) else {
        return;
    };
    for cell in &mut buffer.content {
        if cell.fg == Color::Reset {
            cell.fg = front;
        }
        if cell.bg == Color::Reset {
            cell.bg = back;
        }
    }
}

fn all_closed(look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    let key = look
        .view
        .keys
        .label(super::Action::Layout(look.view.arrangement.layout));
    let text = format!("every pane is closed: {key} brings them back");
    sentence(&text, area, buffer, look.theme);
}

fn too_small(area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let text = format!(
        "parscope needs {}×{}, this is {}×{}",
        LEAST.width, LEAST.height, area.width, area.height
    );
    sentence(&text, area, buffer, theme);
}

/// A sentence where there is nothing else.
fn sentence(text: &str, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let row = Rect {
        y: area.y + area.height / 2,
        height: area.height.min(1),
        ..area
    };
    Line::styled(text, theme.text)
        .centered()
        .render(row, buffer);
}

/// Replaces characters that a terminal would obey, or that would reverse its text. Texts from
/// outside are made visible where they are put into a sentence; this is a last check of all text.
fn reveal(buffer: &mut Buffer) {
    let is_plain = |symbol: &str| matches!(symbol.as_bytes(), [b' '..=b'~']);
    let cells = buffer.content.iter_mut();
    for cell in cells.filter(|cell| !is_plain(cell.symbol())) {
        if cell.symbol().chars().any(is_hidden) {
            cell.set_char(char::REPLACEMENT_CHARACTER);
        }
    }
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
pub(super) mod tests;
