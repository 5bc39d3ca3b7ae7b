//! [`caption`]: what is happening in a run now, in plain words.
//!
//! It is what a teacher would say while pointing at the screen, so it is about the workers as a
//! whole, and about one of them only where that one matters. Too short a time to be pointed at is
//! not told.

mod worker_states;

use super::{Check, Finding, Run};
use crate::{
    base::Moment,
    log::{Import, Outcome, Watched},
};
use worker_states::WorkerStates;

/// A sentence on a run: what happens now or, once it is over, its outcome.
#[must_use]
pub fn caption(run: &Run, findings: &[Finding], now: Moment) -> String {
    if let Some(import) = run.import() {
        return imported(import);
    }
    if run.is_over() {
        return ended(run, findings);
    }
    if let Some(watched) = run.watched() {
        return watching(watched);
    }
    if run.is_serial() {
        return match run.description.machine.usable_cores {
            0 | 1 => "the core computes one task after another".into(),
            2 => "one core computes task after task, the other has nothing to do".into(),
            cores => format!(
                "one core computes task after task, the other {} have nothing to do",
                cores - 1
            ),
        };
    }
    let crew = WorkerStates::of(run);
    if run.tasks_done() >= run.task_count() {
        return "all tasks are done: main collects the results and the workers end".into();
    }
    if crew.has_done_nothing() && run.tasks_done() == 0 {
        return crew.starting_up();
    }
    crew.lock()
        .or_else(|| crew.tail(run, now))
        .or_else(|| crew.starved(now))
        .unwrap_or_else(|| crew.at_work(run))
}

/// The sentence on a trace of another program: the same at every moment.
fn imported(import: &Import) -> String {
    format!("imported {}", import.told())
}

/// The sentence on a program that is watched and goes on.
fn watching(watched: &Watched) -> String {
    let open = watched.calls.iter().rev().find(|call| call.ended.is_none());
    match (
        open,
        watched
            .processes
            .iter()
            .filter(|one| one.ended.is_none())
            .count(),
    ) {
        (Some(call), _) => {
            let ended = call.done.saturating_add(call.failed);
            let of = call
                .tasks
                .map_or_else(String::new, |tasks| format!(" of {tasks}"));
            format!(
                "{} of {}: {ended}{of} tasks are done",
                call.kind, call.function
            )
        }
        (None, 1) => "one process, and no call goes on".into(),
        (None, processes) => format!("{processes} processes, and no call goes on"),
    }
}

