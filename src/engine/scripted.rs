//! [`Scripted`]: an engine for tests. It does no work: it notes each request, and replies as it
//! was told to.

use super::{Engine, EngineError, Job, Needs, OnReply, Reply, Running};
use crate::{
    base::{LaneId, Moment, TaskId},
    log::{Description, Kind, LaneKind, LaneSpec, Outcome, Span, SpanLog},
    plan::Resolved,
};
use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// An engine that replies as it was told to, at once.
pub(crate) struct Scripted {
    needs: Needs,
    replies: Mutex<VecDeque<Result<Reply, String>>>,
    asked: Mutex<Vec<(Job, Resolved)>>,
}

impl Scripted {
    /// An engine of experiments that need T₁, if `baseline` says so. It lasts as long as the program.
    pub(crate) fn new(baseline: bool, replies: Vec<Result<Reply, String>>) -> &'static Self {
        Box::leak(Box::new(Self {
            needs: Needs {
                ceiling: false,
                baseline,
            },
            replies: Mutex::new(replies.into()),
            asked: Mutex::default(),
        }))
    }

    /// A run that came to that answer.
    pub(crate) fn answer(experiment: &Resolved, result: &str) -> Reply {
        Reply::Outcome(Box::new(Outcome {
            started: Moment::from_nanos(1),
            ended: crate::base::now(),
            tasks_done: experiment.task_count(),
            verified: true,
            result: result.into(),
            ..Outcome::default()
        }))
    }

    /// The jobs that it was asked for so far.
    pub(crate) fn asked(&self) -> Vec<(Job, Resolved)> {
        let asked = self.asked.lock();
        asked.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Engine for Scripted {
    fn name(&self) -> &'static str {
        "scripted"
    }

    fn runs(&self, _: &Resolved) -> bool {
        true
    }

    fn needs(&self, _: &Resolved, _: u32) -> Needs {
        self.needs
    }

    fn log(
        &self,
        experiment: &Resolved,
        description: &Description,
    ) -> Result<SpanLog, EngineError> {
        let main = LaneSpec {
            kind: LaneKind::Main,
            number: 0,
            capacity: experiment.task_count().into(),
        };
        let text = serde_json::to_string(description)
            .map_err(EngineError::system("cannot describe the run"))?;
        let log = SpanLog::create(&[main], text.len() + 4096)?;
        let _ = log.set_meta(&text);
        Ok(log)
    }

    /// All tasks are in the log, each a span without length, before the reply.
    fn start(
        &self,
        job: Job,
        experiment: &Resolved,
        log: Option<&SpanLog>,
        report: OnReply,
    ) -> Result<Box<dyn Running>, EngineError> {
        let asked = self.asked.lock();
        let mut asked = asked.unwrap_or_else(PoisonError::into_inner);
        asked.push((job, experiment.clone()));
        if let Some(log) = log {
            let mut main = log.writer(LaneId::new(0));
            for task in 0..experiment.task_count() {
                let now = crate::base::now();
                main.push(&Span {
                    task: TaskId::new(task),
                    count: 1,
                    ..Span::new(Kind::Task, now, now)
                });
            }
        }
        let replies = self.replies.lock();
        let reply = replies.unwrap_or_else(PoisonError::into_inner).pop_front();
        report(reply.unwrap_or_else(|| Err("nothing more was written down".into())));
        Ok(Box::new(Gone))
    }
}

/// The handle of a job that is over.
struct Gone;

impl Running for Gone {}
