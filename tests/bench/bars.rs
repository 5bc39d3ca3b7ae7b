//! The bars: what parscope may cost, as ratios measured side by side in one run.
//!
//! `cargo bench` runs all of them; `cargo bench -- chunk` those whose name contains a word. Each
//! line says what was compared, the medians, the ratio and the bar. Nothing is asserted: a
//! machine may be busy, and a figure that fell short is to be seen, not hidden.

#![allow(
    clippy::disallowed_methods,
    reason = "a measurement that gets no thread may panic"
)]

mod channel;
mod chunk;
mod command;
mod file;
mod frame;
mod gil;
mod join;
mod ledger;
mod memory;
mod predict;
mod probe;
mod program;
mod python;
mod quiet;
mod rayon;
mod record;
mod run;
mod screen;
mod start;
mod table;
mod tiny;
mod watch;

use std::process::ExitCode;
use table::Table;

fn main() -> ExitCode {
    // This program is its own runner, worker and bare process.
    if let Some(code) = parscope::engine::serve() {
        return code;
    }
    if let Some(code) = start::serve() {
        return code;
    }
    if let Some(code) = channel::serve() {
        return code;
    }
    let wanted = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let mut table = Table::new(wanted);
    record::bars(&mut table);
    chunk::bars(&mut table);
    tiny::bars(&mut table);
    rayon::bars(&mut table);
    start::bars(&mut table);
    channel::bars(&mut table);
    command::bars(&mut table);
    file::bars(&mut table);
    frame::bars(&mut table);
    gil::bars(&mut table);
    join::bars(&mut table);
    ledger::bars(&mut table);
    memory::bars(&mut table);
    watch::bars(&mut table);
    predict::bars(&mut table);
    probe::bars(&mut table);
    program::bars(&mut table);
    quiet::bars(&mut table);
    table.close();
    ExitCode::SUCCESS
}
