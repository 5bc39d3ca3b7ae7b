//! Programs as their processes tell of themselves, in any order and in part.

use super::*;
use crate::{
    base::{Nanos, TaskId},
    engine::watch::{registrar::Joined, registration::Registration, thread_sampler::Sampled},
    log::{Ending, Flags, Kind, ProcessLog, Span, ThreadTimes, process_log::scripted::ScriptedLog},
};
use std::sync::mpsc::{self, Sender};

const MAIN: u32 = 4_000_001;
const WORKER: u32 = 4_000_002;

/// A map of seven tasks in chunks of three, as its owner tells of it.
const CALL: &str = r#"{"call": 0, "kind": "Pool.map", "function": "f", "file": "/a/b.py", "line": 3, "tasks": 7, "asked": null, "chunksize": 3, "workers": 2, "start": "fork", "job": 5, "began": 10}"#;
const REF: &str = r#"{"ref": 0, "owner": 4000001, "job": 5}"#;
const NONE: u32 = u32::MAX;

/// A program that is followed, and what is known of it.
struct Followed {
    notices: Sender<Notice>,
    sampler: Sender<SamplerNotice>,
    feed: ProgramFeed,
    lanes: Vec<Lane>,
    watched: Watched,
    start: u64,
}

impl Followed {
    fn new() -> Self {
        let (notices, received) = mpsc::channel();
        let (sampler, times) = mpsc::channel();
        let mut followed = Self {
            notices,
            sampler,
            feed: ProgramFeed::new(Pid::new(MAIN), None, received, None).sampled(times),
            lanes: Vec::new(),
            watched: Watched::default(),
            start: now().as_nanos() - 1_000_000_000,
        };
        followed.watched.command = vec!["python3".into(), "b.py".into()];
        followed
    }

    fn join(&self, pid: u32, log: &ScriptedLog) {
        let about = format!(
            r#"{{"parscope": 1, "pid": {pid}, "parent": {MAIN}, "python": "3.13.0", "start": "fork", "birth": {}}}"#,
            self.start
        );
        let joined = Joined {
            connection: pid.into(),
            pid: Pid::new(pid),
            registration: Registration::parse(about.as_bytes()).unwrap(),
            log: ProcessLog::of_words(log.words()).unwrap(),
        };
        self.notices.send(Notice::Joined(Box::new(joined))).unwrap();
    }

    fn leave(&self, pid: u32) {
        let at = now();
        let connection = pid.into();
        self.notices.send(Notice::Left { connection, at }).unwrap();
    }

    /// What the sampler says of the first thread of a process.
    fn sampled(&self, pid: u32, what: Sampled) {
        let connection = pid.into();
        let notice = SamplerNotice { connection, what };
        self.sampler.send(notice).unwrap();
    }

    fn follow(&mut self) {
        self.feed.follow(&mut self.lanes, Some(&mut self.watched));
    }

    fn end(&mut self) {
        self.watched.ending = Some(Ending::Exit(0));
        self.follow();
    }

    /// The second chunk of the map, which a worker took and did: its last task failed.
    fn second_chunk(&self) -> ScriptedLog {
        let at = self.start;
        ScriptedLog::new()
            .line(REF)
            .span(0, (2, at, 10), (0, 0), (0, NONE))
            .span(0, (4, at + 10, 10), (0, 1), (1, 0))
            .span(0, (4, at + 20, 10), (1, 2), (1, 0))
    }
}

