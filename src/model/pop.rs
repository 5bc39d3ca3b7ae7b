//! [`Pop`]: how evenly the work was shared out, and how much of the run the busiest had to do.
//!
//! The two factors of the POP methodology (Performance Optimisation and Productivity, a centre of
//! excellence of the European Union), with u the useful seconds of a worker, in which it is at a
//! task:
//!
//! ```text
//! load balance             = mean(u) / max(u)
//! communication efficiency = max(u) / T_P
//! parallel efficiency      = their product = mean(u) / T_P
//! ```
//!
//! A useful second is one by the clock: a task that waits for a core is at it all the same. What
//! tasks cost more than in the serial run is work inflation, so S/W = parallel efficiency /
//! inflation. Main counts as a worker where it does tasks, as in the ledger.

use super::Run;
use crate::{
    base::{Nanos, Ratio},
    log::{Lane, LaneKind},
};

/// The POP factors of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pop {
    /// mean(u) / max(u): 1 where all did the same.
    pub load_balance: Ratio,
    /// max(u) / `T_P`: 1 where the busiest was never idle.
    pub communication_efficiency: Ratio,
}

impl Pop {
    /// The figures of a run that is over; `None` of any other, of one that was cut off, and where
    /// no worker did anything.
    #[must_use]
    pub fn of(run: &Run) -> Option<Self> {
        let wall = run.outcome().filter(|_| !run.is_cut)?.wall();
        let lanes = run
            .flow()
            .filter(|lane| lane.is_worker() || does_tasks(lane));
        let useful: Vec<Nanos> = lanes.map(|lane| useful(run, lane)).collect();
        let most = useful.iter().copied().max()?;
        let sum: Nanos = useful.iter().copied().sum();
        (most > Nanos::ZERO && wall > Nanos::ZERO).then(|| Self {
            load_balance: Ratio::of(sum.get(), most.get().saturating_mul(useful.len() as u64)),
            communication_efficiency: Ratio::of(most.get(), wall.get()),
        })
    }

    /// Their product.
    #[must_use]
    pub fn parallel_efficiency(&self) -> Ratio {
        Ratio::new(self.load_balance.get() * self.communication_efficiency.get())
    }
}

fn does_tasks(lane: &Lane) -> bool {
    lane.info.kind == LaneKind::Main && lane.spans.iter().any(|span| span.kind.is_of_task())
}

fn useful(run: &Run, lane: &Lane) -> Nanos {
    let spans = lane.spans.iter().filter(|span| span.kind.is_of_task());
    let spans = spans.filter(|span| !run.is_lost(span));
    spans.map(|span| span.length).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario::run;

    #[test]
    fn uneven_work_and_waiting_are_told_apart() {
        let pop = Pop::of(&run("
            set workload=primes tasks=3 mode=pool workers=2
            serial 60ms
            main: create 0ms 2ms | blocked 2ms 50ms
            w1: start-up 0ms 2ms | task 0 2ms 22ms | task 2 22ms 42ms
            w2: start-up 0ms 2ms | task 1 2ms 22ms
            end 50ms"));
        let pop = pop.unwrap();
        assert_eq!(pop.load_balance, Ratio::of(60, 80));
        assert_eq!(pop.communication_efficiency, Ratio::of(40, 50));
        // 60 ms of work in 50 ms on two workers.
        assert!((pop.parallel_efficiency().get() - 0.6).abs() < 1e-12);
    }

    #[test]
    fn a_worker_that_got_nothing_counts_and_a_main_that_only_waits_does_not() {
        let pop = Pop::of(&run("
            set workload=primes tasks=1 mode=pool workers=2
            main: blocked 0ms 10ms
            w1: task 0 0ms 10ms
            w2: wait 0ms 10ms
            end 10ms"));
        assert_eq!(pop.unwrap().load_balance, Ratio::of(1, 2));
        let serial = Pop::of(&run("
            set workload=primes tasks=1 mode=serial
            main: task 0 0ms 8ms | io 0 8ms 10ms
            end 10ms"));
        assert_eq!(serial.unwrap().parallel_efficiency(), Ratio::ONE);
    }

    #[test]
    fn what_has_not_ended_or_done_nothing_has_no_factors() {
        let text = "set workload=primes tasks=1\nw1: task 0 0ms 10ms";
        assert_eq!(Pop::of(&run(text)), None);
        assert_eq!(Pop::of(&run("set workload=primes\nend 10ms")), None);
    }
}
