//! `square`: x² for a list of numbers, the textbook's first example of a pool.

use super::{Answer, Items, Kernel, Workload};
use crate::base::TaskId;

pub(super) const WORKLOAD: Workload = Workload {
    name: "square",
    about: "squares the numbers of a list: tasks that are nearly nothing",
    size_unit: None,
    default_size: 1,
    default_tasks: 14,
    takes_items: true,
    arguments: &[],
    is_split: false,
    cost_exponent: 1.0,
    max_size: 1,
    prepare: |items| Box::new(Square { items }),
};

struct Square {
    items: Items,
}

impl Square {
    /// The number of that task: from the user's list, or 1, 2, 3, … where there is none.
    #[inline]
    fn value(&self, task: TaskId) -> i64 {
        let values = &self.items.values;
        values
            .get(task.index())
            .copied()
            .unwrap_or_else(|| i64::from(task.get()) + 1)
    }
}

impl Kernel for Square {
    fn compute(&self, task: TaskId, _: &mut dyn FnMut()) -> Answer {
        let number = u128::from(self.value(task).unsigned_abs());
        Answer::Number(number * number)
    }

    /// By the binomial (x − 1)(x + 1) + 1.
    fn expected(&self, task: TaskId) -> Option<Answer> {
        let x = i128::from(self.value(task));
        let square = (x - 1) * (x + 1) + 1;
        u128::try_from(square).ok().map(Answer::Number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Sizes;

    fn squares(values: &[i64], tasks: u32) -> Vec<Answer> {
        let kernel = Square {
            items: Items {
                tasks,
                sizes: Sizes::Uniform(1),
                seed: 0,
                values: values.to_vec(),
                ..Items::default()
            },
        };
        let answer = |task| {
            let task = TaskId::new(task);
            assert_eq!(Some(kernel.run(task)), kernel.expected(task));
            kernel.run(task)
        };
        (0..tasks).map(answer).collect()
    }

    #[test]
    fn the_users_own_numbers_are_squared_also_negative_and_huge_ones() {
        assert_eq!(
            squares(&[3, -4, 0, i64::MIN], 4),
            [9, 16, 0, 1 << 126].map(Answer::Number)
        );
    }

    #[test]
    fn without_a_list_the_numbers_count_up_from_1() {
        assert_eq!(squares(&[], 14)[13], Answer::Number(196));
    }
}
