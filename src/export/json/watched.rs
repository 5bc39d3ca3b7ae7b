//! A program that was watched: the object of its own headless contract.

use crate::{
    base::{Bytes, LaneId, Moment, Nanos, Ratio, Text},
    log::{Call, Ending, Flags, Lane, LaneKind, Span, Watched, WatchedProcess},
    model::{CallHandover, Finding, Run, TimeSplit},
};
use serde::Serialize;
use serde_json::{Value, json};

/// Tasks that are listed.
const MOST_TASKS: usize = 100_000;

/// The document of a watched run, its fields in their order. Its tasks are many: each is written as
/// it is, without a tree of values between.
#[derive(Debug, Serialize)]
pub(super) struct WatchedDocument<'a> {
    parscope: &'a str,
    watched: Value,
    machine: Value,
    processes: Vec<Value>,
    calls: Value,
    lanes: Value,
    tasks: Vec<ListedTask>,
    /// How many tasks are not listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    tasks_left_out: Option<u64>,
    not_seen: Vec<Value>,
    findings: Vec<Value>,
}

/// A task that ended; where one span tells of several, the times are those of all of them.
#[derive(Debug, Serialize)]
struct ListedTask {
    call: u32,
    task: u32,
    chunk: u32,
    lane: LaneId,
    start_s: f64,
    end_s: f64,
    failed: bool,
}

impl<'a> WatchedDocument<'a> {
    pub(super) fn of(run: &'a Run, watched: &Watched) -> Self {
        let origin = run.began().unwrap_or_default();
        let at = |moment: Moment| moment.since(origin).as_secs_f64();
        let machine = &run.description.machine;
        let (tasks, left_out) = tasks(run, watched, &at);
        let processes = (0..).zip(&watched.processes);
        let not_seen = watched.not_seen.iter();
        Self {
            parscope: &run.description.parscope,
            watched: self::watched(run, watched),
            machine: json!({
                "model": machine.model.raw(),
                "os": machine.os.raw(),
                "cores": machine.cores,
                "usable_cores": machine.usable_cores,
            }),
            processes: processes
                .map(|(index, one)| process((index, one), watched, &at))
                .collect(),
            calls: calls(run, watched, &at),
            lanes: lanes(run, watched),
            tasks,
            tasks_left_out: (left_out > 0).then_some(left_out),
            not_seen: not_seen
                .map(|one| json!({ "what": one.what.raw(), "why": one.why.raw() }))
                .collect(),
            findings: Finding::all(run).iter().map(finding).collect(),
        }
    }
}

fn watched(run: &Run, watched: &Watched) -> Value {
    let outcome = run.outcome();
    let (exit, signal) = parts(watched.ending);
    json!({
        "command": watched.command.iter().map(Text::raw).collect::<Vec<_>>(),
        "exit": exit,
        "signal": signal,
        "wall_s": outcome.map(|outcome| outcome.wall().as_secs_f64()),
        "cpu_s": outcome.map(|outcome| outcome.cpu.as_secs_f64()),
        "parallelism": run.parallelism().map(Ratio::get),
        "floor_s": run.floor().map(Nanos::as_secs_f64),
    })
}

/// A finding; `seconds` is what it cost, where that is known.
fn finding(finding: &Finding) -> Value {
    json!({
        "kind": finding.kind.name(),
        "text": finding.text(),
        "advice": finding.advice,
        "seconds": finding.time.map(Nanos::as_secs_f64),
    })
}

/// An exit code and a signal, of which one is known at most.
fn parts(ending: Option<Ending>) -> (Option<i32>, Option<i32>) {
    match ending {
        Some(Ending::Exit(code)) => (Some(code), None),
        Some(Ending::Signal(signal)) => (None, Some(signal)),
        None => (None, None),
    }
}

fn process(
    (index, process): (u32, &WatchedProcess),
    watched: &Watched,
    at: &impl Fn(Moment) -> f64,
) -> Value {
    let imports = watched.imports.iter().filter(|one| one.process == index);
    let imports = imports
        .map(|one| json!({ "module": one.module.raw(), "seconds": one.took.as_secs_f64() }));
    let (exit, signal) = parts(process.ending);
    json!({
        "process": index,
        "parent": process.parent,
        "pid": process.pid,
        "name": process.name.raw(),
        "start_s": at(process.started),
        "end_s": process.ended.map(at),
        "exit": exit,
        "signal": signal,
        "cpu_s": process.cpu.map(Nanos::as_secs_f64),
        "max_rss_bytes": process.peak_memory.map(Bytes::get),
        "peak_threads": process.peak_threads,
        "imports": imports.collect::<Vec<_>>(),
        "python": process.python.as_ref().map(Text::raw),
        "gil": process.gil,
    })
}

