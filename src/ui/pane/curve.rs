//! A sweep: what comes of one, and before there is any, what it would be.

mod axis;
mod chart;
mod range;
mod words;

use super::PaneContext;
use crate::ui::Action;
use chart::Chart;
use ratatui::{buffer::Buffer, layout::Rect};

/// Draws the sweep that there is: a curve, or a map of two parameters.
pub(in crate::ui) fn draw(look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    let Some(sweep) = look.view.sweep else {
        return invite(look, area, buffer);
    };
    let inner = look.heading(
        &words::title(&sweep),
        &words::progress(&sweep),
        area,
        buffer,
    );
    let inner = words::draw(look, &sweep, inner, buffer);
    if sweep.sweep.axes().len() > 1 {
        super::heat::draw(look, &sweep, inner, buffer);
    } else {
        Chart::of(look, sweep).draw(inner, buffer);
    }
}

/// What can be swept, before anything is.
fn invite(look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    let inner = look.heading("Sweep", "", area, buffer);
    let key = |action| look.view.keys.label(action);
    let (sweep, both) = (key(Action::Sweep), key(Action::SweepBoth));
    let text = format!(
        "{sweep} sweeps the chunksize, or the selected parameter, from its least to its largest: \
         how long the same work takes with each, and where it is least. {both} sweeps both, \
         as a map."
    );
    look.say(&text, inner, buffer);
}