/// The sentence on a run that is over.
fn ended(run: &Run, findings: &[Finding]) -> String {
    let outcome = run.outcome();
    if let Some(failure) = outcome.and_then(|outcome| outcome.failure.as_ref()) {
        return format!("failed: {failure}");
    }
    let check = Check::of(run);
    if let Some(check) = check.as_ref().filter(|check| check.is_bad()) {
        return check.to_string();
    }
    let took = outcome.map(Outcome::wall).unwrap_or_default();
    match findings.first() {
        Some(finding) if finding.advice.is_empty() => finding.text(),
        Some(finding) => format!("{}. {}", finding.text(), finding.advice),
        None if run.is_serial() => {
            format!("one task after another took {took}: what the others are held against")
        }
        None => match check {
            Some(check @ Check::Exited(_)) => format!("{check}, in {took}"),
            _ => format!("done in {took}"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario::{at, run};

    fn said(text: &str, now: &str) -> String {
        let run = run(text);
        caption(&run, &Finding::all(&run), at(now))
    }

    const POOL: &str = "set mode=pool workers=2 tasks=4 chunksize=1\nserial 4s\n";

    fn pool(lanes: &str, now: &str) -> String {
        said(&[POOL, lanes].concat(), now)
    }

    #[test]
    fn whoever_waits_for_workers_hears_that_they_are_being_started() {
        let lanes = "main: now create 0ms";
        assert_eq!(pool(lanes, "1ms"), "main is starting workers");
        let lanes = "main: now create 0ms\nw1: now start-up 1ms";
        assert_eq!(
            pool(lanes, "2ms"),
            "main is starting workers: 1 of 2 so far"
        );
        let lanes = "main: now blocked 3ms\nw1: now start-up 1ms\nw2: now start-up 2ms";
        assert_eq!(pool(lanes, "4ms"), "both workers are starting up");
        let lanes = "main: now blocked 3ms\nw1: now task 0 1ms\nw2: now start-up 2ms";
        assert_eq!(pool(lanes, "4ms"), "one of both workers computes");
    }

    #[test]
    fn that_all_compute_is_said_of_the_cores_and_of_too_many_workers() {
        let both = "w1: now task 0 1ms\nw2: now task 1 2ms";
        assert_eq!(pool(both, "9ms"), "both cores compute");
        let more = format!("cores 4\n{both}");
        assert_eq!(
            pool(&more, "9ms"),
            "both workers compute; 2 cores have no worker"
        );
        let fewer = format!("cores 1\n{both}");
        assert_eq!(
            pool(&fewer, "9ms"),
            "both workers compute, and share 1 core"
        );
    }

    #[test]
    fn an_idle_worker_is_a_tail_only_when_every_task_has_been_begun() {
        let tail = "w1: task 0 0ms 1s | task 2 1s 2s | now wait 2s\n\
                    w2: task 1 0ms 1s | now task 3 1s";
        assert_eq!(
            pool(tail, "3400ms"),
            "worker 1 has been idle for 1.4 s: tail; worker 2 has the last task"
        );
        let early = "w1: task 0 0ms 1s | now wait 1s\nw2: task 1 0ms 1s | now task 3 1s";
        assert_eq!(
            pool(early, "1100ms"),
            "worker 1 has been idle for 0.1 s: there is work, but not for it"
        );
        assert_eq!(pool(early, "1040ms"), "one of both workers computes");
    }

    #[test]
    fn of_several_idle_workers_the_longest_is_told() {
        let text = "set mode=threaded workers=4 tasks=4\nserial 4s\ncores 4\n\
                    t1: task 0 0ms 1s | now wait 1s\nt2: task 1 0ms 2s | now wait 2s\n\
                    t3: now task 2 0ms\nt4: now task 3 0ms";
        assert_eq!(
            said(text, "3s"),
            "2 of 4 workers have been idle for up to 2.0 s: tail"
        );
    }

    #[test]
    fn threads_that_wait_for_the_lock_are_told_from_those_that_compute() {
        let gil = "set mode=threaded workers=2 tasks=4 lock=gil\nserial 4s\n";
        let of = |lanes: &str| said(&[gil, lanes].concat(), "9ms");
        assert_eq!(
            of("t1: now task 0 1ms\nt2: now lock 1 1ms"),
            "one worker computes, the other waits for the lock"
        );
        assert_eq!(
            of("t1: now lock 0 1ms\nt2: now lock 1 1ms"),
            "all workers wait for the lock"
        );
        assert_eq!(
            of("t1: now task 0 1ms\nt2: now task 1 1ms"),
            "both cores compute"
        );
    }

    #[test]
    fn waiting_that_is_simulated_and_transfers_are_named() {
        assert_eq!(
            pool("w1: now io 0 1ms\nw2: now io 1 1ms", "9ms"),
            "both workers wait instead of computing: simulated"
        );
        assert_eq!(
            pool("w1: now receive 1ms\nw2: now receive 1ms", "9ms"),
            "the workers exchange data with main: transfer"
        );
        assert_eq!(
            pool("w1: now task 0 1ms\nw2: now receive 1ms", "9ms"),
            "one of both workers computes"
        );
    }

    #[test]
    fn a_serial_run_leaves_cores_without_work() {
        let serial = "set mode=serial tasks=4\nserial 4s\nmain: now task 0 0ms";
        assert_eq!(
            said(serial, "1s"),
            "one core computes task after task, the other has nothing to do"
        );
        assert_eq!(
            said(&format!("{serial}\ncores 4"), "1s"),
            "one core computes task after task, the other 3 have nothing to do"
        );
    }

    #[test]
    fn when_all_is_done_it_says_what_came_of_it() {
        let done = "main: now blocked 0ms\nw1: task 0 0ms 1s | task 2 1s 2s | now exit 2s\n\
                    w2: task 1 0ms 1s | task 3 1s 3s";
        assert!(pool(done, "3s").starts_with("all tasks are done"));
        let over = pool(
            &format!("{}\nend 3s", done.replace(" | now exit 2s", "")),
            "9s",
        );
        assert!(over.contains("tail"), "{over}");
        let serial = "set mode=serial tasks=4\nserial 4s\nmain: task 0 0ms 4s\nend 4s";
        let text = said(serial, "9s");
        assert!(
            text.starts_with("one task after another took 4.00 s"),
            "{text}"
        );
    }

    #[test]
    fn a_run_that_failed_says_why() {
        let mut run = run(&format!("{POOL}w1: task 0 0ms 1s\nend 3s"));
        let outcome = run.description.outcome.as_mut().expect("an outcome");
        outcome.verified = false;
        assert!(caption(&run, &[], at("9s")).contains("not that of the serial run"));
        let outcome = run.description.outcome.as_mut().expect("an outcome");
        outcome.failure = Some("a worker was killed".into());
        assert_eq!(caption(&run, &[], at("9s")), "failed: a worker was killed");
    }
}
