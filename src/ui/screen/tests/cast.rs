//! The scenes of whole frames.

use super::{story::*, *};

impl Scene {
    pub(super) fn running() -> Self {
        Self::of(RUNNING, "29ms")
    }

    pub(super) fn finished() -> Self {
        Self::of(FINISHED, "90ms")
    }

    /// 64 workers on 64 cores.
    pub(super) fn crowd() -> Self {
        let worker = |worker: u32| {
            let task = |task: u32| {
                let (number, start) = ((worker - 1) * 8 + task, 1000 + task * 1400 + worker * 11);
                let end = start + 1200;
                format!(" | task {number}/{} {start}us {end}us", number / 2)
            };
            let tasks: String = (0..5).map(task).collect();
            format!("w{worker}: start-up 0ms 1ms{tasks}\n")
        };
        let text = format!(
            "cores 64\nset mode=pool workers=64 tasks=512 chunksize=2\nserial 640ms\n\
             main: create 0ms 1ms | blocked 1ms 9ms\n{}",
            (1..=64).map(worker).collect::<String>()
        );
        let mut scene = Self::of(&text, "9ms");
        scene.machine.usable_cores = 64;
        scene.axis = Axis::expecting(Nanos::from_millis(10));
        scene
    }

    /// Ten thousand short tasks, and a worker that was killed.
    pub(super) fn dense() -> Self {
        let spans: Vec<_> = (0..10_000)
            .map(|task| {
                let start = 1000 + task * 6;
                let end = start + 3 + task / 5000 * 2;
                format!("task {task}/{} {start}us {end}us", task / 20)
            })
            .collect();
        let text = format!(
            "set mode=threaded workers=2 tasks=20000 chunksize=20\nserial 100ms\n\
             main: create 0ms 1ms | blocked 1ms 62ms\n\
             t1: start-up 0ms 1ms | {}\nt2: start-up 0ms 1ms | task 5/9 1ms 20ms\nend 62ms",
            spans.join(" | ")
        );
        let mut scene = Self::of(&text, "62ms");
        if let Some(run) = &mut scene.run {
            run.lanes[2].spans[1].flags = crate::log::Flags::KILLED;
            run.lanes[1].info.merged = 120;
            run.lanes[1].info.dropped = 7;
        }
        scene
    }

    /// Threads under one lock, which also wait.
    pub(super) fn gil() -> Self {
        Self::of(GIL, "90ms")
    }

    /// Servers, main at work of its own, delays, questions and deliveries.
    pub(super) fn asynchronous() -> Self {
        Self::of(ASYNC, "31ms")
    }

    /// A worker that died and was replaced, beside a task that failed.
    pub(super) fn crash() -> Self {
        let mut scene = Self::of(CRASH, "90ms");
        scene.process_table = process_table(&[(4000, 1), (4001, 4000), (4002, 1234)], &[4001]);
        scene
    }

    /// A list of which each process has a copy.
    pub(super) fn memory() -> Self {
        let mut scene = Self::of(MEMORY, "90ms");
        let view = |pid: u32, added: i64, contents: &[i64]| {
            serde_json::json!({
                "pid": pid, "thread": pid, "address": "0x55d0c8a01f40", "added": added,
                "contents": contents,
            })
        };
        let outcome = scene.run.as_mut().unwrap().description.outcome.as_mut();
        let outcome = outcome.unwrap();
        outcome.main_views = vec![view(4000, 0, &[1, 2, 3]), view(4000, 0, &[1, 2, 3])];
        outcome.results = vec![
            view(4001, 10, &[1, 2, 3, 10]),
            view(4002, 20, &[1, 2, 3, 20]),
        ];
        scene
    }

    /// Commands, two of which failed.
    pub(super) fn commands() -> Self {
        let mut scene = Self::of(COMMANDS, "90ms");
        let run = scene.run.as_mut().unwrap();
        run.edit(|e| {
            e.command = ["gzip", "-9", "{}"].map(Into::into).into();
            e.inputs = ["a.txt", "b.txt", "c.txt"].into();
        });
        let outcome = run.description.outcome.as_mut().unwrap();
        let exit = |status: i32, said: &str| serde_json::json!({"status": status, "stderr": said, "stdout": ""});
        let none = "gzip: c.txt: No such file or directory\n";
        outcome.results = vec![exit(0, ""), exit(2, "warning\n"), exit(1, none)];
        outcome.failed_tasks = 2;
        scene
    }
}

/// Processes with these parents, of which some are zombies.
pub(super) fn process_table(parents: &[(u32, u32)], zombies: &[u32]) -> ProcessTable {
    let mut process_table = ProcessTable::default();
    let found = parents.iter().map(|&(pid, parent)| {
        let mut sample = resident(pid, parent);
        if zombies.contains(&pid) {
            sample.state = State::Zombie;
        } else if pid % 2 == 0 {
            sample.state = State::Sleeping;
        }
        sample
    });
    process_table.push(&Round {
        asked: Vec::new(),
        found: found.collect(),
    });
    process_table
}
