//! Each finding on both sides of its threshold.

use crate::model::{Finding, FindingKind, scenario::run};

/// A program on a machine of four cores.
fn program(text: &str) -> Vec<Finding> {
    Finding::all(&run(&format!("cores 4\nwatch python3 sim.py\n{text}")))
}

fn kinds(text: &str) -> Vec<FindingKind> {
    program(text).iter().map(|finding| finding.kind).collect()
}

/// The only finding: its sentence, advice and milliseconds.
fn only(text: &str) -> (String, String, Option<u64>) {
    let mut found = program(text);
    assert_eq!(found.len(), 1, "{found:?}");
    let found = found.remove(0);
    let time = found.time.map(|time| time.get() / 1_000_000);
    (found.text(), found.advice, time)
}

/// Two workers that compute for so long, in chunks of two tasks, of which one has all of the last.
fn tail(first: &str, second: &str, chunksize: u32) -> String {
    let chunk = |task: u32| task / chunksize;
    let [a, b, c, d] = [0, 1, 2, 3].map(chunk);
    format!(
        "call Pool.map work sim.py:12 tasks=4 chunksize={chunksize} workers=2
         main: create 0ms 1ms
         w1: task 0/{a} 10ms 20ms | task 1/{b} 20ms {first}ms
         w2: task 2/{c} 10ms 20ms | task 3/{d} 20ms {second}ms
         end 120ms"
    )
}

#[test]
fn a_tail_is_told_from_a_tenth_of_the_lane_time_on_with_the_chunk_that_makes_it() {
    // 2 workers, 100 ms: a tail of 20 ms is a tenth.
    assert_eq!(kinds(&tail("91", "110", 2)), []);
    let (text, advice, time) = only(&tail("90", "110", 2));
    assert_eq!(
        text,
        "1 of 2 workers ran out of work up to 20.0 ms before Pool.map of work (sim.py:12) ended: \
         the chunk that ended last has 2 tasks"
    );
    assert_eq!(advice, "A smaller chunksize lets them end together.");
    assert_eq!(time, Some(10));
}

#[test]
fn where_there_is_little_room_the_advice_is_said_and_not_the_beginning_of_the_reason() {
    let found = program(&tail("90", "110", 2)).remove(0);
    let sentences = found.sentences();
    assert!(sentences[0].ends_with("2 tasks. A smaller chunksize lets them end together."));
    assert_eq!(
        sentences[1],
        "Workers ran out of work. A smaller chunksize lets them end together."
    );
    assert_eq!(sentences[2], found.advice);
}

#[test]
fn a_chunk_that_takes_twice_as_long_as_the_others_is_named_with_what_it_took() {
    let (text, ..) = only(&tail("50", "110", 2));
    assert!(
        text.ends_with("chunk 1 alone, of 2 tasks, took 100 ms; the others took 40.0 ms each"),
        "{text}"
    );
}

#[test]
fn of_single_tasks_one_that_is_three_times_as_long_as_the_mean_is_named() {
    let tasks = |long: u32| {
        format!(
            "call Pool.map work sim.py:12 tasks=6 chunksize=1 workers=2
             main: create 0ms 1ms
             w1: task 0 0ms 10ms | task 1 10ms 20ms | task 2 20ms 30ms | task 3 30ms 40ms
             w2: task 4 0ms 10ms | task 5 10ms {}ms
             end 120ms",
            10 + long
        )
    };
    let (text, ..) = only(&tasks(60));
    assert!(
        text.ends_with("one task took 60.0 ms, the mean one 18.3 ms"),
        "{text}"
    );
    // There is a tail, but nothing to be done about it.
    assert_eq!(kinds(&tasks(40)), []);
}

#[test]
fn fewer_chunks_than_workers_leave_workers_without_any() {
    let (text, ..) = only(
        "call Pool.map work sim.py:12 tasks=4 chunksize=2 workers=4
         main: create 0ms 1ms
         w1: task 0/0 0ms 10ms | task 1/0 10ms 20ms
         w2: task 2/1 0ms 10ms | task 3/1 10ms 20ms
         end 100ms",
    );
    assert_eq!(
        text,
        "2 of 4 workers ran out of work up to 20.0 ms before Pool.map of work (sim.py:12) ended: \
         it has 2 chunks for 4 workers"
    );
}

