//! What watching costs: wall time, bytes, CPU, and the wait for the first frame.

use crate::{
    screen::Screen,
    table::{Bar, Table},
};
use parscope::{
    base::{Nanos, now},
    model::median,
    session::usable_cores,
    store,
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

/// Pairs of a recorded run and one that is not.
const RECORDINGS: usize = 7;

/// The same for each way to arrange the panes.
const LAYOUT_PAIRS: usize = 12;

pub(crate) fn bars(table: &mut Table) {
    wall(table);
    if has_tmux() {
        layouts(table);
    }
    bytes_and_cpu(table);
    recording(table);
    idle(table);
    monitor(table);
    keys(table);
    first_frame(table);
}

/// A run that fills all cores for about a second. Its speed does not depend on what a neighbour
/// on the same core does.
fn full(tasks: u32) -> Vec<String> {
    let workers = usable_cores();
    format!("run --workload mandelbrot --size 45000 --tasks {tasks} --workers {workers}")
        .split_whitespace()
        .map(Into::into)
        .collect()
}

fn wall(table: &mut Table) {
    let name = "watch: wall time in tmux | headless";
    if !table.wants(name) {
        return;
    }
    if !has_tmux() {
        Table::skip(name, "there is no tmux");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let tasks = usable_cores() * 44;
    let pairs: Vec<_> = (0..PAIRS)
        .map(|pair| {
            let file = |kind: &str| folder.path().join(format!("{kind}{pair}"));
            (
                watched(&file("watched"), tasks, ""),
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

/// The same with the panes arranged for something else, and in lecture mode.
fn layouts(table: &mut Table) {
    for (what, keys) in [
        ("explore", "2"),
        ("compare", "3"),
        ("teach", "4"),
        ("lecture", "L"),
    ] {
        let name = format!("watch: wall time per CPU time, {what} | headless");
        if !table.wants(&name) {
            continue;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let tasks = usable_cores() * 44;
        let per_second = |run: &Cost| run.wall * 1_000_000_000 / run.cpu.get();
        let pairs: Vec<_> = (0..LAYOUT_PAIRS)
            .map(|pair| {
                let file = |kind: &str| folder.path().join(format!("{kind}{pair}"));
                let watched = watched(&file("watched"), tasks, keys);
                let headless = headless(&file("headless"), tasks);
                (per_second(&watched), per_second(&headless))
            })
            .collect();
        table.show(&name, &Bar::AtMost(1.01), &pairs);
    }
}

fn has_tmux() -> bool {
    let asked = Command::new("tmux")
        .arg("-V")
        .stdout(Stdio::null())
        .status();
    asked.is_ok()
}

/// What a run took.
struct Cost {
    wall: Nanos,
    cpu: Nanos,
}

fn watched(file: &Path, tasks: u32, keys: &str) -> Cost {
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
    if !keys.is_empty() {
        // Well before T₁ is known.
        thread::sleep(Duration::from_millis(300));
        let _ = Command::new("tmux")
            .args(["send-keys", "-t", session, keys])
            .status();
    }
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
    let description = store::open(file).expect("a saved run").description;
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

/// What it costs the dashboard to record itself.
fn recording(table: &mut Table) {
    let name = "watch: own CPU while it records | while it does not";
    if !table.wants(name) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let cost = |more: &[String]| {
        let mut arguments = full(usable_cores() * 100);
        arguments.extend_from_slice(more);
        let mut screen = Screen::start(PARSCOPE, &arguments);
        screen.wait_until("running", true);
        let before = screen.cpu();
        screen.wait_until("verified", true);
        screen.cpu().saturating_sub(before)
    };
    let pairs: Vec<_> = (0..RECORDINGS)
        .map(|pair| {
            let file = folder.path().join(format!("{pair}.cast"));
            let record = ["--record".into(), file.to_str().expect("a path").into()];
            (cost(&record), cost(&[]))
        })
        .collect();
    table.show(name, &Bar::AtMost(1.2), &pairs);
}

fn idle(table: &mut Table) {
    let name = "watch: own CPU while idle";
    if !table.wants(name) {
        return;
    }
    let mut screen = Screen::start(PARSCOPE, &[]);
    screen.wait_for("\x1b[?2026l");
    let share = share(&mut screen, Duration::from_secs(10)) * 100.0;
    table.line(
        name,
        &format!("{share:.2} % of a core"),
        "≤ 0.4 %",
        share <= 0.4,
    );
}

/// The share of a core that a program takes, from a second after its first frame on.
fn share(screen: &mut Screen, time: Duration) -> f64 {
    screen.read_for(Duration::from_secs(1));
    let (begun, cpu) = (now(), screen.cpu());
    screen.read_for(time);
    let used = screen.cpu().saturating_sub(cpu);
    used.as_secs_f64() / now().since(begun).as_secs_f64()
}

/// Against a system monitor at its own pace, on the same machine at the same time.
fn monitor(table: &mut Table) {
    let names = [
        ("watch: own CPU while idle | btop", 0.5),
        ("watch: own CPU during a full run | btop", 1.5),
    ];
    if !names.iter().any(|(name, _)| table.wants(name)) {
        return;
    }
    if Command::new("btop")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        Table::skip(names[0].0, "there is no btop");
        return;
    }
    for (index, (name, most)) in names.into_iter().enumerate() {
        let run = full(usable_cores() * 900);
        let mut screen = Screen::start(PARSCOPE, if index == 0 { &[] } else { &run });
        screen.wait_for("\x1b[?2026l");
        if index == 1 {
            // It measures T₁ before it begins.
            screen.wait_for("running");
        }
        let mut other = Screen::start("btop", &["--utf-force".into()]);
        other.read_for(Duration::from_secs(2));
        let mut pairs = Vec::new();
        for _ in 0..5 {
            let before = (screen.cpu(), other.cpu());
            thread::sleep(Duration::from_secs(3));
            let after = (screen.cpu(), other.cpu());
            pairs.push((
                after.0.saturating_sub(before.0),
                after.1.saturating_sub(before.1),
            ));
        }
        table.show(name, &Bar::AtMost(most), &pairs);
    }
}

/// How long a key takes to change the screen while the cores are full and a million spans arrive
/// every second.
fn keys(table: &mut Table) {
    let name = "watch: key press to changed screen, 1 000 000 spans/s";
    if !table.wants(name) {
        return;
    }
    // A task takes about two microseconds.
    let tasks = usable_cores() * 2_000_000;
    let run = format!(
        "run --mode threaded --workload count --size 5000 --tasks {tasks} --chunksize 1 --repeats 19"
    );
    let run: Vec<_> = run.split_whitespace().map(Into::into).collect();
    let mut screen = Screen::start(PARSCOPE, &run);
    screen.wait_until("run 1 of 19", true);
    let mut times: Vec<_> = (0..200)
        .map(|index| {
            // Not in step with its frames.
            screen.read_for(Duration::from_millis(50 + index * 7 % 50));
            let begun = now();
            screen.press("?");
            screen.wait_until("Everywhere", true);
            let took = now().since(begun);
            screen.press("?");
            screen.wait_until("Everywhere", false);
            took
        })
        .collect();
    assert!(screen.shows(" of 19"), "the runs were over too early");
    times.sort_unstable();
    let worst = times[(times.len() * 99).div_ceil(100) - 1];
    table.line(
        name,
        &format!("median {}, 99 % {worst}", times[times.len() / 2]),
        "≤ 50 ms",
        worst <= Nanos::from_millis(50),
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
