//! [`CostTrial`]: one run of a tiny experiment, and what its spans say.

use crate::{
    base::{Moment, Nanos, Ratio},
    engine::{EngineError, Job, Reply, engine_for},
    log::{Description, Kind, Lane, LaneKind, Machine, Outcome, Span, SpanLog},
    plan::{Cost, Experiment, Resolved, parameter},
    workload,
};
use std::sync::mpsc;

/// A run that was made.
pub(super) struct CostTrial {
    lanes: Vec<Lane>,
    outcome: Outcome,
}

impl CostTrial {
    /// Runs what the pairs of names and values say, on tasks that hardly take any time.
    pub(super) fn run(machine: &Machine, text: &str) -> Result<Self, EngineError> {
        let experiment = experiment(text)?
            .resolve(machine.usable_cores)?
            .with_size(1);
        let description = Description {
            machine: Machine {
                cores: 0,
                ..machine.clone()
            },
            ..Description::default()
        };
        let log = engine_for(&experiment).log(&experiment, &description)?;
        match reply(Job::Run, &experiment, Some(&log))? {
            Reply::Outcome(outcome) => {
                let mut lanes = Vec::new();
                log.reader().follow(&mut lanes);
                match outcome.failure {
                    Some(text) => Err(EngineError::Run(text.to_string())),
                    None => Ok(Self {
                        lanes,
                        outcome: *outcome,
                    }),
                }
            }
            other => Err(unexpected(&other)),
        }
    }

    fn main(&self) -> &[Span] {
        self.lanes.first().map_or(&[], |lane| &lane.spans)
    }

    fn workers(&self) -> impl Iterator<Item = &Lane> {
        self.lanes.iter().filter(|lane| lane.is_worker())
    }

    fn worker(&self) -> &[Span] {
        self.workers().next().map_or(&[], |lane| &lane.spans)
    }

    /// How long the spans of a kind are.
    pub(super) fn lengths(&self, kind: Kind) -> Vec<Nanos> {
        let spans = self.lanes.iter().flat_map(|lane| &lane.spans);
        let spans = spans.filter(|span| span.kind == kind);
        spans.map(|span| span.length).collect()
    }

    /// How long it took until the first worker was begun.
    pub(super) fn before_workers(&self) -> Nanos {
        let begun = self.worker().first().map(|span| span.start);
        begun.map_or(Nanos::ZERO, |begun| begun.since(self.outcome.started))
    }

    /// How long main was busy with the start of each worker.
    pub(super) fn creates(&self) -> Vec<Nanos> {
        let begun = self.before_workers();
        let first = self.outcome.started + begun;
        let creates = self.main().iter();
        let creates = creates.filter(|span| span.kind == Kind::Create && span.start >= first);
        creates.map(|span| span.length).collect()
    }

    /// The time from the last task until all workers were gone.
    pub(super) fn after_tasks(&self) -> Nanos {
        let spans = self.workers().flat_map(|lane| &lane.spans);
        let tasks = spans.filter(|span| span.kind == Kind::Task);
        let last = tasks.map(Span::end).max();
        last.map_or(Nanos::ZERO, |last| self.outcome.ended.since(last))
    }

    /// How long main was busy with handing out a chunk.
    pub(super) fn gives(&self) -> Vec<Nanos> {
        self.of_calls(|call| call.given.since(call.dispatch))
    }

    /// How long it took from then on until the chunk was begun.
    pub(super) fn reaches(&self) -> Vec<Nanos> {
        self.of_calls(|call| call.begun.since(call.given))
    }

    /// How long it took from a task's end until main was there to take the answer.
    pub(super) fn answers(&self) -> Vec<Nanos> {
        self.of_calls(|call| call.seen.since(call.ended))
    }

    /// How long main was busy with that.
    pub(super) fn takes(&self) -> Vec<Nanos> {
        self.of_calls(|call| call.taken.since(call.seen))
    }

