//! The life of workers: how long they take to start, what they were forked from, and pools that
//! nothing ends.

use super::{Finding, FindingKind, ProgramContext, faults, finding, several, sums};
use crate::{
    base::{Moment, Nanos, Ratio},
    log::{Ending, Kind, Lane, LaneKind, Span, WatchedProcess},
};
use std::collections::BTreeMap;

/// Start-up is told from a fifth of the wall time on.
const TOLD: f64 = 0.2;

/// Less than that is not worth a change, whatever its share.
const LITTLE: Nanos = Nanos::from_millis(20);

/// See each.
pub(super) fn find(program: &ProgramContext<'_>) -> Vec<Finding> {
    let found = start_up(program).into_iter().chain(forked(program));
    found.chain(open_pools(program)).collect()
}

/// How a worker came to be.
#[derive(Default)]
struct StartUp {
    whole: Nanos,
    import: Nanos,
    initializer: Nanos,
}

impl StartUp {
    /// Of a lane, up to its first task or chunk.
    fn of(lane: &Lane) -> Self {
        let mut sum = Self::default();
        for span in &lane.spans {
            match (span.kind, span.kind.number()) {
                (Kind::StartUp, _) | (_, sums::UNPICKLE) => {}
                (_, sums::IMPORT_OF_MAIN) => sum.import += span.length,
                (_, sums::INITIALIZER) => sum.initializer += span.length,
                _ => break,
            }
            sum.whole += span.length;
        }
        sum
    }
}

/// s = the mean over workers (processes that another one asked for) of start-up, import of main and
/// initializer, up to their first chunk. Found where s ≥ 20 % of the program's wall time: workers start
/// side by side, so that is about what the program waits. The part that is half of s and more is the
/// cause.
fn start_up(program: &ProgramContext<'_>) -> Option<Finding> {
    let lanes: Vec<_> = workers(program).collect();
    let count = u32::try_from(lanes.len()).ok().filter(|&count| count > 0)?;
    let all = lanes.iter().map(|(lane, _)| StartUp::of(lane));
    let sum = all.fold(StartUp::default(), |sum, one| StartUp {
        whole: sum.whole + one.whole,
        import: sum.import + one.import,
        initializer: sum.initializer + one.initializer,
    });
    let mean = |time: Nanos| time / u64::from(count);
    let time = mean(sum.whole);
    let wall = program.run.elapsed(program.run.end(Moment::default()));
    if time < LITTLE || Ratio::of(time.get(), wall.get()).get() < TOLD {
        return None;
    }
    let is_spawned = |process: &WatchedProcess| {
        let start = process.start.as_ref();
        start.is_some_and(|start| matches!(start.raw(), "spawn" | "forkserver"))
    };
    let (part, advice) = if sum.import * 2 >= sum.whole {
        (
            format!(
                ", {} of it to import the main module anew{}",
                mean(sum.import),
                slowest_imports(program, mean(sum.import), count)
            ),
            "Move what that module does at its top level into functions: each new process does it again.",
        )
    } else if sum.initializer * 2 >= sum.whole {
        (
            format!(", {} of it in the initializer", mean(sum.initializer)),
            "Do less in the initializer, or let workers share what it loads.",
        )
    } else if lanes.iter().any(|(_, process)| is_spawned(process)) {
        let import = match mean(sum.import) {
            Nanos::ZERO => String::new(),
            import => {
                let slowest = slowest_imports(program, import, count);
                format!(", {import} of it to import the main module anew{slowest}")
            }
        };
        (
            import,
            "Use one pool for all calls, or a forkserver that has loaded the modules before \
             (set_forkserver_preload).",
        )
    } else {
        (
            String::new(),
            "Use one pool for all calls: its workers start once.",
        )
    };
    let who = match count {
        1 => "The worker".to_owned(),
        count => format!("Each of {count} workers"),
    };
    let cause = format!("{who} took {time} to start{part}, of {wall} in all");
    Some(finding(FindingKind::StartUp, time, cause, advice))
}

