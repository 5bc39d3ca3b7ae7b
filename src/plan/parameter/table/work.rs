//! The rows of [`Group::Work`]: the tasks.

use super::{
    MOST_TASKS,
    amount::{LONGEST_TASK, stay, time_text, turned, words},
};
use crate::{
    base::{Nanos, Percent},
    plan::{
        Adjustment, Cost, Experiment, Value, is_identifier,
        parameter::{Domain, Group, Parameter, count},
    },
    workload::{self, CATALOGUE, FUNCTION, Inputs, Shape},
};
use std::sync::LazyLock;
use strum::VariantNames;

fn workload_names() -> &'static [&'static str] {
    static NAMES: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| CATALOGUE.iter().map(|workload| workload.name).collect());
    &NAMES
}

/// More numbers than that in a range are a typing error.
const MOST_NUMBERS: usize = 1_000_000;

/// Numbers with commas, or a range as Python writes it: `range(24)`, `range(1, 15)`, `range(10, 0, -2)`.
fn numbers(text: &str) -> Option<Vec<i64>> {
    let list = |text: &str| text.split(',').map(|n| n.trim().parse().ok()).collect();
    let range = text
        .strip_prefix("range(")
        .and_then(|rest| rest.strip_suffix(')'));
    let Some(range) = range else {
        return list(text);
    };
    let limits: Vec<i64> = list(range)?;
    let (from, to, step) = match limits[..] {
        [to] => (0, to, 1),
        [from, to] => (from, to, 1),
        [from, to, step] if step != 0 => (from, to, step),
        _ => return None,
    };
    let numbers = std::iter::successors(Some(from), |number| number.checked_add(step));
    let numbers = numbers.take_while(|&number| if step > 0 { number < to } else { number > to });
    let numbers: Vec<_> = numbers.take(MOST_NUMBERS + 1).collect();
    (1..=MOST_NUMBERS)
        .contains(&numbers.len())
        .then_some(numbers)
}

/// Its rows, in the order of form and help.
pub(super) const ROWS: &[Parameter] = &[
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
        name: "function",
        group: Group::Work,
        about: "the function of yours that engine python calls for each item",
        domain: Domain::Function,
        get: |e| match e.function.as_str() {
            "" => Value::Unset,
            function => Value::Text(function.into()),
        },
        set: |e, text| {
            let (file, name) = text.rsplit_once(':')?;
            let is_one = !file.is_empty() && is_identifier(name);
            is_one.then(|| {
                if e.workload.name != FUNCTION {
                    e.set_workload(workload::find(FUNCTION).unwrap_or(e.workload));
                }
                text.clone_into(&mut e.function);
            })
        },
        step: stay,
        applies: |e| e.workload.name == FUNCTION,
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
        about: "how large a task is, in the unit that `list workloads` names",
        domain: Domain::Number {
            min: 1,
            max: 1_000_000_000_000,
            names: &[],
        },
        get: |e| e.known_size().map_or(Value::Unset, Value::Number),
        set: |e, text| {
            e.cost = match text.parse().ok()? {
                size if e.cost == Cost::Default && size == e.default_size() => Cost::Default,
                size => Cost::Size(size),
            };
            Some(())
        },
        step: |e, step, _| {
            let size = e.known_size().unwrap_or_else(|| e.default_size());
            let tenth = (size / 10).max(1);
            match step {
                Adjustment::Up => size + tenth,
                Adjustment::Down => size - tenth,
                Adjustment::Double | Adjustment::Halve => count(size, step),
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
            e.items = numbers(text)?;
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
        about: "the words of the command that a task is; {} stands for its input, {1} {2} for each",
        domain: Domain::Words,
        get: |e| words(e.command.clone()),
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
        about: "what the command is called with, a list after each :::, or the files of the pictures",
        domain: Domain::Words,
        get: |e| words(e.inputs.words().collect()),
        set: |e, text| {
            e.inputs = Inputs::from_words(shlex::split(text)?)?;
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
            // A task that only waits has no work whose size could be found.
            (share.get() < 100).then(|| e.io = share)
        },
        step: |e, step, _| {
            let percent = u64::from(e.io.get());
            let percent = match step {
                Adjustment::Up => (percent + 10).min(90),
                Adjustment::Down => percent.saturating_sub(10),
                Adjustment::Double | Adjustment::Halve => count(percent, step).min(90),
            };
            format!("{percent}%")
        },
        applies: |e| !e.is_command(),
        needs: "",
    },
];
