//! [`Difference`]: whether one setting is really faster than another.

use super::{Interval, outliers, t95};
use crate::base::{Nanos, Ratio};

/// The assumed variation of a single run on a quiet machine: without repeats none is known.
const ASSUMED: f64 = 0.05;

/// The words for two settings neither of which was repeated.
const EACH: &str = "once each";

/// How two settings compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The second takes less time, and more repeats would hardly change that.
    Faster,
    /// The second takes more time.
    Slower,
    /// They differ by no more than repeats of either do.
    WithinNoise,
    /// One of them was run only once: how much of the difference is noise is not known.
    Unknown,
}

/// The difference of two settings, each with its repeats.
///
/// Welch's t-test at 95 %, the outliers left aside: the difference of the means is beyond the
/// noise if it is more than t·√(s₁²/n₁ + s₂²/n₂), with the degrees of freedom of Welch and
/// Satterthwaite, and if the intervals of the medians do not overlap: no sentence says otherwise
/// than the figures beside it. Where one of them was run once, nothing is known of the noise; its
/// spread is assumed to be 5 % then, to set off a difference that is more than twice that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The mean time of the second over that of the first, less one: −0.2 is a fifth less time.
    pub change: Ratio,
    /// The margin of the change, either way.
    pub margin: Ratio,
    /// Whether it counts.
    pub verdict: Verdict,
    /// Which of the two was run only once: neither, the first, the second, or both.
    once: [bool; 2],
}

impl Difference {
    /// The difference of the times of two settings; `None` where one has none.
    #[must_use]
    pub fn of(first: &[Nanos], second: &[Nanos]) -> Option<Self> {
        let [first, second] = [Sample::of(first)?, Sample::of(second)?];
        let measured = first.count.min(second.count) > 1.0;
        let error = (first.error() + second.error()).sqrt();
        let margin = if measured {
            error * t95(freedom(first, second))
        } else {
            error * 2.0
        };
        let change = second.mean - first.mean;
        let apart = !overlap(first.interval, second.interval);
        let verdict = match change {
            _ if !measured => Verdict::Unknown,
            change if change.abs() > margin && apart && change < 0.0 => Verdict::Faster,
            change if change.abs() > margin && apart => Verdict::Slower,
            _ => Verdict::WithinNoise,
        };
        let share = |time: f64| Ratio::new(time / first.mean);
        Some(Self {
            change: share(change),
            margin: share(margin),
            verdict,
            once: [first, second].map(|sample| sample.count <= 1.0),
        })
    }

    /// Whether it is one that more repeats would hardly change.
    #[must_use]
    pub const fn counts(&self) -> bool {
        matches!(self.verdict, Verdict::Faster | Verdict::Slower)
    }

    /// Whether it is one that counts, or of single runs, one that is large.
    #[must_use]
    pub fn stands_out(&self) -> bool {
        let is_large = self.change.get().abs() > self.margin.get();
        self.counts() || (self.verdict == Verdict::Unknown && is_large)
    }

    /// Whether the second took more time.
    #[must_use]
    pub fn is_slower(&self) -> bool {
        self.change > Ratio::ZERO
    }

    /// A sentence on the second, held against the first.
    #[must_use]
    pub fn sentence(&self, first: &str, second: &str) -> String {
        let percent = |share: f64| {
            let digits = usize::from(share.abs() < 0.0995);
            format!("{:.digits$} %", share.abs() * 100.0)
        };
        let change = percent(self.change.get());
        match self.verdict {
            Verdict::WithinNoise => {
                format!("{second} and {first} differ by {change}, which is within the noise")
            }
            Verdict::Unknown if self.stands_out() => format!(
                "{second} took {change} {} time than {first} ({})",
                self.more(),
                self.runs(first, second)
            ),
            Verdict::Unknown => format!(
                "{second} and {first} differ by {change}: too little to tell from {}",
                match self.runs(first, second) {
                    each if each == EACH => "one run of each".into(),
                    one => one,
                }
            ),
            Verdict::Faster | Verdict::Slower => format!(
                "{second} takes {change} {} time than {first} (± {})",
                self.more(),
                percent(self.margin.get())
            ),
        }
    }

    fn more(&self) -> &'static str {
        if self.is_slower() { "more" } else { "less" }
    }

    fn runs(&self, first: &str, second: &str) -> String {
        match self.once {
            [true, false] => format!("one run of {first}"),
            [false, true] => format!("one run of {second}"),
            _ => EACH.into(),
        }
    }
}

/// Whether two intervals have a time in common.
fn overlap(one: Option<Interval>, other: Option<Interval>) -> bool {
    let pair = one.zip(other);
    pair.is_some_and(|(one, other)| one.low <= other.high && other.low <= one.high)
}

/// Mean and variance of some times, in seconds.
#[derive(Clone, Copy)]
struct Sample {
    mean: f64,
    variance: f64,
    count: f64,
    interval: Option<Interval>,
}

impl Sample {
    fn of(values: &[Nanos]) -> Option<Self> {
        let far = outliers(values);
        let kept = values.iter().enumerate();
        let kept = kept.filter(|(index, _)| !far.contains(index));
        let kept: Vec<_> = kept.map(|(_, value)| *value).collect();
        let interval = Interval::of(&kept);
        let kept: Vec<_> = kept.into_iter().map(Nanos::as_secs_f64).collect();
        let count = f64::from(u32::try_from(kept.len()).ok().filter(|&count| count > 0)?);
        let mean = kept.iter().sum::<f64>() / count;
        let squares: f64 = kept.iter().map(|value| (value - mean).powi(2)).sum();
        let variance = if count > 1.0 {
            squares / (count - 1.0)
        } else {
            (ASSUMED * mean).powi(2)
        };
        (mean > 0.0).then_some(Self {
            mean,
            variance,
            count,
            interval,
        })
    }

