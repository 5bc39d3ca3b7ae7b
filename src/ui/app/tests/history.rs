//! The runs of a session: kept, opened again, compared, raced.

use super::*;
use crate::{model::Prediction, sample::Costs};
use crate::{
    plan::Workers,
    ui::{ReferenceKind, TrialState, pane::compare::RaceView},
};

/// Lets what was started become a run of that text, and end.
fn finish(app: &mut App<Fake>, text: &str) {
    let run = live(app, text);
    end(app, ONLY, &run);
    app.engine.running = false;
    app.engine.events.push(Event::Finished(Ok(true)));
    app.engine(START);
}

/// Lets what was started become a run of that text, which goes on.
fn live(app: &mut App<Fake>, text: &str) -> Run {
    let experiment = app.engine.started.last().unwrap().clone();
    let mut run = scenario::run(text);
    run.origin = experiment.with_size(1000).into();
    begin(app, ONLY, &run);
    app.runs.live.restore(run.lanes.clone());
    run
}

fn pool(end: u32) -> String {
    format!(
        "set tasks=4\nserial 40ms\nmain: blocked 0ms {end}ms\nw1: task 0 0ms 10ms | task 2 10ms 20ms\n\
         w2: task 1 0ms 10ms | task 3 10ms {end}ms\nend {end}ms"
    )
}

/// So many runs, each with one worker more than the one before.
fn app_with(runs: u32) -> App<Fake> {
    let mut app = app();
    app.panes.form.experiment.tasks = Some(4);
    for workers in 1..=runs {
        app.panes.form.experiment.workers = Workers::Count(workers);
        press(&mut app, "⏎");
        finish(&mut app, &pool(20 + workers));
    }
    app
}

fn numbers(app: &App<Fake>) -> Vec<u32> {
    let rows = app.runs.history.rows();
    rows.iter().map(|row| row.number).collect()
}

fn race(app: &App<Fake>) -> RaceView<'_> {
    app.panes.compare.view(&app.view(START))
}

fn states(app: &App<Fake>) -> Vec<TrialState> {
    let runners = race(app).runners;
    runners.iter().map(|runner| runner.state).collect()
}

#[test]
fn every_run_that_ends_is_kept_and_opens_again_with_its_experiment_in_the_form() {
    let mut app = app_with(3);
    press(&mut app, "y");
    assert_eq!(numbers(&app), [3, 2, 1]);
    press(&mut app, "↓↓");
    assert_eq!(app.runs.history.at(), 2);
    press(&mut app, "⏎");
    assert_eq!(app.panes.form.experiment.worker_count(2), 1);
    let view = app.view(START);
    assert_eq!(
        (view.arrangement.center, view.arrangement.focus),
        (Pane::Timeline, Pane::Experiment)
    );
    assert_eq!(view.run.unwrap().experiment().worker_count(), 1);
    // Back to the list, and out of it.
    press(&mut app, "⎋");
    assert_eq!(app.arrangement.center, Pane::History);
    press(&mut app, "⎋");
    assert_eq!(app.view(START).run.unwrap().experiment().worker_count(), 3);
    assert_eq!(app.engine.started.len(), 3);
}

#[test]
fn a_run_from_a_file_can_be_held_against_a_new_one() {
    let opened = scenario::run(&pool(30));
    let machine = opened.description.machine.clone();
    let experiment = Experiment::clone(opened.experiment());
    let mut app = App::new(Fake::default(), machine, experiment, vec![opened.into()]);
    press(&mut app, "⏎");
    finish(&mut app, &pool(31));
    press(&mut app, "C");
    let race = race(&app);
    assert_eq!(race.runners.len(), 2);
    let digests: Vec<_> = race.runners.iter().filter_map(|one| one.digest).collect();
    let contrast = crate::model::RunComparison::of(&digests);
    assert_eq!(contrast.places, [Some(1); 2]);
    assert!(!contrast.lines[0].cells[1].unwrap().counts);
}

#[test]
fn a_run_that_was_stopped_is_kept_and_what_comes_before_a_run_is_not() {
    let mut app = app();
    press(&mut app, "⏎");
    let serial = scenario::run("set tasks=4\nmain: task 0 0ms 9ms");
    begin(&mut app, Phase::Baseline, &serial);
    press(&mut app, "⎋y");
    assert_eq!(numbers(&app), [0; 0]);
    press(&mut app, "⎋⏎");
    live(&mut app, "set tasks=4\nserial 40ms\nw1: task 0 0ms 9ms");
    press(&mut app, "⎋y");
    assert_eq!(numbers(&app), [1]);
    let rows = app.runs.history.rows();
    assert!(!rows[0].digest.is_sound());
    assert_eq!(rows[0].digest.wall(), None);
}

