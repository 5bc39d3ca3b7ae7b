//! Bad input: one clear message, the right exit code, no panic, nothing left behind.

use crate::process::run;
use std::{fs, os::unix::fs::symlink, path::Path};

/// Runs it and gives back the exit code and what was said.
fn refused(arguments: &[&str]) -> (i32, String) {
    let output = run(arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!errors.contains("panicked"), "{arguments:?}: {errors}");
    assert!(output.stdout.is_empty(), "{arguments:?} printed something");
    (output.status.code().expect("an exit code"), errors)
}

#[test]
fn a_bad_value_is_refused_with_what_would_be_a_good_one() {
    for (arguments, hint) in [
        (&["run", "--workers", "0"][..], "1 to 1024"),
        (&["run", "--workers=-1"], "1 to 1024"),
        (&["run", "--workers", "1000000"], "1 to 1024"),
        (&["run", "--chunksize", "0"], "guided"),
        (&["run", "--chunksize", "18446744073709551616"], "guided"),
        (&["run", "--tasks", "0"], "1 to"),
        (&["run", "--workload", "prims"], "did you mean `primes`"),
        (&["run", "--mode", "pol"], "did you mean `pool`"),
        (&["run", "--size", "5", "--task-time", "5ms"], "task-time"),
        (&["run", "--task-time", "soon"], "50ms"),
        (&["run", "--workload", "square", "--items", "1,x"], "1,2,3"),
        (&["run", "--chunksize", "worksteal"], "rayon"),
        (&["run", "--wrokers", "3"], "--workers"),
        (&["rnu"], "run"),
        (&["run", "no-such-file.toml"], "no-such-file.toml"),
        (&["open", "no-such-file"], "no-such-file"),
    ] {
        let (code, errors) = refused(arguments);
        assert_eq!(code, 2, "{arguments:?}: {errors}");
        assert!(
            errors.contains(hint),
            "{arguments:?} does not mention {hint}: {errors}"
        );
    }
}

#[test]
fn one_task_is_enough_for_every_mode() {
    for mode in ["serial", "threaded", "process", "pool"] {
        let output = run(&[
            "run",
            "--mode",
            mode,
            "--workload",
            "primes",
            "--size",
            "100",
            "--tasks",
            "1",
            "--workers",
            "3",
            "--json",
        ]);
        assert!(output.status.success(), "{mode}");
    }
}

#[test]
fn a_wrong_config_is_named_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.toml");
    let text = path.to_str().expect("a path");
    for (content, line, hint) in [
        ("workload = \"primes\"\nworkres = 3\n", ":2", "workers"),
        ("workers = 0\n", ":1", "1 to 1024"),
        ("seed = 1\ntasks = true\n", ":2", "tasks"),
        ("workers = \n", ":1", ""),
    ] {
        fs::write(&path, content).expect("a file");
        for arguments in [&["run", text][..], &["run", "--config", text]] {
            let (code, errors) = refused(arguments);
            assert_eq!(code, 2, "{errors}");
            assert!(
                errors.contains(&format!("config.toml{line}")) && errors.contains(hint),
                "{errors}"
            );
        }
    }
    fs::write(&path, vec![b'#'; 2 << 20]).expect("a file");
    assert_eq!(refused(&["run", text]).0, 2, "a huge file");
    fs::write(&path, [0xff, 0xfe, 0x00]).expect("a file");
    assert_eq!(refused(&["run", text]).0, 2, "not a text");
    assert_eq!(
        refused(&["run", folder.path().to_str().expect("a path")]).0,
        2,
        "a folder"
    );
}

#[test]
fn a_broken_log_is_refused_with_what_is_wrong() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = folder.path().join("run.parscope");
    let path = whole.to_str().expect("a path");
    let saved = run(&[
        "run",
        "--workload",
        "count",
        "--size",
        "10",
        "--tasks",
        "3",
        "--workers",
        "1",
        "--save",
        path,
    ]);
    assert!(saved.status.success());
    let bytes = fs::read(&whole).expect("a saved run");
    let mut other_version = bytes.clone();
    other_version[8] = 77;
    for (content, hint) in [
        (&bytes[..60], "cut off"),
        (&bytes[..10], ""),
        (&[], "empty"),
        (&other_version, "version 77"),
        (&[0xa5; 5000], "no parscope log"),
    ] {
        fs::write(&whole, content).expect("a file");
        let (code, errors) = refused(&["open", path]);
        assert_eq!(code, 2, "{errors}");
        assert!(errors.contains(hint), "{errors} does not mention {hint}");
    }
}

#[test]
fn a_log_that_cannot_be_saved_is_said_before_the_run_and_harms_nothing() {
    let (code, errors) = refused(&[
        "run",
        "--workload",
        "count",
        "--save",
        "/nonexistent/run.parscope",
    ]);
    assert_eq!(code, 2, "{errors}");
    assert!(errors.contains("/nonexistent"), "{errors}");
}

#[test]
fn what_is_no_ordinary_file_is_not_replaced_by_a_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let (link, device) = (folder.path().join("link"), Path::new("/dev/null"));
    symlink(device, &link).expect("a link");
    let long = folder.path().join("x".repeat(300));
    for path in [&link, &long] {
        let path = path.to_str().expect("a path");
        let (code, errors) = refused(&["run", "--workload", "count", "--save", path]);
        assert_eq!(code, 2, "{errors}");
        assert!(errors.contains("cannot be saved to"), "{errors}");
    }
    assert_eq!(fs::read_link(&link).expect("a link"), device);
}
