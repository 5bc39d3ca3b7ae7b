//! Whole screens in every layout, and every pane in every form.

use super::{story::STRAGGLER, *};
use strum::VariantArray;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 50)];

/// A run that has ended, with something to be said in every pane.
fn scene(layout: Layout) -> Scene {
    let mut scene = Scene::of(STRAGGLER, "700ms");
    let point = |workers| crate::model::Point {
        workers,
        speedup: Ratio::new(1.0 / (0.06 + 0.94 / f64::from(workers))),
        error: Some(Ratio::new(0.01)),
    };
    scene.laws = Law::all(&[point(1), point(2)], Ratio::new(2.0));
    scene.layout = layout;
    scene.center = layout.center();
    scene.focus = layout.center();
    scene.diary.began = ORIGIN;
    let entries = [
        (
            "0ms",
            Message::Note("run 1 of 1: pool of 2 processes".into()),
        ),
        ("400ms", Message::Fault("workers cannot be `0`".into())),
        (
            "700ms",
            Message::Note("run 1 of 1 ended after 700 ms".into()),
        ),
    ];
    let entries = entries.map(|(moment, message)| (at(moment), message));
    scene.diary.entries.extend(entries);
    scene
}

#[test]
fn every_layout_is_calm_and_whole_at_every_size() {
    for &layout in Layout::VARIANTS {
        for (width, height) in SIZES {
            let scene = scene(layout);
            let name: &str = layout.into();
            let dark = scene.text((width, height));
            insta::assert_snapshot!(format!("layout_{name}_{width}x{height}"), dark);
            let mono = text(&scene.draw((width, height), &Theme::mono(), Glyphs::unicode()));
            insta::assert_snapshot!(format!("layout_{name}_mono_{width}x{height}"), mono);
            let plain = text(&scene.draw((width, height), &Theme::mono(), Glyphs::ascii()));
            assert!(plain.is_ascii());
            insta::assert_snapshot!(format!("layout_{name}_ascii_{width}x{height}"), plain);
        }
    }
}

#[test]
fn every_pane_has_a_form_for_the_whole_screen_and_for_less() {
    for pane in [Pane::Findings, Pane::Laws, Pane::Log] {
        for (width, height) in [(60, 15), (120, 36)] {
            let mut scene = scene(Layout::Watch);
            scene.focus = pane;
            scene.full = Some(pane);
            let name: &str = pane.into();
            let screen = scene.text((width, height));
            insta::assert_snapshot!(format!("pane_{name}_{width}x{height}"), screen);
        }
    }
}

#[test]
fn the_focused_pane_is_told_without_colours_and_without_unicode() {
    for glyphs in [Glyphs::unicode(), Glyphs::ascii()] {
        let screen = text(&scene(Layout::Watch).draw((80, 24), &Theme::mono(), glyphs));
        let line = glyphs.focus.repeat(3);
        assert!(screen.contains(&format!("Timeline {line}")), "{screen}");
        assert!(!screen.contains(&format!("Experiment {line}")), "{screen}");
    }
}

#[test]
fn the_last_pane_that_is_closed_says_how_to_have_them_back() {
    let mut scene = scene(Layout::Watch);
    scene.closed = Pane::VARIANTS.to_vec();
    assert!(scene.text((80, 24)).contains("1 brings them back"));
}

#[test]
fn no_pane_is_brought_down_by_any_place() {
    let (theme, glyphs) = (Theme::dark(), Glyphs::unicode());
    let scene = scene(Layout::Watch);
    let view = scene.view();
    for &pane in Pane::VARIANTS {
        let look = pane::Look {
            view: &view,
            theme: &theme,
            glyphs,
            pane: Some(pane),
        };
        for (width, height) in (0..8).flat_map(|w| (0..8).map(move |h| (w * w * 3, h * h))) {
            let area = Rect::new(3, 5, width, height);
            drawing(pane)(&look, area, &mut Buffer::empty(area));
        }
        for (width, height) in [(1, 1), (1, 40), (90, 1)] {
            let area = Rect::new(0, 0, width, height);
            drawing(pane)(&look, area, &mut Buffer::empty(area));
        }
    }
}

/// What a newcomer is to find without having read anything.
#[test]
fn the_first_screen_leads_to_what_a_newcomer_wants() {
    let screen = Scene::empty().text((80, 24));
    for hint in [
        "Enter run",
        "m mode",
        "+- worker",
        "][ chunk",
        "o preset",
        "a auto",
        ": do",
        "? keys",
        "q quit",
    ] {
        assert!(screen.contains(hint), "{hint}: {screen}");
    }
    let wide = Scene::empty().text((120, 36));
    assert!(wide.contains("3 compare"), "{wide}");
}
