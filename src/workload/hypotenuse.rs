//! `hypotenuse`: √(a² + b²) for the rows of a table with the columns a and b.
//!
//! A row is a task that takes two arguments: a case for `starmap`.

use super::{Answer, Items, Kernel, Workload, safepoint::blocks, ring::Ring};
use crate::base::TaskId;

pub(super) const WORKLOAD: Workload = Workload {
    name: "hypotenuse",
    about: "finds the length √(a² + b²) for each row of a table",
    size_unit: Some("rows"),
    default_size: 5_000_000,
    default_tasks: 24,
    takes_items: false,
    arguments: &["a", "b"],
    is_split: false,
    cost_exponent: 1.0,
    max_size: 100_000_000_000,
    prepare: |items| {
        let table = Ring::new(items.seed);
        Box::new(Hypotenuse { items, table })
    },
};

/// Rows from one safepoint to the next.
const BLOCK: u64 = 1 << 14;

/// Tasks of up to so many rows are checked by another method.
const FEW: u64 = 256;

struct Hypotenuse {
    items: Items,
    table: Ring,
}

impl Hypotenuse {
    /// The first row of a task, the rows of the tasks before being as many as its own.
    #[inline]
    fn first(&self, task: TaskId) -> u64 {
        self.items.size(task).wrapping_mul(task.get().into())
    }

    /// A row of the table.
    #[inline]
    fn row(&self, row: u64) -> (f64, f64) {
        let [a, b] = self.table.row(row);
        (a.into(), b.into())
    }

    /// The lengths of all rows of a task, added up in their order.
    #[inline]
    fn sum(
        &self,
        task: TaskId,
        first: f64,
        length: impl Fn(f64, f64) -> f64,
        breathe: &mut dyn FnMut(),
    ) -> Answer {
        let start = self.first(task);
        let mut sum = first;
        for block in blocks(self.items.size(task).saturating_sub(1), BLOCK, breathe) {
            for next in block {
                let (a, b) = self.row(start.wrapping_add(next + 1));
                sum += length(a, b);
            }
        }
        Answer::Real(sum)
    }
}

/// The length of a row. A square root is rounded alike on every machine.
#[inline]
fn length(a: f64, b: f64) -> f64 {
    (a * a + b * b).sqrt()
}

impl Kernel for Hypotenuse {
    fn compute(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Answer {
        let (a, b) = self.row(self.first(task));
        self.sum(task, length(a, b), length, breathe)
    }

    /// The first row. Those that follow it, where a task has more, are read from the table.
    fn arguments(&self, task: TaskId) -> Option<Vec<f64>> {
        let (a, b) = self.row(self.first(task));
        Some(vec![a, b])
    }

    fn call(&self, task: TaskId, arguments: &[f64], breathe: &mut dyn FnMut()) -> Answer {
        let &[a, b] = arguments else {
            return Answer::failed("hypotenuse takes two numbers, a and b");
        };
        self.sum(task, length(a, b), length, breathe)
    }

    /// By `libm`, which squares in two halves and minds overflow. Only of a few rows: it is slow,
    /// and a sum of roots has no short cut.
    fn expected(&self, task: TaskId) -> Option<Answer> {
        if self.items.size(task) > FEW {
            return None;
        }
        let (a, b) = self.row(self.first(task));
        Some(self.sum(task, libm::hypot(a, b), libm::hypot, &mut || ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Shape;

    fn kernel(tasks: u32, size: u64) -> Box<dyn Kernel> {
        (WORKLOAD.prepare)(Items::shaped(tasks, size, Shape::Uniform, 42, 1.0))
    }

    #[test]
    fn the_triangle_of_the_egyptians_is_right() {
        let answer = kernel(1, 1).call(TaskId::new(0), &[3.0, 4.0], &mut || ());
        assert_eq!(answer, Answer::Real(5.0));
    }

    #[test]
    fn a_row_sent_as_arguments_gives_the_same_answer_to_the_last_bit() {
        for size in [1, 2, 100_000] {
            let kernel = kernel(30, size);
            for task in (0..30).map(TaskId::new) {
                let arguments = kernel.arguments(task).unwrap();
                assert_eq!(arguments.len(), WORKLOAD.arguments.len());
                let called = kernel.call(task, &arguments, &mut || ());
                assert_eq!(called, kernel.run(task));
            }
        }
    }

    #[test]
    fn each_task_has_the_rows_after_those_of_the_task_before() {
        let (single, double) = (kernel(4, 1), kernel(2, 2));
        let lengths = [0, 1, 2, 3].map(|task| match single.run(TaskId::new(task)) {
            Answer::Real(length) => length,
            other => panic!("{other} is no length"),
        });
        assert_eq!(
            [0, 1].map(|task| double.run(TaskId::new(task))),
            [lengths[0] + lengths[1], lengths[2] + lengths[3]].map(Answer::Real)
        );
    }

    #[test]
    fn a_call_with_too_few_arguments_is_a_failed_task() {
        assert!(
            kernel(1, 1)
                .call(TaskId::new(0), &[3.0], &mut || ())
                .is_failure()
        );
    }
}
