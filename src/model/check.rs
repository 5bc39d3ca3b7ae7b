//! [`Check`]: the check of a run's answers against those of a serial run.
//!
//! An answer counts as right only if it was held against a serial run: commands have none, and
//! neither has another program's trace.

use super::Run;
use crate::{base::Text, log::Outcome};
use serde_json::Value;
use std::{collections::BTreeSet, fmt};

/// The most statuses that are named, of many that differ.
const MOST_STATUSES: usize = 3;

/// The result of the check of a run that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// The run failed: why.
    Broken(Text),
    /// Tasks failed.
    Failed {
        /// How many.
        failed: u32,
        /// The number of tasks.
        all: u32,
        /// Whether they are commands.
        commands: bool,
        /// How those ended, as far as that was kept.
        statuses: BTreeSet<i64>,
    },
    /// Another program made it: nothing was checked.
    Imported,
    /// So many commands exited with 0, which is all that is known of them.
    Exited(u32),
    /// It is a serial run, which others are held against.
    Serial,
    /// Every answer is that of the serial run.
    Verified(u32),
    /// There is no serial run to hold them against.
    Unchecked,
    /// An answer is missing, or another than that of the serial run.
    Wrong,
}

impl Check {
    /// The check of a run; `None` where it is not known how it ended.
    #[must_use]
    pub fn of(run: &Run) -> Option<Self> {
        let outcome = run.outcome()?;
        let all = run.task_count();
        let commands = run.has_commands();
        Some(if let Some(failure) = &outcome.failure {
            Self::Broken(failure.clone())
        } else if run.import().is_some() {
            Self::Imported
        } else if run.watched().is_some() {
            Self::Exited(1)
        } else if outcome.failed_tasks > 0 {
            Self::Failed {
                failed: outcome.failed_tasks,
                all,
                commands,
                statuses: statuses(outcome),
            }
        } else if !outcome.verified {
            Self::Wrong
        } else if commands {
            Self::Exited(all)
        } else if run.is_serial() {
            Self::Serial
        } else {
            match run.baseline() {
                None => Self::Unchecked,
                Some(serial) if serial.result == outcome.result => Self::Verified(all),
                Some(_) => Self::Wrong,
            }
        })
    }

    /// The check of several runs of one experiment: the worst; of commands that all went well,
    /// their number.
    #[must_use]
    pub fn over<'a>(runs: impl IntoIterator<Item = &'a Run>) -> Option<Self> {
        let checks = runs.into_iter().filter_map(Self::of);
        checks.reduce(|one, other| match (one, other) {
            (Self::Exited(one), Self::Exited(other)) => Self::Exited(one.saturating_add(other)),
            (
                Self::Failed {
                    failed,
                    all,
                    commands,
                    mut statuses,
                },
                Self::Failed {
                    failed: more,
                    all: others,
                    statuses: too,
                    ..
                },
            ) => {
                statuses.extend(too);
                Self::Failed {
                    failed: failed.saturating_add(more),
                    all: all.saturating_add(others),
                    commands,
                    statuses,
                }
            }
            (
                Self::Failed {
                    failed,
                    all,
                    commands,
                    statuses,
                },
                Self::Exited(others),
            )
            | (
                Self::Exited(others),
                Self::Failed {
                    failed,
                    all,
                    commands,
                    statuses,
                },
            ) => Self::Failed {
                failed,
                all: all.saturating_add(others),
                commands,
                statuses,
            },
            (one, other) if other.badness() > one.badness() => other,
            (one, _) => one,
        })
    }

    /// Whether something is wrong.
    #[must_use]
    pub const fn is_bad(&self) -> bool {
        matches!(self, Self::Broken(_) | Self::Failed { .. } | Self::Wrong)
    }

    /// Whether the answers were held against a serial run, and are the same.
    #[must_use]
    pub const fn is_verified(&self) -> bool {
        matches!(self, Self::Verified(_))
    }

    /// A word or two: `verified`, `24 × exit 0`.
    #[must_use]
    pub fn short(&self) -> String {
        match self {
            Self::Broken(_) => "failed".into(),
            Self::Failed {
                failed,
                all,
                commands,
                ..
            } => counted(*failed, *all, *commands),
            Self::Exited(_) => self.to_string(),
            Self::Imported => "imported".into(),
            Self::Serial => "serial run".into(),
            Self::Verified(_) => "verified".into(),
            Self::Unchecked => "not checked".into(),
            Self::Wrong => "wrong answers".into(),
        }
    }

    /// How the commands ended that failed: `: exit 1, exit 127`.
    #[must_use]
    pub fn exits(&self) -> String {
        let Self::Failed { statuses, .. } = self else {
            return String::new();
        };
        let named = statuses.iter().take(MOST_STATUSES);
        let mut exits: Vec<_> = named.map(|status| format!("exit {status}")).collect();
        if statuses.len() > MOST_STATUSES {
            exits.push("…".into());
        }
        if exits.is_empty() {
            return String::new();
        }
        format!(": {}", exits.join(", "))
    }

    const fn badness(&self) -> u8 {
        match self {
            Self::Verified(_) | Self::Exited(_) => 0,
            Self::Serial => 1,
            Self::Imported | Self::Unchecked => 2,
            Self::Failed { .. } => 3,
            Self::Wrong => 4,
            Self::Broken(_) => 5,
        }
    }
}

