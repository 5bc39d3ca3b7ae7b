//! Frames of panes in the largest place: ledger, tree, results.

use super::*;
use crate::{
    log::{Ending, WorkerUsage},
    session::Phase,
};

#[test]
fn the_waterfall_says_what_the_speedup_was_lost_to_at_every_size() {
    let mut scene = Scene::finished();
    scene.arrangement.center = Pane::Ledger;
    if let Some(run) = &mut scene.run {
        run.description.core_speed = Some(crate::base::Ratio::new(0.9));
    }
    for (width, height) in SIZES {
        let screen = scene.text((width, height));
        is_whole(&screen, (width, height));
        let rows = rows(&screen, "Where the time went");
        // From the ideal down to what was measured, one loss after another.
        let losses = [
            ("ideal ", "2.00×"),
            ("inflation ", "+0.12×"),
            ("start-up ", "−0.11×"),
            ("transfer ", "−0.04×"),
            ("starved ", "−0.03×"),
            ("tail ", "−0.07×"),
            ("exit ", "−0.08×"),
            ("measured ", "1.78×"),
        ];
        for (name, speedup) in losses {
            shows(row(&rows, name), &[speedup]);
        }
        // Shares stand below one another.
        let share = |name| columns(row(&rows, name), '%');
        let shares = losses[1..].iter().map(|(name, _)| share(name));
        let shares: Vec<_> = shares.collect();
        assert_eq!(shares[0].len(), 1, "{screen}");
        assert!(shares.iter().all(|at| *at == shares[0]), "{screen}");
        // Both bars begin at zero, and the ceiling is between their ends.
        let [ideal, measured] = ["ideal ", "measured "].map(|name| columns(row(&rows, name), '█'));
        let ceiling = columns(&rows[1], '┊');
        assert_eq!(ideal.first(), measured.first(), "{screen}");
        assert!(measured.last() < ceiling.first(), "{screen}");
        assert!(ceiling.first() <= ideal.last(), "{screen}");
        shows(&screen, &["ceiling 1.80× ┊"]);
    }
    insta::assert_snapshot!("ledger_80x24", scene.text((80, 24)));
    for (width, height) in [(1, 1), (60, 15), (61, 16), (300, 100)] {
        scene.text((width, height));
    }
}

#[test]
fn the_tree_of_processes_is_shown_beside_the_timeline_or_in_its_place() {
    let mut scene = Scene::crash();
    // While the run goes on: after it there are no zombies and no orphans.
    scene.run.as_mut().unwrap().description.outcome = None;
    scene.phase = Some(Phase::Run { number: 1, of: 1 });
    let beside = titles(&scene.text((200, 50)));
    let is_there = |title| beside.iter().any(|found| found == title);
    assert!(is_there("Timeline") && is_there("Processes"), "{beside:?}");
    scene.arrangement.center = Pane::Processes;
    for (width, height) in SIZES {
        let screen = scene.text((width, height));
        is_whole(&screen, (width, height));
        let titles = titles(&screen);
        assert!(titles.iter().all(|title| title != "Timeline"), "{screen}");
        // The tree shows each parent: w1 hangs on the runner, the orphan does not.
        shows(
            &screen,
            &["1 alive · 1 zombie · 1 orphan", "└ w1 ", "  w2 "],
        );
        for words in [
            "zombie: ended, not yet waited for",
            "orphan: adopted by 1234",
        ] {
            assert!(screen.contains(words), "{screen}");
        }
    }
    insta::assert_snapshot!("tree_80x24", scene.text((80, 24)));
}

#[test]
fn the_tree_of_a_run_that_is_over_says_how_each_ended_and_calls_nobody_alive() {
    let mut scene = Scene::crash();
    scene.arrangement.center = Pane::Processes;
    let run = scene.run.as_mut().unwrap();
    let endings = [Ending::Exit(0), Ending::Signal(9)];
    let lanes = run.workers().map(|lane| (lane.info.lane, lane.info.pid));
    let workers = lanes.zip(endings).map(|((lane, pid), ending)| WorkerUsage {
        lane,
        pid: pid.unwrap(),
        ending: Some(ending),
        ..WorkerUsage::default()
    });
    let workers = workers.collect();
    run.description.outcome.as_mut().unwrap().workers = workers;
    let screen = scene.text((120, 36));
    is_whole(&screen, (120, 36));
    for words in ["exit status 0", "killed by signal 9", "2 exited · 1 killed"] {
        assert!(screen.contains(words), "{words}: {screen}");
    }
    for words in ["alive", "zombie:", "orphan:", "sleeping"] {
        assert!(!screen.contains(words), "{words}: {screen}");
    }
}

#[test]
fn memory_is_shown_as_each_side_saw_it() {
    let screen = Scene::memory().text((80, 24));
    insta::assert_snapshot!("memory_80x24", screen);
    assert!(screen.contains("the same address, separate memory"));
}

#[test]
fn a_failing_command_is_named_with_what_it_said_last() {
    let screen = Scene::commands().text((80, 24));
    is_whole(&screen, (80, 24));
    shows(&screen, &["b.txt  exit 2  warning", "no T₁, so no speedup"]);
    // Commands that failed are not called verified.
    assert!(screen.contains("2 commands failed") && screen.contains("2 of 3 failed"));
    assert!(
        !screen.contains("verified") && !screen.contains("right"),
        "{screen}"
    );
    assert!(
        screen.contains("c.txt  exit 1  gzip: c.txt: No such"),
        "{screen}"
    );
}

#[test]
fn a_short_list_of_results_is_shown_and_a_long_one_is_not() {
    let mut scene = Scene::finished();
    let outcome = scene.run.as_mut().unwrap().description.outcome.as_mut();
    outcome.unwrap().results = (1..=14).map(|n: u64| (n * n).into()).collect();
    let screen = scene.text((120, 36));
    assert!(
        screen.contains("[1, 4, 9, 16") && screen.contains("169, 196]"),
        "{screen}"
    );
    let outcome = scene.run.as_mut().unwrap().description.outcome.as_mut();
    outcome.unwrap().results = (1..=31).map(|n: u64| n.into()).collect();
    assert!(!scene.text((120, 36)).contains("Results"));
}

#[test]
fn of_commands_no_serial_run_and_no_right_answer_is_claimed_anywhere() {
    let claims = |screen: &str| {
        let claims = [
            "T₁ comes",
            "to measure T₁",
            "ideal",
            "verified",
            "right",
            "efficiency",
        ];
        claims.into_iter().find(|claim| screen.contains(claim))
    };
    let run = "set workload=command command=gzip inputs=a tasks=24 mode=pool workers=2 chunksize=1
        main: create 0ms 1ms | blocked 1ms 24ms
        w1: start-up 0ms 1ms | task 0 1ms 10ms";
    let mut before = Scene::of(run, "9ms");
    (before.run, before.phase) = (None, None);
    let mut live = Scene::of(run, "9ms");
    let mut over = Scene::of(&format!("{run}\nend 24ms"), "90ms");
    for center in [Pane::Lecture, Pane::Timeline] {
        for (name, scene) in [
            ("before", &mut before),
            ("live", &mut live),
            ("over", &mut over),
        ] {
            scene.arrangement.center = center;
            for size in [(80, 24), (120, 36), (200, 50)] {
                let screen = scene.text(size);
                assert_eq!(claims(&screen), None, "{name} {center:?}:\n{screen}");
            }
        }
    }
    let screen = over.text((120, 36));
    assert!(screen.contains("24 × exit 0"), "{screen}");
}
