//! [`Listing`]: the program in plain Python that does what an experiment says.
//!
//! It is put together from templates in `assets/python/experiment/`: the function that is called for
//! each item, the `main` of the mode and pool, and the lines that run it. It prints one result a
//! line, in the order of the items, and nothing else.

mod function;
mod imports;
mod literal;
mod main_template;
mod placeholders;

use crate::{
    base::Nanos,
    plan::{Chunksize, Cost, EngineName, Experiment, MainRole, Mode, PlanError, Pool, Workers},
    workload::FUNCTION,
};
use function::Function;
use imports::Imports;
use main_template::main_template;
use placeholders::Placeholders;

/// The lines that call `main` and print its results.
const RUN: &str = include_str!("../../../assets/python/experiment/run.py");

/// A program in plain Python: the standard library only, for any CPython from 3.8 on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    imports: Imports,
    /// The parts after the imports, with two blank lines between them.
    sections: Vec<String>,
}

impl Listing {
    /// The program that does what an experiment says that [`Experiment::resolve`] lets pass, with
    /// so many workers and tasks of that size.
    #[must_use]
    pub fn of(experiment: &Experiment, workers: u32, size: u64) -> Self {
        let mut listing = Self::default();
        let mut places = places(experiment, workers);
        let templates = [main_template(experiment), RUN];
        let function = if experiment.workload.name == FUNCTION {
            places.set("step", "");
            let program = templates.map(|template| places.fill(template)).concat();
            Function::own(experiment, &program, &mut listing.imports)
        } else {
            Function::of_workload(experiment, size)
        };
        let called = if let Some(around) = function.around(experiment) {
            listing.add(&function.text);
            around
        } else {
            function.unpacked(experiment)
        };
        listing.add(&called.text);
        places.set("step", called.name.as_str());
        places.set("items", called.items.as_str());
        places.set("item", called.item());
        places.set(
            "SHARE",
            match experiment.main {
                MainRole::Waits => called.items.clone(),
                MainRole::Works => format!("{}[:-1]", called.items),
            },
        );
        for template in templates {
            listing.add(&places.fill(template));
        }
        listing
    }

    /// The program of any experiment, whichever engine it names, on a machine with so many usable
    /// cores. Where the experiment gives a time instead of a size, `size` is taken, or else a usual one.
    ///
    /// # Errors
    /// [`PlanError::Conflict`] where Python cannot do what it says.
    pub fn for_python(
        experiment: &Experiment,
        size: Option<u64>,
        usable_cores: u32,
    ) -> Result<Self, PlanError> {
        let experiment = Experiment {
            engine: EngineName::Python,
            ..experiment.clone()
        };
        let resolved = experiment.resolve(usable_cores)?;
        let size = resolved.known_size().or(size);
        let size = size.unwrap_or_else(|| Self::usual_size(&resolved));
        let resolved = resolved.with_size(size);
        Ok(Self::of(&resolved, resolved.worker_count(), size))
    }

    /// A size for the task time of the experiment, without a trial: it takes about that long in CPython
    /// on an ordinary machine.
    fn usual_size(experiment: &Experiment) -> u64 {
        let (Cost::Time(time) | Cost::Found { time, .. }) = experiment.cost else {
            return experiment.workload.default_size;
        };
        let computing = time * u64::from(experiment.io.rest()) / 100;
        function::usual_size(experiment.workload, computing)
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> String {
        let imports = self.imports.to_string();
        let sections = self.sections.iter().map(String::as_str);
        let parts = std::iter::once(imports.as_str()).chain(sections);
        let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        parts.join("\n\n\n") + "\n"
    }

    /// Adds a part: what it imports stands at the head of the program.
    fn add(&mut self, part: &str) {
        let section = self.imports.take(part);
        self.sections.push(section);
    }
}

/// The values for the places of `main`, except for the function and its items.
fn places(experiment: &Experiment, workers: u32) -> Placeholders {
    let mut places = Placeholders::default();
    places.set("WORKERS", workers.to_string());
    if let Some(chunksize) = chunksize(experiment, workers) {
        places.set("CHUNKSIZE", literal::integer(chunksize));
    }
    if experiment.extra_startup > Nanos::ZERO {
        let seconds = experiment.extra_startup.as_secs_f64();
        places.set("STARTUP", seconds.to_string());
        places.set(
            "INITIALIZER",
            format!("initializer=sleep, initargs=({seconds},)"),
        );
        places.hold("startup", true);
    }
    places.set("START", literal::text(experiment.start.into()));
    places.set(
        "Executor",
        match experiment.pool {
            Pool::Threads => "ThreadPoolExecutor",
            Pool::Interpreters => "InterpreterPoolExecutor",
            Pool::Processes | Pool::Rayon | Pool::Executor => "ProcessPoolExecutor",
        },
    );
    let is_real = experiment.workload.name == "hypotenuse";
    places.set("TYPE", literal::text(if is_real { "d" } else { "q" }));
    let carries = experiment.carries_payload();
    places.set("RESULT", if carries { "result, _" } else { "result" });
    places.hold("processes", experiment.has_worker_processes());
    places.hold("main works", experiment.main == MainRole::Works);
    places.hold("own function", experiment.workload.name == FUNCTION);
    places
}

/// The chunksize that is written; `None` where it is Python's own.
fn chunksize(experiment: &Experiment, workers: u32) -> Option<u32> {
    let experiment = Experiment {
        workers: Workers::Count(workers),
        ..experiment.clone()
    };
    let is_own = experiment.mode == Mode::Pool && experiment.chunksize == Chunksize::Default;
    if !experiment.is_cut() || is_own {
        return None;
    }
    match experiment.chunksize {
        Chunksize::Fixed(size) => Some(size),
        _ => experiment.chunks(workers).even_size(),
    }
}
