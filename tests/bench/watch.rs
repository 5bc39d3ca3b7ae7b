//! What watching costs: wall time, bytes, CPU, and the wait for the first frame.

use crate::{
    screen::Screen,
    table::{Bar, Table},
};
use parscope::{
    base::{Nanos, now},
    engine::usable_cores,
    model::median,
    trace,
};
use std::{
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

const PARSCOPE: &str = env!("CARGO_BIN_EXE_parscope");

/// Pairs of a watched and an unwatched run.
const PAIRS: usize = 30;

pub(crate) fn bars(table: &mut Table) {
    wall(table);
    bytes_and_cpu(table);
    idle(table);
    first_frame(table);
}

/// A run that fills all cores for about a second.
fn full(tasks: u32) -> Vec<String> {
    let workers = usable_cores();
    format!("run --workload count --size 200000000 --tasks {tasks} --workers {workers}")
        .split_whitespace()
        .map(Into::into)
        .collect()
}

fn wall(table: &mut Table) {
    let name = "watch: wall time in tmux | headless";
    if !table.wants(name) {
        return;
    }
    if Command::new("tmux")
        .arg("-V")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        Table::skip(name, "there is no tmux");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let tasks = usable_cores() * 24;
    let pairs: Vec<_> = (0..PAIRS)
        .map(|pair| {
            let file = |kind: &str| folder.path().join(format!("{kind}{pair}"));
            (
                watched(&file("watched"), tasks),
                headless(&file("headless"), tasks),
            )
        })
        .collect();
    let each = |figure: fn(&Cost) -> Nanos| -> Vec<_> {
        pairs
            .iter()
            .map(|(watched, headless)| (figure(watched), figure(headless)))
            .collect()
    };
    table.show(name, &Bar::AtMost(1.01), &each(|run| run.wall));
    // What a core does in a second differs from run to run by more than what is looked for; the
    // CPU time of the same work differs with it.
    let name = "watch: the same for each second of CPU time";
    let per_second = each(|run| run.wall * 1_000_000_000 / run.cpu.get());
    table.show(name, &Bar::AtMost(1.01), &per_second);
}

/// What a run took.
struct Cost {
    wall: Nanos,
    cpu: Nanos,
}

fn watched(file: &Path, tasks: u32) -> Cost {
    let save = file.to_str().expect("a path");
    let session = "parscope-bench";
    let status = Command::new("tmux")
        .args([
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-s",
            session,
            "-x",
            "200",
            "-y",
            "50",
            PARSCOPE,
        ])
        .args(full(tasks))
        .args(["--save", save])
        .status()
        .expect("tmux");
    assert!(status.success(), "tmux did not start a session");
    while !file.exists() {
        thread::sleep(Duration::from_millis(20));
    }
    let cost = saved_cost(file);
    let _ = Command::new("tmux")
        .args(["kill-session", "-t", session])
        .status();
    cost
}

fn headless(file: &Path, tasks: u32) -> Cost {
    let status = Command::new(PARSCOPE)
        .args(full(tasks))
        .args(["--json", "--save", file.to_str().expect("a path")])
        .stdout(Stdio::null())
        .status()
        .expect("parscope");
    assert!(status.success(), "a run failed");
    saved_cost(file)
}

fn saved_cost(file: &Path) -> Cost {
    let meta = trace::open(file).expect("a saved run").meta();
    let description: trace::Description = serde_json::from_str(&meta).expect("a description");
    let outcome = description.outcome.expect("a run that ended");
    Cost {
        wall: outcome.wall(),
        cpu: outcome.cpu,
    }
}

fn bytes_and_cpu(table: &mut Table) {
    let (bytes_name, cpu_name) = (
        "watch: bytes written during a run",
        "watch: own CPU during a run",
    );
    if !table.wants(bytes_name) && !table.wants(cpu_name) {
        return;
    }
    let mut screen = Screen::start(PARSCOPE, &full(usable_cores() * 100));
    screen.wait_for("\x1b[?2026l");
    let (begun, bytes, cpu) = (now(), screen.bytes(), screen.cpu());
    screen.wait_for("verified");
    let elapsed = now().since(begun).as_secs_f64();
    let rate =
        f64::from(u32::try_from(screen.bytes() - bytes).unwrap_or(u32::MAX)) / elapsed / 1000.0;
    let share = (screen.cpu().saturating_sub(cpu)).as_secs_f64() / elapsed * 100.0;
    table.line(
        bytes_name,
        &format!("{rate:.1} KB/s over {elapsed:.1} s"),
        "≤ 20 KB/s",
        rate <= 20.0,
    );
    table.line(
        cpu_name,
        &format!("{share:.2} % of a core"),
        "≤ 1 %",
        share <= 1.0,
    );
}

fn idle(table: &mut Table) {
    let name = "watch: own CPU while idle";
    if !table.wants(name) {
        return;
    }
    let mut screen = Screen::start(PARSCOPE, &[]);
    screen.wait_for("\x1b[?2026l");
    thread::sleep(Duration::from_secs(1));
    let (begun, cpu) = (now(), screen.cpu());
    thread::sleep(Duration::from_secs(10));
    let share =
        screen.cpu().saturating_sub(cpu).as_secs_f64() / now().since(begun).as_secs_f64() * 100.0;
    table.line(
        name,
        &format!("{share:.2} % of a core"),
        "≤ 0.4 %",
        share <= 0.4,
    );
}

fn first_frame(table: &mut Table) {
    let name = "watch: first frame beyond a program that does nothing";
    if !table.wants(name) {
        return;
    }
    let frame = || {
        let begun = now();
        // Not dropped before the clock is read: ending it takes its time.
        let mut screen = Screen::start(PARSCOPE, &[]);
        screen.wait_for("\x1b[?2026l");
        now().since(begun)
    };
    let nothing = || {
        let begun = now();
        Screen::start("true", &[]).wait_for_end();
        now().since(begun)
    };
    let (frames, nothings): (Vec<_>, Vec<_>) = (0..21).map(|_| (frame(), nothing())).unzip();
    let (frame, nothing) = (median(&frames), median(&nothings));
    let beyond = frame.saturating_sub(nothing);
    let figure = format!("{frame} - {nothing} = {beyond}");
    table.line(name, &figure, "≤ 30 ms", beyond <= Nanos::from_millis(30));
}
