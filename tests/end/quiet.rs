//! A speedup beside other programs: marked, or measured when they are gone. A teacher who
//! says a number that is half another program's is wrong in front of a class.

use crate::process::{Mark, parscope};
use serde_json::Value;
use std::process::{Child, Command, Stdio};

/// A program that computes, for each core, until it is dropped.
struct Busy(Vec<Child>);

impl Busy {
    fn begin() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let one = |_| {
            let mut shell = Command::new("sh");
            shell.args(["-c", "while :; do :; done"]);
            shell.spawn().expect("a shell")
        };
        Self((0..cores).map(one).collect())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        for child in &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

const RUN: &[&str] = &[
    "run",
    "--workload",
    "mandelbrot",
    "--size",
    "3000",
    "--tasks",
    "40",
    "--workers",
    "2",
    "--mode",
    "pool",
];

/// Runs while other programs compute, until there are workers if `beside_serial_only`.
fn beside(beside_serial_only: bool, format: &str) -> String {
    let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
    let busy = Busy::begin();
    let child = parscope(&mark, folder.path(), &[RUN, &[format]].concat())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program");
    if beside_serial_only {
        mark.workers(1);
        drop(busy);
        let output = child.wait_with_output().expect("an end");
        return String::from_utf8_lossy(&output.stdout).into_owned();
    }
    let output = child.wait_with_output().expect("an end");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_speedup_beside_other_programs_says_so_and_has_their_time_taken_out_of_the_serial_run() {
    let run: Value = serde_json::from_str(&beside(false, "--json")).expect("JSON");
    let uncertain = &run["summary"]["uncertain"];
    assert_eq!(uncertain["reason"], "serial", "{uncertain}");
    let text = uncertain["text"].as_str().expect("a text");
    assert!(text.contains("other programs computed for"), "{text}");
    let baseline = &run["baseline"];
    let preempted = baseline["preempted_s"].as_f64().expect("a time");
    assert!(preempted > 0.0, "{baseline}");
    let report = beside(false, "--report");
    assert!(report.contains("×?"), "{report}");
    assert!(report.contains("T₁ was disturbed"), "{report}");
}

#[test]
fn a_serial_run_that_was_disturbed_is_made_again_after_a_run_that_was_not() {
    let run: Value = serde_json::from_str(&beside(true, "--json")).expect("JSON");
    let was_quiet = run["runs"][0]["noise"]
        .as_array()
        .is_some_and(Vec::is_empty);
    let is_certain = run["baseline"]["noise"].is_null();
    // Other tests compute, too: then the run says so itself.
    assert!(is_certain || !was_quiet, "{run}");
}
