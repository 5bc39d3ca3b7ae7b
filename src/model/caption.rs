//! [`caption`]: what is happening in a run now, in plain words.
//!
//! It is what a teacher would say while pointing at the screen, so it is about the workers as a
//! whole, and about one of them only where that is the news. What is too short to be pointed at
//! is not told.

use super::{Finding, Run};
use crate::{
    base::{Moment, Nanos},
    plan::Mode,
    trace::{Kind, Lane, LaneKind, Outcome},
};

/// From here on a worker that waits for work is news; a moment between two chunks is none.
const LONG: Nanos = Nanos::from_millis(50);

/// What is happening in a run now; of one that is over, what came of it.
#[must_use]
pub fn caption(run: &Run, findings: &[Finding], now: Moment) -> String {
    if run.is_over() {
        return ended(run, findings);
    }
    if run.experiment.mode == Mode::Serial {
        return match run.description.machine.usable_cores {
            0 | 1 => "the core computes one task after another".into(),
            2 => "one core computes task after task, the other has nothing to do".into(),
            cores => format!(
                "one core computes task after task, the other {} have nothing to do",
                cores - 1
            ),
        };
    }
    let crew = Crew::of(run);
    if run.tasks_done() >= run.experiment.task_count() {
        return "all tasks are done: main collects the results and the workers end".into();
    }
    if crew.begun == 0 && run.tasks_done() == 0 && crew.idle.is_empty() && crew.moving == 0 {
        return crew.starting_up();
    }
    crew.lock()
        .or_else(|| crew.tail(run, now))
        .or_else(|| crew.starved(now))
        .unwrap_or_else(|| crew.at_work(run))
}

/// What came of a run.
fn ended(run: &Run, findings: &[Finding]) -> String {
    let outcome = run.outcome();
    if let Some(failure) = outcome.and_then(|outcome| outcome.failure.as_ref()) {
        return format!("failed: {failure}");
    }
    if let Some(import) = &run.description.imported {
        return format!(
            "imported from {}: nothing was checked, and T₁ is not known",
            import.from
        );
    }
    if outcome.is_some_and(|outcome| !outcome.verified) {
        return "failed: the answers differ from those of the serial run".into();
    }
    let took = outcome.map(Outcome::wall).unwrap_or_default();
    match findings.first() {
        Some(finding) if finding.advice.is_empty() => finding.text(),
        Some(finding) => format!("{}. {}", finding.text(), finding.advice),
        None if run.experiment.mode == Mode::Serial => {
            format!("one task after another took {took}: what the others are held against")
        }
        None => format!("done in {took}"),
    }
}

/// How many workers are at what.
#[derive(Default)]
struct Crew<'a> {
    /// How many there are or will be.
    all: usize,
    /// How many of them are there.
    here: usize,
    starting: usize,
    computing: usize,
    locked: usize,
    waiting: usize,
    /// Taking something in or giving something out.
    moving: usize,
    /// Doing nothing.
    idle: Vec<&'a Lane>,
    /// The lanes that have a task.
    busy: Vec<&'a Lane>,
    /// Tasks that have been begun.
    begun: usize,
}

impl<'a> Crew<'a> {
    fn of(run: &'a Run) -> Self {
        let experiment = &run.experiment;
        let cores = run.description.machine.usable_cores.max(1);
        let wanted = experiment.worker_count(cores).min(experiment.task_count());
        let mut crew = Self::default();
        for lane in run.workers() {
            let Some(doing) = lane.now else { continue };
            crew.here += 1;
            match doing.kind {
                Kind::StartUp | Kind::Added => crew.starting += 1,
                Kind::Task => crew.computing += 1,
                Kind::Lock => crew.locked += 1,
                Kind::Io => crew.waiting += 1,
                Kind::Receive | Kind::Send => crew.moving += 1,
                Kind::Wait => crew.idle.push(lane),
                _ => crew.here -= 1,
            }
            if matches!(doing.kind, Kind::Task | Kind::Lock | Kind::Io) {
                crew.busy.push(lane);
            }
        }
        crew.begun = crew.busy.len();
        crew.all = crew.here.max(wanted as usize);
        crew
    }

    fn starting_up(&self) -> String {
        match (self.here, self.all) {
            (0, _) => "main is starting workers".into(),
            (here, all) if here < all => {
                format!("main is starting workers: {here} of {all} so far")
            }
            (1, _) => "the worker is starting up".into(),
            (_, all) => format!("{} are starting up", both(all, "worker")),
        }
    }

