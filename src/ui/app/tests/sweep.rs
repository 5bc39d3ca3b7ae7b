//! Sweeps in the dashboard: keys that begin, stop, open and continue them.

use super::*;
use crate::{plan::TABLE, ui::pane::sweep::SweepState};

/// Ends the engine's run, which took so many milliseconds.
fn ran(app: &mut App<Fake>, millis: u64) {
    let experiment = app.engine.started.last().expect("a run").clone();
    let experiment = experiment.with_size(7);
    let description = Description {
        experiment: experiment.to_json(),
        machine: app.machine.clone(),
        ..Description::default()
    };
    let specs = [LaneSpec {
        kind: LaneKind::Main,
        number: 0,
        capacity: 8,
    }];
    let log = SpanLog::create(&specs, 1024).expect("a log");
    let ended = Description {
        outcome: Some(Outcome {
            started: START,
            ended: START + Nanos::from_millis(millis),
            verified: true,
            ..Outcome::default()
        }),
        ..description.clone()
    };
    app.engine.running = false;
    app.engine.events = vec![
        Event::Began {
            phase: ONLY,
            experiment: Some(Box::new(experiment)),
            description: Box::new(description),
            reader: Some(Box::new(log.reader())),
        },
        Event::Ended {
            phase: ONLY,
            description: Box::new(ended),
        },
        Event::Finished(Ok(true)),
    ];
    app.engine(START);
}

/// It runs, whichever its point is.
const RUNNING: SweepState = SweepState::Running(0);

fn sweep(app: &App<Fake>) -> (usize, usize, SweepState) {
    let view = app.view(START);
    let sweep = view.sweep.expect("a sweep");
    let state = match sweep.state(view.live.member) {
        SweepState::Running(_) => RUNNING,
        state => state,
    };
    (sweep.curve.done, sweep.curve.all, state)
}

#[test]
fn s_sweeps_the_chunksize_and_each_run_is_followed_by_the_next() {
    let mut app = app();
    press(&mut app, "S");
    assert_eq!(app.arrangement.center, Pane::Sweep);
    // 24 tasks: chunksize 1 2 4 8 16 24, five runs of each.
    assert_eq!(sweep(&app), (0, 30, RUNNING));
    for run in 1..=30 {
        ran(&mut app, 10);
        assert_eq!(sweep(&app).0, run);
    }
    assert_eq!(sweep(&app), (30, 30, SweepState::Done));
    assert_eq!(app.engine.started.len(), 30);
    assert!(!app.is_running());
    let all = &app.engine.started;
    assert!(all.iter().all(|experiment| experiment.repeats == 1));
    // It is shown again, and only then begun anew.
    press(&mut app, "⎋");
    assert_eq!(app.arrangement.center, Pane::Timeline);
    press(&mut app, "S");
    assert_eq!(sweep(&app), (30, 30, SweepState::Done));
    press(&mut app, "S");
    assert_eq!(sweep(&app), (0, 30, RUNNING));
}

#[test]
fn esc_stops_a_sweep_and_s_goes_on_where_it_was() {
    let mut app = app();
    press(&mut app, "S");
    ran(&mut app, 10);
    ran(&mut app, 12);
    press(&mut app, "⎋");
    assert_eq!(sweep(&app), (2, 30, SweepState::Stopped));
    assert!(!app.is_running());
    press(&mut app, "S");
    assert_eq!(sweep(&app), (2, 30, RUNNING));
    let [.., stopped, again] = &app.engine.started[..] else {
        panic!("too few runs");
    };
    assert_eq!(stopped, again, "the run that was stopped is made again");
}

#[test]
fn the_selected_parameter_is_swept_if_it_can_be_and_another_sweep_is_begun_for_it() {
    let mut app = app();
    press(&mut app, "S");
    let workers = TABLE.iter().position(|row| row.name == "workers").unwrap();
    app.panes.form.selected = workers;
    press(&mut app, "⎋⎋S");
    let view = app.view(START);
    let axis = &view.sweep.expect("a sweep").sweep.axes()[0];
    assert_eq!(axis.to_string(), "workers=1,2,3,4");
    press(&mut app, "⎋⎋B");
    let view = app.view(START);
    assert_eq!(view.sweep.expect("a sweep").sweep.axes().len(), 2);
}

#[test]
fn the_form_shows_the_values_of_the_point_that_is_looked_at_and_enter_opens_its_timeline() {
    let mut app = app();
    press(&mut app, "S");
    ran(&mut app, 10);
    let first = app.engine.started[0].chunksize;
    press(&mut app, "⏎");
    assert_eq!(app.arrangement.center, Pane::Timeline);
    assert_eq!(app.view(START).experiment.chunksize, first);
    assert!(app.view(START).run.is_some_and(Run::is_over));
    // The sweep goes on behind it, and Esc leads back.
    ran(&mut app, 10);
    press(&mut app, "⎋");
    assert_eq!(app.arrangement.center, Pane::Sweep);
    assert_eq!(sweep(&app), (2, 30, RUNNING));
    // A change is made to the form's own experiment.
    press(&mut app, "]");
    assert_ne!(app.view(START).experiment.chunksize, first);
}

#[test]
fn a_run_that_fails_is_a_point_and_the_sweep_goes_on() {
    let mut app = app();
    press(&mut app, "S");
    app.engine.running = false;
    app.engine.events = vec![Event::Finished(Err(EngineError::Run("killed".into())))];
    app.engine(START);
    assert_eq!(sweep(&app), (1, 30, RUNNING));
    let view = app.view(START);
    assert_eq!(view.sweep.expect("a sweep").curve.failed(), 1);
}

#[test]
fn running_something_else_leaves_the_sweep_as_it_is() {
    let mut app = app();
    press(&mut app, "S");
    ran(&mut app, 10);
    press(&mut app, "m⎋⎋⏎");
    assert_eq!(app.arrangement.center, Pane::Timeline);
    assert!(app.is_running());
    ran(&mut app, 99);
    assert_eq!(sweep(&app), (1, 30, SweepState::Stopped));
}

#[test]
fn who_explores_sees_what_a_sweep_would_be_until_there_is_one() {
    let mut app = app().expecting(Some(&crate::sample::Costs::default()), None);
    app.perform(Action::Layout(crate::ui::Layout::Explore), START);
    let planned = &app.panes.sweep.planned;
    let planned = &planned.as_ref().expect("a plan").sweeping;
    assert!(app.view(START).sweep.is_none());
    assert_eq!(planned.state(None), SweepState::Planned);
    assert!(planned.predicted.iter().all(Option::is_some));
    assert!(planned.serial.is_some());
    press(&mut app, "g");
    let untold = app.panes.sweep.planned.as_ref().expect("a plan");
    assert!(untold.sweeping.predicted.is_empty(), "it was hidden");
    press(&mut app, "S");
    assert_eq!(sweep(&app).2, RUNNING);
}
