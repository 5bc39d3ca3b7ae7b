//! Frames before a run: the invitation, and the prediction.

use super::*;

#[test]
fn the_first_screen_invites_to_run() {
    for size in SIZES {
        let screen = Scene::empty().text(size);
        is_whole(&screen, size);
        let invitation = [
            "Enter runs this experiment: 24 tasks of mandelbrot",
            "first serially, to measure T₁",
            "then on a pool of 2 workers",
        ];
        shows(&said(&screen, "Timeline"), &invitation);
        // Two workers would take half of the time, and that is how long they are drawn.
        let long = |end| {
            let row = screen.lines().find(|row| row.ends_with(end));
            let row = row.unwrap_or_else(|| panic!("no {end}: {screen}"));
            row.matches('▅').count()
        };
        let (serial, ideal) = (long("▅ T₁"), long("┃ ideal: T₁ / 2"));
        assert_eq!(ideal, serial / 2, "{screen}");
    }
    insta::assert_snapshot!("empty_80x24", Scene::empty().text((80, 24)));
}

/// The prediction for the default experiment on a machine with expensive starts and chunks.
fn expectation(experiment: &Experiment) -> Prediction {
    let mut costs = Costs::default();
    costs.fork.ready = Nanos::from_millis(20);
    costs.pipe.trip.give = Nanos::from_millis(3);
    costs.core_speed = Ratio::new(0.8);
    let experiment = experiment.resolve(2).expect("an experiment");
    Prediction::estimate(&experiment, &costs, 2, None).expect("tasks of a given time")
}

#[test]
fn before_a_run_its_expected_shape_is_there_and_said_to_be_simulated() {
    let mut scene = Scene::empty();
    scene.prediction = Some(expectation(&scene.experiment));
    for size in SIZES {
        let screen = scene.text(size);
        is_whole(&screen, size);
        let words = [
            "expected, simulated",
            "predicted 1.47× in 815 ms: simulated, estimate",
            "Enter runs this experiment",
        ];
        shows(&said(&screen, "Timeline"), &words);
        // Only expected spans are drawn, none that looks measured.
        let rows = rows(&screen, "Timeline");
        let lanes = rows.iter().filter(|row| row.contains('═')).count();
        assert!(lanes >= 6 && !screen.contains('█'), "{screen}");
    }
    insta::assert_snapshot!("ghost_120x36", scene.text((120, 36)));
}

#[test]
fn what_the_changed_form_should_take_is_drawn_under_the_run_and_said_to_be_simulated() {
    let mut scene = Scene::finished();
    let run = scene.run.as_ref().unwrap();
    let mut changed = run.experiment().clone();
    changed.edit(|e| e.chunksize = crate::plan::Chunksize::Fixed(1));
    let (costs, serial) = (Costs::default(), run.baseline().unwrap());
    scene.next = Some(Prediction::of(&changed, serial, &costs, 2, None));
    let screen = scene.text((120, 36));
    assert!(screen.contains("as changed, simulated"), "{screen}");
    is_whole(&screen, (120, 36));
    // Under the bars of each lane, in a row of its own.
    let rows = rows(&screen, "Timeline");
    let drawn: Vec<_> = rows.iter().filter(|row| row.contains("══")).collect();
    assert_eq!(drawn.len(), 2, "{screen}");
    assert!(drawn.iter().all(|row| !row.contains('█')), "{screen}");
}

#[test]
fn a_run_grows_over_what_was_expected_of_it() {
    let mut scene = Scene::running();
    let run = scene.run.as_ref().unwrap();
    let costs = Costs::default();
    scene.prediction = Prediction::of_run(run, &costs);
    assert!(scene.prediction.is_some());
    let screen = scene.text((120, 36));
    is_whole(&screen, (120, 36));
    shows(&screen, &["═ expected, simulated", "simulated 2.00×"]);
    // Measured spans come first; the prediction begins beyond the present and is hidden more and
    // more.
    let rows = rows(&screen, "Timeline");
    let lanes: Vec<_> = rows.iter().filter(|row| row.contains("═══")).collect();
    assert_eq!(lanes.len(), 12, "{screen}");
    for lane in lanes {
        let (past, future) = lane.rsplit_once('▓').unwrap();
        assert!(!past.contains('═') && future.contains("═══"), "{lane}");
    }
}