    /// Workers that wait for a lock while others, if any, compute.
    fn lock(&self) -> Option<String> {
        let waits = if self.locked == 1 { "waits" } else { "wait" };
        match (self.locked, self.computing) {
            (0, _) => None,
            (locked, _) if locked == self.all && locked > 1 => {
                Some("all workers wait for the lock".into())
            }
            (1, 1) if self.all == 2 => {
                Some("one worker computes, the other waits for the lock".into())
            }
            (locked, 1) => Some(format!(
                "one worker computes, {locked} {waits} for the lock"
            )),
            (locked, _) => Some(format!(
                "{locked} of {} workers {waits} for the lock",
                self.all
            )),
        }
    }

    /// Idle at the end, when all tasks have been begun.
    fn tail(&self, run: &Run, now: Moment) -> Option<String> {
        let begun = run.tasks_done() as usize + self.begun;
        if begun < run.experiment.task_count() as usize || self.busy.is_empty() {
            return None;
        }
        let rest = match self.busy[..] {
            [last] => format!("; {} has the last task", name(last)),
            _ => String::new(),
        };
        Some(format!("{}: tail{rest}", self.idles(now)?))
    }

    /// Idle for long, although there is work left.
    fn starved(&self, now: Moment) -> Option<String> {
        let most = self.longest(now)?;
        (most >= LONG).then(|| {
            format!(
                "{}: there is work, but not for it",
                self.idles(now).unwrap_or_default()
            )
        })
    }

    /// How long the longest of the idle has been so.
    fn longest(&self, now: Moment) -> Option<Nanos> {
        let since = self.idle.iter().filter_map(|lane| lane.now);
        since.map(|doing| now.since(doing.start)).max()
    }

    /// `worker 3 has been idle for 1.4 s`.
    fn idles(&self, now: Moment) -> Option<String> {
        let time = spoken(self.longest(now)?);
        Some(match self.idle[..] {
            [one] => format!("{} has been idle for {time}", name(one)),
            _ => format!(
                "{} of {} workers have been idle for up to {time}",
                self.idle.len(),
                self.all
            ),
        })
    }

    fn at_work(&self, run: &Run) -> String {
        let cores = run.description.machine.usable_cores.max(1) as usize;
        let all = self.all;
        match self.computing {
            0 if self.waiting > 0 => {
                let who = part(self.waiting, all);
                format!("{who} instead of computing: simulated")
            }
            0 if self.moving > 0 => "the workers exchange data with main: transfer".into(),
            0 => "main hands out work".into(),
            n if n == all && all == 1 => "the only worker computes".into(),
            n if n == all && all > cores => format!(
                "{} compute, and share {}",
                both(all, "worker"),
                counted(cores, "core")
            ),
            n if n == all && all == cores => format!("{} compute", both(cores, "core")),
            n if n == all => {
                let free = cores - all;
                let have = if free == 1 { "has" } else { "have" };
                format!(
                    "{} compute; {} {have} no worker",
                    both(all, "worker"),
                    counted(free, "core")
                )
            }
            1 if all == 2 => "one of both workers computes".into(),
            1 => format!("1 of {all} workers computes"),
            n => format!("{n} of {all} workers compute"),
        }
    }
}

/// `both cores`, `all 4 cores`.
fn both(count: usize, what: &str) -> String {
    match count {
        1 => format!("the {what}"),
        2 => format!("both {what}s"),
        _ => format!("all {count} {what}s"),
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Of workers that wait.
fn part(count: usize, all: usize) -> String {
    match count {
        1 => format!("1 of {all} workers waits"),
        _ if count == all => format!("{} wait", both(all, "worker")),
        _ => format!("{count} of {all} workers wait"),
    }
}

fn name(lane: &Lane) -> String {
    let what = match lane.info.kind {
        LaneKind::Thread => "thread",
        _ => "worker",
    };
    format!("{what} {}", lane.info.number)
}

/// A time as one would say it, so that it does not change with every frame.
fn spoken(time: Nanos) -> String {
    format!("{:.1} s", time.as_secs_f64())
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
        assert!(caption(&run, &[], at("9s")).contains("answers differ"));
        let outcome = run.description.outcome.as_mut().expect("an outcome");
        outcome.failure = Some("a worker was killed".into());
        assert_eq!(caption(&run, &[], at("9s")), "failed: a worker was killed");
    }
}
