//! T₁ that was disturbed: the message about the speedup, and when it is measured again.

use super::*;
use crate::{
    log::{Baseline, Conditions},
    model::Disturbance,
};

/// Conditions of a serial run of 1 s on two cores: others computed for `others` ms.
fn beside(others: u64) -> Conditions {
    Conditions {
        core_time: Nanos::from_millis(2000),
        busy: Nanos::from_millis(1000 + others),
        ours: Nanos::from_millis(1000),
        ..Conditions::default()
    }
}

/// A run of 23 ms, with a serial run during which others computed for so long.
fn run(others: u64, serial: u64) -> Run {
    let mut run = scenario::run(
        "cores 2\nset tasks=4 workers=2\nserial 40ms\nmain: create 0ms 1ms\nend 23ms",
    );
    let baseline = run.description.baseline.as_mut().unwrap();
    baseline.conditions = Some(beside(others));
    baseline.wall = Nanos::from_millis(serial);
    run
}

/// An app in which a run has ended whose T₁ was disturbed.
fn disturbed() -> App<Fake> {
    let mut app = app();
    press(&mut app, "⏎");
    let run = run(900, 60);
    begin(&mut app, ONLY, &run);
    app.runs.live.restore(run.lanes.clone());
    end(&mut app, ONLY, &run);
    app.engine.running = false;
    app.engine.events.push(Event::Finished(Ok(true)));
    app.engine(START);
    app
}

/// Measures T₁ again, which takes 40 ms, on a quiet machine.
fn measured_again(app: &mut App<Fake>) {
    let quiet = run(0, 40);
    app.engine.events.push(Event::Began {
        phase: Phase::Again,
        experiment: Some(Box::new(quiet.experiment().clone())),
        description: Box::new(quiet.description.clone()),
        reader: None,
    });
    app.engine(START);
    assert!(app.view(START).run.is_some(), "what is shown stays");
    end_again(app, &quiet);
}

fn end_again(app: &mut App<Fake>, quiet: &Run) {
    app.engine.running = false;
    end(app, Phase::Again, quiet);
}

fn uncertain(app: &App<Fake>) -> bool {
    let run = app.view(START).run.and_then(Disturbance::of).is_some();
    let figures = app
        .view(START)
        .conclusions
        .figures
        .unwrap()
        .disturbance
        .is_some();
    assert_eq!(run, figures);
    run
}

#[test]
fn a_disturbed_serial_run_is_measured_again_as_soon_as_the_machine_is_quiet() {
    let mut app = disturbed();
    assert!(uncertain(&app));
    let first = app.alarm().expect("it looks again");
    app.wake(first);
    assert!(!app.is_running(), "the machine is still busy");
    let next = app.alarm().expect("it goes on looking");
    assert!(next > first);
    app.engine.quiet = true;
    app.wake(next);
    assert!(app.is_running());
    measured_again(&mut app);
    assert!(!uncertain(&app));
    let view = app.view(START);
    assert_eq!(
        view.conclusions.figures.unwrap().speedup,
        Some(Ratio::of(40, 23))
    );
    assert_eq!(view.phase, None);
    assert_eq!(app.look_again_at, None, "there is nothing more to look for");
    let kept = app.runs.history.rows()[0].digest.figures.unwrap();
    assert_eq!((app.runs.history.rows().len(), kept.disturbance), (1, None));
}

#[test]
fn a_key_measures_it_again_at_once_and_what_it_says_stays_when_it_is_stopped() {
    let mut app = disturbed();
    press(&mut app, "R");
    assert!(app.is_running());
    app.perform(Action::Stop, START);
    app.engine.events.clear();
    assert!(!app.is_running());
    assert_eq!(app.view(START).phase, None);
    assert!(uncertain(&app));
    press(&mut app, "R");
    measured_again(&mut app);
    assert!(!uncertain(&app));
}

#[test]
fn a_run_that_is_certain_is_left_alone() {
    let mut app = app();
    press(&mut app, "⏎");
    let run = run(0, 40);
    begin(&mut app, ONLY, &run);
    end(&mut app, ONLY, &run);
    app.engine.running = false;
    app.engine.events.push(Event::Finished(Ok(true)));
    app.engine(START);
    assert!(!uncertain(&app));
    assert_eq!(app.look_again_at, None);
    assert!(
        Baseline::default().is_quiet(),
        "a kernel that counts nothing tells nothing"
    );
}
