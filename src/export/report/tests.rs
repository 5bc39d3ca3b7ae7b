//! Tests for things that a reader of a report would miss, or that could mislead them.

use super::*;
use crate::{
    base::{Bytes, LaneId, Nanos},
    export::{
        PresetResults, Results, TrialResults,
        tests::{PLAIN, pool},
    },
    lesson::Lesson,
    log::{Conditions, Machine, WorkerUsage},
    model::{Run, scenario},
};
use serde_json::json;

fn results() -> Results {
    Results::of(vec![pool()])
}

fn written(results: &Results, color: bool, unicode: bool) -> String {
    let mut out = Vec::new();
    let options = ExportOptions::of(Style { color, unicode });
    FORMAT.run.unwrap()(results, options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A preset of two experiments, with the run of each, or why there is none.
fn of_preset(preset: &Lesson, runs: [Result<Run, &str>; 2]) -> String {
    let trials = runs
        .into_iter()
        .zip(&preset.first_step().trials)
        .map(|(run, trial)| {
            let failure = run.as_ref().err().map(ToString::to_string);
            TrialResults {
                label: trial.label.clone(),
                experiment: trial.experiment.clone(),
                results: Results::of(run.into_iter().collect()),
                failure,
            }
        });
    let results = PresetResults {
        preset,
        machine: &Machine::default(),
        trials: &trials.collect::<Vec<_>>(),
    };
    let mut out = Vec::new();
    FORMAT.preset.unwrap()(&results, ExportOptions::of(PLAIN), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_report_in_unicode() {
    insta::assert_snapshot!(written(&results(), false, true));
}

#[test]
fn the_report_in_ascii() {
    let text = written(&results(), false, false);
    assert!(text.is_ascii());
    // Row by row what it is in Unicode, in the same columns: only the signs differ.
    let signs = |char: char| match char {
        '·' | '░' => '.',
        '₁' => '1',
        'ₚ' => 'p',
        '×' => 'x',
        '█' => '#',
        '▓' => '=',
        '▒' => '+',
        '−' | '─' => '-',
        other => other,
    };
    let unicode = written(&results(), false, true);
    assert_eq!(unicode.chars().map(signs).collect::<String>(), text);
}

#[test]
fn colour_changes_nothing_but_colour() {
    let painted = written(&results(), true, true);
    assert!(painted.contains('\x1b'));
    let mut bare = String::new();
    let mut parts = painted.split('\x1b');
    bare += parts.next().unwrap_or_default();
    for part in parts {
        bare += part.split_once('m').unwrap().1;
    }
    assert_eq!(bare, written(&results(), false, true));
}

#[test]
fn what_is_missing_or_wrong_is_said() {
    let mut results = results();
    results.runs[0].lanes[1].info.merged = 7;
    results.runs[0].lanes[1].info.dropped = 9;
    let outcome = results.runs[0].description.outcome.as_mut().unwrap();
    outcome.verified = false;
    outcome.failure = Some("worker 2 \x1b[2Jwas killed".into());
    let text = written(&results, false, true);
    for part in [
        "7 tasks share",
        "9 spans found no room",
        r"worker 2 \u{1b}[2Jwas killed",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("every answer agrees"));
}

#[test]
fn a_teacher_sees_the_difference_between_experiments_at_a_glance() {
    let preset = Lesson::find_preset("two-tasks").unwrap();
    let serial = "set workload=primes size=1000 tasks=2 mode=serial\nserial 40ms\n\
                  main: task 0 0ms 20ms | task 1 20ms 40ms\nend 40ms";
    let process = "set workload=primes size=1000 tasks=2 mode=process workers=2\n\
                   serial 40ms\nmain: create 0ms 1ms | blocked 1ms 24ms\n\
                   w1: start-up 0ms 1ms | task 0 1ms 21ms\n\
                   w2: start-up 1ms 3ms | task 1 3ms 24ms\nend 24ms";
    let runs = [serial, process].map(|text| Ok(scenario::run(text)));
    let text = of_preset(preset, runs);
    assert!(
        text.starts_with("Two equal tasks, in turn and at once\n\n"),
        "{text}"
    );
    let row = |begin: &str| {
        let row = text.lines().find(|row| row.starts_with(begin));
        row.unwrap_or_else(|| panic!("no `{begin}`: {text}"))
    };
    let titles = row("                       workers ");
    let turn = row("  one after the other  ");
    let once = row("  two processes  ");
    // A run that took 24 ms of 40 has a bar of that length, below the other one.
    let long = |row: &str| (row.find('█'), row.matches('█').count());
    assert_eq!((long(turn).1, long(once).1), (24, 14), "{text}");
    assert_eq!(long(turn).0, long(once).0, "{text}");
    for (row, [time, speedup, ideal, start, task, verdict]) in [
        (
            turn,
            ["40.0 ms", "1.00×", "1×", "–", "20.0 ms", "serial run"],
        ),
        (
            once,
            ["24.0 ms", "1.67×", "2×", "1.50 ms", "20.5 ms", "verified"],
        ),
    ] {
        let words = format!("{speedup}     {ideal}  {start:>10}  {task}  {verdict}");
        assert!(
            row.contains(time) && row.ends_with(&words),
            "{words}: {row}"
        );
    }
    assert!(
        titles.ends_with("speedup  ideal  a start-up   a task"),
        "{titles}"
    );
    // Below stands the whole report of each, under its name.
    for title in [
        "\none after the other: primes · 2 tasks · serial\n",
        "\ntwo processes: primes · 2 tasks · a process per task, 2 at once\n",
    ] {
        let (_, report) = text
            .split_once(title)
            .unwrap_or_else(|| panic!("no {title}: {text}"));
        let words = ["\n  speedup     ", "\n  lane time  ", "\n  main  "];
        assert!(words.iter().all(|words| report.contains(words)), "{report}");
    }
}

#[test]
fn an_experiment_that_could_not_be_begun_says_why_and_leaves_the_others_alone() {
    let preset = Lesson::find_preset("two-tasks").unwrap();
    let run = scenario::run("set workload=primes tasks=2\nmain: task 0 0ms 1ms\nend 1ms");
    let text = of_preset(preset, [Err("no \x1b memory"), Ok(run)]);
    assert!(
        text.contains("FAILED") && text.contains(r"no \u{1b} memory"),
        "{text}"
    );
    assert!(text.contains("two processes: primes"), "{text}");
}

#[test]
fn whoever_reads_a_report_sees_who_found_what_in_memory() {
    let mut results = Results::of(vec![scenario::run(
        "set workload=memory tasks=2 mode=process workers=2 main=works\n\
         main: task 1 1ms 2ms\nw1: task 0 0ms 1ms\nend 2ms",
    )]);
    let view = |pid: u32, added: i64, contents: &[i64]| {
        json!({ "pid": pid, "thread": pid, "address": "0x55e0", "added": added,
                "contents": contents })
    };
    let outcome = results.runs[0].description.outcome.as_mut().unwrap();
    outcome.main_views = vec![view(4000, 0, &[0]), view(4000, 0, &[0, 2])];
    outcome.results = vec![view(4001, 1, &[0, 1]), view(4000, 2, &[0, 2])];
    let text = written(&results, false, true);
    for line in [
        "main, before               4000  0x55e0   [0]",
        "a process, having added 1  4001  0x55e0   [0, 1]",
        "main, having added 2       4000  0x55e0   [0, 2]",
        "main, at the end           4000  0x55e0   [0, 2]",
    ] {
        assert!(text.contains(line), "{line} is missing in:\n{text}");
    }
}

#[test]
fn early_completion_and_late_delivery_are_both_shown() {
    let text = "set workload=primes tasks=3 mode=pool workers=2 chunksize=1 method=imap\n\
                w1: task 0 0ms 9ms\nw2: task 1 0ms 2ms | task 2 2ms 4ms\nend 9ms";
    let text = written(&Results::of(vec![scenario::run(text)]), false, true);
    assert!(
        text.contains("completed   1 2 0\n  delivered   0 1 2\n"),
        "{text}"
    );
}

#[test]
fn a_command_that_failed_is_listed_with_the_end_of_what_it_said() {
    let mut results = Results::of(vec![scenario::run(
        "set workload=command command=gzip inputs=a,b mode=pool workers=2\n\
         w1: task 0 0ms 20ms\nw2: task 1 0ms 10ms\nend 20ms",
    )]);
    let run = &mut results.runs[0];
    run.edit(|e| e.inputs = ["a", "b\x1b"].into());
    let outcome = run.description.outcome.as_mut().unwrap();
    let exit = |status: i32, stdout: &str, stderr: &str| {
        json!({ "status": status, "stdout": stdout, "stderr": stderr, "cut_bytes": 7,
                "wall_s": 0.01 })
    };
    outcome.results = vec![
        exit(0, "one\n\ttwo \x1b[2J\n", ""),
        exit(3, "", "1\n2\n3\n4\n5\nno such file\n"),
    ];
    outcome.failed_tasks = 1;
    let text = written(&results, false, true);
    for part in [
        "2 took 30.0 ms in all, 20.0 ms by the clock: 1.5 at once on average",
        "b\\u{1b}  exit status 3  10.0 ms  2\n",
        "no such file\n",
        "  a\n    … 7 bytes were left out\n    one\n        two \\u{1b}[2J\n",
        "1 of 2 commands failed",
    ] {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }
    for part in ["ideal", "efficiency", "every command exited", "\x1b"] {
        assert!(!text.contains(part), "{part} is in:\n{text}");
    }
}

#[test]
fn whoever_reads_a_report_is_told_where_the_time_went_and_what_to_try() {
    let run = scenario::run(
        "set workload=primes tasks=7 mode=pool workers=2 chunksize=1\n\
         serial 1s\n\
         w1: start-up 0ms 60ms | task 0 60ms 160ms | task 2 160ms 260ms | task 4 260ms 360ms\n\
         w2: start-up 0ms 60ms | task 1 60ms 160ms | task 3 160ms 260ms | task 5 260ms 360ms | \
         task 6 360ms 760ms\n\
         end 760ms",
    );
    let text = written(&Results::of(vec![run]), false, true);
    let told = "\n  finding     26 % of the lane time is tail: one task of 400 ms, 4 times the\n\
                \u{20}             usual, was taken last. Hand out the long ones first.\n  \
                and         8 % of the lane time is start-up";
    assert!(text.contains(told), "{text}");
}

#[test]
fn repeats_say_how_sure_their_median_is_and_which_are_no_part_of_it() {
    let run = |end: &str| {
        let text = format!("set workload=primes tasks=1\nw1: task 0 0ms 1ms\nend {end}");
        scenario::run(&text)
    };
    let ends = ["10ms", "11ms", "12ms", "13ms", "90ms"];
    let text = written(&Results::of(ends.map(run).into()), false, true);
    let line = "              94 % sure that it is 10.0 ms to 90.0 ms; 1 run is an outlier\n";
    assert!(text.contains(line), "{text}");
}

#[test]
fn a_noisy_machine_is_told_with_its_reason() {
    let mut results = results();
    let outcome = results.runs[0].description.outcome.as_mut().unwrap();
    outcome.conditions = Some(Conditions {
        core_time: Nanos::from_millis(1000),
        busy: Nanos::from_millis(500),
        ours: Nanos::from_millis(300),
        ..Conditions::default()
    });
    let text = written(&results, false, true);
    let line = "noisy       other programs computed for 20 % of the cores' time";
    assert!(text.contains(line), "{text}");
    results.runs.push(results.runs[0].clone());
    let text = written(&results, false, true);
    assert!(text.contains("in 2 of 2 runs other programs"), "{text}");
}

#[test]
fn what_is_simulated_and_what_the_system_counted_is_said() {
    let mut results = results();
    let run = &mut results.runs[0];
    run.edit(|e| e.extra_startup = Nanos::from_millis(40));
    let outcome = run.description.outcome.as_mut().unwrap();
    (outcome.quits, outcome.restarts) = (2, 1);
    outcome.workers = vec![
        WorkerUsage {
            lane: LaneId::new(1),
            voluntary_switches: 31,
            involuntary_switches: 47,
            peak_memory: Bytes::from_mib(3),
            ..WorkerUsage::default()
        };
        2
    ];
    let text = written(&results, false, true);
    for part in [
        "note        40.0 ms added to each start",
        "quits       2 workers",
        "restarts    1 worker was lost",
        "62         94  3.0 MiB",
    ] {
        assert!(text.contains(part), "{part} is missing in:\n{text}");
    }
}
