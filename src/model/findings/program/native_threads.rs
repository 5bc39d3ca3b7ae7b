//! Native threads: those of libraries such as BLAS, beside the threads of Python.

use super::{Finding, FindingKind, ProgramContext, finding, several};
use crate::{
    base::{Nanos, Ratio},
    log::{Class, Flags, LaneKind, Span, WatchedProcess},
};

/// Native threads are told from a fifth of the CPU time on: those of a library that is not used sleep.
const TOLD: f64 = 0.2;

/// Less than that is not worth a change, whatever its share: CPU time of processes is known to 10 ms.
const LITTLE: Nanos = Nanos::from_millis(100);

/// A process with native threads.
struct Threaded {
    /// How many native threads it had at once.
    native: u32,
    /// The CPU time of all its threads.
    cpu: Nanos,
    /// The CPU time that its Python threads had, at most.
    python: Nanos,
}

/// Of the processes that another one started and that had more threads than their Python threads:
/// native = Σ (threads − Python threads), and CPU = Σ (the CPU time of the process − that of its Python
/// threads: as measured of tasks, else the length of what is no wait). Found where there are two such
/// processes and more, native + processes > usable cores, and CPU ≥ 20 % of all CPU time of these processes.
pub(super) fn find(program: &ProgramContext<'_>) -> Option<Finding> {
    let cores = program.run.description.machine.usable_cores.max(1);
    let processes = (0..).zip(&program.watched.processes);
    let all: Vec<_> = processes
        .filter_map(|(index, process)| Threaded::of(program, index, process))
        .collect();
    let count = u32::try_from(all.len()).ok()?;
    let native: u32 = all.iter().map(|one| one.native).sum();
    let cpu: Nanos = all.iter().map(|one| one.cpu).sum();
    let theirs: Nanos = all
        .iter()
        .map(|one| one.cpu.saturating_sub(one.python))
        .sum();
    let share = Ratio::of(theirs.get(), cpu.get());
    if count < 2 || native + count <= cores || theirs < LITTLE || share.get() < TOLD {
        return None;
    }
    let cause = format!(
        "{count} processes had {} of native code, such as BLAS or OpenMP, beside their own, on {}: these \
         took {} of their CPU time",
        several(native, "thread"),
        several(cores, "core"),
        share.percent()
    );
    let advice = "Set OMP_NUM_THREADS=1 (and OPENBLAS_NUM_THREADS, MKL_NUM_THREADS) before the library is \
                  imported: the processes already share the cores.";
    Some(finding(FindingKind::NativeThreads, None, cause, advice))
}

impl Threaded {
    fn of(program: &ProgramContext<'_>, index: u32, process: &WatchedProcess) -> Option<Self> {
        let lanes = || {
            program.run.flow().filter(move |lane| {
                let thread = program.watched.thread(lane.info.lane);
                thread.is_some_and(|thread| thread.process == Some(index))
            })
        };
        let is_worker =
            process.parent.is_some() && lanes().any(|lane| lane.info.kind == LaneKind::Process);
        let threads = u32::try_from(lanes().count()).ok()?;
        let native = process.peak_threads?.checked_sub(threads)?;
        (is_worker && native > 0).then(|| Self {
            native,
            cpu: process.cpu.unwrap_or_default(),
            python: lanes().flat_map(|lane| &lane.spans).map(most_cpu).sum(),
        })
    }
}

/// The CPU time that a thread had in a span, at most.
fn most_cpu(span: &Span) -> Nanos {
    match span.kind.class() {
        Class::Wait | Class::Lock => Nanos::ZERO,
        _ if span.flags.has(Flags::CPU) => span.cpu_time().unwrap_or(span.length),
        _ => span.length,
    }
}
