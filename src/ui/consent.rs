//! [`Consent`]: which commands may be run.
//!
//! An experiment may come from a file: a saved run, a lesson, a sweep, an experiment file, a tape.
//! Its command is another person's choice until the user has seen all of it and agreed. Commands
//! that the user typed are agreed to, and so are those that are built into the program.

use crate::{
    lesson::{LESSONS, PRESETS},
    plan::{CommandKey, Experiment},
};
use std::collections::HashSet;

/// Which commands may be run.
#[derive(Debug, Clone, Default)]
pub struct Consent {
    agreed: HashSet<CommandKey>,
    others: Others,
}

/// The fate of commands without consent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Others {
    /// The user is asked.
    #[default]
    Asked,
    /// They are not run: no user can be asked.
    Refused,
    /// They are run.
    Allowed,
}

impl Consent {
    /// Consent to no command yet, with that rule for the others.
    #[must_use]
    pub fn new(others: Others) -> Self {
        Self {
            others,
            ..Self::default()
        }
    }

    /// The fate of commands without consent.
    #[must_use]
    pub const fn others(&self) -> Others {
        self.others
    }

    /// Agrees to the command of an experiment.
    pub fn agree(&mut self, experiment: &Experiment) {
        self.agreed.insert(experiment.command_key());
    }

    /// The user has typed another command or other inputs: agrees to the new command, if the old
    /// one had consent.
    pub fn edited(&mut self, before: &Experiment, after: &Experiment) {
        let command = before.command_key();
        if command.is_none() || self.agreed.contains(&command) || is_ours(&command) {
            self.agree(after);
        }
    }

    /// Whether an experiment may be run without a question.
    #[must_use]
    pub fn covers(&self, experiment: &Experiment) -> bool {
        if !experiment.is_command() || self.others == Others::Allowed {
            return true;
        }
        let command = experiment.command_key();
        self.agreed.contains(&command) || is_ours(&command)
    }
}

/// Whether a command is in a preset or a lesson that is built in.
fn is_ours(command: &CommandKey) -> bool {
    let steps = PRESETS.iter().chain(&*LESSONS).flat_map(|one| &one.steps);
    let mut trials = steps.flat_map(|step| &step.trials);
    trials.any(|trial| trial.experiment.is_command() && trial.experiment.command_key() == *command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lesson::Lesson, plan::parameter};

    fn experiment(command: &str, inputs: &str) -> Experiment {
        let mut experiment = Experiment::default();
        for (name, text) in [
            ("workload", "command"),
            ("command", command),
            ("inputs", inputs),
        ] {
            parameter(name).unwrap().set(&mut experiment, text).unwrap();
        }
        experiment
    }

    #[test]
    fn what_nobody_has_seen_is_not_covered_and_what_was_agreed_to_is() {
        let (one, other) = (experiment("touch {}", "a"), experiment("touch {}", "b"));
        let mut consent = Consent::default();
        assert!(!consent.covers(&one) && consent.covers(&Experiment::default()));
        consent.agree(&one);
        assert!(consent.covers(&one) && !consent.covers(&other));
        assert!(Consent::new(Others::Allowed).covers(&other));
        assert!(!Consent::new(Others::Refused).covers(&other));
        // More workers do not make it another command.
        let more = Experiment { repeats: 7, ..one };
        assert!(consent.covers(&more));
    }

    #[test]
    fn what_is_built_in_runs_without_a_question() {
        let external = Lesson::find_preset("external").unwrap();
        let consent = Consent::new(Others::Refused);
        assert!(
            external
                .first_step()
                .trials
                .iter()
                .all(|trial| consent.covers(&trial.experiment))
        );
    }

    #[test]
    fn a_command_is_typed_onto_what_was_agreed_to_only() {
        let (typed, foreign) = (experiment("gzip {}", "a"), experiment("sh -c {}", "evil"));
        let mut consent = Consent::default();
        consent.edited(&Experiment::default(), &typed);
        assert!(consent.covers(&typed));
        // The inputs that a file brought along stay unseen.
        let half = experiment("gzip {}", "evil");
        consent.edited(&foreign, &half);
        assert!(!consent.covers(&half));
    }
}
