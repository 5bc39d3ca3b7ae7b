//! [`Ledger`]: where the time of the lanes went, in rows that add up.
//!
//! Every moment of every worker's lane, from the beginning of the run to its end, is in exactly
//! one row, so that
//!
//! ```text
//! W · `T_P` = work as in the serial run + work inflation + start-up + transfer + lock
//!         + preempted + starved + tail + exit + the recorder itself
//! ```
//!
//! holds by construction: what no span covers is idle. S = T₁ / `T_P`, and the work is T₁, so a row
//! costs row / `T_P` of the speedup W that as many lanes would have if they did nothing but work.
//! The waterfall from the ideal to the actual speedup is made of these.
//!
//! The work of a task is what it took in the serial run. What it takes more here is inflation
//! where it was on a core (caches, clocks, hyper-threads), and preempted where it wanted one and had
//! none. What waits for something else is at its work, as in the serial run. A task
//! that was lost with its worker was computed in vain: that is inflation, too.
//!
//! Some of it no program could have avoided: with more workers than can go on at once, the lanes
//! that are too many; and on a machine whose cores slow each other down, what as many copies with
//! nothing to coordinate lose, too (the ceiling).

mod account;
mod basis;
mod row;

pub(super) use account::Account;
pub use row::Row;

use super::Run;
use crate::{
    base::{LaneId, Moment, Nanos, Ratio, SignedNanos},
    log::{Kind, Lane, LaneKind, Now},
    plan::{Chunks, Resolved},
};
use account::{Open, RunBounds};
use basis::Basis;

/// An entry for each [`Row`], in their order.
pub type Rows = [SignedNanos; Row::COUNT];

/// Where lanes that are too many can be: idle and without a core first, then anywhere.
const EXCESS: [Row; 8] = [
    Row::Preempted,
    Row::Tail,
    Row::Starved,
    Row::Inflation,
    Row::Lock,
    Row::StartUp,
    Row::Transfer,
    Row::Exit,
];

/// Where the time of the lanes went.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    basis: Basis,
    lanes: Vec<(LaneId, Rows)>,
    rows: Rows,
    excess: [Nanos; Row::COUNT],
    machine: Nanos,
    wall: Nanos,
}

impl Run {
    /// Where the time of its lanes went, once it is over; what is missing of one that was cut off
    /// would be taken for idleness.
    #[must_use]
    pub fn ledger(&self) -> Option<Ledger> {
        let outcome = self.outcome().filter(|_| !self.is_cut)?;
        Ledger::of(self, outcome.ended)
    }
}

impl Ledger {
    /// The ledger of a run as far as it has come; `None` where T₁ is still to be measured, or is
    /// this run, or where it has not begun, or its spans have yet to come. Commands and other
    /// programs have no T₁: their work is the time that it took here.
    #[must_use]
    pub fn of(run: &Run, now: Moment) -> Option<Self> {
        if run.is_preview() {
            return None;
        }
        let basis = match run.baseline() {
            Some(_) => Basis::Serial,
            None if run.import().is_some() => Basis::Trace,
            None if run.watched().is_some() => Basis::Program,
            None if run.has_commands() => Basis::Run,
            None => return None,
        };
        let lanes: Vec<_> = run
            .accounts()
            .filter(|(lane, _)| works(run, lane))
            .collect();
        let (begin, end) = match run.outcome() {
            Some(outcome) if outcome.ended > outcome.started => (outcome.started, outcome.ended),
            _ => (run.began()?, run.end(now)),
        };
        let wall = end.since(begin);
        if lanes.is_empty() || wall == Nanos::ZERO {
            return None;
        }
        let open = |lane: &Lane| lane.now.filter(|_| !run.is_over());
        let taken = lanes
            .iter()
            .map(|(lane, account)| account.last_taken(open(lane).as_ref()));
        let last_task = lanes
            .iter()
            .filter_map(|(_, account)| account.last_task())
            .max();
        let window = RunBounds {
            begin,
            end,
            last_taken: taken
                .flatten()
                .max()
                .filter(|_| is_all_taken(run))
                .unwrap_or(end),
            last_task: last_task.filter(|_| run.is_over()).unwrap_or(end),
        };
        let computing = lanes
            .iter()
            .filter(|(lane, _)| computes(open(lane)))
            .count() as u64;
        let of_lane = |(lane, account): &(&Lane, &Account)| {
            let open = open(lane).map(|now| Open {
                now,
                serial: run.serial_cost(now.task, 1),
                on_core: match now.kind {
                    Kind::Task => run.on_core(end.since(now.start), computing),
                    _ => end.since(now.start),
                },
            });
            let delay = run_delay(run, lane);
            let cost = run
                .outcome()
                .map(|outcome| outcome.recorder)
                .unwrap_or_default();
            let mut rows = account.rows(&window, open.as_ref(), delay, &cost);
            let gil = gil(run, lane).min(rows[Row::Inflation as usize].cost());
            rows[Row::Inflation as usize] -= gil.into();
            rows[Row::Lock as usize] += gil.into();
            if let Some(life) = run.life(lane, end) {
                outside(&mut rows, (begin, end), life);
            }
            (lane.info.lane, rows)
        };
        let mut lanes: Vec<_> = lanes.iter().map(of_lane).collect();
        for (_, rows) in &mut lanes {
            merge(rows, basis);
        }
        if basis == Basis::Program {
            for (lane, rows) in &mut lanes {
                set_gil_apart(run, *lane, (begin, end), rows);
            }
        }
        let mut rows = Rows::default();
        for (sum, row) in rows.iter_mut().zip(0..) {
            *sum = lanes.iter().map(|(_, lane)| lane[row]).sum();
        }
        // The time of the serial run between its tasks is part of T₁, too.
        if let Some(baseline) = run.baseline()
            && run.tasks_done() == run.task_count()
        {
            let between = SignedNanos::from(baseline.wall) - rows[Row::Work as usize];
            rows[Row::Work as usize] += between;
            rows[Row::Inflation as usize] -= between;
        }
        let mut ledger = Self {
            basis,
            lanes,
            rows,
            excess: Default::default(),
            machine: Nanos::ZERO,
            wall,
        };
        ledger.set_apart(run);
        Some(ledger)
    }

