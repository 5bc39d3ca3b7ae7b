//! Chrome's traces: the Trace Event Format, which Perfetto and other viewers open.
//!
//! One track a lane, in the order of the timeline; a counter a core; and an arrow from where main
//! handed a chunk out to its first task. Tasks of a program that was watched have its names, and its
//! helper threads have tracks, too. Times are microseconds since the beginning of the run. It
//! is written span by span, so that ten million of them need no memory of their own.

use super::{Format, Results, name, title};
use crate::{
    base::{ChunkId, LaneId, Moment, Ratio, TaskId},
    log::{Flags, Kind, KindNames, Lane, LaneKind, Names, Span, Watched},
    model::{Run, Unit},
};
use serde_json::json;
use std::{
    collections::{HashMap, HashSet}, fmt::Write as _, io};

/// JSON in the object form, for <https://ui.perfetto.dev> and `chrome://tracing`.
pub(super) const FORMAT: Format = Format {
    name: "chrome",
    about: "opens in ui.perfetto.dev",
    is_json: true,
    run: Some(|run, _, out| write(run, out)),
    ..Format::EMPTY
};

/// The lanes are threads of one process there, the cores of another: so they stand together.
const RUN: u32 = 1;
const CORES: u32 = 2;

fn write(results: &Results, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(run) = results.runs.last() else {
        return Ok(());
    };
    let mut events = EventWriter {
        out,
        origin: run.began().unwrap_or_default(),
        unit: run.unit(),
        kinds: &run.description.kinds,
        names: run.import().map(|import| &*import.names),
        watched: run.watched(),
        any: false,
    };
    let about = json!({ "parscope": run.description.parscope, "title": title(run) });
    write!(
        events.out,
        "{{\"displayTimeUnit\":\"ms\",\"otherData\":{about},\"traceEvents\":["
    )?;
    events.names(run)?;
    let handed_out = HandedOut::of(run);
    let mut begun = HashSet::new();
    for lane in tracks(run) {
        let whole = whole_slices(run, lane);
        for span in run.levels(lane.info.lane).flat_map(|level| &level.spans) {
            events.slice(lane, span)?;
        }
        for span in &lane.spans {
            // A task that is written whole is not written in parts.
            if whole.contains(&span.task) {
                continue;
            }
            events.slice(lane, span)?;
            if lane.is_worker()
                && span.kind.is_of_task()
                && begun.insert(span.chunk)
                && let Some(from) = handed_out.before(span)
            {
                events.flow(span.chunk, from, (lane.info.lane, span.start))?;
            }
        }
    }
    for core in run.cores() {
        // Perfetto drops events before zero.
        let origin = events.origin;
        for span in core.spans.iter().filter(|span| span.end() > origin) {
            events.usage(core, span.start.max(origin), span)?;
        }
        if let Some(last) = core.spans.last() {
            events.usage(core, last.end(), last)?;
        }
    }
    writeln!(events.out, "\n]}}")
}

/// The lanes that have a track, in their order.
fn tracks(run: &Run) -> impl Iterator<Item = &Lane> {
    let helpers = run.flow().filter(|lane| lane.info.kind == LaneKind::Helper);
    run.rows().chain(helpers)
}

/// The slices that enclose others, on the levels above a lane.
fn whole_slices(run: &Run, lane: &Lane) -> HashSet<TaskId> {
    let levels = run.levels(lane.info.lane);
    let spans = levels.flat_map(|level| &level.spans);
    spans.map(|span| span.task).collect()
}

/// The times when main handed out a chunk. The log of an experiment does not say which: a chunk is
/// taken to be of the last time before its first task, which may be wrong for one that waited in a
/// queue. That of a program does.
struct HandedOut {
    main: LaneId,
    times: Vec<Moment>,
    known: HashMap<ChunkId, (LaneId, Moment)>,
}

impl HandedOut {
    fn of(run: &Run) -> Self {
        if run.watched().is_some() {
            return Self::known(run);
        }
        // Where each task has a process of its own, to create it is to hand the task out.
        let is_created = run
            .planned()
            .is_some_and(|planned| planned.starts_per_task());
        let kind = if is_created {
            Kind::Create
        } else {
            Kind::Dispatch
        };
        let main = run.rows().find(|lane| lane.info.kind == LaneKind::Main);
        let spans = main.map_or(&[][..], |lane| &lane.spans).iter();
        let mut times: Vec<_> = spans
            .filter(|span| span.kind == kind)
            .map(|span| span.start)
            .collect();
        times.sort_unstable();
        Self {
            main: main.map_or(LaneId::default(), |lane| lane.info.lane),
            times,
            known: HashMap::new(),
        }
    }

    fn known(run: &Run) -> Self {
        let spans = tracks(run).flat_map(|lane| {
            let place = move |span: &Span| (span.chunk, (lane.info.lane, span.start));
            let handed = lane.spans.iter().filter(|span| span.kind == Kind::Dispatch);
            handed.map(place)
        });
        Self {
            main: LaneId::default(),
            times: Vec::new(),
            known: spans.collect(),
        }
    }

