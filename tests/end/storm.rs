//! More than any hand can do: what comes too fast, or too much at once, harms nothing.

use crate::terminal::Terminal;
use std::{thread, time::Duration};

/// A run that lasts through all of it, and a serial run that does not.
const LONG: &[&str] = &[
    "--workload",
    "count",
    "--task-time",
    "5ms",
    "--tasks",
    "60",
    "--workers",
    "2",
    "--chunksize",
    "1",
    "--extra-transfer",
    "100ms",
];

fn running() -> Terminal {
    let mut terminal = Terminal::start(120, 36, LONG);
    terminal.wait_for("Enter");
    terminal.press("\r");
    terminal.mark.runner_with_workers(2);
    terminal
}

/// It hears what is pressed now. Escape is told from the beginning of another key by what follows:
/// nothing, until the help is gone.
fn opens_help(terminal: &mut Terminal) {
    terminal.press("?");
    terminal.wait_for("Keys");
    terminal.press("\x1b");
    terminal.wait_for_no("Keys");
}

/// The run comes to its end in spite of all, and the program to its own.
fn ends_well(mut terminal: Terminal) {
    terminal.resize(120, 36);
    terminal.wait_for("verified");
    terminal.press("q");
    assert!(terminal.wait().success());
    terminal.assert_whole();
    terminal.mark.assert_gone();
}

#[test]
fn fifty_sizes_a_second_in_the_middle_of_a_run_lose_nothing() {
    let mut terminal = running();
    for step in 0_u16..100 {
        let (columns, rows) = match step % 5 {
            0 => (1, 1),
            1 => (300, 80),
            2 => (80, 24),
            3 => (61, 15),
            _ => (20 + step, 5 + step / 2),
        };
        terminal.resize(columns, rows);
        thread::sleep(Duration::from_millis(20));
    }
    ends_well(terminal);
}

#[test]
fn ten_megabytes_that_are_pasted_are_no_keys_and_no_wait() {
    let mut terminal = running();
    // `q` and Ctrl-C would end it if they were taken for keys.
    let text = "quit q\x03\r".repeat(10 << 20 >> 3);
    terminal.press(&format!("\x1b[200~{text}\x1b[201~"));
    opens_help(&mut terminal);
    ends_well(terminal);
}

#[test]
fn a_mouse_that_never_rests_keeps_no_key_waiting() {
    let mut terminal = running();
    for step in 0..400_u32 {
        let (column, row) = (1 + step % 120, 1 + step / 7 % 36);
        let wheel = 64 + step % 2;
        // Moved, rolled, pressed and released with the middle button.
        terminal.press(&format!(
            "\x1b[<35;{column};{row}M\x1b[<{wheel};{column};{row}M\x1b[<33;{column};{row}M\x1b[<1;{column};{row}m"
        ).repeat(25));
    }
    opens_help(&mut terminal);
    ends_well(terminal);
}
