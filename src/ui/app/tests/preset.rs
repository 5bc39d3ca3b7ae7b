//! Presets: chosen from the list, run whole, looked at again, changed.

use super::*;
use crate::{
    lesson::{Lesson, LessonStep, Trial},
    plan::StartMethod,
    ui::{
        TrialRow,
        TrialState::{self, Done, Failed, Running, Stopped, Waiting},
    },
};

/// A preset of three trials: one, two and three workers.
fn preset() -> &'static Lesson {
    let trial = |workers| Trial {
        label: format!("on {workers}"),
        named: Vec::new(),
        experiment: Experiment {
            workers: crate::plan::Workers::Count(workers),
            ..Experiment::default()
        },
    };
    let step = LessonStep {
        title: "More workers".into(),
        trials: (1..=3).map(trial).collect(),
        ..LessonStep::default()
    };
    let preset = Lesson::of_step("workers", "Look at the tail.".into(), step);
    Box::leak(Box::new(preset))
}

fn opened() -> App<Fake> {
    app().opening(Some(preset()))
}

fn rows(app: &App<Fake>) -> Vec<TrialRow> {
    let view = app.view(START);
    view.trials.expect("a preset that is open").rows(view.live)
}

fn states(app: &App<Fake>) -> Vec<TrialState> {
    rows(app).iter().map(|trial| trial.state).collect()
}

/// The workers of the run that is on screen.
fn seen(app: &App<Fake>) -> u32 {
    app.view(START).run.expect("a run").worker_count()
}

fn in_form(app: &App<Fake>) -> u32 {
    app.panes.form.experiment.worker_count(2)
}

/// Lets the trial that goes on begin.
fn begin_trial(app: &mut App<Fake>) -> Run {
    let workers = app.engine.started.last().unwrap().worker_count();
    let run = scenario::run(&format!(
        "set tasks=4 workers={workers}\nserial 40ms\nmain: create 0ms 1ms\nend 20ms"
    ));
    begin(app, ONLY, &run);
    app.runs.live.restore(run.lanes.clone());
    run
}

fn finish(app: &mut App<Fake>, run: &Run) {
    end(app, ONLY, run);
    app.engine.running = false;
    app.engine.events.push(Event::Finished(Ok(true)));
    app.engine(START);
}

fn run_trial(app: &mut App<Fake>) {
    let run = begin_trial(app);
    finish(app, &run);
}

#[test]
fn a_preset_that_is_chosen_runs_at_once_and_whole() {
    let mut app = app();
    press(&mut app, "ostart-meth⏎");
    let trials = app.view(START).trials.unwrap();
    assert_eq!(trials.title(), "Three ways to start a process");
    let trials = trials.count();
    assert!(trials > 1);
    for _ in 0..trials {
        run_trial(&mut app);
    }
    assert!(states(&app).iter().all(|state| *state == Done));
    assert!(!app.is_running());
}

#[test]
fn while_the_list_is_open_no_key_is_a_command() {
    let mut app = app();
    press(&mut app, "oqm");
    app.paste("+\n");
    assert_eq!(app.windows.presets.as_ref().unwrap().list.query, "qm+");
    assert_eq!(app.panes.form.experiment, Experiment::default());
    press(&mut app, "⎋");
    assert!(app.windows.presets.is_none() && app.view(START).trials.is_none());
    assert!(app.engine.started.is_empty());
    press(&mut app, "o");
    let leave = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert_eq!(app.key(&leave, START), Some(AppRequest::Quit));
}

#[test]
fn a_preset_given_at_the_start_waits_until_it_is_run() {
    let mut app = opened();
    assert_eq!((in_form(&app), states(&app)), (1, vec![Waiting; 3]));
    assert!(app.engine.started.is_empty());
    press(&mut app, "⏎");
    assert_eq!(states(&app), [Running, Waiting, Waiting]);
}

#[test]
fn every_trial_is_kept_and_can_be_looked_at_again() {
    let mut app = opened();
    press(&mut app, "⏎");
    for _ in 0..3 {
        run_trial(&mut app);
    }
    assert_eq!((seen(&app), in_form(&app)), (3, 3));
    for (key, trial) in [("n", 1), ("n", 2), ("N", 1), ("N", 3)] {
        press(&mut app, key);
        assert_eq!((seen(&app), in_form(&app)), (trial, trial));
        assert!(app.view(START).conclusions.figures.is_some());
    }
    let walls = rows(&app);
    assert!(walls.iter().all(|t| t.wall == Some(Nanos::from_millis(20))));
}

#[test]
fn a_trial_that_is_no_more_than_noise_behind_is_not_seen_to_lose() {
    let mut app = opened();
    press(&mut app, "⏎");
    for end in ["20ms", "21ms", "40ms"] {
        let workers = app.engine.started.last().unwrap().worker_count();
        let run = scenario::run(&format!(
            "set tasks=4 workers={workers}\nserial 40ms\nmain: create 0ms 1ms\nend {end}"
        ));
        begin(&mut app, ONLY, &run);
        finish(&mut app, &run);
    }
    let trials = rows(&app);
    let even: Vec<_> = trials.iter().map(|trial| trial.is_even).collect();
    assert_eq!(even, [false, true, false]);
}

