//! [`Load`]: processes that compute beside a run, to see how other work affects it.

use super::{EngineError, launch};
use std::{
    hint::black_box,
    io::{Read, Write},
    process::{Child, ExitCode, Stdio},
};

/// Processes that compute beside a run, until this is dropped.
pub(super) struct Load(Vec<Child>);

impl Load {
    /// Starts so many and waits until they are at it.
    ///
    /// # Errors
    /// Where the system gives no more processes.
    pub(super) fn start(count: u32) -> Result<Self, EngineError> {
        let mut load = Self(Vec::new());
        for _ in 0..count {
            let mut program = launch::this_program();
            program
                .args([launch::LOAD, &std::process::id().to_string()])
                .stdin(Stdio::null())
                .stdout(Stdio::piped());
            let mut child = launch::spawn(&mut program)
                .map_err(EngineError::cannot_start("a process beside the run"))?;
            // It writes a byte when it begins; if it is gone already, the read ends, too.
            let _ = child.stdout.take().map(|mut said| said.read(&mut [0]));
            load.0.push(child);
        }
        Ok(load)
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The main function of such a process.
pub(super) fn main(parent: Option<u32>) -> ExitCode {
    let Some(parent) = parent.filter(|&parent| launch::die_with_parent(parent).is_ok()) else {
        return ExitCode::FAILURE;
    };
    launch::name_process("load");
    if std::io::stdout().write_all(&[1]).is_err() || std::io::stdout().flush().is_err() {
        return ExitCode::FAILURE;
    }
    let mut number = u64::from(parent);
    loop {
        number = black_box(
            number
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1),
        );
    }
}
