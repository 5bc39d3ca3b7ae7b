//! `column-sums`: the sum of the squares of each column of a table.
//!
//! The other way to cut a table: few long tasks instead of many short ones.

use super::{Answer, Items, Kernel, Workload, ring::Ring};
use crate::base::TaskId;

pub(super) const WORKLOAD: Workload = Workload {
    name: "column-sums",
    about: "adds up the squares of the digits in each column of a table",
    size_unit: Some("rows"),
    default_size: 100_000_000,
    default_tasks: 24,
    takes_items: false,
    arguments: &[],
    is_split: false,
    cost_exponent: 1.0,
    max_size: 1_000_000_000_000,
    prepare: |items| {
        let table = Ring::new(items.seed);
        Box::new(ColumnSums { items, table })
    },
};

/// How far apart the columns begin: odd, so that in the ring no two of them fall together.
const APART: u64 = 40_503;

struct ColumnSums {
    items: Items,
    table: Ring,
}

impl ColumnSums {
    /// The first digits of a task's column, in blocks.
    #[inline]
    fn column(
        &self,
        task: TaskId,
        length: u64,
        breathe: &mut dyn FnMut(),
    ) -> impl Iterator<Item = &[u8]> {
        self.table
            .read(APART * u64::from(task.get()), length, breathe)
    }

    /// How often each digit is among the first of a column.
    fn counts(&self, task: TaskId, length: u64) -> [u128; 10] {
        let mut counts = [0; 10];
        for &digit in self.column(task, length, &mut || ()).flatten() {
            counts[usize::from(digit)] += 1;
        }
        counts
    }
}

impl Kernel for ColumnSums {
    fn compute(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Answer {
        let squares = |block: &[u8]| {
            block
                .iter()
                .map(|&digit| u32::from(digit).pow(2))
                .sum::<u32>()
        };
        let sum = self
            .column(task, self.items.size(task), breathe)
            .map(|block| u128::from(squares(block)));
        Answer::Number(sum.sum())
    }

    /// By counting how often each digit is there, once for all rounds of the ring.
    fn expected(&self, task: TaskId) -> Option<Answer> {
        let (size, round) = (self.items.size(task), Ring::rows(1));
        let whole = if size < round {
            [0; 10]
        } else {
            self.counts(task, round)
        };
        let rest = self.counts(task, size % round);
        let rounds = u128::from(size / round);
        let sum = (0..10_u128)
            .zip(whole.iter().zip(rest))
            .map(|(digit, (whole, rest))| digit * digit * (whole * rounds + rest))
            .sum();
        Some(Answer::Number(sum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Shape;

    fn sums(size: u64) -> [u128; 2] {
        let items = Items::shaped(2, size, Shape::Uniform, 42, 1.0);
        let kernel = (WORKLOAD.prepare)(items);
        [0, 1].map(|task| match kernel.run(TaskId::new(task)) {
            Answer::Number(sum) => sum,
            other => panic!("{other} is no sum"),
        })
    }

    #[test]
    fn a_column_of_one_row_is_the_square_of_its_digit() {
        let table = Ring::new(42);
        let [[a], [b]] = [table.row(0), table.row(APART)];
        assert_eq!(sums(1), [a, b].map(|digit| u128::from(digit).pow(2)));
    }

    #[test]
    fn a_column_longer_than_the_ring_is_read_to_its_end() {
        for size in [1 << 20, (1 << 20) + 1, 5_000_000] {
            let items = Items::shaped(3, size, Shape::Uniform, 42, 1.0);
            let kernel = (WORKLOAD.prepare)(items);
            for task in (0..3).map(TaskId::new) {
                assert_eq!(Some(kernel.run(task)), kernel.expected(task));
            }
        }
    }

    #[test]
    fn a_digit_squared_is_28_and_a_half_on_average_and_columns_differ() {
        let [first, second] = sums(100_000);
        assert!((2_800_000..2_900_000).contains(&first), "{first}");
        assert_ne!(first, second);
    }
}
