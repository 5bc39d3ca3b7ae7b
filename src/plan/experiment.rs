//! [`Experiment`]: a run with all its parameters, and how often it is repeated.

mod check;
mod check_engine;
mod given;
mod resolved;

pub use resolved::Resolved;

use super::{
    Channel, Chunks, Chunksize, Cost, EngineName, Fault, Join, Lock, MainRole, Method, Mode, Pin,
    Pool, StartMethod, TABLE, Workers,
};
use crate::{
    base::{Bytes, Nanos, Percent, command_line},
    workload::{self, Inputs, Items, Shape, Workload},
};

/// How much longer CPython takes for a task than Rust does, as a rule of thumb.
const SLOWDOWN: f64 = 40.0;

/// An experiment: pure data, one field for each parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Experiment {
    /// The computation of the tasks.
    pub workload: &'static Workload,
    /// How many tasks; `None`: as many as the workload or the list of items has.
    pub tasks: Option<u32>,
    /// How much a task costs.
    pub cost: Cost,
    /// The numbers to work on, where the workload takes a list.
    pub items: Vec<i64>,
    /// The inputs of a command, or the files that pictures are read from.
    pub inputs: Inputs,
    /// The words of the command, where the tasks are commands.
    pub command: Vec<String>,
    /// The function of the user's that is called for each item, as `file.py:name` or `module:name`.
    pub function: String,
    /// The folder that results are written to, where the workload writes any.
    pub output: String,
    /// The share of each task that waits instead of computing.
    pub io: Percent,
    /// How the cost is spread over the tasks.
    pub shape: Shape,
    /// The seed of random content.
    pub seed: u64,
    /// How the tasks are run.
    pub mode: Mode,
    /// What does them.
    pub engine: EngineName,
    /// The interpreter of the engine `python`.
    pub python: String,
    /// How many workers.
    pub workers: Workers,
    /// How many tasks make a chunk.
    pub chunksize: Chunksize,
    /// The workers of a pool.
    pub pool: Pool,
    /// How a worker process comes to be.
    pub start: StartMethod,
    /// When main waits for the end of a process.
    pub join: Join,
    /// Main's role while processes work for it.
    pub main: MainRole,
    /// Where workers may run.
    pub pin: Pin,
    /// How work is submitted and collected.
    pub method: Method,
    /// How orders and results travel.
    pub channel: Channel,
    /// Bytes that go with each task to the worker, and back with its result.
    pub payload: Bytes,
    /// The lock that threads hold while they compute.
    pub lock: Lock,
    /// The time that a thread keeps that lock when others want it.
    pub switch_interval: Nanos,
    /// Memory that main has touched before it starts workers.
    pub preload: Bytes,
    /// Processes that compute beside the run.
    pub load: u32,
    /// A delay added to the start of each worker.
    pub extra_startup: Nanos,
    /// A delay added to the receive of each chunk.
    pub extra_transfer: Nanos,
    /// The fault that is injected.
    pub fault: Fault,
    /// How often a chunk is run again that was lost with its worker.
    pub retries: u32,
    /// Runs that are not counted, before those that are.
    pub warmups: u32,
    /// Runs that are counted.
    pub repeats: u32,
}

impl Default for Experiment {
    /// Worth looking at as it is: the rows of a Mandelbrot picture cost very different times, and
    /// by chance some more, so four chunks a worker leave a visible tail, and turning the
    /// chunksize down wins it back.
    fn default() -> Self {
        Self {
            workload: workload::find("mandelbrot").unwrap_or(&workload::CATALOGUE[0]),
            tasks: Some(24),
            cost: Cost::Time(Nanos::from_millis(50)),
            items: Vec::new(),
            inputs: Inputs::new(),
            command: Vec::new(),
            function: String::new(),
            output: String::new(),
            io: Percent::ZERO,
            shape: Shape::Random,
            seed: 42,
            mode: Mode::Pool,
            engine: EngineName::Native,
            python: "python3".into(),
            workers: Workers::Cores,
            chunksize: Chunksize::Default,
            pool: Pool::Processes,
            start: StartMethod::Fork,
            join: Join::Late,
            main: MainRole::Waits,
            pin: Pin::None,
            method: Method::Map,
            channel: Channel::Pipe,
            payload: Bytes::ZERO,
            lock: Lock::None,
            switch_interval: Nanos::from_millis(5),
            preload: Bytes::ZERO,
            load: 0,
            extra_startup: Nanos::ZERO,
            extra_transfer: Nanos::ZERO,
            fault: Fault::None,
            retries: 3,
            warmups: 0,
            repeats: 1,
        }
    }
}

