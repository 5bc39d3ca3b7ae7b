//! Main's own computing: a chunk that it kept, and other work beside the pool.

use super::Coordinator;
use crate::{
    base::{self, Nanos},
    engine::native::task::compute,
    log::Kind,
};
use std::hint::{black_box, spin_loop};

/// A stretch of main's own work, after which it looks after the pool.
const OWN: Nanos = Nanos::from_millis(1);

impl Coordinator<'_> {
    /// Does main's own task, if it has one.
    pub(super) fn work_too(&mut self) {
        let Some(chunk) = self.own.take() else { return };
        let checksum = &mut self.checksum;
        compute(
            self.run_context.kernel,
            &self.run_context.policy,
            chunk,
            self.run_context.chunks.get(chunk),
            &mut self.main,
            |task, answer| checksum.add(task, &answer),
        );
    }

    /// Main's own work beside the pool: a loop whose result is not used.
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
