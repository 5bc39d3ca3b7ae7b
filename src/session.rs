//! [`Session`]: does an experiment, phase by phase, and keeps what later ones can share.

mod cache;
mod campaign;
mod condition;
mod costs;
mod event;
mod machine;
mod phase;
mod phases;
mod program;
mod record;
mod samplers;
mod targets;
mod times;

pub use campaign::{Campaign, CampaignRun, Member};
pub use costs::measure_costs;
pub use event::Event;
pub use machine::{machine, usable_cores};
pub use phase::Phase;

use crate::{
    base::Nanos,
    engine::{Engine, EngineError, Reply, Running, engine_for},
    log::{Baseline, Description, Flags, Kind, LaneWriter, Machine, Reader, Span, SpanLog},
    plan::{MainRole, Resolved},
    sample::{CoreSample, KernelCounters},
};
use cache::Cache;
use condition::Watch;
use program::ActiveProgram;
use record::LogResult;
use samplers::Samplers;
use std::{
    collections::VecDeque,
    io,
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    time::Duration,
};

/// The number of a job, its runner's reply, and the result from the log of its run.
type JobReport = (u64, Result<Reply, String>, LogResult);

/// Chooses the engine of an experiment.
type EngineChoice = Box<dyn Send + Fn(&Resolved) -> &'static dyn Engine>;

/// A machine is not judged to be quiet by less time of its cores than this.
const SOME_TIME: Nanos = Nanos::from_millis(400);

/// Does one experiment at a time; remembers sizes and baselines for the next.
pub struct Session {
    machine: Machine,
    /// The choice of the engine.
    engine_for: EngineChoice,
    wake: Arc<dyn Fn() + Send + Sync>,
    sender: Sender<JobReport>,
    reports: Receiver<JobReport>,
    waiting: VecDeque<JobReport>,
    events: Vec<Event>,
    known: Cache,
    /// Tells the reports of a runner from those of one that was stopped.
    generation: u64,
    current: Option<Current>,
    /// The program that is watched.
    program: Option<ActiveProgram>,
    log: Option<SpanLog>,
    gauge: KernelCounters,
    /// The experiment that was the last to be begun, with every choice made.
    last: Option<Resolved>,
    /// Whether it is over, and T₁ is measured again beside it.
    is_beside: bool,
    /// A watch on the machine while nothing of ours runs.
    idle: Option<Watch>,
    /// The samplers of cores and processes, where they are wanted.
    samplers: Option<Samplers>,
}

/// The experiment that goes on.
struct Current {
    experiment: Resolved,
    phases: VecDeque<Phase>,
    phase: Phase,
    description: Description,
    cores: Vec<LaneWriter>,
    /// The log as it is followed for its processes.
    reader: Option<Reader>,
    watch: Watch,
    /// The log of a phase that no client is shown.
    unseen: Option<SpanLog>,
    /// The running job; it ends when this is dropped.
    _running: Box<dyn Running>,
}

impl Session {
    /// A session on this machine. `wake` is called, from another thread, whenever
    /// [`Session::poll`] has something new.
    #[must_use]
    pub fn new(machine: Machine, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let (sender, reports) = mpsc::channel();
        Self {
            machine,
            engine_for: Box::new(engine_for),
            wake,
            sender,
            reports,
            waiting: VecDeque::new(),
            events: Vec::new(),
            known: Cache::default(),
            generation: 0,
            current: None,
            program: None,
            log: None,
            gauge: KernelCounters::default(),
            last: None,
            is_beside: false,
            idle: None,
            samplers: None,
        }
    }

    /// The machine it is on.
    #[must_use]
    pub const fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Begins an experiment; one that is going on is stopped first. Must be called from a thread that
    /// lasts: the run ends with it.
    ///
    /// # Errors
    /// [`EngineError`] where the experiment cannot be begun.
    pub fn start(&mut self, experiment: &Resolved) -> Result<(), EngineError> {
        self.stop();
        self.events.clear();
        self.last = Some(experiment.clone());
        self.is_beside = false;
        let is_quiet = self.is_quiet();
        let mut phases = VecDeque::new();
        if self.size(experiment).is_none() {
            phases.push_back(Phase::Calibration);
        }
        let copies = self.copies(experiment);
        let needs = (self.engine_for)(experiment).needs(experiment, copies);
        if needs.ceiling && self.known.core_speed(experiment, copies).is_none() {
            phases.push_back(Phase::Ceiling);
        }
        let is_better_measured_again = is_quiet && self.known.is_disturbed(experiment);
        let is_missing = self.known.baseline(experiment).is_none() || is_better_measured_again;
        if needs.baseline && is_missing {
            phases.push_back(Phase::Baseline);
        }
        let number = |of| (1..=of).map(move |number| (number, of));
        phases.extend(number(experiment.warmups).map(|(number, of)| Phase::Warmup { number, of }));
        phases.extend(number(experiment.repeats).map(|(number, of)| Phase::Run { number, of }));
        self.begin_next(experiment.clone(), phases)
    }

