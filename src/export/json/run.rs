//! One run of an experiment, with its lanes, ledger and findings; and the figures of all runs.

use super::{Fields, exact, ledger::ledger, object};
use crate::{
    base::{Nanos, Ratio, Text},
    export::{busy, delivery, gap, tasks, usage},
    log::{Lane, Outcome},
    model::{Figures, Finding, Noise, Run},
};
use serde_json::{Value, json};

/// Lists with an entry for each task are given for runs of up to so many.
const MOST_LISTED: u32 = 1000;

/// A run.
pub(super) fn run(run: &Run) -> Fields {
    let (outcome, planned) = (run.outcome(), run.planned());
    let checked = outcome.filter(|_| planned.is_some());
    let listed = planned.is_some_and(|planned| planned.task_count() <= MOST_LISTED);
    let sum = |count: fn(&Lane) -> u64| run.flow().map(count).fold(0, u64::saturating_add);
    let spans: usize = run.flow().map(|lane| lane.spans.len()).sum();
    // A run that failed hands over nothing.
    let delivered = checked.filter(|o| listed && o.failure.is_none());
    let delivered = delivered.map_or_else(Vec::new, |o| delivery(run, o));
    let completed = if listed { run.completion() } else { Vec::new() };
    let noise = outcome.filter(|o| o.conditions.is_some());
    let noise = noise.map(|_| Noise::all(run).iter().map(reason).collect::<Value>());
    let unknown = Outcome::default();
    let o = outcome.unwrap_or(&unknown);
    let failures = o.failures.iter();
    let failures = failures.map(|(task, why)| json!({ "task": task, "why": why }));
    let cpu = planned.map(|_| o.cpu.as_secs_f64());
    object(
        &["failures", "main_views"],
        [
            ("wall_s", o.wall().as_secs_f64().into()),
            // Null of a trace of another program, which does not say.
            ("cpu_s", cpu.into()),
            // CPU time / wall time; of such a trace, how many lanes were in a slice, on average.
            ("parallelism", run.parallelism().map(Ratio::get).into()),
            // The least time of any schedule of this work: of commands, which have no ideal.
            ("floor_s", run.floor().map(Nanos::as_secs_f64).into()),
            ("tasks_done", o.tasks_done.into()),
            // Whether every answer is there and right; null where that was not checked: of commands, in a trace
            // of another program, and in a log that ends before the run does.
            ("verified", checked.and_then(|o| verified(run, o)).into()),
            // Whether only the beginning of the run is known.
            ("unfinished", gap(run).is_some().into()),
            ("result", o.result.as_str().into()),
            ("failure", o.failure.as_ref().map(Text::raw).into()),
            ("spans", spans.into()),
            ("merged", sum(|lane| lane.info.merged).into()),
            ("dropped", sum(|lane| lane.info.dropped).into()),
            ("restarts", o.restarts.into()),
            // Tasks whose answer is a failure: commands that did not exit with 0. Some of them, and why.
            ("failed_tasks", o.failed_tasks.into()),
            ("failures", failures.collect()),
            // Workers that confirmed the sentinel of a queue.
            ("quits", o.quits.into()),
            // Processes that commands had started and left running.
            ("left_running", json!(o.left)),
            // Answers in the order of the input, at most a thousand.
            ("results", o.results.iter().cloned().map(exact).collect()),
            // Task numbers in the order in which they finished, and in that in which their results were
            // handed to the caller; at most a thousand.
            ("completion", json!(completed)),
            ("delivery", json!(delivered)),
            // The list of the workload `memory` as main saw it, before and after.
            ("main_views", json!(o.main_views)),
            // The reasons to doubt its times; null where the machine does not tell.
            ("noise", noise.into()),
            ("lanes", run.flow().map(|one| lane(run, one)).collect()),
            // Where the time of the workers' lanes went, and in sentences, what is most expensive first.
            ("ledger", run.ledger().as_ref().map(ledger).into()),
            ("findings", Finding::all(run).iter().map(finding).collect()),
        ],
    )
}

