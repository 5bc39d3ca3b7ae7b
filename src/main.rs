//! The `parscope` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    parscope::engine::serve().unwrap_or(ExitCode::SUCCESS)
}
