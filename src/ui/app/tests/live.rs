//! The run on screen, from its first span until after its end.

use super::*;
use crate::{model::Prediction, sample::Costs, ui::View};

#[test]
fn a_stopped_run_stays_on_screen_and_stands_still() {
    let mut app = app();
    press(&mut app, "⏎");
    let run = scenario::run("set tasks=4\nserial 40ms");
    begin(&mut app, ONLY, &run);
    assert_eq!(app.view(START).phase, Some(ONLY));
    app.perform(Action::Stop, scenario::at("15ms"));
    let view = app.view(scenario::at("60s"));
    assert!(view.run.is_some());
    assert_eq!((view.phase, view.now), (None, scenario::at("15ms")));
}

#[test]
fn the_axis_is_laid_out_from_the_ideal_and_stands_still_to_the_end() {
    let mut app = app();
    press(&mut app, "⏎");
    let run = scenario::run("set tasks=4 workers=2\nserial 40ms\nmain: create 0ms 1ms\nend 23ms");
    begin(&mut app, ONLY, &run);
    let axis = app.view(START).axis;
    assert_eq!(axis.length(), Nanos::from_millis(24));
    app.runs.live.restore(run.lanes.clone());
    end(&mut app, ONLY, &run);
    assert_eq!(app.view(START).axis, axis);
    assert_eq!(
        app.view(START).conclusions.figures.unwrap().speedup,
        Some(Ratio::of(40, 23))
    );
}

#[test]
fn an_axis_that_was_laid_out_too_long_is_fitted_after_the_end() {
    let mut app = app();
    press(&mut app, "⏎");
    // 24 tasks of 50 ms were asked for.
    let run = scenario::run("set mode=serial\nmain: task 0 0ms 100ms\nend 100ms");
    begin(&mut app, Phase::Baseline, &run);
    assert_eq!(app.view(START).axis.length(), Nanos::from_millis(1440));
    app.runs.live.restore(run.lanes.clone());
    end(&mut app, Phase::Baseline, &run);
    assert_eq!(app.view(START).axis.length(), Nanos::from_millis(102));
    assert!(
        app.view(START).conclusions.figures.is_none(),
        "a baseline is no run"
    );
}

#[test]
fn an_opened_run_is_shown_with_its_figures_and_does_not_grow() {
    let run = scenario::run("set tasks=4 workers=2\nserial 40ms\nmain: create 0ms 20ms\nend 25ms");
    let machine = run.description.machine.clone();
    let experiment = Experiment::clone(run.experiment());
    let app = App::new(Fake::default(), machine, experiment, vec![run.into()]);
    let view = app.view(scenario::at("90s"));
    assert_eq!(view.now, scenario::at("25ms"));
    assert_eq!(view.axis.length(), Nanos::from_micros(25_500));
    assert!(view.conclusions.figures.is_some());
}

#[test]
fn nothing_is_drawn_where_nothing_has_happened() {
    let mut app = app();
    press(&mut app, "⏎");
    let run = scenario::run("set tasks=4\nserial 40ms");
    begin(&mut app, ONLY, &run);
    app.follow(200, START);
    assert!(app.take_changed());
    // The log has nothing new and no bar grows: however often it is asked, there is no frame.
    for time in ["1ms", "20ms", "5s"] {
        app.follow(200, scenario::at(time));
        assert!(!app.take_changed(), "a frame after {time}");
    }
}

#[test]
fn the_lanes_are_turned_where_the_timeline_has_the_keys_and_nowhere_else() {
    let mut app = app();
    press(&mut app, "d");
    assert!(!app.panes.timeline.lanes.folded);
    app.perform(Action::FocusNext, START);
    app.arrangement.focus = Pane::Timeline;
    press(&mut app, "do");
    let lanes = app.panes.timeline.lanes;
    assert!(lanes.folded && lanes.order == crate::ui::LaneOrder::Busy);
    assert_eq!(note(&app), "lanes by how busy they were");
    app.key(&KeyCode::PageDown.into(), START);
    assert_eq!(app.panes.timeline.lanes.first, 0, "there are no lanes yet");
}

/// More tasks than can be simulated between two frames, on one core of two.
fn many(workload: &str) -> Run {
    scenario::run(&format!(
        "set workload={workload} tasks=30000 mode=pool workers=1 chunksize=1\nserial 300ms"
    ))
}

/// The workload of which a prediction comes in, however long that takes.
fn foretold(app: &mut App<Fake>, workload: &str) -> bool {
    let named = |view: View<'_>| {
        let predicted = view.expectation.prediction.map(Prediction::run);
        predicted.is_some_and(|run| run.experiment().workload.name == workload)
    };
    for _ in 0..6000 {
        app.follow(200, START);
        if named(app.view(START)) {
            return true;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    false
}

#[test]
fn what_very_many_tasks_should_take_is_said_as_soon_as_it_is_known_and_no_key_waits_for_it() {
    let mut app = app().expecting(Some(&Costs::default()), None);
    begin(&mut app, ONLY, &many("count"));
    assert!(
        app.view(START).expectation.prediction.is_none(),
        "a key had to wait"
    );
    app.take_changed();
    assert!(foretold(&mut app, "count"));
    assert!(app.take_changed(), "it is not drawn");
}

#[test]
fn what_is_begun_while_another_is_simulated_is_foretold_too() {
    let mut app = app().expecting(Some(&Costs::default()), None);
    for workload in ["count", "primes", "square"] {
        begin(&mut app, ONLY, &many(workload));
    }
    assert!(foretold(&mut app, "square"));
    // Predictions that were asked for before are dropped.
    app.follow(200, START);
    assert!(foretold(&mut app, "square"));
}

#[test]
fn a_simulation_takes_no_core_from_a_run_that_needs_them_all_and_is_made_when_it_is_over() {
    let mut app = app().expecting(Some(&Costs::default()), None);
    let run = scenario::run(
        "set workload=count tasks=30000 mode=pool workers=2 chunksize=1\nserial 300ms",
    );
    begin(&mut app, ONLY, &run);
    // One that was begun all the same would be there by now.
    std::thread::sleep(std::time::Duration::from_millis(300));
    app.follow(200, START);
    assert!(app.view(START).expectation.prediction.is_none());
    app.engine.events.push(Event::Finished(Ok(true)));
    app.engine(START);
    assert!(foretold(&mut app, "count"));
}
