//! The characters and styles of a strip's cells, and the text on its bars.

use crate::ui::widget::strip::{
    CELL, Label, Part, Strip,
    mix::{Layers, Mix},
};
use crate::{
    base::visible,
    theme::{Fill, Glyphs, Look, Tone},
    ui::widget::fitted,
};
use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Span};
use std::borrow::Cow;

impl Strip<'_> {
    /// Glyph and style of a cell in a row of the lane.
    pub(super) fn cell(
        &self,
        layers: Layers<'_>,
        (column, row): (u16, u16),
        area: Rect,
    ) -> (&'static str, Style) {
        let mix = match layers.above {
            None => layers.low,
            Some(above) => match seen_level(above.from, row, area) {
                0 => above.high,
                8 => layers.low,
                _ => above.edge,
            },
        };
        self.inked(mix, (column, row), area)
    }

    fn inked(&self, mix: Mix<'_>, (column, row): (u16, u16), area: Rect) -> (&'static str, Style) {
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
            Mix::Stack(low, high, share) => {
                let level = if high.tone == Tone::Preempted {
                    seen_level(share, row, area)
                } else {
                    level(share, row, area)
                };
                self.stacked(low, high, (level, column), solid)
            }
            Mix::Tower([low, middle, high], [from, to]) => {
                let [from, to] = [from, to].map(|share| level(share, row, area));
                let least = from.min(to - from).min(8 - to);
                match (from, to) {
                    (_, 8) => self.stacked(low, middle, (from, column), solid),
                    (0, _) => self.stacked(middle, high, (to, column), solid),
                    // A character has two colours, not three.
                    _ if least == to - from && least < 2 => {
                        self.stacked(low, high, (to, column), solid)
                    }
                    _ if least == from => self.stacked(middle, high, (to, column), solid),
                    _ => self.stacked(low, middle, (8 * from / to, column), solid),
                }
            }
        }
    }

    /// A row that is filled from below to so many eighths.
    fn stacked<'b>(
        &self,
        low: &'b Look,
        high: &'b Look,
        (level, column): (u32, u16),
        solid: impl Fn(&'b Look) -> (&'static str, Style),
    ) -> (&'static str, Style) {
        let glyphs = self.glyphs;
        match Fill::style(low.fill, high.fill) {
            _ if self.dithers(low) || self.dithers(high) => {
                solid(if is_hatched(column, level) { high } else { low })
            }
            // Rows of one thing show its lines.
            _ if level == 0 && high.tone == Tone::Preempted => solid(high),
            _ if level == 8 && low.tone == Tone::Preempted => solid(low),
            Some(style) if glyphs.fine => (glyphs.up[level as usize], style),
            _ => solid(if level >= 4 { low } else { high }),
        }
    }

    /// Whether cells that show the same differ by their column.
    pub(super) fn is_dithered(&self, layers: Layers<'_>) -> bool {
        let above = layers.above.map(|above| above.edge);
        let dithers = |mix| match mix {
            Mix::Stack(low, high, _) => self.dithers(low) || self.dithers(high),
            Mix::Tower(looks, _) => looks.iter().any(|look| self.dithers(look)),
            _ => false,
        };
        dithers(layers.low) || above.is_some_and(dithers)
    }

    /// Whether time without a core has no ground of its own, as without colours, or no character
    /// for a part of a cell: then some cells of a row are hatched, as many as there was of it.
    /// An empty space above a bar would read as idle time.
    fn dithers(&self, look: &Look) -> bool {
        let has_ground = matches!(look.fill, Fill::Color(_));
        look.tone == Tone::Preempted && !(has_ground && self.glyphs.fine)
    }
}

/// The filled eighths of a row where so many [`CELL`]ths of a lane's height are filled.
fn level(share: u32, row: u16, area: Rect) -> u32 {
    let filled = share * 8 * u32::from(area.height) / CELL;
    let below = u32::from(area.height - 1 - row);
    filled.saturating_sub(8 * below).min(8)
}

