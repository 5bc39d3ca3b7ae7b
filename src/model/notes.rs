//! [`notes`]: what in a run is simulated or was added by hand, in words.
//!
//! A number that is not as the machine made it says so wherever it stands: report, JSON and
//! dashboard take these words.

use crate::{
    base::{Nanos, Percent},
    plan::{Experiment, Fault, Lock},
};

/// The simulated or added parts of an experiment, a phrase each.
#[must_use]
pub fn notes(experiment: &Experiment) -> Vec<String> {
    let e = experiment;
    let mut notes = Vec::new();
    if e.lock == Lock::Gil {
        notes.push(format!(
            "lock gil simulates CPython's interpreter lock, switched every {}",
            e.switch_interval
        ));
    }
    if e.io > Percent::ZERO {
        notes.push(format!("{}% of each task is simulated waiting", e.io.get()));
    }
    match e.load {
        0 => {}
        1 => notes.push("1 process computes beside the run on purpose".into()),
        load => notes.push(format!(
            "{load} processes compute beside the run on purpose"
        )),
    }
    if e.extra_startup > Nanos::ZERO {
        notes.push(format!("{} added to each start", e.extra_startup));
    }
    if e.extra_transfer > Nanos::ZERO {
        notes.push(format!("{} added to each receive", e.extra_transfer));
    }
    match e.fault {
        Fault::None => {}
        Fault::Crash => notes.push("a worker is killed in mid-task on purpose".into()),
        Fault::Zombie => notes.push("ended processes are not waited for on purpose".into()),
        Fault::Orphan => notes.push("workers are orphaned on purpose".into()),
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_as_the_machine_made_it_is_noted() {
        let mut experiment = Experiment::default();
        assert_eq!(notes(&experiment), Vec::<String>::new());
        experiment.extra_startup = Nanos::from_millis(40);
        assert_eq!(notes(&experiment), ["40.0 ms added to each start"]);
    }
}
