//! The rows of [`Group::Workers`]: the workers and their ways.

use super::{MOST_TASKS, PROCESSES, amount::stay};
use crate::plan::{
    Adjustment, Chunksize, EngineName, Experiment, Join, MainRole, Mode, Pin, Pool, StartMethod,
    Value, Workers,
    parameter::{Domain, Group, Parameter, count},
};
use strum::VariantNames;

/// Its rows, in the order of form and help.
pub(super) const ROWS: &[Parameter] = &[
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
        name: "engine",
        group: Group::Workers,
        about: "what runs them: Rust in parscope itself, or CPython",
        domain: Domain::Names(|| EngineName::VARIANTS),
        get: |e| Value::Text(e.engine.to_string()),
        set: |e, text| text.parse().ok().map(|engine| e.engine = engine),
        step: stay,
        applies: |e| !e.is_command(),
        needs: "another workload than command",
    },
    Parameter {
        name: "python",
        group: Group::Workers,
        about: "the interpreter of engine python",
        domain: Domain::Interpreter,
        get: |e| Value::Text(e.python.clone()),
        set: |e, text| {
            let is_one = !text.is_empty() && !text.contains(char::is_control);
            is_one.then(|| text.clone_into(&mut e.python))
        },
        step: stay,
        applies: Experiment::is_python,
        needs: "engine python",
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
            // More than there are tasks is one chunk, too.
            let least = match step {
                Adjustment::Up | Adjustment::Double if current >= tasks => current,
                _ => count(current.min(tasks), step).clamp(1, tasks),
            };
            least.to_string()
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
        applies: |e| e.mode != Mode::Serial && !e.is_python(),
        needs: "engine native and another mode than serial",
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