#[test]
fn a_long_session_keeps_the_newest_runs_and_says_that_there_were_more() {
    let mut app = app_with(40);
    press(&mut app, "y");
    assert_eq!(numbers(&app), (9..=40).rev().collect::<Vec<_>>());
    assert_eq!(app.runs.history.dropped(), 8);
    press(&mut app, "↓↓↓");
    let selected = |app: &App<Fake>| app.runs.history.at();
    assert_eq!(selected(&app), 3);
    // A run that was selected stays selected when another one ends.
    press(&mut app, "⇥⏎");
    finish(&mut app, &pool(30));
    press(&mut app, "y");
    assert_eq!(selected(&app), 4);
}

#[test]
fn runs_of_millions_of_spans_leave_their_pictures_when_there_is_no_room_for_more() {
    let mut app = app_with(1);
    for _ in 0..3 {
        press(&mut app, "⏎");
        let mut run = live(&mut app, &pool(20));
        let task = run.lanes[1].spans[0];
        run.lanes[1].spans = vec![task; 400_000];
        app.runs.live.restore(run.lanes.clone());
        end(&mut app, ONLY, &run);
        app.engine.running = false;
        app.engine.events.push(Event::Finished(Ok(true)));
        app.engine(START);
    }
    press(&mut app, "y");
    let rows = app.runs.history.rows();
    let whole: Vec<_> = rows.iter().map(|row| row.whole().is_some()).collect();
    assert_eq!(whole, [true, true, false, false]);
    assert!(rows.iter().all(|row| row.digest.thumbnail.bands() == 2));
    press(&mut app, "↓↓⏎");
    assert!(note(&app).contains("the spans of run 2 are gone"));
}

#[test]
fn the_last_two_runs_are_compared_or_those_that_are_marked() {
    let mut app = app_with(1);
    press(&mut app, "C");
    assert!(note(&app).contains("a second run"));
    let mut app = app_with(4);
    let names = |app: &App<Fake>| -> Vec<_> {
        let runners = race(app).runners;
        runners.into_iter().map(|runner| runner.name).collect()
    };
    press(&mut app, "C");
    assert_eq!(names(&app), ["run 3", "run 4"]);
    assert!(
        race(&app).runners[0]
            .about
            .contains(&"workers 3".to_owned())
    );
    press(&mut app, "⎋y↓↓↓x↑x");
    assert_eq!(note(&app), "C compares these 2");
    press(&mut app, "C");
    assert_eq!(names(&app), ["run 1", "run 2"]);
    press(&mut app, "C");
    assert_eq!(app.arrangement.center, Pane::Timeline);
}

#[test]
fn a_fifth_run_is_not_compared_and_that_is_said() {
    let mut app = app_with(5);
    press(&mut app, "yx↓x↓x↓x↓x");
    assert!(note(&app).contains("4 runs can be compared at once"));
    press(&mut app, "↑xC");
    assert_eq!(race(&app).runners.len(), 3);
}

#[test]
fn a_race_runs_every_mode_one_after_another_and_ends_with_their_places() {
    let mut app = app();
    app.panes.form.experiment.tasks = Some(4);
    press(&mut app, "r");
    for (index, mode) in [Mode::Serial, Mode::Threaded, Mode::Process, Mode::Pool]
        .into_iter()
        .enumerate()
    {
        assert_eq!(app.engine.started[index].mode, mode);
        assert_eq!(states(&app)[index], TrialState::Running);
        finish(&mut app, &pool(40 - 5 * u32::try_from(index).unwrap()));
    }
    assert_eq!(states(&app), [TrialState::Done; 4]);
    assert!(!app.is_running() && race(&app).is_race);
    let longest = Nanos::from_millis(40);
    assert!(race(&app).axis.length() >= longest);
    // All of them can be opened like any other run.
    press(&mut app, "y");
    assert_eq!(numbers(&app), [4, 3, 2, 1]);
}

