//! What 64 forked workers take in memory while they wait for work.

use crate::{
    run::{experiment, resolved},
    table::Table,
};
use parscope::{
    base::Bytes,
    log::LaneKind,
    session::{self, Event, Session},
};
use std::{fs, sync::Arc, thread, time::Duration};

const WORKERS: u64 = 64;
const BAR: Bytes = Bytes::from_mib(1);

pub(crate) fn bars(table: &mut Table) {
    let name = "memory: a forked worker at rest, of 64";
    if !table.wants(name) {
        return;
    }
    // One call at a time: whoever has none is at rest.
    let experiment = experiment(&format!(
        "workload=count task-time=800ms tasks=2 mode=pool workers={WORKERS} method=apply"
    ));
    let mut session = Session::new(session::machine(), Arc::new(|| ()));
    session
        .start(&resolved(&experiment))
        .expect("an engine that can begin");
    let mut reader = None;
    while reader.is_none() {
        session.wait(Duration::from_secs(1));
        for event in session.poll() {
            if let Event::Began {
                experiment,
                reader: log,
                ..
            } = event
                && experiment.is_some_and(|experiment| experiment.has_process_pool())
            {
                reader = log;
            }
        }
    }
    thread::sleep(Duration::from_millis(500));
    let mut lanes = Vec::new();
    reader.expect("a log").follow(&mut lanes, None);
    let workers = lanes.iter().map(|lane| lane.info);
    let workers = workers.filter(|lane| lane.kind == LaneKind::Process);
    let memory = workers.filter_map(|lane| proportional_memory(lane.pid?.get()));
    let each = Bytes::new(memory.sum::<u64>() / WORKERS);
    session.stop();
    table.line(name, &each.rounded(), "≤ 1 MiB", each <= BAR);
}

/// The process's own memory and its share of what it has in common with others, in bytes.
fn proportional_memory(pid: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kibibytes: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kibibytes * 1024)
}
