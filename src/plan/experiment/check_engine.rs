//! Checks of what one engine can do and another cannot.

use super::Experiment;
use crate::{
    base::visible,
    plan::{Channel, Chunksize, Mode, PlanError, Pool, is_identifier},
    workload::{FUNCTION, Shape},
};

/// Workloads that are not written in Python.
const ONLY_NATIVE: &[&str] = &["matmul", "frame", "blur", "memory", "command"];

/// Workloads whose answers are numbers that fit into 64 bits, whatever a task's size.
const FIT_64_BITS: &[&str] = &[
    "count",
    "primes",
    "range-count",
    "mandelbrot",
    "hypotenuse",
    "column-sums",
];

/// The most digits of a table, which a program in Python makes first, in some seconds.
const MOST_DIGITS: u64 = 1 << 26;

/// The most tasks of different sizes: a program in Python has a list of them.
const MOST_SHAPED: u32 = 1000;

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
        if let Some(why) = self.no_import() {
            return Some(why);
        }
        if self.shape != Shape::Uniform && self.task_count() > MOST_SHAPED {
            return Some(format!(
                "a program in Python lists the sizes of shape {}: give at most {MOST_SHAPED} tasks, \
                 choose shape uniform, {native}",
                self.shape
            ));
        }
        let digits = self.known_size().unwrap_or(1);
        let digits = digits.saturating_mul(self.task_count().into());
        if self.workload.name == "range-count" && digits > MOST_DIGITS {
            return Some(format!(
                "a program in Python takes too long to make {digits} digits: give at most \
                 {MOST_DIGITS}, {native}"
            ));
        }
        if self.mode == Mode::Process && self.channel == Channel::SharedMemory {
            if !FIT_64_BITS.contains(&self.workload.name) {
                return Some(format!(
                    "an array in shared memory has room for numbers of 64 bits, which not every \
                     answer of workload {} is: choose channel pipe, queue or manager, {native}",
                    self.workload.name
                ));
            }
            if self.carries_payload() {
                return Some(format!(
                    "an array in shared memory has no room for a payload: choose channel pipe, \
                     queue or manager, or payload 0, {native}"
                ));
            }
        }
        if self.mode == Mode::Pool && self.pool == Pool::Rayon {
            return Some(format!(
                "pool rayon is a library of Rust: choose pool processes, executor or threads, {native}"
            ));
        }
        let rule = match self.chunksize {
            Chunksize::Guided => "guided",
            Chunksize::Worksteal => "worksteal",
            _ => return None,
        };
        self.is_cut().then(|| {
            format!(
                "chunksize {rule} is none of Python's, whose chunks are of one size: choose chunksize \
                 default, dynamic, static or a number, {native}"
            )
        })
    }

    /// Why the file of the user's function cannot be imported.
    fn no_import(&self) -> Option<String> {
        let (file, _) = self.function.rsplit_once(':')?;
        let is_module = match file.strip_suffix(".py") {
            Some(path) => {
                let name = path.rsplit('/').next().unwrap_or(path);
                is_identifier(name) && !name.contains('.')
            }
            None => is_identifier(file),
        };
        (!is_module).then(|| {
            format!(
                "Python cannot import {}: give a file such as sim.py, or a module such as sim or \
                 package.sim",
                visible(file)
            )
        })
    }
}
