//! Lecture mode as it is seen, from runs that are written as text.

use crate::ui::pane::lecture::*;
use crate::{
    base::Moment,
    log::Machine,
    model::{
        Axis, Figures, Finding, caption,
        scenario::{self, at},
    },
    plan::Experiment,
    sample::{ProcessTable, UsageHistory},
    session::Phase,
    theme::{Glyphs, Theme},
    ui::{
        Keys, View,
        screen::{
            tests::sight::{columns, is_said_in_every_look, is_whole, row, rows, said, shows},
            whole,
        },
    },
};
use ratatui::buffer::{Buffer, Cell};

/// The state that a test shows in lecture mode.
struct Hall {
    experiment: Experiment,
    machine: Machine,
    run: Option<Run>,
    figures: Option<Figures>,
    findings: Vec<Finding>,
    caption: Option<String>,
    now: Moment,
    cores: UsageHistory,
    process_table: ProcessTable,
    keys: Keys,
}

const TAIL: &str = "
    set mode=pool workers=2 tasks=7 chunksize=1
    serial 8s
    main: create 0ms 20ms | now blocked 20ms
    w1: start-up 0ms 40ms | task 0 40ms 1s | task 2 1s 2s | task 4 2s 3s | now wait 3s
    w2: start-up 0ms 60ms | task 1 60ms 1s | task 3 1s 2s | task 5 2s 3s | now task 6 3s";

impl Hall {
    fn of(text: &str, now: &str) -> Self {
        let run = scenario::run(text);
        let findings = Finding::all(&run);
        Self {
            experiment: Experiment::clone(run.experiment()),
            machine: run.description.machine.clone(),
            figures: Figures::of(std::slice::from_ref(&run)).filter(|_| run.is_over()),
            caption: Some(caption(&run, &findings, at(now))),
            findings,
            now: at(now),
            cores: UsageHistory::new(2),
            process_table: ProcessTable::default(),
            keys: Keys::default(),
            run: Some(run),
        }
    }

    /// One worker has the last task, the other has none.
    fn tail() -> Self {
        Self::of(TAIL, "4400ms")
    }

    fn ended() -> Self {
        let text = TAIL.replace("now blocked 20ms", "blocked 20ms 6s");
        let text = text.replace("now wait 3s", "wait 3s 6s");
        let text = text.replace("now task 6 3s", "task 6 3s 6s");
        Self::of(&[&text, "\n    end 6s"].concat(), "9s")
    }

    fn before() -> Self {
        Self {
            run: None,
            figures: None,
            findings: Vec::new(),
            caption: None,
            ..Self::tail()
        }
    }

    fn draw(&self, size: (u16, u16), theme: &Theme, glyphs: Glyphs) -> Buffer {
        let run = self.run.as_ref();
        let live = run.is_some_and(|run| !run.is_over());
        let mut panes = crate::ui::Panes::default();
        panes
            .lecture
            .say(self.caption.clone(), false, true, self.now);
        let mut arrangement = crate::ui::PaneArrangement::default();
        arrangement.show(Pane::Lecture);
        let view = View {
            panes: &panes,
            windows: &crate::ui::Windows::default(),
            changed: None,
            size: None,
            experiment: &self.experiment,
            machine: &self.machine,
            run,
            phase: live.then_some(Phase::Run { number: 1, of: 1 }),
            axis: Axis::expecting(Nanos::from_millis(6000)),
            now: self.now,
            trials: None,
            sweep: None,
            live: crate::ui::LiveRun {
                is_running: false,
                member: None,
                run: None,
                axis: Axis::expecting(Nanos::from_millis(6000)),
                taken: None,
                now: self.now,
            },
            cores: &self.cores,
            process_table: &self.process_table,
            arrangement: &arrangement,
            conclusions: crate::ui::Conclusions {
                figures: self.figures.as_ref(),
                findings: &self.findings,
                laws: &[],
                left_out: &[],
                miss: None,
            },
            expectation: crate::ui::Expectation {
                prediction: None,
                next: None,
                ghost: true,
                reference: None,
                guess: None,
            },
            scope: crate::ui::Scope::default(),
            history: &crate::ui::RunHistory::default(),
            keys: &self.keys,
            message: None,
        };
        whole(size.into(), &view, theme, glyphs)
    }
}

