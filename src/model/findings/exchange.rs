//! The costs of having workers at all and of handing things over: starved, start-up, transfer,
//! exit.

use super::{
    Finding,
    context::{FindingContext, counted},
};
use crate::{
    base::{Bytes, Nanos, Ratio},
    log::{Kind, LaneKind},
    model::Row,
    plan::{Channel, Fault, Join, StartMethod},
};

/// More chunks than four for each worker could be fewer, and still even out.
const MANY: u32 = 4;

/// A main that hands over for more than half of the run is what others wait for.
const BUSY: f64 = 0.5;

/// From a mebibyte on, it is the bytes that are told and not their number of pieces.
const MUCH: u64 = 1 << 20;

/// Each row / (W · `T_P`) ≥ 5 %.
pub(super) fn find(context: &FindingContext<'_>) -> Vec<Finding> {
    let all = [
        context.row(Row::Starved, |time| starved(context, time)),
        context.row(Row::StartUp, |time| start_up(context, time)),
        context.row(Row::Transfer, |_| transfer(context)),
        context.row(Row::Exit, |time| exit(context, time)),
    ];
    all.into_iter().flatten().collect()
}

/// Idle while work was left. The first of these that holds is the cause: workers are joined one
/// by one; the method waits for each result; there are more than 4 · W chunks, none of them heavy,
/// so that larger ones would do; main hands over for more than half of the run.
fn starved(context: &FindingContext<'_>, time: Nanos) -> (String, String) {
    let e = context.experiment();
    let chunks = context.chunks();
    let each = time / u64::from(chunks.max(1));
    let busy = main_share(context);
    let is_heavy = payload(context) >= MUCH;
    if e.starts_per_task() && e.join == Join::Early {
        (
            "each process is joined before the next one is started".into(),
            "Join them late, when all have been started.".into(),
        )
    } else if e.waits_for_each() {
        (
            "apply waits for each result before it hands out the next task".into(),
            "Try map, or apply-async.".into(),
        )
    } else if chunks > context.workers().saturating_mul(MANY) && e.is_cut() && !is_heavy {
        (
            format!(
                "there are {chunks} chunks of {}, and a worker waits {each} for each",
                context.chunk_time()
            ),
            "Try a larger chunksize.".into(),
        )
    } else if busy.get() > BUSY {
        (
            format!(
                "main hands out and collects for {} of the run",
                busy.percent()
            ),
            "Send less with each task, or make fewer and longer ones.".into(),
        )
    } else {
        (
            format!("a worker waits {each} for each chunk"),
            "Look at main's lane for what it does meanwhile.".into(),
        )
    }
}

/// How much of the run main spends on others.
fn main_share(context: &FindingContext<'_>) -> Ratio {
    let main = context.run.flow();
    let main = main.filter(|lane| lane.info.kind == LaneKind::Main);
    let spans = main.flat_map(|lane| &lane.spans);
    let gives = spans.filter(|span| {
        matches!(
            span.kind,
            Kind::Dispatch | Kind::Collect | Kind::Deliver | Kind::Create
        )
    });
    let time: Nanos = gives.map(|span| span.length).sum();
    Ratio::of(time.get(), context.ledger.wall().get())
}

/// The bytes that workers took in and gave out.
fn payload(context: &FindingContext<'_>) -> u64 {
    let (_, bytes) = context.count(&[Kind::Receive, Kind::Send]);
    bytes
}

/// Workers come to be: how many did, and what each took.
fn start_up(context: &FindingContext<'_>, time: Nanos) -> (String, String) {
    let e = context.experiment();
    let (starts, _) = context.count(&[Kind::StartUp]);
    let starts = starts.max(1);
    let who = if e.has_worker_processes() {
        let processes = if starts == 1 { "process" } else { "processes" };
        format!("{starts} {processes} by {}", e.start)
    } else {
        format!(
            "{starts} {}",
            counted(starts.try_into().unwrap_or(u32::MAX), "thread")
        )
    };
    let added = match e.extra_startup {
        _ if e.fault == Fault::Orphan => ", for their first parents live on to be seen".into(),
        Nanos::ZERO => String::new(),
        extra => format!(", with {extra} added by hand"),
    };
    let cause = format!("{who} took {} each{added}", time / starts);
    let advice = match e.start {
        _ if e.fault == Fault::Orphan => "Run it without the fault (fault none).",
        _ if e.extra_startup > Nanos::ZERO => "Give each worker more to do.",
        _ if e.starts_per_task() && starts > u64::from(context.workers()) => {
            "Try a pool: it starts its workers only once."
        }
        StartMethod::Spawn if e.has_worker_processes() => {
            "Try fork or a forkserver, or give each worker more to do."
        }
        _ if e.has_worker_processes() => "Give each worker more to do, or try threads.",
        _ => "Give each worker more to do.",
    };
    (cause, advice.into())
}

/// Chunks and results on their way.
fn transfer(context: &FindingContext<'_>) -> (String, String) {
    let e = context.experiment();
    let bytes = payload(context);
    let chunks = context.chunks();
    let way = match e.channel {
        _ if !e.has_worker_processes() => "between threads",
        Channel::Pipe => "through pipes",
        Channel::Queue => "through a queue",
        Channel::SharedMemory => "through shared memory",
        Channel::Manager => "through a manager",
    };
    let what = if bytes >= MUCH {
        Bytes::new(bytes).rounded()
    } else {
        format!("{chunks} {} and results", counted(chunks, "chunk"))
    };
    let added = match e.extra_transfer {
        Nanos::ZERO => String::new(),
        extra => format!(", {extra} each added by hand"),
    };
    let advice = match e.channel {
        Channel::Manager => "Try a pipe: a manager is asked for each get and put.",
        Channel::Pipe | Channel::Queue if bytes >= MUCH => {
            "Try shared memory (channel shared-memory), or send less."
        }
        Channel::SharedMemory if bytes >= MUCH => "Send less, or let workers make it themselves.",
        _ if !e.is_cut() => "Make the tasks longer.",
        _ => "Try a larger chunksize, or longer tasks.",
    };
    (format!("{what} went {way}{added}"), advice.into())
}

/// All tasks are done, and workers end.
fn exit(context: &FindingContext<'_>, time: Nanos) -> (String, String) {
    let e = context.experiment();
    let (ends, _) = context.count(&[Kind::Exit]);
    let each = time / ends.max(1);
    if e.fault == Fault::Zombie {
        // It has ended at once, and no more work for it would change that.
        return (
            format!(
                "a process that has ended stays a zombie for {each}: main does not wait for it"
            ),
            "Wait for each as it ends: run it without the fault (fault none).".into(),
        );
    }
    let cause = format!("a worker takes {each} from its last task until it is gone");
    let advice = if e.starts_per_task() && ends > u64::from(context.workers()) {
        "Try a pool: its workers end only once."
    } else {
        "Give each worker more to do: it is paid once."
    };
    (cause, advice.into())
}
