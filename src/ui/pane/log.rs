//! The log: the messages of this session with their times, the latest at the bottom.

mod session_log;

pub(in crate::ui) use session_log::SessionLog;

use super::{Component, Pane, PaneContext, Rows, cut, lines};
use crate::{
    base::Moment,
    ui::Message,
    ui::{Action, keymap::binding},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span, Text},
    widgets::Widget,
};

/// Cells of a time.
const TIME: usize = 8;

/// Columns from which a long entry goes on in the next row.
const WIDE: u16 = 60;

impl Component for SessionLog {
    const NAME: &'static str = "log";
    const SHOW: Rows = &[binding::row(
        &[binding::char('E')],
        Action::Show(Pane::Log),
        "show or hide what happened so far",
        None,
    )
    .also("events messages diary")];

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let (theme, glyphs) = (look.theme, look.glyphs);
        let room = usize::from(area.height.saturating_sub(1));
        let mut shown: Vec<Line<'_>> = Vec::new();
        let mut entries = 0;
        for (moment, message) in self.entries.iter().rev() {
            let (sign, text, style) = match message {
                Message::Note(text) => (" ", text, theme.text),
                Message::Fault(text) => (glyphs.bad, text, theme.bad),
            };
            let width = area
                .width
                .saturating_sub(u16::try_from(TIME + 3).unwrap_or(0));
            let texts = if area.width >= WIDE {
                lines(text, width)
            } else {
                vec![cut(text, width.into(), glyphs)]
            };
            if shown.len() + texts.len() > room {
                break;
            }
            entries += 1;
            for (index, text) in texts.into_iter().enumerate().rev() {
                let (time, sign) = if index == 0 {
                    (since(self.began, *moment), sign)
                } else {
                    (String::new(), " ")
                };
                shown.push(Line::from(vec![
                    Span::styled(format!("{time:>TIME$} "), theme.dim),
                    Span::styled(format!("{sign} "), style),
                    Span::styled(text, style),
                ]));
            }
        }
        let hidden = self.entries.len() - entries;
        let note = if hidden > 0 {
            format!("↑ {hidden}")
        } else {
            String::new()
        };
        let inner = look.heading("Log", &note, area, buffer);
        if self.entries.is_empty() {
            return look.say("what happens is noted here", inner, buffer);
        }
        let shown: Text<'_> = shown.into_iter().rev().collect();
        shown.render(inner, buffer);
    }
}

/// Minutes and seconds since the first entry: `1:02.3`.
fn since(began: Moment, moment: Moment) -> String {
    let tenths = moment.since(began).get() / 100_000_000;
    let (minutes, tenths) = (tenths / 600, tenths % 600);
    format!("{minutes}:{:02}.{}", tenths / 10, tenths % 10)
}
