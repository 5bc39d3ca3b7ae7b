//! [`WorkerStates`]: the number of workers in each state, and sentences on them.

use crate::{
    base::{Moment, Nanos},
    log::{Kind, Lane, LaneKind},
    model::Run,
};

/// A worker that waits for work so long is worth a sentence; a moment between two chunks is not.
const LONG: Nanos = Nanos::from_millis(50);

/// The number of workers in each state.
#[derive(Default)]
pub(super) struct WorkerStates<'a> {
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

impl<'a> WorkerStates<'a> {
    pub(super) fn of(run: &'a Run) -> Self {
        let wanted = run.worker_count().min(run.task_count());
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
                Kind::Other(_) => {}
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

    /// Whether none of them has had anything to do yet.
    pub(super) fn has_done_nothing(&self) -> bool {
        self.begun == 0 && self.idle.is_empty() && self.moving == 0
    }

    pub(super) fn starting_up(&self) -> String {
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
    pub(super) fn lock(&self) -> Option<String> {
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
    pub(super) fn tail(&self, run: &Run, now: Moment) -> Option<String> {
        let begun = run.tasks_done() as usize + self.begun;
        if begun < run.task_count() as usize || self.busy.is_empty() {
            return None;
        }
        let rest = match self.busy[..] {
            [last] => format!("; {} has the last task", name(last)),
            _ => String::new(),
        };
        Some(format!("{}: tail{rest}", self.idles(now)?))
    }

    /// Idle for long, although there is work left.
    pub(super) fn starved(&self, now: Moment) -> Option<String> {
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

    pub(super) fn at_work(&self, run: &Run) -> String {
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

/// The words for workers that wait.
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
