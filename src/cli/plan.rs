//! `parscope plan --as python`: prints the program that does what an experiment says.

use super::{CliError, arguments::Wanted};
use crate::{
    engine::python::Listing,
    lesson::Trial,
    plan::{EngineName, parameter},
    session,
};

/// The wish with engine python, whichever it names.
pub(super) fn for_python(mut wanted: Wanted) -> Result<Wanted, CliError> {
    let engine = parameter("engine")?;
    wanted.flags.push((engine, EngineName::Python.to_string()));
    Ok(wanted)
}

/// The program of the only experiment.
pub(super) fn program(trials: &[Trial]) -> Result<String, CliError> {
    let [trial] = trials else {
        let why = "a preset of several experiments is no one program: name the parameters of one, as \
                   `parscope plan --preset NAME` prints them";
        return Err(CliError::Usage(why.into()));
    };
    let cores = session::machine().usable_cores;
    Ok(Listing::for_python(&trial.experiment, None, cores)?.text())
}
