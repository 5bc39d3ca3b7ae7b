//! [`Turn`]: when each point has its runs.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// One run of one point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Turn {
    /// Which point.
    pub point: u32,
    /// The how-manieth run of it, from 0.
    pub round: u32,
}

/// Each round has every point once, in an order that the seed decides.
pub(super) fn turns(points: usize, rounds: u32, seed: u64) -> Vec<Turn> {
    let points = u32::try_from(points).unwrap_or(u32::MAX);
    let mut turns = Vec::new();
    for round in 0..rounds {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(round.into());
        let mut order: Vec<u32> = (0..points).collect();
        // Fisher and Yates; the bias of a 64-bit remainder is below 2^-32.
        for last in (1..order.len()).rev() {
            let other = generator.next_u64() % (last as u64 + 1);
            order.swap(last, usize::try_from(other).unwrap_or(last));
        }
        turns.extend(order.into_iter().map(|point| Turn { point, round }));
    }
    turns
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_round_has_every_point_once_in_an_order_of_its_own() {
        let all = turns(16, 3, 42);
        let rounds: Vec<_> = all.chunks(16).collect();
        for (round, turns) in (0..).zip(&rounds) {
            assert!(turns.iter().all(|turn| turn.round == round));
            let points: BTreeSet<_> = turns.iter().map(|turn| turn.point).collect();
            assert_eq!(points.len(), 16);
        }
        let order = |round: usize| rounds[round].iter().map(|turn| turn.point);
        assert!(order(0).ne(order(1)) && order(1).ne(order(2)));
        assert!(order(0).ne(0..16), "drift would draw the curve");
    }

    #[test]
    fn the_same_seed_gives_the_same_order_so_that_a_sweep_can_go_on() {
        assert_eq!(turns(7, 5, 1), turns(7, 5, 1));
        assert_ne!(turns(7, 5, 1), turns(7, 5, 2));
        assert!(turns(0, 5, 1).is_empty());
    }
}
