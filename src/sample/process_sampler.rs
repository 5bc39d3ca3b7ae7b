//! [`ProcessSampler`]: asks a probe for the processes of a run, from a thread of its own.
//!
//! A sample costs some ten microseconds of kernel time, taken from what is being measured. So
//! the more targets there are, the less often each of them is sampled.

use super::{Probe, Round, Target};
use crate::base::{Moment, Nanos, now};
use std::{
    io,
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
};

/// The pace where there is little to look at.
const INTERVAL: Nanos = Nanos::from_millis(250);

/// The least time between two samples: at most sixty a second.
const EACH: Nanos = Nanos::from_millis(16);

/// Looks until it is dropped.
pub struct ProcessSampler {
    /// The thread sees it go.
    targets: Option<Sender<Vec<Target>>>,
    thread: Option<JoinHandle<()>>,
    /// The targets that were set last.
    asked: Vec<Target>,
}

impl ProcessSampler {
    /// Waits for targets. `deliver` is called from the sampler's thread.
    ///
    /// # Errors
    /// The system's, where it has no thread for us.
    pub fn start(
        probe: impl Probe + Send + 'static,
        deliver: impl FnMut(Round) + Send + 'static,
    ) -> io::Result<Self> {
        let (targets, asked) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("lookout".into())
            .spawn(move || watch(probe, deliver, &asked))?;
        Ok(Self {
            targets: Some(targets),
            thread: Some(thread),
            asked: Vec::new(),
        })
    }

    /// Sets the targets from now on; without any it costs no time.
    pub fn watch(&mut self, targets: Vec<Target>) {
        if let Some(sender) = self.targets.as_ref().filter(|_| self.asked != targets) {
            self.asked.clone_from(&targets);
            // A thread that cannot be told any more is about to end.
            let _ = sender.send(targets);
        }
    }
}

impl Drop for ProcessSampler {
    fn drop(&mut self) {
        self.targets = None;
        if let Some(thread) = self.thread.take() {
            // A panic over there was reported over there.
            let _ = thread.join();
        }
    }
}

fn watch(mut probe: impl Probe, mut deliver: impl FnMut(Round), targets: &Receiver<Vec<Target>>) {
    let mut asked: Vec<Target> = Vec::new();
    let mut last = Moment::default();
    let mut due = Moment::default();
    loop {
        let news = if asked.is_empty() {
            targets.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            targets.recv_timeout(due.since(now()).to_std())
        };
        match news {
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {
                let found = probe.look(&asked);
                deliver(Round {
                    asked: asked.clone(),
                    found,
                });
                last = now();
                due = last + pace(asked.len());
            }
            Ok(news) => {
                // A new target is sampled as soon as may be, so that also a short life is seen.
                if news.iter().any(|target| !asked.contains(target)) {
                    due = due.min(last + EACH * news.len() as u64);
                }
                asked = news;
            }
        }
    }
}

/// The time between two rounds of so many looks.
fn pace(looks: usize) -> Nanos {
    INTERVAL.max(EACH * looks as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Pid,
        sample::{ProcessSample, script::resident},
    };

    /// Finds all that it is asked for.
    struct Everything;

    impl Probe for Everything {
        fn look(&mut self, targets: &[Target]) -> Vec<ProcessSample> {
            let pids = targets.iter().map(|target| target.pid.get());
            pids.map(|pid| resident(pid, 1)).collect()
        }
    }

    #[test]
    fn many_workers_are_looked_at_less_often_and_cost_no_more() {
        assert_eq!([pace(1), pace(10)], [INTERVAL; 2]);
        assert_eq!(pace(64), Nanos::from_millis(1024));
    }

    #[test]
    fn a_worker_that_is_new_is_looked_at_at_once() {
        let (sender, heard) = mpsc::channel();
        let mut process_sampler = ProcessSampler::start(Everything, move |round| {
            let _ = sender.send(round);
        })
        .unwrap();
        process_sampler.watch(vec![Target::process(Pid::new(7))]);
        let round = heard.recv().unwrap();
        assert_eq!(round.found, [resident(7, 1)]);
        process_sampler.watch(Vec::new());
    }
}
