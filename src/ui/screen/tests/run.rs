//! Frames of a run, while it goes on and when it has ended.

use crate::ui::screen::tests::{
    story::{RUNNING, STRAGGLER},
    *,
};

#[test]
fn the_leading_sentence_is_there_at_every_size_and_never_cut_within_a_word() {
    let mut scene = Scene::of(STRAGGLER, "700ms");
    let point = |workers| crate::model::ScalingPoint {
        workers,
        speedup: Ratio::new(1.0 / (0.06 + 0.94 / f64::from(workers))),
        error: Some(Ratio::new(0.01)),
    };
    scene.laws = Law::all(&[point(1), point(2)], Ratio::new(2.0));
    let outcome = scene.run.as_mut().unwrap().description.outcome.as_mut();
    outcome.unwrap().conditions = Some(crate::log::Conditions {
        core_time: Nanos::from_millis(1400),
        busy: Nanos::from_millis(1300),
        ours: Nanos::from_millis(1000),
        ..Default::default()
    });
    for size in SIZES {
        let screen = scene.text(size);
        is_whole(&screen, size);
        let said = said(&screen, "Speedup");
        let sentence = "tail: one task of 400 ms, 4 times the usual, was taken last. Hand out the long \
            ones first.";
        shows(&said, &["29 % ", sentence]);
        shows(&screen, &["other load 21 %", "✓ verified"]);
        // Where there is room, the laws stand below.
        let law = said.contains("Amdahl: 6.0 % ± 2.9 % serial, at most 17×");
        assert_eq!(law, size.0 > 80, "{screen}");
    }
}

#[test]
fn a_run_that_goes_on_says_only_what_is_certain() {
    let crowd = RUNNING.replace("workers=2", "workers=4");
    let text = Scene::of(&crowd, "29ms").text((80, 24));
    assert!(text.contains("4 workers share 2 cores"), "{text}");
    assert!(!Scene::running().text((80, 24)).contains("lane time"));
}

#[test]
fn a_run_is_seen_while_it_goes_on() {
    for size in SIZES {
        let screen = Scene::running().text(size);
        is_whole(&screen, size);
        shows(
            &screen,
            &["● running", "done 7 · delivered 0", "so far", "Esc stop"],
        );
        // A lane is empty behind the present.
        let lane = rows(&screen, "Timeline");
        let lane = lane.iter().find(|row| row.contains('▓')).unwrap();
        let (_, future) = lane.rsplit_once('▓').unwrap();
        let ink = future.replace([' ', '┃', '┊'], "");
        assert!(ink.chars().count() <= 1, "{ink}: {screen}");
    }
    insta::assert_snapshot!("running_120x36", Scene::running().text((120, 36)));
}

#[test]
fn a_run_that_ended_shows_its_figures() {
    for (width, height) in SIZES {
        let screen = Scene::finished().text((width, height));
        is_whole(&screen, (width, height));
        insta::assert_snapshot!(format!("finished_{width}x{height}"), screen);
    }
}

#[test]
fn without_colour_and_unicode_everything_is_still_there() {
    for size in SIZES {
        let looks = Scene::finished().looks(size);
        is_said_in_every_look(&looks);
        is_whole(&looks[2], size);
    }
}

#[test]
fn sixty_four_workers_and_cores_are_folded() {
    insta::assert_snapshot!("crowd_80x24", Scene::crowd().text((80, 24)));
}

#[test]
fn threads_under_one_lock_wait_for_it_in_sight_and_are_said_to_be_simulated() {
    let screen = Scene::gil().text((120, 36));
    is_whole(&screen, (120, 36));
    // Each waits for it three times, and meanwhile has no bar.
    let rows = rows(&screen, "Timeline");
    for lane in ["t1 ", "t2 "] {
        let waits = row(&rows, lane)
            .split(|char| char != '╳')
            .filter(|wait| wait.len() > 6);
        assert_eq!(waits.count(), 3, "{screen}");
    }
    for (size, theme, glyphs) in [
        ((80, 24), Theme::dark(), Glyphs::unicode()),
        ((80, 24), Theme::mono(), Glyphs::ascii()),
        ((200, 50), Theme::dark(), Glyphs::unicode()),
    ] {
        let screen = text(&Scene::gil().draw(size, &theme, glyphs));
        assert!(screen.contains("simulated GIL"), "{screen}");
        // However narrow, the sentence is there to its end.
        assert!(screen.contains("simulated waiting"), "{screen}");
    }
}

#[test]
fn what_main_does_meanwhile_and_who_serves_it_is_seen() {
    insta::assert_snapshot!("async_120x36", Scene::asynchronous().text((120, 36)));
    let small = Scene::asynchronous().text((80, 24));
    is_whole(&small, (80, 24));
    let note = "≈ 4.00 ms added to each start; 2.00 ms added to each receive";
    shows(&said(&small, "Timeline"), &[note]);
    shows(
        &small,
        &["fork  ", "mgr  ", "▉+++▋", "?", "»", "+ added delay"],
    );
}

#[test]
fn what_is_done_is_told_from_what_is_delivered() {
    let screen = Scene::asynchronous().text((80, 24));
    assert!(screen.contains("done 3 · delivered 1"), "{screen}");
}

#[test]
fn a_restart_a_death_and_a_failure_are_marked() {
    insta::assert_snapshot!("crash_120x36", Scene::crash().text((120, 36)));
    let screen = Scene::crash().text((80, 24));
    for sign in ["✗", "↻", "failed", "killed", "restarted"] {
        assert!(screen.contains(sign), "{sign}: {screen}");
    }
}

#[test]
fn nothing_is_merged_or_dropped_silently() {
    let screen = Scene::dense().text((120, 36));
    assert!(
        screen.contains("120 tasks merged") && screen.contains("7 spans dropped"),
        "{screen}"
    );
}
