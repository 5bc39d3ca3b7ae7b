//! [`Description`]: what a log says about its run, as JSON in its header.
//!
//! With it a log stands on its own: it can be opened elsewhere, compared, and run again.

use super::{
    Conditions, Ending, Import, KindNames, Readings, ThreadTimes, Watched, conditions::amount,
};
use crate::base::{Bytes, Hertz, LaneId, Moment, Nanos, Pid, Ratio, TaskId, Text};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The facts of a run besides its spans.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Description {
    /// The version of parscope that ran it.
    pub parscope: String,
    /// Every parameter by name, with every choice made.
    pub experiment: Map<String, Value>,
    /// Where it ran.
    pub machine: Machine,
    /// The serial run of the same tasks, once there is one.
    pub baseline: Option<Baseline>,
    /// How fast a core is while as many compute as can, as a share of its speed alone: measured
    /// on copies of the kernel that have nothing to coordinate.
    #[serde(default)]
    pub core_speed: Option<Ratio>,
    /// The run's outcome, once it has ended.
    pub outcome: Option<Outcome>,
    /// The names of its own kinds, where it has some besides the known ones.
    #[serde(default, skip_serializing_if = "KindNames::is_empty")]
    pub kinds: KindNames,
    /// Where it is from, if another program made it: then nothing was checked, and T₁ is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<Import>,
    /// The program, if one was watched: then nothing was planned, and T₁ is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watched: Option<Box<Watched>>,
}

impl Description {
    /// Takes away what no trace of another program says, if it is of one: a file may come from
    /// anywhere.
    pub fn claim_no_more_than_a_trace(&mut self) {
        if self.imported.is_none() {
            return;
        }
        let outcome = self.outcome.take().unwrap_or_default();
        *self = Self {
            parscope: std::mem::take(&mut self.parscope),
            kinds: std::mem::take(&mut self.kinds),
            imported: self.imported.take(),
            outcome: Some(Outcome {
                started: outcome.started,
                ended: outcome.ended,
                tasks_done: outcome.tasks_done,
                ..Outcome::default()
            }),
            ..Self::default()
        };
    }
}

/// The machine that a run was made on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// The processor, as it names itself.
    pub model: Text,
    /// Operating system and release.
    pub os: Text,
    /// Cores that are in the box.
    pub cores: u32,
    /// Cores that the program may really use.
    pub usable_cores: u32,
    /// How many cores' worth of time the control groups allow, where they set a quota below that.
    #[serde(
        default,
        rename = "quota_cores",
        skip_serializing_if = "Option::is_none"
    )]
    pub quota: Option<Ratio>,
}

impl Machine {
    /// How much can be computed at once: the usable cores, or what a quota allows of them.
    #[must_use]
    pub fn capacity(&self) -> Ratio {
        let cores = Ratio::of(self.usable_cores.into(), 1);
        self.quota.unwrap_or(cores)
    }

    /// How many cores can be used, with the quota: `0.5`.
    #[must_use]
    pub fn usable(&self) -> String {
        amount(self.capacity())
    }
}

/// The serial run that others are held against.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// T₁: its wall time, less what it was preempted.
    #[serde(rename = "wall_ns")]
    pub wall: Nanos,
    /// CPU time of that run.
    #[serde(rename = "cpu_ns")]
    pub cpu: Nanos,
    /// How long its tasks waited for something else than a core, as far as that is known.
    #[serde(default, rename = "waited_ns")]
    pub waited: Nanos,
    /// How long it was ready to run and had no core, as the kernel counted it: that is taken out of
    /// T₁, since it is time that others took.
    #[serde(default, rename = "preempted_ns")]
    pub preempted: Nanos,
    /// The fingerprint of its answers.
    pub result: String,
    /// The clock of the fastest core at its end, where the system tells.
    #[serde(default, rename = "clock_hz", skip_serializing_if = "Option::is_none")]
    pub clock: Option<Hertz>,
    /// The load on the machine meanwhile, where its kernel tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Conditions>,
    /// The wall time of each task. Kept in the session, not in the file; shared, because there may
    /// be millions and every run is held against them.
    #[serde(skip)]
    pub tasks: Arc<[Nanos]>,
}

