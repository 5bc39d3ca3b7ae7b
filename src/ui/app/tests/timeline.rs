//! The timeline's keys: zoom, cursor, jumps, and the past of a run that goes on.

use super::*;
use crate::{
    base::LaneId,
    ui::{Arrangement, Cursor, LaneStep, Pane, TimelineCommand},
};

const RUN: &str = "set mode=pool workers=2 tasks=5 chunksize=2
    serial 40ms
    main: create 0ms 2ms | blocked 2ms 60ms
    w1: start-up 2ms 4ms | task 0/0 4ms 9ms | task 1/0 9ms 14ms | wait 14ms 20ms \
        | task? 4/2 20ms 24ms
    w2: start-up 2ms 4ms | task 2/1 4ms 12ms | lock 12ms 13ms | task 3/1 13ms 40ms
    end 60ms";

/// A run that has ended, with the focus on its timeline.
fn opened() -> App<Fake> {
    let run = scenario::run(RUN);
    let machine = run.description.machine.clone();
    let experiment = Experiment::clone(run.experiment());
    let mut app = App::new(Fake::default(), machine, experiment, vec![run.into()]);
    app.follow(100, START);
    while app.arrangement.focus != Pane::Timeline {
        press(&mut app, "⇥");
    }
    app
}

/// A run that has ended, with the cursor on its first task.
fn on_first_task() -> App<Fake> {
    let mut app = opened();
    let first = TimelineCommand::Point(place(1, "4ms"));
    app.perform(Action::Timeline(first), START);
    app
}

/// A run that goes on, with the spans of its first 10 ms.
fn live() -> App<Fake> {
    let mut app = app();
    app.follow(100, START);
    press(&mut app, "⏎");
    let run = scenario::run(RUN);
    begin(&mut app, ONLY, &run);
    app.runs.live.restore(run.until(scenario::at("10ms")).lanes);
    app
}

fn at(app: &App<Fake>, now: &str) -> Cursor {
    app.view(scenario::at(now)).scope.cursor.unwrap()
}

fn place(lane: u16, moment: &str) -> Cursor {
    Cursor {
        lane: LaneId::new(lane),
        at: scenario::at(moment),
    }
}

#[test]
fn the_cursor_is_on_the_longest_task_as_soon_as_the_timeline_has_the_focus() {
    let mut app = opened();
    assert_eq!(at(&app, "60ms"), place(2, "13ms"));
    press(&mut app, "⇥");
    assert_eq!(app.view(START).scope.cursor, None);
}

#[test]
fn the_cursor_walks_along_its_lane_and_from_lane_to_lane() {
    let mut app = on_first_task();
    assert_eq!(at(&app, "60ms"), place(1, "4ms"));
    press(&mut app, "→→");
    assert_eq!(at(&app, "60ms"), place(1, "14ms"));
    press(&mut app, "↓");
    assert_eq!(at(&app, "60ms"), place(2, "14ms"));
    press(&mut app, "↓←");
    assert_eq!(at(&app, "60ms"), place(2, "12ms"), "by a column at least");
}

#[test]
fn up_and_down_lead_to_the_lane_that_is_above_or_below_on_the_screen() {
    let mut app = on_first_task();
    // The busiest first: w2, then w1.
    app.perform(Action::Lanes(LaneStep::Order), START);
    press(&mut app, "↓");
    assert_eq!(at(&app, "60ms"), place(1, "4ms"), "the last one");
    press(&mut app, "↑");
    assert_eq!(at(&app, "60ms"), place(2, "4ms"));
    press(&mut app, "↑");
    assert_eq!(at(&app, "60ms"), place(0, "4ms"), "main stays on top");
    // Those with failures: w1 alone.
    app.perform(Action::Lanes(LaneStep::Filter), START);
    press(&mut app, "↓");
    assert_eq!(at(&app, "60ms"), place(1, "4ms"));
}

#[test]
fn who_wants_to_pause_or_play_before_there_is_a_run_hears_how_to_begin_one() {
    let mut app = app();
    for (gesture, what) in [
        (TimelineCommand::Pause, "pause"),
        (TimelineCommand::Play, "play"),
    ] {
        app.perform(Action::Timeline(gesture), START);
        let told = format!("nothing to {what} yet: Enter begins a run");
        assert_eq!(app.message, Some(Message::Note(told)));
    }
}

