//! Signs for moments of a lane that are too short for a bar of their own: a restart, a worker's
//! death, a question, a result handed on.

use super::{PaneContext, Ruler};
use crate::{
    base::Moment,
    log::{Flags, Kind, Lane},
    model::Run,
    theme::Tone,
    ui::widget::CELL,
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};

/// Spans of main per cell up to which each is looked at; beyond that there would be a sign in
/// every cell, which tells nothing.
const DISTINCT: usize = 8;

/// Draws the signs of a lane; returns the tones for the legend to explain.
pub(super) fn draw(
    look: &PaneContext<'_>,
    run: &Run,
    lane: &Lane,
    ruler: Ruler,
    area: Rect,
    buffer: &mut Buffer,
) -> Vec<Tone> {
    let (theme, glyphs) = (look.theme, look.glyphs);
    let mut seen = Vec::new();
    let columns = usize::try_from(ruler.columns()).unwrap_or(0);
    if lane.spans.len() <= DISTINCT * columns {
        for span in &lane.spans {
            let tone = match span.kind {
                Kind::Ready => Tone::Ready,
                Kind::Deliver => Tone::Deliver,
                _ => continue,
            };
            // A span that fills a cell is visible without a sign.
            if ruler.place(span.end()) - ruler.place(span.start) < CELL {
                let tone = theme.look(tone, glyphs);
                let bold = tone.label.add_modifier(Modifier::BOLD);
                put(ruler, span.start, tone.glyph, bold, area, buffer);
                seen.push(tone.tone);
            }
        }
    }
    let mine = |at: &&crate::model::Incident| at.lane == lane.info.lane;
    for incident in run.incidents().iter().filter(mine) {
        if incident.what == Flags::KILLED {
            let tone = theme.look(Tone::Killed, glyphs);
            let last = Moment::from_nanos(incident.at.as_nanos().saturating_sub(1));
            put(ruler, last, tone.glyph, tone.label, area, buffer);
            seen.push(tone.tone);
        } else {
            let style = theme.restart;
            put(ruler, incident.at, glyphs.restart, style, area, buffer);
        }
    }
    seen
}

fn put(
    ruler: Ruler,
    at: Moment,
    sign: &'static str,
    style: Style,
    area: Rect,
    buffer: &mut Buffer,
) {
    let Ok(column) = u16::try_from(ruler.place(at) / CELL) else {
        return;
    };
    if column >= area.width || area.height == 0 || !ruler.holds(at) {
        return;
    }
    let place = (area.x + column, area.y + (area.height - 1) / 2);
    if let Some(cell) = buffer.cell_mut(place) {
        cell.reset();
        cell.set_symbol(sign).set_style(style);
    }
}
