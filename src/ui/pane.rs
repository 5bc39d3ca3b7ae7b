//! The parts of the screen. Panes know the model and make widgets of it.

pub(super) mod cores;
pub(super) mod form;
pub(super) mod header;
pub(super) mod help;
pub(super) mod processes;
pub(super) mod results;
pub(super) mod speedup;
mod standing;
pub(super) mod status;
pub(super) mod timeline;

use super::{Glyphs, Theme, View, widget::Heading};
use crate::{
    sample::State,
    trace::{LaneInfo, LaneKind},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Widget,
};
use standing::Standing;

/// What every pane needs.
pub(super) struct Look<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) theme: &'a Theme,
    pub(super) glyphs: Glyphs,
}

impl Look<'_> {
    /// Draws the heading of a pane; returns what is left of its area.
    fn heading(&self, title: &str, note: &str, area: Rect, buffer: &mut Buffer) -> Rect {
        let theme = self.theme;
        let row = Rect {
            height: area.height.min(1),
            ..area
        };
        let styles = [theme.title, theme.faint, theme.dim];
        Heading {
            title,
            note,
            styles,
            glyphs: self.glyphs,
        }
        .render(row, buffer);
        below(area, 1)
    }
}

/// The area without its first rows.
fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    }
}

/// A row of the area, empty beyond its end.
fn row(area: Rect, index: u16) -> Rect {
    let rest = below(area, index);
    Rect {
        height: rest.height.min(1),
        ..rest
    }
}

/// A line of as many groups as fit whole; half a number would be a wrong one.
fn joined<'a>(groups: impl IntoIterator<Item = Vec<Span<'a>>>, width: u16) -> Line<'a> {
    const APART: usize = 3;
    let mut line = Line::default();
    for group in groups {
        let apart = if line.spans.is_empty() { 0 } else { APART };
        let taken = group.iter().map(Span::width).sum::<usize>();
        if line.width() + apart + taken > usize::from(width) {
            break;
        }
        line.push_span(" ".repeat(apart));
        line.extend(group);
    }
    line
}

/// The text, cut at so many cells.
fn cut(text: &str, width: usize, glyphs: Glyphs) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    if width == 0 { kept } else { kept + glyphs.cut }
}

/// What a lane is called: in full, or in four cells.
fn lane_name(info: &LaneInfo, full: bool) -> String {
    match info.kind {
        LaneKind::Main => "main".into(),
        LaneKind::Thread => format!("t{}", info.number),
        LaneKind::Process => format!("w{}", info.number),
        LaneKind::Core => format!("c{}", info.number),
        LaneKind::Forkserver if full => "forkserver".into(),
        LaneKind::Forkserver => "fork".into(),
        LaneKind::Manager if full => "manager".into(),
        LaneKind::Manager => "mgr".into(),
    }
}

/// How the state of a process looks.
const fn state_style(theme: &Theme, state: State) -> Style {
    match state {
        State::Ready => theme.good,
        State::Sleeping | State::Blocked => theme.dim,
        State::Stopped | State::Other(_) => theme.warn,
        State::Zombie => theme.bad,
    }
}
