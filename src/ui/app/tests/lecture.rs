//! Lecture mode, driven by the keys of a remote.

use super::*;
use crate::plan::Mode;

fn push(app: &mut App<Fake>, code: KeyCode) {
    app.key(&code.into(), START);
}

#[test]
fn four_keys_go_through_the_modes_run_stop_and_leave() {
    let mut app = app();
    app.panes.form.experiment.mode = Mode::Serial;
    press(&mut app, "L");
    assert_eq!(app.arrangement.center, Pane::Lecture);
    push(&mut app, KeyCode::PageDown);
    assert_eq!(app.panes.form.experiment.mode, Mode::Threaded);
    // The form is not on the screen.
    assert!(note(&app).starts_with("mode threaded: "));
    push(&mut app, KeyCode::PageUp);
    assert_eq!(app.panes.form.experiment.mode, Mode::Serial);
    push(&mut app, KeyCode::F(5));
    assert!(app.is_running());
    press(&mut app, ".");
    assert!(!app.is_running());
    press(&mut app, "b");
    assert!(app.is_running());
    // The key that leaves stops the run first, so that a run is not left by mistake.
    press(&mut app, "⎋");
    assert!(!app.is_running());
    assert_eq!(app.arrangement.center, Pane::Lecture);
    press(&mut app, "⎋");
    assert_eq!(app.arrangement.center, Pane::Timeline);
    assert_eq!(app.arrangement.focus, Pane::Experiment);
}

#[test]
fn lecture_mode_goes_back_to_what_was_there_before() {
    let mut app = app();
    press(&mut app, "w");
    press(&mut app, "L");
    press(&mut app, "L");
    assert_eq!(app.arrangement.center, Pane::Ledger);
    press(&mut app, "Lt");
    assert_eq!(app.arrangement.center, Pane::Processes);
}

#[test]
fn a_caption_says_what_goes_on_and_only_in_lecture_mode() {
    let mut app = app();
    let run = scenario::run("set tasks=4 mode=serial\nserial 40ms\nmain: now task 0 0ms");
    press(&mut app, "⏎");
    begin(&mut app, ONLY, &run);
    app.runs.live.restore(run.lanes.clone());
    app.follow(80, START);
    assert_eq!(app.panes.lecture.caption(), None);
    press(&mut app, "L");
    app.follow(80, START);
    let caption = app.panes.lecture.caption().unwrap_or_default();
    assert!(caption.starts_with("one core computes"), "{caption}");
}
