//! Two million tasks of about a nanosecond, recorded on threads, against bare rayon.

use crate::{
    run::{Bench, experiment},
    table::{Bar, Table},
};
use ::rayon::prelude::*;
use parscope::base::{TaskId, now};
use std::hint::black_box;

pub(crate) fn bars(table: &mut Table) {
    let experiment =
        experiment("workload=range-count size=1 tasks=2000000 mode=threaded workers=2 chunksize=1");
    let kernel = (experiment.workload.prepare)(experiment.items(1));
    let pool = ::rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build()
        .expect("threads");
    let mut bench = Bench::new();
    let bare = || {
        let start = now();
        pool.install(|| {
            (0..2_000_000_u32)
                .into_par_iter()
                .with_max_len(1)
                .for_each(|task| {
                    black_box(kernel.run(TaskId::new(task)));
                });
        });
        now().since(start)
    };
    table.pair(
        "tiny: 2 000 000 × 1 ns threaded | bare rayon",
        &Bar::AtMost(1.0),
        15,
        || bench.run(&experiment).0,
        bare,
    );
}
