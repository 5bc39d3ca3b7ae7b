//! Ways to make a run again: a command to type, and an experiment file.

use crate::base::command_line;
use crate::plan::{Cost, Experiment, Parameter, TABLE, Value};

/// The parameters that are written even where they are as usual.
const FIRST: [&str; 4] = ["workload", "tasks", "mode", "workers"];

/// The line that runs it again: `parscope run --workload primes --tasks 24 --mode pool`.
pub(super) fn command(experiment: &Experiment) -> String {
    let mut words = vec!["parscope".to_owned(), "run".to_owned()];
    for (row, value) in said(experiment) {
        words.extend([format!("--{}", row.name), value.to_string()]);
    }
    command_line(words)
}

/// The experiment as a file for `parscope run FILE`.
pub(super) fn file(experiment: &Experiment) -> String {
    let mut text = String::new();
    for (row, value) in said(experiment) {
        if let Some(value) = value.to_toml() {
            text += row.name;
            text += " = ";
            text += &value;
            text.push('\n');
        }
    }
    text
}

/// The parameters to write, with their values: those of [`FIRST`], and those that have an effect
/// and are not as usual.
fn said(experiment: &Experiment) -> impl Iterator<Item = (&'static Parameter, Value)> {
    // Flags and files are read like this: settings of another workload may remain.
    let mut usual = Experiment::default();
    usual.set_workload(experiment.workload);
    let rows = TABLE.iter().filter(|row| (row.applies)(experiment));
    rows.filter_map(move |row| {
        let value = (row.get)(experiment);
        // A size that was found by trial for a given time holds only on that machine.
        let found = row.name == "size" && matches!(experiment.cost, Cost::Found { .. });
        let needed = FIRST.contains(&row.name) || value != (row.get)(&usual);
        (needed && !found && value != Value::Unset).then_some((row, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;

    #[test]
    fn whoever_gets_a_report_can_run_the_same_again() {
        let run = scenario::run(
            "set workload=primes size=1000 tasks=4 mode=pool workers=2 chunksize=3\n\
             w1: task 0 0ms 1ms\nend 1ms",
        );
        let line = command(run.experiment());
        assert_eq!(
            line,
            "parscope run --workload primes --tasks 4 --size 1000 --shape uniform --mode pool \
             --workers 2 --chunksize 3"
        );
        let file = file(run.experiment());
        let table: toml::Table = file.parse().unwrap();
        let map: serde_json::Map<_, _> = table
            .into_iter()
            .map(|(name, value)| (name, serde_json::to_value(value).unwrap()))
            .collect();
        assert_eq!(Experiment::from_json(&map).unwrap(), **run.experiment());
    }

    #[test]
    fn a_hostile_word_stays_one_word_of_the_line() {
        let mut run = scenario::run("w1: task 0 0ms 1ms\nend 1ms");
        let rows = TABLE
            .iter()
            .filter(|row| ["workload", "command"].contains(&row.name));
        for (row, text) in rows.zip(["command", "echo '$(reboot); `x`'"]) {
            run.edit(|e| row.set(e, text).unwrap());
        }
        let words = shlex::split(&command(run.experiment())).unwrap();
        let place = words.iter().position(|word| word == "--command").unwrap();
        let inner = shlex::split(&words[place + 1]).unwrap();
        assert_eq!(inner, ["echo", "$(reboot); `x`"]);
    }
}