/// As [`level`], for a bar with a strip: both are seen, however little of it either is.
fn seen_level(share: u32, row: u16, area: Rect) -> u32 {
    let all = 8 * u32::from(area.height);
    let filled = (share * all + CELL / 2) / CELL;
    let filled = if (1..CELL).contains(&share) {
        filled.clamp(1, all - 1)
    } else {
        filled
    };
    let below = u32::from(area.height - 1 - row);
    filled.saturating_sub(8 * below).min(8)
}

/// Whether a cell is one of those that are hatched in a row that is filled to so many eighths: as
/// many of eight as are not filled, evenly spread, and the same ones in every frame.
pub(crate) const fn is_hatched(column: u16, level: u32) -> bool {
    let rest = 8 - level;
    column as u32 * rest % 8 < rest
}

/// The style of the text on a bar. A bar of ASCII characters is no ground to write on.
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

/// Writes the label of a bar, where there is room for all of it.
pub(super) fn write_label<'a>(
    part: &Part,
    names: &dyn Fn(Label) -> [Cow<'a, str>; 3],
    area: Rect,
    glyphs: Glyphs,
    buffer: &mut Buffer,
) {
    let Some(label) = part.label else { return };
    let (from, to) = (part.start.div_ceil(CELL), part.end / CELL);
    let room = to.min(u32::from(area.width)).saturating_sub(from);
    let inner = usize::try_from(room).unwrap_or(0).saturating_sub(2);
    let text = match label {
        Label::Number(number) => Cow::Owned(number.to_string()),
        Label::Word(word) => Cow::Borrowed(word),
        Label::Name(_) => {
            let [name, short, _] = names(label);
            let is_whole = short.is_empty() || Span::raw(&*name).width() <= inner;
            let fitted = fitted(if is_whole { &name } else { &short }, inner, glyphs);
            // A part of a short name says nothing.
            match fitted.filter(|fitted| is_whole || *fitted == short) {
                Some(name) => Cow::Owned(name),
                None => return,
            }
        }
        Label::Task(..) => {
            let fits = |name: &String| Span::raw(name).width() <= inner;
            let names = names(label).map(|name| visible(&name).into_owned());
            match names.into_iter().find(fits) {
                Some(name) => Cow::Owned(name),
                None => return,
            }
        }
    };
    let length = u32::try_from(Span::raw(&*text).width()).unwrap_or(u32::MAX);
    // The length of the bar counts, not its whole cells: like bars are all numbered, or none is.
    let wide = part.end - part.start >= length.saturating_add(2).saturating_mul(CELL);
    if !wide || room < length || area.height == 0 {
        return;
    }
    let offset = match room - length {
        spare if part.grows => spare.min(1),
        spare => spare / 2,
    };
    let Ok(column) = u16::try_from(from + offset) else {
        return;
    };
    buffer.set_stringn(
        area.x + column,
        area.y + middle(area),
        &text,
        length as usize,
        ink(ground(part, area), glyphs),
    );
}

/// Writes a sign on the bar in a column.
pub(crate) fn write_sign(
    parts: &[Part],
    (column, sign): (u16, &str),
    area: Rect,
    glyphs: Glyphs,
    buffer: &mut Buffer,
) {
    let at = u32::from(column) * CELL + CELL / 2;
    let part = parts.iter().find(|part| part.start <= at && at < part.end);
    let place = (area.x.saturating_add(column), area.y + middle(area));
    if let (Some(part), Some(cell)) = (part, buffer.cell_mut(place)) {
        cell.set_symbol(sign)
            .set_style(ink(ground(part, area), glyphs));
    }
}

/// The look that the text on a bar stands on: in a row of the strip, that of the strip.
fn ground(part: &Part, area: Rect) -> &Look {
    match &part.strip {
        Some((look, share)) if seen_level(CELL - share.min(&CELL), middle(area), area) < 4 => look,
        _ => &part.look,
    }
}
