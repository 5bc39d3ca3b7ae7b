//! The dashboard in a real pseudo-terminal: driven by keys, by signals, and by accidents.

use crate::{
    process::kill,
    terminal::{Terminal, quit},
};
use rustix::process::Signal;

/// A small experiment, so that its serial run is over at once.
const SMALL: &[&str] = &[
    "--workload",
    "primes",
    "--size",
    "300000",
    "--tasks",
    "24",
    "--workers",
    "2",
];

/// One that goes on long enough to be interrupted, nearly all of it a delay, so that its serial
/// run is over at once, too.
const LONG: &[&str] = &[
    "--workload",
    "count",
    "--task-time",
    "10ms",
    "--tasks",
    "8",
    "--workers",
    "2",
    "--extra-transfer",
    "500ms",
];

fn small() -> Terminal {
    let terminal = Terminal::start(120, 36, SMALL);
    terminal.wait_for("Enter");
    terminal
}

/// A dashboard whose workers are at work.
fn busy() -> Terminal {
    let mut terminal = Terminal::start(120, 36, LONG);
    terminal.wait_for("Enter");
    terminal.press("\r");
    terminal.mark.runner_with_workers(2);
    terminal
}

#[test]
fn every_mode_is_run_by_keys() {
    let mut terminal = small();
    // `m` goes round the modes; the experiment begins with a pool.
    for (title, came_to) in [
        ("serial", "serial run"),
        ("2 threads", "verified"),
        ("a process per task", "verified"),
        ("pool of 2 processes", "verified"),
    ] {
        terminal.press("m\r");
        terminal.wait_for(&format!("24 tasks · {title}"));
        terminal.wait_for(came_to);
    }
    quit(terminal);
}

#[test]
fn a_sweep_is_begun_stopped_gone_on_with_and_its_best_point_opened_by_keys() {
    let mut terminal = small();
    terminal.press("S");
    terminal.wait_for("Sweep of chunksize");
    terminal.wait_for("/30 runs");
    terminal.press("\x1b");
    terminal.wait_for("stopped, S goes on");
    terminal.press("S");
    terminal.wait_for("is fastest");
    terminal.press("\r");
    terminal.wait_for("the last run of chunksize");
    quit(terminal);
}

#[test]
fn turning_the_chunksize_with_auto_on_runs_again_by_itself() {
    let mut terminal = small();
    terminal.press("a");
    terminal.wait_for("auto on");
    terminal.press("]");
    terminal.wait_for("verified");
    quit(terminal);
}

#[test]
fn a_value_can_be_typed_and_a_wrong_one_loses_nothing() {
    let mut terminal = small();
    terminal.press("j");
    terminal.wait_for("▌tasks");
    terminal.press("e\x7f\x7f\x7f\x7f0\r");
    terminal.wait_for("tasks cannot be `0`: give 1 to 10000000");
    // The wrong value is still there to be mended.
    terminal.press("\x7f30\r");
    terminal.wait_for("▌tasks           30");
    quit(terminal);
}

#[test]
fn a_preset_is_found_run_whole_and_looked_at_again() {
    let mut terminal = small();
    terminal.press("o");
    terminal.wait_for("type to find");
    terminal.press("two-tasks");
    terminal.wait_for("1 of");
    terminal.press("\r");
    for trial in ["✓ one after the other", "▌✓ two processes", "✓ verified"] {
        terminal.wait_for(trial);
    }
    // From the last on to the first, and back.
    terminal.press("n");
    terminal.wait_for("▌✓ one after the other");
    terminal.press("N");
    terminal.wait_for("▌✓ two processes");
    // What is changed stands beside the others.
    terminal.press("+");
    terminal.wait_for("▌· changed");
    terminal.press("\r");
    terminal.wait_for("▌✓ changed");
    quit(terminal);
}

#[test]
fn help_shows_the_keys_and_goes_away() {
    let mut terminal = small();
    terminal.press("?");
    terminal.wait_for("run the experiment");
    terminal.press("?");
    terminal.wait_for_no("run the experiment");
    quit(terminal);
}

