//! [`TABLE`]: the rows.

use super::{Domain, Group, Parameter, Step, count};
use crate::{
    base::{Bytes, Nanos, Percent},
    plan::{
        Channel, Chunksize, Cost, Experiment, Fault, Join, Lock, MainRole, Method, Mode, Pin, Pool,
        StartMethod, Value, Workers,
    },
    workload::{self, CATALOGUE, Shape},
};
use std::sync::LazyLock;
use strum::VariantNames;

/// What a parameter of worker processes needs.
const PROCESSES: &str = "mode process, or mode pool with pool processes";

/// More memory than that is a typing error.
const MOST_BYTES: Bytes = Bytes::from_mib(64 << 10);

const MOST_TASKS: u64 = 10_000_000;
const LONGEST_TASK: Nanos = Nanos::from_millis(3_600_000);

fn workload_names() -> &'static [&'static str] {
    static NAMES: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| CATALOGUE.iter().map(|workload| workload.name).collect());
    &NAMES
}

/// Where the knob has no numbers to turn through.
fn stay(_: &Experiment, _: Step, _: u32) -> String {
    String::new()
}

/// Every parameter, in the order of form and help.
pub static TABLE: &[Parameter] = &[
    Parameter {
        name: "workload",
        group: Group::Work,
        about: "what the tasks compute",
        domain: Domain::Names(workload_names),
        get: |e| Value::Text(e.workload.name.into()),
        set: |e, text| {
            let workload = workload::find(text)?;
            if e.workload.name != workload.name {
                e.set_workload(workload);
            }
            Some(())
        },
        step: stay,
        applies: |_| true,
        needs: "",
    },
    Parameter {
        name: "tasks",
        group: Group::Work,
        about: "how many tasks",
        domain: Domain::Number {
            min: 1,
            max: MOST_TASKS,
            names: &[],
        },
        get: |e| Value::Number(e.task_count().into()),
        set: |e, text| {
            let tasks = text.parse().ok()?;
            e.tasks = None;
            e.tasks = (e.task_count() != tasks).then_some(tasks);
            Some(())
        },
        step: |e, step, _| count(e.task_count().into(), step).to_string(),
        applies: |e| e.items.is_empty(),
        needs: "",
    },
    Parameter {
        name: "size",
        group: Group::Work,
        about: "how large a task is, in the workload's unit",
        domain: Domain::Number {
            min: 1,
            max: 1_000_000_000_000,
            names: &[],
        },
        get: |e| e.known_size().map_or(Value::Unset, Value::Number),
        set: |e, text| {
            e.cost = match text.parse().ok()? {
                size if e.cost == Cost::Default && size == e.workload.default_size => Cost::Default,
                size => Cost::Size(size),
            };
            Some(())
        },
        step: |e, step, _| {
            let size = e.known_size().unwrap_or(e.workload.default_size);
            let tenth = (size / 10).max(1);
            match step {
                Step::Up => size + tenth,
                Step::Down => size - tenth,
                Step::Double | Step::Halve => count(size, step),
            }
            .to_string()
        },
        applies: |e| e.workload.size_unit.is_some(),
        needs: "",
    },
    Parameter {
        name: "task-time",
        group: Group::Work,
        about: "how long a task takes on average; its size is found by trial",
        domain: Domain::Time,
        get: |e| match e.cost {
            Cost::Time(time) | Cost::Found { time, .. } => Value::Text(time_text(time)),
            _ => Value::Unset,
        },
        set: |e, text| {
            let time: Nanos = text.parse().ok()?;
            let takes = Nanos::ZERO < time && time <= LONGEST_TASK;
            takes.then(|| e.cost = Cost::Time(time))
        },
        step: |e, step, _| {
            let time = match e.cost {
                Cost::Time(time) | Cost::Found { time, .. } => time,
                _ => Nanos::from_millis(50),
            };
            time_text(turned(time, step))
        },
        applies: |e| e.workload.size_unit.is_some(),
        needs: "",
    },
    Parameter {
        name: "items",
        group: Group::Work,
        about: "the numbers to work on, where the workload takes a list",
        domain: Domain::Numbers,
        get: |e| {
            if e.items.is_empty() {
                Value::Unset
            } else {
                Value::List(e.items.clone())
            }
        },
        set: |e, text| {
            let items: Result<Vec<i64>, _> = text.split(',').map(|n| n.trim().parse()).collect();
            e.items = items.ok()?;
            e.tasks = None;
            Some(())
        },
        step: stay,
        applies: |e| e.workload.takes_items,
        needs: "",
    },
    Parameter {
        name: "command",
        group: Group::Work,
        about: "the words of the command that a task is; {} stands for its input",
        domain: Domain::Words,
        get: |e| words(&e.command),
        set: |e, text| {
            e.command = shlex::split(text)?;
            Some(())
        },
        step: stay,
        applies: Experiment::is_command,
        needs: "",
    },
    Parameter {
        name: "inputs",
        group: Group::Work,
        about: "what the command is called with, or the files of the pictures",
        domain: Domain::Words,
        get: |e| words(&e.inputs),
        set: |e, text| {
            e.inputs = shlex::split(text)?;
            e.tasks = None;
            Some(())
        },
        step: stay,
        applies: |e| e.is_command() || e.workload.name == "blur",
        needs: "",
    },
    Parameter {
        name: "output",
        group: Group::Work,
        about: "the folder that pictures are written to",
        domain: Domain::Path,
        get: |e| match e.output.as_str() {
            "" => Value::Unset,
            path => Value::Text(path.into()),
        },
        set: |e, text| {
            text.clone_into(&mut e.output);
            Some(())
        },
        step: stay,
        applies: |e| e.workload.name == "blur",
        needs: "",
    },
    Parameter {
        name: "shape",
        group: Group::Work,
        about: "how the cost is spread over the tasks",
        domain: Domain::Names(|| Shape::VARIANTS),
        get: |e| Value::Text(e.shape.to_string()),
        set: |e, text| text.parse().ok().map(|shape| e.shape = shape),
        step: stay,
        applies: |e| e.workload.size_unit.is_some(),
        needs: "",
    },
    Parameter {
        name: "seed",
        group: Group::Work,
        about: "what random sizes and contents are made from",
        domain: Domain::Number {
            min: 0,
            max: u64::MAX,
            names: &[],
        },
        get: |e| Value::Number(e.seed),
        set: |e, text| text.parse().ok().map(|seed| e.seed = seed),
        step: |e, step, _| count(e.seed, step).to_string(),
        applies: |_| true,
        needs: "",
    },
    Parameter {
        name: "io",
        group: Group::Work,
        about: "the share of each task that waits instead of computing",
        domain: Domain::Share,
        get: |e| Value::Share(e.io),
        set: |e, text| {
            let share: Percent = text.parse().ok()?;
            // What only waits has no work that could be found a size for.
            (share.get() < 100).then(|| e.io = share)
        },
        step: |e, step, _| {
            let percent = u64::from(e.io.get());
            let percent = match step {
                Step::Up => (percent + 10).min(90),
                Step::Down => percent.saturating_sub(10),
                Step::Double | Step::Halve => count(percent, step).min(90),
            };
            format!("{percent}%")
        },
        applies: |e| !e.is_command(),
        needs: "",
    },
    Parameter {
        name: "mode",
        group: Group::Workers,
        about: "how the tasks are run",
        domain: Domain::Names(|| Mode::VARIANTS),
        get: |e| Value::Text(e.mode.to_string()),
        set: |e, text| text.parse().ok().map(|mode| e.mode = mode),
        step: stay,
        applies: |_| true,
        needs: "",
    },
    Parameter {
        name: "workers",
        group: Group::Workers,
        about: "how many workers",
        domain: Domain::Multiple {
            max: Workers::MOST,
            name: "cores",
        },
        get: |e| match e.workers {
            Workers::Count(count) => Value::Number(count.into()),
            multiple => Value::Text(multiple.to_string()),
        },
        set: |e, text| text.parse().ok().map(|workers| e.workers = workers),
        step: |e, step, cores| count(e.workers.count(cores).into(), step).to_string(),
        applies: |e| e.mode != Mode::Serial,
        needs: "",
    },
    Parameter {
        name: "chunksize",
        group: Group::Workers,
        about: "how many tasks a worker is handed in one go",
        domain: Domain::Number {
            min: 1,
            max: MOST_TASKS,
            names: Chunksize::NAMES,
        },
        get: |e| match e.chunksize {
            Chunksize::Fixed(size) => Value::Number(size.into()),
            rule => Value::Text(rule_name(rule).into()),
        },
        set: |e, text| {
            e.chunksize = match text {
                "default" => Chunksize::Default,
                "static" => Chunksize::Static,
                "guided" => Chunksize::Guided,
                "dynamic" => Chunksize::Dynamic,
                "worksteal" => Chunksize::Worksteal,
                _ => Chunksize::Fixed(text.parse().ok()?),
            };
            Some(())
        },
        step: |e, step, cores| {
            let tasks = u64::from(e.task_count());
            let current = match e.chunksize {
                Chunksize::Fixed(size) => size.into(),
                _ => match e.chunks(cores) {
                    chunks if chunks.is_empty() => 1,
                    chunks => chunks.get(crate::base::ChunkId::new(0)).len() as u64,
                },
            };
            count(current, step).clamp(1, tasks).to_string()
        },
        applies: Experiment::is_cut,
        needs: "",
    },
    Parameter {
        name: "pool",
        group: Group::Workers,
        about: "what the workers of a pool are",
        domain: Domain::Names(|| Pool::VARIANTS),
        get: |e| Value::Text(e.pool.to_string()),
        set: |e, text| text.parse().ok().map(|pool| e.pool = pool),
        step: stay,
        applies: |e| e.mode == Mode::Pool,
        needs: "",
    },
    Parameter {
        name: "start",
        group: Group::Workers,
        about: "how a worker process comes to be",
        domain: Domain::Names(|| StartMethod::VARIANTS),
        get: |e| Value::Text(e.start.to_string()),
        set: |e, text| text.parse().ok().map(|start| e.start = start),
        step: stay,
        applies: Experiment::has_worker_processes,
        needs: PROCESSES,
    },
    Parameter {
        name: "join",
        group: Group::Workers,
        about: "when main waits for the end of a process it started",
        domain: Domain::Names(|| Join::VARIANTS),
        get: |e| Value::Text(e.join.to_string()),
        set: |e, text| text.parse().ok().map(|value| e.join = value),
        step: stay,
        applies: |e| e.mode == Mode::Process,
        needs: "mode process",
    },
    Parameter {
        name: "main",
        group: Group::Workers,
        about: "what main does while processes work: wait, or do the last task itself",
        domain: Domain::Names(|| MainRole::VARIANTS),
        get: |e| Value::Text(e.main.to_string()),
        set: |e, text| text.parse().ok().map(|value| e.main = value),
        step: stay,
        applies: |e| e.mode == Mode::Process,
        needs: "mode process",
    },
    Parameter {
        name: "pin",
        group: Group::Workers,
        about: "whether each worker stays on a core of its own",
        domain: Domain::Names(|| Pin::VARIANTS),
        get: |e| Value::Text(e.pin.to_string()),
        set: |e, text| text.parse().ok().map(|value| e.pin = value),
        step: stay,
        applies: |e| e.mode != Mode::Serial,
        needs: "another mode than serial",
    },
    Parameter {
        name: "method",
        group: Group::Exchange,
        about: "how work is submitted to the pool and collected",
        domain: Domain::Names(|| Method::VARIANTS),
        get: |e| Value::Text(e.method.to_string()),
        set: |e, text| text.parse().ok().map(|value| e.method = value),
        step: stay,
        applies: Experiment::has_process_pool,
        needs: "mode pool with pool processes",
    },
    Parameter {
        name: "channel",
        group: Group::Exchange,
        about: "how work and results travel between processes",
        domain: Domain::Names(|| Channel::VARIANTS),
        get: |e| Value::Text(e.channel.to_string()),
        set: |e, text| text.parse().ok().map(|value| e.channel = value),
        step: stay,
        applies: Experiment::has_worker_processes,
        needs: PROCESSES,
    },
    Parameter {
        name: "payload",
        group: Group::Exchange,
        about: "bytes that go with each task, and back with its result",
        domain: Domain::Bytes,
        get: |e| Value::Text(e.payload.to_string()),
        set: |e, text| bytes(text).map(|bytes| e.payload = bytes),
        step: |e, step, _| turned_bytes(e.payload, step).to_string(),
        applies: Experiment::has_worker_processes,
        needs: PROCESSES,
    },
    Parameter {
        name: "lock",
        group: Group::Conditions,
        about: "what threads must hold while they compute; gil simulates CPython's",
        domain: Domain::Names(|| Lock::VARIANTS),
        get: |e| Value::Text(e.lock.to_string()),
        set: |e, text| text.parse().ok().map(|value| e.lock = value),
        step: stay,
        applies: |e| e.mode == Mode::Threaded,
        needs: "mode threaded",
    },
    Parameter {
        name: "switch-interval",
        group: Group::Conditions,
        about: "for how long a thread keeps that lock when others want it",
        domain: Domain::Time,
        get: |e| Value::Text(time_text(e.switch_interval)),
        set: |e, text| delay(text, Nanos::new(1)).map(|time| e.switch_interval = time),
        step: |e, step, _| time_text(turned_delay(e.switch_interval, step)),
        applies: |e| e.mode == Mode::Threaded && e.lock == Lock::Gil,
        needs: "mode threaded with lock gil",
    },
    Parameter {
        name: "preload",
        group: Group::Conditions,
        about: "memory that main has touched before it starts workers",
        domain: Domain::Bytes,
        get: |e| Value::Text(e.preload.to_string()),
        set: |e, text| bytes(text).map(|bytes| e.preload = bytes),
        step: |e, step, _| turned_bytes(e.preload, step).to_string(),
        applies: Experiment::has_worker_processes,
        needs: PROCESSES,
    },
    Parameter {
        name: "load",
        group: Group::Conditions,
        about: "processes of somebody else that compute beside the run",
        domain: Domain::Number {
            min: 0,
            max: 64,
            names: &[],
        },
        get: |e| Value::Number(e.load.into()),
        set: |e, text| text.parse().ok().map(|load| e.load = load),
        step: |e, step, _| count(e.load.into(), step).to_string(),
        applies: |e| e.mode != Mode::Serial,
        needs: "another mode than serial",
    },
    Parameter {
        name: "extra-startup",
        group: Group::Conditions,
        about: "a delay added to the start of each worker",
        domain: Domain::Time,
        get: |e| Value::Text(time_text(e.extra_startup)),
        set: |e, text| delay(text, Nanos::ZERO).map(|time| e.extra_startup = time),
        step: |e, step, _| time_text(turned_delay(e.extra_startup, step)),
        applies: |e| e.mode != Mode::Serial,
        needs: "another mode than serial",
    },
    Parameter {
        name: "extra-transfer",
        group: Group::Conditions,
        about: "a delay added to the receive of each chunk",
        domain: Domain::Time,
        get: |e| Value::Text(time_text(e.extra_transfer)),
        set: |e, text| delay(text, Nanos::ZERO).map(|time| e.extra_transfer = time),
        step: |e, step, _| time_text(turned_delay(e.extra_transfer, step)),
        applies: |e| e.mode != Mode::Serial,
        needs: "another mode than serial",
    },
    Parameter {
        name: "fault",
        group: Group::Conditions,
        about: "what is made to go wrong",
        domain: Domain::Names(|| Fault::VARIANTS),
        get: |e| Value::Text(e.fault.to_string()),
        set: |e, text| text.parse().ok().map(|value| e.fault = value),
        step: stay,
        applies: Experiment::has_worker_processes,
        needs: PROCESSES,
    },
    Parameter {
        name: "retries",
        group: Group::Conditions,
        about: "how often a chunk is run again that was lost with its worker",
        domain: Domain::Number {
            min: 0,
            max: 100,
            names: &[],
        },
        get: |e| Value::Number(e.retries.into()),
        set: |e, text| text.parse().ok().map(|retries| e.retries = retries),
        step: |e, step, _| count(e.retries.into(), step).to_string(),
        applies: Experiment::has_worker_processes,
        needs: PROCESSES,
    },
    Parameter {
        name: "warmups",
        group: Group::Measurement,
        about: "runs that are not counted, before those that are",
        domain: Domain::Number {
            min: 0,
            max: 1000,
            names: &[],
        },
        get: |e| Value::Number(e.warmups.into()),
        set: |e, text| text.parse().ok().map(|warmups| e.warmups = warmups),
        step: |e, step, _| count(e.warmups.into(), step).to_string(),
        applies: |_| true,
        needs: "",
    },
    Parameter {
        name: "repeats",
        group: Group::Measurement,
        about: "runs that are counted; their median is the result",
        domain: Domain::Number {
            min: 1,
            max: 1000,
            names: &[],
        },
        get: |e| Value::Number(e.repeats.into()),
        set: |e, text| text.parse().ok().map(|repeats| e.repeats = repeats),
        step: |e, step, _| count(e.repeats.into(), step).to_string(),
        applies: |_| true,
        needs: "",
    },
];

