//! `matmul`: the product of two n × n matrices, of which it gives the sum of all entries.
//!
//! Its entries are digits, so that every sum is a whole number below 2^53 and the answer is
//! exact. The right factor is read n times; beyond the size of the caches, workers compete for
//! the bandwidth of the memory and the ceiling falls.

use super::{Answer, Items, Kernel, Workload, random::Random};
use crate::base::TaskId;

pub(super) const WORKLOAD: Workload = Workload {
    name: "matmul",
    about: "multiplies two n × n matrices of floating-point numbers",
    size_unit: Some("rows and columns"),
    default_size: 384,
    default_tasks: 24,
    takes_items: false,
    arguments: &[],
    is_split: false,
    cost_exponent: 3.0,
    max_size: 4096,
    prepare: |items| Box::new(Matmul { items }),
};

/// Entries from one safepoint to the next.
const BLOCK: usize = 1 << 18;

struct Matmul {
    items: Items,
}

impl Matmul {
    /// The size, the right factor row by row, and the generator of the left one.
    fn factors(&self, task: TaskId, breathe: &mut dyn FnMut()) -> (usize, Vec<f64>, Random) {
        let n = self.items.length(task);
        let mut random = Random::new(self.items.seed, task.get().into());
        let mut right = vec![0.0; n * n];
        for block in right.chunks_mut(BLOCK) {
            random.digits(block);
            breathe();
        }
        (n, right, random)
    }
}

impl Kernel for Matmul {
    fn compute(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Answer {
        let (n, right, mut random) = self.factors(task, breathe);
        let (mut left_row, mut product_row) = (vec![0.0; n], vec![0.0; n]);
        let mut sum = 0.0;
        for _ in 0..n {
            random.digits(&mut left_row);
            product_row.fill(0.0);
            let rows = (BLOCK / n).max(1);
            for (left, right) in left_row.chunks(rows).zip(right.chunks(rows * n)) {
                multiply(left, right, &mut product_row);
                breathe();
            }
            sum += product_row.iter().sum::<f64>();
        }
        Answer::Real(sum)
    }

    /// The sum over k of (column k of the left factor) · (row k of the right one), in n² steps.
    fn expected(&self, task: TaskId) -> Option<Answer> {
        let (n, right, mut random) = self.factors(task, &mut || ());
        let (mut left_row, mut columns) = (vec![0.0; n], vec![0.0; n]);
        for _ in 0..n {
            random.digits(&mut left_row);
            for (column, entry) in columns.iter_mut().zip(&left_row) {
                *column += entry;
            }
        }
        let rows = right.chunks_exact(n).map(|row| row.iter().sum::<f64>());
        Some(Answer::Real(
            columns.iter().zip(rows).map(|(c, r)| c * r).sum(),
        ))
    }
}

/// Adds `left` · `right` to a row of the product, the latter being some whole rows.
fn multiply(left: &[f64], right: &[f64], product_row: &mut [f64]) {
    for (factor, right_row) in left.iter().zip(right.chunks_exact(product_row.len())) {
        for (product, entry) in product_row.iter_mut().zip(right_row) {
            *product += factor * entry;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Shape;

    #[test]
    fn a_product_can_be_checked_by_hand() {
        let mut row = [0.0, 100.0];
        multiply(&[1.0, 2.0], &[3.0, 4.0, 5.0, 6.0], &mut row);
        assert_eq!(row.map(f64::to_bits), [13.0, 116.0].map(f64::to_bits));
    }

    #[test]
    fn each_task_has_matrices_of_its_own() {
        let kernel = Matmul {
            items: Items::shaped(2, 20, Shape::Uniform, 42, 3.0),
        };
        assert_ne!(kernel.run(TaskId::new(0)), kernel.run(TaskId::new(1)));
    }
}
