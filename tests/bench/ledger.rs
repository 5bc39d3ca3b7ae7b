//! The ledger: each cost that is put in by hand, and how much of it comes out in its own row; what
//! the recorder says of itself; and how long it takes to add a million spans up.

use crate::{
    run::{Bench, experiment, resolved},
    table::{Bar, Table},
};
use parscope::{
    base::{ChunkId, LaneId, Nanos, TaskId, now},
    log::{Baseline, Description, Kind, LaneKind, LaneSpec, Outcome, RecorderCost, SpanLog},
    model::{Ledger, Row, Run},
    plan::Experiment,
    session,
    workload::{Items, Shape, find},
};
use std::{cell::RefCell, hint::black_box};

const ROUNDS: usize = 5;

pub(crate) fn bars(table: &mut Table) {
    let bench = RefCell::new(Bench::new());
    injected(table, &bench);
    recorder(table, &bench);
    million(table);
}

/// Ours is the row that a cost came out in, the other is what was put in.
fn injected(table: &mut Table, bench: &RefCell<Bench>) {
    let ledger = |text: &str| bench.borrow_mut().ledger(&experiment(text));
    let plain = "workload=count task-time=20ms tasks=24 mode=pool workers=2 chunksize=1";
    let cost = |text: &str, row: Row| ledger(text).get(row).cost();
    let mut line = |name: &str, pairs: &mut dyn FnMut() -> (Nanos, Nanos)| {
        if table.wants(name) {
            let pairs: Vec<_> = (0..ROUNDS).map(|_| pairs()).collect();
            table.show(name, &Bar::Share(0.95), &pairs);
        }
    };
    line("ledger: 50 ms start-up, 2 workers", &mut || {
        let with = cost(&format!("{plain} extra-startup=50ms"), Row::StartUp);
        let without = cost(plain, Row::StartUp);
        (with.saturating_sub(without), Nanos::from_millis(100))
    });
    line("ledger: 2 ms per transfer, 24 chunks", &mut || {
        let with = cost(&format!("{plain} extra-transfer=2ms"), Row::Transfer);
        let without = cost(plain, Row::Transfer);
        (with.saturating_sub(without), Nanos::from_millis(48))
    });
    // Tasks that mostly wait, so that their length is known: of 24 one takes ten times as long as
    // each of the others, and with 30 % under the lock, 4 threads want 1.2 of it.
    let waiting = "workload=count task-time=20ms tasks=24 io=0.95 mode=threaded workers=4";
    line(
        "ledger: a straggler of 10 × among 24, 4 threads",
        &mut || {
            let even = ledger(&format!("{waiting} chunksize=1 shape=uniform"));
            let odd = ledger(&format!("{waiting} chunksize=1 shape=straggler"));
            let tail = odd.get(Row::Tail) - even.get(Row::Tail);
            (
                tail.cost(),
                odd.lane_time().saturating_sub(even.lane_time()),
            )
        },
    );
    let locked =
        "workload=count task-time=20ms tasks=80 io=0.7 mode=threaded workers=4 chunksize=1";
    line(
        "ledger: 30 % of each task under a lock, 4 threads",
        &mut || {
            let free = ledger(&format!("{locked} shape=uniform"));
            let held = ledger(&format!("{locked} shape=uniform lock=gil"));
            let lock = held.get(Row::Lock).cost();
            // Less what the lock spares the others of each other's company.
            let others = |ledger: &Ledger| {
                ledger.lane_time().saturating_sub(
                    ledger.get(Row::Inflation).cost() + ledger.get(Row::Preempted).cost(),
                )
            };
            (lock, others(&held).saturating_sub(others(&free)))
        },
    );
    line("ledger: twice as many workers as cores", &mut || {
        let crowded = ledger(&plain.replace("workers=2", "workers=2xcores"));
        // Half of the lanes are more than there are cores.
        (crowded.get(Row::Preempted).cost(), crowded.lane_time() / 2)
    });
    line("ledger: a competing process for each core", &mut || {
        let cores = session::machine().usable_cores;
        let loaded = ledger(&format!("{plain} load={cores} workers={cores}"));
        // Whoever competes gets half of each core.
        (loaded.get(Row::Preempted).cost(), loaded.lane_time() / 2)
    });
}