/// A worker with ten chunks of one task each, of which each takes so much to hand over. `bytes` may go on
/// with what is known of the call.
fn handover(micros: u32, bytes: &str) -> String {
    let (bytes, more) = bytes.split_once(' ').unwrap_or((bytes, ""));
    let chunks = (0..10).map(|chunk| {
        let at = chunk * 10_000;
        let (received, done) = (at + micros, at + micros + 4000);
        format!(
            "receive={bytes} 0/{chunk} {at}us {received}us | task {chunk} {received}us {done}us"
        )
    });
    let chunks: Vec<_> = chunks.collect();
    format!(
        "call Pool.map work sim.py:12 tasks=10 chunksize=1 workers=1 {more}
         main: create 0ms 1ms
         w1: {}
         end 120ms",
        chunks.join(" | ")
    )
}

#[test]
fn chunks_are_too_small_where_to_hand_them_over_takes_longer_than_their_tasks() {
    assert_eq!(kinds(&handover(4000, "100")), []);
    let (text, advice, time) = only(&handover(5000, "100"));
    assert_eq!(
        text,
        "To hand over the 10 chunks of Pool.map of work (sim.py:12) takes longer than their tasks: \
         50.0 ms against 40.0 ms of work, in 1 worker; a chunk has 1 task"
    );
    assert_eq!(
        advice,
        "Try chunksize 10: 45.0 ms instead of 99.0 ms, simulated."
    );
    assert_eq!(time, Some(50));
}

#[test]
fn large_arguments_make_pickling_what_takes_longer_than_the_tasks() {
    assert_eq!(kinds(&handover(4000, "1MiB")), []);
    let (text, advice, _) = only(&handover(5000, "1MiB"));
    assert!(
        text.starts_with("To pickle and send takes longer than the tasks"),
        "{text}"
    );
    assert!(text.ends_with("a task has 1.0 MiB of arguments"), "{text}");
    assert!(advice.contains("index or a path"), "{advice}");
    let (text, ..) = only(&handover(5000, "1MiB sends=ndarray carries=Model"));
    assert!(
        text.ends_with("a task has 1.0 MiB of arguments (ndarray)"),
        "{text}"
    );
}

#[test]
fn an_object_that_goes_along_with_the_function_is_what_is_pickled_where_tasks_get_a_number() {
    let (text, advice, _) = only(&handover(5000, "1MiB sends=int carries=Model"));
    assert!(
        text.ends_with("a chunk has 1.0 MiB, for Model goes along with work each time"),
        "{text}"
    );
    assert!(advice.starts_with("Make it a function"), "{advice}");
}

#[test]
fn callbacks_are_told_from_a_fifth_of_the_time_on() {
    let callback = |end: u32| {
        format!(
            "call Pool.apply_async work sim.py:12 tasks=2 workers=2
             main: create 0ms 1ms
             w1: task 0 0ms 60ms
             w2: task 1 0ms 60ms
             h1: collect 0/0 59ms 60ms | kind64 60ms {end}ms
             end 120ms"
        )
    };
    assert_eq!(kinds(&callback(74)), []);
    let (text, _, time) = only(&callback(80));
    assert!(
        text.starts_with("Callbacks of Pool.apply_async of work (sim.py:12) took 20.0 ms"),
        "{text}"
    );
    assert_eq!(time, Some(20));
}

#[test]
fn apply_in_a_loop_is_told_and_tasks_side_by_side_are_not() {
    let applied = |kind: &str, third: u32| {
        format!(
            "call {kind} work sim.py:12 tasks=3 workers=2
             main: create 0ms 1ms
             w1: task 0 0ms 10ms | task 2 {third}ms 30ms
             w2: task 1 10ms 20ms
             end 120ms"
        )
    };
    let (text, advice, time) = only(&applied("Pool.apply", 20));
    assert_eq!(
        text,
        "The 3 tasks of Pool.apply of work (sim.py:12) ran one at a time: apply waits for each result"
    );
    assert!(advice.starts_with("Use map"), "{advice}");
    assert_eq!(time, Some(15));
    assert_eq!(kinds(&applied("Process", 20)), [FindingKind::OneAtATime]);
    assert_eq!(kinds(&applied("Pool.apply", 19)), []);
    // Chunks of a map may well follow each other: there is another reason for that.
    assert_eq!(kinds(&applied("Pool.imap", 20)), []);
}

