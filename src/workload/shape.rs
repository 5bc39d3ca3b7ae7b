//! [`Shape`]: how the cost is spread over the tasks.
//!
//! Equal tasks hide the effect of a chunksize; these distributions show it. The whole
//! cost is the same in each of them, so that a change of shape leaves T₁ where it is.

use super::{Sizes, random::Random};

/// The stream of the seed that shapes are drawn from; tasks draw theirs from their own number.
const STREAM: u64 = u64::MAX;

/// The standard deviation of the logarithm of a random cost.
const SIGMA: f64 = 0.75;

/// A distribution of task costs with mean 1.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Default,
    strum::Display,
    strum::EnumString,
    strum::VariantNames,
    strum::VariantArray,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Shape {
    /// Every task costs the same.
    #[default]
    Uniform,
    /// Costs grow evenly, the last task costing nineteen times as much as the first.
    Ramp,
    /// Costs scatter like a log-normal variable.
    Random,
    /// One task in five, placed by the seed, costs eight times as much as each other.
    Bimodal,
    /// One task costs ten times as much as each other.
    ///
    /// The seed places it in the second half, where little work is left to hide it behind.
    Straggler,
    /// The first task costs ten times as much as each other: tasks that wait for it, wait long.
    SlowFirst,
}

impl Shape {
    /// A line on the shape, for help and form.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Uniform => "every task costs the same",
            Self::Ramp => "costs grow from first to last, 1 to 19",
            Self::Random => "costs scatter, log-normal: many small, a few large",
            Self::Bimodal => "one task in five costs 8 × as much as the others",
            Self::Straggler => "one late task costs 10 × as much as each other",
            Self::SlowFirst => "the first task costs 10 × as much as each other",
        }
    }

    /// The cost of each task; all above 0 and at most 404, their mean 1.
    ///
    /// Equal on every machine: transcendental functions are taken from `libm`, the standard
    /// library's differ by system.
    #[must_use]
    pub fn weights(self, tasks: u32, seed: u64) -> Vec<f64> {
        let mut random = Random::new(seed, STREAM);
        let mut weights: Vec<f64> = match self {
            Self::Uniform => vec![1.0; tasks as usize],
            Self::Ramp => {
                let steps = f64::from(tasks.saturating_sub(1).max(1));
                (0..tasks)
                    .map(|task| 0.1 + 1.8 * f64::from(task) / steps)
                    .collect()
            }
            Self::Random => (0..tasks)
                .map(|_| libm::exp(SIGMA * random.normal()))
                .collect(),
            Self::Bimodal => {
                // Knuth's selection sampling: each set of long tasks is equally likely.
                let mut long = tasks.div_ceil(5);
                (0..tasks)
                    .map(|task| {
                        let chosen = random.below(tasks - task) < long;
                        long -= u32::from(chosen);
                        if chosen { 8.0 } else { 1.0 }
                    })
                    .collect()
            }
            Self::Straggler => {
                let straggler = tasks / 2 + random.below(tasks.div_ceil(2));
                (0..tasks)
                    .map(|task| if task == straggler { 10.0 } else { 1.0 })
                    .collect()
            }
            Self::SlowFirst => (0..tasks)
                .map(|task| if task == 0 { 10.0 } else { 1.0 })
                .collect(),
        };
        let mean = weights.iter().sum::<f64>() / f64::from(tasks);
        for weight in &mut weights {
            *weight /= mean;
        }
        weights
    }

    /// The size of each task, so that costs follow the shape and cost `size`^p on average.
    ///
    /// A task that weighs w has size · w^(1/p), p being the exponent by which cost grows with
    /// size; sizes are rounded and at least 1.
    #[must_use]
    pub fn sizes(self, tasks: u32, size: u64, seed: u64, cost_exponent: f64) -> Sizes {
        if self == Self::Uniform {
            return Sizes::Uniform(size.max(1));
        }
        let sizes = self.weights(tasks, seed).into_iter();
        Sizes::Each(
            sizes
                .map(|weight| scaled(size, libm::pow(weight, 1.0 / cost_exponent)))
                .collect(),
        )
    }
}

