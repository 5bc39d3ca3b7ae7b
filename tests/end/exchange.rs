//! What processes have in common and what they have not: memory, queues, payloads, joins.

use crate::process::{Mark, parscope, run};
use parscope::{log::LaneKind, store};
use serde_json::Value;

fn json(arguments: &str) -> Value {
    let words: Vec<_> = arguments.split_whitespace().collect();
    let output = run(&[&["run", "--json"], &words[..]].concat());
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments}: {errors}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn list(view: &Value) -> Vec<i64> {
    let contents = view["contents"].as_array().expect("contents");
    contents.iter().filter_map(Value::as_i64).collect()
}

#[test]
fn after_a_fork_the_same_address_holds_two_lists_in_two_processes() {
    let object = json("--workload memory --mode process --tasks 1 --workers 1");
    let run = &object["runs"][0];
    let (child, main) = (&run["results"][0], &run["main_views"][1]);
    assert_ne!(child["pid"], main["pid"]);
    assert_eq!(child["address"], main["address"]);
    assert_ne!(list(child), list(main));
    assert_eq!(
        list(&run["main_views"][0]),
        list(main),
        "main's list is as it was"
    );
    assert!(list(child).len() > list(main).len());
}

#[test]
fn a_spawned_process_has_a_list_of_its_own_and_threads_have_the_same() {
    let object = json("--workload memory --mode process --start spawn --tasks 1 --workers 1");
    let run = &object["runs"][0];
    assert_ne!(run["results"][0]["pid"], run["main_views"][1]["pid"]);
    assert_ne!(list(&run["results"][0]), list(&run["main_views"][1]));

    let object = json("--workload memory --mode threaded --tasks 2 --workers 2");
    let run = &object["runs"][0];
    let main = &run["main_views"][1];
    for child in run["results"].as_array().expect("results") {
        assert_eq!(child["pid"], main["pid"]);
        assert_eq!(child["address"], main["address"]);
        assert!(list(main).contains(&child["added"].as_i64().expect("a number")));
    }
}

#[test]
fn in_shared_memory_everyone_sees_what_everyone_added_however_they_came_to_be() {
    for start in ["fork", "spawn", "forkserver"] {
        let object = json(&format!(
            "--workload memory --mode process --tasks 3 --workers 3 --channel shared-memory --start {start}"
        ));
        let run = &object["runs"][0];
        let main = list(&run["main_views"][1]);
        assert_eq!(main.len(), list(&run["main_views"][0]).len() + 3, "{start}");
        assert!(
            (1..=3).all(|added| main.contains(&added)),
            "{start}: {main:?}"
        );
    }
}

#[test]
fn every_worker_of_a_queue_confirms_its_sentinel() {
    for channel in ["queue", "manager"] {
        let object = json(&format!(
            "--workload square --items 43,1,780,256,142,68,183,334,325,3 --mode pool --workers 4 \
             --channel {channel} --chunksize 1"
        ));
        let run = &object["runs"][0];
        assert_eq!(run["quits"], 4, "{channel}");
        let squares = [
            1849, 1, 608_400, 65_536, 20_164, 4624, 33_489, 111_556, 105_625, 9,
        ];
        assert_eq!(run["results"], Value::from(squares.to_vec()), "{channel}");
    }
}

#[test]
fn payloads_arrive_whole_through_every_channel_also_where_no_pipe_could_hold_them() {
    for channel in ["pipe", "queue", "shared-memory", "manager"] {
        for start in ["fork", "spawn", "forkserver"] {
            let object = json(&format!(
                "--workload count --size 10 --tasks 7 --mode pool --workers 2 --chunksize 2 \
                 --payload 700KiB --channel {channel} --start {start}"
            ));
            assert_eq!(object["runs"][0]["verified"], true, "{channel}, {start}");
        }
    }
}

#[test]
fn after_an_early_join_main_begins_when_the_child_has_ended_after_a_late_one_both_work_at_once() {
    for (join, at_once) in [("early", false), ("late", true)] {
        let (mark, folder) = (Mark::new(), tempfile::tempdir().expect("a folder"));
        let arguments = format!(
            "run --json --save run --workload count --task-time 100ms --io 0.8 --tasks 2 \
             --workers 1 --mode process --main works --join {join}"
        );
        let words: Vec<_> = arguments.split_whitespace().collect();
        let output = parscope(&mark, folder.path(), &words).output();
        assert!(output.expect("the program").status.success(), "{join}");
        let lanes = store::open(&folder.path().join("run"))
            .expect("a run")
            .lanes;
        let [main, child] = [LaneKind::Main, LaneKind::Process].map(|kind| {
            let lane = lanes.iter().find(|lane| lane.info.kind == kind);
            let spans = &lane.expect("a lane").spans;
            let parts = spans.iter().filter(|span| span.kind.is_of_task());
            let parts: Vec<_> = parts.collect();
            (parts[0].start, parts[parts.len() - 1].end())
        });
        assert_eq!(main.0 < child.1, at_once, "{join}");
    }
}
