//! Tests of the log that a trace of another program becomes, and of the traces that are refused.

mod slices;

use super::*;
use crate::base::Moment;
use crate::log::{Lane, LaneKind, LeftOut, Span};
use proptest::prelude::*;
use std::io::Write as _;

const VIZTRACER: &[u8] = include_bytes!("../../../tests/fixture/viztracer.json.gz");

fn lanes(text: &str) -> Vec<Lane> {
    read(text).lanes
}

fn read(text: &str) -> Imported {
    import_bytes(text.as_bytes(), "t.json").unwrap()
}

fn left_out(read: &Imported) -> LeftOut {
    let import = read.description.imported.as_ref().unwrap();
    import.left_out_by_kind
}

fn error(text: &str) -> String {
    let read = import_bytes(text.as_bytes(), "t.json");
    read.err()
        .map_or_else(String::new, |error| error.to_string())
}

/// Task, tasks ended, start and length in microseconds.
fn seen(spans: &[Span]) -> Vec<(u32, u32, u64, u64)> {
    let micros = |nanos: u64| nanos / 1000;
    let span = |span: &Span| {
        let (start, length) = (span.start.as_nanos(), span.length.get());
        (span.task.get(), span.count, micros(start), micros(length))
    };
    spans.iter().map(span).collect()
}

#[test]
fn a_trace_of_viztracer_opens_with_a_lane_for_each_thread() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("viztracer.json.gz");
    std::fs::write(&path, VIZTRACER).unwrap();
    let Imported {
        description, lanes, ..
    } = import(&path).unwrap().expect("a trace");
    assert_eq!(lanes.iter().filter(|lane| lane.is_flow()).count(), 4);
    let ended: u32 = lanes
        .iter()
        .flat_map(|lane| &lane.spans)
        .map(Span::tasks_ended)
        .sum();
    assert_eq!(ended, 195, "as many as it has complete events");
    assert_eq!(description.outcome.unwrap().tasks_done, 195);
    assert!(description.baseline.is_none());
    assert_eq!(description.imported.unwrap().left_out_by_kind.sum(), 0);
    for lane in &lanes {
        let overlaps = lane
            .spans
            .windows(2)
            .any(|pair| pair[1].start < pair[0].end());
        assert!(!overlaps, "a lane does one thing at a time");
    }
}

/// Its lanes by name, each with its slice on each level at a moment, the outermost first.
fn nested(bytes: &[u8], micros: u64) -> Vec<(String, Vec<String>)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace.json.gz");
    std::fs::write(&path, bytes).unwrap();
    let read = import(&path).unwrap().expect("a trace");
    let names = read.description.imported.unwrap().names;
    let at = Moment::from_nanos(micros * 1000);
    let slice = |lane: &Lane| {
        let mut spans = lane.spans.iter();
        let span = spans.find(|span| span.start <= at && at < span.end())?;
        Some(names.slice(span.chunk)?.to_string())
    };
    let flow = read.lanes.iter().filter(|lane| lane.is_flow());
    let flow = flow.map(|lane| {
        let number = u32::from(lane.info.lane.get());
        let levels = read
            .lanes
            .iter()
            .filter(|level| level.info.kind == LaneKind::Outer && level.info.number == number);
        let name = names.lane(lane.info.lane).map(ToString::to_string);
        let whole = levels.chain([lane]).filter_map(slice);
        (name.unwrap_or_default(), whole.collect())
    });
    flow.collect()
}

fn of(name: &str, slices: &[&str]) -> (String, Vec<String>) {
    let slices = slices.iter().map(|&slice| slice.into());
    (name.into(), slices.collect())
}

#[test]
fn a_trace_of_viztracer_has_its_own_names_and_its_calls_stay_nested() {
    let main = [
        "builtins.exec",
        "<module> (t.py:1)",
        "<listcomp> (t.py:13)",
        "Thread.start (threading.py:945)",
        "Event.wait (threading.py:611)",
        "Condition.wait (threading.py:295)",
        "_thread.lock.acquire",
    ];
    let worker = [
        "Thread.run (threading.py:971)",
        "worker (t.py:9)",
        "work (t.py:6)",
        "leaf (t.py:2)",
    ];
    let wanted = [of("MainThread", &main), of("Thread-1 (worker)", &worker)];
    let found = nested(VIZTRACER, 3000);
    for lane in wanted {
        assert!(found.contains(&lane), "{found:#?}");
    }
}

