//! Runs as files, from outside: a kill in the middle of saving, a full disk, what is kept by
//! itself.

use crate::process::{Mark, kill, parscope, run};
use parscope::{
    base::{LaneId, Moment, Nanos, Pid, TaskId},
    log::{Kind, Lane, LaneInfo, LaneKind, Span},
    store::{self, Recording},
};
use rustix::process::Signal;
use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, SystemTime},
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
        store::save(run.recorded(), Path::new(&path)).expect("a folder to write to");
    }
}

#[test]
fn a_kill_in_the_middle_of_saving_leaves_the_file_before_whole_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("run.parscope");
    let run = long();
    store::save(run.recorded(), &path).expect("a folder to write to");
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
        assert_eq!(store::open(&path).expect("the file before"), run);
    }
    // What a kill between two names leaves, the next file that is saved removes.
    store::save(run.recorded(), &path).expect("a folder to write to");
    assert_eq!(names(folder.path()), ["run.parscope"]);
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("a name"))
        .collect();
    names.sort();
    names
}

#[test]
fn an_export_that_is_interrupted_leaves_nothing() {
    let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
    store::save(long().recorded(), &folder.path().join("big.parscope")).expect("a saved run");
    let words = ["export", "big.parscope", "--format", "csv", "-o", "big.csv"];
    for signal in [
        Signal::INT,
        Signal::TERM,
        Signal::HUP,
        Signal::QUIT,
        Signal::KILL,
    ] {
        for moment in [20, 60, 100] {
            let mut child = parscope(&mark, folder.path(), &words)
                .spawn()
                .expect("the program");
            thread::sleep(Duration::from_millis(moment));
            kill(child.id().cast_signed(), signal);
            child.wait().expect("an end");
            let _ = fs::remove_file(folder.path().join("big.csv"));
            assert_eq!(names(folder.path()), ["big.parscope"], "{signal:?}");
        }
    }
}

#[test]
fn every_file_that_is_written_has_the_mode_it_had_or_the_one_that_is_usual() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = r#"
        umask 077
        run() { "$P" run --workload count --size 10 --tasks 4 --json --save "$1" >/dev/null; }
        run new.parscope
        "$P" export new.parscope --format json -o new.json
        "$P" export new.parscope --format svg -o new.svg
        umask 022
        for name in old.parscope old.json old.svg; do : >$name; chmod 640 $name; done
        run old.parscope
        "$P" export old.parscope --format json -o old.json
        mkdir deep; : >deep/far.svg; chmod 600 deep/far.svg; ln -s deep/far.svg link.svg
        "$P" export old.parscope --format svg -o old.svg
        "$P" export old.parscope --format svg -o link.svg
        run usual.parscope
        stat -c '%n %a %F' new.* old.* link.svg deep/far.svg usual.parscope
    "#;
    let output = Command::new("sh")
        .args(["-ec", script])
        .env("P", env!("CARGO_BIN_EXE_parscope"))
        .envs(Mark::new().environment(folder.path()))
        .current_dir(folder.path())
        .output()
        .expect("a shell");
    let text = String::from_utf8_lossy(&output.stdout);
    let expected = "new.json 600 regular file
new.parscope 600 regular file
new.svg 600 regular file
old.json 640 regular file
old.parscope 640 regular file
old.svg 640 regular file
link.svg 777 symbolic link
deep/far.svg 600 regular file
usual.parscope 644 regular file
";
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(text, expected, "{errors}");
}

#[test]
fn a_file_from_before_1970_does_not_keep_the_others_from_being_listed() {
    let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
    let runs = folder.path().join("parscope/run");
    fs::create_dir_all(&runs).expect("a folder");
    let old = SystemTime::UNIX_EPOCH - Duration::from_secs(1000);
    let file = fs::File::create(runs.join("1969.parscope")).expect("a file");
    file.set_modified(old).expect("a date");
    let output = parscope(&mark, folder.path(), &["list", "runs"]).output();
    let output = output.expect("the program");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("undated  "),
        "{text}"
    );
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

#[test]
fn a_run_that_is_saved_by_a_command_line_keeps_its_processes_and_the_usage_of_cores() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("run.parscope");
    let words = "run --workload count --tasks 6 --task-time 500ms --mode pool --workers 2 --save";
    let mut words: Vec<_> = words.split(' ').collect();
    words.push(path.to_str().expect("a path"));
    let output = run(&words);
    assert!(output.status.success(), "{output:?}");
    let kept = store::open(&path).expect("a run");
    let main = kept.lanes.first().and_then(|lane| lane.info.pid);
    let workers: Vec<_> = kept.lanes.iter().filter(|lane| lane.is_worker()).collect();
    assert_eq!(workers.len(), 2);
    let cores = kept
        .lanes
        .iter()
        .filter(|lane| lane.info.kind == LaneKind::Core);
    assert!(
        cores.flat_map(|lane| &lane.spans).next().is_some(),
        "no core was sampled"
    );
    for pid in workers.iter().map(|lane| lane.info.pid).chain([main]) {
        let is_it = |seen: &&parscope::sample::ProcessSnapshot| {
            seen.round
                .found
                .iter()
                .any(|process| Some(process.pid) == pid)
        };
        assert!(
            kept.snapshots.iter().any(|seen| is_it(&seen)),
            "{pid:?} was not seen"
        );
    }
}
