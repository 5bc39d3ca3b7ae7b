//! `sum-squares`: the sum of the squares below n, exact.

use super::{Answer, Items, Kernel, Workload, safepoint::blocks};
use crate::base::TaskId;
use std::hint::black_box;

pub(super) const WORKLOAD: Workload = Workload {
    name: "sum-squares",
    about: "adds up the squares of the numbers below n",
    size_unit: Some("squares to add up"),
    default_size: 25_000_000,
    default_tasks: 24,
    takes_items: false,
    arguments: &[],
    is_split: false,
    cost_exponent: 1.0,
    // 404 times as much, the worst that a shape makes of it, still leaves n³ below 2^128.
    max_size: 10_000_000_000,
    prepare: |items| Box::new(SumSquares { items }),
};

/// Numbers from one safepoint to the next.
const BLOCK: u64 = 1 << 16;

struct SumSquares {
    items: Items,
}

impl Kernel for SumSquares {
    fn compute(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Answer {
        // A zero that the compiler does not know: see `count`.
        let zero = black_box(0);
        let mut sum = 0;
        for block in blocks(self.items.size(task), BLOCK, breathe) {
            for number in block {
                let number = u128::from(number ^ zero);
                sum += number * number;
            }
        }
        Answer::Number(sum)
    }

    /// Archimedes's (n − 1) n (2n − 1) / 6.
    fn expected(&self, task: TaskId) -> Option<Answer> {
        let n = u128::from(self.items.size(task));
        let pairs = n * n.saturating_sub(1) / 2;
        Some(Answer::Number(pairs * (2 * n).saturating_sub(1) / 3))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Sizes;

    fn kernel(sizes: Vec<u64>) -> SumSquares {
        SumSquares {
            items: Items {
                tasks: 3,
                sizes: Sizes::Each(sizes),
                seed: 0,
                ..Items::default()
            },
        }
    }

    #[test]
    fn a_sum_of_squares_can_be_checked_by_hand() {
        let kernel = kernel(vec![1, 4, 11]);
        let answers = [0, 1, 2].map(|task| kernel.run(TaskId::new(task)));
        assert_eq!(answers, [0, 14, 385].map(Answer::Number));
    }

    #[test]
    fn the_largest_task_that_a_shape_can_make_does_not_overflow() {
        let answer = kernel(vec![404 * WORKLOAD.max_size]).expected(TaskId::new(0));
        assert!(answer.is_some());
    }
}
