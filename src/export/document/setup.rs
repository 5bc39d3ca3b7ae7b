//! How a run was set up, in words: how its tasks were cut, and where it ran.

use crate::{
    log::Machine,
    model::Run,
    plan::{Resolved, TABLE, Value},
};

/// How the tasks were cut, and by which rule where that is no number: `12 chunks of 2 tasks (chunksize
/// default)`; `None` where the mode does not cut them.
pub(super) fn chunks(experiment: &Resolved) -> Option<String> {
    let row = TABLE.iter().find(|row| row.name == "chunksize")?;
    let rule = match (row.applies)(experiment).then(|| (row.get)(experiment))? {
        Value::Text(rule) => format!(" (chunksize {rule})"),
        _ => String::new(),
    };
    Some(format!("{}{rule}", experiment.chunks()))
}

/// Where a run was made.
pub(in crate::export) fn machine(run: &Run) -> String {
    match run.import() {
        Some(_) => "another program's work, on a machine that is not known".into(),
        None => machine_words(&run.description.machine),
    }
}

/// A machine, with the cores that may be used of it.
pub(super) fn machine_words(machine: &Machine) -> String {
    let quota = if machine.quota.is_some() {
        " (CPU quota)"
    } else {
        ""
    };
    format!(
        "{} · {} of {} cores usable{quota} · {}",
        machine.model,
        machine.usable(),
        machine.cores,
        machine.os
    )
}
