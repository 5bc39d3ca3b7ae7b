//! [`Function`]: the function that is called for each item, and the list of its items.

use super::{
    imports::Imports,
    literal,
    placeholders::{Placeholders, words},
};
use crate::{base::Nanos, engine::native::Waits, plan::Experiment, workload::Workload};
use std::path::Path;

macro_rules! templates {
    ($($name:literal: $step:literal),* $(,)?) => {
        &[$(FunctionTemplate {
            workload: $name,
            step: Nanos::new($step),
            text: include_str!(concat!(
                "../../../../assets/python/experiment/function/",
                $name,
                ".py"
            )),
        }),*]
    };
}

/// The template of the function of a workload.
struct FunctionTemplate {
    workload: &'static str,
    /// The time that a step takes on an ordinary machine, of which a task of size n has n^p.
    step: Nanos,
    text: &'static str,
}

const TEMPLATES: &[FunctionTemplate] = templates![
    "count": 40,
    "sum-squares": 45,
    "square": 100,
    "primes": 80,
    "mandelbrot": 25_000,
    "sha256": 400,
    "range-count": 40,
    "hypotenuse": 150,
    "column-sums": 100,
];

/// The function around another that also waits, and carries bytes along.
const RUN_TASK: &str = include_str!("../../../../assets/python/experiment/run-task.py");

/// A function, and the items that it is called for.
pub(super) struct Function {
    /// The name that it is called by.
    pub(super) name: String,
    /// The name of the list of its items.
    pub(super) items: String,
    /// Its definition and that of the list, as far as they are in the program.
    pub(super) text: String,
}

impl Function {
    /// The function of the experiment's workload, for tasks of that size.
    pub(super) fn of_workload(experiment: &Experiment, size: u64) -> Self {
        let items = experiment.items(size);
        let mut places = Placeholders::default();
        places.set("SIZES", literal::sizes(&items.sizes, items.tasks));
        places.set("ITEMS", literal::numbers(&values(experiment, 1)));
        places.set("TASKS", items.tasks.to_string());
        places.set("SEED", items.seed.to_string());
        let template = template(experiment.workload).map_or("", |template| template.text);
        Self {
            name: last_after("def ", template),
            items: last_after("\n", template),
            text: places.fill(template),
        }
    }

    /// The user's own function. It is given another name in a program that has its name already.
    pub(super) fn own(experiment: &Experiment, program: &str, imports: &mut Imports) -> Self {
        let (file, path) = experiment.function.rsplit_once(':').unwrap_or_default();
        let (name, attribute) = match path.split_once('.') {
            Some((name, attribute)) => (name, format!(".{attribute}")),
            None => (path, String::new()),
        };
        let (folder, module) = match file.strip_suffix(".py").map(Path::new) {
            Some(file) => (file.parent(), file.file_name()),
            None => (None, Some(file.as_ref())),
        };
        let module = module.unwrap_or_default().to_string_lossy();
        let folder = folder.map(Path::to_string_lossy);
        let folder = folder.filter(|folder| !folder.is_empty());
        let is_taken = words(program).any(|word| word == name);
        let alias = if is_taken { " as function" } else { "" };
        imports.add_own(
            format!("from {module} import {name}{alias}"),
            folder.map(|folder| literal::text(&folder)),
        );
        let called = if is_taken { "function" } else { name };
        Self {
            name: called.to_owned() + &attribute,
            items: "items".into(),
            text: format!("items = {}", literal::numbers(&values(experiment, 0))),
        }
    }

