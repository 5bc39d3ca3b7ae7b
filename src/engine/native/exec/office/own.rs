//! What main computes itself: a chunk that it kept, and work of its own beside the pool.

use super::Office;
use crate::{
    base::{self, Nanos},
    engine::native::task::compute,
    log::Kind,
};
use std::hint::{black_box, spin_loop};

/// A stretch of main's own work, after which it looks after the pool.
const OWN: Nanos = Nanos::from_millis(1);

impl Office<'_> {
    /// Does main's own task, if it has one.
    pub(super) fn work_too(&mut self) {
        let Some(chunk) = self.own.take() else { return };
        let tally = &mut self.tally;
        compute(
            self.floor.kernel,
            &self.floor.manner,
            chunk,
            self.floor.chunks.get(chunk),
            &mut self.main,
            |task, answer| tally.add(task, &answer),
        );
    }

    /// Main's own work while the pool does its: a loop that nobody needs the result of.
    pub(super) fn work_on(&mut self) {
        if self.main.present() != Some(Kind::Own) {
            self.main.enter(Kind::Own);
        }
        let until = base::now() + OWN;
        while base::now() < until {
            for number in 0..1000_u32 {
                black_box(number);
                spin_loop();
            }
        }
    }
}
