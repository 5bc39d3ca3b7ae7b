//! [`PaneContext`]: all that a pane is drawn from besides its own state, and the looks that panes
//! share.

use crate::ui::pane::{Pane, place::below, text::wrapped};
use crate::{
    theme::{Glyphs, Theme},
    ui::{View, widget::Heading},
};
use ratatui::{
    buffer::Buffer,
    layout::{Margin, Rect},
    style::Style,
    text::{Line, Span, Text},
    widgets::{Block, BorderType, Clear, Widget},
};

/// Cells of the longest line that is read with ease.
pub(super) const READABLE: u16 = 92;

/// The context in which every pane is drawn.
pub(in crate::ui) struct PaneContext<'a> {
    pub(in crate::ui) view: &'a View<'a>,
    pub(in crate::ui) theme: &'a Theme,
    pub(in crate::ui) glyphs: Glyphs,
    /// The pane that is drawn, if it is one.
    pub(in crate::ui) pane: Option<Pane>,
}

impl PaneContext<'_> {
    /// Draws the heading of a pane; returns what is left of its area. The focused one is told from
    /// the others by its colour and by its line.
    pub(super) fn heading(&self, title: &str, note: &str, area: Rect, buffer: &mut Buffer) -> Rect {
        let theme = self.theme;
        let focused = self.pane == Some(self.view.arrangement.focus);
        let row = Rect {
            height: area.height.min(1),
            ..area
        };
        let (styles, rule) = if focused {
            ([theme.brand, theme.brand, theme.dim], self.glyphs.focus)
        } else {
            ([theme.title, theme.rule, theme.dim], self.glyphs.rule)
        };
        Heading {
            title,
            note,
            styles,
            rule,
        }
        .render(row, buffer);
        below(area, 1)
    }

    /// Draws the reason why a pane has nothing to show, in as many lines as that takes.
    pub(super) fn say(&self, text: &str, area: Rect, buffer: &mut Buffer) {
        let width = area.width.min(READABLE);
        self.prose(text, self.theme.dim, Rect { width, ..area }, buffer);
    }

    /// Draws a text in as many lines as there is room for.
    pub(super) fn prose(&self, text: &str, style: Style, area: Rect, buffer: &mut Buffer) {
        let lines = wrapped(text, area.width, area.height, self.glyphs).into_iter();
        let lines: Text<'_> = lines.map(|line| Line::styled(line, style)).collect();
        lines.render(area, buffer);
    }

    /// Draws words at the right of a window's lower border.
    pub(super) fn foot(&self, words: &str, window: Rect, buffer: &mut Buffer) {
        let border = Rect {
            x: window.x.saturating_add(2).min(window.right()),
            y: window.bottom().saturating_sub(1),
            width: window.width.saturating_sub(4),
            height: window.height.min(1),
        };
        let words = Line::from(Span::styled(words, self.theme.key));
        words.right_aligned().render(border, buffer);
    }

    /// A window over the rest of the screen, with a title in its border; returns what is within.
    pub(super) fn window(&self, title: &str, area: Rect, buffer: &mut Buffer) -> Rect {
        Clear.render(area, buffer);
        let border = if self.glyphs.fine {
            BorderType::Rounded
        } else {
            BorderType::Plain
        };
        Block::bordered()
            .border_type(border)
            .border_style(self.theme.rule)
            .title(Span::styled(format!(" {title} "), self.theme.brand))
            .render(area, buffer);
        area.inner(Margin::new(2, 1))
    }
}