#[test]
fn escape_stops_a_run_at_once_and_the_next_one_is_whole() {
    let mut terminal = busy();
    terminal.press("\x1b");
    crate::process::wait_until("the runner to be gone", || {
        terminal.mark.processes().len() == 1
    });
    terminal.press("\r");
    terminal.mark.runner_with_workers(2);
    quit(terminal);
}

#[test]
fn a_worker_that_is_killed_is_told_and_the_dashboard_goes_on() {
    let mut terminal = busy();
    let (_, workers) = terminal.mark.runner_with_workers(2);
    kill(workers[0], Signal::KILL);
    terminal.wait_for("1 restart");
    terminal.press("\r");
    terminal.mark.runner_with_workers(2);
    quit(terminal);
}

#[test]
fn a_runner_that_is_killed_is_told_and_the_dashboard_goes_on() {
    let terminal = busy();
    let (runner, _) = terminal.mark.runner_with_workers(2);
    kill(runner, Signal::KILL);
    terminal.wait_for("killed by signal 9");
    quit(terminal);
}

#[test]
fn a_dashboard_that_is_killed_leaves_no_process() {
    let mut terminal = busy();
    kill(terminal.pid(), Signal::KILL);
    terminal.wait();
    terminal.mark.assert_gone();
}

#[test]
fn the_terminal_is_whole_after_every_signal_that_ends_a_program() {
    for signal in [Signal::TERM, Signal::INT, Signal::QUIT, Signal::HUP] {
        let mut terminal = busy();
        kill(terminal.pid(), signal);
        let status = terminal.wait();
        assert!(!status.success(), "{signal:?}");
        terminal.assert_whole();
        terminal.mark.assert_gone();
    }
}

/// Signals that come of a fault, of a limit, or of another program.
const ENDS: [Signal; 11] = [
    Signal::ABORT,
    Signal::USR1,
    Signal::USR2,
    Signal::ALARM,
    Signal::VTALARM,
    Signal::XCPU,
    Signal::SEGV,
    Signal::BUS,
    Signal::FPE,
    Signal::ILL,
    Signal::SYS,
];

#[test]
fn the_terminal_is_whole_after_every_other_signal_that_ends_a_program_in_whatever_state() {
    let places: [(&[&str], &str, &str); 5] = [
        (SMALL, "", "Enter"),
        (LONG, "\r", "running"),
        (SMALL, ":", "type what you want"),
        (SMALL, "?", "run the experiment"),
        (&["lesson", "pool"], "n", "2/"),
    ];
    for (number, signal) in ENDS.into_iter().enumerate() {
        let (arguments, keys, text) = places[number % places.len()];
        let mut terminal = Terminal::start(120, 36, arguments);
        terminal.wait_for(if keys.is_empty() { text } else { "·" });
        terminal.press(keys);
        if keys == "\r" {
            terminal.mark.runner_with_workers(2);
        } else {
            terminal.wait_for(text);
        }
        kill(terminal.pid(), signal);
        let status = terminal.wait();
        // A shell sees by what it ended.
        assert!(status.signal().is_some(), "{signal:?}: {status:?}");
        terminal.assert_whole();
        terminal.mark.assert_gone();
    }
}

#[test]
fn memory_that_runs_out_gives_the_terminal_back_and_is_told() {
    let script = "ulimit -v 600000; exec \"$P\" run --workload count --size 1 --tasks 9000000";
    let program = [("P", env!("CARGO_BIN_EXE_parscope"))];
    let mut terminal = Terminal::start_program("sh", &["-c", script], &program);
    // It may be told by the dashboard that goes on, or behind one that is gone.
    terminal.wait_for("memory");
    if terminal.state() != 'Z' {
        terminal.press("q");
    }
    terminal.wait();
    terminal.assert_whole();
    terminal.mark.assert_gone();
}