    /// The square of the standard error of the mean.
    fn error(&self) -> f64 {
        self.variance / self.count
    }
}

/// The degrees of freedom of Welch and Satterthwaite.
fn freedom(one: Sample, other: Sample) -> f64 {
    let part = |sample: Sample| sample.error().powi(2) / (sample.count - 1.0);
    let sum = part(one) + part(other);
    if sum > 0.0 {
        (one.error() + other.error()).powi(2) / sum
    } else {
        one.count + other.count - 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{
        ChaCha8Rng,
        rand_core::{Rng, SeedableRng},
    };

    fn times(millis: &[u64]) -> Vec<Nanos> {
        millis.iter().map(|&one| Nanos::from_millis(one)).collect()
    }

    fn verdict(first: &[u64], second: &[u64]) -> Verdict {
        Difference::of(&times(first), &times(second))
            .unwrap()
            .verdict
    }

    /// Five repeats of so many seconds, give or take 2 %.
    fn repeats(random: &mut ChaCha8Rng, seconds: f64) -> Vec<Nanos> {
        let mut uniform = || f64::from(random.next_u32()) / f64::from(u32::MAX);
        let mut normal = || (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
        (0..5)
            .map(|_| Nanos::from_secs_f64(seconds * (1.0 + 0.02 * normal())))
            .collect()
    }

    #[test]
    fn no_winner_is_named_where_the_repeats_overlap() {
        let (a, b) = (&[100, 104, 98, 101, 103], &[101, 99, 102, 100, 97]);
        assert_eq!(verdict(a, b), Verdict::WithinNoise);
        assert_eq!(verdict(a, &[90, 91, 92, 89, 90]), Verdict::Faster);
        assert_eq!(verdict(&[90, 91, 92, 89, 90], a), Verdict::Slower);
    }

    #[test]
    fn one_outlier_hides_no_difference_and_makes_none() {
        let a = &[100, 101, 102, 99, 900];
        assert_eq!(verdict(a, &[100, 101, 102, 99, 100]), Verdict::WithinNoise);
        assert_eq!(verdict(a, &[80, 81, 82, 79, 80]), Verdict::Faster);
    }

    #[test]
    fn from_one_run_of_each_nothing_is_claimed_and_a_large_difference_stands_out() {
        let of = |a: &[u64], b: &[u64]| Difference::of(&times(a), &times(b)).unwrap();
        // 5 % each, twice √2 of that.
        for (one, other, stands_out) in [(100, 114, false), (100, 117, true), (100, 60, true)] {
            let found = of(&[one], &[other]);
            assert_eq!(found.verdict, Verdict::Unknown);
            assert_eq!(found.stands_out(), stands_out, "{one} and {other}");
            assert!(!found.counts());
        }
        // Repeats of one of them say nothing of the other's noise.
        let half = of(&[100, 101, 99], &[200]);
        assert_eq!(half.verdict, Verdict::Unknown);
        assert_eq!(
            half.sentence("pool", "serial"),
            "serial took 100 % more time than pool (one run of serial)"
        );
    }

    #[test]
    fn where_intervals_overlap_no_difference_is_claimed() {
        // Welch's test alone would tell them apart.
        let (a, b) = (&[100, 102, 104, 106, 110], &[109, 112, 114, 116, 118]);
        assert_eq!(verdict(a, b), Verdict::WithinNoise);
        assert_eq!(verdict(a, &[111, 112, 114, 116, 118]), Verdict::Slower);
    }

    #[test]
    fn equal_times_do_not_differ_and_none_are_not_compared() {
        assert_eq!(verdict(&[5, 5], &[5, 5]), Verdict::WithinNoise);
        assert_eq!(Difference::of(&times(&[5]), &[]), None);
        assert_eq!(Difference::of(&times(&[0]), &times(&[5])), None);
    }

    #[test]
    fn the_noise_of_two_percent_seldom_passes_for_a_difference_and_ten_percent_do() {
        let (mut false_alarms, mut missed) = (0, 0);
        for seed in 0..400 {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            let [a, b, c] = [1.0, 1.0, 0.9].map(|seconds| repeats(&mut random, seconds));
            let counts = |other| Difference::of(&a, other).unwrap().counts();
            false_alarms += u32::from(counts(&b));
            missed += u32::from(!counts(&c));
        }
        println!("of 400: {false_alarms} false alarms, {missed} missed");
        assert!(false_alarms <= 28 && missed <= 8);
    }

    #[test]
    fn the_sentence_names_no_winner_within_the_noise() {
        let of = |a: &[u64], b: &[u64]| {
            let difference = Difference::of(&times(a), &times(b)).unwrap();
            difference.sentence("a pool", "threads")
        };
        assert_eq!(
            of(&[100, 104, 98], &[101, 99, 105]),
            "threads and a pool differ by 1.0 %, which is within the noise"
        );
        assert_eq!(
            of(&[100], &[104]),
            "threads and a pool differ by 4.0 %: too little to tell from one run of each"
        );
        assert_eq!(
            of(&[100], &[50]),
            "threads took 50 % less time than a pool (once each)"
        );
        assert_eq!(
            of(&[100, 101, 99], &[80, 81, 79]),
            "threads takes 20 % less time than a pool (± 2.3 %)"
        );
    }
}
