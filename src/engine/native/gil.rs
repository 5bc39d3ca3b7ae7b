//! [`Gil`]: a simulation of CPython's interpreter lock, as it has been since version 3.2.
//!
//! One lock for all threads: the one that computes holds it. It follows `ceval_gil.c`, because the
//! point of that lock is the protocol by which it passes from thread to thread.
//!
//! A thread is in one of four states:
//!
//! * **outside**: it neither has the lock nor wants it (it sleeps, starts, or has ended);
//! * **waiting**: in [`ThreadState::take`], on the condition `freed`, for the holder to let go;
//! * **holding**: it computes. At most one thread is, and its number stands in `holder`;
//! * **yielding**: in [`ThreadState::hand_over`], it has let go, and waits on the condition `taken`
//!   until some other thread has the lock.
//!
//! The holder keeps the lock for as long as it computes. A waiting thread waits for one switch
//! interval. If the lock has not changed its holder by then, it sets `wanted`, the drop
//! request. The holder looks at it at each safepoint (CPython: between two bytecodes)
//! and only then lets go. Without the state yielding it would often have the lock again before
//! the thread it has woken is on a core: so it waits for that thread, which CPython calls a forced
//! switch.
//!
//! # Why there is one holder
//!
//! `holder` changes only under the mutex: from free to a thread by that thread, and from that
//! thread to free by that same thread. A thread may also look at it without the mutex: as only
//! it ever puts its own number there, its number is there if and only if it holds the lock.
//!
//! # Why no wake-up is lost
//!
//! A thread looks at what it waits for under the mutex, and gives that up only by going to sleep;
//! a change is made under the mutex, and notified afterwards. `freed` wakes one waiting
//! thread. If a third takes the lock before that one is up, it waits again, and the third will
//! notify in turn. `taken` wakes all, because besides the thread that yielded last there may be
//! another that has not woken up yet.
//!
//! A yielding thread never waits in vain: it stays only while there are waiting
//! threads (`waiting` is more than zero), they never give up, and the lock is free. One that ends
//! while others wait lets go when its [`ThreadState`] is dropped, even if it panics.
//!
//! `wanted` is set only while a thread holds the lock, and cleared by the next holder, both under
//! the mutex; so no request outlives the holder it was meant for.

use crate::base::Nanos;
use std::sync::{
    Condvar, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicU32, Ordering::Relaxed},
};

/// Stands for no thread.
const NOBODY: u32 = u32::MAX;

/// The lock. Threads reach it by a [`ThreadState`] each.
pub(super) struct Gil {
    /// The switch interval: how long a waiting thread waits before it asks for the lock.
    interval: Nanos,
    state: Mutex<GilState>,
    freed: Condvar,
    taken: Condvar,
    /// The drop request. It carries no data, so `Relaxed` is enough: a holder that sees it a
    /// safepoint late keeps the lock until the next one.
    wanted: AtomicBool,
    /// Written under the mutex only.
    holder: AtomicU32,
}

/// The state that the mutex guards besides `holder`.
struct GilState {
    /// How many threads are waiting.
    waiting: u32,
    /// The thread that had the lock last, or has it.
    last: u32,
    /// How often it went from one thread to another.
    switches: u64,
}

impl Gil {
    /// A lock that is free.
    pub(super) const fn new(interval: Nanos) -> Self {
        Self {
            interval,
            state: Mutex::new(GilState {
                waiting: 0,
                last: NOBODY,
                switches: 0,
            }),
            freed: Condvar::new(),
            taken: Condvar::new(),
            wanted: AtomicBool::new(false),
            holder: AtomicU32::new(NOBODY),
        }
    }

    /// The state of a thread, by which it takes the lock and lets go. Each thread has one, with a
    /// number of its own.
    pub(super) const fn hand(&self, thread: u32) -> ThreadState<'_> {
        ThreadState { gil: self, thread }
    }

    fn state(&self) -> MutexGuard<'_, GilState> {
        // No thread panics while holding the mutex.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_free(&self) -> bool {
        self.holder.load(Relaxed) == NOBODY
    }
}

/// A thread's access to the lock; lets go when it is dropped.
pub(super) struct ThreadState<'a> {
    gil: &'a Gil,
    thread: u32,
}

