//! [`Session`]: does an experiment, stage by stage, and keeps what later ones can share.

mod condition;
mod known;
mod record;
mod stage;

pub(super) use record::log;
pub use stage::Stage;

use super::{
    EngineError,
    ceiling::has_ceiling,
    job::{Job, Reply},
    runner::Runner,
};
use crate::{
    plan::{Cost, Experiment, MainRole, Mode},
    sample::{CoreSample, Kernel},
    trace::{Baseline, Description, Flags, Kind, LaneWriter, Log, Machine, Outcome, Reader, Span},
};
use condition::Watch;
use known::Known;
use record::Times;
use std::{
    collections::VecDeque,
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    time::Duration,
};

/// What happened since the last look.
pub enum Event {
    /// A stage began. All but the calibration have a log to be read while it goes on.
    Began {
        /// Which one.
        stage: Stage,
        /// The experiment with every choice made (for a baseline: its serial form).
        experiment: Box<Experiment>,
        /// What is known of the run at its beginning.
        description: Box<Description>,
        /// Its log.
        reader: Option<Reader>,
    },
    /// A stage ended; the description now has its outcome. A failed run is an outcome, too.
    Ended {
        /// Which one.
        stage: Stage,
        /// What is known of the run at its end.
        description: Box<Description>,
    },
    /// The experiment is over: all runs are done, one failed, or it was stopped (`Ok(false)`).
    Finished(Result<bool, EngineError>),
}

/// What a runner that was started so many times replied, and how long each task of a serial run
/// took.
type Report = (u64, Result<Reply, String>, Times);

/// Does one experiment at a time; remembers sizes and baselines for the next.
pub struct Session {
    machine: Machine,
    wake: Arc<dyn Fn() + Send + Sync>,
    sender: Sender<Report>,
    reports: Receiver<Report>,
    waiting: VecDeque<Report>,
    events: Vec<Event>,
    known: Known,
    /// Tells the reports of a runner from those of one that was stopped.
    generation: u64,
    current: Option<Current>,
    log: Option<Log>,
    gauge: Kernel,
}

/// The experiment that goes on.
struct Current {
    experiment: Experiment,
    stages: VecDeque<Stage>,
    stage: Stage,
    description: Description,
    cores: Vec<LaneWriter>,
    watch: Watch,
    _runner: Runner,
}

impl Session {
    /// A session on this machine. `wake` is called, from another thread, whenever
    /// [`Session::poll`] has something new.
    #[must_use]
    pub fn new(machine: Machine, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let (sender, reports) = mpsc::channel();
        Self {
            machine,
            wake,
            sender,
            reports,
            waiting: VecDeque::new(),
            events: Vec::new(),
            known: Known::default(),
            generation: 0,
            current: None,
            log: None,
            gauge: Kernel::default(),
        }
    }

    /// The machine it is on.
    #[must_use]
    pub const fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Begins an experiment; one that is going on is stopped first, unless the new one makes no
    /// sense. Must be called from a thread that lasts: the run ends with it.
    ///
    /// # Errors
    /// [`EngineError`] where the experiment makes no sense or cannot be begun.
    pub fn start(&mut self, experiment: &Experiment) -> Result<(), EngineError> {
        experiment.check()?;
        let experiment = &experiment.settled(self.machine.usable_cores);
        self.stop();
        self.events.clear();
        let mut stages = VecDeque::new();
        if self.size(experiment).is_none() {
            stages.push_back(Stage::Calibration);
        }
        let copies = self.copies(experiment);
        if has_ceiling(experiment, copies) && self.known.core_speed(experiment, copies).is_none() {
            stages.push_back(Stage::Ceiling);
        }
        // A command may not be one to be run twice.
        let baseline_is_missing =
            !experiment.is_command() && self.known.baseline(experiment).is_none();
        if baseline_is_missing && experiment.mode != Mode::Serial {
            stages.push_back(Stage::Baseline);
        }
        let number = |of| (1..=of).map(move |number| (number, of));
        stages.extend(number(experiment.warmups).map(|(number, of)| Stage::Warmup { number, of }));
        stages.extend(number(experiment.repeats).map(|(number, of)| Stage::Run { number, of }));
        self.begin_next(experiment.clone(), stages)
    }

