//! How processes come in, and what they have used since.

use super::{ProgramFeed, WatchedRun};
use crate::{
    base::{Nanos, Text, now},
    engine::watch::{
        observed::{Observed, ObservedThread, Tables},
        registrar::{Joined, Notice},
        registration::Registration,
    },
    log::{Watched, WatchedProcess},
    sample::Resources,
};

/// The time between two questions about what processes have used.
const BETWEEN: Nanos = Nanos::from_millis(200);

/// Processes that are asked at once: each question takes some 50 µs.
const AT_ONCE: usize = 32;

impl ProgramFeed {
    /// Takes in who came and went.
    pub(super) fn take_notices(&mut self, run: &mut WatchedRun<'_>) -> bool {
        let notices: Vec<_> = self.notices.try_iter().collect();
        let any = !notices.is_empty();
        for notice in notices {
            match notice {
                Notice::Joined(joined) => self.join(*joined, run),
                Notice::Left { connection, at } => {
                    if let Some(process) = self.processes.by_connection_mut(connection) {
                        process.left = Some(at);
                    }
                }
                Notice::TooManyFiles => run.watched.note_not_seen(
                    "some of its processes",
                    "there are more of them at once than this user may have open files: raise that (ulimit -n)",
                ),
                Notice::Refused { pid, why } => {
                    run.watched.note_not_seen(format!("pid {pid}"), why);
                }
            }
        }
        any
    }

    fn join(&mut self, joined: Joined, run: &mut WatchedRun<'_>) {
        let Joined {
            connection,
            pid,
            registration,
            log,
        } = joined;
        let told = self.children.remove(&registration.pid);
        let (parent, name) = told.map_or((None, None), |(parent, name)| (Some(parent), name));
        let asked_for = registration.parent.and_then(|parent| self.index_of(parent));
        let known = WatchedProcess {
            pid,
            parent: parent.or(asked_for),
            name: name.unwrap_or_else(|| registration.shown_name()),
            started: registration.born.min(now()),
            python: Some(registration.python.clone()),
            gil: registration.gil,
            start: Some(registration.start.clone()),
            ..WatchedProcess::default()
        };
        let index = place(known, run.watched);
        let role = role(&registration);
        let name = role.map_or_else(
            || run.watched.processes[index as usize].name.clone(),
            Text::from,
        );
        let thread = ObservedThread {
            role: role.map(Text::from),
            name,
            ..ObservedThread::default()
        };
        let mut process = Observed {
            index,
            connection,
            pid,
            own_pid: registration.pid,
            log: Some(log),
            left: None,
            is_unconnected: false,
            end: None,
            threads: vec![thread],
            tables: Tables::default(),
        };
        run.place_thread(&mut process, 0, true);
        self.processes.push(process);
    }

    /// The index in the run of the process that has that number, as processes see it.
    pub(super) fn index_of(&self, own_pid: u32) -> Option<u32> {
        let found = self.processes.by_own_pid(own_pid).map(|one| one.index);
        found.or((own_pid == self.first.get()).then_some(0))
    }

    /// Asks the kernel now and then what some of the processes have used.
    pub(super) fn ask(&mut self, watched: &mut Watched) {
        let (asked, next) = self.asked;
        let (now, count) = (now(), self.processes.len());
        if count == 0 || now.since(asked) < BETWEEN {
            return;
        }
        for step in 0..count.min(AT_ONCE) {
            let process = self.processes.get_mut((next + step) % count);
            if process.log.is_none() {
                continue;
            }
            let status = Resources::of(process.pid).map(|used| note_used(process, &used, watched));
            // Without a connection, its end is seen only by looking.
            if process.is_unconnected && status.is_none_or(|status| status.is_some()) {
                process.left = Some(now);
            }
        }
        self.asked = (now, (next + AT_ONCE) % count);
    }
}

/// Asks what a process that is about to be gone has used. Returns how it ended, as far as the kernel
/// tells that.
pub(super) fn note_resources(process: &Observed, watched: &mut Watched) -> Option<i32> {
    note_used(process, &Resources::of(process.pid)?, watched)
}

/// Notes what a process has used. Returns how it ended, if it has and the kernel tells that.
fn note_used(process: &Observed, used: &Resources, watched: &mut Watched) -> Option<i32> {
    let known = &mut watched.processes[process.index as usize];
    known.cpu = known.cpu.max(Some(used.cpu));
    known.peak_memory = known.peak_memory.max(used.peak_memory);
    known.peak_threads = known.peak_threads.max(Some(used.threads));
    used.status
}

/// The index of a process that registered: that of one of its number which was started and not looked
/// into until now, or a new one.
fn place(known: WatchedProcess, watched: &mut Watched) -> u32 {
    let mut latest = watched.processes.iter_mut().enumerate().rev();
    let started = latest.find(|(_, one)| one.pid == known.pid);
    if let Some((index, one)) = started
        && one.python.is_none()
        && one.ended.is_none()
    {
        let (started, parent) = (one.started.min(known.started), known.parent.or(one.parent));
        *one = WatchedProcess {
            parent,
            started,
            ..known
        };
        return u32::try_from(index).unwrap_or(u32::MAX);
    }
    watched.processes.push(known);
    u32::try_from(watched.processes.len() - 1).unwrap_or(u32::MAX)
}

/// The role of a process that multiprocessing starts for itself.
fn role(registration: &Registration) -> Option<&'static str> {
    let is_of = |module: &str| {
        let mut words = registration.argv.iter().map(Text::raw);
        registration.start.raw() == "exec" && words.any(|word| word.contains(module))
    };
    if is_of("multiprocessing.forkserver") {
        Some("forkserver")
    } else if is_of("multiprocessing.resource_tracker") {
        Some("resource tracker")
    } else {
        None
    }
}
