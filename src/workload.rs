//! The work of the workers: kernels, the cost of each task, and the answers.
//!
//! A workload is one file: a [`Kernel`] and a [`Workload`] that describes it. The list at the
//! end of this file is the only other line that knows of it.

mod answer;
mod digits;
mod inputs;
mod items;
mod random;
mod ring;
mod safepoint;
mod shape;
mod sizes;

pub use answer::{Answer, Exit, ListView};
pub use command::{check_places, has_place};
pub use inputs::Inputs;
pub use items::Items;
pub use memory::list_words;
pub use shape::Shape;
pub use sizes::Sizes;

use crate::base::TaskId;

/// The work itself, made ready for a given list of items.
///
/// It is shared by all threads of a run and inherited by forked workers, so it is read-only.
pub trait Kernel: Send + Sync {
    /// Computes one task: one call on one item.
    ///
    /// `task` is one of the items the kernel was prepared for. The answer has the same
    /// [fingerprint](Answer::mix) on each call, on any thread, in any order. `breathe` is called
    /// now and then, at least about once in a millisecond of computing: where threads share one
    /// lock, it is handed over there, as CPython's is between two bytecodes.
    fn compute(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Answer;

    /// Computes one task on the worker of that number, counted from 1: a command may ask for it.
    #[inline]
    fn compute_on(&self, _worker: u32, task: TaskId, breathe: &mut dyn FnMut()) -> Answer {
        self.compute(task, breathe)
    }

    /// Computes one task without safepoints.
    #[inline]
    fn run(&self, task: TaskId) -> Answer {
        self.compute(task, &mut || ())
    }

    /// The arguments of a task, where the workload takes several: `starmap` sends them along.
    fn arguments(&self, _task: TaskId) -> Option<Vec<f64>> {
        None
    }

    /// Computes a task from its arguments alone, as `starmap` calls it. Only for workloads that
    /// have [arguments](Self::arguments).
    fn call(&self, task: TaskId, _arguments: &[f64], breathe: &mut dyn FnMut()) -> Answer {
        self.compute(task, breathe)
    }

    /// The name of a task where it is shown alone.
    fn describe(&self, task: TaskId) -> String {
        format!("task {task}")
    }

    /// The memory that tasks change, as the caller sees it at this moment.
    fn view(&self) -> Option<ListView> {
        None
    }

    /// The answer by another method (a closed form, a table), where there is a cheap one.
    ///
    /// It never takes part in a measurement; the serial run's answers are checked against it.
    fn expected(&self, _task: TaskId) -> Option<Answer> {
        None
    }
}

/// A workload as the catalogue lists it.
pub struct Workload {
    /// Its name in flags and files.
    pub name: &'static str,
    /// A line that says what it computes.
    pub about: &'static str,
    /// The unit of `size`, as in "numbers below n"; `None` where a task has no size.
    pub size_unit: Option<&'static str>,
    /// The size where none was given.
    pub default_size: u64,
    /// The number of tasks where none was given.
    pub default_tasks: u32,
    /// Whether the tasks are a list of numbers given by the user.
    pub takes_items: bool,
    /// The names of a task's arguments, where it has several.
    pub arguments: &'static [&'static str],
    /// Whether the tasks are the parts of one thing: by default as many as workers.
    pub is_split: bool,
    /// The exponent p of the cost of a task, which grows as size^p.
    pub cost_exponent: f64,
    /// The largest size that is accepted, so that a typing error cannot exhaust the memory.
    ///
    /// A shape may multiply it by up to 404^(1/p); no kernel overflows on that.
    pub max_size: u64,
    /// Builds the kernel, with all that it needs in memory.
    pub prepare: fn(Items) -> Box<dyn Kernel>,
}

