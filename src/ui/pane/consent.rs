//! The question whether a command from a file may run, with all of the command, over the rest of
//! the screen.

use super::{PaneContext, row};
use crate::base::visible;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEventKind};
use ratatui::{buffer::Buffer, layout::Rect, text::Line, widgets::Widget};
use textwrap::core::display_width;

/// The question before the command.
const ASKED: &str = "This command comes from a file. Does it do what you want?";

/// Columns of the window at most.
const WIDEST: u16 = 100;

/// Cells that the window takes around its rows.
const AROUND: u16 = 4;

/// Rows of the window besides the command: its border, and what is asked.
const BESIDE: u16 = 4;

/// The question whether a command may run.
pub(in crate::ui) struct ConsentQuestion {
    /// All of the command.
    command: String,
    /// The first of its lines that is shown.
    from: usize,
}

impl ConsentQuestion {
    pub(in crate::ui) const fn new(command: String) -> Self {
        Self { command, from: 0 }
    }

    /// A key: only `y` runs the command, and only once its end was seen. Returns the answer, if it
    /// is one.
    pub(in crate::ui) fn press(&mut self, key: &KeyEvent, screen: Rect) -> Option<bool> {
        let most = self.hidden(screen);
        let page = rows(place(&self.command, screen)).max(1);
        let plain = key.modifiers - KeyModifiers::SHIFT == KeyModifiers::NONE;
        let from = match key.code {
            KeyCode::Char('y' | 'Y') if plain && self.from >= most => return Some(true),
            KeyCode::Char('n' | 'N' | 'q') | KeyCode::Enter | KeyCode::Esc => return Some(false),
            KeyCode::Char('y' | 'Y' | ' ') | KeyCode::PageDown => self.from + page,
            KeyCode::Up | KeyCode::Char('k') => self.from.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => self.from + 1,
            KeyCode::PageUp => self.from.saturating_sub(page),
            KeyCode::Home => 0,
            KeyCode::End => most,
            _ => self.from,
        };
        self.from = from.min(most);
        None
    }

    /// The wheel scrolls. Returns whether it was turned.
    pub(in crate::ui) fn scroll(&mut self, kind: MouseEventKind, screen: Rect) -> bool {
        match kind {
            MouseEventKind::ScrollUp => self.from = self.from.saturating_sub(1),
            MouseEventKind::ScrollDown => self.from = (self.from + 1).min(self.hidden(screen)),
            _ => return false,
        }
        true
    }

    /// Rows of the command that are out of sight below, with its first one at the top.
    fn hidden(&self, screen: Rect) -> usize {
        let all = lines(&self.command, columns(screen)).len();
        all.saturating_sub(rows(place(&self.command, screen)))
    }

    /// Draws the question.
    pub(super) fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let place = place(&self.command, area);
        let inner = look.window("Run this command?", place, buffer);
        Line::styled(ASKED, look.theme.text).render(row(inner, 0), buffer);
        let lines = lines(&self.command, inner.width.into());
        let room = rows(place);
        let from = self.from.min(lines.len().saturating_sub(room));
        for (index, line) in (2..).zip(lines.iter().skip(from).take(room)) {
            Line::styled(line.as_str(), look.theme.key).render(row(inner, index), buffer);
        }
        let below = lines.len().saturating_sub(from + room);
        let words = if below > 0 {
            format!(" ↓ {below} more lines, Enter: no ")
        } else {
            " y runs it, Enter: no ".into()
        };
        look.foot(&words, place, buffer);
    }
}

/// Columns that there are for the command.
fn columns(area: Rect) -> usize {
    area.width.min(WIDEST).saturating_sub(AROUND).into()
}

fn place(command: &str, area: Rect) -> Rect {
    let rows = lines(command, columns(area)).len();
    let rows = u16::try_from(rows).unwrap_or(u16::MAX);
    let width = area.width.min(WIDEST);
    let height = rows.saturating_add(BESIDE).min(area.height);
    Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    }
}

fn rows(place: Rect) -> usize {
    place.height.saturating_sub(BESIDE).into()
}

/// A command in lines of so many columns, of which none is broken elsewhere: a space at the end of
/// a line belongs to it, too.
fn lines(command: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for c in visible(command).chars() {
        let width = display_width(c.encode_utf8(&mut [0; 4]));
        if used + width > columns.max(1) && used > 0 {
            lines.push(String::new());
            used = 0;
        }
        used += width;
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letter_of_a_command_is_lost_between_two_lines() {
        let command = format!("sh -c '{}  漢{}'", "x ".repeat(90), "y".repeat(20));
        for columns in [1, 7, 40] {
            let lines = lines(&command, columns);
            assert_eq!(lines.concat(), command);
            assert!(
                lines
                    .iter()
                    .all(|line| display_width(line) <= columns.max(2))
            );
        }
    }
}