#[test]
fn results_that_wait_behind_a_slow_one_are_told_where_they_are_handed_out_in_order() {
    let first = |kind: &str, end: u32| {
        let tasks = (1..9).map(|task| format!("task {task} {}ms {}ms", task * 10 - 10, task * 10));
        let tasks: Vec<_> = tasks.collect();
        format!(
            "call {kind} work sim.py:12 tasks=9 chunksize=1 workers=2
             main: create 0ms 1ms
             w1: task 0 0ms {end}ms
             w2: {}
             end 120ms",
            tasks.join(" | ")
        )
    };
    let (text, advice, _) = only(&first("Pool.imap", 75));
    assert_eq!(
        text,
        "7 results of Pool.imap of work (sim.py:12) waited up to 65.0 ms behind task 0: they are \
         handed out in order"
    );
    assert!(advice.starts_with("imap_unordered"), "{advice}");
    assert_eq!(kinds(&first("Pool.imap_unordered", 75)), []);
    // Two results for each worker may wait.
    assert_eq!(kinds(&first("Pool.imap", 35)), []);
}

#[test]
fn imap_runs_ahead_from_a_hundred_tasks_on() {
    let ahead = |tasks: u32| {
        let handed = (0..tasks).map(|task| format!("dispatch 0/{task} {task}us {task}us"));
        let handed: Vec<_> = handed.collect();
        format!(
            "call Pool.imap work sim.py:12 tasks={tasks} chunksize=1 workers=1
             main: create 0ms 1ms
             h1: {}
             w1: task 0 1ms 11ms
             end 12ms",
            handed.join(" | ")
        )
    };
    assert_eq!(kinds(&ahead(99)), []);
    let (text, ..) = only(&ahead(100));
    assert!(
        text.ends_with("100 of 100 tasks were handed out and not yet done"),
        "{text}"
    );
}

#[test]
fn chunks_that_were_handed_out_in_one_go_are_all_counted_as_ahead() {
    let ahead = |kind: &str, count: u32| {
        format!(
            "call Pool.imap work sim.py:12 tasks=200 chunksize=1 workers=1
             main: create 0ms 1ms
             h1: dispatch 0x50/0 0us 9us | {kind} 50x{count}/50 9us 99us
             w1: task 0 1ms 11ms
             end 12ms"
        )
    };
    for kind in ["dispatch*", "kind130*"] {
        assert_eq!(kinds(&ahead(kind, 49)), []);
        assert_eq!(kinds(&ahead(kind, 50)), [FindingKind::RunsAhead]);
    }
    // A chunk that waits for room in the pipe has been counted with its dispatch.
    assert_eq!(kinds(&ahead("kind130", 0)), []);
}

#[test]
fn of_merged_spans_between_short_chunks_only_the_share_that_is_hand_over_counts() {
    // Each chunk computes for 40 µs, and 90 µs later the next begins.
    let chunks = |parts: &str| {
        let chunks = (0..1000).map(|chunk| {
            let at = chunk * 130;
            let (sent, begun) = (at + parts.parse::<u32>().unwrap(), at + 90);
            let between = match chunk {
                1..=20 => format!(
                    "send 0/{chunk} {at}us {sent}us | wait {sent}us {begun}us | receive 0/{chunk} {begun}us {begun}us"
                ),
                _ => format!("send* 0/{chunk} {at}us {begun}us"),
            };
            format!("{between} | task {chunk} {begun}us {}us", begun + 40)
        });
        let chunks: Vec<_> = chunks.collect();
        format!(
            "call Pool.map work sim.py:12 tasks=1000 chunksize=1 workers=1
             main: create 0ms 1ms
             w1: {}
             end 130ms",
            chunks.join(" | ")
        )
    };
    assert_eq!(kinds(&chunks("39")), []);
    assert_eq!(kinds(&chunks("45")), [FindingKind::SmallChunks]);
}

#[test]
fn start_up_is_told_from_a_fifth_of_the_wall_time_on_with_what_it_is_made_of() {
    let started = |import: u32| {
        format!(
            "call Pool.map work sim.py:12 tasks=2 chunksize=1 workers=2
             main: create 0ms 1ms
             w1: start-up 0ms 5ms | kind96 5ms {import}ms | wait {import}ms 31ms | task 0 31ms 60ms
             w2: start-up 0ms 5ms | kind96 5ms {import}ms | wait {import}ms 31ms | task 1 31ms 60ms
             process 1 start=spawn
             process 2 start=spawn
             end 100ms"
        )
    };
    assert_eq!(kinds(&started(19)), []);
    let (text, advice, time) = only(&started(20));
    assert_eq!(
        text,
        "Each of 2 workers took 20.0 ms to start, 15.0 ms of it to import the main module anew, of \
         100 ms in all"
    );
    assert!(advice.starts_with("Move what that module does"), "{advice}");
    assert_eq!(time, Some(20));
}

