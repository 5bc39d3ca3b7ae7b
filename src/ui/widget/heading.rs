//! [`Heading`]: the title of a pane, with a line to its end and a note in it.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Widget,
};

/// One row: `Title ───────── note`. It takes less room than a box, and is calmer.
pub(crate) struct Heading<'a> {
    pub(crate) title: &'a str,
    pub(crate) note: &'a str,
    pub(crate) styles: [Style; 3],
    /// The character that the line is made of.
    pub(crate) rule: &'static str,
}

impl Widget for Heading<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let [title, line_style, note] = self.styles;
        let width = usize::from(area.width);
        let taken = Span::raw(self.title).width() + 1;
        let noted = if self.note.is_empty() {
            0
        } else {
            Span::raw(self.note).width() + 1
        };
        // A note that leaves no line beside the title is not worth its room.
        let noted = if taken + noted + 2 <= width { noted } else { 0 };
        let line = self.rule.repeat(width.saturating_sub(taken + noted));
        let mut spans = vec![
            Span::styled(self.title, title),
            Span::raw(" "),
            Span::styled(line, line_style),
        ];
        if noted > 0 {
            spans.push(Span::styled(format!(" {}", self.note), note));
        }
        Line::from(spans).render(area, buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_gives_way_to_the_title() {
        for (note, expected) in [
            ("2 of 9", "Cores ─── 2 of 9"),
            ("a longer note", "Cores ──────────"),
            ("", "Cores ──────────"),
        ] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 16, 1));
            Heading {
                title: "Cores",
                note,
                styles: [Style::new(); 3],
                rule: "─",
            }
            .render(buffer.area, &mut buffer);
            assert_eq!(buffer, Buffer::with_lines([expected]));
        }
    }
}
