//! `frame`: a table cut into as many parts as there are tasks, transformed and stacked again.
//!
//! The third way to cut a table, `numpy.array_split`'s: as many parts as workers, each as large as
//! can be. Every row is scaled to length 1. The digest of a part is the sum of its rows' digests,
//! so that the parts stacked again have that of the whole, wherever it was cut.

use super::{Answer, Items, Kernel, Sizes, Workload, answer::scramble, safepoint::blocks, ring::Ring};
use crate::base::TaskId;
use std::{ops::Range, sync::OnceLock};

pub(super) const WORKLOAD: Workload = Workload {
    name: "frame",
    about: "cuts a table into a part for each worker and scales every row to length 1",
    size_unit: Some("rows of the whole table"),
    default_size: 10_000_000,
    default_tasks: 4,
    takes_items: false,
    arguments: &[],
    is_split: true,
    cost_exponent: 1.0,
    max_size: 100_000_000_000,
    prepare: |items| Box::new(FrameKernel::new(&items)),
};

/// Columns of the table.
const COLUMNS: usize = 8;

/// Rows from one safepoint to the next.
const BLOCK: u64 = 1 << 12;

struct FrameKernel {
    table: Ring,
    /// The rows of each part; one follows the other.
    parts: Vec<Range<u64>>,
    /// The digest of each part, as cut from a table that was transformed as a whole.
    whole: OnceLock<Vec<u128>>,
}

impl FrameKernel {
    fn new(items: &Items) -> Self {
        let mut end = 0;
        let parts = lengths(items).into_iter().map(|length| {
            let start = end;
            end += length;
            start..end
        });
        Self {
            parts: parts.collect(),
            table: Ring::new(items.seed),
            whole: OnceLock::new(),
        }
    }

    /// The digests of all parts by another method: the distinct rows of the table are transformed
    /// as a whole, and only then cut.
    fn unsplit(&self) -> Vec<u128> {
        let rows = self.parts.last().map_or(0, |part| part.end);
        let distinct = rows.min(Ring::rows(COLUMNS));
        let digests: Vec<_> = (0..distinct)
            .map(|row| digest(self.table.row(row)))
            .collect();
        let mut stacked = (0..rows).zip(digests.into_iter().cycle());
        self.parts
            .iter()
            .map(|part| {
                let length = usize::try_from(part.end - part.start).unwrap_or(usize::MAX);
                let rows = stacked.by_ref().take(length);
                rows.map(|(row, digest)| placed(digest, row)).sum()
            })
            .collect()
    }
}

/// The digest of a row that was scaled to length 1; one of zeros stays as it is.
#[inline]
fn digest(digits: [u8; COLUMNS]) -> u64 {
    let numbers = digits.map(f64::from);
    let length = numbers.iter().map(|x| x * x).sum::<f64>().sqrt();
    let scale = if length > 0.0 { length } else { 1.0 };
    numbers
        .iter()
        .fold(0, |digest, x| scramble(digest ^ (x / scale).to_bits()))
}

/// The digest of a row in its place: an odd multiple, so that no two rows can be swapped.
#[inline]
fn placed(digest: u64, row: u64) -> u128 {
    digest.wrapping_mul(2 * row + 1).into()
}

/// How many rows each part has: in equal parts, of which the first are one longer where it does
/// not come out even; or of as many as equal parts would have on average, each as its size says.
fn lengths(items: &Items) -> Vec<u64> {
    let tasks = u64::from(items.tasks);
    match &items.sizes {
        Sizes::Uniform(rows) => (0..tasks)
            .map(|part| rows / tasks + u64::from(part < rows % tasks))
            .collect(),
        Sizes::Each(sizes) => sizes.iter().map(|size| size / tasks.max(1)).collect(),
    }
}

impl Kernel for FrameKernel {
    fn compute(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Answer {
        let Range { start, end } = self.parts[task.index()];
        let mut sum = 0;
        for block in blocks(end - start, BLOCK, breathe) {
            for row in block {
                let row = start + row;
                sum += placed(digest(self.table.row(row)), row);
            }
        }
        Answer::Number(sum)
    }

    fn expected(&self, task: TaskId) -> Option<Answer> {
        let whole = self.whole.get_or_init(|| self.unsplit());
        whole.get(task.index()).copied().map(Answer::Number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Shape;

    fn frame(parts: u32, rows: u64, shape: Shape) -> FrameKernel {
        FrameKernel::new(&Items::shaped(parts, rows, shape, 42, 1.0))
    }

    fn stacked(frame: &FrameKernel) -> u128 {
        let tasks = (0..frame.parts.len()).map(|task| TaskId::new(u32::try_from(task).unwrap()));
        tasks
            .map(|task| match frame.run(task) {
                Answer::Number(digest) => digest,
                other => panic!("{other} is no digest"),
            })
            .sum()
    }

    #[test]
    fn a_table_is_cut_as_numpy_does_it() {
        let lengths = |parts, rows| lengths(&Items::shaped(parts, rows, Shape::Uniform, 1, 1.0));
        assert_eq!(lengths(3, 8), [3, 3, 2]);
        assert_eq!(lengths(4, 8), [2, 2, 2, 2]);
        assert_eq!(lengths(4, 3), [1, 1, 1, 0]);
    }

    #[test]
    fn stacked_again_the_parts_are_the_whole_wherever_it_was_cut() {
        let whole = stacked(&frame(1, 10_000, Shape::Uniform));
        for parts in [2, 3, 7, 10_000, 10_001] {
            assert_eq!(
                stacked(&frame(parts, 10_000, Shape::Uniform)),
                whole,
                "{parts} parts"
            );
        }
        assert_ne!(stacked(&frame(2, 9_999, Shape::Uniform)), whole);
    }

    #[test]
    fn in_another_shape_parts_differ_and_the_table_is_about_as_long() {
        let frame = frame(4, 10_000, Shape::Straggler);
        let mut lengths: Vec<_> = frame
            .parts
            .iter()
            .map(|part| part.end - part.start)
            .collect();
        lengths.sort_unstable();
        assert!(lengths[3] > 9 * lengths[2]);
        assert!(lengths.iter().sum::<u64>().abs_diff(10_000) <= 4);
    }

    #[test]
    fn a_row_is_known_by_its_direction_and_its_place() {
        let row = |row, first| placed(digest([first, 0, 0, 0, 0, 0, 0, 0]), row);
        assert_eq!(row(0, 1), row(0, 9));
        assert_ne!(row(0, 1), row(1, 1));
        assert_ne!(row(0, 1), row(0, 0));
    }
}
