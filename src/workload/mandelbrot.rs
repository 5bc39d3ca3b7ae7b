//! `mandelbrot`: one row of a picture of the Mandelbrot set.
//!
//! Uneven by nature: a row through the middle of the set runs into the limit of iterations
//! everywhere, a row at the edge escapes at once. The cost of a row is unknown beforehand.

use super::{Answer, Items, Kernel, Workload, safepoint::blocks};
use crate::base::TaskId;

pub(super) const WORKLOAD: Workload = Workload {
    name: "mandelbrot",
    about: "computes a row of a picture: those through the middle cost the most",
    size_unit: Some("pixels in a row"),
    default_size: 25_000,
    default_tasks: 64,
    takes_items: false,
    arguments: &[],
    is_split: false,
    cost_exponent: 1.0,
    max_size: 1_000_000_000,
    prepare: |items| Box::new(Mandelbrot { items }),
};

/// Iterations after which a point is taken to be in the set.
const LIMIT: u32 = 1000;

/// Pixels from one safepoint to the next; of the set, they take 128 000 iterations.
const BLOCK: u64 = 1 << 7;

/// The corner of the picture, and how far it reaches from there.
const LEFT: f64 = -2.5;
const TOP: f64 = 1.25;
const WIDTH: f64 = 3.5;
const HEIGHT: f64 = 2.5;

struct Mandelbrot {
    items: Items,
}

impl Kernel for Mandelbrot {
    /// The iterations of all pixels of the row; the picture has as many rows as there are tasks.
    #[expect(clippy::cast_precision_loss, reason = "exact below 2^53")]
    fn compute(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Answer {
        let pixels = self.items.size(task);
        let im = TOP - HEIGHT * (f64::from(task.get()) + 0.5) / f64::from(self.items.tasks);
        let step = WIDTH / pixels as f64;
        let iterations = blocks(pixels, BLOCK, breathe)
            .flatten()
            .map(|pixel| u64::from(iterations(LEFT + step * (pixel as f64 + 0.5), im)))
            .sum::<u64>();
        Answer::Number(iterations.into())
    }
}

/// How often z ← z² + c can be done, from 0, until |z| > 2; at most [`LIMIT`].
#[inline]
fn iterations(re: f64, im: f64) -> u32 {
    let (mut x, mut y) = (0.0, 0.0);
    for done in 0..LIMIT {
        let (xx, yy) = (x * x, y * y);
        if xx + yy > 4.0 {
            return done;
        }
        y = 2.0 * x * y + im;
        x = xx - yy + re;
    }
    LIMIT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Shape;

    #[test]
    fn points_of_the_set_never_escape_and_others_do() {
        // 1: 0, 1, 2, 5. −2 goes to 2 and stays. i runs round a cycle. 2 + 2i is out at once.
        for (re, im, expected) in [
            (0.0, 0.0, LIMIT),
            (-1.0, 0.0, LIMIT),
            (-2.0, 0.0, LIMIT),
            (0.0, 1.0, LIMIT),
            (1.0, 0.0, 3),
            (2.0, 2.0, 1),
        ] {
            assert_eq!(iterations(re, im), expected, "{re} + {im}i");
        }
    }

    #[test]
    fn the_picture_is_symmetric_and_its_middle_costs_far_more_than_its_edge() {
        let rows = 33;
        let kernel = Mandelbrot {
            items: Items::shaped(rows, 200, Shape::Uniform, 1, 1.0),
        };
        let row = |task| match kernel.run(TaskId::new(task)) {
            Answer::Number(iterations) => iterations,
            other => panic!("{other:?} is no number"),
        };
        assert!(row(16) > 20 * row(0));
        assert!((0..rows).all(|task| row(task).abs_diff(row(rows - 1 - task)) <= 1000));
    }
}
