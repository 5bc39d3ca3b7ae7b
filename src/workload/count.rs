//! `count`: the sum of the numbers below n, the plainest loop there is.

use super::{Answer, Items, Kernel, Workload, safepoint::blocks};
use crate::base::TaskId;
use std::hint::black_box;

pub(super) const WORKLOAD: Workload = Workload {
    name: "count",
    about: "adds up the numbers below n: a plain loop",
    size_unit: Some("numbers to add up"),
    default_size: 40_000_000,
    default_tasks: 24,
    takes_items: false,
    arguments: &[],
    is_split: false,
    cost_exponent: 1.0,
    max_size: 1_000_000_000_000,
    prepare: |items| Box::new(Count { items }),
};

/// Numbers from one safepoint to the next.
const BLOCK: u64 = 1 << 16;

struct Count {
    items: Items,
}

impl Kernel for Count {
    fn compute(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Answer {
        // A zero that the compiler does not know: without it it writes the closed form, and each
        // size takes no time. Hiding every number instead sends it through the stack, whose
        // place differs from process to process, and with it the speed of the loop.
        let zero = black_box(0);
        let mut sum = 0;
        for block in blocks(self.items.size(task), BLOCK, breathe) {
            for number in block {
                sum += u128::from(number ^ zero);
            }
        }
        Answer::Number(sum)
    }

    /// Gauss's n (n − 1) / 2.
    fn expected(&self, task: TaskId) -> Option<Answer> {
        let n = u128::from(self.items.size(task));
        Some(Answer::Number(n * n.saturating_sub(1) / 2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Sizes;

    #[test]
    fn a_sum_can_be_checked_by_hand() {
        let kernel = (WORKLOAD.prepare)(Items {
            tasks: 3,
            sizes: Sizes::Each(vec![1, 5, 101]),
            seed: 0,
            ..Items::default()
        });
        let answers = [0, 1, 2].map(|task| kernel.run(TaskId::new(task)));
        assert_eq!(answers, [0, 10, 5050].map(Answer::Number));
    }
}
