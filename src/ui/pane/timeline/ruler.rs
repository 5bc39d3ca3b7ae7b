//! [`Ruler`]: from moments to places on the axis and back.

use crate::{
    base::{Moment, Nanos},
    model::Window,
    ui::widget::CELL,
};

/// Cells that a tick and its label take at least.
const TICK_CELLS: u32 = 8;

/// Cells between two labels.
const APART: u32 = 2;

/// So many columns for a part of a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ruler {
    /// Where the run begins, which may be far to the left.
    origin: Moment,
    window: Window,
    places: u32,
}

impl Ruler {
    /// A ruler from the beginning on.
    pub(super) fn new(origin: Moment, length: Nanos, columns: u16) -> Self {
        let start = Nanos::ZERO;
        Self::onto(origin, Window { start, length }, columns)
    }

    /// A ruler for a part of the time after the origin.
    pub(super) fn onto(origin: Moment, window: Window, columns: u16) -> Self {
        Self {
            origin,
            window: Window {
                length: window.length.max(Nanos::new(1)),
                ..window
            },
            places: u32::from(columns) * CELL,
        }
    }

    pub(super) const fn columns(self) -> u32 {
        self.places / CELL
    }

    /// The place of a moment, in [`CELL`]ths of a cell; one that lies outside is at the nearer end.
    pub(super) fn place(self, moment: Moment) -> u32 {
        if moment < self.start() {
            return 0;
        }
        self.reach(moment.since(self.origin)).unwrap_or(self.places)
    }

    /// The place of a time after the origin, if that is on the axis.
    pub(super) fn reach(self, time: Nanos) -> Option<u32> {
        let inside = time.get().checked_sub(self.window.start.get())?;
        let place = scaled(inside, self.places.into(), self.window.length.get());
        u32::try_from(place)
            .ok()
            .filter(|&place| place <= self.places)
    }

    /// Whether a moment is on the axis.
    pub(super) fn holds(self, moment: Moment) -> bool {
        self.origin <= moment && self.reach(moment.since(self.origin)).is_some()
    }

    /// The moment at a place.
    pub(super) fn moment(self, place: u32) -> Moment {
        let length = self.window.length.get();
        let nanos = scaled(length, place.into(), self.places.max(1).into());
        self.start() + Nanos::new(nanos)
    }

    /// Where the axis begins.
    pub(super) fn start(self) -> Moment {
        self.origin + self.window.start
    }

    /// Where the axis ends.
    pub(super) fn end(self) -> Moment {
        self.start() + self.window.length
    }

    /// The ticks with their labels: the time since the run began.
    pub(super) fn ticks(self) -> Vec<(u32, String)> {
        let columns = self.columns();
        let unit = TimeUnit::of(self.window.end());
        let mut tick = self.window.tick(columns / TICK_CELLS);
        // Far from the beginning, it takes many digits to tell a tick from the next.
        let longest = unit.write(self.window.end(), tick).chars().count();
        let longest = u32::try_from(longest).unwrap_or(u32::MAX);
        let needed = longest.saturating_add(APART);
        if needed > TICK_CELLS {
            tick = self.window.tick(columns / needed);
        }
        let first = self.window.start.get().div_ceil(tick.get().max(1));
        let times = (first..).map(|index| tick * index);
        times
            .map_while(|time| Some((self.reach(time)?, unit.write(time, tick))))
            .take(columns as usize)
            .collect()
    }
}

/// A part of a whole on another scale. Wide numbers are divided by a call that takes as long as
/// all the rest of a bar, and hardly ever needed.
fn scaled(part: u64, by: u64, whole: u64) -> u64 {
    part.checked_mul(by).map_or_else(
        || {
            let wide = u128::from(part) * u128::from(by) / u128::from(whole);
            u64::try_from(wide).unwrap_or(u64::MAX)
        },
        |product| product / whole,
    )
}

/// A part of a run in words: `1.20 s to 1.45 s of 4.1 s`, with the digits that tell its ends apart.
pub(super) fn words(window: Window, all: Nanos) -> String {
    let unit = TimeUnit::of(window.end());
    // The power of ten that is about a hundredth of the window.
    let grain = 10_u64.saturating_pow((window.length.get() / 50).max(1).ilog10());
    let [from, to] = [window.start, window.end()].map(|time| unit.write(time, Nanos::new(grain)));
    let number = from.trim_end_matches(unit.name).trim_end();
    format!("{number} to {to} of {all}")
}

