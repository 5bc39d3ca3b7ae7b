//! Whole screens of a run that was really made, saved, and played again: what a teacher shows, at
//! every size and in every layout.

use super::*;
use crate::{
    base::Nanos,
    trace,
    ui::{Glyphs, Layout, Opened, Theme, screen::whole},
};
use ratatui::buffer::Cell;
use strum::VariantArray;

/// 22 tasks, one of them a straggler, on a pool of three processes on two cores.
const RUN: &[u8] = include_bytes!("pool.parscope");

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 50)];

/// The run in the middle of its being played.
fn played() -> (App<Fake>, Moment) {
    let opened = Opened::of(trace::read(RUN).unwrap()).unwrap();
    let machine = opened.run.description.machine.clone();
    let experiment = Experiment::clone(opened.run.experiment());
    let half = opened.run.elapsed(Moment::default()) / 2;
    let mut app = App::new(Fake::default(), machine, experiment, vec![opened]);
    app.follow(100, START);
    press(&mut app, "p");
    // In steps, as frames come: what is seen must not depend on them.
    for step in 1..=7 {
        app.follow(100, START + half * step / 7);
    }
    (app, START + half)
}

fn screen(app: &App<Fake>, now: Moment, size: (u16, u16), theme: &Theme, glyphs: Glyphs) -> String {
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
        for size in SIZES {
            let name: &str = layout.into();
            let looks = [
                ("dark", Theme::dark(), Glyphs::unicode()),
                ("mono", Theme::mono(), Glyphs::unicode()),
                ("ascii", Theme::mono(), Glyphs::ascii()),
            ];
            for (look, theme, glyphs) in looks {
                let name = format!("played_{name}_{look}_{}x{}", size.0, size.1);
                insta::assert_snapshot!(name, screen(&app, now, size, &theme, glyphs));
            }
        }
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
