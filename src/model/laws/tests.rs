//! The laws, held against points that were made from known parameters.

use super::*;
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

const SEEDS: u64 = 200;

/// Noise of 2 % on top of a law, for one seed.
fn noisy(seed: u64, counts: &[u32], law: impl Fn(f64) -> f64) -> Vec<ScalingPoint> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut uniform = move || f64::from(random.next_u32()) / f64::from(u32::MAX);
    // The sum of twelve uniform numbers is normal enough.
    let mut normal = move || (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
    let point = |&workers: &u32| ScalingPoint {
        workers,
        speedup: Ratio::new(law(workers.into()) * (1.0 + 0.02 * normal())),
        error: None,
    };
    counts.iter().map(point).collect()
}

fn exact(counts: &[u32], law: impl Fn(f64) -> f64) -> Vec<ScalingPoint> {
    let point = |&workers: &u32| ScalingPoint {
        workers,
        speedup: Ratio::new(law(workers.into())),
        error: None,
    };
    counts.iter().map(point).collect()
}

fn amdahl(s: f64) -> impl Fn(f64) -> f64 {
    move |p| 1.0 / (s + (1.0 - s) / p)
}

fn usl(alpha: f64, beta: f64) -> impl Fn(f64) -> f64 {
    move |n| n / (1.0 + alpha * (n - 1.0) + beta * n * (n - 1.0))
}

const MANY: Ratio = Ratio::new(1e6);

fn named(points: &[ScalingPoint], name: &str) -> Option<Law> {
    let laws = Law::all(points, MANY);
    laws.into_iter().find(|law| law.name() == name)
}

/// The number of seeds for which the interval of each parameter holds the true one.
fn covered(counts: &[u32], name: &str, truth: &[f64], law: impl Fn(f64) -> f64) -> Vec<u32> {
    let mut covered = vec![0; truth.len()];
    for seed in 0..SEEDS {
        // Where noise makes points faster than ideal there is no law, and so no interval.
        let Some(law) = named(&noisy(seed, counts, &law), name) else {
            continue;
        };
        for (index, (_, found)) in law.parameters().into_iter().enumerate() {
            let holds = (found.low.get()..=found.high.get()).contains(&truth[index]);
            covered[index] += u32::from(holds);
        }
    }
    covered
}

#[test]
fn a_stated_interval_holds_the_true_parameter_nineteen_times_in_twenty() {
    let counts = [1, 2, 4, 8, 16, 32];
    let mut all = Vec::new();
    for s in [0.01, 0.06, 0.3] {
        all.extend(covered(&counts, "Amdahl", &[s], amdahl(s)));
        let gustafson = |p: f64| p - s * (p - 1.0);
        all.extend(covered(&counts, "Gustafson", &[s], gustafson));
    }
    all.extend(covered(&[2, 4], "Amdahl", &[0.1], amdahl(0.1)));
    for (alpha, beta) in [(0.03, 0.001), (0.1, 0.0001), (0.02, 0.01)] {
        let law = usl(alpha, beta);
        all.extend(covered(&counts, "USL", &[alpha, beta], &law));
        all.extend(covered(
            &[1, 2, 3, 4, 6, 8, 12],
            "USL",
            &[alpha, beta],
            &law,
        ));
    }
    println!("of {SEEDS} seeds: {all:?}");
    assert!(all.iter().all(|&one| one >= 180), "{all:?}");
}

#[test]
fn points_that_follow_a_law_give_back_its_parameters_and_its_curve() {
    let law = named(&exact(&[1, 2, 4], amdahl(0.0625)), "Amdahl").unwrap();
    assert!((law.parameters()[0].1.value.get() - 0.0625).abs() < 1e-9);
    assert!((law.speedup(64.0).get() - amdahl(0.0625)(64.0)).abs() < 1e-6);
    assert!((law.limit().unwrap().get() - 16.0).abs() < 1e-6);
    let counts = [1, 2, 4, 8, 16, 32];
    let law = named(&exact(&counts, usl(0.03, 0.001)), "USL").unwrap();
    assert!((law.peak().unwrap().get() - (0.97_f64 / 0.001).sqrt()).abs() < 1e-6);
    assert!((law.speedup(31.0).get() - law.limit().unwrap().get()).abs() < 0.01);
}

#[test]
fn a_law_reads_as_a_sentence_with_its_uncertainty() {
    let text = |points: &[ScalingPoint], name| named(points, name).unwrap().to_string();
    let points = noisy(7, &[1, 2, 4, 8, 16, 32], usl(0.06, 0.001));
    let grown = noisy(7, &[1, 2, 4, 8], |p| p - 0.06 * (p - 1.0));
    let even = noisy(1, &[1, 2, 4], amdahl(0.0));
    assert_eq!(
        text(&points, "Amdahl"),
        "Amdahl: 8.4 % ± 1.1 % serial, at most 12×"
    );
    assert_eq!(
        text(&grown, "Gustafson"),
        "Gustafson: 9.0 % ± 6.6 % serial if the work grows with the workers"
    );
    assert_eq!(
        text(&points, "USL"),
        "USL: contention 6.7 % ± 1.4 %, coherence 0.082 % ± 0.057 %, at most 8.3× with 34 workers"
    );
    assert_eq!(text(&even, "Amdahl"), "Amdahl: 0 % to 0.77 % serial");
}

#[test]
fn usl_is_not_fitted_to_five_points() {
    let law = usl(0.03, 0.001);
    assert_eq!(named(&exact(&[1, 2, 4, 8, 16], &law), "USL"), None);
    // A count that was measured twice is one.
    assert_eq!(named(&exact(&[1, 2, 4, 8, 16, 16], &law), "USL"), None);
}

#[test]
fn points_that_no_law_explains_have_none() {
    let nothing: [Law; 0] = [];
    for points in [
        vec![],
        exact(&[4], |_| 3.0),
        exact(&[1, 1, 1], |_| 1.0),
        // Twice as fast as ideal, and a tenth as fast as serial.
        exact(&[2, 4, 8], |p| 2.0 * p),
        exact(&[2, 4, 8], |_| 0.1),
        // No law scales like that.
        exact(&[2, 4, 8], |n| if n < 8.0 { n } else { 0.5 }),
        exact(&[0, 2], |_| f64::NAN),
    ] {
        assert_eq!(Law::all(&points, MANY), nothing, "{points:?}");
    }
}

#[test]
fn workers_that_no_core_is_there_for_are_not_taken_for_serial_work() {
    let points = exact(&[1, 2, 4, 8], |n| n.min(2.0));
    let [serial, ..] = Law::all(&points, Ratio::new(2.0))[..] else {
        panic!("no law")
    };
    assert!(serial.parameters()[0].1.value.get() < 1e-9);
}

#[test]
fn two_points_that_happen_to_fit_are_no_more_certain_than_their_repeats() {
    let mut points = exact(&[1, 2], amdahl(0.1));
    for point in &mut points {
        point.error = Some(Ratio::new(0.02));
    }
    let law = named(&points, "Amdahl").unwrap();
    let serial = law.parameters()[0].1;
    assert!(serial.high.get() - serial.low.get() > 0.04, "{serial}");
    assert!(!law.is_vague());
}

#[test]
fn two_points_without_repeats_that_lie_off_the_curve_say_nothing() {
    let points = exact(&[1, 2], |n| n * 0.9);
    assert!(named(&points, "Amdahl").unwrap().is_vague());
}
