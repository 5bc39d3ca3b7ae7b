//! [`Parameter`] and [`TABLE`]: every parameter of an experiment, once.
//!
//! A row knows its name, what it takes, how to read and write its field, how to step it with an
//! arrow key, and when it has an effect. All code that shows or reads a parameter uses its row.

mod table;

pub use table::TABLE;

use crate::{
    base::nearest,
    plan::{Experiment, PlanError, Value},
};

/// One row of the table.
#[derive(Clone, Copy)]
pub struct Parameter {
    /// The name in flags, files, form and JSON.
    pub name: &'static str,
    /// Where it stands in form and help.
    pub group: Group,
    /// A description in a line.
    pub about: &'static str,
    /// The values that it takes.
    pub domain: Domain,
    /// Its value in an experiment.
    pub get: fn(&Experiment) -> Value,
    /// Whether it has an effect in this experiment.
    pub applies: fn(&Experiment) -> bool,
    /// The choices under which it has an effect: `mode threaded`.
    pub needs: &'static str,
    pub(super) set: fn(&mut Experiment, &str) -> Option<()>,
    pub(super) step: fn(&Experiment, Adjustment, u32) -> String,
}

/// The subject of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The tasks.
    Work,
    /// The workers.
    Workers,
    /// How work and results are exchanged.
    Exchange,
    /// The difficulties.
    Conditions,
    /// The number of runs.
    Measurement,
}

/// The values that a parameter takes.
#[derive(Debug, Clone, Copy)]
pub enum Domain {
    /// One of these names.
    Names(fn() -> &'static [&'static str]),
    /// A whole number, or one of these names.
    Number {
        /// The least.
        min: u64,
        /// The most.
        max: u64,
        /// Names that stand for a number.
        names: &'static [&'static str],
    },
    /// A whole number from 1, a name that stands for one, or a multiple of that: `4xcores`.
    Multiple {
        /// The most.
        max: u32,
        /// The name.
        name: &'static str,
    },
    /// A length of time.
    Time,
    /// A list of whole numbers, with commas.
    Numbers,
    /// A number of bytes.
    Bytes,
    /// A share of a whole.
    Share,
    /// A list of words, quoted where a shell would want it.
    Words,
    /// A path.
    Path,
    /// A Python interpreter.
    Interpreter,
    /// A function of the user's, by its file or module.
    Function,
}

/// A turn of the knob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adjustment {
    /// To the next value or name.
    Up,
    /// To the one before.
    Down,
    /// Twice as much.
    Double,
    /// Half as much.
    Halve,
}

/// The parameter of that name.
///
/// # Errors
/// [`PlanError::UnknownParameter`], with the nearest name.
pub fn parameter(name: &str) -> Result<&'static Parameter, PlanError> {
    TABLE
        .iter()
        .find(|row| row.name == name)
        .ok_or_else(|| PlanError::UnknownParameter {
            name: name.into(),
            nearest: nearest(name, TABLE.iter().map(|row| row.name)).map(Into::into),
        })
}

impl std::fmt::Debug for Parameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl Parameter {
    /// Sets the parameter from a text.
    ///
    /// # Errors
    /// [`PlanError::UnknownName`] or [`PlanError::BadValue`]; the experiment is as it was.
    pub fn set(&self, experiment: &mut Experiment, text: &str) -> Result<(), PlanError> {
        let text = text.trim();
        if self.domain.takes(text) && (self.set)(experiment, text).is_some() {
            Ok(())
        } else {
            Err(self.fault(text))
        }
    }

    /// Turns the parameter by one step; what is at its end stays there.
    pub fn step(&self, experiment: &mut Experiment, step: Adjustment, usable_cores: u32) {
        let text = match self.domain {
            Domain::Names(names) => {
                let current = (self.get)(experiment).to_string();
                turn(names(), &current, step).unwrap_or(current)
            }
            _ => (self.step)(experiment, step, usable_cores),
        };
        // A step beyond the end is no error: the knob just does not turn further.
        let _ = self.set(experiment, &text);
    }

    /// Whether it belongs to some modes only and is at its default in others.
    #[must_use]
    pub fn is_modal(&self) -> bool {
        !self.needs.is_empty()
    }

    /// The values that it takes, in words.
    #[must_use]
    pub fn takes(&self) -> String {
        match self.domain {
            Domain::Names(names) => names().join(", "),
            Domain::Number {
                min,
                max,
                names: [],
            } => format!("{min} to {max}"),
            Domain::Number { min, max, names } => {
                format!("{min} to {max}, or {}", names.join(", "))
            }
            Domain::Multiple { max, name } => {
                format!("1 to {max}, {name}, or a multiple such as 4x{name}")
            }
            Domain::Time => "a time such as 50ms, 200us or 1.5s (at most 1h)".into(),
            Domain::Numbers => "whole numbers with commas, such as 1,2,3".into(),
            Domain::Bytes => "a number of bytes such as 64KiB or 1MiB (at most 64GiB)".into(),
            Domain::Share => "a share from 0 to 0.99, such as 0.8 or 80%".into(),
            Domain::Words => "words with spaces between them, quoted as in a shell".into(),
            Domain::Path => "a path".into(),
            Domain::Interpreter => {
                "a path, a name such as python3, or a version such as 3.13t".into()
            }
            Domain::Function => "a file or module and a name in it, such as sim.py:step".into(),
        }
    }