impl PartialEq for Workload {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl std::fmt::Debug for Workload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

macro_rules! catalogue {
    ($($file:ident),* $(,)?) => {
        $(mod $file;)*

        /// Every workload, in the order in which help and form show them.
        pub const CATALOGUE: &[Workload] = &[$($file::WORKLOAD),*];
    };
}

catalogue![
    count,
    sum_squares,
    square,
    primes,
    range_count,
    mandelbrot,
    sha256,
    matmul,
    hypotenuse,
    column_sums,
    frame,
    blur,
    memory,
    command,
    function,
];

/// The name of the workload whose tasks are commands.
pub const COMMAND: &str = "command";

/// The name of the workload whose tasks call a function of the user's.
pub const FUNCTION: &str = "function";

/// The workload of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Workload> {
    CATALOGUE.iter().find(|workload| workload.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    /// A kernel of each workload with small tasks in each shape.
    fn kernels(tasks: u32) -> impl Iterator<Item = (&'static Workload, Box<dyn Kernel>)> {
        CATALOGUE.iter().flat_map(move |workload| {
            Shape::VARIANTS.iter().map(move |&shape| {
                let items = Items::shaped(tasks, 60, shape, 42, workload.cost_exponent);
                (workload, (workload.prepare)(items))
            })
        })
    }

    #[test]
    fn a_name_in_a_file_finds_one_workload_and_no_other() {
        for workload in CATALOGUE {
            assert_eq!(find(workload.name), Some(workload));
            let name = workload.name;
            let kebab = |part: &str| {
                part.starts_with(|c: char| c.is_ascii_lowercase())
                    && part.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9'))
            };
            assert!(name.split('-').all(kebab), "{name}");
            assert!(!workload.about.is_empty(), "{name}");
        }
        assert_eq!(find("no-such-workload"), None);
    }

    #[test]
    fn what_is_run_where_nothing_was_said_is_allowed() {
        for workload in CATALOGUE {
            assert!((1..=workload.max_size).contains(&workload.default_size));
            assert!(workload.default_tasks > 0 && workload.cost_exponent > 0.0);
        }
    }

    #[test]
    fn an_answer_does_not_depend_on_the_order_or_on_who_computes_it() {
        let forwards = kernels(20).map(|(_, kernel)| {
            let tasks = (0..20).map(TaskId::new);
            tasks
                .map(|task| kernel.run(task).mix(task))
                .collect::<Vec<_>>()
        });
        for (forwards, (workload, other)) in forwards.zip(kernels(20)) {
            let tasks = (0..20).rev().map(TaskId::new);
            let mut backwards: Vec<_> = tasks.map(|task| other.run(task).mix(task)).collect();
            backwards.reverse();
            assert_eq!(forwards, backwards, "{}", workload.name);
        }
    }

    #[test]
    fn threads_that_share_a_lock_are_never_kept_waiting_long_and_answers_do_not_suffer() {
        for workload in CATALOGUE {
            // Tasks of some milliseconds; a size that is by nature tiny is raised.
            let size = match (workload.size_unit, workload.name) {
                (None, _) => continue,
                (Some(_), "range-count") => 40_000_000,
                _ => workload.default_size,
            };
            let items = Items::shaped(2, size, Shape::Uniform, 42, workload.cost_exponent);
            let kernel = (workload.prepare)(items);
            let task = TaskId::new(1);
            let mut breaths = 0;
            let answer = kernel.compute(task, &mut || breaths += 1);
            assert!(breaths >= 50, "{}: {breaths} breaths", workload.name);
            assert_eq!(answer, kernel.run(task), "{}", workload.name);
        }
    }

    #[test]
    fn arguments_sent_along_give_the_answer_of_the_task_itself() {
        for (workload, kernel) in kernels(20) {
            let names = workload.arguments;
            for task in (0..20).map(TaskId::new) {
                let Some(arguments) = kernel.arguments(task) else {
                    assert!(names.is_empty(), "{}", workload.name);
                    continue;
                };
                assert_eq!(arguments.len(), names.len(), "{}", workload.name);
                let answer = kernel.call(task, &arguments, &mut || ());
                assert_eq!(answer, kernel.run(task), "{}", workload.name);
            }
        }
    }

    #[test]
    fn an_answer_found_by_another_road_is_the_same() {
        for (workload, kernel) in kernels(20) {
            let name = workload.name;
            for task in (0..20).map(TaskId::new) {
                if let Some(expected) = kernel.expected(task) {
                    let answer = kernel.run(task);
                    let same = answer.mix(task) == expected.mix(task);
                    assert!(same, "{name}, task {task}: {answer} is not {expected}");
                }
            }
        }
    }
}
