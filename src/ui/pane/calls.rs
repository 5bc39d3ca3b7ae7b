//! The calls of a program that is watched: what was called, where, in which chunks, and what came of it.

mod calls_pane;

pub(in crate::ui) use calls_pane::CallsPane;

use super::{Component, Pane, PaneContext, Rows, cut, row};
use crate::ui::{Action, keymap::binding};
use ratatui::{buffer::Buffer, layout::Rect, text::Line, widgets::Widget};

impl Component for CallsPane {
    const NAME: &'static str = "calls";
    const SHOW: Rows = &[binding::row(
        &[binding::char('K')],
        Action::Show(Pane::Calls),
        "show or hide the calls of a program",
        None,
    )
    .also("pool map submit chunks functions")];

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let inner = look.heading("Calls", "", area, buffer);
        let watched = look.view.run.and_then(|run| run.watched());
        let calls = watched.map_or(&[][..], |watched| &watched.calls);
        if calls.is_empty() {
            return look.say("what the program calls is listed here", inner, buffer);
        }
        for (line, call) in (0..inner.height).zip(calls) {
            let text = format!("{} {} {}", call.kind, call.function, call.place());
            let text = cut(&text, inner.width.into(), look.glyphs);
            Line::styled(text, look.theme.text).render(row(inner, line), buffer);
        }
    }
}