#[test]
fn a_terminal_that_does_not_block_and_takes_its_time_is_not_lost() {
    use rustix::{
        fs::{OFlags, fcntl_setfl},
        process::{Pid, PidfdFlags, PidfdGetfdFlags, pidfd_getfd, pidfd_open},
    };
    let mut terminal = small();
    let pid = Pid::from_raw(terminal.pid()).expect("a process");
    let output = pidfd_open(pid, PidfdFlags::empty())
        .and_then(|process| pidfd_getfd(process, 1, PidfdGetfdFlags::empty()));
    if !crate::need::need("pidfd_getfd (Linux 5.6)", output.is_ok()) {
        return;
    }
    // The same open terminal that the program has.
    fcntl_setfl(
        output.expect("its terminal"),
        OFlags::RDWR | OFlags::NONBLOCK,
    )
    .expect("a flag");
    terminal.pause(true);
    let before = terminal.bytes();
    // Whole frames, more of them than a terminal keeps unread.
    terminal.press(&"\x0c".repeat(3));
    for _ in 0..30 {
        std::thread::sleep(std::time::Duration::from_millis(20));
        terminal.press("\x0c");
    }
    terminal.pause(false);
    crate::process::wait_until("the frames", || terminal.bytes() > before + 4096);
    terminal.press("?");
    terminal.wait_for("run the experiment");
    terminal.press("?");
    quit(terminal);
}

#[test]
fn a_terminal_that_says_an_absurd_size_is_drawn_on_all_the_same() {
    let mut terminal = busy();
    for size in [
        (u16::MAX, u16::MAX),
        (1, u16::MAX),
        (u16::MAX, 1),
        (0, 0),
        (1, 1),
        (120, 36),
    ] {
        terminal.say_size(size);
        std::thread::sleep(std::time::Duration::from_millis(300));
        assert_ne!(terminal.state(), '?', "{size:?}");
    }
    terminal.press("\x0c");
    terminal.wait_for("Experiment");
    quit(terminal);
}

/// A shell with job control, and a dashboard in it whose run goes on.
fn in_a_shell(setting: &str) -> Terminal {
    let mut terminal = Terminal::start_program(
        "sh",
        &["-i"],
        &[("PS1", "$ "), ("P", env!("CARGO_BIN_EXE_parscope"))],
    );
    terminal.wait_for("$ ");
    let line = format!("{setting} \"$P\" run {}\r", LONG.join(" "));
    terminal.press(&line);
    terminal.mark.runner_with_workers(2);
    terminal
}

/// Goes to the background, and waits for the shell.
fn suspend(terminal: &mut Terminal) {
    terminal.press("\x1a");
    terminal.wait_for("Stopped");
    terminal.assert_without_screen();
}

/// Waits until the dashboard is gone, and ends its shell.
fn leave_shell(mut terminal: Terminal) {
    crate::process::wait_until("the end of the job", || {
        terminal.mark.processes().len() == 1
    });
    // A shell that was not told yet warns of stopped jobs instead, once: a process has no
    // environment any more a moment before its parent hears of its end.
    terminal.press("jobs\rexit\rexit\r");
    terminal.wait();
    terminal.mark.assert_gone();
}

#[test]
fn a_stopped_job_that_its_shell_ends_is_gone_with_its_workers() {
    let mut terminal = in_a_shell("");
    suspend(&mut terminal);
    // What is typed ahead is the shell's.
    // As `kill %1` alone does in bash.
    terminal.press("kill %1; kill -CONT %1\recho af''ter\r");
    terminal.wait_for("after");
    leave_shell(terminal);
}

#[test]
fn a_job_that_goes_on_in_the_background_leaves_the_terminal_alone_and_comes_back() {
    let mut terminal = in_a_shell("");
    suspend(&mut terminal);
    terminal.press("bg\recho af''ter\r");
    terminal.wait_for("after");
    terminal.assert_without_screen();
    terminal.press("fg\r");
    terminal.wait_for("Experiment");
    terminal.press("q");
    leave_shell(terminal);
}

#[test]
fn a_signal_that_is_ignored_stays_so() {
    let mut terminal = in_a_shell("trap '' USR1 HUP;");
    for (pid, line) in terminal.mark.processes() {
        if line.contains("parscope run") {
            for signal in [Signal::HUP, Signal::USR1] {
                kill(pid, signal);
            }
        }
    }
    terminal.press("?");
    terminal.wait_for("run the experiment");
    terminal.press("?q");
    leave_shell(terminal);
}