#[test]
fn who_looks_back_while_a_trial_runs_is_left_in_peace() {
    let mut app = opened();
    press(&mut app, "⏎");
    run_trial(&mut app);
    let second = begin_trial(&mut app);
    assert_eq!((seen(&app), in_form(&app)), (2, 2));
    press(&mut app, "N");
    assert_eq!((seen(&app), in_form(&app)), (1, 1));
    assert_eq!(app.view(START).phase, None, "what is looked at has ended");
    finish(&mut app, &second);
    begin_trial(&mut app);
    assert_eq!((seen(&app), in_form(&app)), (1, 1));
    assert_eq!(states(&app), [Done, Done, Running]);
    press(&mut app, "nn");
    assert_eq!((seen(&app), in_form(&app)), (3, 3));
    assert_eq!(app.view(START).phase, Some(ONLY));
}

#[test]
fn a_changed_trial_runs_alone_and_stands_beside_the_others() {
    let mut app = opened();
    press(&mut app, "⏎");
    for _ in 0..3 {
        run_trial(&mut app);
    }
    press(&mut app, "n+++");
    assert_eq!((seen(&app), in_form(&app)), (1, 4));
    assert_eq!(states(&app), [Done, Done, Done, Waiting]);
    press(&mut app, "⏎");
    run_trial(&mut app);
    assert_eq!((app.engine.started.len(), seen(&app)), (4, 4));
    assert_eq!(states(&app), [Done; 4]);
    // A trial that is changed after its run counts as not run.
    press(&mut app, "+");
    assert_eq!((seen(&app), in_form(&app)), (4, 5));
    assert_eq!(states(&app)[3], Waiting);
    press(&mut app, "N⏎");
    assert_eq!(states(&app), [Running, Waiting, Waiting, Waiting]);
}

#[test]
fn a_trial_that_fails_does_not_keep_the_next_from_running() {
    let mut app = opened();
    press(&mut app, "⏎");
    let mut run = begin_trial(&mut app);
    run.description.outcome = Some(Outcome {
        failure: Some("worker 1 was killed".into()),
        ..Outcome::default()
    });
    end(&mut app, ONLY, &run);
    let error = EngineError::Run("worker 1 was killed".into());
    app.engine.events.push(Event::Finished(Err(error)));
    app.engine(START);
    assert_eq!(states(&app), [Failed, Running, Waiting]);
    assert!(fault(&app).contains("worker 1 was killed"));
}

#[test]
fn escape_stops_a_preset_and_then_closes_it() {
    let mut app = opened();
    press(&mut app, "⏎");
    run_trial(&mut app);
    begin_trial(&mut app);
    press(&mut app, "⎋");
    assert_eq!(states(&app), [Done, Stopped, Waiting]);
    assert!(!app.is_running());
    press(&mut app, "⎋");
    assert!(app.view(START).trials.is_none());
    assert_eq!((seen(&app), in_form(&app)), (2, 2));
}

#[test]
fn a_preset_that_is_left_leaves_nothing_in_the_form_and_nothing_for_the_next() {
    let mut app = app();
    press(&mut app, "+++");
    let own = app.panes.form.experiment.clone();
    for name in ["start-meth", "two-tas"] {
        press(&mut app, &format!("o{name}⏎"));
        app.engine.running = false;
        assert_ne!(app.panes.form.experiment, own);
    }
    // Closing the preset drops a trial that the user changed; undo restores it.
    press(&mut app, "+");
    let changed = app.panes.form.experiment.clone();
    press(&mut app, "⎋");
    assert!(app.view(START).trials.is_none());
    assert_eq!(app.panes.form.experiment, own);
    press(&mut app, "u");
    assert_eq!(app.panes.form.experiment, changed);
}

#[test]
fn what_is_in_the_form_after_a_preset_is_what_comes_back_after_the_next() {
    let mut app = opened();
    press(&mut app, "⎋++");
    let own = app.panes.form.experiment.clone();
    press(&mut app, "ostart-meth⏎");
    app.engine.running = false;
    press(&mut app, "⎋");
    assert_eq!(app.panes.form.experiment, own);
    // Without a preset, there is nothing to be left.
    press(&mut app, "+");
    let own = app.panes.form.experiment.clone();
    press(&mut app, "⎋⎋");
    assert_eq!(app.panes.form.experiment, own);
}

#[test]
fn what_belongs_to_another_mode_is_left_out_of_a_run_and_stays_in_the_form() {
    let mut app = app();
    app.panes.form.experiment.start = StartMethod::Spawn;
    press(&mut app, "m");
    assert_eq!(
        (app.panes.form.experiment.mode, &app.message),
        (Mode::Serial, &None)
    );
    press(&mut app, "⏎");
    assert_eq!(app.engine.started[0].start, StartMethod::Fork);
    assert_eq!(app.panes.form.experiment.start, StartMethod::Spawn);
}

#[test]
fn stepping_without_a_preset_says_what_is_missing() {
    let mut app = app();
    press(&mut app, "n");
    assert!(note(&app).contains("preset"));
}
