//! The phases of an experiment: how one begins, and how its end leads to the next.

use super::{
    Current, Event, Phase, Session,
    condition::Watch,
    record::{self, LogResult},
};
use crate::{
    base,
    engine::{Engine, EngineError, Job, Reply, Running},
    log::{Baseline, Description, KindNames, Outcome, SpanLog},
    plan::{Cost, Resolved},
};
use std::{collections::VecDeque, sync::Arc};

impl Session {
    /// Begins the next phase, or is done.
    pub(super) fn begin_next(
        &mut self,
        experiment: Resolved,
        mut phases: VecDeque<Phase>,
    ) -> Result<(), EngineError> {
        let Some(phase) = phases.pop_front() else {
            self.idle = Some(Watch::begin(&mut self.gauge));
            if !self.is_beside {
                self.events.push(Event::Finished(Ok(true)));
            }
            return Ok(());
        };
        let size = self.size(&experiment).unwrap_or(1);
        let shown = match phase {
            Phase::Baseline | Phase::Again => experiment.serial(),
            _ => experiment.clone(),
        }
        .with_size(size);
        let description = Description {
            parscope: env!("CARGO_PKG_VERSION").into(),
            experiment: shown.to_json(),
            machine: self.machine.clone(),
            baseline: self.known.baseline(&experiment).cloned(),
            core_speed: self.known.core_speed(&shown, self.copies(&shown)),
            kinds: KindNames::default(),
            outcome: None,
            imported: None,
            watched: None,
        };
        let engine = (self.engine_for)(&shown);
        let (job, log) = match (phase, experiment.cost) {
            (Phase::Ceiling, _) => (Job::Ceiling(self.copies(&shown)), None),
            (Phase::Calibration, Cost::Time(time)) => {
                // Only the part that computes has a size.
                let time = time * u64::from(experiment.io.rest()) / 100;
                (Job::Size(time), None)
            }
            _ => (Job::Run, Some(engine.log(&shown, &description)?)),
        };
        let watch = Watch::begin(&mut self.gauge);
        let running = self.start_job(engine, job, log.as_ref(), &shown)?;
        let (log, unseen) = match phase {
            Phase::Again => (self.log.take(), log),
            _ => (log, None),
        };
        let is_seen = unseen.is_none();
        self.events.push(Event::Began {
            phase,
            experiment: Some(Box::new(shown)),
            description: Box::new(description.clone()),
            reader: log
                .as_ref()
                .filter(|_| is_seen)
                .map(|log| Box::new(log.reader()) as _),
        });
        let cores = log.as_ref().filter(|_| is_seen);
        let cores = cores.map(record::core_writers).unwrap_or_default();
        let reader = log.as_ref().filter(|_| is_seen).map(SpanLog::reader);
        if let Some(samplers) = self.samplers.as_mut().filter(|_| reader.is_some()) {
            samplers.forget_processes();
        }
        if let Some(old) = std::mem::replace(&mut self.log, log) {
            record::discard(old);
        }
        self.current = Some(Current {
            experiment,
            phases,
            phase,
            description,
            cores,
            reader,
            watch,
            unseen,
            _running: running,
        });
        Ok(())
    }

    /// Starts a job. The log is read on the thread that waits for its end: the one that polls may
    /// have a screen to draw.
    fn start_job(
        &mut self,
        engine: &dyn Engine,
        job: Job,
        log: Option<&SpanLog>,
        experiment: &Resolved,
    ) -> Result<Box<dyn Running>, EngineError> {
        self.generation += 1;
        let reader = log.map(SpanLog::reader);
        let (since, planned) = (base::now(), experiment.clone());
        let (sender, wake, generation) =
            (self.sender.clone(), Arc::clone(&self.wake), self.generation);
        let report = move |reply: Result<Reply, String>| {
            let end = match &reply {
                Ok(Reply::Outcome(outcome)) => Some(&**outcome),
                _ => None,
            };
            // A job without a log has neither T₁ nor damage.
            let read = reader.map(|reader| LogResult::of(reader, since, &planned, end));
            // A session that was dropped takes no reports: the job ended with it.
            let _ = sender.send((generation, reply, read.unwrap_or_default()));
            wake();
        };
        engine.start(job, experiment, log, Box::new(report))
    }

    /// Takes in what a runner replied and goes on to the next phase.
    pub(super) fn end(
        &mut self,
        current: Current,
        reply: Result<Reply, String>,
        told: LogResult,
    ) -> Result<(), EngineError> {
        let Current {
            experiment,
            mut phases,
            phase,
            mut description,
            cores,
            watch,
            unseen,
            ..
        } = current;
        drop((cores, unseen));
        let conditions = watch.end(&mut self.gauge);
        let mut outcome = match reply {
            Ok(Reply::Size(size)) => {
                self.known.set_size(&experiment, size);
                self.events.push(Event::Ended {
                    phase,
                    description: Box::new(description),
                });
                return self.begin_next(experiment, phases);
            }
            Ok(Reply::Ceiling(speed)) => {
                let copies = self.copies(&experiment);
                // Beside others cores are slower than they can be: that is no ceiling.
                if conditions.is_none_or(|seen| seen.is_quiet()) {
                    self.known.set_core_speed(&experiment, copies, speed);
                }
                self.events.push(Event::Ended {
                    phase,
                    description: Box::new(description),
                });
                return self.begin_next(experiment, phases);
            }
            Ok(Reply::Refused(text)) => return Err(EngineError::Run(text)),
            Ok(Reply::Outcome(outcome)) => *outcome,
            Err(text) => Outcome {
                failure: Some(text.into()),
                ..Outcome::default()
            },
        };
        outcome.conditions = conditions;
        if let Some(damage) = told.damage {
            outcome.damaged = true;
            outcome.verified = false;
            outcome.failure = Some(damage.into());
            self.log = self.log.take().filter(|_| phase == Phase::Again);
        }
        self.known.compare(&experiment, &mut outcome);
        let is_run = matches!(phase, Phase::Run { .. });
        if outcome.failure.is_none()
            && !matches!(phase, Phase::Warmup { .. })
            && let Some(serial) = told.serial
        {
            let serial = Baseline {
                clock: conditions.and_then(|seen| seen.clock),
                conditions,
                ..serial
            };
            let known = self
                .known
                .learn_baseline(&experiment, serial, outcome.failed_tasks);
            description.baseline = Some(known.clone());
        }
        let is_quiet = conditions.is_some_and(|seen| seen.is_quiet());
        if is_run && phases.is_empty() && is_quiet && self.known.is_disturbed(&experiment) {
            phases.push_back(Phase::Again);
        }
        let failure = outcome.failure.clone();
        description.outcome = Some(outcome);
        let log = self.log.as_ref().filter(|_| phase != Phase::Again);
        if let (Some(log), Ok(text)) = (log, serde_json::to_string(&description)) {
            // Too long only if a hundred thousand items were given; the run is complete without.
            let _ = log.set_meta(&text);
        }
        self.events.push(Event::Ended {
            phase,
            description: Box::new(description),
        });
        match failure {
            // The T₁ known before stays.
            Some(_) if phase == Phase::Again => {
                self.last = None;
                self.begin_next(experiment, phases)
            }
            Some(text) => Err(EngineError::Run(text.to_string())),
            None => self.begin_next(experiment, phases),
        }
    }
}
