//! [`Viewport`]: the visible part of a run, while the run may go on.

use crate::{base::Nanos, model::Window};

/// Steps of a pan through the window.
const PAN: u64 = 4;

/// The visible part of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::ui) enum Viewport {
    /// All of the run.
    #[default]
    Fit,
    /// A part of that length, with the present.
    Following(Nanos),
    /// This part, whatever happens elsewhere.
    Fixed(Window),
}

/// The length of the axis, and of the run on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) struct Extent {
    pub(in crate::ui) whole: Nanos,
    pub(in crate::ui) present: Nanos,
}

/// A way along the axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Way {
    Earlier,
    Later,
}

impl Viewport {
    /// The visible part of the axis.
    pub(in crate::ui) fn window(self, extent: Extent) -> Window {
        let Extent { whole, present } = extent;
        let all = Window {
            start: Nanos::ZERO,
            length: whole,
        };
        match self {
            Self::Fit => all,
            // The axis stands still until the present leaves it, and then moves by half its length:
            // one that slides would make every cell of every frame a new one.
            Self::Following(length) => {
                let half = (length.min(whole) / 2).max(Nanos::new(1));
                let page = (present.get() / half.get()).saturating_sub(1);
                let turned = Window {
                    start: half * page,
                    length: half * 2,
                };
                turned.earlier(Nanos::ZERO, whole.max(present))
            }
            // A run that ended sooner than expected has a shorter axis by now.
            Self::Fixed(window) => {
                let length = window.length.min(whole);
                Window { length, ..window }.earlier(Nanos::ZERO, whole)
            }
        }
    }

    /// The visible part, if it is not all.
    pub(in crate::ui) fn part(self, extent: Extent) -> Option<Window> {
        (self != Self::Fit).then(|| self.window(extent))
    }

    /// Shows half as much, and leaves a time where it is: the cursor, or the mouse.
    pub(in crate::ui) fn zoom_in(&mut self, about: Nanos, extent: Extent) {
        let length = self.window(extent).length / 2;
        self.zoom(length, about, extent);
    }

    /// Shows twice as much, and at last everything.
    pub(in crate::ui) fn zoom_out(&mut self, about: Nanos, extent: Extent) {
        let length = self.window(extent).length * 2;
        self.zoom(length, about, extent);
    }

    fn zoom(&mut self, length: Nanos, about: Nanos, extent: Extent) {
        let window = self.window(extent);
        *self = match *self {
            _ if length >= extent.whole => Self::Fit,
            Self::Following(_) => Self::Following(length.max(Window::LEAST)),
            _ => Self::Fixed(window.zoomed(length, about, extent.whole)),
        };
    }

    /// Moves the window by a quarter of its length.
    pub(in crate::ui) fn pan(&mut self, way: Way, extent: Extent) {
        self.pan_by(self.window(extent).length / PAN, way, extent);
    }

    /// Moves the window by a time. Where all of the run is visible, it stays.
    pub(in crate::ui) fn pan_by(&mut self, by: Nanos, way: Way, extent: Extent) {
        let Some(window) = self.part(extent) else {
            return;
        };
        *self = Self::Fixed(match way {
            Way::Earlier => window.earlier(by, extent.whole),
            Way::Later => window.later(by, extent.whole),
        });
    }

    /// Keeps the present on the screen: with as much around it as is seen, or an eighth of all.
    pub(in crate::ui) fn follow(&mut self, extent: Extent) {
        let part = self.part(extent).map(|window| window.length);
        let length = part.unwrap_or(extent.whole / 8);
        *self = Self::Following(length.max(Window::LEAST));
    }

    /// Shows this, with a little around it.
    pub(in crate::ui) fn show(&mut self, from: Nanos, to: Nanos, extent: Extent) {
        let air = to.saturating_sub(from) / 8;
        let window = Window {
            start: from.saturating_sub(air),
            length: (to + air).saturating_sub(from.saturating_sub(air)),
        };
        let all = extent.whole;
        let middle = from + to.saturating_sub(from) / 2;
        *self = Self::Fixed(window.zoomed(window.length, middle, all));
    }

    /// Moves as little as it takes to show a time.
    pub(in crate::ui) fn reveal(&mut self, time: Nanos, extent: Extent) {
        if let Some(window) = self.part(extent).filter(|window| !window.holds(time)) {
            *self = Self::Fixed(window.holding(time, extent.whole));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Nanos {
        Nanos::from_millis(millis)
    }

    const EXTENT: Extent = Extent {
        whole: ms(1600),
        present: ms(1200),
    };

    #[test]
    fn who_follows_sees_the_present_and_the_axis_stands_still_most_of_the_time() {
        let viewport = Viewport::Following(ms(100));
        let mut seen = Vec::new();
        for present in 0..1600 {
            let present = ms(present);
            let window = viewport.window(Extent { present, ..EXTENT });
            assert!(window.holds(present) && window.end() <= EXTENT.whole);
            seen.push(window);
        }
        seen.dedup();
        assert_eq!(seen.len(), 31);
    }

    #[test]
    fn zooming_out_far_enough_shows_everything_again_as_it_was() {
        let mut viewport = Viewport::Fit;
        for _ in 0..50 {
            viewport.zoom_in(ms(700), EXTENT);
        }
        assert_eq!(viewport.window(EXTENT).length, Window::LEAST);
        assert!(viewport.window(EXTENT).holds(ms(700)));
        for _ in 0..50 {
            viewport.zoom_out(ms(700), EXTENT);
        }
        assert_eq!(viewport, Viewport::Fit);
        // And then it goes along with an axis that is laid out anew.
        let longer = ms(3200);
        let extent = Extent {
            whole: longer,
            ..EXTENT
        };
        assert_eq!(
            (viewport.window(extent).length, viewport.part(extent)),
            (longer, None)
        );
    }

    #[test]
    fn what_is_panned_to_stays_and_what_follows_moves_on() {
        let mut viewport = Viewport::Fit;
        viewport.pan(Way::Later, EXTENT);
        assert_eq!(viewport, Viewport::Fit);
        viewport.follow(EXTENT);
        assert!(viewport.window(EXTENT).holds(EXTENT.present));
        viewport.pan(Way::Earlier, EXTENT);
        let window = viewport.window(EXTENT);
        assert_eq!(viewport, Viewport::Fixed(window));
        viewport.reveal(ms(3), EXTENT);
        assert!(viewport.window(EXTENT).holds(ms(3)));
        viewport.reveal(ms(4), EXTENT);
        assert!(viewport.window(EXTENT).holds(ms(3)));
    }

    #[test]
    fn a_task_is_shown_whole_with_its_neighbours_edges() {
        let mut viewport = Viewport::Fit;
        viewport.show(ms(400), ms(480), EXTENT);
        let window = viewport.window(EXTENT);
        assert_eq!((window.start, window.length), (ms(390), ms(100)));
        viewport.show(ms(0), ms(1600), EXTENT);
        assert_eq!(viewport.window(EXTENT).length, EXTENT.whole);
    }

    #[test]
    fn a_window_that_an_axis_has_become_too_short_for_is_moved_onto_it() {
        let window = Window {
            start: ms(1000),
            length: ms(400),
        };
        let extent = Extent {
            whole: ms(600),
            present: ms(600),
        };
        assert_eq!(Viewport::Fixed(window).window(extent).start, ms(200));
    }
}
