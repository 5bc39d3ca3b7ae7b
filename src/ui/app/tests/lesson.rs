//! Lessons: read, guessed, run, found out, left and continued.

use crate::ui::app::tests::*;
use crate::{
    lesson::{GuessForm, LESSONS, Lesson, Prose, recorded},
    store::Progress,
    theme::{Glyphs, Theme},
    ui::{
        Layout,
        pane::lesson::{Attended, StepPhase},
        screen,
    },
};

const OWN: &str = r#"
title = "Mine"
about = "A test."
minutes = 5
needs = { cores = 4 }

[[step]]
title = "Words"
text = "Look here."

[[step]]
title = "A number"
text = "There are {tasks} tasks."
reveal = "It took {wall}."
highlight = "lane 1"
[[step.trial]]
workload = "count"
task-time = "10ms"
tasks = 4
workers = 2
[step.question]
text = "What speedup?"
number = "speedup"

[[step]]
title = "A choice"
text = "It was {last.wall}."
notes = "Smile."
show = "ledger"
[step.question]
text = "Was that fast?"
[[step.question.choice]]
text = "yes"
when = "last.speedup > 1.5"
reveal = "It was."
[[step.question.choice]]
text = "no"
"#;

fn own() -> &'static Lesson {
    let lesson = Lesson::read("mine.toml", OWN, recorded).unwrap_or_else(|error| panic!("{error}"));
    Box::leak(Box::new(lesson))
}

fn taught(lesson: &'static Lesson) -> App<Fake> {
    app().teaching(Some(lesson), Progress::default(), START)
}

fn step(app: &App<Fake>) -> &Attended {
    let open = app.panes.lesson.open.as_ref();
    open.expect("a lesson that is open")
}

fn phase(app: &App<Fake>) -> StepPhase {
    step(app).phase(app.is_running())
}

/// Lets what was begun be run to its end, trial by trial.
fn run_all(app: &mut App<Fake>) {
    run_all_with(app, |_| ());
}

/// Lets all trials be run to their end, each run altered by `change`.
fn run_all_with(app: &mut App<Fake>, change: impl Fn(&mut Run)) {
    while app.engine.running {
        let mut run = scenario::run(
            "set tasks=4 workers=2\ncores 2\nserial 40ms\nmain: create 0ms 1ms | blocked 1ms 25ms
            w1: start-up 0ms 2ms | task 0 2ms 12ms | task 2 12ms 22ms
            w2: start-up 0ms 2ms | task 1 2ms 12ms | task 3 12ms 22ms
            end 25ms",
        );
        change(&mut run);
        begin(app, ONLY, &run);
        app.runs.live.restore(run.lanes.clone());
        end(app, ONLY, &run);
        app.engine.running = false;
        app.engine.events.push(Event::Finished(Ok(true)));
        app.engine(START);
    }
}

/// The text of a screen of that size.
fn drawn(app: &App<Fake>, size: (u16, u16)) -> String {
    let (theme, glyphs) = (Theme::dark(), Glyphs::unicode());
    let buffer = screen::whole(size.into(), &app.view(START), &theme, glyphs);
    let rows = buffer.content.chunks(size.0.into());
    rows.map(|row| {
        row.iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect::<String>()
            + "\n"
    })
    .collect()
}

#[test]
fn nothing_is_run_or_told_before_everyone_has_guessed() {
    let mut app = taught(own());
    press(&mut app, "⏎");
    assert_eq!(phase(&app), StepPhase::Asking);
    assert!(app.view(START).expectation.prediction.is_none());
    press(&mut app, "⏎");
    assert!(note(&app).contains("type a number"));
    assert!(app.engine.started.is_empty());
    press(&mut app, "1.x7⌫8⏎");
    assert_eq!(app.engine.started.len(), 1);
    run_all(&mut app);
    let view = step(&app);
    assert_eq!((phase(&app), &*view.page().typed), (StepPhase::Done, "1.8"));
    let screen = drawn(&app, (80, 24));
    for told in ["your guess  1.8 ×", "measured    1.60×", "It took 25.0 ms."] {
        assert!(screen.contains(told), "{told}:\n{screen}");
    }
    assert!(
        app.view(START).scope.cursor.is_some(),
        "the lane is pointed at"
    );
}

#[test]
fn the_next_step_speaks_of_the_run_before_it_and_the_run_decides_who_was_right() {
    let mut app = taught(own());
    press(&mut app, "⏎2⏎");
    run_all(&mut app);
    press(&mut app, "⏎");
    assert!(drawn(&app, (80, 24)).contains("It was 25.0 ms."));
    press(&mut app, "9");
    assert_eq!(step(&app).page().chosen, None);
    press(&mut app, "2↑↓⏎");
    let view = step(&app);
    assert_eq!((view.page().chosen, view.right()), (Some(1), Some(0)));
    assert_eq!(app.arrangement.center, Pane::Ledger);
    assert!(drawn(&app, (120, 36)).contains("It was."));
    press(&mut app, "i");
    assert!(drawn(&app, (120, 36)).contains("Smile."));
    press(&mut app, "i⏎");
    assert!(note(&app).contains("Mine: done"));
    assert!(app.panes.lesson.open.is_none());
}

