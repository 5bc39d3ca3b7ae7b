//! More lanes than there is room for, more spans than there are cells, and tasks without a core.

use crate::ui::screen::tests::{
    story::{FINISHED, RUNNING},
    *,
};
use crate::{
    base::LaneId,
    theme::{Fill, Tone},
    ui::{Cursor, LaneOrder, Lanes},
};

/// The timeline without the panes around it.
fn timeline(scene: &Scene, size: (u16, u16)) -> String {
    let text = scene.text(size);
    let lines = text.lines().skip_while(|line| !line.contains("Timeline"));
    let lines: Vec<_> = lines.take_while(|line| !line.contains("Speedup")).collect();
    let heading = lines.first().and_then(|line| line.split_once("Timeline"));
    let left = heading.map_or(0, |(left, _)| left.chars().count());
    let right = lines.iter().map(|line| line.chars().skip(left).collect());
    right.collect::<Vec<String>>().join("\n")
}

#[test]
fn a_thousand_lanes_scroll_and_main_stays() {
    let mut scene = Scene::crowd();
    let first = scene.text((120, 36));
    scene.panes.timeline.lanes.first = 30;
    let later = scene.text((120, 36));
    for text in [&first, &later] {
        assert!(text.contains("main"));
    }
    assert!(first.contains("w1 ") && !first.contains("w31 "));
    assert!(later.contains("w31 ") && !later.contains("w1 "));
    assert!(later.contains("+30 above, +"), "{later}");
    // However far one goes, the last lanes are on the screen.
    scene.panes.timeline.lanes.first = usize::MAX;
    let last = scene.text((120, 36));
    assert!(last.contains("w64 ") && last.contains(" above"), "{last}");
}

