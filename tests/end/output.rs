//! A program that is watched, on the terminal that the dashboard gives it.

use crate::{
    need::need,
    process::{kill, wait_until},
    terminal::{Terminal, quit},
};
use rustix::process::Signal;
use std::{fs, process::Command};

/// A dashboard that watches a program whose text does not stand on the screen.
fn start(command: [&str; 3], text: &str) -> Terminal {
    let arguments = [&["watch", "--"], &command[..]].concat();
    Terminal::start_with(120, 36, &arguments, &[("PROGRAM", text)])
}

/// A dashboard that watches a shell's script.
fn watch(script: &str) -> Terminal {
    start(["sh", "-c", "eval \"$PROGRAM\""], script)
}

/// A dashboard with a Python program, where there is a Python with those modules.
fn watch_python(modules: &str, program: &str) -> Option<Terminal> {
    let mut python = Command::new("python3");
    let output = python.args(["-c", &format!("import {modules}")]).output();
    let is_there = output.is_ok_and(|output| output.status.success());
    need(&format!("python3 with {modules}"), is_there).then(|| {
        start(
            ["python3", "-c", "import os; exec(os.environ['PROGRAM'])"],
            program,
        )
    })
}

#[test]
fn what_a_program_prints_is_shown_as_on_a_terminal() {
    let terminal = watch(
        "printf '\\033[1;31mred\\033[0m\\033]0;title\\007\\n'; \
         for i in 1 2 3; do printf '\\rstep %s of 3' $i; sleep 0.1; done; echo; \
         test -t 0 && test -t 1 && test -t 2 && echo \"$TERM$COLUMNS\"; exit 3",
    );
    terminal.wait_for("exit 3");
    let text = terminal.text();
    for line in ["red", "step 3 of 3", "xterm-256color"] {
        assert!(text.contains(line), "{text}");
    }
    assert!(
        !text.contains("step 1") && !text.contains("title"),
        "{text}"
    );
    quit(terminal);
}

#[test]
fn what_is_typed_reaches_the_program_and_so_do_its_signals() {
    let mut terminal = watch(
        "trap 'echo interrupted' INT; \
         printf 'name? '; read name; echo \"hello $name\"; \
         stty -echo; printf 'secret? '; read secret; stty echo; echo; echo \"${#secret} letters\"; \
         sleep 60; exit 5",
    );
    terminal.wait_for("name?");
    terminal.press("Y\r");
    terminal.wait_for("typing: Ctrl-] ends it");
    terminal.press("Zoe\r");
    terminal.wait_for("hello Zoe");
    terminal.wait_for("secret?");
    terminal.press("\x1b[200~mellon\x1b[201~\r");
    terminal.wait_for("6 letters");
    assert!(!terminal.text().contains("mellon"));
    terminal.press("\x03");
    terminal.wait_for("interrupted");
    terminal.wait_for("exit 5");
    quit(terminal);
}

#[test]
fn the_terminal_has_the_size_of_the_pane_and_follows_it() {
    let mut terminal = watch("trap 'stty size' WINCH; stty size; while :; do sleep 0.1; done");
    terminal.wait_for("4 82");
    // In the largest place it has more rows.
    terminal.press("Y");
    terminal.wait_for("23 82");
    terminal.resize(100, 30);
    terminal.wait_for(" 62");
    terminal.press("\x1b");
    terminal.wait_for("killed by signal");
    quit(terminal);
}

#[test]
fn a_python_program_asks_for_a_password_and_draws_on_the_whole_screen() {
    let program = "import curses, getpass\n\
                   print(len(getpass.getpass('secret? ')), 'letters')\n\
                   def draw(screen):\n    \
                       screen.addstr(2, 10, f'{curses.LINES} rows')\n    \
                       while (key := screen.getch()) != curses.KEY_UP: screen.addstr(3, 10, str(key))\n\
                   input('ready? ')\n\
                   curses.wrapper(draw)\n\
                   print('drawn')";
    let Some(mut terminal) = watch_python("curses, getpass, _curses", program) else {
        return;
    };
    terminal.wait_for("secret?");
    terminal.press("Y\r");
    terminal.wait_for("typing");
    terminal.press("mellon\r");
    terminal.wait_for("6 letters");
    terminal.press("\r");
    terminal.wait_for("rows");
    terminal.press("a");
    terminal.wait_for("97");
    terminal.press("\x1b[A");
    terminal.wait_for("drawn");
    terminal.wait_for("exit 0");
    quit(terminal);
}