#[test]
fn a_trace_of_dask_has_its_own_names_and_the_parts_of_its_tasks_stay_within_them() {
    let load = "load-a125766c-c0d1-404c-95b9-a241af2b8ea8";
    let found = nested(
        include_bytes!("../../../tests/fixture/dask.json.gz"),
        15_000,
    );
    let at_work: Vec<_> = found
        .into_iter()
        .filter(|(_, slices)| !slices.is_empty())
        .collect();
    let both = ["worker 2", "worker 1"].map(|name| of(name, &[load, "compute"]));
    assert_eq!(at_work, both);
}

#[test]
fn levels_beyond_the_most_are_counted_and_nothing_of_their_time_is_lost() {
    let slice = |depth: u64| {
        let (from, length) = (depth, 1000 - 2 * depth);
        format!(r#"{{"ph":"X","pid":1,"tid":1,"ts":{from},"dur":{length},"name":"d{depth}"}}"#)
    };
    let slices: Vec<_> = (0..100).map(slice).collect();
    let read = read(&format!("[{}]", slices.join(",")));
    let levels = read.lanes.iter().filter(|lane| !lane.is_flow()).count();
    let import = read.description.imported.unwrap();
    assert_eq!((levels, import.unnested), (32, 99 - 32));
    assert!(
        import.told().contains("67 slices enclose others too deep"),
        "{}",
        import.told()
    );
    let busy: u64 = read.lanes[0]
        .spans
        .iter()
        .map(|span| span.length.get())
        .sum();
    assert_eq!(busy, 1_000_000);
}

#[test]
fn a_slice_is_cut_where_it_calls_another_and_counted_once() {
    let lanes = lanes(
        r#"[{"ph":"X","pid":1,"tid":1,"ts":110,"dur":20,"name":"inner"},
            {"ph":"X","pid":1,"tid":1,"ts":140,"dur":60,"name":"to the end"},
            {"ph":"X","pid":1,"tid":1,"ts":100,"dur":100,"name":"outer"},
            {"ph":"X","pid":1,"tid":1,"ts":300,"dur":1,"name":"outer"}]"#,
    );
    let wanted = [
        (0, 0, 0, 10),
        (1, 1, 10, 20),
        (0, 0, 30, 10),
        (2, 1, 40, 60),
        (0, 1, 100, 0),
        (3, 1, 200, 1),
    ];
    assert_eq!(seen(&lanes[0].spans), wanted);
    let chunk = |index: usize| lanes[0].spans[index].chunk;
    assert_eq!(chunk(0), chunk(5), "of one name, of one colour");
    assert_ne!(chunk(0), chunk(1));
}

#[test]
fn what_go_and_dask_write_is_read_too() {
    // Pairs of events, metadata, processors as threads of process 0, flows and instants.
    let go = lanes(
        r#"{"displayTimeUnit":"ns","traceEvents":[
            {"name":"process_name","ph":"M","pid":0,"tid":0,"args":{"name":"PROCS"}},
            {"name":"thread_name","ph":"M","pid":0,"tid":1,"args":{"name":5}},
            {"name":"G1","ph":"B","ts":10.5,"pid":0,"tid":1,"stack":3},
            {"name":"go","ph":"s","ts":11,"pid":0,"tid":1,"id":4},
            {"ph":"E","ts":20.5,"pid":0,"tid":1},
            {"name":"G2","ph":"B","ts":12,"pid":0,"tid":2},
            {"ph":"E","ts":5,"pid":0,"tid":9},
            {"name":"Heap","ph":"C","ts":12,"pid":0,"args":{"Allocated":1}}],
            "stackFrames":{"3":{"name":"main.main"}}}"#,
    );
    assert_eq!(
        go.len(),
        2,
        "threads in which nothing was done have no lane"
    );
    assert_eq!(seen(&go[0].spans), [(0, 1, 0, 10)]);
    assert_eq!(
        seen(&go[1].spans),
        [(1, 1, 1, 8)],
        "never ended: to the end of the trace"
    );
    // Names for process and thread, whole numbers for times.
    let dask = lanes(
        r#"[{"name":"inc","cat":"task","ph":"X","ts":1700000000000000,"dur":1500,
             "pid":"tcp://10.0.0.1:4000","tid":"worker-7","args":["x"]},"#,
    );
    assert_eq!(seen(&dask[0].spans), [(0, 1, 0, 1500)]);
    assert_eq!(dask[0].info.kind, LaneKind::Process);
}

#[test]
fn the_cores_of_our_own_export_come_back() {
    let lanes = lanes(
        r#"[{"ph":"X","pid":1,"tid":2,"ts":0,"dur":9,"name":"task 0"},
            {"ph":"C","pid":2,"ts":0,"name":"core 3","args":{"usage %":90.0}},
            {"ph":"C","pid":2,"ts":9,"name":"core 3","args":{"usage %":90.0}}]"#,
    );
    let core = &lanes[1];
    assert_eq!((core.info.kind, core.info.number), (LaneKind::Core, 3));
    assert_eq!(core.spans.len(), 1);
    assert!((core.spans[0].cpu.get() - 0.9).abs() < 1e-3);
}

