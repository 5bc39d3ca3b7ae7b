//! `primes`: how many primes there are below n, by the sieve of Eratosthenes.
//!
//! The sieve goes through the numbers in segments that stay in the first-level cache, so that
//! a task needs memory for √n numbers only and workers do not fight over it.

use super::{Answer, Items, Kernel, Workload};
use crate::base::TaskId;

pub(super) const WORKLOAD: Workload = Workload {
    name: "primes",
    about: "counts the primes below n with a sieve",
    size_unit: Some("numbers to sieve"),
    default_size: 10_000_000,
    default_tasks: 24,
    takes_items: false,
    arguments: &[],
    is_split: false,
    // n log log n, which from 10⁶ to 10⁸ is measured as this.
    cost_exponent: 1.04,
    max_size: 10_000_000_000,
    prepare: |items| Box::new(Primes { items }),
};

/// Numbers to a segment, a byte each.
const SEGMENT: usize = 1 << 15;

struct Primes {
    items: Items,
}

impl Kernel for Primes {
    fn compute(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Answer {
        Answer::Number(sieved(self.items.length(task), breathe) as u128)
    }

    /// By counting the numbers left after each prime, without looking at each number.
    fn expected(&self, task: TaskId) -> Option<Answer> {
        Some(Answer::Number(counted(self.items.length(task)) as u128))
    }
}

/// How many primes are below `limit`, with a safepoint after each segment.
fn sieved(limit: usize, breathe: &mut dyn FnMut()) -> usize {
    // Each with its next multiple, counted from where the segment starts.
    let mut primes: Vec<_> = small_primes(limit.isqrt() + 1)
        .into_iter()
        .map(|prime| (prime, prime * prime))
        .collect();
    let mut composite = vec![false; SEGMENT];
    let mut count = 0;
    for start in (0..limit).step_by(SEGMENT) {
        composite.fill(false);
        if start == 0 {
            composite[..2].fill(true);
        }
        for (prime, next) in &mut primes {
            while *next < SEGMENT {
                composite[*next] = true;
                *next += *prime;
            }
            *next -= SEGMENT;
        }
        let segment = &composite[..SEGMENT.min(limit - start)];
        count += segment.iter().filter(|&&composite| !composite).count();
        breathe();
    }
    count
}

/// The primes below `limit`.
fn small_primes(limit: usize) -> Vec<usize> {
    let mut composite = vec![false; limit];
    let mut primes = Vec::new();
    for number in 2..limit {
        if !composite[number] {
            primes.push(number);
            for multiple in (number * number..limit).step_by(number) {
                composite[multiple] = true;
            }
        }
    }
    primes
}

/// How many primes are below `limit`, by Legendre's recurrence (1808) in the form that Lucy gave
/// it on Project Euler: O(n^¾) steps, for it keeps counts at n, n/2, n/3, … only.
fn counted(limit: usize) -> usize {
    let n = limit.saturating_sub(1);
    let root = n.isqrt();
    // How many numbers of 2..=i, and of 2..=n/i, no prime so far divides.
    let mut low: Vec<usize> = (0..=root).map(|i| i.saturating_sub(1)).collect();
    let mut high: Vec<usize> = (0..=root)
        .map(|i| (n / i.max(1)).saturating_sub(1))
        .collect();
    for prime in 2..=root {
        let smaller = low[prime - 1];
        if low[prime] == smaller {
            continue;
        }
        for i in 1..=root.min(n / (prime * prime)) {
            let multiple = i * prime;
            let left = if multiple <= root {
                high[multiple]
            } else {
                low[n / multiple]
            };
            high[i] -= left - smaller;
        }
        for i in (prime * prime..=root).rev() {
            low[i] -= low[i / prime] - smaller;
        }
    }
    high.get(1).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_are_those_of_the_tables() {
        // OEIS A006880.
        let table = [0, 4, 25, 168, 1229, 9592, 78498, 664_579];
        for (power, primes) in (0..).zip(table) {
            assert_eq!(
                sieved(10_usize.pow(power), &mut || ()),
                primes,
                "below 10^{power}"
            );
            assert_eq!(counted(10_usize.pow(power)), primes, "below 10^{power}");
        }
        assert_eq!(counted(100_000_000), 5_761_455);
    }

    #[test]
    fn no_prime_is_lost_at_an_edge() {
        let around = |edge: usize| edge.saturating_sub(3)..edge + 3;
        let edges = [0, 4, 9, 25, 10_201, SEGMENT, 2 * SEGMENT, 181 * 181];
        for limit in edges.into_iter().flat_map(around) {
            let sieved = sieved(limit, &mut || ());
            assert_eq!(sieved, small_primes(limit).len(), "below {limit}");
            assert_eq!(counted(limit), small_primes(limit).len(), "below {limit}");
        }
    }
}
