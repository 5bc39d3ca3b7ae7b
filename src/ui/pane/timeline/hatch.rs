//! [`hatched`]: how the time looks in which a task had no core.

use crate::ui::theme::{Fill, Look, Tone};
use ratatui::style::Style;

/// The bar of a task, as lines in its own colour on the ground: it is still that task's time, and
/// nothing was done in it.
pub(super) fn hatched(task: Look, hatch: Look) -> Look {
    let mark = match task.fill {
        Fill::Color(color) => Style::new().fg(color),
        Fill::Text | Fill::None => hatch.mark,
    };
    Look {
        tone: Tone::Preempted,
        fill: Fill::None,
        mark,
        label: mark,
        glyph: hatch.glyph,
        thin: false,
    }
}
