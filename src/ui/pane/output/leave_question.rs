//! [`LeaveQuestion`]: what becomes of a program that runs while the dashboard is left, over the rest
//! of the screen.

use crate::{
    base::visible,
    theme::Theme,
    ui::pane::{PaneContext, cut, row},
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// Columns of the window at most.
const WIDEST: u16 = 72;

/// The choices: a key, its effect, and what that comes to.
const CHOICES: [(&str, &str, &str); 3] = [
    ("s", "stop it", ": SIGTERM, and SIGKILL after 2 s"),
    (
        "r",
        "let it run on",
        ": it prints to nowhere, and reads no keys",
    ),
    ("Esc", "stay", ""),
];

/// Rows of the window: its border, the question, an empty one, and the choices.
const ROWS: u16 = 7;

/// The future of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum LeaveAnswer {
    /// It is stopped.
    Stop,
    /// It runs on.
    RunOn,
    /// The dashboard stays.
    Stay,
}

/// The question what becomes of the program.
pub(in crate::ui) struct LeaveQuestion {
    /// The command.
    pub(in crate::ui) command: String,
}

impl LeaveQuestion {
    /// The answer of a key, if it is one.
    pub(in crate::ui) fn answer(key: &KeyEvent) -> Option<LeaveAnswer> {
        let held = key.modifiers - KeyModifiers::SHIFT;
        match key.code {
            // It leaves wherever it is pressed, and it stops a program elsewhere.
            KeyCode::Char('c') if held == KeyModifiers::CONTROL => Some(LeaveAnswer::Stop),
            _ if held != KeyModifiers::NONE => None,
            KeyCode::Char('s' | 'S') => Some(LeaveAnswer::Stop),
            KeyCode::Char('r' | 'R') => Some(LeaveAnswer::RunOn),
            KeyCode::Esc | KeyCode::Char('q' | 'n' | 'N') => Some(LeaveAnswer::Stay),
            _ => None,
        }
    }

    /// The choices in a line.
    pub(in crate::ui::pane) fn hints(theme: &Theme) -> Line<'static> {
        let hints = CHOICES.map(|(key, effect, _)| {
            [
                Span::styled(key, theme.key),
                Span::styled(format!(" {effect}  "), theme.dim),
            ]
        });
        hints.into_iter().flatten().collect()
    }

    /// Draws the question.
    pub(in crate::ui::pane) fn draw(
        &self,
        look: &PaneContext<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let (width, height) = (area.width.min(WIDEST), area.height.min(ROWS));
        let place = Rect {
            x: area.x + (area.width - width) / 2,
            y: area.y + (area.height - height) / 2,
            width,
            height,
        };
        let inner = look.window("The program still runs", place, buffer);
        let command = cut(&visible(&self.command), inner.width.into(), look.glyphs);
        Line::styled(command, look.theme.text).render(row(inner, 0), buffer);
        for (index, (key, effect, result)) in (2..).zip(CHOICES) {
            let choice = Line::from(vec![
                Span::styled(format!("{key:<5}"), look.theme.key),
                Span::styled(effect, look.theme.text),
                Span::styled(result, look.theme.text),
            ]);
            choice.render(row(inner, index), buffer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_answer_ends_or_leaves_a_program() {
        let answer = |code: KeyCode| LeaveQuestion::answer(&code.into());
        assert_eq!(answer(KeyCode::Char('s')), Some(LeaveAnswer::Stop));
        assert_eq!(answer(KeyCode::Char('r')), Some(LeaveAnswer::RunOn));
        assert_eq!(answer(KeyCode::Esc), Some(LeaveAnswer::Stay));
        for code in [KeyCode::Enter, KeyCode::Char('y'), KeyCode::Char(' ')] {
            assert_eq!(answer(code), None);
        }
        let leaves = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(LeaveQuestion::answer(&leaves), Some(LeaveAnswer::Stop));
    }
}