#[test]
fn a_kind_that_a_log_has_of_its_own_has_its_name_and_the_look_of_its_class() {
    let text = "set workload=primes tasks=2 mode=pool workers=1 chunksize=1
        w1: start-up 0ms 4ms | kind128 4ms 20ms | task 0 20ms 30ms | kind47 30ms 34ms | kind160 34ms 50ms
        end 50ms";
    let mut scene = Scene::of(text, "50ms");
    scene.arrangement.focus = Pane::Timeline;
    scene.scope.inspects = true;
    let run = scene.run.as_mut().unwrap();
    run.description.kinds = serde_json::from_str(r#"{"128":"pickle","160":"gc"}"#).unwrap();
    for (moment, said) in [
        ("6ms", "w1  pickle"),
        ("32ms", "w1  kind 47"),
        ("40ms", "w1  gc"),
    ] {
        scene.scope.cursor = Some(Cursor {
            lane: LaneId::new(0),
            at: at(moment),
        });
        let text = scene.text((120, 36));
        shows(&text, &[said, "transfer, pickle", "serve, gc", "other"]);
    }
    // On their bars, too.
    let lane = timeline(&scene, (120, 36));
    assert!(
        lane.contains("› pickle ›") || lane.contains("pickle›"),
        "{lane}"
    );
    // A theme that is older than such kinds has a look for them.
    let dark = include_str!("../../../../assets/theme/dark.toml");
    let older: Vec<_> = dark
        .lines()
        .filter(|line| !line.starts_with("other"))
        .collect();
    let older = Theme::read(&older.join("\n"), "mine", "mine.toml").unwrap();
    let look = |tone| older.look(tone, Glyphs::unicode()).mark;
    assert_eq!(look(Tone::Other), look(Tone::Blocked));
}

#[test]
fn lanes_without_a_row_are_folded_into_one_shape() {
    let mut scene = Scene::crowd();
    scene.panes.timeline.lanes.folded = true;
    insta::assert_snapshot!("folded_120x36", timeline(&scene, (120, 36)));
    let small = timeline(&scene, (80, 24));
    shows(&small, &["main", "w9 ", "all 64", "▇"]);
    assert!(
        !small.contains("w10 ") && !small.contains("lanes"),
        "{small}"
    );
    // Where there is room for all, there is nothing to fold.
    let mut few = Scene::finished();
    let before = few.text((120, 36));
    few.panes.timeline.lanes.folded = true;
    assert_eq!(few.text((120, 36)), before);
}

#[test]
fn the_time_that_a_task_had_no_core_is_a_strip_along_all_of_its_bar() {
    let scene = Scene::of(OFF_CORE, "50ms");
    insta::assert_snapshot!("off_core_80x24", timeline(&scene, (80, 24)));
    let large = timeline(&scene, (200, 50));
    assert!(large.contains("╲╲"), "{large}");
    // A lane of one row shows it, too, in all kinds of colours and without any: task, strip and
    // idle time are three things there.
    let themes = [Theme::dark(), Theme::mono()];
    for (theme, glyphs) in themes
        .iter()
        .flat_map(|theme| [Glyphs::unicode(), Glyphs::ascii()].map(|glyphs| (theme, glyphs)))
    {
        let crowded = Scene::of(&crowded_off_core(), "50ms").draw((80, 24), theme, glyphs);
        let cells: Vec<_> = crowded.content.iter().collect();
        let [task, strip] = [Tone::TaskA, Tone::Preempted].map(|tone| theme.look(tone, glyphs));
        let shows = |look: &crate::theme::Look| match look.fill {
            Fill::Color(color) if glyphs.fine => {
                let shown = cells
                    .iter()
                    .filter(|cell| cell.fg == color || cell.bg == color);
                shown.count()
            }
            _ => cells
                .iter()
                .filter(|cell| cell.symbol() == look.glyph)
                .count(),
        };
        assert!(shows(&task) >= 8, "{:?} {}", theme.name, glyphs.fine);
        assert!(shows(&strip) >= 8, "{:?} {}", theme.name, glyphs.fine);
    }
}

#[test]
fn a_lane_of_ten_thousand_tasks_shows_how_full_it_was() {
    let mut scene = Scene::dense();
    // The first half was full for half of the time: the columns are half as high.
    let screen = timeline(&scene, (120, 36));
    let full = |x: usize| {
        let rows = screen.lines().skip(4).take(6);
        rows.filter(|row| row.chars().nth(x) == Some('█')).count()
    };
    let [early, late] = [18, 40].map(full);
    assert_eq!([early, late], [3, 6], "{screen}");
    shows(&screen, &["10001 of 20000 tasks", "✗ killed"]);
    scene.panes.timeline.lanes.order = LaneOrder::End;
    assert!(scene.text((120, 36)).contains("t1"));
}

#[test]
fn no_lanes_are_too_many_or_too_few_for_any_screen() {
    let runs = [RUNNING, FINISHED, OFF_CORE];
    let scenes = runs.map(|text| Scene::of(text, "50ms"));
    for mut scene in scenes
        .into_iter()
        .chain(vec![Scene::crowd(), Scene::dense()])
    {
        for first in [0, 3, 64, usize::MAX] {
            for folded in [false, true] {
                scene.panes.timeline.lanes = Lanes {
                    first,
                    folded,
                    ..Lanes::default()
                };
                for size in [(60, 15), (61, 17), (80, 24), (200, 50)] {
                    scene.text(size);
                }
            }
        }
    }
}

/// Two hundred tasks on each of nine lanes, more than there are cells and rows for, that had half a
/// core each and waited in between.
fn crowded_off_core() -> String {
    let lane = |lane: u32| {
        let task = |task: u32| {
            let (from, to) = (task * 200, task * 200 + 160);
            format!("task%50 {} {from}us {to}us", lane * 200 + task)
        };
        let tasks: Vec<_> = (0..200).map(task).collect();
        format!("w{}: {}", lane + 1, tasks.join(" | "))
    };
    let lanes: Vec<_> = (0..9).map(lane).collect();
    format!(
        "set mode=pool workers=9 tasks=1800 chunksize=1\nserial 60ms\nmain: blocked 0ms 49ms\n{}\nend 50ms",
        lanes.join("\n")
    )
}

const OFF_CORE: &str = "
    set mode=pool workers=3 tasks=6 chunksize=1
    serial 60ms
    main: create 0ms 1ms | blocked 1ms 49ms
    w1: start-up 0ms 2ms | task%60 0 2ms 22ms | task%97 1 22ms 40ms | exit 40ms 41ms
    w2: start-up 0ms 2ms | task%50 2 2ms 30ms | task%80 3 30ms 48ms | exit 48ms 49ms
    w3: start-up 0ms 2ms | task%99 4 2ms 15ms | wait 15ms 16ms | task%30 5 16ms 44ms | exit 44ms 45ms
    end 50ms";

#[test]
fn the_ideal_is_seen_on_every_lane_whatever_edge_or_number_lies_there() {
    let (theme, glyphs) = (Theme::dark(), Glyphs::unicode());
    for edge in 172..=208 {
        // A hair between tasks of a chunk on one lane, an edge between chunks on the other.
        let text = format!(
            "set workload=primes tasks=4 mode=pool workers=2 chunksize=2
            serial 40ms
            main: blocked 0ms 40ms
            w1: task 0/0 0us {edge}00us | task 1/0 {edge}00us 40ms
            w2: task 2/1 0us {edge}00us | task 3/2 {edge}00us 40ms
            end 40ms"
        );
        for size in [(80, 24), (120, 36)] {
            let buffer = Scene::of(&text, "40ms").draw(size, &theme, glyphs);
            let at = |x, y| &buffer[(x, y)];
            let places = || (0..size.1).flat_map(|y| (0..size.0).map(move |x| (x, y)));
            let named = |(x, y): &(u16, u16)| at(*x, *y).symbol() == glyphs.ideal;
            let (x, top) = places().find(named).expect("an ideal");
            let axis = places().find(|&(x, y)| at(x, y).symbol() == "└");
            let (_, axis) = axis.expect("an axis");
            let hidden = (top..axis).filter(|&y| {
                let cell = at(x, y);
                let inked = [cell.fg, cell.bg].map(Some).contains(&theme.ideal.fg);
                cell.symbol() != glyphs.ideal && !inked
            });
            assert!(hidden.count() <= 2, "at {edge}: more than both numbers");
        }
    }
}