/// A worker of the map ends in that way, and its parent says so.
fn end_worker(followed: &mut Followed, log: &ScriptedLog, (code, expected): (i32, bool)) {
    let end = format!(r#"{{"ended": {WORKER}, "code": {code}, "expected": {expected}}}"#);
    followed.join(MAIN, &ScriptedLog::new().line(CALL).line(&end));
    followed.join(WORKER, log);
    followed.follow();
    followed.leave(WORKER);
    followed.follow();
}

#[test]
fn a_task_has_the_number_of_its_call_in_whatever_order_logs_are_read() {
    let mut followed = Followed::new();
    // The worker is known before the process that made the call.
    followed.join(WORKER, &followed.second_chunk());
    followed.join(MAIN, &ScriptedLog::new().line(CALL));
    followed.follow();
    let [call] = &followed.watched.calls[..] else {
        panic!("{:?}", followed.watched.calls)
    };
    assert_eq!(
        (call.chunks, call.done, call.place().raw()),
        (1, 3, "b.py:3")
    );
    let lane = followed
        .lanes
        .iter()
        .find(|lane| lane.info.kind == LaneKind::Process)
        .unwrap();
    let told: Vec<_> = lane.spans[1..]
        .iter()
        .map(|span| followed.watched.task_of_call(span.chunk, span.task))
        .collect();
    assert_eq!(
        told,
        [Some(3), Some(4)],
        "the second chunk of three begins with task 3"
    );
    assert_eq!(lane.spans[2].count, 2);
}

#[test]
fn a_chunk_is_lost_with_its_worker_and_not_with_a_pool_that_is_closed() {
    for (code, expected, lost) in [(-9, false, 3), (-15, true, 0)] {
        let mut followed = Followed::new();
        // It is at sending the results.
        let log = followed
            .second_chunk()
            .open((5, followed.start + 30), (0, 1), 0);
        end_worker(&mut followed, &log, (code, expected));
        let call = &followed.watched.calls[0];
        assert_eq!((call.lost, call.done), (lost, 3 - lost), "{code}");
        assert_eq!(
            followed.watched.processes[1].ending,
            Some(Ending::Signal(-code))
        );
    }
}

#[test]
fn a_worker_that_ends_while_it_waits_has_lost_nothing_of_what_it_sent() {
    for expected in [false, true] {
        let mut followed = Followed::new();
        let log = followed
            .second_chunk()
            .open((2, followed.start + 30), (0, 1), 0);
        end_worker(&mut followed, &log, (-9, expected));
        let call = &followed.watched.calls[0];
        assert_eq!((call.lost, call.stopped, call.done), (0, 0, 3));
    }
}

#[test]
fn a_chunk_is_over_with_the_first_task_of_it_that_fails() {
    let mut followed = Followed::new();
    let at = followed.start;
    // It is at sending the error, and its pool is closed.
    let log = ScriptedLog::new()
        .line(REF)
        .span(0, (4, at, 10), (0, 1), (1, 0))
        .failed()
        .open((5, at + 10), (0, 1), 0);
    end_worker(&mut followed, &log, (-15, true));
    let call = &followed.watched.calls[0];
    assert_eq!((call.failed, call.stopped, call.done), (1, 0, 0));
}

#[test]
fn of_processes_that_are_killed_together_with_the_program_it_is_known_what_is_lost() {
    let mut followed = Followed::new();
    let at = followed.start;
    followed.join(MAIN, &ScriptedLog::new().line(CALL));
    let log = ScriptedLog::new()
        .line(REF)
        .span(0, (4, at, 10), (0, 1), (1, 0))
        .open((4, at + 10), (1, 1), 0);
    followed.join(WORKER, &log);
    followed.follow();
    // That their connections are closed comes too late.
    followed.watched.ending = Some(Ending::Signal(9));
    followed.follow();
    let call = &followed.watched.calls[0];
    assert_eq!((call.lost, call.done), (3, 0));
    assert_eq!(followed.watched.not_seen, []);
}

#[test]
fn what_the_program_stops_itself_is_no_loss() {
    let mut followed = Followed::new();
    let end = format!(r#"{{"ended": {WORKER}, "code": -15, "expected": true}}"#);
    followed.join(MAIN, &ScriptedLog::new().line(CALL).line(&end));
    let at = followed.start;
    let log = ScriptedLog::new()
        .line(REF)
        .span(0, (2, at, 10), (0, 0), (0, NONE))
        .span(0, (4, at + 10, 10), (0, 1), (1, 0));
    followed.join(WORKER, &log);
    followed.follow();
    followed.leave(WORKER);
    followed.follow();
    let call = &followed.watched.calls[0];
    assert_eq!((call.lost, call.stopped, call.done), (0, 3, 0));
    let killed = |span: &Span| span.flags.has(Flags::KILLED);
    assert!(
        followed
            .lanes
            .iter()
            .all(|lane| !lane.spans.iter().any(killed))
    );
}

#[test]
fn what_a_process_was_at_when_it_was_killed_ends_with_it_and_is_marked() {
    let mut followed = Followed::new();
    let end = format!(r#"{{"ended": {WORKER}, "code": -9, "expected": false}}"#);
    followed.join(MAIN, &ScriptedLog::new().line(CALL).line(&end));
    let log = followed
        .second_chunk()
        .open((4, followed.start + 40), (0, 2), 0);
    followed.join(WORKER, &log);
    followed.follow();
    let lane = |followed: &Followed| followed.lanes.last().unwrap().clone();
    assert_eq!(lane(&followed).now.map(|now| now.kind), Some(Kind::Task));
    followed.leave(WORKER);
    followed.follow();
    let lane = lane(&followed);
    let last = lane.spans.last().unwrap();
    assert_eq!((lane.now, last.flags, last.count), (None, Flags::KILLED, 0));
    assert_eq!(
        followed.watched.task_of_call(last.chunk, last.task),
        Some(6)
    );
    // Nothing is added after that.
    let held = lane.spans.len();
    followed.end();
    assert_eq!(followed.lanes.last().unwrap().spans.len(), held);
}

#[test]
fn a_child_waits_to_be_told_which_task_it_is_and_a_server_is_none() {
    let mut followed = Followed::new();
    let at = followed.start;
    let own = |reference: &str| {
        ScriptedLog::new()
            .line(reference)
            .span(0, (4, at, 10), (0, 1), (0, 0))
    };
    let log = own(r#"{"ref": 0, "owner": 4000001, "member": true}"#);
    followed.join(WORKER, &log);
    followed.join(MAIN, &ScriptedLog::new());
    followed.follow();
    let spans = |followed: &Followed| followed.lanes.last().unwrap().spans.clone();
    assert!(spans(&followed).is_empty(), "its parent has yet to tell");
    // It never does: so it is a server of multiprocessing's own, whose work is no task.
    followed.end();
    assert!(followed.watched.calls.is_empty());
    assert_eq!(spans(&followed)[0].kind, Kind::Own);
    assert_eq!(spans(&followed)[0].tasks_ended(), 0);
}

#[test]
fn a_process_that_is_a_task_ends_it_with_its_exit_status() {
    for (code, counts) in [(0, (1, 0, 0)), (4, (0, 1, 0)), (-9, (0, 0, 1))] {
        let mut followed = Followed::new();
        let call = r#"{"call": 0, "kind": "Process", "function": "f", "tasks": null, "began": 1}"#;
        let main = ScriptedLog::new()
            .line(call)
            .line(&format!(r#"{{"member": [0, {WORKER}, 0]}}"#))
            .line(&format!(r#"{{"ended": {WORKER}, "code": {code}}}"#));
        let child = ScriptedLog::new()
            .line(r#"{"ref": 0, "owner": 4000001, "member": true}"#)
            .span(0, (1, followed.start, 10), (0, 0), (0, NONE))
            .open((4, followed.start + 10), (0, 0), 0);
        followed.join(MAIN, &main);
        followed.join(WORKER, &child);
        followed.follow();
        followed.leave(WORKER);
        followed.follow();
        let call = &followed.watched.calls[0];
        assert_eq!((call.done, call.failed, call.lost), counts, "{code}");
    }
}

#[test]
fn work_items_of_an_executor_are_its_map_s_chunks_and_jobs_are_the_tasks_of_a_group() {
    let mut followed = Followed::new();
    let map = r#"{"call": 0, "kind": "ProcessPoolExecutor.map", "function": "f", "chunksize": 2, "tasks": null, "began": 1}"#;
    let apply = r#"{"call": 1, "kind": "Pool.apply", "function": "g", "tasks": null, "began": 1}"#;
    let main = ScriptedLog::new()
        .line(map)
        .line(apply)
        .line(&format!(r#"{{"child": {WORKER}, "pool": 9}}"#))
        .line(r#"{"work": [0, 9, 10, 1, 2, 2]}"#)
        .line(r#"{"work": [0, 9, 10, 4, 2, 7]}"#)
        .line(r#"{"item": [1, 77, 5]}"#);
    let at = followed.start;
    let worker = ScriptedLog::new()
        .line(r#"{"ref": 0, "owner": 4000001, "pool": null}"#)
        .line(r#"{"ref": 1, "owner": 4000001, "jobs": true}"#)
        .span(0, (4, at, 10), (1, 1), (12, 0))
        .span(0, (4, at + 10, 10), (0, 1), (77, 1));
    followed.join(MAIN, &main);
    followed.join(WORKER, &worker);
    followed.follow();
    let spans = &followed.lanes.last().unwrap().spans;
    let told = |index: usize| {
        let span = &spans[index];
        let (call, chunk) = followed.watched.chunk(span.chunk).unwrap();
        let task = followed.watched.task_of_call(span.chunk, span.task);
        (call.function.raw(), chunk.number, task)
    };
    assert_eq!(
        told(0),
        ("f", 2, Some(5)),
        "the third item of the map, its second task"
    );
    assert_eq!(told(1), ("g", 5, Some(5)));
    assert_ne!(
        spans[0].task, spans[1].task,
        "no two tasks of a run have a number"
    );
    let _: TaskId = spans[0].task;
}

#[test]
fn chunks_that_share_a_span_are_told_by_the_tasks_that_they_have() {
    let mut followed = Followed::new();
    let at = followed.start;
    // The first two chunks of three are handed out, then the last, of one.
    let main = ScriptedLog::new()
        .line(CALL)
        .line(REF)
        .span(0, (9, at, 10), (0, 2), (0, 0))
        .span(0, (130, at + 10, 10), (0, 1), (2, 0))
        .span(0, (130, at + 20, 10), (0, 0), (2, 0));
    followed.join(MAIN, &main);
    followed.follow();
    let spans = followed.lanes[0].spans.iter();
    assert_eq!(spans.map(|span| span.count).collect::<Vec<_>>(), [6, 1, 0]);
}

#[test]
fn what_is_sampled_of_a_thread_before_it_has_a_lane_is_not_lost() {
    let mut followed = Followed::new();
    let at = |millis| Moment::from_nanos(followed.start) + Nanos::from_millis(millis);
    let [first, last] = [at(1), at(21)];
    followed.sampled(WORKER, Sampled::Times(0, first, ThreadTimes::default()));
    followed.follow();
    followed.join(WORKER, &ScriptedLog::new());
    followed.sampled(WORKER, Sampled::Times(0, last, ThreadTimes::default()));
    followed.sampled(WORKER, Sampled::HandOvers(last, 7));
    followed.sampled(WORKER, Sampled::Unknown("no rights".into()));
    followed.follow();
    let watched = &followed.watched;
    let lanes = watched.threads.iter().map(|thread| thread.times.all());
    let read: Vec<_> = lanes.flatten().map(|(at, _)| *at).collect();
    assert_eq!(read, [first, last]);
    assert_eq!(watched.processes[1].hand_overs.all(), [(last, 7)]);
    assert_eq!(watched.not_seen[0].why.raw(), "no rights");
}
