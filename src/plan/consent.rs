//! [`Consent`]: which commands may be run.
//!
//! An experiment may come from a file: a saved run, a lesson, a sweep, an experiment file, a tape.
//! What it runs is somebody else's choice until the user has seen all of it and agreed. What the
//! user typed is agreed to, and so is what is built into the program.

use super::{Experiment, LESSONS, PRESETS};
use crate::{base::command_line, workload::Inputs};
use std::collections::HashSet;

/// Which commands may be run.
#[derive(Debug, Clone, Default)]
pub struct Consent {
    agreed: HashSet<Command>,
    others: Others,
}

/// What becomes of commands that nobody has agreed to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Others {
    /// The user is asked.
    #[default]
    Asked,
    /// They are not run: there is nobody to be asked.
    Refused,
    /// They are run.
    Allowed,
}

/// The words of a command, and what it is called with. One without the other says nothing: any
/// program does what its arguments say.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Command {
    words: Vec<String>,
    inputs: Inputs,
}

impl Command {
    fn of(experiment: &Experiment) -> Self {
        Self {
            words: experiment.command.clone(),
            inputs: experiment.inputs.clone(),
        }
    }

    const fn is_none(&self) -> bool {
        self.words.is_empty() && self.inputs.is_empty()
    }
}

impl Consent {
    /// To nothing yet, and so it is with others.
    #[must_use]
    pub fn new(others: Others) -> Self {
        Self {
            others,
            ..Self::default()
        }
    }

    /// What becomes of commands that nobody has agreed to.
    #[must_use]
    pub const fn others(&self) -> Others {
        self.others
    }

    /// Agrees to the command of an experiment.
    pub fn agree(&mut self, experiment: &Experiment) {
        self.agreed.insert(Command::of(experiment));
    }

    /// The user has typed another command or other inputs: what became of something that was agreed
    /// to is agreed to.
    pub fn edited(&mut self, before: &Experiment, after: &Experiment) {
        let command = Command::of(before);
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
        let command = Command::of(experiment);
        self.agreed.contains(&command) || is_ours(&command)
    }
}

/// Whether a command is in a preset or a lesson that is built in.
fn is_ours(command: &Command) -> bool {
    let lessons = LESSONS.iter().flat_map(|lesson| &lesson.steps);
    let lessons = lessons.filter_map(|step| step.trials.as_ref());
    let mut trials = PRESETS
        .iter()
        .chain(lessons)
        .flat_map(|preset| &preset.trials);
    trials.any(|trial| trial.experiment.is_command() && Command::of(&trial.experiment) == *command)
}

impl Experiment {
    /// All words of its command and all that it is called with, as `parscope run --` takes them.
    #[must_use]
    pub fn command_line(&self) -> String {
        let mut line = command_line(&self.command);
        if !self.inputs.is_empty() {
            line += " ::: ";
            line += &command_line(self.inputs.words());
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Preset, parameter};

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
        let external = Preset::find("external").unwrap();
        let consent = Consent::new(Others::Refused);
        assert!(
            external
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

    #[test]
    fn a_command_is_shown_whole() {
        let experiment = experiment("sh -c 'rm  \"$1\"' {}", "'a b' \u{1b}[2J ''");
        assert_eq!(
            experiment.command_line(),
            r#"sh -c 'rm  "$1"' {} ::: 'a b' $'\x1b[2J' ''"#
        );
    }
}
