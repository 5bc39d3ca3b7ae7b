//! The app from the user's side: keys in, a view out, and an engine that is driven by the test.

mod again;
mod calls;
mod hands;
mod history;
mod lecture;
mod lesson;
mod live;
mod preset;
mod program;
mod replay;
mod screens;
mod sweep;
mod timeline;

use super::*;
use crate::{
    base::{Nanos, Ratio},
    engine::{
        EngineError,
        watch::{OnOutput, ProgramStop, ProgramTerminal, TerminalSize, WatchedCommand},
    },
    log::{Description, LaneKind, LaneSpec, Outcome, SpanLog},
    model::{Run, scenario},
    plan::{Adjustment, Chunksize, Mode, Pool, Resolved, parameter},
    sample::script::round,
    session::{Event, Phase},
    ui::{Action, Pane},
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::sync::Arc;

/// An engine that only records its requests.
#[derive(Default)]
struct Fake {
    started: Vec<Resolved>,
    events: Vec<Event>,
    running: bool,
    /// Whether the machine has become quiet.
    quiet: bool,
    /// Where the program prints.
    output: Option<OnOutput>,
    /// How the program was stopped.
    stops: Vec<ProgramStop>,
    /// Whether its terminal stays.
    is_kept: bool,
}

impl Host for Fake {
    fn start(&mut self, experiment: &Resolved) -> Result<(), EngineError> {
        self.events.clear();
        self.started.push(experiment.clone());
        self.running = true;
        Ok(())
    }

    fn watch_program(
        &mut self,
        _: &WatchedCommand,
        _: TerminalSize,
        output: OnOutput,
    ) -> Result<Option<Arc<ProgramTerminal>>, EngineError> {
        self.running = true;
        self.output = Some(output);
        Ok(None)
    }

    fn stop_program(&mut self, how: ProgramStop) {
        self.stops.push(how);
    }

    fn keep_terminal(&mut self) -> Result<(), EngineError> {
        self.is_kept = true;
        Ok(())
    }

    fn stop(&mut self) {
        if std::mem::replace(&mut self.running, false) {
            self.events.push(Event::Finished(Ok(false)));
        }
    }

    fn poll(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    fn is_running(&self) -> bool {
        self.running
    }

    fn size(&self, experiment: &Resolved) -> Option<u64> {
        experiment.known_size()
    }

    fn measure_again(&mut self, when_quiet: bool) -> bool {
        let begins = !self.running && (self.quiet || !when_quiet);
        self.running |= begins;
        begins
    }
}

const START: Moment = scenario::ORIGIN;
const ONLY: Phase = Phase::Run { number: 1, of: 1 };

fn app() -> App<Fake> {
    let machine = scenario::run("cores 2").description.machine;
    App::new(Fake::default(), machine, Experiment::default(), Vec::new())
}

fn press(app: &mut App<Fake>, keys: &str) {
    for char in keys.chars() {
        let code = match char {
            '⏎' => KeyCode::Enter,
            '⎋' => KeyCode::Esc,
            '⌫' => KeyCode::Backspace,
            '↑' => KeyCode::Up,
            '↓' => KeyCode::Down,
            '←' => KeyCode::Left,
            '→' => KeyCode::Right,
            '⇥' => KeyCode::Tab,
            _ => KeyCode::Char(char),
        };
        app.key(&code.into(), START);
    }
}

fn select(app: &mut App<Fake>, name: &str) {
    while app.panes.form.row().name != name {
        press(app, "↓");
    }
}

fn fault(app: &App<Fake>) -> &str {
    match &app.message {
        Some(Message::Fault(text)) => text,
        other => panic!("no fault: {other:?}"),
    }
}

fn note(app: &App<Fake>) -> &str {
    match &app.message {
        Some(Message::Note(text)) => text,
        other => panic!("no note: {other:?}"),
    }
}

/// Lets a phase of the given run begin, with an empty log.
fn begin(app: &mut App<Fake>, phase: Phase, run: &Run) {
    let spec = LaneSpec {
        kind: LaneKind::Main,
        number: 0,
        capacity: 8,
    };
    let log = SpanLog::create(&[spec], 1024).unwrap();
    app.engine.events.push(Event::Began {
        phase,
        experiment: Some(Box::new(run.experiment().clone())),
        description: Box::new(Description {
            outcome: None,
            ..run.description.clone()
        }),
        reader: Some(Box::new(log.reader())),
    });
    app.engine(START);
}

fn end(app: &mut App<Fake>, phase: Phase, run: &Run) {
    app.engine.events.push(Event::Ended {
        phase,
        description: Box::new(run.description.clone()),
    });
    app.engine(START);
}

#[test]
fn direct_keys_turn_mode_workers_and_chunksize_whatever_is_selected() {
    let mut app = app();
    press(&mut app, "+]m");
    let experiment = app.view(START).experiment;
    assert_eq!(experiment.mode, Mode::Serial);
    assert_eq!(experiment.worker_count(2), 1);
    press(&mut app, "m");
    assert_eq!(app.panes.form.experiment.worker_count(2), 3);
    assert_eq!(app.panes.form.selected, 0);
}

#[test]
fn arrows_turn_the_selected_row_and_pass_over_rows_without_effect() {
    let mut app = app();
    let names: Vec<_> = (0..11)
        .map(|_| {
            press(&mut app, "↓");
            app.panes.form.row().name
        })
        .collect();
    assert!(!names.contains(&"items"), "{names:?}");
    select(&mut app, "workload");
    press(&mut app, "↑");
    assert_eq!(app.panes.form.row().name, "repeats");
    press(&mut app, "→→");
    assert_eq!(app.panes.form.experiment.repeats, 3);
    press(&mut app, "←");
    assert_eq!(app.panes.form.experiment.repeats, 2);
}

#[test]
fn a_knob_at_its_end_says_that_it_is_there() {
    let mut app = app();
    select(&mut app, "repeats");
    press(&mut app, "←");
    assert_eq!(app.panes.form.experiment.repeats, 1);
    assert_eq!(note(&app), "repeats 1 is the smallest");
    app.set(parameter("chunksize").unwrap(), "1", START);
    press(&mut app, "[");
    assert_eq!(note(&app), "chunksize 1 is the smallest");
    app.set(parameter("workers").unwrap(), "1024", START);
    press(&mut app, "+");
    assert_eq!(note(&app), "workers 1024 is the largest");
    app.set(parameter("workers").unwrap(), "600", START);
    app.perform(Action::TurnNamed("workers", Adjustment::Double), START);
    assert!(note(&app).contains("1 to 1024"));
    // The next key takes the message away.
    press(&mut app, "↓");
    assert_eq!(app.message, None);
}

#[test]
fn a_value_can_be_typed_and_a_bad_one_corrected() {
    let mut app = app();
    select(&mut app, "chunksize");
    press(&mut app, "e40x⏎");
    assert!(fault(&app).contains("chunksize cannot be `40x`"));
    assert_eq!(app.panes.form.experiment.chunksize, Chunksize::Default);
    assert_eq!(app.panes.form.typed.as_deref(), Some("40x"));
    press(&mut app, "⌫⌫⏎");
    assert_eq!(app.panes.form.experiment.chunksize, Chunksize::Fixed(4));
    assert_eq!(
        (app.panes.form.typed.as_deref(), &app.message),
        (None, &None)
    );
    press(&mut app, "e7⎋");
    press(&mut app, "e⏎");
    assert_eq!(app.panes.form.experiment.chunksize, Chunksize::Fixed(4));
}

#[test]
fn while_typing_no_key_is_a_command_but_the_one_that_leaves() {
    let mut app = app();
    press(&mut app, "e");
    press(&mut app, "q?m");
    assert_eq!(app.panes.form.typed.as_deref(), Some("q?m"));
    app.paste("a\u{1b}b\n");
    assert_eq!(app.panes.form.typed.as_deref(), Some("q?mab"));
    let leave = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    assert_eq!(app.key(&leave, START), Some(AppRequest::Quit));
}

#[test]
fn a_pasted_text_is_never_taken_for_commands() {
    let mut app = app();
    app.take_changed();
    app.paste("q");
    assert!(!app.is_changed());
}

#[test]
fn a_conflict_is_told_and_what_was_chosen_stays() {
    let mut app = app();
    select(&mut app, "tasks");
    press(&mut app, "e4⏎");
    select(&mut app, "chunksize");
    // More than there are tasks is one chunk, and no conflict.
    press(&mut app, "e5⏎");
    assert_eq!(app.panes.form.experiment.chunksize, Chunksize::Fixed(5));
    assert_eq!(app.panes.form.experiment.check(), Ok(()));
    press(&mut app, "eworksteal⏎");
    assert!(fault(&app).contains("pool rayon"));
    assert_eq!(app.panes.form.experiment.chunksize, Chunksize::Worksteal);
    press(&mut app, "⏎");
    assert!(fault(&app).contains("pool rayon"));
    assert!(app.engine.started.is_empty());
    // A change of either one resolves the conflict.
    press(&mut app, "[");
    assert_eq!(app.message, None);
}

#[test]
fn work_stealing_stays_chosen_when_the_mode_changes_and_says_what_it_needs() {
    let mut app = app();
    app.panes.form.experiment.pool = Pool::Rayon;
    app.panes.form.experiment.chunksize = Chunksize::Worksteal;
    press(&mut app, "mm");
    assert_eq!(app.panes.form.experiment.mode, Mode::Threaded);
    assert!(fault(&app).contains("pool rayon"));
    assert_eq!(app.panes.form.experiment.chunksize, Chunksize::Worksteal);
    press(&mut app, "c");
    assert_eq!(app.panes.form.experiment.chunksize, Chunksize::Default);
    assert_eq!(app.message, None);
}

#[test]
fn chunk_rules_are_gone_through_without_the_one_that_is_rayons() {
    let mut app = app();
    let mut rules = |count| -> Vec<_> {
        let turn = |_| {
            press(&mut app, "c");
            app.panes.form.experiment.chunksize
        };
        (0..count).map(turn).collect()
    };
    assert_eq!(
        rules(4),
        [
            Chunksize::Static,
            Chunksize::Guided,
            Chunksize::Dynamic,
            Chunksize::Default
        ]
    );
    app.panes.form.experiment.pool = Pool::Rayon;
    press(&mut app, "cccc");
    assert_eq!(app.panes.form.experiment.chunksize, Chunksize::Worksteal);
}

#[test]
fn what_has_no_effect_is_left_as_it_is_and_said_to_have_none() {
    let mut app = app();
    let before = app.panes.form.experiment.workers;
    press(&mut app, "m+");
    let words =
        "workers has no effect in mode serial, but in threaded, process, pool: m changes it";
    assert_eq!(note(&app), words);
    assert_eq!(app.panes.form.experiment.workers, before);
}

#[test]
fn a_note_gives_the_keys_their_place_back_after_a_while_and_a_fault_does_not() {
    let mut app = app();
    press(&mut app, "m+");
    app.wake(START);
    let at = app.alarm().expect("it gives way");
    app.wake(START);
    assert!(app.message.is_some() && app.alarm() == Some(at));
    app.wake(at);
    assert!(app.message.is_none() && app.is_changed());
    app.tell(Message::Fault("no".into()));
    app.wake(at);
    assert!(app.message.is_some() && app.alarm().is_none());
}

#[test]
fn a_note_that_comes_after_another_has_as_much_time_as_that_had() {
    let mut app = app();
    press(&mut app, "m+");
    app.wake(START);
    let gone = app.alarm().expect("it gives way");
    app.message = Some(Message::Note("the run was kept".into()));
    app.wake(gone);
    assert!(app.message.is_some() && app.alarm() > Some(gone));
    app.wake(gone);
    app.tell(Message::Note("the run was kept".into()));
    app.wake(gone + Nanos::from_millis(1));
    assert_eq!(app.alarm(), Some(gone + Nanos::from_millis(1) + LINGER));
}

#[test]
fn with_auto_a_change_runs_by_itself_once_the_key_is_let_go() {
    let mut app = app();
    press(&mut app, "]");
    assert_eq!(app.alarm(), None);
    press(&mut app, "a]]]");
    app.wake(START);
    assert!(app.engine.started.is_empty());
    app.wake(app.alarm().unwrap());
    assert_eq!(app.engine.started.len(), 1);
    assert_eq!(
        app.engine.started[0],
        app.panes.form.experiment.resolve(2).unwrap()
    );
    assert_eq!(app.alarm(), None);
}

#[test]
fn auto_runs_nothing_that_makes_no_sense_or_that_was_called_off() {
    let mut app = app();
    press(&mut app, "a]⎋");
    assert_eq!(app.alarm(), None);
    press(&mut app, "]a");
    assert_eq!(app.alarm(), None);
    press(&mut app, "a");
    select(&mut app, "chunksize");
    press(&mut app, "eworksteal⏎");
    assert!(fault(&app).contains("pool rayon"));
    assert_eq!(app.alarm(), None);
}

#[test]
fn what_a_key_does_is_not_hidden_behind_the_help() {
    let mut app = app();
    press(&mut app, "?T⇥");
    assert!(app.windows.help.is_open);
    press(&mut app, "m");
    assert!(!app.windows.help.is_open);
}

#[test]
fn escape_closes_whatever_stands_in_the_place_of_the_timeline() {
    let mut app = app();
    for key in ["w", "W", "E", "t", "y"] {
        press(&mut app, key);
        assert_ne!(app.arrangement.center, Pane::Timeline, "{key}");
        press(&mut app, "⎋");
        let view = app.view(START);
        let places = (view.arrangement.center, view.arrangement.focus);
        assert_eq!(places, (Pane::Timeline, Pane::Experiment), "{key}");
    }
}

#[test]
fn escape_closes_the_help_first_and_then_stops_the_run() {
    let mut app = app();
    press(&mut app, "⏎?");
    assert!(app.windows.help.is_open && app.is_running());
    press(&mut app, "⎋");
    assert!(!app.windows.help.is_open && app.is_running());
    press(&mut app, "⎋");
    assert!(!app.is_running());
    assert_eq!(note(&app), "stopped");
}

#[test]
fn a_failed_run_says_why() {
    let mut app = app();
    press(&mut app, "⏎");
    let mut run = scenario::run("set tasks=4\nserial 40ms");
    begin(&mut app, ONLY, &run);
    run.description.outcome = Some(Outcome {
        failure: Some("worker 2 was killed".into()),
        ..Outcome::default()
    });
    end(&mut app, ONLY, &run);
    assert_eq!(fault(&app), "worker 2 was killed");
    let error = EngineError::Run("no answer".into());
    app.engine.events.push(Event::Finished(Err(error)));
    app.engine(START);
    assert!(fault(&app).contains("no answer"));
    assert_eq!(app.view(START).phase, None);
}

#[test]
fn samples_are_shown() {
    let mut app = app();
    app.take_changed();
    app.samples(&round(&[10, 90]));
    let latest = app.view(START).cores.cores().map(|core| core[0]);
    let usage = |percent| Some(Ratio::of(percent, 100));
    assert_eq!(latest.collect::<Vec<_>>(), [usage(10), usage(90)]);
}

/// Drawing costs CPU time, so there are fewer frames while no run goes on.
#[test]
fn samples_are_drawn_half_as_often_while_nothing_goes_on() {
    let drawn = |app: &mut App<Fake>| {
        let rounds = (0..4).map(|_| {
            app.samples(&round(&[10, 90]));
            app.take_changed()
        });
        rounds.filter(|&changed| changed).count()
    };
    let mut app = app();
    app.take_changed();
    assert_eq!(drawn(&mut app), 2);
    app.perform(Action::Run, START);
    app.take_changed();
    assert_eq!(drawn(&mut app), 4);
}

#[test]
fn what_only_the_terminal_can_do_is_asked_of_it() {
    let mut app = app();
    for (action, request) in [
        (Action::Redraw, AppRequest::Redraw),
        (Action::Suspend, AppRequest::Suspend),
        (Action::Quit, AppRequest::Quit),
    ] {
        assert_eq!(app.perform(action, START), Some(request));
    }
}