#[test]
fn escape_stops_a_race_and_closes_it_only_then() {
    let mut app = app();
    press(&mut app, "r");
    finish(&mut app, &pool(40));
    live(&mut app, "set tasks=4\nserial 40ms\nw1: task 0 0ms 9ms");
    press(&mut app, "⎋");
    assert!(!app.is_running());
    assert!(note(&app).contains("the race was stopped"));
    let stands = states(&app);
    assert_eq!(stands[..2], [TrialState::Done, TrialState::Stopped]);
    assert_eq!(app.engine.started.len(), 2);
    press(&mut app, "⎋");
    assert_eq!(app.arrangement.center, Pane::Timeline);
}

#[test]
fn what_is_begun_during_a_race_is_not_taken_for_one_of_its_modes() {
    let mut app = app();
    press(&mut app, "r⏎");
    finish(&mut app, &pool(40));
    assert!(!app.is_running());
    assert_eq!(app.arrangement.center, Pane::Timeline);
    assert_eq!(app.engine.started.len(), 2);
}

#[test]
fn the_ghost_goes_round_and_the_last_run_is_one_to_be_beaten() {
    let mut app = app_with(1);
    press(&mut app, "G");
    assert_eq!(note(&app), "the ghost is the last run");
    press(&mut app, "⏎");
    // As much as the last run had done after 10 ms, 4 ms sooner.
    live(
        &mut app,
        "set tasks=4\nserial 40ms\nw1: task 0 0ms 5ms | now task 2 5ms\nw2: task 1 0ms 6ms | now task 3 6ms",
    );
    let reference = app.view(scenario::at("7ms")).expectation.reference.unwrap();
    assert_eq!(reference.who, ReferenceKind::Last);
    assert_eq!(reference.lead, Some(Nanos::from_millis(4).into()));
    press(&mut app, "g");
    assert!(app.view(START).expectation.reference.is_none());
    press(&mut app, "GG");
    assert_eq!(note(&app), "no ghost");
    assert!(app.view(START).expectation.reference.is_none());
}

#[test]
fn against_other_work_nobody_is_ahead() {
    let mut app = app_with(1);
    press(&mut app, "G");
    app.panes.form.experiment.tasks = Some(8);
    press(&mut app, "⏎");
    live(
        &mut app,
        "set tasks=8\nserial 80ms\nw1: task 0 0ms 5ms | now task 2 5ms",
    );
    let reference = app.view(scenario::at("7ms")).expectation.reference.unwrap();
    assert_eq!((reference.who, reference.lead), (ReferenceKind::Last, None));
}

#[test]
fn runs_of_other_work_are_compared_but_not_without_a_warning() {
    let mut app = app_with(2);
    press(&mut app, "C");
    assert_eq!(race(&app).unlike, [""; 0]);
    press(&mut app, "C");
    app.panes.form.experiment.tasks = Some(5);
    press(&mut app, "⏎");
    finish(&mut app, &pool(30));
    press(&mut app, "C");
    assert_eq!(race(&app).unlike, ["tasks 4 and 5"]);
}

#[test]
fn a_changed_form_is_held_against_the_run_by_what_the_tasks_of_that_took() {
    let mut app = app().expecting(Some(&Costs::default()), None);
    press(&mut app, "⏎");
    finish(&mut app, &pool(30));
    let expected = |app: &App<Fake>| app.view(START).expectation.next.map(Prediction::wall);
    assert_eq!(expected(&app), None, "it is the same experiment");
    press(&mut app, "]");
    let serial = app.view(START).run.unwrap().baseline().unwrap().wall;
    let wall = expected(&app).expect("another experiment");
    assert!((serial / 2..=serial).contains(&wall), "{wall} of {serial}");
    press(&mut app, "g");
    assert_eq!(expected(&app), None, "it was hidden");
}

#[test]
fn a_form_that_is_not_that_of_the_run_on_the_screen_is_never_left_unmarked() {
    let changed = |app: &App<Fake>| app.view(START).changed.map(|was| was.mode);
    // After a race, the run that is shown is of its last mode.
    let mut app = app();
    app.panes.form.experiment.mode = Mode::Serial;
    press(&mut app, "r");
    for _ in 0..4 {
        assert_eq!(changed(&app), None, "a race is of all modes");
        finish(&mut app, &pool(40));
    }
    press(&mut app, "⎋");
    assert_eq!(changed(&app), Some(Mode::Pool));
    // A run that is opened again brings its experiment along.
    press(&mut app, "y↓↓⏎");
    assert_eq!(changed(&app), None);
    press(&mut app, "m");
    assert_eq!(changed(&app), Some(Mode::Threaded));
}