#[test]
fn a_pipe_in_the_place_of_what_was_kept_keeps_no_dashboard_waiting() {
    let script = "mkdir -p parscope; mkfifo parscope/lesson.toml parscope/config.toml 2>/dev/null; \
                  mkdir -p .cache/parscope; mkfifo .cache/parscope/costs.json; rm parscope/config.toml; \
                  exec \"$P\"";
    let terminal = Terminal::start_program(
        "sh",
        &["-c", script],
        &[("P", env!("CARGO_BIN_EXE_parscope"))],
    );
    terminal.wait_for("Experiment");
    quit(terminal);
}

#[test]
fn control_c_and_q_leave_a_whole_terminal() {
    for key in ["\x03", "q"] {
        let mut terminal = busy();
        terminal.press(key);
        terminal.wait();
        terminal.assert_whole();
        terminal.mark.assert_gone();
    }
}

#[test]
fn going_to_the_background_gives_the_terminal_back_and_returning_draws_it_anew() {
    let mut terminal = small();
    kill(terminal.pid(), Signal::TSTP);
    crate::process::wait_until("a stop", || terminal.state() == 'T');
    terminal.assert_whole();
    kill(terminal.pid(), Signal::CONT);
    terminal.wait_for("Experiment");
    terminal.press("\r");
    terminal.wait_for("verified");
    quit(terminal);
}

#[test]
fn a_terminal_that_is_taken_away_ends_the_program() {
    let mut terminal = busy();
    terminal.close();
    terminal.wait();
    terminal.mark.assert_gone();
}

#[test]
fn no_size_is_too_small_or_too_large() {
    let mut terminal = busy();
    for (columns, rows) in [(1, 1), (10, 3), (300, 90), (59, 14), (80, 24), (200, 50)] {
        terminal.resize(columns, rows);
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    terminal.wait_for("Experiment");
    quit(terminal);
}

#[test]
fn a_screen_without_colours_has_none_and_one_without_unicode_has_none() {
    let mut terminal = Terminal::start_with(
        80,
        24,
        SMALL,
        &[("NO_COLOR", "1"), ("LANG", "C"), ("LC_ALL", "C")],
    );
    terminal.wait_for("Enter");
    terminal.press("\r");
    terminal.wait_for("verified");
    assert!(terminal.text().is_ascii(), "{}", terminal.text());
    quit(terminal);
}

#[test]
fn a_dumb_terminal_gets_a_report_without_escapes() {
    let mut terminal = Terminal::start_with(80, 24, &["--task-time", "1ms"], &[("TERM", "dumb")]);
    terminal.wait_for("thread 2");
    assert!(terminal.wait().success());
}

#[test]
fn a_saved_run_opens_and_shows_what_it_was() {
    let mut terminal = Terminal::start(
        120,
        36,
        &[
            "run",
            "--workload",
            "primes",
            "--size",
            "1000",
            "--tasks",
            "6",
            "--workers",
            "2",
            "--save",
            "run.parscope",
        ],
    );
    terminal.wait_for("verified");
    crate::process::wait_until("the file", || terminal.path("run.parscope").exists());
    let saved = terminal.path("run.parscope");
    let opened = Terminal::start(120, 36, &["open", saved.to_str().expect("a path")]);
    opened.wait_for("verified");
    assert!(opened.text().contains("primes"), "{}", opened.text());
    quit(opened);
    terminal.press("q");
    terminal.wait();
}

#[test]
fn a_screen_that_nothing_happens_on_is_not_written_to() {
    let terminal = small();
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let before = terminal.bytes();
    std::thread::sleep(std::time::Duration::from_secs(2));
    let written = terminal.bytes() - before;
    // The usage of the cores may change four times a second; a whole screen has 20 000 bytes.
    assert!(written < 8000, "{written} bytes in two idle seconds");
    quit(terminal);
}