    fn fault(&self, text: &str) -> PlanError {
        let (parameter, text) = (self.name, text.to_owned());
        match self.domain {
            Domain::Names(names) => PlanError::UnknownName {
                parameter,
                nearest: nearest(&text, names().iter().copied()).map(Into::into),
                text,
                all: names().join(", "),
            },
            Domain::Number { names, .. }
                if !names.is_empty() && text.starts_with(char::is_alphabetic) =>
            {
                PlanError::UnknownName {
                    parameter,
                    nearest: nearest(&text, names.iter().copied()).map(Into::into),
                    text,
                    all: self.takes(),
                }
            }
            Domain::Multiple { name, .. } if text.contains(char::is_alphabetic) => {
                PlanError::UnknownName {
                    parameter,
                    nearest: nearest(&text, [name]).map(Into::into),
                    text,
                    all: self.takes(),
                }
            }
            _ => PlanError::BadValue {
                parameter,
                text,
                wanted: self.takes(),
            },
        }
    }
}

impl Domain {
    fn takes(self, text: &str) -> bool {
        match self {
            Self::Names(names) => names().contains(&text),
            Self::Number { min, max, names } => {
                names.contains(&text) || text.parse().is_ok_and(|n| (min..=max).contains(&n))
            }
            Self::Multiple { .. }
            | Self::Time
            | Self::Numbers
            | Self::Bytes
            | Self::Share
            | Self::Words
            | Self::Path
            | Self::Interpreter
            | Self::Function => true,
        }
    }
}

/// The neighbour of `current` in a ring of names.
pub(super) fn turn(names: &[&str], current: &str, step: Adjustment) -> Option<String> {
    let here = names.iter().position(|&name| name == current)?;
    let there = match step {
        Adjustment::Up | Adjustment::Double => here + 1,
        Adjustment::Down | Adjustment::Halve => here + names.len() - 1,
    };
    Some(names[there % names.len()].into())
}

/// The number next to `current`.
pub(super) const fn count(current: u64, step: Adjustment) -> u64 {
    match step {
        Adjustment::Up => current.saturating_add(1),
        Adjustment::Down => current.saturating_sub(1),
        Adjustment::Double => current.saturating_mul(2),
        Adjustment::Halve => current / 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_documentation_has_a_row_for_every_parameter() {
        let page = include_str!("../../docs/parameters.md");
        let rows = page.lines().filter(|line| line.starts_with("| `"));
        let rows: Vec<_> = rows.filter_map(|line| line.split('|').nth(1)).collect();
        for row in TABLE {
            let name = format!("`{}`", row.name);
            assert!(rows.iter().any(|cell| cell.contains(&name)), "{name}");
        }
    }

    #[test]
    fn names_are_unique_and_written_alike_everywhere() {
        let mut names: Vec<_> = TABLE.iter().map(|row| row.name).collect();
        assert!(
            names
                .iter()
                .all(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
        );
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), TABLE.len());
    }

    #[test]
    fn what_is_shown_can_be_typed() {
        let mut experiment = Experiment::default();
        for row in TABLE {
            let value = (row.get)(&experiment);
            if value != Value::Unset {
                row.set(&mut experiment, &value.to_string())
                    .expect(row.name);
            }
        }
        assert_eq!(experiment, Experiment::default());
    }

    #[test]
    fn a_bad_value_says_what_would_be_a_good_one_and_changes_nothing() {
        let mut experiment = Experiment::default();
        for (name, text, hint) in [
            ("workers", "0", "1 to 1024, cores"),
            ("workers", "-1", "1 to 1024, cores"),
            ("workers", "1000000", "1 to 1024, cores"),
            ("workers", "0xcores", "4xcores"),
            ("workers", "4xcore", "4xcores"),
            ("workers", "core", "did you mean `cores`"),
            ("chunksize", "0", "1 to"),
            ("chunksize", "18446744073709551616", "1 to"),
            ("chunksize", "guidde", "did you mean `guided`"),
            ("tasks", "0", "1 to"),
            ("workload", "prime", "did you mean `primes`"),
            ("mode", "thread", "did you mean `threaded`"),
            ("task-time", "quick", "50ms"),
            ("task-time", "0ms", "50ms"),
            ("items", "1,two", "1,2,3"),
        ] {
            let error = parameter(name)
                .unwrap()
                .set(&mut experiment, text)
                .unwrap_err();
            assert!(error.to_string().contains(hint), "{name} = {text}: {error}");
        }
        assert_eq!(experiment, Experiment::default());
        assert!(
            parameter("chunk-size")
                .err()
                .unwrap()
                .to_string()
                .contains("`chunksize`")
        );
    }

    proptest! {
        #[test]
        fn no_turning_of_knobs_leads_to_a_value_that_cannot_be_set(
            turns in proptest::collection::vec((0..TABLE.len(), 0..4_usize), 0..60)
        ) {
            let mut experiment = Experiment::default();
            for (row, step) in turns {
                let step = [Adjustment::Up, Adjustment::Down, Adjustment::Double, Adjustment::Halve][step];
                TABLE[row].step(&mut experiment, step, 4);
                let text = (TABLE[row].get)(&experiment);
                if text != Value::Unset {
                    prop_assert!(TABLE[row].set(&mut experiment, &text.to_string()).is_ok());
                }
            }
        }
    }
}
