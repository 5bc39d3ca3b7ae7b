//! Figures in lessons agree with the run.

use super::*;
use crate::model::scenario::run;

fn claims() -> Metrics {
    let run = run("set workload=primes mode=pool workers=2 tasks=4 chunksize=1
        cores 2
        serial 40ms
        main: create 0ms 2ms | blocked 2ms 30ms
        w1: start-up 0ms 2ms | task 0 2ms 12ms | task 2 12ms 28ms
        w2: start-up 0ms 4ms | task 1 4ms 14ms | task 3 14ms 24ms
        end 30ms");
    Metrics::of(&run, Figures::of(std::slice::from_ref(&run)).as_ref())
}

fn said(name: &str) -> String {
    let claims = [claims()];
    let said = KnownMetrics {
        own: &claims,
        last: &[],
    };
    let claim = said.get(name.parse().unwrap());
    claim.map_or_else(|| "unknown".into(), ToString::to_string)
}

#[test]
fn a_number_in_a_lesson_is_that_of_the_run() {
    for (name, expected) in [
        ("tasks", "4"),
        ("workers", "2"),
        ("cores", "2"),
        ("chunks", "4"),
        ("wall", "30.0 ms"),
        ("serial", "40.0 ms"),
        ("ideal", "20.0 ms"),
        ("speedup", "1.33×"),
        ("efficiency", "67 %"),
        ("longest-task", "16.0 ms"),
        ("start-up", "3.00 ms"),
        ("task", "11.5 ms"),
        ("processes", "3"),
        ("completion", "0 1 3 2"),
        ("lost.start-up", "10 %"),
        ("serial-share", "50 %"),
        ("amdahl-limit", "2.00× (predicted)"),
        ("amdahl-double", "1.60× (predicted)"),
        ("ceiling", "unknown"),
        ("wall.2", "unknown"),
        ("last.wall", "unknown"),
    ] {
        assert_eq!(said(name), expected, "{name}");
    }
}

#[test]
fn what_is_given_is_known_before_the_run() {
    let run = run("set workload=primes mode=pool workers=2 tasks=13 chunksize=3");
    let claims = [Metrics::given(run.experiment(), 2)];
    let said = KnownMetrics {
        own: &claims,
        last: &[],
    };
    for (name, number) in [
        ("tasks", 13),
        ("chunksize", 3),
        ("chunks", 5),
        ("workers", 2),
    ] {
        let claim = said.get(name.parse().unwrap());
        assert_eq!(claim, Some(&Metric::Count(number)), "{name}");
    }
}

#[test]
fn what_came_out_decides_which_choice_was_right() {
    let own = [claims()];
    let said = KnownMetrics {
        own: &own,
        last: &own,
    };
    for (condition, holds) in [
        ("speedup > 1.2", Some(true)),
        ("speedup < 1.2", Some(false)),
        ("wall < 35ms", Some(true)),
        ("wall < 0.5 serial", Some(false)),
        ("wall > 0.5 last.serial", Some(true)),
        ("lost.tail > 0.9", Some(false)),
        ("ceiling > 1", None),
    ] {
        assert_eq!(
            said.holds(&condition.parse().unwrap()),
            holds,
            "{condition}"
        );
    }
}