#[test]
fn the_slowest_imports_of_main_are_named_with_the_start_up_that_they_make() {
    let started = |imports: &str| {
        let (text, ..) = only(&format!(
            "main: create 0ms 1ms
             w1: start-up 0ms 5ms | kind96 5ms 65ms | wait 65ms 66ms
             w2: start-up 0ms 5ms | kind96 5ms 65ms | wait 65ms 66ms
             process 1 start=spawn
             process 2 start=spawn
             {imports}
             end 100ms"
        ));
        text.split_once("anew").unwrap().1.to_owned()
    };
    let both = |module: &str, took: &str| {
        format!("import {module} {took} process=1\nimport {module} {took} process=2\n")
    };
    let slow = both("numpy", "20ms") + &both("pandas", "30ms") + &both("yaml", "5ms");
    assert_eq!(
        started(&slow),
        " (pandas 30.0 ms, numpy 20.0 ms), of 100 ms in all"
    );
    // The process that started them has imported it, too, for itself.
    assert_eq!(started("import numpy 60ms process=0"), ", of 100 ms in all");
}

#[test]
fn native_threads_are_told_from_a_fifth_of_the_cpu_time_on_where_there_are_more_than_cores() {
    let threaded = |threads: u32, cpu: &str| {
        kinds(&format!(
            "call Pool.map work sim.py:12 tasks=4 chunksize=1 workers=2
             main: create 0ms 1ms
             w1: task%50 0 0ms 500ms | task%50 1 500ms 1s
             w2: task%50 2 0ms 500ms | task%50 3 500ms 1s
             process 1 cpu={cpu} threads={threads}
             process 2 cpu={cpu} threads={threads}
             end 1s"
        ))
    };
    // Two workers of 500 ms each by themselves, on four cores.
    assert_eq!(threaded(3, "625ms"), [FindingKind::NativeThreads]);
    assert_eq!(threaded(3, "620ms"), []);
    assert_eq!(threaded(2, "625ms"), []);
    // Threads of a library that sleep.
    assert_eq!(threaded(9, "500ms"), []);
}

/// A worker of a call that is killed in task 1, or ends like that, and what goes on since.
fn dead(call: &str, task: &str, others: &str) -> String {
    format!(
        "call {call} work sim.py:12 tasks=2 chunksize=1 workers=2 lost=1
         {others}
         w2: {task} 1 0ms 10ms
         process 1 exit=-9 ended=10ms"
    )
}

#[test]
fn a_hang_of_a_pool_is_told_while_it_hangs() {
    let head = "ForkPoolWorker-2 (pid 4002) was killed by signal 9 (SIGKILL) in task 1 of Pool.map of \
                work (sim.py:12): its chunk is lost";
    let told = |others: &str| only(&dead("Pool.map", "task!", others));
    let hangs = told("main: now kind192 0ms");
    assert_eq!(
        hangs.0,
        "Pool.map of work (sim.py:12) waits for ever: ForkPoolWorker-2 (pid 4002) was killed by \
         signal 9 (SIGKILL) in task 1, its chunk is lost, and nothing goes on any more"
    );
    assert!(
        hangs.1.starts_with("Pool does not notice that."),
        "{}",
        hangs.1
    );
    let goes_on = told("main: now kind192 0ms\nt1: now task 0 0ms");
    assert_eq!(
        goes_on.0,
        format!("{head}, and the call will wait for it for ever")
    );
    let ended = told("end 50ms\nmain: kind192 0ms 50ms");
    assert_eq!(
        ended.0,
        format!("{head}, and the call waited for it to the end")
    );
    assert_eq!(ended.2, Some(40));
}

#[test]
fn a_worker_that_is_ended_with_its_pool_is_no_death_and_an_executor_does_not_hang() {
    let main = "main: now kind192 0ms";
    assert_eq!(kinds(&dead("Pool.map", "task", main)), []);
    let (text, ..) = only(&dead("ProcessPoolExecutor.submit", "task!", main));
    assert!(text.ends_with("its chunk is lost"), "{text}");
}

#[test]
fn what_cannot_be_pickled_is_told_once_with_its_call() {
    let text = "call Pool.map work sim.py:12 tasks=2 workers=2
        unpicklable main.<locals>.work call=0
        unpicklable main.<locals>.work call=0
        main: now kind192 0ms";
    let (text, advice, _) = only(text);
    assert_eq!(
        text,
        "Something that Pool.map of work (sim.py:12) needs cannot be pickled: main.<locals>.work"
    );
    assert!(
        advice.starts_with("Only a function at the top level"),
        "{advice}"
    );
}