    /// The function that workers call instead, where a task also waits or carries bytes.
    pub(super) fn around(&self, experiment: &Experiment) -> Option<Self> {
        let waits = Waits::of(experiment);
        let carries = experiment.carries_payload();
        if waits == Waits::None && !carries {
            return None;
        }
        let seconds = |time: &Nanos| time.as_secs_f64();
        let wait = match &waits {
            Waits::None => String::new(),
            Waits::Same(time) => seconds(time).to_string(),
            Waits::Each(_) => "wait".into(),
            Waits::Follow(share) => {
                format!(
                    "{} / {} * (thread_time() - begin)",
                    share.get(),
                    share.rest()
                )
            }
        };
        let mut places = Placeholders::default();
        let (mut fields, mut lists) = (vec![self.item()], vec![self.items.as_str()]);
        if let Waits::Each(times) = &waits {
            places.set("WAITS", literal::seconds(times.iter().map(seconds)));
            fields.push("wait");
            lists.push("waits");
        }
        let (each, all) = (fields.join(", "), zipped(&lists));
        let packed = if carries {
            fields.push("payload");
            let payload = literal::integer(experiment.payload.get());
            format!("[({each}, bytes({payload})) for {each} in {all}]")
        } else {
            format!("list({all})")
        };
        let is_packed = fields.len() > 1;
        let parameters = match (is_packed, unpacks(experiment)) {
            (true, true) => fields.join(", "),
            (true, false) => "task".into(),
            (false, true) => format!("*{}", self.item()),
            (false, false) => self.item().to_owned(),
        };
        places.set("step", self.name.as_str());
        places.set("item", self.item());
        places.set("PARAMETERS", parameters);
        places.set("FIELDS", fields.join(", "));
        places.set("WAIT", wait);
        places.set("PACKED", packed);
        places.hold("packed", is_packed);
        places.hold("unpacks", is_packed && !unpacks(experiment));
        places.hold("payload", carries);
        places.hold("wait", waits != Waits::None);
        places.hold("wait each", matches!(waits, Waits::Each(_)));
        places.hold("wait follows", matches!(waits, Waits::Follow(_)));
        Some(Self {
            name: "run_task".into(),
            items: if is_packed { "tasks" } else { &self.items }.into(),
            text: places.fill(RUN_TASK),
        })
    }

    /// The function with the fields of an item as its parameters, as `starmap` calls it.
    pub(super) fn unpacked(mut self, experiment: &Experiment) -> Self {
        let item = self.item().to_owned();
        let head = format!("({item}):\n    ");
        let tail = format!(" = {item}\n");
        if unpacks(experiment)
            && let Some((before, body)) = self.text.split_once(&head)
            && let Some((fields, after)) = body.split_once(&tail)
        {
            self.text = format!("{before}({fields}):\n{after}");
        }
        self
    }

    /// The name of one of its items: `limit` of `limits`.
    pub(super) fn item(&self) -> &str {
        self.items.strip_suffix('s').unwrap_or(&self.items)
    }
}

/// The size that takes about so long in CPython: a guess, where no trial was made.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from float saturates"
)]
pub(super) fn usual_size(workload: &Workload, time: Nanos) -> u64 {
    let step = template(workload).map_or(Nanos::new(1), |template| template.step);
    let steps = time.as_secs_f64() / step.as_secs_f64();
    steps.powf(1.0 / workload.cost_exponent).max(1.0) as u64
}

fn template(workload: &Workload) -> Option<&'static FunctionTemplate> {
    let mut templates = TEMPLATES.iter();
    templates.find(|template| template.workload == workload.name)
}

/// Whether the pool unpacks the fields of an item into parameters.
fn unpacks(experiment: &Experiment) -> bool {
    experiment.has_process_pool() && experiment.method.unpacks()
}

/// The numbers that the function is called for: those given, or as many as tasks.
fn values(experiment: &Experiment, first: i64) -> Vec<i64> {
    if experiment.items.is_empty() {
        let tasks = i64::from(experiment.task_count());
        return (first..first + tasks).collect();
    }
    experiment.items.clone()
}

/// The word after the last `mark` of a text.
fn last_after(mark: &str, text: &str) -> String {
    let after = text.trim_end().rsplit(mark).next().unwrap_or_default();
    words(after).next().unwrap_or_default().to_owned()
}

/// An expression that goes through several lists at once.
fn zipped(lists: &[&str]) -> String {
    match lists {
        [list] => (*list).to_owned(),
        lists => format!("zip({})", lists.join(", ")),
    }
}
