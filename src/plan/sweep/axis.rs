//! [`SweepAxis`]: a parameter and the values it is taken through.
//!
//! ```text
//! chunksize=1..64            1 2 4 8 … 64: each twice the one before, both ends included
//! chunksize=1..64:linear     evenly spaced, about sixteen
//! chunksize=1..64:9          nine values; with linear, nine evenly spaced ones
//! chunksize=1..64:+8         1 9 17 …, and the end
//! workers=1,2,4  mode=serial,pool  task-time=1ms..100ms
//! ```

use crate::{
    base::{Bytes, Nanos, Percent},
    plan::{Domain, Experiment, Parameter, PlanError, parameter},
};

/// About as many values as a range has where nothing else was said.
const SOME: u32 = 16;

/// More values than that are a typing error.
const MOST: usize = 512;

/// A parameter and its values.
#[derive(Debug, Clone)]
pub struct SweepAxis {
    /// The swept parameter.
    pub parameter: &'static Parameter,
    /// Its values as they are typed, none twice.
    pub values: Vec<String>,
}

impl PartialEq for SweepAxis {
    fn eq(&self, other: &Self) -> bool {
        self.parameter.name == other.parameter.name && self.values == other.values
    }
}

/// How the values of a range lie.
#[derive(Default)]
struct Steps {
    linear: bool,
    count: Option<u64>,
    width: Option<u64>,
}