#[test]
fn zooming_keeps_the_cursor_in_sight_and_zero_shows_all_again() {
    let mut app = on_first_task();
    press(&mut app, "→++++");
    let window = app.view(START).scope.window.unwrap();
    assert_eq!(window.length, app.view(START).axis.length() / 16);
    assert!(window.holds(Nanos::from_millis(9)));
    press(&mut app, "x");
    let moved = app.view(START).scope.window.unwrap();
    assert!(moved.holds(Nanos::from_millis(13)) && moved.length == window.length);
    press(&mut app, ">");
    assert!(app.view(START).scope.window.unwrap().start > moved.start);
    press(&mut app, "0");
    assert_eq!(app.view(START).scope.window, None);
    press(&mut app, "+----");
    assert_eq!(app.view(START).scope.window, None);
}

#[test]
fn what_is_pointed_at_stays_where_it_is_and_is_pulled_along() {
    let mut app = opened();
    let moment = scenario::at("30ms");
    app.perform(Action::Timeline(TimelineCommand::ZoomInAt(moment)), START);
    let window = app.view(START).scope.window.unwrap();
    assert!(window.holds(Nanos::from_millis(30)));
    let to = scenario::at("25ms");
    app.perform(Action::Timeline(TimelineCommand::Drag(moment, to)), START);
    let dragged = app.view(START).scope.window.unwrap();
    assert_eq!(
        dragged.start.saturating_sub(window.start),
        Nanos::from_millis(5)
    );
    app.perform(
        Action::Timeline(TimelineCommand::Point(place(2, "31ms"))),
        START,
    );
    assert_eq!(at(&app, "60ms"), place(2, "31ms"));
    app.perform(Action::Timeline(TimelineCommand::ZoomOutAt(moment)), START);
    assert_eq!(app.view(START).scope.window, None);
}

#[test]
fn a_task_and_its_chunk_are_zoomed_to_and_left_with_the_same_key() {
    let mut app = on_first_task();
    press(&mut app, "→z");
    let window = app.view(START).scope.window.unwrap();
    assert!(window.holds(Nanos::from_millis(9)) && window.holds(Nanos::from_millis(14)));
    assert!(!window.holds(Nanos::from_millis(4)));
    press(&mut app, "Z");
    assert!(
        app.view(START)
            .scope
            .window
            .unwrap()
            .holds(Nanos::from_millis(4))
    );
    press(&mut app, "Z");
    assert_eq!(app.view(START).scope.window, None);
}

#[test]
fn jumps_find_what_holds_a_run_up_or_say_that_there_is_nothing() {
    let mut app = opened();
    press(&mut app, "x");
    assert_eq!(at(&app, "60ms"), place(2, "13ms"));
    press(&mut app, "i");
    assert_eq!(at(&app, "60ms"), place(1, "14ms"));
    press(&mut app, "'");
    assert_eq!(at(&app, "60ms"), place(1, "20ms"));
    press(&mut app, "'");
    assert_eq!(note(&app), "nothing is marked after this");
    press(&mut app, "↓→b\"");
    assert_eq!(app.view(START).scope.bookmarks, [scenario::at("40ms")]);
    assert_eq!(at(&app, "60ms"), place(1, "20ms"));
    press(&mut app, "'");
    assert_eq!(at(&app, "60ms").at, scenario::at("40ms"));
}

#[test]
fn a_pause_shows_a_moment_while_the_run_goes_on_and_ends_where_the_run_is() {
    let mut app = live();
    app.perform(
        Action::Timeline(TimelineCommand::Pause),
        scenario::at("10ms"),
    );
    let run = scenario::run(RUN);
    app.runs.live.restore(run.until(scenario::at("30ms")).lanes);
    let view = app.view(scenario::at("30ms"));
    let paused = view.scope.paused.unwrap();
    assert_eq!(
        (view.now, view.run.unwrap().tasks_done()),
        (scenario::at("10ms"), 1)
    );
    assert_eq!(
        (paused.at, paused.all),
        (Nanos::from_millis(10), Nanos::from_millis(30))
    );
    assert!(paused.live && app.engine.running);
    // Earlier moments are shown as they were then, and later ones can be stepped to.
    app.perform(
        Action::Timeline(TimelineCommand::StepBack),
        scenario::at("30ms"),
    );
    assert_eq!(app.view(scenario::at("30ms")).run.unwrap().tasks_done(), 1);
    for _ in 0..3 {
        app.perform(
            Action::Timeline(TimelineCommand::StepOn),
            scenario::at("30ms"),
        );
    }
    let view = app.view(scenario::at("30ms"));
    assert!(view.run.unwrap().tasks_done() > 1 && view.now <= scenario::at("30ms"));
    // Esc closes what is open before it stops anything.
    app.perform(Action::Stop, scenario::at("31ms"));
    assert!(app.engine.running);
    let view = app.view(scenario::at("31ms"));
    assert_eq!((view.now, view.scope.paused), (scenario::at("31ms"), None));
}

