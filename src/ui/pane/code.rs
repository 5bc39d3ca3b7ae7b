//! The code: the program in plain Python that does what the form says, changing as the form changes.

mod code_pane;
mod highlight;
mod keys;
mod program_text;

pub(in crate::ui) use code_pane::CodePane;
pub(in crate::ui) use program_text::ProgramText;

use super::{Component, PaneContext, Rows, cut, row};
use crate::theme::Theme;
use highlight::{TokenKind, tokens};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Widget,
};

impl Component for CodePane {
    const NAME: &'static str = "code";
    const SHOW: Rows = keys::SHOW;
    const KEYS: Rows = keys::ROWS;

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let program = match ProgramText::of(look.view) {
            Ok(program) => program,
            Err(error) => {
                let inner = look.heading("Code", "", area, buffer);
                return look.say(&error.to_string(), inner, buffer);
            }
        };
        let room = area.height.saturating_sub(1);
        let first = program.first(self.first, room);
        let below = program
            .lines
            .len()
            .saturating_sub(first + usize::from(room));
        let mut note = String::from("plain Python: runs anywhere");
        if first > 0 {
            note += &format!(" · ↑ {first}");
        }
        if below > 0 {
            note += &format!(" · ↓ {below}");
        }
        let inner = look.heading("Code", &note, area, buffer);
        for (place, (line, is_new)) in (0..inner.height).zip(&program.lines[first..]) {
            let mark = if *is_new { look.glyphs.pointer } else { " " };
            let line = cut(
                line,
                usize::from(inner.width).saturating_sub(2),
                look.glyphs,
            );
            let mut spans = vec![Span::styled(format!("{mark} "), look.theme.key)];
            spans.extend(
                tokens(&line).map(|(kind, token)| Span::styled(token, style(kind, look.theme))),
            );
            Line::from(spans).render(row(inner, place), buffer);
        }
    }
}

const fn style(kind: TokenKind, theme: &Theme) -> Style {
    match kind {
        TokenKind::Keyword => theme.brand,
        TokenKind::Text => theme.good,
        TokenKind::Number => theme.number,
        TokenKind::Other => theme.text,
    }
}
