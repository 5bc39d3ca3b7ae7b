//! Curves of sweeps, from runs that are written down.

use super::*;
use crate::{
    log::Baseline,
    plan::{Experiment, SweepAxis},
};

fn sweep(axes: &[&str]) -> Sweep {
    let base = Experiment {
        repeats: 5,
        ..Experiment::default()
    };
    let axes = axes.iter().map(|text| SweepAxis::parse(text).unwrap());
    Sweep::new(base, axes.collect(), 2).unwrap()
}

/// A run of each noise for every point, with the point's own time in milliseconds added.
fn entries(times: &[u64], noise: &[u64]) -> Vec<Entry> {
    let each = (0..).zip(times).flat_map(|(point, &time)| {
        (0..).zip(noise).map(move |(round, &more)| Entry {
            point,
            round,
            wall: Nanos::from_millis(time + more),
            baseline: Some(Baseline {
                wall: Nanos::from_millis(400),
                ..Baseline::default()
            }),
            ..Entry::default()
        })
    });
    each.collect()
}

const NOISE: [u64; 5] = [0, 4, 2, 1, 3];

#[test]
fn the_best_point_is_named_with_its_interval_and_its_speedup() {
    let sweep = sweep(&["chunksize=1,2,4"]);
    let curve = Curve::of(&sweep, &entries(&[300, 198, 250], &NOISE));
    assert_eq!(
        curve.verdict(&sweep),
        "chunksize 2 is fastest: 200 ms (198 ms to 202 ms), speedup 2.00×; all others are \
         slower by more than the noise"
    );
    assert!(curve.is_complete());
    assert_eq!(curve.left, Some(Nanos::ZERO));
}

#[test]
fn a_speedup_that_was_disturbed_is_marked_in_the_sentence_too() {
    let sweep = sweep(&["chunksize=1,2,4"]);
    let mut entries = entries(&[300, 198, 250], &NOISE);
    for entry in &mut entries {
        entry.uncertain = Some("T₁ was disturbed".into());
    }
    let verdict = Curve::of(&sweep, &entries).verdict(&sweep);
    assert!(verdict.contains("speedup 2.00×?;"), "{verdict}");
}

#[test]
fn a_difference_within_the_noise_names_no_winner() {
    let sweep = sweep(&["chunksize=1,2,4"]);
    let verdict =
        |times: &[u64], noise: &[u64]| Curve::of(&sweep, &entries(times, noise)).verdict(&sweep);
    let close = verdict(&[199, 198, 250], &NOISE);
    assert!(close.ends_with("; 1 is within the noise of it"), "{close}");
    let all = verdict(&[199, 198, 199], &NOISE);
    assert!(
        all.starts_with("no point can be told from another"),
        "{all}"
    );
    let once = verdict(&[300, 198, 250], &[0]);
    assert!(
        once.starts_with("so far chunksize 2 is fastest: 198 ms,"),
        "{once}"
    );
    assert!(once.contains("takes five runs"), "{once}");
    assert!(verdict(&[], &[]).contains("nothing"));
}

#[test]
fn a_failed_run_is_counted_and_tells_nothing_about_time() {
    let sweep = sweep(&["chunksize=1,2"]);
    let mut entries = entries(&[100, 200], &NOISE);
    entries[0].failure = Some("worker 1 was killed".into());
    entries[0].wall = Nanos::new(1);
    let curve = Curve::of(&sweep, &entries);
    assert_eq!(curve.failed(), 1);
    assert_eq!(curve.spots[0].wall.unwrap().count, 4);
    for entry in &mut entries {
        entry.failure = Some("no".into());
    }
    let curve = Curve::of(&sweep, &entries);
    assert_eq!(curve.best, None);
    assert!(curve.verdict(&sweep).starts_with("no run came to its end"));
}

#[test]
fn where_the_tasks_differ_the_speedup_decides_not_the_time() {
    let sweep = sweep(&["task-time=1ms,10ms"]);
    let mut entries = entries(&[3, 200], &[0, 0, 0, 0, 0]);
    for entry in entries.iter_mut().filter(|entry| entry.point == 0) {
        entry.baseline.as_mut().unwrap().wall = Nanos::from_millis(2);
    }
    let curve = Curve::of(&sweep, &entries);
    let verdict = curve.verdict(&sweep);
    assert!(
        verdict.starts_with("task-time 10ms gains most"),
        "{verdict}"
    );
}

#[test]
fn what_is_left_is_told_from_what_the_same_points_took() {
    let sweep = sweep(&["chunksize=1,2"]);
    let first = entries(&[100, 300], &[0]);
    assert_eq!(Curve::of(&sweep, &[]).left, None);
    let words = Curve::of(&sweep, &first).left_in_words();
    assert_eq!(words.as_deref(), Some("4 s"));
    assert_eq!(
        Curve::of(&sweep, &first).left,
        Some(Nanos::from_millis(4 * 100 + 4 * 300 + 4 * 400))
    );
    assert_eq!(
        Curve::of(&sweep, &first[..1]).left,
        Some(Nanos::from_millis(9 * 100 + 4 * 400))
    );
}

#[test]
fn runs_of_points_that_there_are_not_are_passed_over() {
    let sweep = sweep(&["chunksize=1,2"]);
    let curve = Curve::of(&sweep, &entries(&[1, 2, 3, 4], &NOISE));
    assert_eq!((curve.spots.len(), curve.done), (2, 10));
}
