//! Whole screens in every layout, and every pane in every form.

use crate::ui::screen::tests::{story::STRAGGLER, *};
use strum::VariantArray;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 50)];

/// A run that has ended, with content for every pane.
fn scene(layout: Layout) -> Scene {
    let mut scene = Scene::of(STRAGGLER, "700ms");
    let point = |workers| crate::model::ScalingPoint {
        workers,
        speedup: Ratio::new(1.0 / (0.06 + 0.94 / f64::from(workers))),
        error: Some(Ratio::new(0.01)),
    };
    scene.laws = Law::all(&[point(1), point(2)], Ratio::new(2.0));
    scene.arrangement.layout = layout;
    scene.arrangement.center = layout.center();
    scene.arrangement.focus = layout.center();
    scene.panes.log.began = ORIGIN;
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
    scene.panes.log.entries.extend(entries);
    scene
}

/// Each layout shows the panes that it is for, with nothing cut off, and no word is lost on a
/// terminal without colours or Unicode. There is nothing to compare in this scene.
#[test]
fn every_layout_is_calm_and_whole_at_every_size() {
    let layouts: [(_, &[&str], &[&str]); 4] = [
        (
            Layout::Watch,
            &["Experiment", "Timeline", "Speedup", "Cores"],
            &["Lessons"],
        ),
        (Layout::Teach, &["Timeline", "Speedup"], &["Experiment"]),
        (
            Layout::Explore,
            &["Experiment", "Sweep", "Speedup"],
            &["Lessons"],
        ),
        (
            Layout::Lesson,
            &["Lessons", "Timeline", "Speedup"],
            &["Experiment"],
        ),
    ];
    for (layout, panes, others) in layouts {
        for size in SIZES {
            let looks = scene(layout).looks(size);
            is_said_in_every_look(&looks);
            for screen in &looks {
                is_whole(screen, size);
                let titles = titles(screen);
                let has = |pane: &&str| titles.iter().any(|title| title == pane);
                assert!(panes.iter().all(has), "{titles:?}: {screen}");
                assert!(!others.iter().any(has), "{titles:?}: {screen}");
            }
        }
    }
    let [dark, mono, ascii] = scene(Layout::Watch).looks((80, 24));
    insta::assert_snapshot!("layout_watch_80x24", dark);
    insta::assert_snapshot!("layout_watch_mono_80x24", mono);
    insta::assert_snapshot!("layout_watch_ascii_80x24", ascii);
}

/// A pane that takes the whole screen shows all of its text, also on the smallest.
#[test]
fn every_pane_has_a_form_for_the_whole_screen_and_for_less() {
    let panes: [(_, _, &[&str]); 4] = [
        (
            Pane::Findings,
            "Findings",
            &[
                "29 % of the lane time is tail: one task of 400 ms, 4 times the usual, was taken last.",
                "→ Hand out the long ones first.",
            ],
        ),
        (
            Pane::Laws,
            "Laws",
            &[
                "Amdahl: 6.0 % ± 2.9 % serial, at most 17×",
                "Gustafson: 11.3 % ± 5.2 % serial if the work grows with the workers",
                "7.21×",
                "1 worker 8",
            ],
        ),
        (
            Pane::Code,
            "Code",
            &["from multiprocessing import Pool, set_start_method"],
        ),
        (
            Pane::Log,
            "Log",
            &[
                "0:00.0 run 1 of 1: pool of 2 processes",
                "0:00.4 ✗ workers cannot be `0`",
                "0:00.7 run 1 of 1 ended after 700 ms",
            ],
        ),
    ];
    for (pane, title, sentences) in panes {
        for size in [(60, 15), (120, 36)] {
            let mut scene = scene(Layout::Watch);
            scene.arrangement.focus = pane;
            scene.arrangement.is_full = true;
            let screen = scene.text(size);
            is_whole(&screen, size);
            assert_eq!(titles(&screen), [title], "{screen}");
            shows(&said(&screen, title), sentences);
        }
    }
}

/// A curve has its name where it ends, and takes the place that there is.
#[test]
fn the_laws_are_drawn_as_curves_that_part() {
    for (size, high) in [((60, 15), 5), ((120, 36), 20)] {
        let mut scene = scene(Layout::Watch);
        (scene.arrangement.focus, scene.arrangement.is_full) = (Pane::Laws, true);
        let screen = scene.text(size);
        let rows = rows(&screen, "Laws");
        let is_curve = |row: &&String| row.contains(|char| ('⠁'..='⣿').contains(&char));
        let curves = rows.iter().filter(is_curve).count();
        assert!(curves >= high, "{curves} rows: {screen}");
        let end = |name: &str| rows.iter().position(|row| row.ends_with(name));
        let (gustafson, amdahl) = (end(" Gustafson"), end(" Amdahl"));
        assert!(gustafson.is_some() && gustafson < amdahl, "{screen}");
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
    scene.arrangement.closed = Pane::VARIANTS.to_vec();
    assert!(scene.text((80, 24)).contains("1 brings them back"));
}

#[test]
fn no_pane_is_brought_down_by_any_place() {
    let (theme, glyphs) = (Theme::dark(), Glyphs::unicode());
    let scene = scene(Layout::Watch);
    let view = scene.view();
    for &pane in Pane::VARIANTS {
        let look = pane::PaneContext {
            view: &view,
            theme: &theme,
            glyphs,
            pane: Some(pane),
        };
        for (width, height) in (0..8).flat_map(|w| (0..8).map(move |h| (w * w * 3, h * h))) {
            let area = Rect::new(3, 5, width, height);
            view.panes.draw(pane, &look, area, &mut Buffer::empty(area));
        }
        for (width, height) in [(1, 1), (1, 40), (90, 1)] {
            let area = Rect::new(0, 0, width, height);
            view.panes.draw(pane, &look, area, &mut Buffer::empty(area));
        }
    }
}

/// The keys that a newcomer finds without having read anything.
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
