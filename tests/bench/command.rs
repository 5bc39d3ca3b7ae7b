//! Commands as tasks, against `xargs`: the whole program, from its start to its end.

use crate::table::{Bar, Table};
use parscope::base::{Nanos, now};
use std::process::{Command, Stdio};

const COMMANDS: &str = "200";

pub(crate) fn bars(table: &mut Table) {
    table.pair(
        "command: 200 × true, 2 workers | xargs -P2 -n1",
        &Bar::AtMost(1.3),
        11,
        || {
            let arguments = [
                "run",
                "--mode",
                "pool",
                "--workers",
                "2",
                "--tasks",
                COMMANDS,
                "--chunksize",
                "1",
                "--json",
                "--",
                "true",
            ];
            time(Command::new(env!("CARGO_BIN_EXE_parscope")).args(arguments))
        },
        || {
            let line = format!("seq {COMMANDS} | xargs -P2 -n1 true");
            time(Command::new("sh").args(["-c", &line]))
        },
    );
}

fn time(command: &mut Command) -> Nanos {
    let begun = now();
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .expect("a program");
    assert!(status.success());
    now().since(begun)
}
