//! [`SimulatedCores`]: computing that shares cores.
//!
//! Where more compute than there are cores, each gets its share of them, as by the system's fair
//! scheduler with slices too short to matter. All advance at one rate, so there is a clock of
//! *service* that runs at that rate: a place that needs so much more of it ends when the clock is
//! there, however often the rate changes meanwhile. So no end is ever computed anew.

use super::Earliest;

/// The places that compute, and their speed.
pub(super) struct SimulatedCores {
    ends: Earliest,
    computing: usize,
    count: f64,
    /// How many others compute all the time.
    others: f64,
    /// How much longer it takes to do anything while so many compute.
    slowness: Vec<f64>,
    /// The rate changed last at that moment, when the clock of service stood there.
    since: (f64, f64),
}

impl SimulatedCores {
    /// So many cores for so many that may compute at once. While as many compute as can, everything
    /// takes `inflation` times as long; between one and that, in proportion.
    #[expect(clippy::cast_precision_loss, reason = "as many as a machine has cores")]
    pub(super) fn new(cores: u32, places: usize, others: u32, inflation: f64) -> Self {
        let (cores, others) = (f64::from(cores.max(1)), f64::from(others));
        // The last place is main's, which hardly ever computes.
        let most = (places.saturating_sub(1) as f64 + others).min(cores);
        let slowness = (0..=places).map(|computing| {
            let computing = computing as f64 + others;
            let busy = if most > 1.0 {
                ((computing - 1.0) / (most - 1.0)).clamp(0.0, 1.0)
            } else {
                0.0
            };
            (computing / cores).max(1.0) * (1.0 + (inflation.max(1.0) - 1.0) * busy)
        });
        Self {
            ends: Earliest::new(places),
            computing: 0,
            count: cores,
            others,
            slowness: slowness.collect(),
            since: (0.0, 0.0),
        }
    }

    /// A place computes from now on until it has had so much service.
    #[inline]
    pub(super) fn begin(&mut self, now: f64, place: usize, service: f64) {
        self.change(now, self.computing + 1);
        self.ends.set(place, self.since_service(now) + service);
    }

    /// Limits a computing place to this amount of service more. Returns how much that takes away.
    pub(super) fn cut(&mut self, now: f64, place: usize, service: f64) -> f64 {
        let (end, latest) = (self.ends.get(place), self.since_service(now) + service);
        if latest >= end {
            return 0.0;
        }
        self.ends.set(place, latest);
        end - latest
    }

    /// A place computes no longer.
    #[inline]
    pub(super) fn end(&mut self, now: f64, place: usize) {
        self.ends.clear(place);
        self.change(now, self.computing - 1);
    }

    /// A place that is not counted as computing has a core for so long: where none is free, it is
    /// taken from all that compute.
    #[inline]
    #[expect(clippy::cast_precision_loss, reason = "as many as there are workers")]
    pub(super) fn take(&mut self, busy: f64) {
        let computing = self.computing as f64 + self.others;
        if self.computing > 0 && computing >= self.count {
            self.since.1 -= busy / computing;
        }
    }

    /// When the next place ends; infinite where none computes.
    #[inline]
    pub(super) fn next(&self) -> f64 {
        let left = self.ends.moment() - self.since.1;
        self.since.0 + left.max(0.0) * self.slowness[self.computing]
    }

    /// The place that ends next.
    #[inline]
    pub(super) fn who(&self) -> usize {
        self.ends.place()
    }

    #[inline]
    fn change(&mut self, now: f64, computing: usize) {
        if self.slowness[self.computing].to_bits() != self.slowness[computing].to_bits() {
            self.since = (now, self.since_service(now));
        }
        self.computing = computing;
    }

    #[inline]
    fn since_service(&self, now: f64) -> f64 {
        self.since.1 + (now - self.since.0) / self.slowness[self.computing]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_on_a_core_take_twice_as_long_and_one_is_as_fast_as_ever() {
        let mut cores = SimulatedCores::new(1, 3, 0, 1.0);
        cores.begin(0.0, 0, 10.0);
        cores.begin(4.0, 1, 3.0);
        assert!((cores.next() - 10.0).abs() < 1e-9, "3 of each: until 10");
        assert_eq!(cores.who(), 1);
        cores.end(10.0, 1);
        assert!((cores.next() - 13.0).abs() < 1e-9, "and 3 are left");
    }

    #[test]
    fn cores_that_disturb_each_other_do_so_only_while_both_compute() {
        let mut cores = SimulatedCores::new(2, 3, 0, 1.5);
        cores.begin(0.0, 0, 10.0);
        assert!((cores.next() - 10.0).abs() < 1e-9);
        cores.begin(4.0, 1, 2.0);
        assert!((cores.next() - 7.0).abs() < 1e-9);
        cores.end(7.0, 1);
        assert!((cores.next() - 11.0).abs() < 1e-9);
    }

    #[test]
    fn somebody_elses_work_takes_its_share_of_the_cores() {
        let mut cores = SimulatedCores::new(1, 2, 1, 1.0);
        cores.begin(0.0, 0, 10.0);
        assert!((cores.next() - 20.0).abs() < 1e-9);
    }

    #[test]
    fn what_main_does_is_taken_from_workers_only_where_no_core_is_free() {
        let mut cores = SimulatedCores::new(2, 3, 0, 1.0);
        cores.begin(0.0, 0, 10.0);
        cores.take(3.0);
        assert!((cores.next() - 10.0).abs() < 1e-9);
        cores.begin(0.0, 1, 10.0);
        cores.take(3.0);
        assert!((cores.next() - 11.5).abs() < 1e-9);
    }
}
