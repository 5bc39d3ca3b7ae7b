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
use program_text::MARGIN;
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
        let program = match ProgramText::of(look.view, area) {
            Ok(program) => program,
            Err(error) => {
                let inner = look.heading("Code", "", area, buffer);
                return look.say(&error.to_string(), inner, buffer);
            }
        };
        let first = program.first(self.first);
        let end = first + usize::from(program.room);
        let beyond = [("↑", first), ("↓", program.lines.len().saturating_sub(end))].into_iter();
        let beyond = beyond.filter(|(_, lines)| *lines > 0);
        let beyond = beyond.map(|(sign, lines)| format!(" · {sign} {lines}"));
        let note = format!("plain Python: runs anywhere{}", beyond.collect::<String>());
        let inner = look.heading("Code", &note, area, buffer);
        let room = inner.width.saturating_sub(MARGIN);
        for (place, (line, is_new)) in (0..inner.height).zip(&program.lines[first..]) {
            let mark = if *is_new { look.glyphs.pointer } else { " " };
            let line = cut(line, room.into(), look.glyphs);
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