/// Tasks of about a microsecond, recorded one by one and not at all: the difference is what the
/// recorder should say. In a run there are fewer spans than such tasks, so that it costs little.
fn recorder(table: &mut Table, bench: &RefCell<Bench>) {
    const TASKS: u32 = 20_000;
    if !table.wants("recorder") {
        return;
    }
    let some = experiment("workload=count size=1000 tasks=4 mode=serial");
    let cost = bench.borrow_mut().outcome(&some).recorder;
    let kernel = find("count")
        .map(|count| (count.prepare)(Items::shaped(TASKS, 4_000, Shape::Uniform, 1, 1.0)));
    let kernel = kernel.expect("a workload");
    let lane = LaneSpec {
        kind: LaneKind::Main,
        number: 0,
        capacity: u64::from(TASKS) + 1,
    };
    let off = || {
        let begun = now();
        for task in 0..TASKS {
            black_box(kernel.run(TaskId::new(task)));
        }
        now().since(begun)
    };
    let on = || {
        let log = SpanLog::create(&[lane], 64).expect("memory");
        log.warm();
        let mut writer = log.writer(LaneId::new(0));
        let begun = now();
        for task in 0..TASKS {
            writer.enter_task(TaskId::new(task), ChunkId::new(task));
            black_box(kernel.run(TaskId::new(task)));
        }
        writer.leave();
        now().since(begun)
    };
    let stated = cost.span * u64::from(TASKS);
    let mut differences: Vec<_> = (0..41)
        .map(|_| {
            let (off, on) = (off(), on());
            on.saturating_sub(off)
        })
        .collect();
    differences.sort();
    let difference = differences[differences.len() / 2];
    table.show(
        "recorder: its row | recording on and off",
        &Bar::Factor(2.0),
        &[(stated, difference.max(Nanos::new(1)))],
    );
    let many = "workload=count size=4000 tasks=500000 mode=threaded workers=2 shape=uniform";
    let pairs: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let ledger = bench.borrow_mut().ledger(&experiment(many));
            (
                ledger.get(Row::Recorder).cost(),
                ledger.get(Row::Work).cost(),
            )
        })
        .collect();
    table.show(
        "recorder: its row | the work, 500 000 × 1 µs",
        &Bar::AtMost(0.01),
        &pairs,
    );
}

/// A million spans on eight lanes: read and added up, against only read.
fn million(table: &mut Table) {
    const SPANS: u32 = 1_000_000;
    const LANES: u32 = 8;
    let each = SPANS / LANES;
    let lane = |number| LaneSpec {
        kind: LaneKind::Thread,
        number,
        capacity: each.into(),
    };
    let log = SpanLog::create(&(1..=LANES).map(lane).collect::<Vec<_>>(), 64).expect("memory");
    let begun = now();
    for lane in 0..LANES {
        let mut writer = log.writer(LaneId::new(u16::try_from(lane).expect("a lane")));
        for index in 0..each / 2 {
            let task = lane + index * LANES;
            writer.enter_for(Kind::Task, TaskId::new(task), ChunkId::new(task), 1);
            writer.enter(Kind::Wait);
        }
    }
    let description = Description {
        baseline: Some(Baseline {
            wall: Nanos::from_millis(100),
            ..Baseline::default()
        }),
        outcome: Some(Outcome {
            started: begun,
            ended: now(),
            recorder: RecorderCost::default(),
            ..Outcome::default()
        }),
        ..Description::default()
    };
    let plan = resolved(&Experiment {
        tasks: Some(SPANS / 2),
        ..experiment("workload=count size=1 shape=uniform mode=threaded workers=8 chunksize=1")
    });
    table.pair(
        "ledger: 1 000 000 spans | one pass that reads them",
        &Bar::AtMost(5.0),
        7,
        || {
            let begun = now();
            let mut run = Run::new(plan.clone(), description.clone());
            run.follow(&mut log.reader());
            black_box(run.ledger().expect("a ledger"));
            now().since(begun)
        },
        || {
            let begun = now();
            let mut lanes = Vec::new();
            log.reader().follow(&mut lanes);
            let spans = lanes.iter().flat_map(|lane| &lane.spans);
            black_box(spans.map(|span| span.length).sum::<Nanos>());
            now().since(begun)
        },
    );
}
