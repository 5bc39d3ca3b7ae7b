//! Recording a span, against the two clock reads it contains.

use crate::table::{Bar, Table};
use parscope::{
    base::{LaneId, Nanos, now},
    log::{Kind, LaneKind, LaneSpec, SpanLog},
};
use std::hint::black_box;

const SPANS: u64 = 5_000;

pub(crate) fn bars(table: &mut Table) {
    let lane = LaneSpec {
        kind: LaneKind::Main,
        number: 0,
        capacity: SPANS * 50,
    };
    let log = SpanLog::create(&[lane], 64).expect("memory");
    log.warm();
    let mut writer = log.writer(LaneId::new(0));
    let span = || {
        let start = now();
        for _ in 0..SPANS {
            writer.enter(Kind::Wait);
            writer.leave();
        }
        now().since(start) / SPANS
    };
    table.pair(
        "record: a span | its two clock reads",
        &Bar::AtMost(1.3),
        31,
        span,
        clock_reads,
    );
}

fn clock_reads() -> Nanos {
    let start = now();
    for _ in 0..SPANS {
        black_box(now());
        black_box(now());
    }
    now().since(start) / SPANS
}
