//! Starting the program, and finding whatever it started.
//!
//! Every start carries a mark in its environment, which all that it starts inherits: so a test
//! sees its own processes and nobody else's, also while other tests run.

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicU32, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

/// How long something may take that takes milliseconds: a limit against hanging, not a measure.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

const MARK: &str = "PARSCOPE_TEST_MARK";

/// A mark that no other start has.
#[derive(Debug, Clone)]
pub(crate) struct Mark(String);

impl Mark {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        Self(format!("{}-{next}", std::process::id()))
    }

    /// The environment that carries it; the user's own settings are kept out.
    pub(crate) fn environment(&self, folder: &Path) -> Vec<(String, String)> {
        let folder = folder.display().to_string();
        vec![
            (MARK.into(), self.0.clone()),
            ("XDG_CONFIG_HOME".into(), folder.clone()),
            ("XDG_STATE_HOME".into(), folder.clone()),
            ("HOME".into(), folder),
            ("PATH".into(), std::env::var("PATH").unwrap_or_default()),
            ("LANG".into(), "C.UTF-8".into()),
        ]
    }

    /// The processes that carry it: number and command line.
    pub(crate) fn processes(&self) -> Vec<(i32, String)> {
        let wanted = format!("{MARK}={}", self.0);
        let entries = fs::read_dir("/proc").expect("/proc").filter_map(Result::ok);
        let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
        pids.filter(|pid| {
            let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
            environment
                .split(|&byte| byte == 0)
                .any(|pair| pair == wanted.as_bytes())
        })
        .map(|pid| {
            let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            (pid, String::from_utf8_lossy(&line).replace('\0', " "))
        })
        .collect()
    }

    /// The runner's number and its workers', once there are so many.
    pub(crate) fn runner_with_workers(&self, workers: usize) -> (i32, Vec<i32>) {
        let workers = self.workers(workers);
        let runner = self.named("runner").first().copied();
        (runner.expect("a runner, for it has workers"), workers)
    }

    /// The worker processes, once there are so many. Each bears its name, as `ps` shows it.
    pub(crate) fn workers(&self, count: usize) -> Vec<i32> {
        let mut workers = Vec::new();
        wait_until("workers", || {
            workers = self.named("worker");
            workers.len() >= count
        });
        workers
    }

    /// The processes whose name begins so, in the order of their numbers.
    pub(crate) fn named(&self, start: &str) -> Vec<i32> {
        let pids = self.processes().into_iter().map(|(pid, _)| pid);
        let name = |pid: i32| fs::read_to_string(format!("/proc/{pid}/comm"));
        let mut found: Vec<_> = pids
            .filter(|&pid| name(pid).is_ok_and(|name| name.starts_with(start)))
            .collect();
        found.sort_unstable();
        found
    }

    /// Fails unless all of them are gone soon.
    pub(crate) fn assert_gone(&self) {
        wait_until("all processes to be gone", || self.processes().is_empty());
    }
}

/// Waits, and fails if it never comes true. To look takes a tenth of a core, since what is waited for
/// needs the cores, too; but no pause is so long that workers could come and go in it.
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    loop {
        let looked = Instant::now();
        if is_so() {
            return;
        }
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
        let pause = looked.elapsed() * 9;
        thread::sleep(pause.clamp(Duration::from_millis(5), Duration::from_millis(250)));
    }
}

/// The program with these arguments, its own empty folder as home.
pub(crate) fn parscope(mark: &Mark, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parscope"));
    command
        .args(arguments)
        .env_clear()
        .envs(mark.environment(folder))
        .current_dir(folder)
        .stdin(Stdio::null());
    command
}

/// Runs the program to its end, in pipes.
pub(crate) fn run(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let mark = Mark::new();
    let output = parscope(&mark, folder.path(), arguments)
        .output()
        .expect("the program");
    mark.assert_gone();
    output
}

/// Does something with each of them, four at a time: most of it is waiting.
pub(crate) fn with_each<T: Sync>(items: &[T], test: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    let take = || items.get(next.fetch_add(1, Ordering::Relaxed));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(item) = take() {
                    test(item);
                }
            });
        }
    });
}

/// Sends a signal.
pub(crate) fn kill(pid: i32, signal: rustix::process::Signal) {
    let pid = rustix::process::Pid::from_raw(pid).expect("a process");
    let _ = rustix::process::kill_process(pid, signal);
}
