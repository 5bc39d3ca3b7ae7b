//! Checks of what one engine can do and another cannot.

use super::Experiment;
use crate::{
    base::{Bytes, Nanos},
    plan::{Channel, Chunksize, Fault, Method, Mode, Pin, PlanError, Pool, parameter},
    workload::FUNCTION,
};

/// Workloads that are not written in Python.
const ONLY_NATIVE: &[&str] = &["memory", "command"];

impl Experiment {
    /// Checks that its engine can do what it says.
    pub(super) fn check_engine(&self) -> Result<(), PlanError> {
        let refused = if self.is_python() {
            self.no_python()
        } else {
            self.no_rust()
        };
        refused.map_or(Ok(()), |why| Err(PlanError::Conflict(why)))
    }

    /// Why Rust cannot run it.
    fn no_rust(&self) -> Option<String> {
        if self.workload.name == FUNCTION {
            return Some("a function in Python needs CPython: choose engine python".into());
        }
        let is_of_python = matches!(
            self.pool,
            Pool::Executor | Pool::Threads | Pool::Interpreters
        );
        (self.mode == Mode::Pool && is_of_python).then(|| {
            format!(
                "pool {} is Python's: choose engine python, or pool processes or rayon",
                self.pool
            )
        })
    }

    /// Why CPython cannot run it.
    fn no_python(&self) -> Option<String> {
        let native = "or engine native";
        if ONLY_NATIVE.contains(&self.workload.name) {
            return Some(format!(
                "workload {} is not written in Python: choose another workload, {native}",
                self.workload.name
            ));
        }
        if self.workload.name == FUNCTION && self.function.is_empty() {
            return Some(
                "no function is named: name yours, as in `--function sim.py:step --items 'range(24)'`"
                    .into(),
            );
        }
        if self.mode == Mode::Pool && self.pool == Pool::Rayon {
            return Some(format!(
                "pool rayon is a library of Rust: choose pool processes, executor or threads, {native}"
            ));
        }
        if self.is_cut() && matches!(self.chunksize, Chunksize::Guided | Chunksize::Worksteal) {
            return Some(format!(
                "Python has chunks of one size: choose chunksize default, dynamic, static or a number, {native}"
            ));
        }
        let is_pool = self.mode == Mode::Pool && self.has_worker_processes();
        if is_pool && self.channel != Channel::Pipe {
            return Some(format!(
                "a pool of Python has channels of its own: choose channel pipe or mode process, {native}"
            ));
        }
        if self.mode == Mode::Pool && self.pool == Pool::Executor && self.method != Method::Map {
            return Some(
                "an executor has no such method: choose method map, or pool processes".into(),
            );
        }
        let absent = [
            ("pin", self.pin != Pin::None),
            ("preload", self.preload > Bytes::ZERO),
            ("load", self.load > 0),
            ("extra-transfer", self.extra_transfer > Nanos::ZERO),
            ("fault", self.fault != Fault::None),
        ];
        let absent = absent.into_iter().find(|&(_, is_set)| is_set);
        absent.map(|(name, _)| {
            let default = parameter(name).map(|row| (row.get)(&Self::default()).to_string());
            format!(
                "engine python has no {name}: leave it at {}, {native}",
                default.unwrap_or_default()
            )
        })
    }
}