/// The outcome of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// When the first worker was begun.
    #[serde(rename = "started_ns")]
    pub started: Moment,
    /// When the last result was in and the last worker gone.
    #[serde(rename = "ended_ns")]
    pub ended: Moment,
    /// CPU time of the runner and all its workers.
    #[serde(rename = "cpu_ns")]
    pub cpu: Nanos,
    /// Tasks whose answer arrived.
    pub tasks_done: u32,
    /// Whether every answer is there and right.
    pub verified: bool,
    /// The fingerprint of all answers, in hexadecimal.
    pub result: String,
    /// The answers in the order of the input, null where one is missing; empty where there are
    /// more than a thousand tasks.
    pub results: Vec<Value>,
    /// Workers that were started anew.
    pub restarts: u32,
    /// Why the run failed, if it did.
    pub failure: Option<Text>,
    /// Task numbers in the order in which their results were handed to the caller; empty where
    /// there are more than a thousand tasks.
    #[serde(default)]
    pub delivery: Vec<TaskId>,
    /// Tasks whose answer is a failure: commands that did not exit with 0.
    #[serde(default)]
    pub failed_tasks: u32,
    /// Some of them, the first in the order of the input, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<(TaskId, String)>,
    /// Workers that confirmed the sentinel by which a queue told them to quit.
    #[serde(default)]
    pub quits: u32,
    /// The list of the workload `memory` as main saw it, before the first worker and at the end.
    #[serde(default)]
    pub main_views: Vec<Value>,
    /// The system's account of each worker that has ended, in the order of their ends.
    #[serde(default)]
    pub workers: Vec<WorkerUsage>,
    /// Processes that commands had started and left running when the run ended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<Left>,
    /// Whether the log was written to from outside, so that nothing can be taken from it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub damaged: bool,
    /// The cost of recording, as measured right after the run.
    #[serde(default)]
    pub recorder: RecorderCost,
    /// The load on the machine meanwhile, where its kernel tells.
    #[serde(default)]
    pub conditions: Option<Conditions>,
    /// The interpreter that did the tasks, of a run in Python.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpreter: Option<Interpreter>,
}

/// An interpreter of Python.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interpreter {
    /// Its version: `3.13.5`.
    pub version: Text,
    /// Its file.
    pub path: Text,
    /// Whether it had a lock at the end: an import may have turned it on.
    pub gil: Option<bool>,
}

impl Interpreter {
    /// Its name on the screen: `CPython 3.13.5 without GIL`.
    #[must_use]
    pub fn name(&self) -> String {
        let lock = if self.gil == Some(false) {
            " without GIL"
        } else {
            ""
        };
        format!("CPython {}{lock}", self.version)
    }
}

/// The cost of recording on a machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecorderCost {
    /// Ending a span and beginning the next.
    #[serde(rename = "span_ns")]
    pub span: Nanos,
    /// Reading a thread's CPU time, once.
    #[serde(rename = "cpu_reading_ns")]
    pub cpu_reading: Nanos,
}

/// A process that a command left running.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Its number.
    pub pid: Pid,
    /// The name that `ps` shows.
    pub name: String,
}

/// The system's account of a worker that has ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerUsage {
    /// Its lane.
    pub lane: LaneId,
    /// Its process or thread.
    pub pid: Pid,
    /// How it ended, where it was a process that was waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<Ending>,
    /// How often it gave up its core: to wait for something.
    pub voluntary_switches: u64,
    /// How often its core was taken away for another thread.
    pub involuntary_switches: u64,
    /// How long it was ready to run and had no core, as the kernel counted it; zero where the
    /// kernel does not.
    #[serde(default, rename = "run_delay_ns")]
    pub run_delay: Nanos,
    /// How long its tasks waited for the lock of their interpreter, where that is known.
    #[serde(default, rename = "gil_ns", skip_serializing_if = "Option::is_none")]
    pub gil: Option<Nanos>,
    /// What its time had gone to by some moments, of a thread that was looked at.
    #[serde(default, skip_serializing_if = "Readings::is_empty")]
    pub times: Readings<ThreadTimes>,
    /// The most memory it had at once; of a thread, nothing.
    #[serde(rename = "peak_memory_bytes")]
    pub peak_memory: Bytes,
}

impl Baseline {
    /// Whether nothing disturbed it that its kernel counts.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.disturbance() == Ratio::ZERO
    }

    /// How much it was disturbed, as a multiple of what a quiet machine does: zero where it was not.
    #[must_use]
    pub fn disturbance(&self) -> Ratio {
        self.conditions
            .map_or(Ratio::ZERO, |seen| seen.disturbance())
    }
}

impl Outcome {
    /// The wall time of the run.
    #[must_use]
    pub const fn wall(&self) -> Nanos {
        self.ended.since(self.started)
    }
}
