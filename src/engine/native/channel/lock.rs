//! [`SharedLock`]: a lock between processes that survives the death of its owner.
//!
//! One word of shared memory holds its state: 0 is *free*, otherwise the number of the *owner*,
//! with the highest bit set if a process may be asleep waiting for it, the *crowd*. Taking a free
//! lock and giving up one without a crowd is one atomic instruction; only a process that waits asks
//! the system (a futex). The mutex is Drepper's ("Futexes Are Tricky", 2011, the third), except
//! that the word names its owner: main, which learns of the owner's death, takes the lock over.
//!
//! Taking is an acquire and giving up a release, so each owner sees what those before it did. In
//! place of a wake-up that died with its sender, main wakes all sleepers whenever a worker has
//! died.

use crate::base::{LaneId, Shared};
use rustix::{
    io::Errno,
    thread::futex::{Flags, wait, wake},
};
use std::{
    hint::spin_loop,
    io,
    sync::atomic::{
        AtomicU32,
        Ordering::{Acquire, Relaxed, Release},
    },
};

const FREE: u32 = 0;

/// The bit that is set while a process may be asleep.
const CROWD: u32 = 1 << 31;

/// How often the word is read before going to sleep: about as long as the lock is held.
const SPINS: u32 = 200;

/// A lock in a word of shared memory.
#[derive(Clone, Copy)]
pub(super) struct SharedLock<'a> {
    word: &'a AtomicU32,
    me: u32,
}

impl<'a> SharedLock<'a> {
    /// The lock in that word, for the process on that lane.
    pub(super) fn new(memory: &'a Shared, index: usize, lane: LaneId) -> Self {
        Self {
            word: memory.futex(index),
            me: u32::from(lane.get()) + 1,
        }
    }

    /// Takes it if it is free.
    pub(super) fn try_take(self) -> bool {
        self.word
            .compare_exchange(FREE, self.me, Acquire, Relaxed)
            .is_ok()
    }

    /// Waits until it is free, and takes it.
    pub(super) fn take(self) -> io::Result<()> {
        for _ in 0..SPINS {
            if self.word.load(Relaxed) == FREE && self.try_take() {
                return Ok(());
            }
            spin_loop();
        }
        loop {
            // A process that has slept cannot know whether others do, so it keeps the mark.
            let free = self
                .word
                .compare_exchange(FREE, self.me | CROWD, Acquire, Relaxed);
            let Err(seen) = free else { return Ok(()) };
            let marked = seen | CROWD;
            if seen == marked
                || self
                    .word
                    .compare_exchange(seen, marked, Relaxed, Relaxed)
                    .is_ok()
            {
                match wait(self.word, Flags::empty(), marked, None) {
                    // It changed before we slept, or something else woke us.
                    Err(Errno::AGAIN | Errno::INTR) => {}
                    other => other?,
                }
            }
        }
    }

    /// Gives it up.
    pub(super) fn give_up(self) -> io::Result<()> {
        if self.word.swap(FREE, Release) & CROWD != 0 {
            wake(self.word, Flags::empty(), 1)?;
        }
        Ok(())
    }

    /// Takes it over from a worker that has died. Returns whether that worker owned it: then its
    /// work under the lock is unfinished, and unseen by others. If not, all sleepers are woken, for
    /// a wake-up may have died with it.
    pub(super) fn inherit(self, dead: LaneId) -> io::Result<bool> {
        let owner = u32::from(dead.get()) + 1;
        let mut held = self.word.load(Relaxed);
        // A dead worker does nothing any more: others can only set the crowd's mark.
        while held & !CROWD == owner {
            match self
                .word
                .compare_exchange(held, self.me | CROWD, Acquire, Relaxed)
            {
                Ok(_) => return Ok(true),
                Err(now) => held = now,
            }
        }
        wake(self.word, Flags::empty(), u32::MAX >> 1)?;
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{sync::atomic::AtomicU64, thread};

    #[test]
    fn nobody_else_is_inside_and_nobody_waits_for_ever() {
        let memory = Shared::create(c"parscope-test", 8).unwrap();
        // Two steps that a second one inside would break.
        let count = AtomicU64::new(0);
        thread::scope(|scope| {
            for lane in 0..4 {
                let (memory, count) = (&memory, &count);
                scope.spawn(move || {
                    let lock = SharedLock::new(memory, 3, LaneId::new(lane));
                    for _ in 0..20_000 {
                        lock.take().unwrap();
                        let seen = count.load(Relaxed);
                        count.store(seen + 1, Relaxed);
                        lock.give_up().unwrap();
                    }
                });
            }
        });
        assert_eq!(count.into_inner(), 80_000);
    }

    #[test]
    fn what_the_dead_held_goes_to_main_and_what_the_living_hold_does_not() {
        let memory = Shared::create(c"parscope-test", 8).unwrap();
        let [main, dead, living] =
            [0, 1, 2].map(|lane| SharedLock::new(&memory, 0, LaneId::new(lane)));
        dead.take().unwrap();
        thread::scope(|scope| {
            let waiter = scope.spawn(|| living.take());
            while memory.futex(0).load(Relaxed) & CROWD == 0 {
                thread::yield_now();
            }
            assert!(main.inherit(LaneId::new(1)).unwrap());
            assert!(!waiter.is_finished(), "nobody gets in before main is done");
            main.give_up().unwrap();
            waiter.join().unwrap().unwrap();
        });
        assert!(!main.inherit(LaneId::new(1)).unwrap());
        assert!(!main.try_take(), "the living have it");
        living.give_up().unwrap();
        assert!(main.try_take());
    }
}
