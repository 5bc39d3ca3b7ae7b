//! [`SimulatedLock`]: the one lock that threads must hold while they compute.
//!
//! As the engine's: the holder keeps it until it rests or ends, or until others have waited for a
//! switch interval. They get it in the order in which they came.

use std::collections::VecDeque;

/// The holder, and those that wait.
pub(super) struct SimulatedLock {
    interval: f64,
    holder: Option<usize>,
    waiting: VecDeque<usize>,
    /// When the holder has to hand it over; infinite while none waits.
    until: f64,
}

impl SimulatedLock {
    /// A lock that is free.
    pub(super) const fn new(interval: f64) -> Self {
        Self {
            interval,
            holder: None,
            waiting: VecDeque::new(),
            until: f64::INFINITY,
        }
    }

    /// Takes it if it is free or its own; else waits in line, and the holder, which is returned,
    /// may compute for only so long.
    pub(super) fn take(&mut self, now: f64, who: usize) -> Result<(), (usize, f64)> {
        match self.holder {
            Some(holder) if holder != who => {
                self.waiting.push_back(who);
                self.until = self.until.min(now + self.interval);
                Err((holder, self.until - now))
            }
            _ => {
                self.holder = Some(who);
                Ok(())
            }
        }
    }

    /// The time that the holder may compute from now on.
    pub(super) fn slice(&self, now: f64) -> f64 {
        (self.until - now).max(0.0)
    }

    /// The holder lets go; if it goes on, it is the last in line. Returns the new holder.
    pub(super) fn pass(&mut self, now: f64, goes_on: bool) -> Option<usize> {
        let last = self.holder.take();
        if goes_on {
            self.waiting.extend(last);
        }
        self.holder = self.waiting.pop_front();
        self.until = if self.waiting.is_empty() {
            f64::INFINITY
        } else {
            now + self.interval
        };
        self.holder
    }

    /// Whether that worker holds it.
    pub(super) fn is_held_by(&self, who: usize) -> bool {
        self.holder == Some(who)
    }
}