    /// Measures T₁ of the last experiment again: at once, or (`when_quiet`) if it was disturbed and
    /// the machine has been quiet since the last call. Returns whether it does; what comes of it is
    /// one [`Event::Ended`], and the experiment stays as it ended.
    pub fn measure_again(&mut self, when_quiet: bool) -> bool {
        let Some(experiment) = self.last.clone().filter(|_| self.current.is_none()) else {
            return false;
        };
        let is_due = if when_quiet {
            self.known.is_disturbed(&experiment) && self.is_quiet()
        } else {
            self.known.baseline(&experiment).is_some()
        };
        self.is_beside |= is_due;
        is_due && self.begin_next(experiment, [Phase::Again].into()).is_ok()
    }

    /// Whether nothing disturbed the machine since the last time that this was asked, or the last
    /// experiment ended.
    fn is_quiet(&mut self) -> bool {
        let seen = self.idle.take().and_then(|idle| idle.end(&mut self.gauge));
        self.idle = Some(Watch::begin(&mut self.gauge));
        seen.is_some_and(|seen| seen.core_time >= SOME_TIME && seen.is_quiet())
    }

    /// Samples cores and processes from now on: their usage is in the logs of the runs, and what was
    /// seen is told as it comes. Once begun, it goes on.
    ///
    /// # Errors
    /// The system's, where it has no thread for the samplers.
    pub fn sample(&mut self) -> io::Result<()> {
        if self.samplers.is_none() {
            self.samplers = Some(Samplers::start(&self.wake)?);
        }
        Ok(())
    }

    /// Has workers looked at that are new since the last call.
    pub fn watch(&mut self) {
        if let Some(samplers) = &mut self.samplers {
            if let Some(program) = &self.program {
                return samplers.watch_program(program.pid());
            }
            let current = self.current.as_ref();
            samplers.watch(current.and_then(|current| current.reader.as_ref()));
        }
    }

    /// The events since the last call; never waits.
    pub fn poll(&mut self) -> Vec<Event> {
        self.take_samples();
        self.poll_program();
        self.waiting.extend(self.reports.try_iter());
        while let Some((generation, reply, told)) = self.waiting.pop_front() {
            if generation == self.generation
                && let Some(current) = self.current.take()
                && let Err(error) = self.end(current, reply, told)
            {
                self.events.push(Event::Finished(Err(error)));
            }
        }
        std::mem::take(&mut self.events)
    }

    /// Waits until [`Session::poll`] has something new, at most so long.
    pub fn wait(&mut self, timeout: Duration) {
        if !self.events.is_empty() || self.wait_for_program(timeout) {
            return;
        }
        if self.waiting.is_empty() {
            self.waiting.extend(self.reports.recv_timeout(timeout));
        }
    }

    /// Stops what is going on: instant and total.
    pub fn stop(&mut self) {
        self.generation += 1;
        if self.current.take().is_some() && !self.is_beside {
            self.events.push(Event::Finished(Ok(false)));
        }
    }

    /// Whether an experiment is going on.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        self.current.is_some() || self.program.is_some()
    }

    /// Takes in what the samplers said, and has them look at what is there now.
    fn take_samples(&mut self) {
        let Some(samplers) = &mut self.samplers else {
            return;
        };
        let (cores, rounds) = (samplers.take_cores(), samplers.take_rounds());
        for samples in &cores {
            self.record_usage(samples);
        }
        self.events.extend(cores.into_iter().map(Event::Cores));
        self.events.extend(rounds.into_iter().map(Event::Processes));
        self.watch();
    }

    /// Notes the usage of cores in the log of the run that is going on, if there is one.
    fn record_usage(&mut self, samples: &[CoreSample]) {
        let current = self.current.as_mut().map(|current| &mut current.cores);
        let program = self.program.as_mut().map(|program| &mut program.cores);
        let Some(cores) = current.or(program) else {
            return;
        };
        for sample in samples {
            if let Some(writer) = cores.get_mut(sample.core.index()) {
                writer.push(&Span {
                    cpu: sample.usage,
                    core: sample.core,
                    flags: Flags::CPU,
                    ..Span::new(Kind::Usage, sample.start, sample.start + sample.length)
                });
            }
        }
    }

    /// A reader of the log of the last run, for saving it.
    #[must_use]
    pub fn last_log(&self) -> Option<Reader> {
        self.log.as_ref().map(SpanLog::reader)
    }

    /// The size of a task of the experiment, where it is known or was found already.
    #[must_use]
    pub fn size(&self, experiment: &Resolved) -> Option<u64> {
        self.known.size(experiment)
    }

    /// How many tasks of it can compute at once.
    fn copies(&self, experiment: &Resolved) -> u32 {
        if experiment.is_serial() {
            return 1;
        }
        let cores = self.machine.usable_cores.max(1);
        let main = u32::from(experiment.main == MainRole::Works);
        let workers = experiment.worker_count() + main;
        workers.min(cores).min(experiment.task_count())
    }

    /// Forgets every serial run, so that T₁ is measured anew: a machine is not as fast at noon as it
    /// was in the morning.
    pub fn forget_baselines(&mut self) {
        self.known.forget_baselines();
    }

    /// Takes over what an earlier session found out about the tasks of an experiment: how large
    /// they are, and their serial run.
    pub fn recall(&mut self, experiment: &Resolved, size: Option<u64>, baseline: Option<Baseline>) {
        if let Some(size) = size {
            self.known.set_size(experiment, size);
        }
        if let Some(baseline) = baseline {
            self.known.learn_baseline(experiment, baseline, 0);
        }
    }
}

#[cfg(test)]
mod tests;
