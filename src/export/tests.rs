//! The tests of every format, and the run that most of them are tried on.

use super::*;
use crate::{
    log::Import,
    model::{Run, scenario},
};

/// Four tasks on a pool of two, and their serial run.
const POOL: &str = "set workload=primes size=1000 tasks=4 mode=pool workers=2 chunksize=1\n\
     serial 40ms\n\
     main: create 0ms 2ms | blocked 2ms 24ms | collect 24ms 25ms\n\
     w1: start-up 0ms 2ms | task 0 2ms 12ms | task 2 12ms 22ms | exit 22ms 25ms\n\
     w2: start-up 0ms 2ms | task 1 2ms 13ms | task 3 13ms 24ms | exit 24ms 25ms\n\
     end 25ms";

/// The run of [`POOL`].
pub(super) fn pool() -> Run {
    scenario::run(POOL)
}

/// A run in a format.
pub(super) fn written(format: &Format, run: Run) -> String {
    drawn(format, None, run)
}

/// A run in a format that has pictures.
pub(super) fn drawn(format: &Format, topic: Option<Topic>, run: Run) -> String {
    let options = ExportOptions {
        topic,
        ..ExportOptions::of(PLAIN)
    };
    let mut out = Vec::new();
    format.run.unwrap()(&Results::of(vec![run]), options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Text without colours.
pub(super) const PLAIN: Style = Style {
    color: false,
    unicode: true,
};

/// Every format, with each of its pictures.
fn formats() -> impl Iterator<Item = (&'static Format, Option<Topic>)> {
    FORMATS.iter().flat_map(|&format| {
        let topics = format.topics.iter().map(|&topic| Some(topic));
        [None]
            .into_iter()
            .chain(topics)
            .map(move |topic| (format, topic))
    })
}

#[test]
fn whoever_gets_a_run_that_was_cut_off_is_told_so_in_every_format() {
    for (format, topic) in formats() {
        let whole = drawn(format, topic, pool());
        let says = |text: &str| text.to_lowercase().replace("\"unfinished\":false", "");
        assert!(!says(&whole).contains("unfinished"), "{whole}");
        let mut beginning = pool();
        beginning.is_cut = true;
        let mut endless = pool();
        endless.description.outcome = None;
        for run in [beginning, endless] {
            let text = drawn(format, topic, run);
            assert!(says(&text).contains("unfinished"), "{text}");
            // Time that is not in the file is not idle.
            assert!(
                !text.contains("inflation</td>") && !text.contains("\"tail_s\""),
                "{text}"
            );
        }
    }
}

#[test]
fn of_another_programs_trace_nothing_is_claimed_in_any_format() {
    let mut run = scenario::run("w1: task 0 0ms 1ms\nend 1ms");
    run.origin = Import {
        from: "theirs.json".into(),
        left_out: 3,
        ..Import::default()
    }
    .into();
    let outcome = run.description.outcome.as_mut().unwrap();
    outcome.verified = false;
    run.description.experiment = [("tasks".to_owned(), 1.into())].into_iter().collect();
    for (format, topic) in formats() {
        let text = drawn(format, topic, run.clone());
        for claim in [
            "mandelbrot",
            "agrees",
            "missing or wrong",
            "a machine ·",
            "speedup",
            "worker",
            "chunk",
            "task 0",
        ] {
            // The page's style and script, and the names of columns, may have such words.
            let text = text.split("<script>").next().unwrap_or_default();
            let text = text.split("</style>").last().unwrap_or_default();
            let text = text.split("cpu_share").last().unwrap_or_default();
            assert!(!text.contains(claim), "{claim} in {text}");
        }
    }
    let text = written(&JSON, run);
    for part in [
        "\"experiment\":null",
        "\"imported\":{\"from\":\"theirs.json\",\"left_out\":3,",
        "\"cpu_s\":null",
        "\"machine\":null",
        "\"verified\":null",
        "\"delivery\":[]",
        "\"summary\":null",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}

/// Two calls of a program, one after the other: two chunks of two tasks, and two of one.
const PROGRAM: &str = "cores 2\nwatch python3 sim.py 4\n\
     call Pool.map work sim.py:12 tasks=4 chunksize=2 workers=2 began=1ms ended=24ms\n\
     call Pool.map other sim.py:15 tasks=2 chunksize=1 asked=1 workers=2 began=24ms ended=29ms\n\
     main: create 0ms 1ms | kind192 1ms 24ms\n\
     w1: start-up 0ms 2ms | task 0/0 2ms 12ms | task 1/0 12ms 22ms | task 4/2 25ms 28ms\n\
     w2: start-up 0ms 2ms | task 2/1 2ms 12ms | task 3/1 12ms 22ms | task 5/3 25ms 28ms\n\
     h1: dispatch 0/0 1ms 2ms | dispatch 2/1 1ms 2ms\n\
     process 0 exit=0 ended=30ms\n\
     end 30ms";

#[test]
fn a_program_that_was_watched_has_its_own_names_and_no_serial_run_in_any_format() {
    for (format, topic) in formats() {
        let text = drawn(format, topic, scenario::run(PROGRAM));
        for nonsense in ["T₁", "Tₚ", "verified", "serial run", "speedup"] {
            // The colours of a page have names of their own.
            let text = text.split("</style>").last().unwrap_or_default();
            assert!(!text.contains(nonsense), "{nonsense}: {text}");
        }
    }
    let named = [
        (
            &report::FORMAT,
            "Pool.map  work      sim.py:12      4       2  2 (default)",
        ),
        (&report::FORMAT, "exit        0"),
        (
            &markdown::FORMAT,
            "| Pool.map | other | sim.py:15 | 2 | 2 | 1 | 2 | 5.00 ms |",
        ),
        (
            &csv::FORMAT,
            "task,0.025000000,0.003000000,0,1,0,0,,0,,,\"other\",1\n",
        ),
        (
            &chrome::FORMAT,
            "\"name\":\"other #1\",\"cat\":\"task\",\"args\":{\"task\":1,\"tasks\":1,\"chunk\":1,\"call\":\"Pool.map sim.py:15\"}",
        ),
        (&svg::FORMAT, ">work #3</text>"),
        (&html::FORMAT, "\"functions\":[\"work\",\"other\"]"),
    ];
    for (format, wanted) in named {
        let text = written(format, scenario::run(PROGRAM));
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    // Each chunk that a helper thread handed out has an arrow from there.
    let chrome = written(&chrome::FORMAT, scenario::run(PROGRAM));
    assert_eq!(chrome.matches("\"ph\":\"s\"").count(), 2);
}

#[test]
fn a_script_finds_what_a_program_pickled_imported_and_how_many_threads_it_had() {
    let run = scenario::run(
        "watch python3 sim.py\n\
         call Pool.map work sim.py:12 tasks=2 chunksize=1 workers=1 began=1ms ended=30ms sends=ndarray returns=float\n\
         call Thread write sim.py:20 tasks=1 began=1ms ended=2ms\n\
         main: create 0ms 1ms | kind192 1ms 30ms\n\
         w1: start-up 0ms 2ms | receive=8MiB 0/0 3ms 7ms | task 0/0 7ms 12ms | send 0/0 12ms 13ms\n\
         h1: dispatch 0/0 1ms 2ms | kind130 0/0 2ms 4ms\n\
         h2: collect=1KiB 0/0 13ms 13.5ms\n\
         import numpy 80ms process=1\n\
         process 1 threads=9 exit=0 ended=30ms\n\
         process 0 exit=0 ended=30ms\n\
         end 30ms",
    );
    let text = written(&json::FORMAT, run);
    let seen: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let call = |index: usize, field: &str| seen["calls"][index][field].clone();
    assert_eq!(
        [call(0, "sends"), call(0, "carries"), call(0, "returns")],
        ["ndarray".into(), serde_json::Value::Null, "float".into()]
    );
    assert_eq!(call(0, "argument_bytes"), 8 << 20);
    assert_eq!(call(0, "result_bytes"), 1 << 10);
    let seconds = ["dispatch_s", "receive_s", "send_s", "collect_s"];
    assert_eq!(
        seconds.map(|field| call(0, field)),
        [0.003, 0.004, 0.001, 0.0005]
    );
    assert_eq!(seconds.map(|field| call(1, field).is_null()), [true; 4]);
    let worker = &seen["processes"][1];
    assert_eq!(worker["peak_threads"], 9);
    assert_eq!(worker["imports"][0]["module"], "numpy");
    assert_eq!(worker["imports"][0]["seconds"], 0.08);
}
