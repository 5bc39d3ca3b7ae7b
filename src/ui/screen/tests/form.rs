//! The form, the last row and the help.

use super::*;

#[test]
fn the_form_says_when_there_is_more_of_it() {
    let mut scene = Scene::empty();
    scene.panes.form.selected = TABLE.iter().position(|row| row.name == "fault").unwrap();
    let screen = scene.text((80, 24));
    is_whole(&screen, (80, 24));
    // The selected row is in sight, and five rows are above the first.
    shows(&screen, &["▌fault      none", "━ ↑ 5  Timeline"]);
    assert!(
        screen.contains("extra-transfer") && screen.contains("↑"),
        "{screen}"
    );
}

#[test]
fn nobody_takes_the_form_for_what_another_program_was_told_to_do() {
    let mut scene = Scene::finished();
    assert!(!scene.text((120, 36)).contains("not of the trace"));
    let run = scene.run.as_mut().unwrap();
    run.origin = crate::log::Import::default().into();
    scene.cores = UsageHistory::new(0);
    let screen = scene.text((120, 36));
    assert!(screen.contains("not of the trace"), "{screen}");
    assert!(screen.contains("not in the trace"), "{screen}");
    assert!(screen.contains("Esc leave"), "{screen}");
    for claim in [
        "mandelbrot",
        "workers",
        "tail",
        "Enter run",
        "chunk",
        "task",
    ] {
        assert!(!screen.contains(claim), "{claim} in {screen}");
    }
}

#[test]
fn a_fault_takes_the_place_of_the_hints() {
    let mut scene = Scene::empty();
    assert!(scene.text((80, 24)).contains("Enter run"));
    scene.message = Some(Message::Fault("workers cannot be `0`".into()));
    let screen = scene.text((80, 24));
    assert!(screen.contains("✗ workers cannot be `0`") && !screen.contains("Enter run  "));
}

#[test]
fn while_a_value_is_typed_its_row_shows_it_and_the_status_bar_what_it_takes() {
    let mut scene = Scene::empty();
    scene.panes.form.typed = Some("gui".into());
    let screen = scene.text((80, 24));
    assert!(screen.contains("chunksize  gui▏"), "{screen}");
    assert!(screen.contains("default, static, guided"), "{screen}");
}

#[test]
fn the_help_shows_every_key() {
    let mut scene = Scene::finished();
    scene.windows.help.is_open = true;
    for size in [(80, 24), (120, 36), (200, 50)] {
        let (area, step) = (Rect::new(0, 0, size.0, size.1), usize::from(size.1) / 2);
        let hidden = pane::help::hidden(&scene.keys, scene.arrangement.focus, false, area);
        let mut pages = String::new();
        for from in (0..=hidden).step_by(step).chain([hidden]) {
            scene.windows.help.from = from;
            pages += &scene.text(size);
        }
        for row in scene.keys.rows() {
            let about = row.binding.about;
            assert!(pages.contains(about), "{about}");
            assert!(row.labels().all(|label| pages.contains(&label)), "{about}");
        }
        let says = hidden == 0 || pages.contains("more");
        assert!(says, "{size:?} does not say that there is more");
    }
}

#[test]
fn parameters_that_have_no_effect_are_not_in_the_way() {
    let mut scene = Scene::empty();
    parameter("mode")
        .unwrap()
        .set(&mut scene.experiment, "serial")
        .unwrap();
    scene.panes.form.selected = 0;
    assert!(!scene.text((80, 24)).contains("chunksize"));
}

#[test]
fn whoever_changes_the_form_after_a_run_sees_what_differs_and_how_to_run_it() {
    let mut scene = Scene::finished();
    let mut was = scene.experiment.clone();
    was.chunksize = crate::plan::Chunksize::Fixed(7);
    scene.changed = Some(was);
    for size in [(80, 24), (120, 36)] {
        let screen = scene.text(size);
        assert!(screen.contains("Enter run the change"), "{screen}");
        assert!(screen.contains("changed"), "{screen}");
    }
    scene.panes.form.selected = 0;
    assert!(scene.text((80, 24)).contains("*chunksize"));
}

#[test]
fn nobody_is_told_to_stop_what_does_not_go_on() {
    assert!(!Scene::finished().text((120, 36)).contains("Esc stop"));
    assert!(Scene::running().text((120, 36)).contains("Esc stop"));
}

#[test]
fn where_there_is_room_for_two_columns_the_help_is_not_scrolled_for_one() {
    let keys = Scene::finished().keys;
    let hidden =
        |width| pane::help::hidden(&keys, Pane::Timeline, false, Rect::new(0, 0, width, 36));
    let [two, one] = [120, 119].map(hidden);
    assert!(two + 10 < one, "{two} {one}");
}
