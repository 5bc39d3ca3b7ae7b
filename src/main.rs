//! The program: a runner or a worker if it was started as one, else the command line.

use std::process::ExitCode;

/// At the end of memory it says what to do.
#[global_allocator]
static MEMORY: parscope::base::Memory = parscope::base::Memory;

fn main() -> ExitCode {
    // Before anything else: a worker's start-up time is one of the things that are measured.
    parscope::engine::serve().unwrap_or_else(parscope::cli::main)
}
