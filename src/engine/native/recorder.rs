//! [`recorder_cost`]: the cost of recording on this machine, so that it can be told from the work.

use crate::{
    base::{self, LaneId, Nanos},
    log::{Kind, LaneKind, LaneSpec, RecorderCost, SpanLog},
};
use std::hint::black_box;

/// Each is measured so many times, and the best counts: every disturbance makes it longer.
const ROUNDS: u64 = 5;

const SPANS: u64 = 300;
const READINGS: u64 = 30;

/// The cost of recording, from a log without a reader: about a fifth of a millisecond. Zero
/// where there is no memory for it.
pub(super) fn recorder_cost() -> RecorderCost {
    let lane = LaneSpec {
        kind: LaneKind::Main,
        number: 0,
        // The first round touches the pages, as the run did before it began.
        capacity: SPANS * (ROUNDS + 1),
    };
    let Ok(log) = SpanLog::create(&[lane], 64) else {
        return RecorderCost::default();
    };
    log.warm();
    let mut writer = log.writer(LaneId::new(0));
    RecorderCost {
        span: best(SPANS, || {
            writer.enter(Kind::Wait);
        }),
        cpu_reading: best(READINGS, || {
            black_box(base::thread_cpu());
        }),
    }
}

/// The mean time of one of `count` calls, in the best of some rounds.
fn best(count: u64, mut call: impl FnMut()) -> Nanos {
    let round = |_| {
        let begun = base::now();
        (0..count).for_each(|_| call());
        base::now().since(begun) / count
    };
    (0..ROUNDS).map(round).min().unwrap_or(Nanos::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recording_is_measured_and_costs_something() {
        let cost = recorder_cost();
        assert!(
            cost.span > Nanos::ZERO && cost.cpu_reading > Nanos::ZERO,
            "{cost:?}"
        );
    }
}
