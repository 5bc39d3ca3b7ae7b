//! [`Run::parallelism`] and [`Run::floor`]: what can be said of a run that no T₁ was measured for.

use super::Run;
use crate::{
    base::{Moment, Nanos, Ratio},
    log::Outcome,
};

impl Run {
    /// Whether it has a speedup, or will have: commands have one where they were run one after another,
    /// and another program never.
    #[must_use]
    pub fn has_speedup(&self) -> bool {
        self.baseline().is_some() || self.planned().is_some_and(|planned| !planned.is_command())
    }

    /// CPU time / wall time, once it is over. Another program's trace has no CPU times: there it is
    /// how many lanes were at a slice, on average.
    #[must_use]
    pub fn parallelism(&self) -> Option<Ratio> {
        let outcome = self.outcome()?;
        let wall = outcome.wall();
        let used = match self.import() {
            Some(_) => self.progress.totals.task_time,
            None => outcome.cpu,
        };
        (wall > Nanos::ZERO && used > Nanos::ZERO).then(|| Ratio::of(used.get(), wall.get()))
    }

    /// max(CPU time / usable cores, the longest task with a core of its own): no schedule of this work on this machine
    /// could have been faster. Only of commands and watched programs that have ended: of tasks of our own
    /// there is an ideal, and of another program's trace the machine is not known.
    #[must_use]
    pub fn floor(&self) -> Option<Nanos> {
        let is_known = self.has_commands() || self.watched().is_some();
        let outcome = self.outcome().filter(|_| is_known)?;
        let capacity = self.description.machine.capacity().get().max(1.0);
        let shared = Nanos::from_secs_f64(outcome.cpu.as_secs_f64() / capacity);
        let longest = self.progress.totals.longest_task?;
        // A task that waited for a core took longer than it had to.
        let floor = shared.max(longest.alone);
        // A kernel counts CPU time by the tick, so that of short commands may come to more than there was.
        Some(floor.min(Outcome::wall(outcome)))
    }

    /// The tasks that went on at once, on average, and the longest, while the run goes on. `None` where
    /// no task has begun.
    #[must_use]
    pub fn at_once(&self, now: Moment) -> Option<(Ratio, Nanos)> {
        let open = self.flow().filter_map(|lane| lane.now);
        let open = open.filter(|open| open.kind.is_of_task());
        let open: Vec<_> = open.map(|open| now.since(open.start)).collect();
        let totals = &self.progress.totals;
        let longest = totals.longest_task.map(|task| task.length);
        let longest = longest.max(open.iter().copied().max())?;
        let task_time = totals.task_time + open.into_iter().sum::<Nanos>();
        let elapsed = self.elapsed(now);
        (elapsed > Nanos::ZERO).then(|| (Ratio::of(task_time.get(), elapsed.get()), longest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        log::{Flags, Import},
        model::scenario,
    };

    const COMMANDS: &str = "cores 2\nset workload=command command=sleep tasks=3 workers=2\n\
                            w1: task 0 0ms 30ms | task 2 30ms 40ms\nw2: task 1 0ms 20ms\nend 50ms";

    fn commands(cpu: u64) -> Run {
        let mut run = scenario::run(COMMANDS);
        run.description.outcome.as_mut().unwrap().cpu = Nanos::from_millis(cpu);
        run
    }

    #[test]
    fn no_schedule_beats_the_longest_command_or_all_cores_busy() {
        assert_eq!(commands(10).floor(), Some(Nanos::from_millis(30)));
        assert_eq!(commands(80).floor(), Some(Nanos::from_millis(40)));
        // More than the run itself took was no floor of it.
        assert_eq!(commands(900).floor(), Some(Nanos::from_millis(50)));
        assert_eq!(commands(80).parallelism(), Some(Ratio::of(8, 5)));
        assert_eq!(scenario::run("w1: task 0 0ms 9ms\nend 9ms").floor(), None);
    }

    #[test]
    fn what_a_task_waited_for_a_core_is_no_part_of_the_floor_and_all_parts_of_it_are() {
        let mut run = commands(10);
        let half = Ratio::new(0.5);
        for span in run.lanes.iter_mut().flat_map(|lane| &mut lane.spans) {
            (span.flags, span.cpu) = (span.flags.with(Flags::CPU), half);
        }
        // The first of its two parts does not end the task.
        run.lanes[0].spans[0].count = 0;
        let lanes = run.lanes.clone();
        assert_eq!(run.with_lanes(lanes).floor(), Some(Nanos::from_millis(20)));
    }

    #[test]
    fn while_commands_go_on_it_is_said_how_many_go_on_at_once_and_which_is_the_longest() {
        let text = "cores 2\nset workload=command command=sleep tasks=3 workers=2\n\
                    w1: task 0 0ms 30ms | now task 2 30ms\nw2: task 1 0ms 20ms";
        let run = scenario::run(text);
        let (at_once, longest) = run.at_once(scenario::at("80ms")).unwrap();
        assert_eq!(at_once, Ratio::of(5, 4));
        assert_eq!(longest, Nanos::from_millis(50));
    }

    #[test]
    fn of_a_trace_it_is_said_how_many_lanes_were_busy_and_no_floor() {
        let mut run = commands(80);
        run.origin = Import::default().into();
        assert_eq!(run.parallelism(), Some(Ratio::of(60, 50)));
        assert_eq!(run.floor(), None);
    }
}