impl fmt::Display for Check {
    /// A sentence without its full stop.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(why) => why.fmt(f),
            Self::Failed {
                failed,
                all,
                commands,
                ..
            } => {
                write!(f, "{}{}", counted(*failed, *all, *commands), self.exits())
            }
            Self::Imported => f.write_str("nothing was checked"),
            Self::Exited(1) => f.write_str("exit 0"),
            Self::Exited(count) => write!(f, "{count} × exit 0"),
            Self::Serial => f.write_str("this is the serial run that others are held against"),
            Self::Verified(1) => f.write_str("the answer is that of the serial run"),
            Self::Verified(count) => write!(f, "all {count} answers are those of the serial run"),
            Self::Unchecked => f.write_str("there is no serial run to hold the answers against"),
            Self::Wrong => f.write_str("an answer is missing, or not that of the serial run"),
        }
    }
}

fn counted(failed: u32, all: u32, commands: bool) -> String {
    let what = if commands { "" } else { " tasks" };
    format!("{failed} of {all}{what} failed")
}

/// How the commands ended that did not exit with 0.
fn statuses(outcome: &Outcome) -> BTreeSet<i64> {
    let results = outcome.results.iter();
    let statuses = results.filter_map(|result| result.get("status").and_then(Value::as_i64));
    statuses.filter(|&status| status != 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario::run;
    use serde_json::json;

    fn said(text: &str, change: impl FnOnce(&mut Run)) -> String {
        let mut run = run(text);
        change(&mut run);
        Check::of(&run).expect("it has ended").to_string()
    }

    const POOL: &str = "set workload=primes tasks=2 mode=pool workers=2\nserial 40ms\nend 20ms";
    const COMMANDS: &str =
        "set workload=command command=true inputs=a mode=pool workers=2\nend 20ms";

    #[test]
    fn right_is_only_what_was_held_against_a_serial_run() {
        let right = "all 2 answers are those of the serial run";
        assert_eq!(said(POOL, |_| ()), right);
        let without = said(POOL, |run| run.description.baseline = None);
        assert!(without.starts_with("there is no serial run"), "{without}");
        let other = said(POOL, |run| {
            run.description.baseline.as_mut().unwrap().result = "beef".into();
        });
        assert!(other.contains("not that of the serial run"), "{other}");
        let serial = said(&POOL.replace("pool workers=2", "serial"), |_| ());
        assert!(serial.starts_with("this is the serial run"), "{serial}");
    }

    #[test]
    fn of_commands_it_is_known_how_they_exited_and_nothing_else() {
        let two = COMMANDS.replace("inputs=a", "inputs=a tasks=24");
        assert_eq!(said(COMMANDS, |_| ()), "exit 0");
        assert_eq!(said(&two, |_| ()), "24 × exit 0");
        // Also where they were run one after another before.
        let again = two.replace("\nend", "\nserial 40ms\nend");
        assert_eq!(said(&again, |_| ()), "24 × exit 0");
        let failed = said(&two, |run| {
            let outcome = run.description.outcome.as_mut().unwrap();
            outcome.failed_tasks = 3;
            let status = |status| json!({ "status": status });
            outcome.results = [0, 127, 1, 1].map(status).into();
        });
        assert_eq!(failed, "3 of 24 failed: exit 1, exit 127");
    }

    #[test]
    fn of_several_runs_the_worst_is_said_and_commands_are_counted() {
        let all = |runs: &[Run]| Check::over(runs).expect("they have ended").to_string();
        let one = run(COMMANDS);
        assert_eq!(all(&[one.clone(), one.clone()]), "2 × exit 0");
        let mut bad = one.clone();
        bad.description.outcome.as_mut().unwrap().failed_tasks = 1;
        assert_eq!(all(&[one, bad]), "1 of 2 failed");
        let mut wrong = run(POOL);
        wrong.description.outcome.as_mut().unwrap().verified = false;
        assert!(Check::over(&[wrong, run(POOL)]).expect("a check").is_bad());
    }
}