/// The modules that main imports, up to three that take a tenth of its import and more, in brackets:
/// ` (numpy 120 ms, pandas 80 ms)`.
fn slowest_imports(program: &ProgramContext<'_>, whole: Nanos, workers: u32) -> String {
    let mut sums = BTreeMap::<&str, Nanos>::new();
    for import in &program.watched.imports {
        let process = program.watched.processes.get(import.process as usize);
        if process.is_some_and(was_asked_for) {
            *sums.entry(import.module.raw()).or_default() += import.took;
        }
    }
    let means = sums
        .into_iter()
        .map(|(module, sum)| (sum / u64::from(workers), module));
    let mut slow: Vec<_> = means.filter(|(mean, _)| *mean >= whole / 10).collect();
    slow.sort_unstable_by(|a, b| b.cmp(a));
    let slow = slow
        .iter()
        .take(3)
        .map(|(mean, module)| format!("{module} {mean}"));
    match slow.collect::<Vec<_>>().join(", ").as_str() {
        "" => String::new(),
        all => format!(" ({all})"),
    }
}

/// The processes that another one asked for, each with the lane of its main thread.
fn workers<'a>(
    program: &'a ProgramContext<'_>,
) -> impl Iterator<Item = (&'a Lane, &'a WatchedProcess)> {
    program.run.flow().filter_map(|lane| {
        let process = program.watched.process(lane.info.lane)?;
        let is_worker = lane.info.kind == LaneKind::Process && process.parent.is_some();
        (is_worker && was_asked_for(process)).then_some((lane, process))
    })
}

/// Whether multiprocessing started a process.
fn was_asked_for(process: &WatchedProcess) -> bool {
    let start = process.start.as_ref();
    start.is_some_and(|start| start.raw() != "exec")
}

/// A process that was forked between the first and the last that was seen of a thread of its parent, one
/// that is no helper of a pool.
fn forked(program: &ProgramContext<'_>) -> Option<Finding> {
    let threads = |parent: u32| {
        program.run.flow().filter(move |lane| {
            let thread = program.watched.thread(lane.info.lane);
            let is_of = thread.is_some_and(|thread| thread.process == Some(parent));
            is_of && lane.info.kind == LaneKind::Thread
        })
    };
    let lived = |lane: &&Lane, at: Moment| {
        let first = lane.spans.first().map(|span| span.start);
        let last = lane.spans.last().map(Span::end);
        first.is_some_and(|first| first < at) && last.is_some_and(|last| last > at)
    };
    let mut children = program.watched.processes.iter().filter_map(|process| {
        let start = process.start.as_ref()?;
        let parent = process.parent.filter(|_| start.raw() == "fork")?;
        let alive = threads(parent)
            .filter(|lane| lived(lane, process.started))
            .count();
        (alive > 0).then_some((process, alive))
    });
    let (first, alive) = children.next()?;
    let who = match children.count() {
        0 => format!("{} was", first.name),
        1 => format!("{} and 1 more process were", first.name),
        more => format!("{} and {more} more processes were", first.name),
    };
    let threads = several(u32::try_from(alive).unwrap_or(u32::MAX), "thread");
    let cause = format!("{who} forked while {threads} of its parent ran");
    let advice = "A lock that such a thread holds is never released in the child: start processes \
                  before threads, or take spawn or forkserver.";
    Some(finding(
        FindingKind::ForkWithThreads,
        None::<Nanos>,
        cause,
        advice,
    ))
}

/// A pool whose program ended by itself, and that was not closed, terminated or shut down before. Executors
/// are waited for at the end of a program, pools are not.
fn open_pools(program: &ProgramContext<'_>) -> Vec<Finding> {
    let by_itself = |process: u32| {
        let process = program.watched.processes.get(process as usize);
        process.is_some_and(|process| matches!(process.ending, Some(Ending::Exit(_))))
    };
    let pools = program.watched.pools.iter();
    let open = pools.filter(|pool| pool.ended.is_none() && by_itself(pool.process));
    let open = open.filter(|pool| !pool.kind.raw().contains("Executor"));
    let open = open.filter(|pool| !faults::is_refused(pool, program.watched));
    let found = open.map(|pool| {
        let workers = pool
            .workers
            .map_or_else(String::new, |workers| format!(" of {workers}"));
        let cause = format!(
            "The {}{workers} at {} is never closed",
            pool.kind,
            pool.place()
        );
        let advice = format!(
            "Write `with {}(…) as pool:`, so that its workers end when it is no longer needed.",
            pool.kind
        );
        finding(FindingKind::OpenPool, None::<Nanos>, cause, advice)
    });
    found.collect()
}
