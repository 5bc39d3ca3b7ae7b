//! [`ThreadFiles`]: what the kernel says of one thread, asked again and again.

use crate::base::{Nanos, Pid, SchedulerStatistics, open_file};
use std::{fs::File, io, os::unix::fs::FileExt, path::Path, str};

/// The number of the system call by which threads sleep until a word changes.
#[cfg(target_arch = "x86_64")]
const FUTEX: &str = "202";
#[cfg(not(target_arch = "x86_64"))]
const FUTEX: &str = "98";

/// The most bytes that one of the files has.
const LONGEST: usize = 256;

/// The files of a thread under `/proc`, kept open: to open one costs more than to read it.
pub struct ThreadFiles {
    statistics: File,
    call: File,
}

/// A thread at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThreadActivity {
    /// On a core, or ready for one.
    Runs,
    /// Asleep until the word at that address changes.
    SleepsOn(u64),
    /// Asleep for another reason.
    Sleeps,
}

impl ThreadFiles {
    /// Opens those of a thread of a process.
    ///
    /// # Errors
    /// The system's: it has ended, or may not be looked at.
    pub fn open(process: Pid, thread: Pid) -> io::Result<Self> {
        let open = |name| {
            let path = format!("/proc/{process}/task/{thread}/{name}");
            open_file(Path::new(&path))
        };
        Ok(Self {
            statistics: open("schedstat")?,
            call: open("syscall")?,
        })
    }

    /// How long it was on a core and ready for one; `None` once it has ended.
    #[must_use]
    pub fn statistics(&self) -> Option<SchedulerStatistics> {
        let mut bytes = [0; LONGEST];
        let text = read(&self.statistics, &mut bytes)?;
        let mut numbers = text.split_ascii_whitespace().map(|word| word.parse().ok());
        let mut next = || numbers.next().flatten().map(Nanos::new);
        Some(SchedulerStatistics {
            on_core: next()?,
            ready: next()?,
        })
    }

    /// Whether it sleeps, and on what; `None` once it has ended, or where that may not be known.
    #[must_use]
    pub fn activity(&self) -> Option<ThreadActivity> {
        let mut bytes = [0; LONGEST];
        let text = read(&self.call, &mut bytes)?;
        let mut words = text.split_ascii_whitespace();
        Some(match words.next()? {
            "running" => ThreadActivity::Runs,
            FUTEX => {
                let address = words.next().and_then(|word| word.strip_prefix("0x"));
                let address = address.and_then(|digits| u64::from_str_radix(digits, 16).ok());
                address.map_or(ThreadActivity::Sleeps, ThreadActivity::SleepsOn)
            }
            _ => ThreadActivity::Sleeps,
        })
    }
}

fn read<'a>(file: &File, bytes: &'a mut [u8]) -> Option<&'a str> {
    let length = file.read_at(bytes, 0).ok()?;
    str::from_utf8(&bytes[..length]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        process,
        sync::{
            atomic::{AtomicBool, Ordering},
            mpsc,
        },
        thread,
    };

    /// The files of a thread that does this.
    fn of(work: impl FnOnce() + Send + 'static) -> (ThreadFiles, thread::JoinHandle<()>) {
        let (told, numbers) = mpsc::channel();
        let thread = thread::spawn(move || {
            let number = rustix::thread::gettid().as_raw_nonzero().get();
            told.send(Pid::new(number.unsigned_abs())).unwrap();
            work();
        });
        let number = numbers.recv().unwrap();
        let own = Pid::new(process::id());
        (ThreadFiles::open(own, number).unwrap(), thread)
    }

    #[test]
    fn a_thread_that_waits_sleeps_and_one_that_computes_runs() {
        static STOP: AtomicBool = AtomicBool::new(false);
        let (computing, ended) = of(|| {
            while !STOP.load(Ordering::Relaxed) {
                std::hint::spin_loop();
            }
        });
        while computing.activity() != Some(ThreadActivity::Runs) {
            thread::yield_now();
        }
        STOP.store(true, Ordering::Relaxed);
        ended.join().unwrap();
        let (end, ends) = mpsc::channel::<()>();
        let (waiting, ended) = of(move || {
            ends.recv().unwrap_err();
        });
        while !matches!(waiting.activity(), Some(ThreadActivity::SleepsOn(_))) {
            thread::yield_now();
        }
        assert!(waiting.statistics().unwrap().on_core > Nanos::ZERO);
        drop(end);
        ended.join().unwrap();
        // The kernel may take a moment to forget it.
        while waiting.statistics().is_some() {
            thread::yield_now();
        }
        assert_eq!(waiting.activity(), None);
    }
}
