//! The timeline's state on the screen: zoomed, with its cursor, in the past, by cores.

use crate::ui::screen::tests::*;
use crate::{
    base::LaneId,
    model::Window,
    ui::{Cursor, Paused},
};
use ratatui::buffer::Cell;

/// A part of a run, with the cursor on a task in it.
fn zoomed() -> Scene {
    let mut scene = Scene::finished();
    scene.arrangement.focus = Pane::Timeline;
    scene.scope.window = Some(Window {
        start: Nanos::from_millis(15),
        length: Nanos::from_millis(12),
    });
    scene.scope.inspects = true;
    scene.scope.cursor = Some(Cursor {
        lane: LaneId::new(1),
        at: at("18ms"),
    });
    scene
}

/// A run that is shown as it was.
fn paused() -> Scene {
    let mut scene = Scene::running();
    scene.run = scene.run.map(|run| run.until(at("14ms")));
    scene.now = at("14ms");
    scene.scope.paused = Some(Paused {
        at: Nanos::from_millis(14),
        all: Nanos::from_millis(29),
        live: true,
        speed: None,
    });
    scene.scope.inspects = true;
    scene.scope.cursor = Some(Cursor {
        lane: LaneId::new(2),
        at: at("14ms"),
    });
    scene
}

pub(super) fn scenes() -> Vec<Scene> {
    let mut tiny = zoomed();
    tiny.scope.window = Some(Window {
        start: Nanos::new(u64::MAX / 2),
        length: Nanos::new(1),
    });
    vec![zoomed(), paused(), tiny, by_core()]
}

#[test]
fn a_zoomed_timeline_says_what_it_shows_and_what_the_cursor_is_on() {
    for size in SIZES {
        let looks = zoomed().looks(size);
        is_said_in_every_look(&looks);
        let [screen, ..] = &looks;
        is_whole(screen, size);
        let words = [
            "15.0 to 27.0 ms of 45.0 ms",
            "w1  task 5 of chunk 2",
            "took 6.00 ms",
            "core 0",
        ];
        shows(screen, &words);
        // The cursor stands on the axis where it stands on the lane.
        let of_lane = columns(screen, '╏');
        assert!(!of_lane.is_empty(), "{screen}");
        let on_axis = columns(screen, '▴');
        assert!(
            on_axis.len() == 1 && of_lane.iter().all(|x| *x == on_axis[0]),
            "{screen}"
        );
    }
    insta::assert_snapshot!("zoomed_120x36", zoomed().text((120, 36)));
}

#[test]
fn a_paused_run_is_drawn_as_it_was_and_says_where_the_present_is() {
    for size in SIZES {
        let screen = paused().text(size);
        is_whole(&screen, size);
        let words = [
            "‖ paused",
            "w2  task 3 of chunk 1",
            "so far 5.00 ms",
            "Space back to live",
        ];
        shows(&screen, &words);
        // Spans of the future are not drawn.
        let rows = rows(&screen, "Timeline");
        let axis = rows.iter().position(|row| row.contains('▴')).unwrap();
        let now = columns(&rows[axis], '▴')[0];
        let future = rows[2..axis]
            .iter()
            .flat_map(|row| row.chars().skip(now + 1));
        let ink: String = future.filter(|cell| !" ┃┊".contains(*cell)).collect();
        assert_eq!(ink, "", "{screen}");
    }
    insta::assert_snapshot!("paused_80x24", paused().text((80, 24)));
    assert!(
        paused()
            .text((120, 36))
            .contains("paused at 14.0 ms · live is 29.0 ms")
    );
}

/// The finished run by core: its workers change places halfway.
fn by_core() -> Scene {
    let mut scene = Scene::finished();
    let run = scene.run.as_mut().unwrap();
    for lane in &mut run.lanes {
        let number = lane.info.number;
        for (index, span) in lane.spans.iter_mut().enumerate() {
            let core = (number + u32::from(index > 8) + 1) % 2;
            span.core = CoreId::new(u16::try_from(core).unwrap());
        }
    }
    scene.scope.arrangement = crate::ui::Arrangement::Cores;
    scene
}

#[test]
fn rows_can_be_cores_and_then_it_is_seen_who_moved() {
    for size in SIZES {
        let screen = by_core().text(size);
        is_whole(&screen, size);
        shows(&screen, &["by core · 16 tasks", "■□ workers 1 and 2"]);
        // Each core has first one of them, then the other.
        let rows = rows(&screen, "Timeline");
        for (core, first, second) in [("c0 ", '■', '□'), ("c1 ", '□', '■')] {
            let row = row(&rows, core);
            let (from, to) = (row.rfind(first), row.find(second));
            assert!(from.is_some() && from < to, "{core}: {screen}");
        }
    }
    insta::assert_snapshot!("by_core_80x24", by_core().text((80, 24)));
}

#[test]
fn the_whole_name_of_the_lane_under_the_cursor_is_marked_and_nothing_else() {
    for (center, name) in [(Pane::Timeline, "w1"), (Pane::Lecture, "worker 1")] {
        let mut scene = zoomed();
        scene.arrangement.center = center;
        let theme = Theme::dark();
        let buffer = scene.draw((120, 36), &theme, Glyphs::unicode());
        let marked = buffer.content.iter();
        let marked = marked.filter(|cell| Some(cell.bg) == theme.selected.bg);
        let marked: String = marked.map(Cell::symbol).collect();
        assert_eq!(marked, name, "{center:?}");
    }
}

#[test]
fn what_is_pointed_at_is_what_is_drawn_there() {
    let mut scene = zoomed();
    scene.scope.window = None;
    scene.scope.cursor = None;
    let view = scene.view();
    let (theme, glyphs) = (Theme::dark(), Glyphs::unicode());
    let look = pane::PaneContext {
        view: &view,
        theme: &theme,
        glyphs,
        pane: Some(Pane::Timeline),
    };
    let area = Rect::new(5, 3, 100, 20);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 110, 30));
    view.panes.draw(Pane::Timeline, &look, area, &mut buffer);
    // The number of task 2 stands in the middle of its bar.
    let mut digits = buffer
        .area
        .positions()
        .filter(|&at| buffer[at].symbol() == "2");
    let found = digits.find_map(|at| {
        let cursor = pane::timeline::at(&look, area, at)?;
        (cursor.lane == LaneId::new(2)).then_some(cursor.at)
    });
    let moment = found.unwrap();
    assert!(at("3100us") < moment && moment < at("9ms"));
    let outside = ratatui::layout::Position::new(0, 0);
    assert_eq!(pane::timeline::at(&look, area, outside), None);
}