/// Whether the answers are right, where they could be checked: against a serial run or, for the
/// serial run itself, another way to compute them.
fn verified(run: &Run, outcome: &Outcome) -> Option<bool> {
    let is_known = run.baseline().is_some() || run.is_serial();
    let is_checked = is_known && run.planned().is_some_and(|planned| planned.has_answers());
    (is_checked || outcome.failure.is_some()).then_some(outcome.verified)
}

/// A sentence on a row of the ledger; `share` is one of the lane time.
fn finding(finding: &Finding) -> Value {
    json!({
        "row": finding.kind.name(),
        "share": finding.share.get(),
        "text": finding.text(),
        "advice": finding.advice,
    })
}

/// A reason why a machine is noisy.
pub(super) fn reason(noise: &Noise) -> Value {
    json!({ "reason": noise.name(), "amount": noise.amount().get(), "text": noise.to_string() })
}

fn lane(run: &Run, lane: &Lane) -> Fields {
    let usage = usage(run, lane);
    let usage = usage.as_ref();
    let info = &lane.info;
    object(
        &[
            "name",
            "voluntary_switches",
            "involuntary_switches",
            "peak_memory_bytes",
        ],
        [
            ("lane", json!(info.lane)),
            ("kind", json!(info.kind)),
            // In a trace of another program, in which a thread may have several lanes.
            (
                "name",
                run.import().map(|_| run.lane_name(info).spoken).into(),
            ),
            ("pid", json!(info.pid)),
            ("tasks", tasks(run, lane).into()),
            ("busy_s", busy(lane).as_secs_f64().into()),
            // The system's counts for those that were on the lane and have ended.
            ("voluntary_switches", usage.and_then(|usage| usage.waits).into()),
            (
                "involuntary_switches",
                usage.and_then(|usage| usage.preemptions).into(),
            ),
            (
                "peak_memory_bytes",
                usage.map(|usage| usage.memory.get()).into(),
            ),
        ],
    )
}

/// The figures of all runs.
pub(super) fn summary(figures: &Figures) -> Fields {
    let interval = figures.interval.map(|interval| {
        json!({
            "low_s": interval.low.as_secs_f64(),
            "high_s": interval.high.as_secs_f64(),
            "confidence": interval.confidence.get(),
        })
    });
    // `serial`: T₁ was disturbed; `run`: the run was; `beyond`: more than the cores can do.
    let uncertain = figures.disturbance;
    let uncertain =
        uncertain.map(|reason| json!({ "reason": reason.name(), "text": reason.to_string() }));
    let (distribution, pop) = (figures.distribution, figures.pop);
    let ratio = |ratio: Option<Ratio>| ratio.map(Ratio::get).into();
    object(
        &[],
        [
            ("wall_median_s", figures.wall.median.as_secs_f64().into()),
            ("wall_mad_s", figures.wall.mad.as_secs_f64().into()),
            // Where the true median lies, from two runs on.
            ("wall_interval", interval.into()),
            // How many runs are outliers.
            ("outliers", figures.outliers.into()),
            ("speedup", ratio(figures.speedup)),
            ("ideal_speedup", figures.ideal_speedup.get().into()),
            ("efficiency", ratio(figures.efficiency)),
            // Why both may be others on a quiet machine; null where nothing says so.
            ("uncertain", uncertain.into()),
            ("karp_flatt", ratio(figures.karp_flatt)),
            // The speedup that as many independent copies of the kernel reach on this machine.
            ("ceiling_speedup", ratio(figures.ceiling)),
            ("ade", ratio(distribution.map(|d| d.absolute))),
            ("rde", ratio(distribution.map(|d| d.relative))),
            ("load_balance", ratio(pop.map(|pop| pop.load_balance))),
            (
                "communication_efficiency",
                ratio(pop.map(|pop| pop.communication_efficiency)),
            ),
        ],
    )
}