/// The unit of all labels of an axis.
struct TimeUnit {
    nanos: u64,
    name: &'static str,
}

impl TimeUnit {
    fn of(length: Nanos) -> Self {
        let (nanos, name) = match length.get() {
            1_000_000_000.. => (1_000_000_000, "s"),
            1_000_000.. => (1_000_000, "ms"),
            1_000.. => (1_000, "µs"),
            _ => (1, "ns"),
        };
        Self { nanos, name }
    }

    /// A time with as many digits as the distance of ticks has.
    fn write(&self, time: Nanos, tick: Nanos) -> String {
        if time == Nanos::ZERO {
            return "0".into();
        }
        let power = |digits: usize| 10_u64.saturating_pow(u32::try_from(digits).unwrap_or(9));
        let whole = |&digits: &usize| (tick.get() * power(digits)).is_multiple_of(self.nanos);
        let digits = (0..9).find(whole).unwrap_or(9);
        let value = time.as_secs_f64() * 1e9 / Nanos::new(self.nanos).as_secs_f64() / 1e9;
        format!("{value:.digits$} {}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_labels_of_an_axis_have_one_unit_and_the_same_digits() {
        let labels = |start: Nanos, length: Nanos| -> Vec<_> {
            let window = Window { start, length };
            let ruler = Ruler::onto(Moment::from_nanos(5), window, 60);
            ruler.ticks().into_iter().map(|tick| tick.1).collect()
        };
        assert_eq!(
            labels(Nanos::ZERO, Nanos::from_millis(1200)),
            ["0", "0.2 s", "0.4 s", "0.6 s", "0.8 s", "1.0 s", "1.2 s"]
        );
        assert_eq!(
            labels(Nanos::ZERO, Nanos::from_micros(60)),
            ["0", "10 µs", "20 µs", "30 µs", "40 µs", "50 µs", "60 µs"]
        );
        assert_eq!(
            labels(Nanos::from_micros(1_234_567), Nanos::from_micros(1)),
            ["1.2345670 s", "1.2345675 s", "1.2345680 s"]
        );
    }

    #[test]
    fn the_ends_of_a_window_are_told_apart_in_words() {
        let words = |start, length| {
            let [start, length] = [start, length].map(Nanos::from_micros);
            super::words(Window { start, length }, Nanos::from_millis(4100))
        };
        assert_eq!(words(1_200_000, 250_000), "1.200 to 1.450 s of 4.10 s");
        assert_eq!(words(0, 2_000_000), "0 to 2.00 s of 4.10 s");
        assert_eq!(words(1_200_000, 1), "1.20000000 to 1.20000100 s of 4.10 s");
    }

    #[test]
    fn what_lies_before_a_window_is_at_its_beginning_and_not_on_it() {
        let window = Window {
            start: Nanos::new(500),
            length: Nanos::new(100),
        };
        let ruler = Ruler::onto(Moment::from_nanos(1000), window, 10);
        let [before, inside, behind] = [1400, 1550, 1601].map(Moment::from_nanos);
        assert_eq!(
            [before, inside, behind].map(|at| ruler.place(at)),
            [0, 320, 640]
        );
        assert_eq!(
            [before, inside, behind].map(|at| ruler.holds(at)),
            [false, true, false]
        );
        assert_eq!(ruler.moment(320), inside);
        assert_eq!(
            (ruler.reach(Nanos::new(499)), ruler.end()),
            (None, Moment::from_nanos(1600))
        );
    }

    #[test]
    fn a_place_is_where_its_moment_is() {
        let ruler = Ruler::new(Moment::from_nanos(1000), Nanos::new(6400), 10);
        assert_eq!(ruler.place(Moment::from_nanos(1000 + 3200)), 320);
        assert_eq!(ruler.moment(320), Moment::from_nanos(4200));
        assert_eq!(ruler.place(Moment::from_nanos(0)), 0);
        assert_eq!(ruler.place(Moment::from_nanos(u64::MAX)), 640);
        assert_eq!(ruler.reach(Nanos::new(6401)), Some(640));
        assert_eq!(ruler.reach(Nanos::new(7000)), None);
    }
}
