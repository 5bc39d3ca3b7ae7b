//! CPython, as what people compare with: a script is run, and says a number of nanoseconds.

use parscope::base::Nanos;
use std::{fs, process::Command};

/// Runs a script with these arguments; `None` where there is no CPython.
pub(crate) fn say(script: &str, arguments: &[&str]) -> Option<Nanos> {
    // A file, because a spawned process has to import it again.
    let folder = tempfile::tempdir().ok()?;
    let path = folder.path().join("bench.py");
    fs::write(&path, script).ok()?;
    let output = Command::new("python3")
        .arg(&path)
        .args(arguments)
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.trim().parse().ok().map(Nanos::new)
}