impl ThreadState<'_> {
    /// Whether this thread holds the lock.
    pub(super) fn holds(&self) -> bool {
        self.gil.holder.load(Relaxed) == self.thread
    }

    /// Takes the lock if it is free or its own; returns whether it has it.
    pub(super) fn try_take(&self) -> bool {
        if self.holds() {
            return true;
        }
        let mut state = self.gil.state();
        let free = self.gil.is_free();
        if free {
            self.occupy(&mut state);
        }
        free
    }

    /// Waits for the lock and takes it. Each time a switch interval goes by with one holder, it
    /// asks that one to let go.
    pub(super) fn take(&self) {
        if self.holds() {
            return;
        }
        let gil = self.gil;
        let mut state = gil.state();
        state.waiting += 1;
        while !gil.is_free() {
            let seen = state.switches;
            let waited = gil.freed.wait_timeout(state, gil.interval.to_std());
            let (woken, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            state = woken;
            if timeout.timed_out() && !gil.is_free() && state.switches == seen {
                gil.wanted.store(true, Relaxed);
            }
        }
        state.waiting -= 1;
        self.occupy(&mut state);
    }

    /// Whether others have waited for longer than the switch interval: time to hand over. The
    /// holder asks it at each safepoint, so it is one load.
    #[inline]
    pub(super) fn is_wanted(&self) -> bool {
        self.gil.wanted.load(Relaxed)
    }

    /// Lets go, waits until another thread has the lock, if one wants it, and then for its own
    /// next turn.
    pub(super) fn hand_over(&self) {
        let gil = self.gil;
        let mut state = gil.state();
        if self.holds() {
            gil.holder.store(NOBODY, Relaxed);
            gil.freed.notify_one();
        }
        while state.waiting > 0 && state.last == self.thread {
            let woken = gil.taken.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
        }
        drop(state);
        self.take();
    }

    /// Lets go, if it holds the lock: to sleep, or for good.
    pub(super) fn let_go(&self) {
        if self.holds() {
            let _state = self.gil.state();
            self.gil.holder.store(NOBODY, Relaxed);
            self.gil.freed.notify_one();
        }
    }

    /// The lock is this thread's from here on.
    fn occupy(&self, state: &mut GilState) {
        let gil = self.gil;
        gil.holder.store(self.thread, Relaxed);
        gil.wanted.store(false, Relaxed);
        if state.last != self.thread {
            state.last = self.thread;
            state.switches += 1;
        }
        gil.taken.notify_all();
    }
}

impl Drop for ThreadState<'_> {
    fn drop(&mut self) {
        self.let_go();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{sync::atomic::AtomicU64, thread};

    /// The shared state of the threads of a test: the lock and what it guards.
    struct Room {
        gil: Gil,
        inside: AtomicBool,
        work: AtomicU64,
    }

    impl Room {
        fn new(interval: Nanos) -> Self {
            Self {
                gil: Gil::new(interval),
                inside: AtomicBool::new(false),
                work: AtomicU64::new(0),
            }
        }

        fn enter(&self) {
            assert!(!self.inside.swap(true, Relaxed), "two threads hold it");
        }

        fn leave(&self) {
            assert!(self.inside.swap(false, Relaxed), "nobody was inside");
        }

        /// A safepoint of a kernel.
        fn breathe(&self, hand: &ThreadState<'_>) {
            self.work.fetch_add(1, Relaxed);
            if hand.is_wanted() {
                self.leave();
                hand.hand_over();
                self.enter();
            }
        }
    }

    #[test]
    fn two_threads_never_compute_at_once_however_often_the_lock_changes_hands() {
        for threads in 1..=8 {
            for interval in [1, 1_000, 50_000] {
                let room = Room::new(Nanos::new(interval));
                thread::scope(|scope| {
                    for number in 0..threads {
                        let room = &room;
                        scope.spawn(move || {
                            let hand = room.gil.hand(number);
                            for task in 0..20 {
                                hand.take();
                                room.enter();
                                (0..50).for_each(|_| room.breathe(&hand));
                                room.leave();
                                // A task that waits lets the others compute meanwhile.
                                if task % 3 == number % 3 {
                                    hand.let_go();
                                }
                            }
                        });
                    }
                });
                let work = u64::from(threads) * 20 * 50;
                assert_eq!(room.work.into_inner(), work);
                assert!(room.gil.is_free());
            }
        }
    }

    #[test]
    fn a_thread_that_computes_on_and_on_keeps_nobody_from_computing() {
        let room = Room::new(Nanos::from_micros(100));
        let arrived = AtomicU32::new(0);
        thread::scope(|scope| {
            for number in 0..4 {
                let (room, arrived) = (&room, &arrived);
                scope.spawn(move || {
                    let hand = room.gil.hand(number);
                    hand.take();
                    room.enter();
                    arrived.fetch_add(1, Relaxed);
                    // It ends only once all others have had the lock, too.
                    while arrived.load(Relaxed) < 4 {
                        room.breathe(&hand);
                    }
                    room.leave();
                });
            }
        });
    }

    #[test]
    fn a_thread_that_ends_or_panics_without_a_breath_leaves_the_lock_to_the_others() {
        let gil = Gil::new(Nanos::from_micros(10));
        let ended = thread::scope(|scope| {
            let threads: Vec<_> = (0..6)
                .map(|number| {
                    let gil = &gil;
                    scope.spawn(move || {
                        let hand = gil.hand(number);
                        hand.take();
                        if number % 2 == 0 {
                            std::panic::resume_unwind(Box::new("a kernel's fault"));
                        }
                    })
                })
                .collect();
            let ends = threads.into_iter().map(|thread| thread.join().is_ok());
            ends.filter(|well| *well).count()
        });
        assert_eq!(ended, 3);
        assert!(gil.is_free());
    }

    #[test]
    fn nobody_is_asked_to_let_go_where_nobody_waits() {
        let gil = Gil::new(Nanos::new(1));
        let hand = gil.hand(0);
        assert!(hand.try_take() && hand.holds() && !hand.is_wanted());
        // Even one that hands over all the same does not wait.
        hand.hand_over();
        assert!(hand.holds());
        let other = gil.hand(1);
        assert!(!other.try_take());
        hand.let_go();
        assert!(other.try_take() && !hand.holds());
    }
}
