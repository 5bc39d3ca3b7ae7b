//! [`Earliest`]: the next of many places that each wait for one moment.
//!
//! A knockout tournament over a fixed number of places: setting a moment plays one match a round,
//! ten rounds for a thousand workers, and takes no memory.

/// A moment for each of some places, and which of them is the earliest.
pub(super) struct Earliest {
    /// Leaves at the end, winners before them, the first of all at 1.
    moments: Vec<f64>,
    leaves: usize,
}

impl Earliest {
    /// So many places, none of which waits for anything.
    pub(super) fn new(places: usize) -> Self {
        let leaves = places.max(1).next_power_of_two();
        Self {
            moments: vec![f64::INFINITY; 2 * leaves],
            leaves,
        }
    }

    /// Sets the moment of a place.
    #[inline]
    pub(super) fn set(&mut self, place: usize, moment: f64) {
        let mut node = self.leaves + place;
        self.moments[node] = moment;
        while node > 1 {
            let earlier = self.moments[node].min(self.moments[node ^ 1]);
            node /= 2;
            if self.moments[node].to_bits() == earlier.to_bits() {
                break;
            }
            self.moments[node] = earlier;
        }
    }

    /// The place waits for nothing any more.
    #[inline]
    pub(super) fn clear(&mut self, place: usize) {
        self.set(place, f64::INFINITY);
    }

    /// The moment of a place.
    #[inline]
    pub(super) fn get(&self, place: usize) -> f64 {
        self.moments[self.leaves + place]
    }

    /// The earliest moment; infinite where no place waits.
    #[inline]
    pub(super) fn moment(&self) -> f64 {
        self.moments[1]
    }

    /// The place of that moment: of several the first.
    #[inline]
    pub(super) fn place(&self) -> usize {
        let wanted = self.moments[1].to_bits();
        let mut node = 1;
        while node < self.leaves {
            node *= 2;
            node += usize::from(self.moments[node].to_bits() != wanted);
        }
        node - self.leaves
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nobody_is_passed_over_and_of_equals_the_first_is_taken(
            places in 1_usize..40,
            sets in proptest::collection::vec((0_usize..40, 0_u8..9), 1..200),
        ) {
            let mut earliest = Earliest::new(places);
            let mut plain = vec![f64::INFINITY; places];
            for (place, moment) in sets {
                let place = place % places;
                let moment = if moment == 8 { f64::INFINITY } else { f64::from(moment) };
                earliest.set(place, moment);
                plain[place] = moment;
                let first = plain.iter().copied().fold(f64::INFINITY, f64::min);
                prop_assert!(earliest.moment().total_cmp(&first).is_eq());
                let index = plain.iter().position(|other| other.total_cmp(&first).is_eq());
                prop_assert_eq!(earliest.place(), index.unwrap());
                prop_assert!(earliest.get(place).total_cmp(&moment).is_eq());
            }
        }
    }
}