#[test]
fn what_is_damaged_or_no_trace_is_refused_with_its_place_or_what_it_is() {
    for (text, place, hint) in [
        ("{\"a\":1}", "t.json: ", "no `traceEvents`"),
        ("{\"traceEvents\":7}", "t.json:1:16: ", "no list"),
        ("[\n{\"ph\":\"X\",]", "t.json:2:11: ", "a name in quotes"),
        ("[{\"ph\" 1}]", "t.json:1:8: ", "`:` is missing"),
        ("[{\"ph\":}]", "t.json:1:8: ", "a value is missing"),
        ("[{\"ph\":[}]}]", "t.json:1:9: ", "a bracket closes"),
        (
            "[] nonsense",
            "t.json:1:4: ",
            "neither a list nor an object",
        ),
        (
            "{\"$schema\":\"https://www.speedscope.app/x.json\",\"profiles\":[]}",
            "t.json: ",
            "speedscope",
        ),
    ] {
        let error = error(text);
        assert!(error.starts_with(place), "{text}: {error}");
        assert!(error.contains(hint), "{text}: {error}");
    }
}

#[test]
fn a_trace_with_nothing_to_show_is_refused_with_what_it_has() {
    for (text, hint) in [
        ("[]", "no events at all"),
        ("{\"traceEvents\":[", "no events at all"),
        ("[null]", "no events at all"),
        ("[1]", "1 entry that is no event"),
        ("[{\"ph\":\"X\"}]", "1 event without a usable time"),
        (
            "[{\"ph\":\"X\",\"ts\":true}]",
            "1 event without a usable time",
        ),
        (
            "[{\"ph\":\"X\",\"ts\":1e99}]",
            "1 event without a usable time",
        ),
        (
            "[\n{\"ph\":\"X\",\"ts\":1",
            "1 event that the file cuts off",
        ),
        (
            "[{\"ph\":\"i\",\"ts\":1},{\"ph\":\"C\"},{\"ph\":\"C\",\"ts\":2},{\"ph\":\"s\",\"ts\":1}]",
            "1 instant, 2 counter values, 1 flow event, but no slices",
        ),
        ("[{\"ph\":\"E\",\"ts\":1}]", "1 end without a beginning"),
        (
            "[{\"ph\":\"C\",\"ts\":1,\"name\":\"core 0\",\"args\":{\"usage %\":5}}]",
            "1 counter value",
        ),
    ] {
        let error = error(text);
        assert!(
            error.starts_with("t.json: nothing to show: "),
            "{text}: {error}"
        );
        assert!(error.contains(hint), "{text}: {error}");
    }
}

#[test]
fn an_array_that_was_never_ended_is_read_as_far_as_it_goes() {
    let event = r#"{"ph":"X","pid":1,"tid":1,"ts":1,"dur":2}"#;
    for end in [
        "", ",", ",\n", "\n", "]", ",]", ",,]", "]]", "\0\0", "][]", ",null]",
    ] {
        let read = read(&format!("[{event}{end}"));
        assert_eq!(read.lanes[0].spans.len(), 1, "{end:?}");
        assert_eq!(left_out(&read), LeftOut::default(), "{end:?}");
    }
    for cut in [
        format!("[{event},{{\"ph\":"),
        format!("{{\"traceEvents\":[{event},{{\"ph\":\"X\",\"name\":\"a"),
        format!("{event}\n{{\"ph\":\"X\","),
    ] {
        let read = read(&cut);
        assert_eq!(read.lanes[0].spans.len(), 1, "{cut}");
        assert_eq!(left_out(&read).cut_off, 1, "{cut}");
    }
}