#[test]
fn going_back_shows_the_runs_of_that_step_again_and_repeating_asks_again() {
    let mut app = taught(own());
    press(&mut app, "⏎2⏎");
    run_all(&mut app);
    press(&mut app, "nn");
    assert!(app.panes.lesson.open.is_none());
    let mut app = taught(own());
    press(&mut app, "n2⏎");
    run_all(&mut app);
    press(&mut app, "npn");
    press(&mut app, "p");
    assert_eq!((step(&app).at, phase(&app)), (1, StepPhase::Done));
    assert!(app.view(START).run.is_some());
    press(&mut app, "r");
    assert_eq!(
        (phase(&app), &*step(&app).page().typed),
        (StepPhase::Asking, "")
    );
}

#[test]
fn a_lesson_that_is_left_or_done_leaves_the_form_as_it_was() {
    for leave in ["⎋", "nnn"] {
        let mut app = app();
        press(&mut app, "+++");
        let own = app.panes.form.experiment.clone();
        app = app.teaching(Some(super::lesson::own()), Progress::default(), START);
        press(&mut app, "n2⏎");
        run_all(&mut app);
        assert_ne!(app.panes.form.experiment, own);
        press(&mut app, leave);
        assert!(app.panes.lesson.open.is_none());
        assert_eq!(app.panes.form.experiment, own);
    }
}

#[test]
fn free_play_leaves_the_lesson_where_it_was() {
    let mut app = taught(own());
    press(&mut app, "n2⏎");
    run_all(&mut app);
    press(&mut app, "O");
    assert_eq!(app.arrangement.layout, Layout::Watch);
    press(&mut app, "+⏎");
    assert_eq!(app.engine.started.last().unwrap().worker_count(), 3);
    run_all(&mut app);
    press(&mut app, "O");
    let view = step(&app);
    assert_eq!((view.at, phase(&app)), (1, StepPhase::Done));
    assert_eq!(
        view.page().claims.len(),
        1,
        "free play is not what the step is about"
    );
}

#[test]
fn a_machine_that_cannot_show_it_says_so_and_simulates() {
    let mut app = taught(own());
    assert_eq!(step(&app).warning(), None, "words lack nothing");
    press(&mut app, "n");
    assert_eq!(
        step(&app).warning(),
        Some("this machine has 2 of 4 cores: v simulates")
    );
    press(&mut app, "v");
    assert_eq!(phase(&app), StepPhase::Asking, "everyone guesses first");
    press(&mut app, "2v");
    let view = step(&app);
    assert_eq!(phase(&app), StepPhase::Done);
    assert!(view.warning().unwrap().contains("simulated on 4 cores"));
    assert!(app.engine.started.is_empty());
    assert!(drawn(&app, (80, 24)).contains("simulated"));
}

#[test]
fn where_a_run_was_recorded_it_is_shown_instead_and_says_where_it_is_from() {
    let lesson = Lesson::find("two-tasks").unwrap();
    let mut app = taught(lesson);
    press(&mut app, "v⏎2v");
    let view = step(&app);
    assert_eq!((view.at, phase(&app)), (1, StepPhase::Done));
    let warning = view.warning().unwrap();
    assert!(warning.starts_with("recorded on 2 cores of "), "{warning}");
    assert!(warning.ends_with(", not measured here"), "{warning}");
    assert!(app.engine.started.is_empty());
    let run = app.view(START).run.unwrap();
    assert_eq!(run.experiment().worker_count(), 2);
    assert!(drawn(&app, (80, 24)).contains("recorded on 2 cores"));
}

#[test]
fn a_number_that_is_held_against_a_disturbed_serial_run_is_never_revealed() {
    let mut app = taught(Lesson::find("two-tasks").unwrap());
    press(&mut app, "n2⏎");
    run_all_with(&mut app, |run| {
        let baseline = run.description.baseline.as_mut().unwrap();
        baseline.conditions = Some(crate::log::Conditions {
            core_time: Nanos::from_millis(200),
            busy: Nanos::from_millis(180),
            ..crate::log::Conditions::default()
        });
    });
    let view = step(&app);
    assert_eq!((view.at, phase(&app)), (1, StepPhase::Done));
    let warning = view.warning().unwrap();
    assert!(warning.starts_with("T₁ was disturbed here"), "{warning}");
    assert!(warning.contains("recorded on 2 cores of "), "{warning}");
    let shown = app.view(START).run.unwrap();
    assert_eq!(crate::model::Disturbance::of(shown), None);
}

