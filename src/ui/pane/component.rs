//! [`Component`]: the interface of every pane: a name, keys, and a drawing of its state.

use super::PaneContext;
use crate::ui::Binding;
use ratatui::{buffer::Buffer, layout::Rect};

/// Rows of the keymap.
pub(in crate::ui) type Rows = &'static [Binding];

/// The state of a pane, which knows how it is drawn and which keys belong to it.
pub(in crate::ui) trait Component {
    /// Its name in a sentence.
    const NAME: &'static str;

    /// The key that shows it in the largest place, where it has one of its own.
    const SHOW: Rows = &[];

    /// Its own keys.
    const KEYS: Rows = &[];

    /// Whether it gets the focus after the others, since it has nothing to act on.
    const IS_VISITED_LAST: bool = false;

    /// Draws it. It changes nothing, and the same state is always drawn in the same way.
    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer);
}
