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
//! A kind can carry flags: `task!` was killed, `task?` failed, `start-up@` is a restart, and with
//! `collect- 3` task 3 came back from a worker that died. A task
//! `3+` goes on in a later span. `task%50` had a core for half of its time, `task%50~20` waited for
//! a fifth of it, too, `receive=8MiB` took in so much.

mod watched_call;

pub(crate) use watched_call::with_call;

use super::Run;
use crate::{
    base::{Bytes, ChunkId, CoreId, LaneId, Moment, Nanos, Pid, Ratio, TaskId},
    log::{
        Baseline, Description, Flags, Kind, Lane, LaneInfo, LaneKind, Machine, Now, Outcome, Span,
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
            lanes.push(read_lane(head.trim_end_matches(':'), rest, index));
        }
    }
}

fn read_lane(name: &str, text: &str, index: usize) -> Lane {
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
        read_span(&mut lane, &part.split_whitespace().collect::<Vec<_>>());
    }
    lane.info.published = lane.spans.len() as u64;
    lane
}

fn read_span(lane: &mut Lane, words: &[&str]) {
    match *words {
        ["now", kind, start] => lane.now = Some(now(kind, "0", start)),
        ["now", kind, task, start] => lane.now = Some(now(kind, task, start)),
        [name, start, end] => lane.spans.push(Span {
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
            lane.spans.push(Span {
                task: TaskId::new(task.parse().unwrap()),
                chunk: ChunkId::new(chunk.parse().unwrap()),
                count: u32::from(whole),
                flags: flags(name),
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
        _ => Flags::default(),
    }
}

fn kind(name: &str) -> Kind {
    let name = name.split(['%', '=']).next().unwrap_or(name);
    let name = name.trim_end_matches(['!', '?', '@', '-']);
    // `kind128` is one of a log's own, by its number.
    if let Some(number) = name.strip_prefix("kind") {
        return Kind::of_number(number.parse().expect(name)).expect(name);
    }
    let known = Kind::KNOWN.into_iter();
    let mut known = known.filter(|kind| <&str>::from(*kind) == name);
    known.next().expect(name)
}