/// The words of a command, and its inputs. One without the other says nothing: any program does
/// what its arguments say.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CommandKey {
    words: Vec<String>,
    inputs: Inputs,
}

impl CommandKey {
    /// Whether there is no command.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        self.words.is_empty() && self.inputs.is_empty()
    }
}

/// The parameters that two experiments must share so that one serial run is the baseline of both.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TasksKey {
    workload: &'static str,
    tasks: u32,
    cost: Cost,
    items: Vec<i64>,
    inputs: Inputs,
    command: Vec<String>,
    engine: EngineName,
    python: String,
    function: String,
    output: String,
    io: Percent,
    shape: Shape,
    seed: u64,
}

impl Experiment {
    /// An experiment on a workload with that workload's own number and size of tasks.
    #[must_use]
    pub fn on(workload: &'static Workload) -> Self {
        let mut experiment = Self {
            shape: Shape::Uniform,
            ..Self::default()
        };
        experiment.set_workload(workload);
        experiment
    }

    /// Changes the workload; tasks, cost and items go back to what suits it.
    pub fn set_workload(&mut self, workload: &'static Workload) {
        self.workload = workload;
        self.tasks = None;
        self.cost = Cost::Default;
        self.items.clear();
        self.inputs = Inputs::new();
        self.command.clear();
        self.function.clear();
        self.output.clear();
    }

    /// Whether the tasks are commands.
    #[must_use]
    pub fn is_command(&self) -> bool {
        self.workload.name == workload::COMMAND
    }

    /// Whether CPython does the tasks.
    #[must_use]
    pub fn is_python(&self) -> bool {
        self.engine == EngineName::Python
    }

    /// All words of its command and all that it is called with, as `parscope run --` takes them.
    #[must_use]
    pub fn command_line(&self) -> String {
        let mut line = command_line(&self.command);
        if !self.inputs.is_empty() {
            line += " ::: ";
            line += &command_line(self.inputs.words());
        }
        line
    }

    /// The number of tasks.
    #[must_use]
    pub fn task_count(&self) -> u32 {
        let items = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        let listed = items.max(self.inputs.len());
        self.tasks.unwrap_or(if listed > 0 {
            listed
        } else {
            self.workload.default_tasks
        })
    }

    /// The number of workers on a machine with that many usable cores.
    #[must_use]
    pub fn worker_count(&self, usable_cores: u32) -> u32 {
        match self.mode {
            Mode::Serial => 1,
            _ => self.workers.count(usable_cores),
        }
    }

    /// The size of a task where it is known without a calibration.
    #[must_use]
    pub fn known_size(&self) -> Option<u64> {
        match self.cost {
            Cost::Default => Some(self.default_size()),
            Cost::Size(size) | Cost::Found { size, .. } => Some(size),
            Cost::Time(_) => None,
        }
    }

    /// The size of a task where none was given: that of the workload, but where CPython does it one that
    /// takes about as long there.
    #[must_use]
    pub fn default_size(&self) -> u64 {
        let size = self.workload.default_size;
        if !self.is_python() || self.workload.size_unit.is_none() {
            return size;
        }
        let factor = libm::pow(SLOWDOWN, -1.0 / self.workload.cost_exponent);
        scaled(size, factor)
    }

    /// The number of tasks on a machine with that many usable cores: of what is split, a part for
    /// each worker.
    #[must_use]
    pub fn tasks_on(&self, usable_cores: u32) -> u32 {
        if self.workload.is_split && self.tasks.is_none() {
            self.workers.count(usable_cores)
        } else {
            self.task_count()
        }
    }

