//! Whole screens of a run that was really made, saved, and played again, at every size and in every
//! layout.

use crate::ui::app::tests::*;
use crate::{
    base::Nanos,
    store,
    theme::{Glyphs, Theme},
    ui::{
        Layout, Opened,
        screen::{
            tests::sight::{is_said_in_every_look, is_whole, shows, titles},
            whole,
        },
    },
};
use ratatui::buffer::Cell;
use strum::VariantArray;

/// 22 tasks, one of them a straggler, on a pool of three processes on two cores.
const RUN: &[u8] = include_bytes!("pool.parscope");

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 50)];

/// The run in the middle of its being played.
fn played() -> (App<Fake>, Moment) {
    let opened = Opened::of(store::read(RUN).unwrap()).unwrap();
    let machine = opened.run.description.machine.clone();
    let experiment = Experiment::clone(opened.run.experiment());
    let half = opened.run.elapsed(Moment::default()) / 2;
    let mut app = App::new(Fake::default(), machine, experiment, vec![opened]);
    app.follow(100, START);
    press(&mut app, "p");
    // In steps, as frames come: the screen must not depend on them.
    for step in 1..=7 {
        app.follow(100, START + half * step / 7);
    }
    (app, START + half)
}

pub(super) fn screen(
    app: &App<Fake>,
    now: Moment,
    size: (u16, u16),
    theme: &Theme,
    glyphs: Glyphs,
) -> String {
    let buffer = whole(size.into(), &app.view(now), theme, glyphs);
    let rows = buffer.content.chunks(size.0.into());
    let rows = rows.map(|row| row.iter().map(Cell::symbol).collect::<String>());
    rows.map(|row| row.trim_end().to_owned() + "\n").collect()
}

#[test]
fn every_layout_shows_a_run_that_is_played_again_at_every_size() {
    for &layout in Layout::VARIANTS {
        let (mut app, now) = played();
        app.perform(Action::Layout(layout), now);
        let panes: &[&str] = match layout {
            Layout::Watch => &["Experiment", "Timeline", "Speedup", "Cores"],
            Layout::Teach => &["Timeline", "Speedup"],
            Layout::Compare => &["Experiment", "Compare", "History"],
            Layout::Explore => &["Experiment", "Sweep of chunksize", "Speedup"],
            Layout::Lesson => &["Lessons", "Timeline", "Speedup"],
            Layout::Program => &["Calls", "Timeline", "Speedup"],
        };
        let dark = |size| screen(&app, now, size, &Theme::dark(), Glyphs::unicode());
        for size in SIZES {
            let mono = |glyphs| screen(&app, now, size, &Theme::mono(), glyphs);
            let looks = [dark(size), mono(Glyphs::unicode()), mono(Glyphs::ascii())];
            is_said_in_every_look(&looks);
            for screen in &looks {
                is_whole(screen, size);
                let titles = titles(screen);
                let has = |pane: &&str| titles.iter().any(|title| title == pane);
                assert!(panes.iter().all(has), "{titles:?}: {screen}");
            }
            shows(&looks[0], &["pool of 3 processes", "▶ replay 1x"]);
        }
        let name: &str = layout.into();
        insta::assert_snapshot!(format!("played_{name}_dark_120x36"), dark((120, 36)));
    }
}

#[test]
fn two_plays_of_one_file_show_the_same_to_the_last_cell() {
    let play = || {
        let (mut app, now) = played();
        let mut frames = Vec::new();
        for step in 0..40 {
            let now = now + Nanos::from_millis(step * 7);
            app.follow(120, now);
            frames.push(screen(
                &app,
                now,
                (120, 36),
                &Theme::dark(),
                Glyphs::unicode(),
            ));
        }
        frames
    };
    let first = play();
    assert_eq!(first, play());
    assert!(first.first() != first.last(), "nothing was played");
}

#[test]
fn the_code_says_what_the_form_says_and_shows_what_the_last_change_changed() {
    for size in [(60, 15), (80, 24), (120, 36), (200, 55)] {
        let mut app = app();
        press(&mut app, "V");
        let theme = Theme::dark();
        let screen = |app: &App<Fake>| screen(app, START, size, &theme, Glyphs::unicode());
        assert!(
            screen(&app).contains("from multiprocessing import"),
            "{}",
            screen(&app)
        );
        press(&mut app, "]");
        assert!(screen(&app).contains("chunksize=4"), "{}", screen(&app));
        press(&mut app, "m");
        assert!(!screen(&app).contains("chunksize=4"), "{}", screen(&app));
    }
}
