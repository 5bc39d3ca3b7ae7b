//! [`Ruler`]: from moments to places on the axis and back.

use crate::{
    base::{Moment, Nanos},
    model::Axis,
    ui::widget::CELL,
};

/// Cells that a tick and its label take at least.
const TICK_CELLS: u32 = 8;

/// An axis of so many columns that begins at a moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ruler {
    origin: Moment,
    length: Nanos,
    places: u32,
}

impl Ruler {
    pub(super) fn new(origin: Moment, length: Nanos, columns: u16) -> Self {
        Self {
            origin,
            length: length.max(Nanos::new(1)),
            places: u32::from(columns) * CELL,
        }
    }

    pub(super) const fn columns(self) -> u32 {
        self.places / CELL
    }

    /// Where a moment is, in [`CELL`]ths of a cell; what lies outside is put at the end.
    pub(super) fn place(self, moment: Moment) -> u32 {
        self.reach(moment.since(self.origin)).unwrap_or(self.places)
    }

    /// Where so much time after the origin is, if that is on the axis.
    pub(super) fn reach(self, time: Nanos) -> Option<u32> {
        let place = scaled(time.get(), self.places.into(), self.length.get());
        u32::try_from(place)
            .ok()
            .filter(|&place| place <= self.places)
    }

    /// The moment at a place.
    pub(super) fn moment(self, place: u32) -> Moment {
        let nanos = scaled(self.length.get(), place.into(), self.places.max(1).into());
        self.origin + Nanos::new(nanos)
    }

    /// Where the axis ends.
    pub(super) fn end(self) -> Moment {
        self.origin + self.length
    }

    /// The ticks with their labels.
    pub(super) fn ticks(self, axis: Axis, columns: u16) -> Vec<(u32, String)> {
        let tick = axis.tick(u32::from(columns) / TICK_CELLS);
        let unit = Unit::of(self.length);
        let times = (0..).map(|index: u64| tick * index);
        times
            .map_while(|time| Some((self.reach(time)?, unit.write(time, tick))))
            .take(usize::from(columns))
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

/// The unit of all labels of an axis.
struct Unit {
    nanos: u64,
    name: &'static str,
}

impl Unit {
    fn of(length: Nanos) -> Self {
        let (nanos, name) = match length.get() {
            1_000_000_000.. => (1_000_000_000, "s"),
            1_000_000.. => (1_000_000, "ms"),
            1_000.. => (1_000, "µs"),
            _ => (1, "ns"),
        };
        Self { nanos, name }
    }

    /// With as many digits as the distance of ticks has.
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
        let axis = Axis::expecting(Nanos::from_millis(1000));
        let ruler = Ruler::new(Moment::from_nanos(5), axis.length(), 60);
        let labels: Vec<_> = ruler
            .ticks(axis, 60)
            .into_iter()
            .map(|tick| tick.1)
            .collect();
        assert_eq!(
            labels,
            ["0", "0.2 s", "0.4 s", "0.6 s", "0.8 s", "1.0 s", "1.2 s"]
        );
        let axis = Axis::expecting(Nanos::from_micros(50));
        let ruler = Ruler::new(Moment::from_nanos(5), axis.length(), 60);
        let labels: Vec<_> = ruler
            .ticks(axis, 60)
            .into_iter()
            .map(|tick| tick.1)
            .collect();
        assert_eq!(
            labels,
            ["0", "10 µs", "20 µs", "30 µs", "40 µs", "50 µs", "60 µs"]
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
