//! Presets on the screen: the list, and one that is open.

use crate::ui::screen::tests::*;
use crate::{
    lesson::{Lesson, LessonStep, Trial},
    plan::StartMethod,
    session::Member,
    ui::{LiveRun, Trials, Windows, pane::presets::Picker, run_view::RunView},
};
use proptest::prelude::*;
use std::sync::LazyLock;

/// The presets of the list.
static PRESETS: LazyLock<Vec<Lesson>> = LazyLock::new(presets);

const TEXT: &str = "The same eight tasks on two processes that come to be in three ways. Fork \
    copies the parent, spawn starts the program afresh, and a fork server is started once and \
    then forks. Compare the length of the start-up spans.";

fn preset(name: &str, title: &str, labels: &[&str]) -> Lesson {
    let starts = [
        StartMethod::Fork,
        StartMethod::Spawn,
        StartMethod::Forkserver,
    ];
    let trials = labels.iter().zip(starts.into_iter().cycle());
    let trial = |(label, start): (&&str, _)| Trial {
        label: (*label).to_owned(),
        named: vec!["workload", "mode", "start"],
        experiment: Experiment {
            start,
            ..Experiment::default()
        },
    };
    let step = LessonStep {
        title: title.into(),
        trials: trials.map(trial).collect(),
        ..LessonStep::default()
    };
    Lesson::of_step(name, TEXT.into(), step)
}

fn start_methods() -> Lesson {
    let labels = ["fork", "spawn", "forkserver"];
    preset("start-methods", "Three ways to start a process", &labels)
}

/// A list of presets that is longer than a screen.
fn presets() -> Vec<Lesson> {
    let names = "two-tasks square queue child join-early join-late separate-memory shared-memory \
        pipe queue-result manager pool-4 pool-6 chunk-1 chunk-2 chunk-3 map-async apply \
        apply-async starmap imap imap-unordered range-count rows columns frame gil-cpu gil-io \
        too-many forkmanager blur external crash zombie orphan";
    let one = |name: &str| preset(name, &format!("What {name} shows, in a few words"), &[""]);
    let mut presets: Vec<_> = names.split_whitespace().map(one).collect();
    presets.insert(28, start_methods());
    presets
}

/// With results as they are in the midst of the last trial.
fn trials(preset: Lesson) -> Trials {
    let mut trials = Trials::of_preset(Box::leak(Box::new(preset)));
    let last = trials.count() - 1;
    let results = ["45ms", "62ms", "29ms"].into_iter().cycle().take(last);
    let result = |end| {
        let run = scenario::run(&format!("serial 80ms\nmain: create 0ms 1ms\nend {end}"));
        RunView::opened(run.into())
    };
    trials.fill(results.map(result).collect());
    trials
}

/// A screen with a preset open, or with the list over it.
fn shot(
    scene: &Scene,
    trials: Option<&Trials>,
    presets: Option<Picker>,
    size: (u16, u16),
    (theme, glyphs): (&Theme, Glyphs),
) -> Buffer {
    let windows = Windows {
        presets,
        ..Windows::default()
    };
    let scene = scene.view();
    let view = View {
        trials,
        live: LiveRun {
            member: trials.map(|trials| Member::Trial(trials.count() - 1)),
            taken: Some(Nanos::from_millis(29)),
            ..scene.live
        },
        windows: &windows,
        ..scene
    };
    let area = Rect::new(0, 0, size.0, size.1);
    let mut buffer = Buffer::empty(area);
    paint(area, &mut buffer, &view, theme, glyphs);
    buffer
}

fn opened(preset: Lesson, size: (u16, u16)) -> String {
    let colours = (&Theme::dark(), Glyphs::unicode());
    let scene = Scene::running();
    text(&shot(&scene, Some(&trials(preset)), None, size, colours))
}

/// The list with one of them selected, or with those that something is looked for in.
fn picker(at: usize, filter: &str) -> Picker {
    let mut picker = Picker::new(&PRESETS, PRESETS.get(at));
    if !filter.is_empty() {
        picker.look_for(filter);
    }
    picker
}

fn list(at: usize, size: (u16, u16)) -> String {
    let colours = (&Theme::dark(), Glyphs::unicode());
    let picker = picker(at, "");
    text(&shot(&Scene::empty(), None, Some(picker), size, colours))
}

