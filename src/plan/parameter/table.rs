//! [`TABLE`]: the rows.

use super::{Domain, Group, Parameter, Step, count};
use crate::{
    base::Nanos,
    plan::{Chunksize, Cost, Experiment, Mode, Pool, StartMethod, Value, Workers},
    workload::{self, CATALOGUE, Shape},
};
use std::sync::LazyLock;
use strum::VariantNames;

const MOST_TASKS: u64 = 10_000_000;
const MOST_WORKERS: u64 = 1024;
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
    },
    Parameter {
        name: "task-time",
        group: Group::Work,
        about: "how long a task takes on average; its size is found by trial",
        domain: Domain::Time,
        get: |e| match e.cost {
            Cost::Time(time) => Value::Text(time_text(time)),
            _ => Value::Unset,
        },
        set: |e, text| {
            let time: Nanos = text.parse().ok()?;
            let takes = Nanos::ZERO < time && time <= LONGEST_TASK;
            takes.then(|| e.cost = Cost::Time(time))
        },
        step: |e, step, _| {
            let time = match e.cost {
                Cost::Time(time) => time,
                _ => Nanos::from_millis(50),
            };
            time_text(turned(time, step))
        },
        applies: |e| e.workload.size_unit.is_some(),
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
    },
    Parameter {
        name: "workers",
        group: Group::Workers,
        about: "how many workers",
        domain: Domain::Number {
            min: 1,
            max: MOST_WORKERS,
            names: &["cores"],
        },
        get: |e| match e.workers {
            Workers::Count(count) => Value::Number(count.into()),
            Workers::Cores => Value::Text("cores".into()),
        },
        set: |e, text| {
            e.workers = match text {
                "cores" => Workers::Cores,
                _ => Workers::Count(text.parse().ok()?),
            };
            Some(())
        },
        step: |e, step, cores| {
            let current = match e.workers {
                Workers::Count(count) => count,
                Workers::Cores => cores,
            };
            count(current.into(), step).to_string()
        },
        applies: |e| e.mode != Mode::Serial,
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
