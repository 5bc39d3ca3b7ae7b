//! What a cell of a strip is painted with, and what is written on a bar.

use super::{CELL, Label, Part, Strip, mix::Mix};
use crate::ui::{
    Glyphs,
    theme::{Fill, Look},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use std::borrow::Cow;

impl Strip<'_> {
    /// Glyph and style of a cell in a row of the lane.
    pub(super) fn cell(&self, mix: Mix<'_>, row: u16, area: Rect) -> (&'static str, Style) {
        let glyphs = self.glyphs;
        let solid = |look: &Look| match look.fill {
            _ if !look.thin || row == middle(area) => (look.glyph, look.mark),
            Fill::None => (self.blank.glyph, self.blank.mark),
            _ => (self.blank.glyph, look.mark),
        };
        let hair = |eighths| glyphs.hairs[(eighths + 1) / 4];
        match mix {
            Mix::Solid(look) => solid(look),
            Mix::Hair(look, eighths) => (hair(eighths), ink(look, glyphs)),
            Mix::Edge(a, b, eighths) => match Fill::style(a.fill, b.fill) {
                Some(style) if glyphs.fine => (glyphs.left[eighths], style),
                _ if glyphs.fine && a.fill == Fill::Text && b.fill == Fill::Text => {
                    (hair(eighths), a.label)
                }
                _ => solid(if eighths >= 4 { a } else { b }),
            },
            Mix::Sliver(thin, wide, eighths) => match Fill::style(thin.fill, wide.fill) {
                Some(style) if glyphs.fine => (hair(eighths), style),
                _ => solid(wide),
            },
            Mix::Stack(low, high, share) => match Fill::style(low.fill, high.fill) {
                Some(style) if glyphs.fine => {
                    let filled = share * 8 * u32::from(area.height) / CELL;
                    let below = u32::from(area.height - 1 - row);
                    let level = filled.saturating_sub(8 * below).min(8);
                    (glyphs.up[level as usize], style)
                }
                _ => solid(if share * 2 >= CELL { low } else { high }),
            },
        }
    }
}

/// The style of what is written on a bar. A bar of ASCII characters is no ground to write on.
const fn ink(look: &Look, glyphs: Glyphs) -> Style {
    match look.fill {
        Fill::Text if !glyphs.is_fine() => look.mark,
        _ => look.label,
    }
}

/// The row of a lane where numbers stand, counted from its top.
const fn middle(area: Rect) -> u16 {
    area.height.saturating_sub(1) / 2
}

/// Writes what a bar says of itself, where there is room for all of it.
pub(super) fn write_label(part: &Part, area: Rect, glyphs: Glyphs, buffer: &mut Buffer) {
    let (from, to) = (part.start.div_ceil(CELL), part.end / CELL);
    let room = to.min(u32::from(area.width)).saturating_sub(from);
    let length = match part.label {
        Some(Label::Number(number)) => number.checked_ilog10().unwrap_or(0) + 1,
        Some(Label::Word(word)) => u32::try_from(word.len()).unwrap_or(u32::MAX),
        None => return,
    };
    // By the length of the bar, not by whole cells: like bars are all numbered, or none is.
    let wide = part.end - part.start >= length.saturating_add(2).saturating_mul(CELL);
    if !wide || room < length || area.height == 0 {
        return;
    }
    let text = match part.label {
        Some(Label::Number(number)) => Cow::Owned(number.to_string()),
        Some(Label::Word(word)) => Cow::Borrowed(word),
        None => return,
    };
    let offset = match room - length {
        spare if part.grows => spare.min(1),
        spare => spare / 2,
    };
    let Ok(column) = u16::try_from(from + offset) else {
        return;
    };
    let row = area.y + middle(area);
    buffer.set_stringn(
        area.x + column,
        row,
        &text,
        text.len(),
        ink(&part.look, glyphs),
    );
}
