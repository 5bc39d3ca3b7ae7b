//! The pool on rayon, recorded, against bare rayon with the same chunks.

use crate::{
    run::{Bench, experiment},
    table::{Bar, Table},
};
use ::rayon::prelude::*;
use parscope::{
    base::{ChunkId, Nanos, TaskId, now},
    plan::Experiment,
    workload::Kernel,
};
use std::hint::black_box;

pub(crate) fn bars(table: &mut Table) {
    let long = experiment("workload=count tasks=24 task-time=20ms mode=pool pool=rayon workers=2");
    pair(
        table,
        "rayon pool: 24 × 20 ms | bare rayon",
        &Bar::AtMost(1.02),
        41,
        &long,
    );
    let short =
        experiment("workload=count tasks=100000 task-time=1us mode=pool pool=rayon workers=2");
    pair(
        table,
        "rayon pool: 100 000 × 1 µs | bare rayon",
        &Bar::AtMost(1.3),
        21,
        &short,
    );
    let single = Experiment {
        chunksize: parscope::plan::Chunksize::Dynamic,
        ..short
    };
    pair(
        table,
        "rayon pool: the same, chunksize 1 | bare rayon",
        &Bar::AtMost(1.3),
        21,
        &single,
    );
}

fn pair(table: &mut Table, name: &str, bar: &Bar, rounds: usize, experiment: &Experiment) {
    if !table.wants(name) {
        return;
    }
    let mut bench = Bench::new();
    bench.run(experiment);
    let size = bench.size();
    let kernel = (experiment.workload.prepare)(experiment.items(size));
    table.pair(
        name,
        bar,
        rounds,
        || bench.run(experiment).0,
        || bare(experiment, &*kernel),
    );
}

/// The same chunks on a rayon pool that is made for the run, as ours is.
fn bare(experiment: &Experiment, kernel: &dyn Kernel) -> Nanos {
    let chunks = experiment.chunks(2);
    let start = now();
    let pool = ::rayon::ThreadPoolBuilder::new()
        .num_threads(2)
        .build()
        .expect("threads");
    pool.install(|| {
        (0..chunks.len())
            .into_par_iter()
            .with_max_len(1)
            .for_each(|chunk| {
                for task in chunks.get(ChunkId::new(chunk)) {
                    black_box(kernel.run(TaskId::new(task)));
                }
            });
    });
    now().since(start)
}