#[test]
fn a_serial_run_that_was_paused_stands_when_the_next_begins_until_that_is_asked_for() {
    let pause = Action::Timeline(TimelineCommand::Pause);
    for leave in [pause, Action::Stop] {
        let mut app = app();
        press(&mut app, "⏎");
        let serial = scenario::run("set mode=serial tasks=2\nmain: task 0 0ms 10ms\nend 20ms");
        begin(&mut app, Phase::Baseline, &serial);
        app.runs.live.restore(serial.lanes.clone());
        app.perform(pause, scenario::at("8ms"));
        end(&mut app, Phase::Baseline, &serial);
        begin(&mut app, ONLY, &scenario::run(RUN));
        assert!(note(&app).contains("the next run has begun"));
        let view = app.view(scenario::at("25ms"));
        let paused = view.scope.paused.expect("it stands");
        assert_eq!(view.run.unwrap().experiment().mode, Mode::Serial);
        assert_eq!((view.now, paused.live), (scenario::at("8ms"), true));
        app.perform(leave, scenario::at("26ms"));
        let view = app.view(scenario::at("26ms"));
        assert_eq!(view.scope.paused, None);
        assert_ne!(view.run.unwrap().experiment().mode, Mode::Serial);
        assert!(app.engine.running, "nothing was stopped");
    }
}

#[test]
fn a_run_that_has_ended_is_gone_back_through_step_by_step_from_its_end() {
    let mut app = opened();
    let whole = app.view(START).run.unwrap().clone();
    press(&mut app, " ");
    let view = app.view(START);
    assert_eq!((view.now, view.run), (scenario::at("60ms"), Some(&whole)));
    press(&mut app, ",");
    assert!(!app.view(START).run.unwrap().is_over());
    for _ in 0..200 {
        press(&mut app, ",");
    }
    let view = app.view(START);
    assert!(view.conclusions.figures.is_none() && !view.run.unwrap().is_over());
    for _ in 0..200 {
        press(&mut app, ".");
    }
    let view = app.view(START);
    assert_eq!((view.now, view.run), (scenario::at("60ms"), Some(&whole)));
    press(&mut app, " ");
    assert!(
        app.view(START).scope.paused.is_none() && app.view(START).conclusions.figures.is_some()
    );
}

#[test]
fn another_run_is_seen_whole_whatever_was_looked_at_before() {
    let mut app = opened();
    press(&mut app, "+++b v");
    assert!(app.view(START).scope.paused.is_some());
    let mut other =
        scenario::run("set tasks=4\nserial 40ms\nmain: create 5ms 6ms | blocked 6ms 9ms");
    press(&mut app, "⇥⏎");
    begin(&mut app, ONLY, &other);
    app.runs.live.restore(std::mem::take(&mut other.lanes));
    let scope = app.view(scenario::at("9ms")).scope;
    assert_eq!((scope.window, scope.paused), (None, None));
    assert!(scope.bookmarks.is_empty());
    assert_eq!(
        scope.arrangement,
        Arrangement::Cores,
        "that is a habit, not a place"
    );
}

#[test]
fn the_cursor_is_never_on_a_lane_that_is_not_seen_and_a_turned_page_stays_turned() {
    let workers = (1..=40).map(|worker| format!("w{worker}: task {worker} 0ms {worker}ms"));
    let workers: Vec<_> = workers.collect();
    let run = scenario::run(&format!(
        "set mode=pool workers=40 tasks=41\nserial 40ms\n{}\nend 40ms",
        workers.join("\n")
    ));
    let (machine, experiment) = (
        run.description.machine.clone(),
        Experiment::clone(run.experiment()),
    );
    let mut app = App::new(Fake::default(), machine, experiment, vec![run.into()]);
    app.follow(100, START);
    while app.arrangement.focus != Pane::Timeline {
        press(&mut app, "⇥");
    }
    hands::frame(&mut app, (100, 30));
    press(&mut app, "x");
    let last = app.panes.timeline.lanes.first;
    assert!(last > 20, "the longest task is on the last lane: {last}");
    press(&mut app, "↑");
    assert_eq!(
        app.panes.timeline.lanes.first, last,
        "the one above is on the screen"
    );
    app.perform(Action::Lanes(crate::ui::LaneStep::Up), START);
    assert_eq!(app.panes.timeline.lanes.first, last - 10);
    press(&mut app, "+");
    assert_eq!(
        app.panes.timeline.lanes.first,
        last - 10,
        "zooming moves no cursor"
    );
    press(&mut app, "↑");
    assert!(app.panes.timeline.lanes.first > last - 10);
}