    /// Chunks that went out one after another, but for the first, for which the worker had to be
    /// started.
    fn of_calls(&self, pick: impl Fn(&RoundTrip) -> Nanos) -> Vec<Nanos> {
        let tasks = self.worker().iter().filter(|span| span.kind == Kind::Task);
        let calls = tasks
            .skip(1)
            .filter_map(|task| RoundTrip::of(task, self.main()));
        calls.map(|call| pick(&call)).collect()
    }

    /// How long it took from one chunk to the next that was there already.
    pub(super) fn turns(&self) -> Vec<Nanos> {
        let spans = self.worker();
        let tasks = spans.iter().filter(|span| span.kind == Kind::Task);
        let tasks: Vec<_> = tasks.collect();
        let pairs = tasks.windows(2);
        let gaps = pairs.map(|pair| pair[1].start.since(pair[0].end()));
        // Chunks that were taken at once follow each other without a gap.
        gaps.filter(|&gap| gap > Nanos::ZERO).collect()
    }

    /// How long a server was busy for each task, where there is one.
    pub(super) fn served(&self) -> Nanos {
        let servers = self.lanes.iter();
        let servers = servers.filter(|lane| lane.info.kind == LaneKind::Manager);
        let spans = servers.flat_map(|lane| &lane.spans);
        let busy: Nanos = spans
            .filter(|span| span.kind == Kind::Serve)
            .map(|span| span.length)
            .sum();
        busy / u64::from(self.outcome.tasks_done)
    }
}

/// A chunk's way there and back.
struct RoundTrip {
    dispatch: Moment,
    given: Moment,
    begun: Moment,
    ended: Moment,
    seen: Moment,
    taken: Moment,
}

impl RoundTrip {
    /// The way of a task's chunk, by what main did last before it and first after it.
    fn of(task: &Span, main: &[Span]) -> Option<Self> {
        let dispatch = main
            .iter()
            .rfind(|span| span.kind == Kind::Dispatch && span.start <= task.start)?;
        let collect = main
            .iter()
            .find(|span| span.kind == Kind::Collect && span.end() > task.end())?;
        // The method's own handling of an answer belongs to taking it.
        let taken = main
            .iter()
            .find(|span| span.kind == Kind::Dispatch && span.start >= collect.start)
            .map_or(collect.end(), |next| next.start);
        Some(Self {
            dispatch: dispatch.start,
            given: dispatch.end().min(task.start),
            begun: task.start,
            ended: task.end(),
            seen: collect.start.max(task.end()),
            taken,
        })
    }
}

/// The speed of a core while all compute, as a share of its speed alone.
pub(super) fn core_speed(machine: &Machine) -> Result<Ratio, EngineError> {
    if machine.usable_cores < 2 {
        return Ok(Ratio::ONE);
    }
    let experiment = experiment("tasks=24")?
        .resolve(machine.usable_cores)?
        .with_size(1_000_000);
    match reply(Job::Ceiling(machine.usable_cores), &experiment, None)? {
        Reply::Ceiling(speed) => Ok(speed),
        other => Err(unexpected(&other)),
    }
}

/// The runner's reply to a job.
fn reply(job: Job, experiment: &Resolved, log: Option<&SpanLog>) -> Result<Reply, EngineError> {
    let (sender, replies) = mpsc::channel();
    let report = move |reply| {
        // Fails only if the receiver was dropped, and then the reply is not needed.
        let _ = sender.send(reply);
    };
    let _running = engine_for(experiment).start(job, experiment, log, Box::new(report))?;
    let gone = || EngineError::Run("the runner is gone".into());
    replies
        .recv()
        .map_err(|_| gone())?
        .map_err(EngineError::Run)
}

fn unexpected(reply: &Reply) -> EngineError {
    EngineError::Run(match reply {
        Reply::Refused(text) => text.clone(),
        _ => "the runner did something else".into(),
    })
}

fn experiment(text: &str) -> Result<Experiment, EngineError> {
    let mut experiment = Experiment {
        cost: Cost::Size(1),
        ..Experiment::on(workload::find("count").unwrap_or(&workload::CATALOGUE[0]))
    };
    for (name, value) in text.split(' ').filter_map(|pair| pair.split_once('=')) {
        parameter(name)?.set(&mut experiment, value)?;
    }
    Ok(experiment)
}
