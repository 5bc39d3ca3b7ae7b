//! The calls of a program that was watched: selected, shown in the timeline, simulated.

use super::screens::screen;
use crate::{
    log::{Call, TaskArgument},
    theme::{Glyphs, Theme},
    ui::{Layout, Opened, app::tests::*},
};

/// Six tasks in chunks of two on two workers, of which one has nothing to do in the end.
const TAIL: &str = "cores 2
    main: blocked 0ms 100ms
    w1: task%100 0 20ms 30ms | task%100 1 30ms 40ms | task%100 4 40ms 50ms | task%100 5 50ms 60ms
    w2: task%100 2 20ms 30ms | task%100 3 30ms 40ms
    end 100ms";

fn with(kind: &str) -> App<Fake> {
    let call = Call {
        kind: kind.into(),
        function: "work".into(),
        file: "/nowhere/sim.py".into(),
        line: 9,
        tasks: Some(6),
        asked: Some(2),
        chunksize: Some(2),
        began: scenario::at("20ms"),
        ..Call::default()
    };
    opened(scenario::with_call(scenario::run(TAIL), call))
}

fn opened(run: Run) -> App<Fake> {
    let machine = run.description.machine.clone();
    let opened = Opened {
        run,
        snapshots: Vec::new(),
    };
    let mut app = App::new(
        Fake::default(),
        machine,
        Experiment::default(),
        vec![opened],
    );
    app.perform(Action::Layout(Layout::Program), START);
    app.follow(100, START);
    app
}

fn seen(app: &App<Fake>, size: (u16, u16)) -> String {
    let theme = Theme::dark();
    screen(app, START, size, &theme, Glyphs::unicode())
}

#[test]
fn a_call_says_what_matters_in_the_narrowest_column_and_all_in_the_largest_place() {
    let mut app = with("Pool.map");
    let narrow = seen(&app, (80, 24));
    for text in [
        "work",
        "40.0 ms",
        "sim.py:9 · Pool.map",
        "6 tasks, chunksize 2",
    ] {
        assert!(narrow.contains(text), "{text} in\n{narrow}");
    }
    press(&mut app, "K");
    let wide = seen(&app, (200, 50));
    for text in [
        "chunksize",
        "workers",
        "parallel",
        "floor",
        "1.50",
        "sim.py:9 cannot be shown",
    ] {
        assert!(wide.contains(text), "{text} in\n{wide}");
    }
}

#[test]
fn the_key_that_simulates_a_call_is_named_only_where_it_does() {
    for (kind, is_named) in [
        ("Pool.map", true),
        ("Pool.apply", false),
        ("Process", false),
    ] {
        let text = seen(&with(kind), (120, 36));
        assert_eq!(text.contains("S: what if"), is_named, "{text}");
        assert_eq!(text.contains("S what if"), is_named, "{text}");
        assert!(text.contains("Enter"), "{text}");
    }
}

#[test]
fn what_if_says_what_would_have_been_best_and_goes_away_again() {
    let mut app = with("Pool.map");
    press(&mut app, "S");
    let best = "chunksize 3: 30.0 ms instead of 40.0 ms, simulated";
    let check = "simulated 40.0 ms, took 40.0 ms";
    for size in [(80, 24), (120, 36), (200, 50)] {
        let text = seen(&app, size);
        let words: Vec<_> = text.split_whitespace().collect();
        let words = words.join(" ");
        assert!(words.contains(best) && words.contains(check), "{text}");
    }
    assert!(seen(&app, (120, 36)).contains("chunksize (was 2)"));
    press(&mut app, "S");
    assert!(!seen(&app, (120, 36)).contains(check));
    // A newcomer presses it wherever the focus is.
    app.arrangement.focus = Pane::Timeline;
    press(&mut app, "S");
    assert!(seen(&app, (120, 36)).contains(check));
}

#[test]
fn what_cannot_be_simulated_says_why() {
    let mut app = with("Process");
    press(&mut app, "S");
    assert!(note(&app).contains("it hands no chunks to a pool"));
}

#[test]
fn the_timeline_shows_the_time_of_a_call_and_then_all_again() {
    let mut app = with("Pool.map");
    press(&mut app, "⏎");
    let window = app.view(START).scope.window.unwrap();
    assert_eq!(window.start, Nanos::from_millis(15));
    assert_eq!(window.length, Nanos::from_millis(50));
    press(&mut app, "⏎");
    assert_eq!(app.view(START).scope.window, None);
}

#[test]
fn a_task_is_named_by_its_argument_and_a_chunk_is_seen_also_in_a_single_row() {
    let mut run = scenario::run(
        "watch sim.py
         call Pool.map work sim.py:9 tasks=6 chunksize=2 workers=2
         main: blocked 0ms 40ms
         w1: task 0/0 0ms 10ms | task 1/0 10ms 20ms | task 4/2 20ms 30ms | task 5/2 30ms 40ms
         w2: task 2/1 0ms 10ms | task 3/1 10ms 20ms
         w3: wait 0ms 40ms
         w4: wait 0ms 40ms
         w5: wait 0ms 40ms
         end 40ms",
    );
    let watched = run.description.watched.as_mut().unwrap();
    watched.arguments.insert(0, TaskArgument::Float(0.5));
    let app = opened(run);
    let wide = seen(&app, (200, 50));
    assert!(
        wide.contains("work(0.5)") && wide.contains("work #1"),
        "{wide}"
    );
    assert!(wide.contains("┌ chunk 0 ─"), "{wide}");
    let low = seen(&app, (80, 15));
    let has_edges = |line: &&str| line.contains("][") && line.contains("(0.5)");
    assert!(low.lines().any(|line| has_edges(&line)), "{low}");
}

#[test]
fn a_task_under_the_cursor_says_how_long_it_took_and_was_on_a_core() {
    let mut app = opened(scenario::run(
        "watch sim.py
         call Pool.map work sim.py:9 tasks=2 chunksize=1 workers=1
         main: blocked 0ms 40ms
         w1: task%50 0/0 0ms 10ms | task%50 1/1 10ms 30ms
         end 40ms",
    ));
    app.arrangement.give_focus(Pane::Timeline);
    press(&mut app, "x");
    assert!(seen(&app, (80, 24)).contains("took 20.0 ms"));
    for size in [(120, 36), (200, 50)] {
        let text = seen(&app, size);
        assert!(text.contains("took 20.0 ms (10.0 ms on a core)"), "{text}");
    }
    press(&mut app, "x");
    assert_eq!(note(&app), "this is the longest task");
}

#[test]
fn a_hint_is_there_only_where_its_key_does_that() {
    let app = with("Pool.map");
    let status = |app: &App<Fake>| seen(app, (120, 36)).lines().last().unwrap().to_owned();
    let calls = status(&app);
    assert!(
        calls.contains("Enter zoom") && calls.contains("S what if"),
        "{calls}"
    );
    // What was watched elsewhere cannot be started here, and there is nothing to compare it with.
    assert!(
        !calls.contains("run again") && !calls.contains("compare"),
        "{calls}"
    );
    let no_pool = status(&with("Process"));
    assert!(no_pool.contains("Enter zoom"), "{no_pool}");
}