    /// The place where the arrow to a task begins.
    fn before(&self, task: &Span) -> Option<(LaneId, Moment)> {
        if let Some(&known) = self.known.get(&task.chunk) {
            return Some(known).filter(|(_, at)| *at <= task.start);
        }
        let place = self.times.partition_point(|time| *time <= task.start);
        let time = self.times.get(place.checked_sub(1)?)?;
        Some((self.main, *time))
    }
}

/// The writer of events.
struct EventWriter<'a> {
    out: &'a mut dyn io::Write,
    origin: Moment,
    unit: Unit,
    kinds: &'a KindNames,
    names: Option<&'a Names>,
    watched: Option<&'a Watched>,
    any: bool,
}

impl EventWriter<'_> {
    /// Writes the names of tracks, and their order.
    fn names(&mut self, run: &Run) -> io::Result<()> {
        let title = format!("parscope: {}", title(run));
        self.meta(RUN, 0, "process_name", &json!({ "name": title }))?;
        self.meta(RUN, 0, "process_sort_index", &json!({ "sort_index": 0 }))?;
        for (place, lane) in tracks(run).enumerate() {
            let track = lane.info.lane.get();
            let pid = lane.info.pid.map(|pid| format!(" ({pid})"));
            let name = name(run, lane) + &pid.unwrap_or_default();
            self.meta(RUN, track, "thread_name", &json!({ "name": name }))?;
            self.meta(
                RUN,
                track,
                "thread_sort_index",
                &json!({ "sort_index": place }),
            )?;
        }
        if run.cores().next().is_some() {
            self.meta(CORES, 0, "process_name", &json!({ "name": "cores" }))?;
            self.meta(CORES, 0, "process_sort_index", &json!({ "sort_index": 1 }))?;
        }
        Ok(())
    }

    fn meta(
        &mut self,
        pid: u32,
        lane: u16,
        name: &str,
        args: &serde_json::Value,
    ) -> io::Result<()> {
        let tid = track(lane);
        self.event(&format!(
            r#""ph":"M","pid":{pid},"tid":{tid},"name":"{name}","args":{args}"#
        ))
    }

    fn slice(&mut self, lane: &Lane, span: &Span) -> io::Result<()> {
        let (at, length) = (self.time(span.start), micros(span.length.get().into()));
        let tid = track(lane.info.lane.get());
        let mut args = String::new();
        let mut add = |name: &str, value: &dyn std::fmt::Display| {
            let comma = if args.is_empty() { "" } else { "," };
            // A write to a string cannot fail.
            let _ = write!(args, "{comma}\"{name}\":{value}");
        };
        let of_tasks = span.count > 0 || span.kind.is_of_task();
        let place = self.watched.and_then(|watched| {
            let (call, chunk) = watched.chunk(span.chunk)?;
            Some((call, chunk, watched.task_of_call(span.chunk, span.task)?))
        });
        if let Some((call, chunk, task)) = place {
            if of_tasks {
                add("task", &task);
                add("tasks", &span.count);
            }
            add("chunk", &chunk.number);
            add("call", &json!(format!("{} {}", call.kind.raw(), call.place().raw())));
        } else if of_tasks && self.unit == Unit::TASK && self.watched.is_none() {
            add("task", &span.task);
            add("tasks", &span.count);
            add("chunk", &span.chunk);
        }
        if span.bytes > 0 {
            add("bytes", &span.bytes);
        }
        if span.flags.has(Flags::CPU) {
            add("cpu_share", &format!("{:.4}", span.cpu.get()));
            add("core", &span.core);
            if span.waited > Ratio::ZERO {
                add("waited_share", &format!("{:.4}", span.waited.get()));
            }
        }
        let own = self.watched.filter(|_| span.kind.is_of_task());
        let own = own.and_then(|watched| watched.task_name(span.chunk, span.task, span.count));
        let name = match (span.kind, span.count) {
            _ if let Some(own) = own => own,
            (Kind::Task | Kind::Outer, _) if self.unit == Unit::SLICE => self.named(span),
            (Kind::Task | Kind::Io, 0 | 1) => format!("{} {}", self.kinds.of(span.kind), span.task),
            (Kind::Task, count) => format!("{count} tasks"),
            (Kind::Other(other), _) if let Some(name) = self.kinds.given(other) => {
                name.raw().to_owned()
            }
            (kind, _) => self.kinds.of(kind).into_owned(),
        };
        let category = match span.kind {
            Kind::Task | Kind::Outer => self.unit.one,
            Kind::Other(other) => other.class().into(),
            kind => kind.into(),
        };
        self.event(&format!(
            r#""ph":"X","pid":{RUN},"tid":{tid},"ts":{at},"dur":{length},"name":{},"cat":"{category}","args":{{{args}}}"#,
            json!(name)
        ))
    }

    /// The name of another program's slice.
    fn named(&self, span: &Span) -> String {
        let name = self.names.and_then(|names| names.slice(span.chunk));
        // A log of an older parscope has only a number for each name.
        name.map_or_else(
            || format!("name {}", span.chunk),
            |name| name.raw().to_owned(),
        )
    }

    /// An arrow; its ends belong to the slices in which they are.
    fn flow(
        &mut self,
        chunk: ChunkId,
        from: (LaneId, Moment),
        to: (LaneId, Moment),
    ) -> io::Result<()> {
        for (kind, (lane, at)) in [("\"s\"", from), ("\"f\",\"bp\":\"e\"", to)] {
            let (at, tid) = (self.time(at), track(lane.get()));
            self.event(&format!(
                r#""ph":{kind},"pid":{RUN},"tid":{tid},"ts":{at},"id":{chunk},"name":"chunk","cat":"hand-out""#
            ))?;
        }
        Ok(())
    }

    fn usage(&mut self, core: &Lane, at: Moment, span: &Span) -> io::Result<()> {
        let (at, number, share) = (self.time(at), core.info.number, span.cpu.get() * 100.0);
        self.event(&format!(
            r#""ph":"C","pid":{CORES},"ts":{at},"name":"core {number}","args":{{"usage %":{share:.1}}}"#
        ))
    }

    fn event(&mut self, fields: &str) -> io::Result<()> {
        let comma = if std::mem::replace(&mut self.any, true) {
            ","
        } else {
            ""
        };
        write!(self.out, "{comma}\n{{{fields}}}")
    }

    /// A moment in microseconds from the beginning of the run: before it, less than zero.
    fn time(&self, at: Moment) -> String {
        micros(i128::from(at.as_nanos()) - i128::from(self.origin.as_nanos()))
    }
}