#[test]
fn processes_that_fail_while_they_import_main_are_told_and_other_failures_are_not() {
    let failed = |then: &str| {
        format!(
            "main: create 0ms 1ms
             w1: start-up 0ms 5ms | kind96 5ms 6ms{then}
             process 1 start=spawn exit=1 ended=10ms
             end 1s"
        )
    };
    let (text, advice, _) = only(&failed(""));
    assert_eq!(
        text,
        "1 new process failed while importing the main module anew"
    );
    assert!(advice.contains("if __name__ == '__main__':"), "{advice}");
    assert_eq!(kinds(&failed(" | kind129 6ms 7ms")), []);
    assert_eq!(kinds(&failed(" | wait 6ms 7ms")), []);
}

#[test]
fn a_pool_that_nothing_ends_is_told_of_a_program_that_ended_by_itself() {
    let ended = |pool: &str, exit: &str| {
        kinds(&format!(
            "{pool}\nmain: create 0ms 1ms\nprocess 0 exit={exit} ended=9ms\nend 9ms"
        ))
    };
    let open = "pool Pool sim.py:11 workers=4";
    assert_eq!(ended(open, "0"), [FindingKind::OpenPool]);
    assert_eq!(ended(open, "-9"), []);
    assert_eq!(
        ended("pool Pool sim.py:11 workers=4 ended=terminate", "0"),
        []
    );
    assert_eq!(
        ended("pool ProcessPoolExecutor sim.py:11 workers=4", "0"),
        []
    );
}

#[test]
fn a_pool_in_a_worker_of_a_pool_is_told_where_it_got_no_workers() {
    let made = |end: &str| {
        let text = format!(
            "main: create 0ms 1ms
             w1: wait 0ms 1ms
             pool Pool sim.py:3 workers=2 process=1{end}
             process 1 exit=0 ended=9ms
             end 9ms"
        );
        kinds(&text)
    };
    assert_eq!(made(""), [FindingKind::NestedPool]);
    assert_eq!(made(" ended=terminate"), []);
}

#[test]
fn a_fork_beside_a_thread_that_lives_is_told() {
    let forked = |start: &str, thread: &str| {
        kinds(&format!(
            "main: create 0ms 1ms
             t1: task 0 {thread}
             w1: wait 5ms 6ms
             process 1 start={start}
             end 9ms"
        ))
    };
    assert_eq!(forked("fork", "1ms 8ms"), [FindingKind::ForkWithThreads]);
    assert_eq!(forked("fork", "1ms 4ms"), []);
    assert_eq!(forked("fork", "6ms 8ms"), []);
    assert_eq!(forked("spawn", "1ms 8ms"), []);
}

#[test]
fn what_goes_wrong_comes_first_then_what_costs_most() {
    let text = format!("{}\nunpicklable x", tail("60", "110", 2));
    assert_eq!(kinds(&text), [FindingKind::Unpicklable, FindingKind::Tail]);
}

/// Two threads of which each ran, had no core, and waited for the lock for so long, of a second.
fn threads(running: u32, ready: u32, gil: &str) -> String {
    format!(
        "main: own 0ms 1ms
         t1: task 0 0ms 1000ms
         t2: task 1 0ms 1000ms
         times 1 0ms 1000ms running={running}ms ready={ready}ms {gil}
         times 2 0ms 1000ms running={running}ms ready={ready}ms {gil}
         end 1000ms"
    )
}

#[test]
fn threads_that_take_turns_are_told_with_what_they_waited() {
    let (text, advice, time) = only(&threads(500, 0, "gil=500ms"));
    assert_eq!(
        text,
        "2 threads take turns, since they share one lock (the GIL): they waited for it 50 % of the time in which \
         they wanted to run"
    );
    assert!(advice.contains("Processes"), "{advice}");
    // With two cores they would take half as long.
    assert_eq!(time, Some(500));
    // A tenth of the time in which they want to run; threads that sleep want nothing.
    assert_eq!(kinds(&threads(890, 20, "gil=90ms")), []);
    assert_eq!(kinds(&threads(100, 0, "gil=10ms")), []);
    assert_eq!(kinds(&threads(300, 0, "gil=100ms")), [FindingKind::Gil]);
    // One that starts them and waits takes no part.
    let text = threads(500, 0, "gil=500ms");
    let with_main = text.replace("end", "times 0 0ms 1000ms running=50ms gil=100ms\n end");
    assert!(only(&with_main).0.starts_with("2 threads"));
    // Where it is not known what they slept for, nothing is said.
    assert_eq!(kinds(&threads(500, 0, "")), []);
}