#[test]
fn a_program_is_interrupted_killed_and_started_again_by_keys() {
    let mut terminal = watch("trap 'echo no' INT; echo begun; while :; do sleep 0.1; done");
    terminal.wait_for("begun");
    terminal.press("\r");
    terminal.wait_for("the program runs");
    terminal.press("\x1b");
    terminal.wait_for("again kills it");
    terminal.wait_for("no");
    terminal.press("\x1b");
    terminal.wait_for("killed by signal 9");
    terminal.press("\r");
    terminal.wait_for_no("killed by signal 9");
    terminal.press("q");
    terminal.wait_for("The program still runs");
    terminal.press("\x1b");
    terminal.wait_for_no("The program still runs");
    terminal.press("qs");
    assert!(terminal.wait().success());
    terminal.assert_whole();
    terminal.mark.assert_gone();
}

#[test]
fn a_program_that_is_left_to_itself_runs_to_its_end() {
    let mut terminal = watch(
        "echo begun; while ! test -e go; do echo 'on and on'; sleep 0.05; done; \
         for i in $(seq 20000); do echo \"$i on and on\"; done; echo done > end",
    );
    terminal.wait_for("begun");
    terminal.press("qr");
    assert!(terminal.wait().success());
    terminal.assert_whole();
    fs::write(terminal.path("go"), "").expect("a file");
    wait_until("the end of the program", || terminal.path("end").exists());
    terminal.mark.assert_gone();
}

#[test]
fn a_dashboard_that_is_killed_is_to_its_program_a_window_that_is_closed() {
    let mut terminal =
        watch("trap 'echo hung up > end; exit' HUP; echo begun; while :; do sleep 0.05; done");
    terminal.wait_for("begun");
    kill(terminal.pid(), Signal::KILL);
    terminal.wait();
    wait_until("the signal", || terminal.path("end").exists());
    terminal.mark.assert_gone();
}

#[test]
fn what_a_program_leaves_behind_outlives_it_and_the_dashboard_as_in_a_shell() {
    let mut terminal = watch(
        "trap 'echo hung up > hup' HUP; \
         (while ! test -e go; do sleep 0.05; done; echo said; echo done > end) & \
         echo left $!; exit 3",
    );
    terminal.wait_for("exit 3");
    terminal.press("q");
    assert!(terminal.wait().success());
    terminal.assert_whole();
    fs::write(terminal.path("go"), "").expect("a file");
    wait_until("its end", || terminal.path("end").exists());
    assert!(!terminal.path("hup").exists());
    terminal.mark.assert_gone();
}

#[test]
fn a_program_has_the_terminal_to_itself_and_is_not_stopped_for_ever() {
    let program = "import os, signal, time\n\
         signal.signal(signal.SIGCONT, lambda *_: print('went on', flush=True))\n\
         print(os.tcgetpgrp(0) == os.getpgrp() == os.getpid(), flush=True)\n\
         while True: time.sleep(0.05)\n";
    let Some(mut terminal) = watch_python("os", program) else {
        return;
    };
    terminal.wait_for("True");
    // Into the output, and typed: Ctrl-Z, then Ctrl-], and Ctrl-C by Escape.
    terminal.press("Yi\x1a");
    terminal.wait_for("went on");
    terminal.press("\x1d\x1b");
    terminal.wait_for("killed by signal 2");
    quit(terminal);
}

#[test]
fn a_program_that_cannot_be_started_is_told_in_the_dashboard() {
    let terminal = Terminal::start(120, 36, &["watch", "--", "no-such-command-here"]);
    terminal.wait_for("there is no such command");
    quit(terminal);
}