#[test]
fn the_list_shows_presets_and_what_is_to_be_seen_in_one() {
    for size in SIZES {
        let screen = list(28, size);
        is_whole(&screen, size);
        let titles = titles(&screen);
        assert_eq!(titles, ["Presets", "Three ways to start a process"]);
        shows(
            &screen,
            &["▌start-methods    Three ways to start a process"],
        );
        let said = said(&screen, "Three ways to start a process");
        // All of the text, and the names of its experiments.
        let text = TEXT.split_whitespace().collect::<Vec<_>>().join(" ");
        shows(&said, &[&text, "fork", "spawn", "forkserver"]);
    }
    insta::assert_snapshot!("presets_80x24", list(28, (80, 24)));
}

#[test]
fn trials_stand_above_the_timeline_as_they_come() {
    for size in SIZES {
        let screen = opened(start_methods(), size);
        is_whole(&screen, size);
        let trial = |begin| {
            let row = screen.lines().find_map(|row| row.split_once(begin));
            row.unwrap_or_else(|| panic!("no {begin}: {screen}")).1
        };
        shows(trial(" ✓ fork "), &["45.0 ms   1.78×"]);
        shows(trial(" ✓ spawn "), &["62.0 ms   1.29×"]);
        shows(trial("▌● forkserver "), &["29.0 ms"]);
        // Bars are proportional to the times: the longest is of 62 ms.
        let long = |begin| trial(begin).matches('▅').count();
        let [fork, spawn] = [" ✓ fork ", " ✓ spawn "].map(long);
        assert!((fork * 62).abs_diff(spawn * 45) <= 62, "{screen}");
    }
    insta::assert_snapshot!("lesson_120x36", opened(start_methods(), (120, 36)));
}

#[test]
fn every_preset_can_be_scrolled_to_on_the_smallest_screen() {
    for (at, preset) in PRESETS.iter().enumerate() {
        let screen = list(at, (60, 15));
        let selected = format!("▌{}", preset.name);
        assert!(screen.contains(&selected), "{}\n{screen}", preset.name);
    }
}

#[test]
fn what_to_look_at_is_on_screen_where_there_is_room_and_one_key_away_where_not() {
    for size in [(120, 36), (200, 50)] {
        let screen = opened(start_methods(), size);
        assert!(screen.contains("start-up spans."), "{screen}");
    }
    let screen = opened(start_methods(), (80, 24));
    assert!(screen.contains("o text"), "{screen}");
    assert!(screen.contains("Three ways to start a process"), "{screen}");
}

#[test]
fn a_preset_leaves_the_timeline_its_lanes_on_the_smallest_screen() {
    let labels: Vec<_> = ["two", "cores", "4 × cores", "16 × cores"].repeat(3);
    let many = preset("too-many", "More workers than cores", &labels);
    let screen = opened(many, (60, 15));
    for words in ["More workers than", "main", "w1", "w2", "16 × cores"] {
        assert!(screen.contains(words), "no {words}:\n{screen}");
    }
}

#[test]
fn a_filter_that_nothing_fits_says_so() {
    let colours = (&Theme::mono(), Glyphs::ascii());
    let screen = text(&shot(
        &Scene::empty(),
        None,
        Some(picker(0, "zebra")),
        (80, 24),
        colours,
    ));
    assert!(screen.contains("zebra|") && screen.contains("none like it"));
    assert!(screen.contains("0 of 36") && screen.is_ascii(), "{screen}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_size_brings_a_preset_down(
        width in 0_u16..=220,
        height in 0_u16..=60,
        filter in prop::sample::select(vec!["", "a", "start", "zebra"]),
        at in 0_usize..36,
        count in 1_usize..=9,
        plain in any::<bool>(),
    ) {
        let labels = ["a label that is rather long", "two", "漢字"].repeat(3);
        let preset = preset("many", "A title that is a good deal longer than most", &labels[..count]);
        let colours = if plain {
            (&Theme::mono(), Glyphs::ascii())
        } else {
            (&Theme::dark(), Glyphs::unicode())
        };
        let scene = Scene::finished();
        let lists = shot(&scene, None, Some(picker(at, filter)), (width, height), colours);
        let trials = trials(preset);
        let opens = shot(&scene, Some(&trials), None, (width, height), colours);
        if plain {
            prop_assert!(text(&lists).is_ascii() && text(&opens).is_ascii());
        }
        // A pane can be handed any place, also one that is not on the screen.
        let view = View { trials: Some(&trials), ..scene.view() };
        let mut buffer = Buffer::empty(Rect::new(3, 2, width / 2, height / 2));
        paint(Rect::new(0, 0, width, height), &mut buffer, &view, colours.0, colours.1);
    }
}