    /// Whether another has the same effect, whatever its parameters without effect.
    #[must_use]
    pub fn has_effect_of(&self, other: &Self) -> bool {
        self.effective() == other.effective()
    }

    /// This experiment with defaults for all parameters that have no effect in it, so that a change
    /// of mode does not require resetting what belongs to the mode before.
    fn effective(&self) -> Self {
        let (default, mut effective) = (Self::default(), self.clone());
        for row in TABLE.iter().filter(|row| row.is_modal()) {
            if !(row.applies)(self) {
                let _ = row.set(&mut effective, &(row.get)(&default).to_string());
            }
        }
        effective
    }

    /// The items for tasks of the given size.
    #[must_use]
    pub fn items(&self, size: u64) -> Items {
        Items {
            values: self.items.clone(),
            inputs: self.inputs.clone(),
            command: self.command.clone(),
            output: (!self.output.is_empty()).then(|| self.output.clone().into()),
            ..Items::shaped(
                self.task_count(),
                size,
                self.shape,
                self.seed,
                self.workload.cost_exponent,
            )
        }
    }

    /// How the tasks are cut on a machine with that many usable cores.
    #[must_use]
    pub fn chunks(&self, usable_cores: u32) -> Chunks {
        self.cut(self.worker_count(usable_cores))
    }

    /// How the tasks are cut for so many workers in this mode: a serial run is one piece, a process
    /// per task takes them one at a time.
    fn cut(&self, workers: u32) -> Chunks {
        let tasks = self.task_count();
        let rule = match self.mode {
            Mode::Serial => Chunksize::Fixed(tasks),
            Mode::Process => Chunksize::Dynamic,
            // As in CPython's pool: a call of `apply` is a task, and `imap` takes tasks one by one
            // by default.
            Mode::Pool if self.method.is_apply() => Chunksize::Dynamic,
            Mode::Pool if self.method.is_lazy() && self.chunksize == Chunksize::Default => {
                Chunksize::Dynamic
            }
            // A command is a call of its own, too: chunks of four are not wanted by default.
            Mode::Threaded | Mode::Pool
                if self.is_command() && self.chunksize == Chunksize::Default =>
            {
                Chunksize::Dynamic
            }
            // As in Python's executors.
            Mode::Pool if self.pool == Pool::Executor && self.chunksize == Chunksize::Default => {
                Chunksize::Dynamic
            }
            Mode::Pool if matches!(self.pool, Pool::Threads | Pool::Interpreters) => {
                Chunksize::Dynamic
            }
            // Python cuts into chunks of one size.
            Mode::Threaded | Mode::Pool
                if self.is_python() && self.chunksize == Chunksize::Static =>
            {
                Chunksize::Fixed(tasks.div_ceil(workers.max(1)))
            }
            Mode::Threaded | Mode::Pool => self.chunksize,
        };
        Chunks::new(rule, tasks, workers)
    }

    /// Whether all tasks are to cost the same.
    #[must_use]
    pub fn is_even(&self) -> bool {
        self.shape == Shape::Uniform
    }

    /// The planned cost of each task for this mean cost: as the shape spreads it.
    #[must_use]
    pub fn planned_costs(&self, mean: Nanos) -> Vec<Nanos> {
        let weights = self.shape.weights(self.task_count(), self.seed);
        let costs = weights.into_iter();
        costs
            .map(|weight| Nanos::from_secs_f64(mean.as_secs_f64() * weight))
            .collect()
    }

    /// The command that the user agrees to where a file brings one along.
    #[must_use]
    pub fn command_key(&self) -> CommandKey {
        CommandKey {
            words: self.command.clone(),
            inputs: self.inputs.clone(),
        }
    }

    /// The key of this experiment's baseline.
    #[must_use]
    pub fn tasks_key(&self) -> TasksKey {
        TasksKey {
            workload: self.workload.name,
            tasks: self.task_count(),
            cost: self.cost,
            items: self.items.clone(),
            inputs: self.inputs.clone(),
            command: self.command.clone(),
            engine: self.engine,
            python: self.python.clone(),
            function: self.function.clone(),
            output: self.output.clone(),
            io: self.io,
            shape: self.shape,
            seed: self.seed,
        }
    }

