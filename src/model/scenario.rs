//! Runs written as text, so that what the model and the panes say can be tested to the
//! nanosecond, without a clock.
//!
//! ```text
//! set mode=pool workers=2 tasks=4 chunksize=1      parameters
//! cores 2                                          usable cores
//! serial 40ms                                      T₁, spread evenly over the tasks
//! serial 40ms 30ms                                 the same, of which so much was waited
//! main: create 0ms 2ms | blocked 2ms 30ms          spans of the main lane
//! w1: start-up 0ms 2ms | task 0 2ms 12ms | now task 2 12ms
//! f: serve 0ms 2ms                                  the forkserver; g: the manager
//! c0: usage 90 0ms 250ms                           a core's usage in percent
//! end 30ms                                         the run is over
//! ```
//!
//! A program that is watched has no parameters, but calls; their chunks and tasks have the numbers of
//! the run, one call after the other. Its processes are main and the workers `w1`…, in the order of
//! their lanes; `t1` is a thread of main, `h1` a helper thread of a pool.
//!
//! ```text
//! watch python3 sim.py
//! call Pool.map work sim.py:12 tasks=24 chunksize=2 workers=4 began=1ms ended=30ms lost=2
//! process 1 start=spawn exit=-9 ended=12ms          exit: as Python has it, negative for a signal; also cpu, threads
//! import numpy 80ms process=1
//! times 1 0ms 30ms running=20ms ready=1ms gil=5ms      what the time of the second lane went to
//! pool Pool sim.py:11 workers=4 ended=terminate
//! unpicklable Task.run call=0
//! ```
//!
//! A kind can carry flags: `task!` was killed, `task?` failed, `start-up@` is a restart, and with
//! `collect- 3` task 3 came back from a worker that died. A task
//! `3+` goes on in a later span. `task%50` had a core for half of its time, `task%50~20` waited for
//! a fifth of it, too, `receive=8MiB` took in so much. `send*` is merged, and `dispatch 3x8` is of the eight
//! tasks from 3 on.

mod watched_call;

pub(crate) use watched_call::with_call;

use super::{Origin, Run};
use crate::{
    base::{Bytes, ChunkId, CoreId, LaneId, Moment, Nanos, Pid, Ratio, TaskId},
    log::{
        Baseline, Call, CallChunk, Description, Ending, Flags, Kind, Lane, LaneInfo, LaneKind,
        Machine, MainImport, Now, Outcome, Span, TaskTime, ThreadTimes, Unpicklable, Watched,
        WatchedPool, WatchedProcess, WatchedThread,
    },
    plan::{Experiment, Resolved, parameter},
};

/// Where every scenario begins on the clock.
pub(crate) const ORIGIN: Moment = Moment::from_nanos(1_000_000_000_000);

/// The moment at so much time into a scenario, such as `12ms`.
pub(crate) fn at(text: &str) -> Moment {
    ORIGIN + text.parse::<Nanos>().expect(text)
}

/// The run that a text describes.
///
/// # Panics
/// If the text is no scenario; it is a test's own.
pub(crate) fn run(text: &str) -> Run {
    let description = Description {
        parscope: "0.1.0".into(),
        machine: Machine {
            model: "a machine".into(),
            os: "Linux".into(),
            cores: 2,
            usable_cores: 2,
            quota: None,
        },
        ..Description::default()
    };
    let mut run = Run::new(Resolved::of(Experiment::default(), 2), description);
    read_line(&mut run, &mut Vec::new(), "set shape=uniform");
    let mut lanes = Vec::new();
    for line in text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        read_line(&mut run, &mut lanes, line);
    }
    if let Some(watched) = run.description.watched.as_deref_mut() {
        count(watched, &lanes);
    }
    let mut run = run.with_lanes(lanes);
    let done = run.tasks_done();
    if let Some(outcome) = &mut run.description.outcome {
        outcome.tasks_done = done;
    }
    run
}

/// A run on so many workers of work of which a tenth is serial, by Amdahl's law.
pub(crate) fn tenth_serial(workers: u32) -> Run {
    let end = 10_000 + 90_000 / workers;
    run(&format!(
        "cores 8\nset workload=primes tasks=8 mode=pool workers={workers}\n\
         serial 100ms\nw1: task 0 0ms 1ms\nend {end}us"
    ))
}