#[test]
fn a_recorded_run_is_of_the_trial_that_it_stands_in_for() {
    for lesson in LESSONS.iter() {
        for step in lesson.steps.iter().filter(|step| !step.recorded.is_empty()) {
            for (trial, file) in step.trials.iter().zip(&step.recorded) {
                let opened = crate::ui::Opened::of(crate::store::read(file).unwrap()).unwrap();
                let run = &opened.run;
                let cores = run.description.machine.usable_cores;
                // The size of a task is calibrated; all else is as it was asked for.
                let as_asked = |one: &Experiment| one.resolve(cores).unwrap().with_size(1);
                let (found, asked) = (as_asked(run.experiment()), as_asked(&trial.experiment));
                assert_eq!(found, asked, "{}: {}", lesson.name, step.title);
                assert!(run.outcome().is_some_and(|outcome| outcome.verified));
            }
        }
    }
}

#[test]
fn a_step_of_words_promises_no_run_and_one_of_a_run_foretells_none() {
    let mut app = taught(own());
    assert!(!drawn(&app, (120, 36)).contains("runs this experiment"));
    press(&mut app, "n");
    assert!(drawn(&app, (120, 36)).contains("runs this experiment: 4 tasks"));
    assert!(app.view(START).expectation.prediction.is_none());
    press(&mut app, "n");
    assert!(drawn(&app, (120, 36)).contains("1–2 choose"));
}

#[test]
fn a_recording_has_a_chapter_for_each_step() {
    let mut app = taught(own());
    assert_eq!(app.take_chapter(), Some("Words"));
    assert_eq!(app.take_chapter(), None);
    press(&mut app, "nn");
    assert_eq!(app.take_chapter(), Some("A choice"));
    press(&mut app, "p");
    assert_eq!(app.take_chapter(), Some("A number"));
}

#[test]
fn a_class_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lesson.toml");
    let begin = || app().teaching(Some(own()), Progress::at(file.clone()), START);
    press(&mut begin(), "nn");
    // The third step speaks of what is run in the second.
    assert_eq!(step(&begin()).at, 1);
    press(&mut begin(), "nnnn");
    assert_eq!(step(&begin()).at, 0, "who is done begins anew");
}

#[test]
fn the_list_leads_into_each_lesson_and_out_again() {
    let mut app = app();
    press(&mut app, "O↓⏎");
    assert_eq!(step(&app).lesson.name, LESSONS[1].name);
    press(&mut app, "⎋");
    assert!(drawn(&app, (80, 24)).contains(&LESSONS[1].title));
    press(&mut app, "⎋");
    assert_eq!(app.arrangement.layout, Layout::Watch);
}

/// The last words of a text.
fn end_of(prose: &Prose) -> String {
    let last = prose.0.last().cloned().map(|block| Prose(vec![block]));
    let plain = last.unwrap_or_default().plain(|_| "?".into());
    let words: Vec<_> = plain.split_whitespace().collect();
    let from = words.len().saturating_sub(2);
    words[from..].join(" ")
}

#[test]
fn every_word_of_every_lesson_is_on_the_screen_of_a_projector() {
    for lesson in LESSONS.iter() {
        let mut app = taught(lesson);
        for (number, at) in lesson.steps.iter().enumerate() {
            assert_eq!(step(&app).at, number, "{}", lesson.name);
            let shows = |app: &App<Fake>, text: &Prose| {
                let screen = drawn(app, (80, 24));
                // The lesson's own columns, with its lines joined.
                let lines = screen
                    .lines()
                    .map(|line| line.chars().take(39).collect::<String>());
                let joined = lines.collect::<Vec<_>>().join(" ");
                let words: Vec<_> = joined.split_whitespace().collect();
                let end = end_of(text);
                assert!(
                    end.contains('?') || words.join(" ").contains(&end),
                    "{}: {}: «{end}» is missing:\n{screen}",
                    lesson.name,
                    at.title
                );
            };
            shows(&app, &at.text);
            if let Some(question) = &at.question {
                shows(&app, &question.text);
                let guess = match &question.answer {
                    GuessForm::Choice(choices) => {
                        for choice in choices {
                            shows(&app, &choice.text);
                        }
                        "1"
                    }
                    GuessForm::Number(_) => "2",
                };
                press(&mut app, guess);
            }
            if phase(&app) != StepPhase::Done {
                press(&mut app, "⏎");
            }
            run_all(&mut app);
            assert_eq!(
                phase(&app),
                StepPhase::Done,
                "{}: {}",
                lesson.name,
                at.title
            );
            shows(&app, &at.reveal);
            press(&mut app, "⏎");
        }
        assert!(note(&app).contains("done"), "{}", lesson.name);
    }
}