impl SweepAxis {
    /// Reads `PARAMETER=VALUES`, as above.
    ///
    /// # Errors
    /// [`PlanError`], with a way out.
    pub fn parse(text: &str) -> Result<Self, PlanError> {
        let Some((name, values)) = text.split_once('=') else {
            return refuse(format!(
                "`{text}` is no sweep: write a parameter and its values, such as chunksize=1..64"
            ));
        };
        let parameter = parameter(name.trim().trim_start_matches('-'))?;
        let name = parameter.name;
        if matches!(
            parameter.domain,
            Domain::Numbers | Domain::Words | Domain::Path | Domain::Function
        ) {
            return refuse(format!("{name} is a text or a list and cannot be swept"));
        }
        if ["repeats", "warmups"].contains(&name) {
            return refuse(format!(
                "{name} says how each point is measured and cannot be swept"
            ));
        }
        let texts = match values.split_once("..") {
            Some((from, rest)) => {
                let (to, steps) = rest.split_once(':').unwrap_or((rest, ""));
                range(parameter, from, to, steps)?
            }
            None => values.split(',').map(ToOwned::to_owned).collect(),
        };
        let mut values: Vec<String> = Vec::new();
        for text in texts {
            let value = spelled(parameter, &text)?;
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Ok(Self { parameter, values })
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none; [`SweepAxis::parse`] makes no such axis.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// A value as a number on a scale: a count, nanoseconds, bytes, percent; `None` for a name.
    #[must_use]
    pub fn amount(&self, value: usize) -> Option<u64> {
        amount(self.parameter.domain, self.values.get(value)?)
    }

    /// All values as numbers, where all are and they grow.
    #[must_use]
    pub fn amounts(&self) -> Option<Vec<u64>> {
        let amounts: Option<Vec<_>> = (0..self.len()).map(|value| self.amount(value)).collect();
        amounts.filter(|amounts| amounts.windows(2).all(|pair| pair[0] < pair[1]))
    }
}

impl std::fmt::Display for SweepAxis {
    /// The text as it can be typed: `chunksize=1,2,4`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.parameter.name, self.values.join(","))
    }
}

fn refuse<T>(text: String) -> Result<T, PlanError> {
    Err(PlanError::Sweep(text))
}

/// A value as the parameter itself writes it, so that `1000us` and `1ms` are one.
fn spelled(parameter: &Parameter, text: &str) -> Result<String, PlanError> {
    let mut experiment = Experiment::default();
    parameter.set(&mut experiment, text)?;
    Ok((parameter.get)(&experiment).to_string())
}

fn amount(domain: Domain, text: &str) -> Option<u64> {
    let text = text.trim();
    match domain {
        Domain::Number { .. } | Domain::Multiple { .. } => text.parse().ok(),
        Domain::Time => text.parse().ok().map(Nanos::get),
        Domain::Bytes => text.parse().ok().map(Bytes::get),
        Domain::Share => text.parse().ok().map(|share: Percent| share.get().into()),
        _ => None,
    }
}

fn text(domain: Domain, amount: u64) -> String {
    match domain {
        Domain::Time => format!("{amount}ns"),
        Domain::Share => format!("{amount}%"),
        _ => amount.to_string(),
    }
}

fn range(
    parameter: &Parameter,
    from: &str,
    to: &str,
    steps: &str,
) -> Result<Vec<String>, PlanError> {
    let (name, domain) = (parameter.name, parameter.domain);
    if matches!(domain, Domain::Names(_)) {
        return refuse(format!(
            "{name} takes names, which have no range: list them, as in {name}={}",
            parameter.takes().replace(", ", ",")
        ));
    }
    let end = |text: &str| {
        spelled(parameter, text)?;
        let amount = amount(domain, text);
        amount.ok_or_else(|| {
            PlanError::Sweep(format!("a range of {name} cannot end at `{}`", text.trim()))
        })
    };
    let (from, to) = (end(from)?, end(to)?);
    if from > to {
        return refuse(format!("{name} goes from less to more: turn the range"));
    }
    let mut how = Steps {
        // Shares have no use for doubling.
        linear: matches!(domain, Domain::Share),
        ..Steps::default()
    };
    for word in steps.split(':').filter(|word| !word.is_empty()) {
        match (word, word.strip_prefix('+')) {
            ("linear", _) => how.linear = true,
            (_, Some(width)) if amount(domain, width).is_some_and(|width| width > 0) => {
                how.width = amount(domain, width);
            }
            (count, None) if count.parse().is_ok_and(|count: u64| count > 1) => {
                how.count = count.parse().ok();
            }
            _ => {
                return refuse(format!(
                    "`{word}` is no way to step {name}: write linear, a number of values such as \
                     9, or a width such as +8"
                ));
            }
        }
    }
    let amounts = how.amounts(from, to, matches!(domain, Domain::Time));
    if amounts.len() > MOST {
        return refuse(format!("{name} has too many values: give at most {MOST}"));
    }
    if amounts.is_empty() {
        return refuse(format!(
            "{name} cannot be doubled from 0: begin with more, or write {name}=0..{to}:linear"
        ));
    }
    Ok(amounts
        .into_iter()
        .map(|amount| text(domain, amount))
        .collect())
}

impl Steps {
    /// The values, both ends among them; none where there are none.
    fn amounts(&self, from: u64, to: u64, decimal: bool) -> Vec<u64> {
        let span = to - from;
        let mut amounts = vec![from];
        match (self.width, self.count) {
            // One more than is allowed is enough to be refused.
            (Some(width), _) => amounts.extend(evenly(from, to, width).take(MOST)),
            (None, Some(count)) => {
                let count = count.min(MOST as u64 + 1);
                let between = (1..count - 1).map(|step| {
                    if self.linear {
                        from + part(span, step, count - 1)
                    } else {
                        between(from, to, step, count - 1)
                    }
                });
                amounts.extend(between);
            }
            (None, None) if self.linear => {
                let width = rounds()
                    .find(|round| *round * u64::from(SOME) >= span)
                    .unwrap_or(span);
                amounts.extend(evenly(from, to, width));
            }
            (None, None) if from == 0 => return Vec::new(),
            // Times are read in ones, twos and fives.
            (None, None) if decimal => {
                amounts.extend(rounds().skip_while(|r| *r <= from).take_while(|r| *r < to));
            }
            (None, None) => {
                let doublings = (to / from).ilog2();
                let power = 1 + doublings / SOME;
                let mut next = from;
                while let Some(value) = next.checked_mul(1 << power).filter(|next| *next < to) {
                    amounts.push(value);
                    next = value;
                }
            }
        }
        amounts.push(to);
        amounts.dedup();
        amounts
    }
}

/// 1, 2, 5, 10, 20, 50, …
fn rounds() -> impl Iterator<Item = u64> {
    (0..19).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power)))
}

