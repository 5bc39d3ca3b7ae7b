//! [`Distribution`]: how evenly a chunksize can spread equal tasks, before any overhead.

use crate::base::Ratio;

/// Absolute and relative distribution efficiency of a chunksize.
///
/// With n = ⌈N/c⌉ chunks, r = ⌈n/W⌉ rounds, and M(c) = (r−1)·c + (the last chunk's length if it
/// is alone in the last round, else c), the longest worker's tasks: ADE = N / (W·M(c)) and
/// RDE = M(1) / M(c). From the analysis of `Pool.map`'s chunksize by Darkonaut (Stack Overflow
/// 53751050).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distribution {
    /// Share of the workers' time that equal tasks would fill.
    pub absolute: Ratio,
    /// Its ratio to the share that chunksize 1 would reach.
    pub relative: Ratio,
}

impl Distribution {
    /// For `tasks` equal tasks in chunks of `size` on `workers` workers.
    #[must_use]
    pub fn of(tasks: u32, workers: u32, size: u32) -> Self {
        let (tasks, workers) = (u64::from(tasks.max(1)), u64::from(workers.max(1)));
        let longest = |size: u64| {
            let chunks = tasks.div_ceil(size);
            let rounds = chunks.div_ceil(workers);
            let alone = chunks - workers * (rounds - 1) == 1;
            let last = tasks - (chunks - 1) * size;
            (rounds - 1) * size + if alone { last } else { size }
        };
        let taken = longest(u64::from(size.max(1)).min(tasks));
        Self {
            absolute: Ratio::of(tasks, workers * taken),
            relative: Ratio::of(longest(1), taken),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Chunks, Chunksize};

    #[test]
    fn the_example_of_the_design_holds() {
        let size = Chunks::new(Chunksize::Default, 52, 4).even_size().unwrap();
        assert!((Distribution::of(52, 4, size).relative.get() - 0.8125).abs() < 1e-12);
    }

    #[test]
    fn the_formula_agrees_with_handing_out_one_by_one() {
        for workers in 1..=12_u32 {
            for tasks in 1..200_u32 {
                for size in 1..=tasks {
                    let mut load = vec![0_u64; workers as usize];
                    for (_, range) in Chunks::new(Chunksize::Fixed(size), tasks, workers).iter() {
                        let free = load.iter_mut().min().unwrap();
                        *free += u64::from(range.end - range.start);
                    }
                    let longest = load.into_iter().max().unwrap();
                    let brute = Ratio::of(tasks.into(), u64::from(workers) * longest);
                    let formula = Distribution::of(tasks, workers, size).absolute;
                    assert!(
                        (brute.get() - formula.get()).abs() < 1e-12,
                        "{tasks} {workers} {size}"
                    );
                }
            }
        }
    }
}