    /// What happened since the last call; never waits.
    pub fn poll(&mut self) -> Vec<Event> {
        self.waiting.extend(self.reports.try_iter());
        while let Some((generation, reply, times)) = self.waiting.pop_front() {
            if generation == self.generation
                && let Some(current) = self.current.take()
                && let Err(error) = self.end(current, reply, times)
            {
                self.events.push(Event::Finished(Err(error)));
            }
        }
        std::mem::take(&mut self.events)
    }

    /// Waits until [`Session::poll`] has something new, at most so long.
    pub fn wait(&mut self, timeout: Duration) {
        if self.events.is_empty() && self.waiting.is_empty() {
            self.waiting.extend(self.reports.recv_timeout(timeout));
        }
    }

    /// Stops what is going on: instant and total.
    pub fn stop(&mut self) {
        self.generation += 1;
        if self.current.take().is_some() {
            self.events.push(Event::Finished(Ok(false)));
        }
    }

    /// Whether an experiment is going on.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        self.current.is_some()
    }

    /// Notes the usage of cores in the log of the run that is going on, if there is one.
    pub fn record_usage(&mut self, samples: &[CoreSample]) {
        let Some(current) = &mut self.current else {
            return;
        };
        for sample in samples {
            if let Some(writer) = current.cores.get_mut(sample.core.index()) {
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
        self.log.as_ref().map(Log::reader)
    }

    /// The size of a task of the experiment, where it is known or was found already.
    #[must_use]
    pub fn size(&self, experiment: &Experiment) -> Option<u64> {
        self.known.size(experiment)
    }

    /// How many tasks of it can compute at once.
    fn copies(&self, experiment: &Experiment) -> u32 {
        if experiment.mode == Mode::Serial {
            return 1;
        }
        let cores = self.machine.usable_cores.max(1);
        let main = u32::from(experiment.main == MainRole::Works);
        let workers = experiment.worker_count(cores) + main;
        workers.min(cores).min(experiment.task_count())
    }

    /// Forgets every serial run, so that T₁ is measured anew: a machine is not as fast at noon as it
    /// was in the morning.
    pub fn forget_baselines(&mut self) {
        self.known.forget_baselines();
    }

    /// Takes over what an earlier session found out about the tasks of an experiment: how large
    /// they are, and their serial run.
    pub fn recall(
        &mut self,
        experiment: &Experiment,
        size: Option<u64>,
        baseline: Option<Baseline>,
    ) {
        let experiment = experiment.settled(self.machine.usable_cores);
        if let Some(size) = size {
            self.known.set_size(&experiment, size);
        }
        if let Some(baseline) = baseline {
            self.known.set_baseline(&experiment, baseline);
        }
    }

    /// Begins the next stage, or is done.
    fn begin_next(
        &mut self,
        experiment: Experiment,
        mut stages: VecDeque<Stage>,
    ) -> Result<(), EngineError> {
        let Some(stage) = stages.pop_front() else {
            self.events.push(Event::Finished(Ok(true)));
            return Ok(());
        };
        let size = self.size(&experiment).unwrap_or(1);
        let shown = match stage {
            Stage::Baseline => experiment.serial(),
            _ => experiment.clone(),
        }
        .resolved(self.machine.usable_cores, size);
        let description = Description {
            parscope: env!("CARGO_PKG_VERSION").into(),
            experiment: shown.to_json(),
            machine: self.machine.clone(),
            baseline: self.known.baseline(&experiment).cloned(),
            core_speed: self.known.core_speed(&shown, self.copies(&shown)),
            outcome: None,
            imported: None,
        };
        let (job, log) = if stage == Stage::Ceiling {
            let (experiment, copies) = (shown.to_json(), self.copies(&shown));
            (Job::Ceiling { experiment, copies }, None)
        } else if let (Stage::Calibration, Cost::Time(time)) = (stage, experiment.cost) {
            (
                Job::Calibrate {
                    experiment: experiment.to_json(),
                    // Only the part that computes has a size.
                    time: time * u64::from(experiment.io.rest()) / 100,
                },
                None,
            )
        } else {
            let log = record::log(&shown, &description)?;
            (Runner::run_job(&shown, &log), Some(log))
        };
        let watch = Watch::begin(&mut self.gauge);
        let runner = self.start_runner(job, log.as_ref(), shown.mode == Mode::Serial)?;
        self.events.push(Event::Began {
            stage,
            experiment: Box::new(shown),
            description: Box::new(description.clone()),
            reader: log.as_ref().map(Log::reader),
        });
        let cores = log.as_ref().map(record::core_writers).unwrap_or_default();
        if let Some(old) = std::mem::replace(&mut self.log, log) {
            record::discard(old);
        }
        self.current = Some(Current {
            experiment,
            stages,
            stage,
            description,
            cores,
            watch,
            _runner: runner,
        });
        Ok(())
    }

    /// Starts a runner on a job. Of a serial run the times of its tasks are looked up where its
    /// end is waited for: whoever polls may have a screen to draw.
    fn start_runner(
        &mut self,
        job: Job,
        log: Option<&Log>,
        is_serial: bool,
    ) -> Result<Runner, EngineError> {
        self.generation += 1;
        let reader = log.filter(|_| is_serial).map(Log::reader);
        let (sender, wake, generation) =
            (self.sender.clone(), Arc::clone(&self.wake), self.generation);
        Runner::start(job, log, move |reply| {
            let times = reader.map(Times::of).unwrap_or_default();
            // If the session is gone nobody wants to know.
            let _ = sender.send((generation, reply, times));
            wake();
        })
    }

    /// Takes in what a runner replied and goes on to the next stage.
    fn end(
        &mut self,
        current: Current,
        reply: Result<Reply, String>,
        times: Times,
    ) -> Result<(), EngineError> {
        let Current {
            experiment,
            stages,
            stage,
            mut description,
            cores,
            watch,
            ..
        } = current;
        drop(cores);
        let mut outcome = match reply {
            Ok(Reply::Size(size)) => {
                self.known.set_size(&experiment, size);
                self.events.push(Event::Ended {
                    stage,
                    description: Box::new(description),
                });
                return self.begin_next(experiment, stages);
            }
            Ok(Reply::Ceiling(speed)) => {
                let copies = self.copies(&experiment);
                self.known.set_core_speed(&experiment, copies, speed);
                self.events.push(Event::Ended {
                    stage,
                    description: Box::new(description),
                });
                return self.begin_next(experiment, stages);
            }
            Ok(Reply::Refused(text)) => return Err(EngineError::Run(text)),
            Ok(Reply::Outcome(outcome)) => *outcome,
            Err(text) => Outcome {
                failure: Some(text),
                ..Outcome::default()
            },
        };
        outcome.conditions = watch.end(&mut self.gauge);
        self.known.compare(&experiment, &mut outcome);
        let serial = experiment.mode == Mode::Serial && matches!(stage, Stage::Run { .. });
        if outcome.failure.is_none() && (stage == Stage::Baseline || serial) {
            let baseline = self.known.baseline_or(&experiment, || Baseline {
                wall: outcome.wall(),
                cpu: outcome.cpu,
                waited: times.waited,
                result: outcome.result.clone(),
                clock: outcome.conditions.and_then(|seen| seen.clock),
                tasks: times.tasks.into(),
            });
            description.baseline = Some(baseline.clone());
        }
        let failure = outcome.failure.clone();
        description.outcome = Some(outcome);
        if let (Some(log), Ok(text)) = (&self.log, serde_json::to_string(&description)) {
            // Too long only if a hundred thousand items were given; the run is complete without.
            let _ = log.set_meta(&text);
        }
        self.events.push(Event::Ended {
            stage,
            description: Box::new(description),
        });
        match failure {
            Some(text) => Err(EngineError::Run(text)),
            None => self.begin_next(experiment, stages),
        }
    }
}
