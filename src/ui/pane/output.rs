//! The output of a program that is watched, as its terminal shows it.

use super::{Component, Pane, PaneContext, Rows};
use crate::ui::{Action, keymap::binding};
use ratatui::{buffer::Buffer, layout::Rect};

/// The state of the pane.
#[derive(Debug, Clone, Default)]
pub(in crate::ui) struct OutputPane {}

impl Component for OutputPane {
    const NAME: &'static str = "output";
    const SHOW: Rows = &[binding::row(
        &[binding::char('Y')],
        Action::Show(Pane::Output),
        "show or hide what a program prints",
        None,
    )
    .also("terminal stdout print stderr")];

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let inner = look.heading("Output", "", area, buffer);
        look.say("what the program prints is shown here", inner, buffer);
    }
}