fn read_line(run: &mut Run, lanes: &mut Vec<Lane>, line: &str) {
    let (head, rest) = line.split_once(' ').expect(line);
    match head {
        "set" => {
            for pair in rest.split_whitespace() {
                let (name, value) = pair.split_once('=').expect(pair);
                let row = parameter(name).unwrap();
                run.edit(|e| row.set(e, value).unwrap());
            }
        }
        "cores" => {
            run.description.machine.cores = rest.parse().expect(rest);
            run.description.machine.usable_cores = rest.parse().expect(rest);
        }
        "serial" => {
            let (wall, waited) = rest.split_once(' ').unwrap_or((rest, "0ms"));
            let [wall, waited]: [Nanos; 2] = [wall, waited].map(|time| time.parse().expect(rest));
            let tasks = run.experiment().task_count();
            run.description.baseline = Some(Baseline {
                wall,
                cpu: wall.saturating_sub(waited),
                waited,
                result: "5eed".into(),
                clock: None,
                tasks: vec![wall / u64::from(tasks); tasks as usize].into(),
                ..Baseline::default()
            });
        }
        "watch" => {
            run.origin = Origin::Watched;
            run.description.watched = Some(Box::new(Watched {
                command: rest.split_whitespace().map(Into::into).collect(),
                ..Watched::default()
            }));
        }
        "call" => read_call(watched(run), rest),
        "pool" => {
            let [kind, place, ..] = words(rest)[..] else {
                panic!("no pool: {rest}")
            };
            let (file, line) = place.split_once(':').expect(place);
            let workers = value(rest, "workers").map(|text| text.parse().expect(text));
            watched(run).pools.push(WatchedPool {
                process: value(rest, "process").map_or(0, |text| text.parse().expect(text)),
                kind: kind.into(),
                file: file.into(),
                line: line.parse().expect(line),
                workers,
                ended: value(rest, "ended").map(Into::into),
                ..WatchedPool::default()
            });
        }
        "process" => read_process(watched(run), rest),
        "times" => read_times(watched(run), rest),
        "import" => {
            let [module, took, ..] = words(rest)[..] else {
                panic!("no import: {rest}")
            };
            watched(run).imports.push(MainImport {
                process: value(rest, "process").map_or(0, |text| text.parse().expect(text)),
                module: module.into(),
                took: took.parse().expect(took),
            });
        }
        "unpicklable" => watched(run).unpicklable.push(Unpicklable {
            what: words(rest)[0].into(),
            call: value(rest, "call").map(|text| text.parse().expect(text)),
            ..Unpicklable::default()
        }),
        "end" => {
            run.description.outcome = Some(Outcome {
                started: ORIGIN,
                ended: at(rest),
                verified: true,
                result: "5eed".into(),
                ..Outcome::default()
            });
        }
        _ => {
            let index = lanes.len();
            let of_none = match run.origin {
                Origin::Watched => ChunkId::NONE,
                _ => ChunkId::default(),
            };
            let read = read_lane(head.trim_end_matches(':'), rest, index, of_none);
            if let Some(watched) = run.description.watched.as_deref_mut() {
                add_thread(watched, &read);
            }
            lanes.push(read);
        }
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// The value of `name=value` in a line.
fn value<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = line
        .split_whitespace()
        .filter_map(|word| word.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// What the time of a lane's thread went to between two moments.
fn read_times(watched: &mut Watched, line: &str) {
    let [number, from, to, ..] = words(line)[..] else {
        panic!("no times: {line}")
    };
    let thread = &mut watched.threads[number.parse::<usize>().expect(number)];
    let spent = |name: &str| value(line, name).map(|text| text.parse::<Nanos>().expect(text));
    let mut times = thread.times.all().last().map_or(
        ThreadTimes {
            gil: Some(Nanos::ZERO),
            ..ThreadTimes::default()
        },
        |(_, times)| *times,
    );
    thread.times.push(at(from), times);
    times.scheduled.on_core += spent("running").unwrap_or_default();
    times.scheduled.ready += spent("ready").unwrap_or_default();
    times.held += spent("held").unwrap_or_default();
    times.gil = times
        .gil
        .zip(spent("gil"))
        .map(|(before, more)| before + more);
    thread.times.push(at(to), times);
}

fn watched(run: &mut Run) -> &mut Watched {
    run.description
        .watched
        .as_mut()
        .expect("`watch` comes first")
}

fn read_call(watched: &mut Watched, line: &str) {
    let [kind, function, place, ..] = words(line)[..] else {
        panic!("no call: {line}")
    };
    let number = |name: &str| value(line, name).map(|text| text.parse::<u32>().expect(text));
    let (file, at_line) = place.split_once(':').expect(place);
    let index = u32::try_from(watched.calls.len()).expect(line);
    let (tasks, size) = (
        number("tasks").expect(line),
        number("chunksize").unwrap_or(1),
    );
    let begin = watched.chunks.last().map_or(0, |last| last.id + last.count);
    for number in 0..tasks.div_ceil(size) {
        let first = number * size;
        watched.chunks.push(CallChunk {
            call: index,
            number,
            first,
            count: size.min(tasks - first),
            id: begin + first,
        });
    }
    watched.calls.push(Call {
        kind: kind.into(),
        function: function.into(),
        file: file.into(),
        line: at_line.parse().expect(place),
        tasks: Some(tasks),
        asked: number("asked"),
        chunksize: number("chunksize"),
        workers: number("workers"),
        start: value(line, "start").map(Into::into),
        sends: value(line, "sends").map(Into::into),
        carries: value(line, "carries").map(Into::into),
        returns: value(line, "returns").map(Into::into),
        began: at(value(line, "began").unwrap_or("0ms")),
        ended: value(line, "ended").map(at),
        chunks: tasks.div_ceil(size),
        lost: number("lost").unwrap_or(0),
        ..Call::default()
    });
}

fn read_process(watched: &mut Watched, line: &str) {
    let index: usize = words(line)[0].parse().expect(line);
    let process = &mut watched.processes[index];
    process.start = value(line, "start").map(Into::into);
    process.ended = value(line, "ended").map(at);
    process.cpu = value(line, "cpu").map(|time| time.parse().expect(time));
    process.peak_threads = value(line, "threads").map(|count| count.parse().expect(count));
    process.ending = value(line, "exit").map(|code| match code.parse().expect(code) {
        signal @ ..0 => Ending::Signal(-signal),
        code => Ending::Exit(code),
    });
    if index == 0 {
        watched.ending = process.ending;
    }
}

/// The thread of a lane, and its process: main and the workers each have one of their own.
fn add_thread(watched: &mut Watched, lane: &Lane) {
    let is_own = matches!(lane.info.kind, LaneKind::Main | LaneKind::Process);
    if is_own {
        let is_first = watched.processes.is_empty();
        let first = lane.spans.first().map(|span| span.start);
        watched.processes.push(WatchedProcess {
            pid: lane.info.pid.unwrap_or_default(),
            parent: (!is_first).then_some(0),
            name: match lane.info.kind {
                LaneKind::Main => "python3 sim.py".into(),
                _ => format!("ForkPoolWorker-{}", lane.info.number)
                    .as_str()
                    .into(),
            },
            started: if is_first {
                ORIGIN
            } else {
                first.unwrap_or(ORIGIN)
            },
            ..WatchedProcess::default()
        });
    }
    let last = watched.processes.len().saturating_sub(1);
    let process = match lane.info.kind {
        LaneKind::Core => None,
        _ if is_own => u32::try_from(last).ok(),
        _ => Some(0),
    };
    watched.threads.push(WatchedThread {
        process,
        ..WatchedThread::default()
    });
}

/// Counts the tasks of the calls.
fn count(watched: &mut Watched, lanes: &[Lane]) {
    for lane in lanes {
        let mut parts = TaskTime::default();
        for span in lane.spans.iter().filter(|span| span.kind.is_of_task()) {
            let Some(chunk) = watched.chunks.get(span.chunk.index()) else {
                continue;
            };
            let call = &mut watched.calls[chunk.call as usize];
            call.busy += span.length;
            parts.add(span);
            if span.count == 0 || span.flags.has(Flags::KILLED) {
                continue;
            }
            let ended = if span.flags.has(Flags::FAILED) {
                &mut call.failed
            } else {
                &mut call.done
            };
            *ended += span.count;
            call.note_time(std::mem::take(&mut parts).each(span.count));
            call.last_end = call.last_end.max(span.end());
        }
    }
}

/// A lane. Spans for no chunk get the number `of_none`.
fn read_lane(name: &str, text: &str, index: usize, of_none: ChunkId) -> Lane {
    let number = name
        .trim_start_matches(|c: char| c.is_alphabetic())
        .parse()
        .unwrap_or(0);
    let kind = match name.chars().next() {
        Some('m') => LaneKind::Main,
        Some('w') => LaneKind::Process,
        Some('t') => LaneKind::Thread,
        Some('c') => LaneKind::Core,
        Some('f') => LaneKind::Forkserver,
        Some('g') => LaneKind::Manager,
        Some('h') => LaneKind::Helper,
        _ => panic!("no lane: {name}"),
    };
    let info = LaneInfo {
        lane: LaneId::new(u16::try_from(index).unwrap()),
        kind,
        number,
        pid: match kind {
            LaneKind::Core => None,
            LaneKind::Forkserver => Some(Pid::new(4901)),
            LaneKind::Manager => Some(Pid::new(4902)),
            _ => Some(Pid::new(4000 + number)),
        },
        published: 0,
        dropped: 0,
        merged: 0,
    };
    let mut lane = Lane {
        info,
        spans: Vec::new(),
        now: None,
    };
    for part in text.split('|') {
        read_span(&mut lane, &words(part), of_none);
    }
    lane.info.published = lane.spans.len() as u64;
    lane
}

fn read_span(lane: &mut Lane, words: &[&str], of_none: ChunkId) {
    match *words {
        ["now", kind, start] => lane.now = Some(now(kind, "0", start)),
        ["now", kind, task, start] => lane.now = Some(now(kind, task, start)),
        [name, start, end] => lane.spans.push(Span {
            chunk: of_none,
            flags: flags(name),
            bytes: bytes(name),
            ..Span::new(kind(name), at(start), at(end))
        }),
        ["usage", percent, start, end] => lane.spans.push(Span {
            cpu: Ratio::new(percent.parse::<f64>().unwrap() / 100.0),
            core: CoreId::new(u16::try_from(lane.info.number).unwrap()),
            flags: Flags::CPU,
            ..Span::new(Kind::Usage, at(start), at(end))
        }),
        // `task 7/3` is task 7 of chunk 3; without a chunk the task is its own. `task 7+` goes on
        // in a later span.
        [name, task, start, end] => {
            let (whole, task) = (!task.ends_with('+'), task.trim_end_matches('+'));
            let (task, chunk) = task.split_once('/').unwrap_or((task, task));
            let (task, count) = task.split_once('x').unwrap_or((task, "1"));
            lane.spans.push(Span {
                task: TaskId::new(task.parse().unwrap()),
                chunk: ChunkId::new(chunk.parse().unwrap()),
                count: u32::from(whole) * count.parse::<u32>().unwrap(),
                flags: flags(name),
                bytes: bytes(name),
                cpu: share(name, '%').unwrap_or_default(),
                waited: share(name, '~').unwrap_or_default(),
                ..Span::new(kind(name), at(start), at(end))
            });
        }
        _ => panic!("no span: {words:?}"),
    }
}

fn now(name: &str, task: &str, start: &str) -> Now {
    let (task, chunk) = task.split_once('/').unwrap_or((task, task));
    Now {
        kind: kind(name),
        start: at(start),
        task: TaskId::new(task.parse().unwrap()),
        chunk: ChunkId::new(chunk.parse().unwrap()),
    }
}

/// The share of a span that follows a mark: on a core of `task%50` half, waiting of `task%50~20` a
/// fifth.
fn share(name: &str, mark: char) -> Option<Ratio> {
    let (_, percent) = name.split_once(mark)?;
    let percent = percent.split('~').next().unwrap_or(percent);
    Some(Ratio::of(percent.parse().expect(percent), 100))
}

/// The bytes of a span: of `receive=8MiB` eight million and some.
fn bytes(name: &str) -> u32 {
    let bytes = name
        .split_once('=')
        .map(|(_, bytes)| bytes.parse::<Bytes>());
    bytes.map_or(0, |bytes| {
        u32::try_from(bytes.unwrap().get()).unwrap_or(u32::MAX)
    })
}

fn flags(name: &str) -> Flags {
    if share(name, '%').is_some() {
        return Flags::CPU;
    }
    match name.chars().last() {
        Some('!') => Flags::KILLED,
        Some('?') => Flags::FAILED,
        Some('@') => Flags::RESTARTED,
        Some('-') => Flags::LOST,
        Some('*') => Flags::MERGED,
        _ => Flags::default(),
    }
}

fn kind(name: &str) -> Kind {
    let name = name.split(['%', '=']).next().unwrap_or(name);
    let name = name.trim_end_matches(['!', '?', '@', '-', '*']);
    // `kind128` is one of a log's own, by its number.
    if let Some(number) = name.strip_prefix("kind") {
        return Kind::of_number(number.parse().expect(name)).expect(name);
    }
    let known = Kind::KNOWN.into_iter();
    let mut known = known.filter(|kind| <&str>::from(*kind) == name);
    known.next().expect(name)
}