fn text(buffer: &Buffer) -> String {
    let rows = buffer.content.chunks(usize::from(buffer.area.width));
    let line = |row: &[Cell]| row.iter().map(Cell::symbol).collect::<String>();
    let lines = rows.map(|row| line(row).trim_end().to_owned());
    lines.collect::<Vec<_>>().join("\n")
}

/// The looks that differ in more than colour.
fn looks() -> [(&'static str, Theme, Glyphs); 3] {
    [
        ("dark", Theme::dark(), Glyphs::unicode()),
        ("mono", Theme::mono(), Glyphs::unicode()),
        ("ascii", Theme::mono(), Glyphs::ascii()),
    ]
}

/// A screen in each of them.
fn seen(hall: &Hall, size: (u16, u16)) -> [String; 3] {
    looks().map(|(_, theme, glyphs)| text(&hall.draw(size, &theme, glyphs)))
}

#[test]
fn a_lecture_in_every_size_and_look() {
    for size in [(80, 24), (120, 36), (200, 50)] {
        let looks = seen(&Hall::tail(), size);
        is_said_in_every_look(&looks);
        for screen in &looks {
            is_whole(screen, size);
        }
        shows(&looks[0], &["● running", "speedup so far, of 2.00× ideal"]);
        // Both lanes are there, with their whole names, and the ideal is one line through them.
        let rows = rows(&looks[0], "Timeline");
        let [one, two] = ["worker 1 ", "worker 2 "].map(|name| columns(row(&rows, name), '┃'));
        assert!(one.len() == 1 && one == two, "{}", looks[0]);
    }
    let [dark, ..] = seen(&Hall::tail(), (120, 36));
    insta::assert_snapshot!("tail-dark-120x36", dark);
    let [_, _, ascii] = seen(&Hall::tail(), (80, 24));
    insta::assert_snapshot!("tail-ascii-80x24", ascii);
}

/// The plan before a run and its outcome after it are large enough for the back of a room.
#[test]
fn before_a_run_it_is_seen_what_is_to_come_and_after_it_what_came() {
    let sentence = "25 % of the lane time is tail: one task of 3.00 s, 3 times the usual, was";
    for (size, efficiency) in [
        ((60, 15), "67 % efficiency"),
        ((80, 24), "of 2.00× ideal   67 % efficiency"),
    ] {
        let [ended, ..] = seen(&Hall::ended(), size);
        is_whole(&ended, size);
        shows(&ended, &["✓ verified", efficiency, "0.67× short of ideal"]);
        // The bar before a finding is in each of its rows.
        let flat = ended
            .replace('▌', "")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        shows(&flat, &[sentence, "Hand out the long ones"]);
    }
    let [before, ..] = seen(&Hall::before(), (80, 24));
    is_whole(&before, (80, 24));
    shows(&before, &["mandelbrot: 7 tasks, pool with 2 workers"]);
    shows(
        &said(&before, "Timeline"),
        &["Enter runs this experiment: 7 tasks of mandelbrot"],
    );
    assert!(!before.contains("short of ideal"), "{before}");
}

#[test]
fn the_caption_and_the_keys_of_the_remote_are_there_at_any_size() {
    for (_, theme, glyphs) in looks() {
        for size in [
            (60, 15),
            (80, 24),
            (120, 36),
            (200, 50),
            (300, 80),
            (61, 90),
            (300, 15),
        ] {
            let screen = text(&Hall::tail().draw(size, &theme, glyphs));
            for words in [
                "idle for 1.4 s: tail",
                "Enter run or stop",
                "Esc leave",
                "ideal",
            ] {
                let flat = screen.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(flat.contains(words), "{words} at {size:?}:\n{screen}");
            }
        }
    }
}

#[test]
fn in_ascii_nothing_else_is_drawn() {
    for size in [(60, 15), (80, 24), (200, 50)] {
        let screen = text(&Hall::ended().draw(size, &Theme::mono(), Glyphs::ascii()));
        assert!(screen.is_ascii(), "{screen}");
    }
}

#[test]
fn a_time_keeps_its_unit_for_the_whole_run() {
    let clock = |millis, axis| clock(Nanos::from_millis(millis), Nanos::from_millis(axis));
    assert_eq!(clock(80, 900), "0.08 s");
    assert_eq!(clock(880, 900), "0.88 s");
    assert_eq!(clock(80, 90), "80 ms");
    assert_eq!(clock(7, 90), "7.0 ms");
}