    /// How many lanes there are.
    #[must_use]
    pub fn lanes(&self) -> u32 {
        u32::try_from(self.lanes.len()).unwrap_or(u32::MAX)
    }

    /// `T_P`.
    #[must_use]
    pub const fn wall(&self) -> Nanos {
        self.wall
    }

    /// W · `T_P`.
    #[must_use]
    pub fn lane_time(&self) -> Nanos {
        self.wall * u64::from(self.lanes())
    }

    /// A row of the run.
    #[must_use]
    pub const fn get(&self, row: Row) -> SignedNanos {
        self.rows[row as usize]
    }

    /// Each lane with its rows.
    #[must_use]
    pub fn by_lane(&self) -> &[(LaneId, Rows)] {
        &self.lanes
    }

    /// A row as a share of the lane time, negative for a gain.
    #[must_use]
    pub fn share(&self, row: Row) -> Ratio {
        Ratio::new(self.get(row).as_secs_f64() / self.lane_time().as_secs_f64())
    }

    /// The cost of a row in speedup: row / `T_P`, in lanes.
    #[must_use]
    pub fn in_lanes(&self, row: Row) -> Ratio {
        Ratio::new(self.get(row).as_secs_f64() / self.wall.as_secs_f64())
    }

    /// The part of a row that is of lanes beyond what can go on at once.
    #[must_use]
    pub const fn excess(&self, row: Row) -> Nanos {
        self.excess[row as usize]
    }

    /// The part of a row that no program could have avoided on this machine.
    #[must_use]
    pub fn unavoidable(&self, row: Row) -> Nanos {
        let machine = match row {
            Row::Inflation => self.machine,
            _ => Nanos::ZERO,
        };
        self.excess(row) + machine
    }

    /// The cost of a row in ideal speedup, in lanes: without the lanes that are too many.
    #[must_use]
    pub fn lost(&self, row: Row) -> Ratio {
        let lost = self.get(row) - self.excess(row).into();
        Ratio::new(lost.as_secs_f64() / self.wall.as_secs_f64())
    }

    /// The speedup that would be left if only what no program can avoid were lost, in lanes.
    #[must_use]
    pub fn reachable(&self) -> Ratio {
        let unavoidable: Nanos = Row::LOSSES.iter().map(|&row| self.unavoidable(row)).sum();
        let left = SignedNanos::left(self.lane_time(), unavoidable);
        Ratio::new(left.as_secs_f64() / self.wall.as_secs_f64())
    }

