//! A chunk through the process pool, against CPython's `Pool.map(chunksize=1)`.

use crate::{
    run::{Bench, experiment},
    table::{Bar, Table},
};
use parscope::base::Nanos;
use std::process::Command;

const CHUNKS: u64 = 20_000;

/// Prints nanoseconds per chunk, the start of the pool not counted.
const PYTHON: &str = "
import time
from multiprocessing import Pool
def f(x):
    return x
if __name__ == '__main__':
    with Pool(2) as pool:
        pool.map(f, range(1000), chunksize=1)
        start = time.perf_counter_ns()
        pool.map(f, range(20000), chunksize=1)
        print((time.perf_counter_ns() - start) // 20000)
";

pub(crate) fn bars(table: &mut Table) {
    let name = "chunk: process pool | CPython Pool.map, 1 each";
    if !table.wants(name) {
        return;
    }
    if python().is_none() {
        Table::skip(name, "there is no python3");
        return;
    }
    let mut bench = Bench::new();
    let experiment = experiment(&format!(
        "workload=count size=1 tasks={CHUNKS} mode=pool workers=2 chunksize=1"
    ));
    // Ours with the start and end of its workers, which CPython's figure leaves out.
    let ours = || bench.run(&experiment).0 / CHUNKS;
    table.pair(name, &Bar::Cheaper(5.0), 9, ours, || {
        python().unwrap_or_default()
    });
}

pub(crate) fn python() -> Option<Nanos> {
    let output = Command::new("python3").args(["-c", PYTHON]).output().ok()?;
    String::from_utf8(output.stdout)
        .ok()?
        .trim()
        .parse()
        .ok()
        .map(Nanos::new)
}
