//! [`Sampler`]: asks a source at an even pace, from a thread of its own.
//!
//! On a busy machine, or after a suspension, a round can come late. What the source then says is
//! a mean over a longer time than the others; drawn in one column it would stretch that column,
//! so it is dropped and the missed rounds are gaps.

use super::{CoreSample, Source};
use crate::base::{Nanos, now};
use std::{
    io,
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
};

/// The pace: four rounds a second. Below 200 ms sysinfo does not look again.
const INTERVAL: Nanos = Nanos::from_millis(250);

/// The most gaps that are told in a row: a minute of them is all that a history keeps.
const MOST_GAPS: u64 = 240;

/// Samples until it is dropped.
pub struct Sampler {
    /// Never sent to: the thread sees it go.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sampler {
    /// Starts to sample. `deliver` is called from the sampler's thread, once a round; a round
    /// without samples is a gap.
    ///
    /// # Errors
    /// The system's, where it has no thread for us.
    pub fn start(
        source: impl Source + Send + 'static,
        deliver: impl FnMut(Vec<CoreSample>) + Send + 'static,
    ) -> io::Result<Self> {
        Self::every(INTERVAL, source, deliver)
    }

    fn every(
        interval: Nanos,
        source: impl Source + Send + 'static,
        deliver: impl FnMut(Vec<CoreSample>) + Send + 'static,
    ) -> io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("sampler".into())
            .spawn(move || sample(interval, source, deliver, &stopped))?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Sampler {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // A panic over there was reported over there.
            let _ = thread.join();
        }
    }
}

fn sample(
    interval: Nanos,
    mut source: impl Source,
    mut deliver: impl FnMut(Vec<CoreSample>),
    stopped: &Receiver<()>,
) {
    let mut last = now();
    // The first sample only sets the beginning of the second one's interval.
    source.sample();
    while stopped.recv_timeout(interval.to_std()) == Err(RecvTimeoutError::Timeout) {
        let passed = now().since(last);
        last = last + passed;
        let samples = source.sample();
        match gaps(passed, interval) {
            0 => deliver(samples),
            missed => (0..missed).for_each(|_| deliver(Vec::new())),
        }
    }
}

/// How many rounds are gaps when a round comes so long after the one before.
fn gaps(passed: Nanos, interval: Nanos) -> u64 {
    if passed < interval + interval / 2 {
        0
    } else {
        (passed.get() / interval.get().max(1)).clamp(1, MOST_GAPS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::script::{Script, round};

    #[test]
    fn a_late_round_leaves_gaps_and_no_stretched_sample() {
        let late = |millis| gaps(Nanos::from_millis(millis), INTERVAL);
        assert_eq!([late(250), late(374)], [0, 0]);
        assert_eq!([late(375), late(499), late(1000)], [1, 1, 4]);
        assert_eq!(late(3_600_000), MOST_GAPS);
    }

    #[test]
    fn what_a_source_says_after_its_first_word_arrives_in_order() {
        let (sender, heard) = mpsc::channel();
        let source = Script::new(&[round(&[99]), round(&[10]), round(&[20])]);
        // So long a tolerance that a busy machine makes no gap of it.
        let interval = Nanos::from_millis(100);
        let sampler = Sampler::every(interval, source, move |samples| {
            let _ = sender.send(samples);
        });
        let heard: Vec<_> = heard.iter().take(2).collect();
        drop(sampler);
        // A gap stands in for a round that came late.
        for (heard, said) in heard.iter().zip([round(&[10]), round(&[20])]) {
            assert!(heard.is_empty() || *heard == said);
        }
    }

    #[test]
    fn a_dropped_sampler_does_not_wait_for_its_next_round() {
        let sampler = Sampler::every(Nanos::from_millis(86_400_000), Script::new(&[]), |_| {});
        drop(sampler.unwrap());
    }
}
