//! A sweep: its results, and before there are any, how to begin one.

mod axis;
mod chart;
mod heat;
mod planned;
mod range;
mod sweeping;
mod words;

pub(super) use axis::Labels;
pub(in crate::ui) use planned::Planned;
pub(super) use range::Range;
pub(in crate::ui) use sweeping::SweepState;
pub use sweeping::Sweeping;

use super::{Component, PaneContext};
use crate::ui::Action;
use chart::Chart;
use ratatui::{buffer::Buffer, layout::Rect};

/// The results of a sweep so far.
#[derive(Default)]
pub(in crate::ui) struct SweepPane {
    /// The sweep that a key would begin, while it is looked at.
    pub(in crate::ui) planned: Option<Planned>,
}

impl Component for SweepPane {
    const NAME: &'static str = "sweep";

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let planned = || self.planned.as_ref().map(|planned| &planned.sweeping);
        let Some(sweep) = look.view.sweep.or_else(planned) else {
            return invite(look, area, buffer);
        };
        let progress = words::progress(look, sweep);
        let inner = look.heading(&words::title(sweep), &progress, area, buffer);
        let inner = words::draw(look, sweep, inner, buffer);
        if sweep.sweep.axes().len() > 1 {
            heat::draw(look, sweep, inner, buffer);
        } else {
            Chart::of(look, sweep).draw(inner, buffer);
        }
    }
}

/// Draws the keys that begin a sweep, before there is one.
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