    /// Finds out what could not have been avoided.
    fn set_apart(&mut self, run: &Run) {
        let ideal = run.max_parallelism().tasks;
        let beyond = (f64::from(self.lanes()) - ideal.get()).max(0.0);
        let mut beyond = Nanos::from_secs_f64(beyond * self.wall.as_secs_f64());
        for row in EXCESS {
            let part = beyond.min(self.get(row).cost());
            self.excess[row as usize] = part;
            beyond = beyond.saturating_sub(part);
        }
        if let Some(ceiling) = run.ceiling().filter(|&ceiling| ceiling > Ratio::ZERO) {
            let dearer = (ideal.get() / ceiling.get() - 1.0).max(0.0);
            let machine = self.get(Row::Work).as_secs_f64() * dearer;
            let inflation = self.get(Row::Inflation).cost();
            let left = inflation.saturating_sub(self.excess(Row::Inflation));
            self.machine = Nanos::from_secs_f64(machine).min(left);
        }
    }
}

/// Makes one row of what only T₁ could tell apart; of another program's trace, which does not say
/// what a lane was about to do, also one of all that is not work.
fn merge(rows: &mut Rows, basis: Basis) {
    if basis == Basis::Serial {
        return;
    }
    let mut put = |from: Row, to: Row| {
        let time = std::mem::take(&mut rows[from as usize]);
        rows[to as usize] += time;
    };
    put(Row::Inflation, Row::Work);
    if basis == Basis::Trace {
        for row in [Row::StartUp, Row::Tail, Row::Exit] {
            put(row, Row::Starved);
        }
    }
}

/// Takes out of the work of a lane what of it was waiting for the interpreter's lock.
fn set_gil_apart(run: &Run, lane: LaneId, (begin, end): (Moment, Moment), rows: &mut Rows) {
    let lane = run.lanes.get(lane.index());
    let split = lane.and_then(|lane| {
        let (from, to) = run.life(lane, end)?;
        run.time_split(lane, from.max(begin), to.min(end))
    });
    let waited = split.and_then(|split| split.gil).unwrap_or_default();
    let moved: SignedNanos = waited.min(rows[Row::Work as usize].cost()).into();
    rows[Row::Work as usize] -= moved;
    rows[Row::Lock as usize] += moved;
}

/// Whether a lane is there to do tasks.
fn works(run: &Run, lane: &Lane) -> bool {
    let main_works = run
        .planned()
        .is_some_and(|planned| planned.main_has_tasks());
    lane.is_worker() || (main_works && lane.info.kind == LaneKind::Main)
}

/// Takes the time before a worker was there out of its start-up, and the time after that out of its
/// exit: it had no task then.
fn outside(rows: &mut Rows, (begin, end): (Moment, Moment), (born, gone): (Moment, Moment)) {
    for (row, time) in [
        (Row::StartUp, born.since(begin)),
        (Row::Exit, end.since(gone)),
    ] {
        let moved: SignedNanos = time.min(rows[row as usize].cost()).into();
        rows[row as usize] -= moved;
        rows[Row::Starved as usize] += moved;
    }
}

/// Whether every chunk was handed out: none is left for an idle worker.
fn is_all_taken(run: &Run) -> bool {
    if run.is_over() {
        return true;
    }
    let Some(chunks) = run.planned().map(Resolved::chunks) else {
        return false;
    };
    let tasks = run.task_count();
    let open = run.flow().filter(|lane| computes(lane.now)).count();
    match chunks {
        Chunks::Free { .. } => run.tasks_done() as usize + open >= tasks as usize,
        _ => run
            .newest_chunk()
            .is_some_and(|newest| chunks.get(newest).end >= tasks),
    }
}

fn computes(now: Option<Now>) -> bool {
    now.is_some_and(|now| now.kind == Kind::Task)
}

/// How long the tasks of a lane waited for the lock of their interpreter.
fn gil(run: &Run, lane: &Lane) -> Nanos {
    let workers = run.outcome().map_or(&[][..], |outcome| &outcome.workers);
    let of_lane = workers.iter().filter(|usage| usage.lane == lane.info.lane);
    of_lane.filter_map(|usage| usage.gil).sum()
}

/// How long a lane was ready to run and had no core, as the kernel counted it.
fn run_delay(run: &Run, lane: &Lane) -> Nanos {
    let workers = run.outcome().map_or(&[][..], |outcome| &outcome.workers);
    let of_lane = workers.iter().filter(|usage| usage.lane == lane.info.lane);
    of_lane.map(|usage| usage.run_delay).sum()
}

#[cfg(test)]
mod tests;
