//! [`Axis`]: the time axis, laid out in advance so that it stands still while a run goes on; and
//! [`Window`]: the part of it that is looked at.

use crate::base::Nanos;

/// An axis from zero to a length, with round ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    length: Nanos,
}

impl Axis {
    /// An axis for a run that is expected to take `expected`: a little longer than that.
    #[must_use]
    pub fn expecting(expected: Nanos) -> Self {
        Self {
            length: (expected + expected / 5).max(Nanos::from_micros(1)),
        }
    }

    /// An axis that is a fiftieth longer than the time shown.
    #[must_use]
    pub fn fitting(shown: Nanos) -> Self {
        Self {
            length: (shown + shown / 50).max(Nanos::from_micros(1)),
        }
    }

    /// This axis while it holds `elapsed`, else one that is doubled until it does.
    #[must_use]
    pub fn holding(self, elapsed: Nanos) -> Self {
        let mut length = self.length;
        while length < elapsed {
            length = length * 2;
        }
        Self { length }
    }

    /// Its length.
    #[must_use]
    pub const fn length(self) -> Nanos {
        self.length
    }

    /// All of it.
    #[must_use]
    pub const fn whole(self) -> Window {
        Window {
            start: Nanos::ZERO,
            length: self.length,
        }
    }
}

/// A part of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// How long after the beginning of the axis it begins.
    pub start: Nanos,
    /// How long it is.
    pub length: Nanos,
}

impl Window {
    /// Shorter than that, there is nothing to be seen: clocks are not that good.
    pub const LEAST: Nanos = Nanos::from_micros(1);

    /// Where it ends.
    #[must_use]
    pub fn end(self) -> Nanos {
        self.start + self.length
    }

    /// Whether a time is in it.
    #[must_use]
    pub fn holds(self, time: Nanos) -> bool {
        self.start <= time && time <= self.end()
    }

    /// This window with that length, within limits, so that the time `about` stays in its place.
    #[must_use]
    pub fn zoomed(self, length: Nanos, about: Nanos, whole: Nanos) -> Self {
        let length = length.min(whole).max(Self::LEAST);
        let about = about.max(self.start).min(self.end());
        let before = u128::from((about.saturating_sub(self.start)).get());
        let before = before * u128::from(length.get()) / u128::from(self.length.get().max(1));
        let before = Nanos::new(u64::try_from(before).unwrap_or(u64::MAX));
        let start = about.saturating_sub(before);
        Self { start, length }.within(whole)
    }

    /// So much later on the axis, as far as it goes.
    #[must_use]
    pub fn later(self, by: Nanos, whole: Nanos) -> Self {
        let start = self.start + by;
        Self { start, ..self }.within(whole)
    }

    /// So much earlier on the axis, as far as it goes.
    #[must_use]
    pub fn earlier(self, by: Nanos, whole: Nanos) -> Self {
        let start = self.start.saturating_sub(by);
        Self { start, ..self }.within(whole)
    }

    /// This window, moved as little as it takes to hold a time.
    #[must_use]
    pub fn holding(self, time: Nanos, whole: Nanos) -> Self {
        // Some room on the far side shows what is behind an edge.
        let air = self.length / 8;
        if time < self.start {
            self.earlier(self.start.saturating_sub(time) + air, whole)
        } else if time > self.end() {
            self.later(time.saturating_sub(self.end()) + air, whole)
        } else {
            self
        }
    }

    fn within(self, whole: Nanos) -> Self {
        let last = whole.saturating_sub(self.length);
        Self {
            start: self.start.min(last),
            ..self
        }
    }

    /// The distance of ticks (1, 2 or 5 times a power of ten) that puts at most `most` of them
    /// on the axis.
    #[must_use]
    pub fn tick(self, most: u32) -> Nanos {
        let least = self.length.get() / u64::from(most.max(1));
        let rounds = (0..19).flat_map(|power| [1, 2, 5].map(|digit| 10_u64.pow(power) * digit));
        Nanos::new(
            rounds
                .into_iter()
                .find(|&round| round >= least.max(1))
                .unwrap_or(u64::MAX / 2),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_stands_still_until_it_is_outlasted_and_then_doubles() {
        let axis = Axis::expecting(Nanos::from_millis(1000));
        assert_eq!(axis.holding(Nanos::from_millis(1200)), axis);
        assert_eq!(
            axis.holding(Nanos::from_millis(1201)).length(),
            Nanos::from_millis(2400)
        );
        assert_eq!(
            axis.holding(Nanos::from_millis(5000)).length(),
            Nanos::from_millis(9600)
        );
    }

    #[test]
    fn ticks_are_round_and_few() {
        let window = Window {
            start: Nanos::from_millis(77),
            length: Nanos::from_millis(1230),
        };
        assert_eq!(window.tick(10), Nanos::from_millis(200));
        assert_eq!(window.tick(3), Nanos::from_millis(500));
        assert_eq!(window.tick(0), Nanos::from_millis(2000));
    }

    #[test]
    fn what_is_zoomed_in_on_stays_under_the_cursor() {
        let whole = Nanos::from_millis(1600);
        let mut window = Axis { length: whole }.whole();
        let about = Nanos::from_millis(400);
        for _ in 0..4 {
            window = window.zoomed(window.length / 2, about, whole);
            assert_eq!((about.get() - window.start.get()) * 4, window.length.get());
        }
        for _ in 0..40 {
            window = window.zoomed(window.length / 2, about, whole);
            assert!(window.length >= Window::LEAST && window.holds(about));
        }
        for _ in 0..40 {
            window = window.zoomed(window.length * 2, about, whole);
            assert!(window.end() <= whole && window.holds(about));
        }
        assert_eq!(window, Axis { length: whole }.whole());
    }

    #[test]
    fn a_window_never_leaves_the_run() {
        let whole = Nanos::from_millis(100);
        let window = Window {
            start: Nanos::from_millis(40),
            length: Nanos::from_millis(20),
        };
        assert_eq!(window.earlier(whole, whole).start, Nanos::ZERO);
        assert_eq!(window.later(whole, whole).end(), whole);
        assert_eq!(window.holding(Nanos::from_millis(50), whole), window);
        for at in [0, 30, 39, 61, 99, 100] {
            let at = Nanos::from_millis(at);
            let moved = window.holding(at, whole);
            assert!(moved.holds(at) && moved.end() <= whole);
        }
    }
}
