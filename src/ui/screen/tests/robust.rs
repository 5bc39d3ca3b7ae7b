//! Screens of any content and size: no panic, and no frame without a change.

use crate::ui::screen::tests::{scene::history, *};
use proptest::prelude::*;
use strum::VariantArray;

#[test]
fn a_terminal_that_is_too_small_is_told_what_is_needed() {
    let screen = Scene::finished().text((40, 10));
    assert_eq!(screen.trim(), "parscope needs 60×15, this is 40×10");
}

/// The observer effect is counted in bytes: a frame writes only its changes.
#[test]
fn a_frame_of_a_running_run_adds_a_few_cells() {
    let mut scene = Scene::running();
    let one = scene.draw((200, 50), &Theme::dark(), Glyphs::unicode());
    scene.now = scene.now + Nanos::from_micros(100);
    let two = scene.draw((200, 50), &Theme::dark(), Glyphs::unicode());
    let changed = one.diff(&two).len();
    assert!((1..60).contains(&changed), "{changed} cells changed");
}

fn scenes() -> Vec<Scene> {
    let mut typing = Scene::running();
    typing.panes.form.typed = Some("a value that is much longer than its row".into());
    typing.run = None;
    let mut help = Scene::finished();
    help.windows.help.is_open = true;
    let mut tree = Scene::crash();
    tree.arrangement.center = Pane::Processes;
    let mut serial = Scene::of(
        "set mode=serial tasks=4\nserial 40ms\nmain: now task 1 3ms",
        "9ms",
    );
    serial.phase = Some(Phase::Baseline);
    let mut many = Scene::crowd();
    many.cores = history(300);
    vec![
        Scene::empty(),
        Scene::running(),
        Scene::finished(),
        Scene::crowd(),
        Scene::dense(),
        Scene::gil(),
        Scene::asynchronous(),
        tree,
        Scene::memory(),
        Scene::commands(),
        typing,
        help,
        serial,
        many,
        Scene::of("set tasks=1", "0ms"),
        Scene::of("main: now blocked 5ms\nw1: start-up 9ms 2ms", "3ms"),
    ]
    .into_iter()
    .chain(scope::scenes())
    .collect()
}

#[test]
fn in_ascii_no_byte_is_above_127() {
    for scene in scenes() {
        for size in [(40, 10), (80, 24), (200, 50)] {
            let screen = text(&scene.draw(size, &Theme::dark(), Glyphs::ascii()));
            assert!(screen.is_ascii(), "{screen}");
        }
    }
}

#[test]
fn no_pane_is_brought_down_by_a_place_that_is_too_small() {
    let (theme, glyphs) = (Theme::dark(), Glyphs::unicode());
    for scene in scenes() {
        let view = scene.view();
        let look = pane::PaneContext {
            view: &view,
            theme: &theme,
            glyphs,
            pane: None,
        };
        for (width, height) in (0..6).flat_map(|w| (0..6).map(move |h| (w * 7, h))) {
            let area = Rect::new(0, 0, width, height);
            for &pane in Pane::VARIANTS {
                view.panes.draw(pane, &look, area, &mut Buffer::empty(area));
            }
            pane::results::draw(&look, area, &mut Buffer::empty(area));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_size_brings_the_screen_down(
        width in 0_u16..=300,
        height in 0_u16..=100,
        scene in 0..20_usize,
        selected in 0..TABLE.len(),
        plain in any::<bool>(),
    ) {
        let mut scene = scenes().swap_remove(scene);
        scene.panes.form.selected = selected;
        let (theme, glyphs) = if plain {
            (Theme::mono(), Glyphs::ascii())
        } else {
            (Theme::dark(), Glyphs::unicode())
        };
        scene.draw((width, height), &theme, glyphs);
        // A pane can be handed any place, also one that is not on the screen.
        let mut buffer = Buffer::empty(Rect::new(3, 2, width / 2, height / 2));
        let area = Rect::new(0, 0, width, height);
        paint(area, &mut buffer, &scene.view(), &theme, glyphs);
    }
}