    /// Whether workers are processes.
    #[must_use]
    pub fn has_worker_processes(&self) -> bool {
        let pool = matches!(self.pool, Pool::Processes | Pool::Executor);
        self.mode == Mode::Process || (self.mode == Mode::Pool && pool)
    }

    /// Whether bytes go along with each task and its result.
    #[must_use]
    pub fn carries_payload(&self) -> bool {
        self.payload > Bytes::ZERO && self.has_worker_processes()
    }

    /// Whether its workers have channels that are not for anyone to choose: those of a pool of Python's.
    #[must_use]
    pub fn has_own_channels(&self) -> bool {
        self.is_python() && self.mode == Mode::Pool
    }

    /// Whether chunks go to worker processes that live on.
    #[must_use]
    pub fn has_process_pool(&self) -> bool {
        self.mode == Mode::Pool && self.pool == Pool::Processes
    }

    /// Whether the mode hands out chunks at all.
    #[must_use]
    pub const fn is_cut(&self) -> bool {
        matches!(self.mode, Mode::Threaded)
            || matches!(self.mode, Mode::Pool)
                && !self.method.is_apply()
                && !matches!(self.pool, Pool::Threads | Pool::Interpreters)
    }
}

/// A size times a factor, to two digits, so that it can be typed.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "two digits are kept"
)]
fn scaled(size: u64, factor: f64) -> u64 {
    let size = (size as f64 * factor).round().max(1.0) as u64;
    let unit = 10_u64.pow(size.ilog10().saturating_sub(1));
    (size + unit / 2) / unit * unit
}

#[cfg(test)]
impl Experiment {
    /// The default experiment with some parameters set, as they are written.
    pub(crate) fn with(settings: &[(&str, &str)]) -> Self {
        let mut experiment = Self::default();
        for (name, text) in settings {
            let row = super::parameter(name).expect(name);
            row.set(&mut experiment, text).expect(text);
        }
        experiment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(name: &str) -> Experiment {
        Experiment::on(workload::find(name).expect("a workload of that name"))
    }

    #[test]
    fn the_default_experiment_can_be_run() {
        assert_eq!(Experiment::default().check(), Ok(()));
    }

    #[test]
    fn workers_per_core_follow_the_machine_and_are_never_more_than_can_be_typed() {
        let mut experiment = on("primes");
        for (text, on_two, on_many) in [("3", 3, 3), ("cores", 2, 500), ("4xcores", 8, 1024)] {
            experiment.workers = text.parse().expect(text);
            assert_eq!(experiment.workers.to_string(), text);
            assert_eq!(experiment.worker_count(2), on_two);
            assert_eq!(experiment.worker_count(500), on_many);
        }
        for text in ["0", "1025", "xcores", "0xcores", "-1xcores", "2 x cores"] {
            assert_eq!(text.parse::<Workers>(), Err(()), "{text}");
        }
    }

    #[test]
    fn one_serial_run_serves_every_mode_but_no_other_tasks() {
        let pool = on("primes");
        assert_eq!(
            pool.tasks_key(),
            Experiment {
                mode: Mode::Threaded,
                ..pool.clone()
            }
            .tasks_key()
        );
        assert_ne!(
            pool.tasks_key(),
            Experiment {
                seed: 7,
                ..pool.clone()
            }
            .tasks_key()
        );
    }

    #[test]
    fn a_command_is_shown_whole() {
        let mut experiment = on("command");
        for (name, text) in [
            ("command", r#"sh -c 'rm  "$1"' {}"#),
            ("inputs", "'a b' \u{1b}[2J ''"),
        ] {
            let row = crate::plan::parameter(name).unwrap();
            row.set(&mut experiment, text).unwrap();
        }
        assert_eq!(
            experiment.command_line(),
            r#"sh -c 'rm  "$1"' {} ::: 'a b' $'\x1b[2J' ''"#
        );
    }
}