/// `size` times `factor`, rounded, at least 1.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "exact below 2^53; a cast from float saturates"
)]
const fn scaled(size: u64, factor: f64) -> u64 {
    let scaled = (size as f64 * factor).round() as u64;
    if scaled == 0 { 1 } else { scaled }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use strum::VariantArray;

    fn each(sizes: Sizes) -> Vec<u64> {
        match sizes {
            Sizes::Uniform(size) => vec![size],
            Sizes::Each(sizes) => sizes,
        }
    }

    #[test]
    fn a_seed_means_the_same_tasks_on_every_machine_and_in_every_release() {
        let sizes = |shape: Shape| each(shape.sizes(8, 1_000_000_000, 42, 1.5));
        assert_eq!(
            sizes(Shape::Random),
            [
                450_249_900,
                1_290_408_822,
                1_034_515_287,
                956_404_158,
                851_828_516,
                1_688_357_754,
                848_022_791,
                616_079_060
            ]
        );
        assert_eq!(
            sizes(Shape::Bimodal),
            [
                509_461_696,
                509_461_696,
                509_461_696,
                509_461_696,
                2_037_846_786,
                509_461_696,
                2_037_846_786,
                509_461_696
            ]
        );
        assert_eq!(
            sizes(Shape::Straggler),
            [
                605_007_433,
                605_007_433,
                605_007_433,
                605_007_433,
                605_007_433,
                2_808_195_746,
                605_007_433,
                605_007_433
            ]
        );
    }

    #[test]
    fn equal_tasks_need_no_list_of_sizes() {
        assert_eq!(
            Shape::Uniform.sizes(1_000_000, 7, 1, 1.0),
            Sizes::Uniform(7)
        );
    }

    #[test]
    fn a_ramp_climbs_from_a_tenth_of_the_mean() {
        assert_eq!(each(Shape::Ramp.sizes(3, 1000, 1, 1.0)), [100, 1000, 1900]);
        assert_eq!(each(Shape::Ramp.sizes(1, 1000, 1, 1.0)), [1000]);
    }

    #[test]
    fn a_slow_first_task_is_the_first_and_costs_ten_others() {
        let weights = Shape::SlowFirst.weights(12, 7);
        assert!((weights[0] / weights[1] - 10.0).abs() < 1e-9);
        assert!(weights[1..].windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(Shape::SlowFirst.weights(1, 7), [1.0]);
    }

    #[test]
    fn a_tenfold_cost_is_a_size_that_costs_tenfold() {
        let weights = Shape::Straggler.weights(100, 3);
        let sizes = each(Shape::Straggler.sizes(100, 1000, 3, 3.0));
        for (weight, size) in weights.into_iter().zip(sizes) {
            let side = weight.cbrt() * 1000.0;
            assert!((side - f64::from(u32::try_from(size).unwrap())).abs() <= 0.5);
        }
    }

    proptest! {
        #[test]
        fn the_shape_never_changes_the_work_as_a_whole(tasks in 1_u32..2000, seed: u64) {
            for &shape in Shape::VARIANTS {
                let weights = shape.weights(tasks, seed);
                prop_assert_eq!(weights.len(), tasks as usize);
                prop_assert!(weights.iter().all(|&w| 0.0 < w && w < 404.0), "{shape}");
                let mean = weights.iter().sum::<f64>() / f64::from(tasks);
                prop_assert!((mean - 1.0).abs() < 1e-12, "{shape}: mean {mean}");
            }
        }

        #[test]
        fn the_same_seed_gives_the_same_sizes(
            tasks in 1_u32..2000, size in 0_u64..1_000_000_000_000, seed: u64, p in 0.5..4.0,
        ) {
            for &shape in Shape::VARIANTS {
                let sizes = shape.sizes(tasks, size, seed, p);
                prop_assert_eq!(&sizes, &shape.sizes(tasks, size, seed, p));
                prop_assert!(each(sizes).iter().all(|&size| size >= 1));
            }
        }

        #[test]
        fn one_straggler_is_ten_times_the_others_and_comes_late(
            tasks in 2_u32..2000, seed: u64,
        ) {
            let weights = Shape::Straggler.weights(tasks, seed);
            let most = weights.iter().copied().fold(0.0, f64::max);
            let place = weights.iter().position(|&w| w >= most).unwrap();
            prop_assert!(place >= tasks as usize / 2);
            for (task, weight) in weights.iter().enumerate() {
                let ratio = if task == place { 1.0 } else { 10.0 };
                prop_assert!((most / weight - ratio).abs() < 1e-9);
            }
        }

        #[test]
        fn one_task_in_five_of_two_sorts_is_the_long_one(tasks in 2_u32..2000, seed: u64) {
            let weights = Shape::Bimodal.weights(tasks, seed);
            let most = weights.iter().copied().fold(0.0, f64::max);
            let long = weights.iter().filter(|&&w| w >= most).count();
            prop_assert_eq!(long, tasks.div_ceil(5) as usize);
            let short = weights.into_iter().fold(most, f64::min);
            prop_assert!((most / short - 8.0).abs() < 1e-9);
        }
    }
}
