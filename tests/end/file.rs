//! Runs as files, from outside: a kill in the middle of saving, a full disk, what is kept by
//! itself.

use crate::process::{Mark, parscope};
use parscope::{
    base::{LaneId, Moment, Nanos, Pid, TaskId},
    trace::{self, Kind, Lane, LaneInfo, LaneKind, Recording, Span},
};
use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

/// Where the child of the first test saves, again and again.
const SAVES: &str = "PARSCOPE_TEST_SAVES";

/// A run that takes some ten milliseconds to be written.
fn long() -> Recording {
    let lane = |number| Lane {
        info: LaneInfo {
            lane: LaneId::new(number),
            kind: LaneKind::Thread,
            number: number.into(),
            pid: Some(Pid::new(1)),
            published: 100_000,
            dropped: 0,
            merged: 0,
        },
        spans: (0..100_000).map(task).collect(),
        now: None,
    };
    Recording {
        lanes: (0..4).map(lane).collect(),
        ..Recording::default()
    }
}

/// A task like no other, so that none of it is compressed away.
fn task(number: u32) -> Span {
    let start = Moment::from_nanos(u64::from(number) * 1_000_000);
    let odd = u64::from(number.wrapping_mul(2_654_435_769) >> 12);
    Span {
        task: TaskId::new(number),
        count: 1,
        ..Span::new(Kind::Task, start, start + Nanos::new(odd))
    }
}

/// Not a test of its own: what the next one kills.
#[test]
fn a_child_that_saves_until_it_is_killed() {
    let Some(path) = env::var_os(SAVES) else {
        return;
    };
    let run = long();
    loop {
        trace::save(run.recorded(), Path::new(&path)).expect("a folder to write to");
    }
}

#[test]
fn a_kill_in_the_middle_of_saving_leaves_the_file_before_whole_and_the_new_one_readable() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("run.parscope");
    let run = long();
    trace::save(run.recorded(), &path).expect("a folder to write to");
    let (mut left, mut parts) = (0, 0);
    for moment in 0_u64..50 {
        let mut child = Command::new(env::current_exe().expect("this test"))
            .args(["--exact", "file::a_child_that_saves_until_it_is_killed"])
            .env(SAVES, &path)
            .stdout(Stdio::null())
            .spawn()
            .expect("a child");
        // From before its first byte to its third or tenth file.
        thread::sleep(Duration::from_millis(15 + moment * 61 % 250));
        child.kill().expect("a child to kill");
        child.wait().expect("a child to wait for");
        assert_eq!(trace::open(&path).expect("the file before"), run);
        for entry in fs::read_dir(folder.path()).expect("a folder") {
            let part = entry.expect("an entry").path();
            if part == path {
                continue;
            }
            left += 1;
            if let Ok(beginning) = trace::open(&part) {
                for (lane, all) in beginning.lanes.iter().zip(&run.lanes) {
                    assert!(all.spans.starts_with(&lane.spans), "{}", part.display());
                    parts += usize::from(!lane.spans.is_empty() && beginning.is_cut);
                }
            }
            fs::remove_file(part).expect("a part to remove");
        }
    }
    assert!(left > 0 && parts > 0, "no kill met a file being written");
}

#[test]
fn a_run_that_is_opened_is_the_one_that_was_saved() {
    let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
    let json = |line: &str| {
        let words: Vec<_> = line.split_whitespace().collect();
        let output = parscope(&mark, folder.path(), &words).output();
        let output = output.expect("the program");
        assert!(output.status.success(), "{line}");
        let object: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        object["runs"][0].clone()
    };
    let saved = json(
        "run --json --save run --workload count --size 100000 --tasks 40 --workers 2 --mode pool \
         --pool processes",
    );
    assert_eq!(json("open run --json"), saved);
}

#[test]
fn several_files_are_reported_one_after_another_and_one_that_is_cut_says_so() {
    let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
    let run = "run --save run --workload count --size 1000 --tasks 4 --mode serial --report";
    let words: Vec<_> = run.split_whitespace().collect();
    let output = parscope(&mark, folder.path(), &words).output();
    assert!(output.expect("the program").status.success());
    let bytes = fs::read(folder.path().join("run")).expect("a saved run");
    fs::write(folder.path().join("cut"), &bytes[..bytes.len() - 1]).expect("a file");
    let output = parscope(&mark, folder.path(), &["open", "run", "cut"]).output();
    let output = output.expect("the program");
    assert!(output.status.success());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("cut: only the beginning"), "{told}");
    fs::write(folder.path().join("none"), &bytes[..20]).expect("a file");
    let output = parscope(&mark, folder.path(), &["open", "none"]).output();
    let output = output.expect("the program");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("none: the log is damaged: it was cut off"),
        "{told}"
    );
}
