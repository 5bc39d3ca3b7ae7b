//! Frames of what is to come: the invitation, and what a run is expected to take.

use super::*;

#[test]
fn the_first_screen_invites_to_run() {
    for (width, height) in SIZES {
        let name = format!("empty_{width}x{height}");
        insta::assert_snapshot!(name, Scene::empty().text((width, height)));
    }
}

/// What the default experiment is expected to take on a machine whose starts and chunks are dear.
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
    for (width, height) in [(80, 24), (120, 36), (200, 50)] {
        let screen = scene.text((width, height));
        assert!(screen.contains("simulated"), "{screen}");
        insta::assert_snapshot!(format!("ghost_{width}x{height}"), screen);
    }
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
    insta::assert_snapshot!("ghost_next_120x36", screen);
}

#[test]
fn a_run_grows_over_what_was_expected_of_it() {
    let mut scene = Scene::running();
    let run = scene.run.as_ref().unwrap();
    let costs = Costs::default();
    scene.prediction = Prediction::of_run(run, &costs);
    assert!(scene.prediction.is_some());
    insta::assert_snapshot!("ghost_running_120x36", scene.text((120, 36)));
}