/// The values between the ends, at that distance.
fn evenly(from: u64, to: u64, width: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(from.checked_add(width), move |at| at.checked_add(width))
        .take_while(move |at| *at < to)
}

fn part(whole: u64, part: u64, of: u64) -> u64 {
    let share = u128::from(whole) * u128::from(part) / u128::from(of.max(1));
    u64::try_from(share).unwrap_or(whole)
}

/// The value at a share of the way on a logarithmic scale, in two digits.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "two digits are kept"
)]
fn between(from: u64, to: u64, step: u64, steps: u64) -> u64 {
    let (low, high) = (libm::log(from.max(1) as f64), libm::log(to.max(1) as f64));
    let exact = libm::exp(low + (high - low) * step as f64 / steps as f64);
    let unit = 10_f64.powf((exact.log10().floor() - 1.0).max(0.0));
    (((exact / unit).round() * unit) as u64).clamp(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values(text: &str) -> String {
        SweepAxis::parse(text).expect(text).values.join(" ")
    }

    #[test]
    fn a_range_is_stepped_as_one_would_read_it() {
        for (text, found) in [
            ("chunksize=1..64", "1 2 4 8 16 32 64"),
            ("chunksize=1..24", "1 2 4 8 16 24"),
            ("chunksize=3..3", "3"),
            ("chunksize=1..8:linear", "1 2 3 4 5 6 7 8"),
            ("chunksize=1..64:+16", "1 17 33 49 64"),
            ("chunksize=1..64:linear:4", "1 22 43 64"),
            ("chunksize=1..1000:4", "1 10 100 1000"),
            ("task-time=1ms..100ms", "1ms 2ms 5ms 10ms 20ms 50ms 100ms"),
            ("payload=1KiB..8KiB", "1KiB 2KiB 4KiB 8KiB"),
            ("payload=0..4KiB:+2KiB", "0 2KiB 4KiB"),
            ("io=0..0.9", "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9"),
            ("workers=1,2,cores", "1 2 cores"),
            ("chunksize=default, static,4,4", "default static 4"),
            ("task-time=1ms,1000us", "1ms"),
            ("start=fork,spawn", "fork spawn"),
        ] {
            assert_eq!(values(text), found, "{text}");
        }
        assert!(values("size=1..1000000000").split(' ').count() <= 18);
        assert!(values("tasks=1..1000:linear").split(' ').count() <= 18);
    }

    #[test]
    fn what_cannot_be_swept_is_refused_with_a_way_out() {
        for (text, hint) in [
            ("chunksize", "such as chunksize=1..64"),
            ("chunk-size=1", "did you mean `chunksize`"),
            ("chunksize=64..1", "turn the range"),
            ("chunksize=0..4", "1 to"),
            ("chunksize=1..", "give 1 to"),
            ("chunksize=1..x", "is no chunksize"),
            ("payload=0..4KiB", "payload=0.."),
            ("chunksize=1..64:log", "linear, a number"),
            ("chunksize=1..64:+0", "linear, a number"),
            ("chunksize=1..64:1", "linear, a number"),
            ("chunksize=1..1000:+1", "too many"),
            ("mode=serial..pool", "mode=serial,threaded,process,pool"),
            ("mode=serial,pol", "did you mean `pool`"),
            ("workers=1..cores", "cannot end at `cores`"),
            ("items=1,2", "cannot be swept"),
            ("repeats=1,2", "cannot be swept"),
            ("workers=", "1 to 1024"),
        ] {
            let error = SweepAxis::parse(text).expect_err(text).to_string();
            assert!(error.contains(hint), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_an_axis_that_reads_back_or_a_complaint(
            text in "(chunksize|payload|task-time|io)=[0-9]{1,20}(ms|KiB|%)?(\\.\\.[0-9]{1,20}(ms|KiB|%)?)?(:(linear|\\+?[0-9]{1,20}))?"
        ) {
            if let Ok(axis) = SweepAxis::parse(&text) {
                prop_assert!(!axis.is_empty());
                prop_assert_eq!(SweepAxis::parse(&axis.to_string()).unwrap(), axis);
            }
        }
    }
}