const fn rule_name(rule: Chunksize) -> &'static str {
    match rule {
        Chunksize::Fixed(_) => "fixed",
        Chunksize::Default => "default",
        Chunksize::Static => "static",
        Chunksize::Guided => "guided",
        Chunksize::Dynamic => "dynamic",
        Chunksize::Worksteal => "worksteal",
    }
}

/// Exact and without a space, so that what is shown can be typed.
fn time_text(time: Nanos) -> String {
    let nanos = time.get();
    [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us")]
        .into_iter()
        .find(|(unit, _)| nanos.is_multiple_of(*unit))
        .map_or_else(
            || format!("{nanos}ns"),
            |(unit, name)| format!("{}{name}", nanos / unit),
        )
}

/// The next of the round times 1, 2, 5, 10, 20, 50, …
fn turned(time: Nanos, step: Step) -> Nanos {
    let rounds = (0..12).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power)));
    let nanos = time.get();
    Nanos::new(match step {
        Step::Up => rounds
            .into_iter()
            .find(|&round| round > nanos)
            .unwrap_or(nanos),
        Step::Down => rounds
            .into_iter()
            .take_while(|&round| round < nanos)
            .last()
            .unwrap_or(nanos),
        Step::Double | Step::Halve => count(nanos, step),
    })
}

