//! What tells the methods of a pool apart, as it can be seen from outside: in the order of
//! delivery, and in the spans of a saved run.

use crate::process::{Mark, parscope};
use parscope::{
    base::{Moment, TaskId},
    log::{Kind, Lane, LaneKind, Span},
    store::{self},
};
use serde_json::Value;

const CHANNELS: [&str; 4] = ["pipe", "queue", "shared-memory", "manager"];

/// Five tasks on two workers, the first ten times as long as each other. They wait more than they
/// compute, so that a busy machine does not change who is done when.
fn called(method: &str, channel: &str) -> (Value, Vec<Lane>) {
    let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
    let arguments = [
        "run",
        "--workload",
        "count",
        "--task-time",
        "30ms",
        "--io",
        "0.9",
        "--tasks",
        "5",
        "--workers",
        "2",
        "--shape",
        "slow-first",
        "--chunksize",
        "1",
        "--method",
        method,
        "--channel",
        channel,
        "--json",
        "--save",
        "run",
    ];
    let output = parscope(&mark, folder.path(), &arguments)
        .output()
        .expect("the program");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {errors}");
    let object: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(object["runs"][0]["verified"], true, "{arguments:?}");
    let lanes = store::open(&folder.path().join("run"))
        .expect("a run")
        .lanes;
    (object["runs"][0].clone(), lanes)
}

fn order(run: &Value, which: &str) -> Vec<u64> {
    let list = run[which].as_array().expect(which);
    list.iter().filter_map(Value::as_u64).collect()
}

/// The spans of a kind on main's lane.
fn of_main(lanes: &[Lane], kind: Kind) -> Vec<Span> {
    let main = lanes.iter().find(|lane| lane.info.kind == LaneKind::Main);
    let spans = main.expect("a main lane").spans.iter();
    spans.filter(|span| span.kind == kind).copied().collect()
}

/// Each task from the moment its computing began until its waiting was over.
fn tasks(lanes: &[Lane]) -> Vec<(TaskId, Moment, Moment)> {
    let workers = lanes.iter().filter(|lane| lane.is_worker());
    let mut tasks = Vec::new();
    for lane in workers {
        let parts = lane.spans.iter();
        let parts = parts.filter(|span| matches!(span.kind, Kind::Task | Kind::Io));
        for task in parts.collect::<Vec<_>>().chunk_by(|a, b| a.task == b.task) {
            tasks.push((task[0].task, task[0].start, task[task.len() - 1].end()));
        }
    }
    tasks.sort_by_key(|task| task.1);
    tasks
}

#[test]
fn imap_holds_back_what_is_done_until_the_slow_first_task_is() {
    for channel in CHANNELS {
        let (run, lanes) = called("imap", channel);
        assert_eq!(order(&run, "delivery"), [0, 1, 2, 3, 4], "{channel}");
        let completion = order(&run, "completion");
        assert_ne!(completion, [0, 1, 2, 3, 4], "{channel}");
        // Not one result is delivered before the first task is done.
        let first = tasks(&lanes)
            .into_iter()
            .find(|task| task.0 == TaskId::new(0));
        let (_, _, end) = first.expect("the first task");
        let deliveries = of_main(&lanes, Kind::Deliver);
        assert_eq!(deliveries.len(), 5, "{channel}");
        assert!(deliveries.iter().all(|span| span.start >= end), "{channel}");
    }
}

#[test]
fn imap_unordered_delivers_as_tasks_are_finished() {
    for channel in CHANNELS {
        let (run, lanes) = called("imap-unordered", channel);
        // While one worker has the slow task, the other does all the rest, one after another.
        assert_eq!(order(&run, "completion"), [1, 2, 3, 4, 0], "{channel}");
        assert_eq!(order(&run, "delivery"), [1, 2, 3, 4, 0], "{channel}");
        assert_eq!(of_main(&lanes, Kind::Deliver).len(), 5, "{channel}");
    }
}

#[test]
fn apply_never_has_more_than_one_task_running() {
    for channel in CHANNELS {
        let (run, lanes) = called("apply", channel);
        let tasks = tasks(&lanes);
        assert_eq!(tasks.len(), 5, "{channel}");
        assert!(
            tasks.windows(2).all(|pair| pair[0].2 <= pair[1].1),
            "{channel}: two at once"
        );
        assert_eq!(order(&run, "delivery"), [0, 1, 2, 3, 4], "{channel}");
    }
    // Its workers take turns, where main can say who is next.
    let (_, lanes) = called("apply", "pipe");
    let workers = lanes.iter().filter(|lane| lane.is_worker());
    let counts: Vec<_> = workers
        .map(|lane| lane.spans.iter().filter(|s| s.kind == Kind::Io).count())
        .collect();
    assert_eq!(counts, [3, 2]);
}

#[test]
fn map_delivers_once_when_all_is_in_and_an_asynchronous_call_lets_main_go_on() {
    let (_, lanes) = called("map", "pipe");
    let deliveries = of_main(&lanes, Kind::Deliver);
    assert_eq!(deliveries.len(), 1);
    assert_eq!(deliveries[0].count, 5);
    assert!(of_main(&lanes, Kind::Own).is_empty());

    for method in ["map-async", "apply-async"] {
        let (_, lanes) = called(method, "pipe");
        assert!(!of_main(&lanes, Kind::Own).is_empty(), "{method}");
        assert_eq!(of_main(&lanes, Kind::Ready).len(), 2, "{method}");
        let (own, ready) = (of_main(&lanes, Kind::Own), of_main(&lanes, Kind::Ready));
        let last = of_main(&lanes, Kind::Deliver).pop().expect("get()");
        assert!(own[0].start < ready[0].start, "{method}");
        assert!(ready[1].end() <= last.start, "{method}");
    }
    let (run, _) = called("apply-async", "pipe");
    assert_eq!(order(&run, "delivery"), [1, 2, 3, 4, 0], "callbacks");
}