#[test]
fn what_tracers_write_and_strict_readers_refuse_is_read() {
    let one = |text: &str| {
        let lanes = lanes(text);
        assert_eq!(lanes.len(), 1, "{text}");
        seen(&lanes[0].spans)
    };
    for text in [
        r#"[{"ph":"X","ts":3,"dur":2,"args":{"loss":NaN,"most":-Infinity,"all":[Infinity,]}}]"#,
        r#"[{"ph":"X","ts":1,"dur":9,"ts":3,"dur":2}]"#,
        r#"[{"ph":"X","ts":"3","dur":"2.0","pid":null,"tid":null}]"#,
        "\u{feff}[{\"ph\":\"X\",\"ts\":3e0,\"dur\":2,}]",
        "[{\"ph\":\"X\",\"ts\":3,\"dur\":2,\"name\":\"a\tb\"}]",
        r#"{"z":{"traceEvents":[1]},"traceEvents":[{"ph":"X","ts":3,"dur":2}],"displayTimeUnit":"ns"}"#,
        r#"{"ph":"X","ts":3,"dur":2}"#,
        r#"[{"ph":"X","ts":-3,"dur":2}]"#,
        r#"[{"ph":"X","ts":1700000000000000000,"dur":2}]"#,
    ] {
        assert_eq!(one(text), [(0, 1, 0, 2)], "{text}");
    }
    let latin = import_bytes(
        b"[{\"ph\":\"X\",\"ts\":3,\"dur\":2,\"name\":\"caf\xe9\"}]",
        "t",
    );
    assert_eq!(latin.unwrap().lanes.len(), 1);
    let ids = r#"[{"ph":"X","ts":3,"dur":2,"pid":"1","tid":true},{"ph":"X","ts":9,"dur":2,"pid":1,"tid":"true"}]"#;
    assert_eq!(one(ids).len(), 2, "numbers in quotes are the same numbers");
    let two = "[{\"ph\":\"X\",\"ts\":3,\"dur\":2}]\n{\"traceEvents\":[{\"ph\":\"X\",\"ts\":9,\"dur\":2}]}";
    assert_eq!(one(two).len(), 2, "one file behind the other");
    let dates = "[{\"ph\":\"X\",\"ts\":1764000000000000000.001,\"dur\":0.001},\
                  {\"ph\":\"X\",\"ts\":1764000000000000000.003,\"dur\":0.001}]";
    let start = lanes(dates)[0].spans[1].start.as_nanos();
    assert_eq!(start, 2, "no nanosecond of a date is lost");
}

#[test]
fn neither_depth_nor_numbers_of_threads_or_slices_exhaust_anything() {
    let deep = format!(
        "[{{\"ph\":\"X\",\"ts\":1,\"args\":{}1",
        "[".repeat(1_000_000)
    );
    assert!(error(&deep).contains("levels deep"), "{}", error(&deep));
    let threads: Vec<_> = (0..5000)
        .map(|tid| format!("{{\"ph\":\"X\",\"ts\":1,\"tid\":{tid},\"dur\":{tid}}}"))
        .collect();
    let crowd = read(&format!("[{}]", threads.join(",")));
    assert_eq!(crowd.lanes.len(), 3072);
    assert_eq!(left_out(&crowd).crowded_out, 5000 - 3072);
    let lengths = crowd.lanes.iter().flat_map(|lane| &lane.spans);
    let least = lengths.map(|span| span.length.get() / 1000).min();
    assert_eq!(least, Some(5000 - 3072), "the busiest are shown");
    let few = TraceEvents::read("[{\"ph\":\"B\",\"ts\":1},{\"ph\":\"B\",\"ts\":1}]", 1);
    let few = few.err().map(|fault| fault.message);
    assert!(few.is_some_and(|text| text.contains("slices")));
}

#[test]
fn a_log_or_a_bomb_is_not_taken_for_a_trace() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    for bytes in [&b"PARSCOPE"[..], b"", b"   ", &[0x1f, 0x8b, 8]] {
        std::fs::write(&path, bytes).unwrap();
        assert!(!matches!(import(&path), Ok(Some(_))), "{bytes:?}");
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"no JSON at all").unwrap();
    std::fs::write(&path, packed.finish().unwrap()).unwrap();
    assert!(import(&path).unwrap().is_none());
}

proptest! {
    #[test]
    fn random_bytes_never_bring_the_reader_down(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = import_bytes(&bytes, "t.json");
    }

    #[test]
    fn random_events_make_lanes_that_do_one_thing_at_a_time(
        events in proptest::collection::vec(("[XBECbe]", -50..50_i64, -5..50_i64, 0..3_u8), 0..60)
    ) {
        let events: Vec<_> = events.iter().map(|(ph, ts, dur, tid)| {
            format!(r#"{{"ph":"{ph}","ts":{ts},"dur":{dur},"tid":{tid},"name":"core {tid}","args":{{"usage %":{dur}}}}}"#)
        }).collect();
        let text = format!("[{}]", events.join(","));
        let read = import_bytes(text.as_bytes(), "t.json");
        for lane in read.map(|read| read.lanes).unwrap_or_default() {
            let sound = lane.spans.windows(2).all(|pair| pair[0].end() <= pair[1].start);
            prop_assert!(sound, "{:?}", lane.spans);
        }
    }
}
