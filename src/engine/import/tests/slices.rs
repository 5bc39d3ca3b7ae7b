//! Slices that overlap, begin and end in any order, or belong to no thread.

use super::{lanes, left_out, read, seen};
use crate::log::{LaneInfo, LaneKind};

#[test]
fn slices_of_a_thread_that_overlap_keep_their_time_on_a_second_row() {
    let lanes = lanes(
        r#"[{"name":"a","ph":"X","pid":1,"tid":1,"ts":0,"dur":100},
            {"name":"b","ph":"X","pid":1,"tid":1,"ts":50,"dur":950},
            {"name":"c","ph":"X","pid":1,"tid":2,"ts":60,"dur":1}]"#,
    );
    let rows: Vec<_> = lanes
        .iter()
        .map(|lane| (lane.info.number, seen(&lane.spans)))
        .collect();
    let wanted = [
        (1, vec![(0, 1, 0, 100)]),
        (1, vec![(1, 1, 50, 950)]),
        (2, vec![(2, 1, 60, 1)]),
    ];
    assert_eq!(rows, wanted);
}

#[test]
fn beginnings_and_ends_belong_together_by_their_times_not_by_their_place_in_the_file() {
    for (text, wanted) in [
        // An end in the file before its beginning: idle time stays idle.
        (
            r#"{"ph":"E","ts":50,"name":"a"},{"ph":"B","ts":10,"name":"a"},
               {"ph":"B","ts":60,"name":"b"},{"ph":"E","ts":70,"name":"b"}"#,
            vec![(0, 1, 0, 40), (1, 1, 50, 10)],
        ),
        // Without names at the ends, the last event first.
        (
            r#"{"ph":"E","ts":70},{"ph":"B","ts":60},{"ph":"E","ts":60},{"ph":"B","ts":10}"#,
            vec![(0, 1, 0, 50), (1, 1, 50, 10)],
        ),
        // Slices of no length, in either order.
        (
            r#"{"ph":"B","ts":5,"name":"a"},{"ph":"E","ts":5,"name":"a"}"#,
            vec![(0, 1, 0, 0)],
        ),
        (
            r#"{"ph":"E","ts":5,"name":"a"},{"ph":"B","ts":5,"name":"a"},{"ph":"i","ts":9}"#,
            vec![(0, 1, 0, 0)],
        ),
        // Slices that begin at one moment: parents are those that last longer.
        (
            r#"{"ph":"X","ts":0,"dur":4},{"ph":"X","ts":0,"dur":9}"#,
            vec![(1, 1, 0, 4), (0, 1, 4, 5)],
        ),
        (
            r#"{"ph":"B","ts":0,"name":"a"},{"ph":"B","ts":0,"name":"b"},
               {"ph":"E","ts":9,"name":"b"},{"ph":"E","ts":9,"name":"a"}"#,
            vec![(1, 1, 0, 9), (0, 1, 9, 0)],
        ),
    ] {
        let lanes = lanes(&format!("[{text}]"));
        assert_eq!(seen(&lanes[0].spans), wanted, "{text}");
    }
    // Ends match by name, also where slices do not nest.
    let crossed = lanes(
        r#"[{"ph":"B","ts":0,"name":"a"},{"ph":"B","ts":2,"name":"b"},
            {"ph":"E","ts":5,"name":"a"},{"ph":"E","ts":9,"name":"b"}]"#,
    );
    let rows: Vec<_> = crossed.iter().map(|lane| seen(&lane.spans)).collect();
    assert_eq!(rows, [[(0, 1, 0, 5)], [(1, 1, 2, 7)]]);
}

#[test]
fn what_never_ends_lasts_to_the_end_of_the_trace_and_an_end_of_nothing_is_counted() {
    let read = read(
        r#"[{"ph":"B","ts":10,"tid":1,"name":"a"},{"ph":"E","ts":12,"tid":2},
            {"ph":"E","ts":13,"tid":1,"name":"other"},{"ph":"X","ts":14,"tid":3,"name":"no end"},
            {"ph":"i","ts":30}]"#,
    );
    let rows: Vec<_> = read.lanes.iter().map(|lane| seen(&lane.spans)).collect();
    assert_eq!(rows, [[(0, 1, 0, 20)], [(1, 1, 4, 16)]]);
    let import = read.description.imported.unwrap();
    assert_eq!(import.unfinished, 2);
    assert_eq!(import.left_out_by_kind.stray_ends, 2);
}

#[test]
fn async_events_have_rows_of_their_own_by_category_id_and_scope() {
    let read = read(
        r#"{"traceEvents":[
            {"cat":"r","pid":0,"tid":0,"ts":0,"ph":"b","name":"q","id":"0x31"},
            {"cat":"r","pid":0,"tid":5,"ts":9,"ph":"e","name":"q","id":"0x31"},
            {"cat":"r","ts":4,"ph":"b","name":"q","id":"0x32"},
            {"cat":"r","ts":5,"ph":"n","name":"now","id":"0x32"},
            {"cat":"r","ts":8,"ph":"e","name":"q","id":"0x32"},
            {"cat":"r","ts":20,"ph":"b","name":"q","id2":{"global":"0x33"}},
            {"cat":"r","ts":21,"ph":"b","name":"in it","id2":{"global":"0x33"}},
            {"cat":"r","ts":22,"ph":"e","name":"in it","id2":{"global":"0x33"}},
            {"cat":"r","ts":23,"ph":"e","name":"q","id2":{"global":"0x33"}},
            {"cat":"old","ts":1,"ph":"S","name":"s","id":1},
            {"cat":"old","ts":2,"ph":"T","name":"s","id":1,"args":{"step":"x"}},
            {"cat":"old","ts":3,"ph":"F","name":"s","id":1},
            {"cat":"old","ts":1,"ph":"S","name":"s","id":1,"scope":"elsewhere"},
            {"cat":"old","ts":2,"ph":"F","name":"s","id":1,"scope":"elsewhere"}]}"#,
    );
    let rows: Vec<_> = read
        .lanes
        .iter()
        .filter(|lane| lane.is_flow())
        .map(|lane| {
            let LaneInfo { kind, number, .. } = lane.info;
            assert_eq!(kind, LaneKind::Async);
            let busy = lane.spans.iter().map(|span| span.length.get()).sum::<u64>();
            (number, busy / 1000)
        })
        .collect();
    assert_eq!(rows, [(1, 9 + 3), (1, 4), (2, 2), (3, 1)]);
    let left_out = left_out(&read);
    assert_eq!((left_out.instants, left_out.steps), (1, 1));
}