fn words(words: &[String]) -> Value {
    match words {
        [] => Value::Unset,
        words => Value::Words(words.to_vec()),
    }
}

fn delay(text: &str, least: Nanos) -> Option<Nanos> {
    let bare = if text == "0" { "0s" } else { text };
    let time: Nanos = bare.parse().ok()?;
    (least..=LONGEST_TASK).contains(&time).then_some(time)
}

/// The next round time, and none at all below a microsecond.
fn turned_delay(time: Nanos, step: Step) -> Nanos {
    match step {
        Step::Up | Step::Double if time == Nanos::ZERO => Nanos::from_millis(1),
        Step::Down | Step::Halve if time <= Nanos::from_micros(1) => Nanos::ZERO,
        _ => turned(time, step),
    }
}

fn bytes(text: &str) -> Option<Bytes> {
    let bytes: Bytes = text.parse().ok()?;
    (bytes <= MOST_BYTES).then_some(bytes)
}

/// Twice or half as much, from 1 KiB on.
fn turned_bytes(bytes: Bytes, step: Step) -> Bytes {
    Bytes::new(match (step, bytes.get()) {
        (Step::Up | Step::Double, 0) => 1024,
        (Step::Up | Step::Double, bytes) => bytes.saturating_mul(2),
        (Step::Down | Step::Halve, 0..=1024) => 0,
        (Step::Down | Step::Halve, bytes) => bytes / 2,
    })
}
