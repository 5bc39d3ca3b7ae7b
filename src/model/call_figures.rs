//! [`CallFigures`]: how far a call of a watched program is, and how well it used the machine.

use crate::{
    base::{Moment, Nanos, Ratio},
    log::{Call, Machine},
};

/// The share of the time on tasks in which CPU time has to be measured to be known.
const MEASURED: f64 = 0.9;

/// The figures of a call.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CallFigures {
    /// How many of its tasks ended, well or not.
    pub ended: u32,
    /// How many it has; `None` where that is not known beforehand.
    pub tasks: Option<u32>,
    /// Whether it goes on.
    pub is_open: bool,
    /// From the call until its caller had all results, or until now.
    pub wall: Nanos,
    /// The CPU time of its tasks, where it was measured.
    pub cpu: Option<Nanos>,
    /// max(CPU time / usable cores, the longest task with a core of its own), of one that has ended.
    pub floor: Option<Nanos>,
    /// CPU time / wall time, of one that has ended.
    pub parallelism: Option<Ratio>,
}

impl CallFigures {
    /// The figures of a call at a moment. The program may have ended by then.
    #[must_use]
    pub fn of(call: &Call, machine: &Machine, program_has_ended: bool, now: Moment) -> Self {
        let ended = call.done.saturating_add(call.failed);
        let counted = ended.saturating_add(call.lost).saturating_add(call.stopped);
        let has_all = call.tasks.is_some_and(|tasks| counted >= tasks);
        // A call that was given back at once, as `map_async`, goes on until its tasks have ended.
        let is_closed = call.ended.is_some() && (call.error.is_some() || call.tasks.is_none());
        let is_open = !(has_all || is_closed || program_has_ended);
        let last = call.ended.unwrap_or(call.began).max(call.last_end);
        // Of a call that was not seen itself it is not known when it was made.
        let is_timed = call.began > Moment::default();
        let end = if is_open && is_timed { now } else { last };
        let wall = if is_timed {
            end.since(call.began)
        } else {
            Nanos::ZERO
        };
        let enough = call.busy.as_secs_f64() * MEASURED;
        let is_measured = call.busy > Nanos::ZERO && call.measured.as_secs_f64() >= enough;
        let cpu = is_measured.then_some(call.cpu);
        let whole = cpu.filter(|_| !is_open && wall > Nanos::ZERO);
        let capacity = machine.capacity().get().max(1.0);
        let shared = |cpu: Nanos| Nanos::from_secs_f64(cpu.as_secs_f64() / capacity);
        Self {
            ended,
            tasks: call.tasks,
            is_open,
            wall,
            cpu,
            // A task that waited for a core took longer than it had to.
            floor: whole.map(|cpu| shared(cpu).max(call.alone).min(wall)),
            parallelism: whole.map(|cpu| Ratio::of(cpu.get(), wall.get())),
        }
    }

    /// The share of its tasks that have ended, where it is known how many there are.
    #[must_use]
    pub fn share(&self) -> Option<Ratio> {
        let tasks = self.tasks.filter(|&tasks| tasks > 0)?;
        Some(Ratio::of(self.ended.into(), tasks.into()).clamped())
    }

    /// How many of how many: `6/24`, or `24` of one that has ended with all of them.
    #[must_use]
    pub fn progress(&self) -> String {
        match self.tasks {
            Some(tasks) if tasks != self.ended => format!("{}/{tasks}", self.ended),
            _ => self.ended.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario::at;

    fn call() -> Call {
        Call {
            tasks: Some(4),
            began: at("10ms"),
            done: 4,
            busy: Nanos::from_millis(40),
            cpu: Nanos::from_millis(36),
            measured: Nanos::from_millis(40),
            longest: Nanos::from_millis(24),
            alone: Nanos::from_millis(12),
            ended: Some(at("11ms")),
            last_end: at("34ms"),
            ..Call::default()
        }
    }

    fn of(call: &Call) -> CallFigures {
        let machine = Machine {
            usable_cores: 2,
            ..Machine::default()
        };
        CallFigures::of(call, &machine, false, at("50ms"))
    }

    #[test]
    fn a_call_lasts_until_its_last_task_and_no_schedule_beats_its_floor() {
        let figures = of(&call());
        assert!(!figures.is_open);
        assert_eq!(figures.wall, Nanos::from_millis(24));
        assert_eq!(figures.floor, Some(Nanos::from_millis(18)));
        assert_eq!(figures.parallelism, Some(Ratio::of(36, 24)));
        assert_eq!(figures.progress(), "4");
    }

    #[test]
    fn of_a_call_that_goes_on_the_share_is_known_and_no_floor() {
        let figures = of(&Call { done: 1, ..call() });
        assert!(figures.is_open);
        assert_eq!(figures.wall, Nanos::from_millis(40));
        assert_eq!((figures.floor, figures.parallelism), (None, None));
        assert_eq!(figures.share(), Some(Ratio::of(1, 4)));
        assert_eq!(figures.progress(), "1/4");
    }

    #[test]
    fn where_cpu_time_was_hardly_measured_it_is_not_known() {
        let figures = of(&Call {
            measured: Nanos::from_millis(20),
            ..call()
        });
        assert_eq!((figures.cpu, figures.floor), (None, None));
    }
}
