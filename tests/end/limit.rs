//! What a system refuses: processes, threads, memory, calls. There is a way without, or a message
//! that names what is missing; never a run that hangs.

use crate::{
    need::need,
    process::{Mark, with_each},
};
use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::Path,
    process::{Command, Output, Stdio},
};

/// A run of a moment.
const SHORT: &[&str] = &[
    "run",
    "--workload",
    "count",
    "--size",
    "10000",
    "--workers",
    "4",
    "--json",
];

/// Every way that starts something else.
const WAYS: &[&[&str]] = &[
    &["--mode", "serial"],
    &["--mode", "threaded"],
    &["--mode", "threaded", "--lock", "gil"],
    &["--mode", "process"],
    &["--mode", "process", "--start", "spawn"],
    &["--mode", "pool", "--channel", "pipe"],
    &["--mode", "pool", "--channel", "queue"],
    &["--mode", "pool", "--channel", "shared-memory"],
    &["--mode", "pool", "--channel", "manager"],
    &["--mode", "pool", "--start", "spawn"],
    &["--mode", "pool", "--start", "forkserver"],
    &["--mode", "pool", "--pool", "rayon"],
];

/// Has system calls fail: their numbers, the error, the program.
const REFUSE: &str = r#"
import ctypes, os, struct, sys
step = lambda code, yes, no, value: struct.pack("HBBI", code, yes, no, value)
rules = step(0x20, 0, 0, 0)
for number in sys.argv[1].split(","):
    rules += step(0x15, 0, 1, int(number)) + step(0x06, 0, 0, 0x00050000 | int(sys.argv[2]))
rules += step(0x06, 0, 0, 0x7FFF0000)
kept = ctypes.create_string_buffer(rules)
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("rules", ctypes.c_void_p)]
libc, program = ctypes.CDLL(None), Program(len(rules) // 8, ctypes.addressof(kept))
libc.prctl(38, 1, 0, 0, 0)
assert libc.prctl(22, 2, ctypes.byref(program), 0, 0) == 0
os.execvp(sys.argv[3], sys.argv[3:])
"#;

/// What comes of a program that is handed these arguments.
fn run_by(program: &mut Command, folder: &Path, arguments: &[&str]) -> (Output, String) {
    let child = program
        .args(arguments)
        .env_clear()
        .envs(Mark::new().environment(folder))
        .current_dir(folder)
        .stdin(Stdio::null())
        .output();
    let output = child.expect("a program");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, errors)
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output();
    found.is_ok_and(|output| output.status.success())
}

#[test]
fn at_the_limit_of_processes_a_run_ends_or_names_the_limit() {
    if !need("root", is_root()) || !need("bash", has("bash")) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).expect("a mode");
    // Where others may not look into the folder of the program.
    let program = folder.path().join("parscope");
    fs::copy(env!("CARGO_BIN_EXE_parscope"), &program).expect("a copy");
    let cases = (1..=10).flat_map(|limit| WAYS.iter().map(move |way| (limit, way)));
    let numbered: Vec<_> = cases.zip(0_u32..).collect();
    with_each(&numbered, |&((limit, way), number)| {
        // A user without any other process, for the limit counts all of them.
        let user = 1_500_000_000 + std::process::id() % 100_000 * 1000 + number;
        let mut limited = Command::new("bash");
        limited
            .args([
                "-c",
                "ulimit -u $0 && exec timeout -s KILL 60 \"$@\"",
                &limit.to_string(),
            ])
            .arg(&program)
            .uid(user)
            .gid(user);
        let (output, errors) = run_by(&mut limited, folder.path(), &[SHORT, way].concat());
        match output.status.code() {
            Some(0) => {}
            // The shell itself may not get to the program.
            Some(1) if errors.starts_with("parscope: ") => {
                assert!(errors.contains("ulimit -u"), "{limit}, {way:?}: {errors}");
                assert!(!errors.contains("panicked"), "{limit}, {way:?}: {errors}");
            }
            code => assert!(
                errors.contains("fork: ") || errors.contains("timeout: "),
                "{limit}, {way:?}: {code:?} {errors}"
            ),
        }
    });
}

/// Whatever runs with some calls refused.
fn refused(calls: &[libc::c_long], error: i32, way: &[&str]) -> (Output, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let numbers: Vec<_> = calls.iter().map(ToString::to_string).collect();
    let mut python = Command::new("python3");
    python
        .args(["-c", REFUSE, &numbers.join(","), &error.to_string()])
        .arg(env!("CARGO_BIN_EXE_parscope"));
    run_by(&mut python, folder.path(), &[SHORT, way].concat())
}

#[test]
fn a_call_that_is_no_longer_needed_may_be_missing() {
    if !need("python3", has("python3")) {
        return;
    }
    let calls = [
        &[libc::SYS_pidfd_open, libc::SYS_pidfd_send_signal][..],
        &[libc::SYS_memfd_create],
        &[libc::SYS_setpgid],
        &[libc::SYS_prlimit64],
    ];
    let cases: Vec<_> = [libc::ENOSYS, libc::EPERM]
        .iter()
        .flat_map(|error| calls.iter().map(move |calls| (calls, error)))
        .flat_map(|(calls, error)| WAYS.iter().map(move |way| (calls, *error, way)))
        .collect();
    with_each(&cases, |(calls, error, way)| {
        let (output, errors) = refused(calls, *error, way);
        assert!(
            output.status.success(),
            "{calls:?}, {error}, {way:?}: {errors}"
        );
    });
}

#[test]
fn a_call_that_is_needed_and_refused_is_named() {
    if !need("python3", has("python3")) {
        return;
    }
    let cases: &[(libc::c_long, &str, &[&str])] = &[
        (libc::SYS_prctl, "prctl", &["--mode", "threaded"]),
        (libc::SYS_pipe2, "pipe2", &["--mode", "serial"]),
        (libc::SYS_clone3, "clone3", &["--mode", "threaded"]),
        (
            libc::SYS_eventfd2,
            "eventfd",
            &["--mode", "pool", "--channel", "shared-memory"],
        ),
        (
            libc::SYS_socketpair,
            "socketpair",
            &["--mode", "pool", "--start", "spawn"],
        ),
        (
            libc::SYS_socketpair,
            "socketpair",
            &["--mode", "pool", "--channel", "manager"],
        ),
    ];
    with_each(cases, |(call, name, way)| {
        let (output, errors) = refused(&[*call], libc::EPERM, way);
        assert_eq!(output.status.code(), Some(1), "{name}: {errors}");
        assert!(errors.contains(&format!("({name}")), "{name}: {errors}");
        assert!(errors.contains("sandbox"), "{name}: {errors}");
    });
}

#[test]
fn memory_that_runs_out_is_an_error_and_says_what_to_do() {
    if !need("bash", has("bash")) {
        return;
    }
    // Too little for the log, and then for what the host keeps of each task.
    let run = "run --workload count --size 1 --tasks 9000000 --mode serial --json";
    let run: Vec<_> = run.split(' ').collect();
    let limits = [300, 400, 500];
    with_each(&limits, |limit: &u32| {
        let folder = tempfile::tempdir().expect("a folder");
        let mut limited = Command::new("bash");
        limited
            .args([
                "-c",
                "ulimit -v $0 && exec \"$@\"",
                &(limit * 1024).to_string(),
            ])
            .arg(env!("CARGO_BIN_EXE_parscope"));
        let (output, errors) = run_by(&mut limited, folder.path(), &run);
        assert_eq!(output.status.code(), Some(1), "{limit} MiB: {errors}");
        assert!(errors.contains("ulimit -v"), "{limit} MiB: {errors}");
    });
}