fn calls(run: &Run, watched: &Watched, at: &impl Fn(Moment) -> f64) -> Value {
    let handovers = CallHandover::of_all(run, watched);
    // What was not seen is not known to be nothing.
    let seconds = |time: Nanos| (time > Nanos::ZERO).then(|| time.as_secs_f64());
    let bytes = |bytes: u64| (bytes > 0).then_some(bytes);
    let call = |((index, call), handover): ((u32, &Call), &CallHandover)| {
        json!({
            "call": index,
            "process": call.process,
            "kind": call.kind.raw(),
            "function": call.function.raw(),
            "at": call.place().raw(),
            "file": call.file.raw(),
            "line": call.line,
            "tasks": call.task_count(),
            "asked_chunksize": call.asked,
            "chunksize": call.chunksize,
            "chunks": call.chunks,
            "workers": call.workers,
            "start": call.start.as_ref().map(Text::raw),
            "start_s": at(call.began),
            "end_s": call.end().map(at),
            "done": call.done,
            "failed": call.failed,
            "lost": call.lost,
            "stopped": call.stopped,
            "error": call.error.as_ref().map(Text::raw),
            "sends": call.sends.as_ref().map(Text::raw),
            "carries": call.carries.as_ref().map(Text::raw),
            "returns": call.returns.as_ref().map(Text::raw),
            "argument_bytes": bytes(handover.arguments),
            "result_bytes": bytes(handover.results),
            "dispatch_s": seconds(handover.dispatch),
            "receive_s": seconds(handover.receive),
            "send_s": seconds(handover.send),
            "collect_s": seconds(handover.collect),
        })
    };
    (0..).zip(&watched.calls).zip(&handovers).map(call).collect()
}

fn lanes(run: &Run, watched: &Watched) -> Value {
    run.flow().map(|lane| self::lane(run, lane, watched)).collect()
}

fn lane(run: &Run, lane: &Lane, watched: &Watched) -> Value {
    let thread = watched.thread(lane.info.lane);
    let tasks = || lane.spans.iter().filter(|span| span.kind.is_of_task());
    let ended: u64 = tasks().map(|span| u64::from(span.tasks_ended())).sum();
    let busy: Nanos = tasks().map(|span| span.length).sum();
    let life = run.life(lane, run.end(Moment::default()));
    let split = life.and_then(|(from, to)| run.time_split(lane, from, to));
    let seconds = |of: fn(&TimeSplit) -> Nanos| split.as_ref().map(|split| of(split).as_secs_f64());
    let gil = split.and_then(|split| split.gil);
    json!({
        "lane": lane.info.lane,
        "process": thread.and_then(|thread| thread.process),
        "kind": lane.info.kind,
        "name": run.lane_name(&lane.info).spoken,
        "role": thread.and_then(|thread| thread.role.as_ref()).map(Text::raw),
        "id": lane.info.pid,
        "tasks": ended,
        "busy_s": busy.as_secs_f64(),
        "wall_s": life.map(|(from, to)| to.since(from).as_secs_f64()),
        "running_s": seconds(|split| split.running),
        "core_wait_s": seconds(|split| split.core_wait),
        "gil_s": gil.map(Nanos::as_secs_f64),
        "blocked_s": seconds(|split| split.blocked),
    })
}

/// The tasks that ended, in the order of their lanes, and how many more there are.
fn tasks(run: &Run, watched: &Watched, at: &impl Fn(Moment) -> f64) -> (Vec<ListedTask>, u64) {
    let mut list = Vec::new();
    let mut left_out = 0;
    for lane in run.flow().filter(|lane| lane.info.kind != LaneKind::Helper) {
        // The first part of a task that has several.
        let mut begun: Option<Moment> = None;
        for span in lane.spans.iter().filter(|span| span.kind.is_of_task()) {
            let start = *begun.get_or_insert(span.start);
            if span.count == 0 {
                continue;
            }
            begun = None;
            for task in 0..span.count {
                if list.len() == MOST_TASKS {
                    left_out += u64::from(span.count - task);
                    break;
                }
                list.extend(self::task(span, task, lane.info.lane, (at(start), at(span.end())), watched));
            }
        }
    }
    (list, left_out)
}

fn task(
    span: &Span,
    offset: u32,
    lane: LaneId,
    (start_s, end_s): (f64, f64),
    watched: &Watched,
) -> Option<ListedTask> {
    let (_, chunk) = watched.chunk(span.chunk)?;
    let task = watched.task_of_call(span.chunk, span.task)?;
    Some(ListedTask {
        call: chunk.call,
        task: task.checked_add(offset)?,
        chunk: chunk.number,
        lane,
        start_s,
        end_s,
        failed: span.flags.has(Flags::FAILED),
    })
}
