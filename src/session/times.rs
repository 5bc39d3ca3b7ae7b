//! [`times`]: how long each task of a serial run takes on a core of its own.

use crate::{
    base::{Nanos, Ratio},
    log::{Kind, Span},
};

/// How long each task took, computing and waiting, by the spans of a lane that did all of them in
/// order; merged tasks get their share. Of these, `preempted` in all were spent ready and without a
/// core: it is taken out of the tasks that it fell on, as far as their CPU time tells, and else
/// spread over those of which nothing was measured.
pub(super) fn times(spans: &[Span], preempted: Nanos) -> Vec<Nanos> {
    let of_tasks = || spans.iter().filter(|span| span.kind.is_of_task());
    let seen: Nanos = of_tasks().filter_map(off_core).sum();
    let unseen = of_tasks().filter(|span| off_core(span).is_none());
    let unseen: Nanos = unseen.map(|span| span.length).sum();
    // More off a core than preempted: it also waited for something else, as for a file.
    let of_seen = Ratio::of(preempted.get(), seen.get()).clamped();
    let of_unseen = Ratio::of(preempted.saturating_sub(seen).get(), unseen.get()).clamped();
    let mut times = Vec::new();
    let mut before = Nanos::ZERO;
    for span in of_tasks() {
        let taken = match off_core(span) {
            Some(off_core) => share(off_core, of_seen),
            None => share(span.length, of_unseen),
        };
        before += span.length.saturating_sub(taken);
        let ended = span.tasks_ended();
        if ended > 0 {
            let share = std::mem::take(&mut before) / u64::from(ended);
            times.extend(std::iter::repeat_n(share, ended as usize));
        }
    }
    times
}

/// How long a task was neither on a core nor known to wait; `None` where its CPU time was not read.
fn off_core(span: &Span) -> Option<Nanos> {
    match span.kind {
        Kind::Task => {
            let own = span.cpu_time()? + span.waited_time();
            Some(span.length.saturating_sub(own))
        }
        // It sleeps.
        _ => Some(Nanos::ZERO),
    }
}

fn share(time: Nanos, share: Ratio) -> Nanos {
    Nanos::from_secs_f64(time.as_secs_f64() * share.get())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{Moment, TaskId},
        log::Flags,
    };

    /// A task of so many milliseconds, of which it was on a core for a share.
    fn task(number: u32, millis: u64, on_core: Option<f64>) -> Span {
        let start = Moment::from_nanos(1_000_000_000 * u64::from(number));
        let span = Span::new(Kind::Task, start, start + Nanos::from_millis(millis));
        Span {
            task: TaskId::new(number),
            count: 1,
            cpu: Ratio::new(on_core.unwrap_or_default()),
            flags: match on_core {
                Some(_) => Flags::CPU,
                None => Flags::default(),
            },
            ..span
        }
    }

    fn millis(spans: &[Span], preempted: u64) -> Vec<u64> {
        let times = times(spans, Nanos::from_millis(preempted));
        times.iter().map(|time| time.get() / 1_000_000).collect()
    }

    #[test]
    fn what_others_took_is_taken_out_of_the_tasks_it_fell_on() {
        let spans = [
            task(0, 10, Some(1.0)),
            task(1, 30, Some(0.5)),
            task(2, 20, None),
        ];
        assert_eq!(millis(&spans, 0), [10, 30, 20]);
        // The second was off its core for 15 ms; the rest fell on the one that was not measured.
        assert_eq!(millis(&spans, 15), [10, 15, 20]);
        assert_eq!(millis(&spans, 20), [10, 15, 15]);
        // It waited for something else, too: that is its own.
        assert_eq!(millis(&spans, 5), [10, 25, 20]);
        // A kernel that counts nonsense makes no task negative.
        assert_eq!(millis(&spans, 1000), [10, 15, 0]);
    }
}
