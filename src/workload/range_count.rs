//! `range-count`: how many digits of a row lie in 4..=8, on a matrix held in memory.
//!
//! A row takes a few nanoseconds. No worker can be handed one so cheaply, which makes this the
//! workload on which a chunksize of 1 is slower than no workers at all.

use super::{Answer, Items, Kernel, Workload, digits::digits};
use crate::base::TaskId;
use std::ops::Range;

pub(super) const WORKLOAD: Workload = Workload {
    name: "range-count",
    about: "counts the digits 4 to 8 in each row of a matrix: very tiny tasks",
    size_unit: Some("digits in a row"),
    default_size: 5,
    default_tasks: 200_000,
    takes_items: false,
    arguments: &["row", "low", "high"],
    is_split: false,
    cost_exponent: 1.0,
    max_size: 1_000_000,
    prepare: |items| Box::new(RangeCount::new(&items)),
};

/// Digits that are kept at most; rows beyond it are read from the start again.
const CAPACITY: u32 = 256 << 20;

/// Digits from one safepoint to the next.
const BLOCK: usize = 1 << 18;

struct RangeCount {
    digits: Vec<u8>,
    rows: Vec<Range<u32>>,
}

impl RangeCount {
    fn new(items: &Items) -> Self {
        let rows = rows(items, CAPACITY);
        let needed = rows.iter().map(|row| row.end).max().unwrap_or(0);
        Self {
            digits: digits(items.seed, needed as usize),
            rows,
        }
    }

    #[inline]
    fn count(&self, row: usize, low: u8, high: u8, breathe: &mut dyn FnMut()) -> Answer {
        let Some(&Range { start, end }) = self.rows.get(row) else {
            return no_row();
        };
        let within = |digits: &[u8]| {
            let within = digits
                .iter()
                .filter(|&&digit| low <= digit && digit <= high);
            within.count() as u128
        };
        let mut row = &self.digits[start as usize..end as usize];
        let mut count = 0;
        while let Some((block, rest)) = row.split_at_checked(BLOCK) {
            count += within(block);
            row = rest;
            breathe();
        }
        Answer::Number(count + within(row))
    }
}

#[cold]
fn no_row() -> Answer {
    Answer::failed("there is no such row")
}

/// The place of each row in `capacity` digits.
fn rows(items: &Items, capacity: u32) -> Vec<Range<u32>> {
    let mut end = 0;
    (0..items.tasks)
        .map(|task| {
            let size = items.size(TaskId::new(task));
            let length = u32::try_from(size).unwrap_or(capacity).min(capacity);
            let start = if length > capacity - end { 0 } else { end };
            end = start + length;
            start..end
        })
        .collect()
}

impl Kernel for RangeCount {
    fn compute(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Answer {
        self.count(task.index(), 4, 8, breathe)
    }

    /// The number of the row, and the bounds of the digits that count.
    fn arguments(&self, task: TaskId) -> Option<Vec<f64>> {
        Some(vec![task.get().into(), 4.0, 8.0])
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole numbers; a cast from float saturates"
    )]
    fn call(&self, _task: TaskId, arguments: &[f64], breathe: &mut dyn FnMut()) -> Answer {
        let &[row, low, high] = arguments else {
            return Answer::failed("range-count takes a row, and the lowest and highest digit");
        };
        self.count(row as usize, low as u8, high as u8, breathe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::{Shape, Sizes};

    #[test]
    fn a_row_can_be_checked_by_hand() {
        let kernel = RangeCount {
            digits: vec![3, 4, 5, 8, 9, 0, 7],
            rows: vec![0..5, 5..7, 1..4, 0..0],
        };
        let answers = [0, 1, 2, 3].map(|task| kernel.run(TaskId::new(task)));
        assert_eq!(answers, [3, 1, 3, 0].map(Answer::Number));
    }

    #[test]
    fn a_row_that_does_not_exist_fails_its_task_and_no_more() {
        let kernel = RangeCount::new(&Items::shaped(2, 5, Shape::Uniform, 42, 1.0));
        let call = |arguments: &[f64]| kernel.call(TaskId::new(0), arguments, &mut || ());
        assert!(call(&[2.0, 4.0, 8.0]).is_failure());
        assert!(call(&[0.0, 4.0]).is_failure());
        assert_eq!(call(&[0.0, 0.0, 9.0]), Answer::Number(5));
        assert_eq!(call(&[0.0, 9.0, 0.0]), Answer::Number(0));
    }

    #[test]
    fn half_of_all_digits_are_counted() {
        let kernel = RangeCount::new(&Items::shaped(1, 100_000, Shape::Uniform, 42, 1.0));
        let Answer::Number(count) = kernel.run(TaskId::new(0)) else {
            panic!("a count is a number");
        };
        assert!((49_000..51_000).contains(&count), "{count}");
    }

    #[test]
    fn rows_follow_each_other_and_start_again_where_the_memory_ends() {
        let items = Items {
            tasks: 5,
            sizes: Sizes::Each(vec![5, 1, 7, 2, 99]),
            seed: 42,
            ..Items::default()
        };
        assert_eq!(rows(&items, 1000), [0..5, 5..6, 6..13, 13..15, 15..114]);
        assert_eq!(rows(&items, 10), [0..5, 5..6, 0..7, 7..9, 0..10]);
        assert_eq!(RangeCount::new(&items).digits.len(), 114);
    }
}