/// Viewers take a thread 0 for an idle one.
fn track(lane: u16) -> u32 {
    u32::from(lane) + 1
}

/// Nanoseconds as microseconds with three decimals, exactly.
fn micros(nanos: i128) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let size = nanos.unsigned_abs();
    format!("{sign}{}.{:03}", size / 1000, size % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;
    use serde_json::Value;

    fn written(run: Run) -> String {
        let mut out = Vec::new();
        write(&Results::of(vec![run]), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn run() -> Run {
        scenario::run(
            "set workload=primes tasks=4 mode=pool workers=2 chunksize=2\n\
             main: create 0ms 2ms | dispatch 0/0 2ms 3ms | dispatch 2/1 3ms 4ms | blocked 4ms 9ms\n\
             w1: start-up 0ms 2ms | receive=64 2ms 4ms | task%50 0/0 4ms 5ms | task 1/0 5ms 6ms\n\
             w2: start-up 0ms 2ms | wait 2ms 5ms | task 2/1 5ms 7ms | task? 3/1 7ms 9ms\n\
             c0: usage 90 0ms 9ms\n\
             end 9ms",
        )
    }

    #[test]
    fn a_viewer_finds_tracks_counters_and_one_arrow_a_chunk() {
        insta::assert_snapshot!(written(run()));
    }

    #[test]
    fn every_event_has_what_the_format_asks_for() {
        let trace: Value = serde_json::from_str(&written(run())).unwrap();
        for event in trace["traceEvents"].as_array().unwrap() {
            let wanted: &[&str] = match event["ph"].as_str().unwrap() {
                "X" => &["name", "cat", "pid", "tid", "ts", "dur"],
                "C" => &["name", "pid", "ts", "args"],
                "M" => &["name", "pid", "args"],
                "s" | "f" => &["name", "cat", "id", "pid", "tid", "ts"],
                other => panic!("{other}"),
            };
            assert!(wanted.iter().all(|name| !event[*name].is_null()), "{event}");
        }
    }

    #[test]
    fn an_arrow_begins_where_main_last_handed_something_out() {
        let run = scenario::run(
            "set workload=primes mode=pool workers=1\n\
             main: create 0ms 1ms | dispatch 1ms 2ms | blocked 2ms 5ms | dispatch 5ms 6ms\n\
             w1: task 0/0 3ms 4ms | task 1/1 6ms 7ms\nend 7ms",
        );
        let handed_out = HandedOut::of(&run);
        let times = run.lanes[1]
            .spans
            .iter()
            .map(|task| handed_out.before(task));
        let times: Vec<_> = times.map(|from| from.map(|(_, at)| at)).collect();
        assert_eq!(
            times,
            [Some(scenario::at("1ms")), Some(scenario::at("5ms"))]
        );
        let early = Span {
            start: Moment::from_nanos(0),
            ..run.lanes[1].spans[0]
        };
        assert_eq!(handed_out.before(&early), None);
    }

    #[test]
    fn a_time_before_the_run_or_beyond_all_time_is_still_a_number() {
        assert_eq!(micros(-1_500), "-1.500");
        assert_eq!(micros(u64::MAX.into()), "18446744073709551.615");
    }
}
