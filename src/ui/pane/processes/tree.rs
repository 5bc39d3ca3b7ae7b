//! [`tree`]: the tree of processes, as far as lanes and the kernel tell.

use crate::{
    base::Pid,
    log::{Ending, LaneInfo, LaneKind, Watched, WorkerUsage},
    model::{LaneName, Run},
    plan::Fault,
    sample::{ProcessTable, Resident, State},
};
use std::collections::HashSet;

/// The signal by which a program ends its own processes.
const SIGTERM: i32 = 15;

/// A process or thread in the tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ProcessNode<'a> {
    /// The number of its ancestors in the tree.
    pub(super) depth: usize,
    /// Whether it is the last of those that its parent has.
    pub(super) last: bool,
    /// Its name, in full and in four cells.
    pub(super) names: [String; 2],
    /// Its number, once it has one.
    pub(super) pid: Option<Pid>,
    /// Its entry in the process table.
    pub(super) resident: Option<&'a Resident>,
    /// Its parent, where that is not the process that started it.
    pub(super) adopted: Option<Pid>,
    /// Whether it is gone.
    pub(super) gone: bool,
    /// How it ended, as recorded by the process that waited for it.
    pub(super) ending: Option<Ending>,
    /// Whether a program ended it itself, as a pool its workers.
    pub(super) is_terminated: bool,
}

impl ProcessNode<'_> {
    /// Its state in words: how it ended, what it does, or that it is a zombie or an orphan.
    pub(super) fn words(&self) -> String {
        if self.is_terminated {
            return "terminated".into();
        }
        if let Some(ending) = self.ending {
            return ending.to_string();
        }
        let Some(resident) = self.resident else {
            return if self.gone { "exited" } else { "" }.into();
        };
        match (self.gone, resident.last.state, self.adopted) {
            (true, ..) => "exited".into(),
            (_, State::Zombie, _) => "zombie: ended, not yet waited for".into(),
            (.., Some(pid)) => format!("orphan: adopted by {pid}"),
            (_, state, None) => state.words().into(),
        }
    }

    /// Whether it is a zombie, an orphan, or ended badly.
    pub(super) fn is_odd(&self) -> bool {
        match self.ending {
            Some(ending) => !ending.is_good() && !self.is_terminated,
            None => self.is_zombie() || (self.is_alive() && self.adopted.is_some()),
        }
    }

    /// Whether it is still there, also as a zombie.
    pub(super) fn is_alive(&self) -> bool {
        self.resident.is_some() && !self.gone
    }

    /// Whether it has ended and was not waited for.
    pub(super) fn is_zombie(&self) -> bool {
        let state = self.resident.map(|resident| resident.last.state);
        self.is_alive() && state == Some(State::Zombie)
    }
}

/// The runner, below it the processes that it has started, and those of a forkserver below that.
/// Adopted processes come last, on their own.
pub(super) fn tree<'a>(run: &Run, process_table: &'a ProcessTable) -> Vec<ProcessNode<'a>> {
    if let Some(watched) = run.watched() {
        return program_tree(run, watched, process_table);
    }
    let pid_of = |kind: LaneKind| {
        let lane = run.flow().find(|lane| lane.info.kind == kind);
        lane.and_then(|lane| lane.info.pid)
    };
    let runner = pid_of(LaneKind::Main);
    let forkserver = pid_of(LaneKind::Forkserver);
    let node = |info: &LaneInfo| {
        let mut node = known(names(run, info), info.pid, run, process_table);
        let parent = node.resident.map(|resident| resident.last.parent);
        // Where workers are orphaned on purpose, the process between the runner and them ends:
        // children of the runner are then workers that it did not start.
        let orphaned = run.planned().is_some_and(|e| e.fault == Fault::Orphan);
        let raised = |parent: Pid| match parent {
            parent if Some(parent) == runner => !orphaned,
            parent => Some(parent) == forkserver || process_table.find(parent).is_some(),
        };
        if info.kind == LaneKind::Process {
            node.adopted = parent.filter(|&parent| runner.is_some() && !raised(parent));
        }
        let of_server = match parent {
            Some(parent) => Some(parent) == forkserver,
            None => forkserver.is_some() && info.kind == LaneKind::Process,
        };
        (node, of_server)
    };
    let rest: Vec<_> = run
        .rows()
        .filter(|lane| lane.info.kind != LaneKind::Main && lane.info.pid.is_some())
        .map(|lane| (lane.info.kind, node(&lane.info)))
        .collect();
    let (mut direct, mut served, mut orphans) = (Vec::new(), Vec::new(), Vec::new());
    let mut origin = None;
    for (kind, (node, of_server)) in rest {
        match kind {
            LaneKind::Forkserver => origin = Some(node),
            _ if node.adopted.is_some() && node.adopted != runner => orphans.push(node),
            _ if of_server => served.push(node),
            _ => direct.push(node),
        }
    }
    // Processes that no lane names any more: zombies, or replaced by a lane's next worker.
    let named: HashSet<_> = run.flow().filter_map(|lane| lane.info.pid).collect();
    let over = run.is_over();
    let unnamed =
        |resident: &&Resident| !over && !resident.gone && !named.contains(&resident.last.pid);
    for resident in process_table.residents().filter(unnamed) {
        let (pid, parent) = (resident.last.pid, Some(resident.last.parent));
        let mut node = known(
            ["child".into(), "child".into()],
            Some(pid),
            run,
            process_table,
        );
        match parent {
            _ if parent == runner => direct.push(node),
            _ if parent == forkserver => served.push(node),
            _ => {
                node.adopted = parent.filter(|_| runner.is_some());
                orphans.push(node);
            }
        }
    }
    // Workers that ended badly, and that their lane's next worker has replaced.
    for usage in run.outcome().map_or(&[][..], |outcome| &outcome.workers) {
        let lane = run.flow().find(|lane| lane.info.lane == usage.lane);
        let failed = usage.ending.is_some_and(|ending| !ending.is_good());
        if let Some(lane) = lane.filter(|_| failed && !named.contains(&usage.pid)) {
            let both = names(run, &lane.info);
            direct.push(known(both, Some(usage.pid), run, process_table));
        }
    }
    let mut nodes = vec![known(
        ["runner".into(), "runner".into()],
        runner,
        run,
        process_table,
    )];
    if let Some(origin) = origin {
        nodes.push(ProcessNode {
            depth: 1,
            last: direct.is_empty(),
            ..origin
        });
        nodes.extend(under(2, served));
    }
    nodes.extend(under(1, direct));
    nodes.extend(under(0, orphans));
    nodes
}

/// The processes of a watched program, each below the one that asked for it, and those below them that do
/// not run Python.
fn program_tree<'a>(
    run: &Run,
    watched: &Watched,
    process_table: &'a ProcessTable,
) -> Vec<ProcessNode<'a>> {
    let mut nodes: Vec<ProcessNode<'a>> = Vec::new();
    let pids: HashSet<_> = watched.processes.iter().map(|one| one.pid).collect();
    let mut seen = HashSet::new();
    for row in run.tree(true) {
        let Some(index) = watched
            .thread(row.lane.info.lane)
            .and_then(|one| one.process)
        else {
            continue;
        };
        // The first row of a process is its own; its threads come after that.
        if !seen.insert(index) {
            continue;
        }
        let process = &watched.processes[index as usize];
        let names = names(run, &row.lane.info);
        let node = known(names, Some(process.pid), run, process_table);
        let below = usize::from(index > 0);
        nodes.push(ProcessNode {
            depth: row.depth + below,
            gone: node.gone || process.ended.is_some(),
            ending: process.ending,
            is_terminated: index > 0 && process.ending == Some(Ending::Signal(SIGTERM)),
            ..node
        });
    }
    let is_other = |one: &&Resident| !run.is_over() && !one.gone && !pids.contains(&one.last.pid);
    for other in process_table.residents().filter(is_other) {
        let pid = Some(other.last.pid);
        let parent = nodes
            .iter()
            .position(|node| node.pid == Some(other.last.parent));
        let node = known(["child".into(), "child".into()], pid, run, process_table);
        let at = parent.map_or(nodes.len(), |parent| parent + 1);
        let depth = parent.map_or(1, |parent| nodes[parent].depth + 1);
        nodes.insert(at, ProcessNode { depth, ..node });
    }
    // The last of those that one has is followed by none of its depth before one of less.
    for index in 0..nodes.len() {
        let depth = nodes[index].depth;
        let mut after = nodes[index + 1..]
            .iter()
            .take_while(|node| node.depth >= depth);
        nodes[index].last = !after.any(|node| node.depth == depth);
    }
    nodes
}

/// The name of a lane, in a word and in four cells.
fn names(run: &Run, info: &LaneInfo) -> [String; 2] {
    let LaneName { label, short, .. } = run.lane_name(info);
    [label, short]
}

fn known<'a>(
    names: [String; 2],
    pid: Option<Pid>,
    run: &Run,
    process_table: &'a ProcessTable,
) -> ProcessNode<'a> {
    let resident = pid.and_then(|pid| process_table.find(pid));
    ProcessNode {
        depth: 0,
        last: false,
        names,
        pid,
        resident,
        adopted: None,
        // A run has ended when all of its processes have.
        gone: run.is_over() || resident.is_some_and(|resident| resident.gone),
        ending: pid.and_then(|pid| usage(run, pid)?.ending),
        is_terminated: false,
    }
}

/// The system's usage figures of a worker at its end.
pub(super) fn usage(run: &Run, pid: Pid) -> Option<&WorkerUsage> {
    let workers = &run.outcome()?.workers;
    workers.iter().find(|usage| usage.pid == pid)
}

/// Those figures, where switches were counted: nobody does that for a program in Python.
pub(super) fn counts(run: &Run, pid: Pid) -> Option<&WorkerUsage> {
    let is_counted = !run.planned().is_some_and(|planned| planned.is_python());
    usage(run, pid).filter(|_| is_counted)
}

fn under(depth: usize, nodes: Vec<ProcessNode<'_>>) -> impl Iterator<Item = ProcessNode<'_>> {
    let count = nodes.len();
    let last = move |index| index + 1 == count;
    let nodes = nodes.into_iter().enumerate();
    nodes.map(move |(index, node)| ProcessNode {
        depth,
        last: last(index),
        ..node
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::scenario,
        sample::{Round, Target, script::resident},
    };

    /// A process table in which the processes have these parents, some as zombies.
    fn process_table(parents: &[(u32, u32)], zombies: &[u32]) -> ProcessTable {
        let mut process_table = ProcessTable::default();
        let found = parents.iter().map(|&(pid, parent)| {
            let mut sample = resident(pid, parent);
            if zombies.contains(&pid) {
                sample.state = State::Zombie;
            }
            sample
        });
        process_table.push(&Round {
            asked: Vec::new(),
            found: found.collect(),
        });
        process_table
    }

    fn lines(run: &Run, process_table: &ProcessTable) -> Vec<String> {
        let line = |node: &ProcessNode<'_>| {
            let indent = "  ".repeat(node.depth);
            format!("{indent}{} {}", node.names[0], node.words())
        };
        tree(run, process_table).iter().map(line).collect()
    }

    #[test]
    fn workers_of_a_forkserver_hang_on_it_and_not_on_the_runner() {
        let run = scenario::run(
            "main: blocked 0ms 9ms\nf: serve 0ms 1ms\nw1: task 0 1ms 9ms\nw2: task 1 1ms 9ms",
        );
        let process_table =
            process_table(&[(4000, 1), (4901, 4000), (4001, 4901), (4002, 4901)], &[]);
        let all = [
            "runner running or ready",
            "  forkserver running or ready",
            "    w1 running or ready",
            "    w2 running or ready",
        ];
        assert_eq!(lines(&run, &process_table), all);
    }

    #[test]
    fn zombies_and_orphans_are_called_what_they_are() {
        let run = scenario::run(
            "main: blocked 0ms 9ms\nw1: task 0 1ms 9ms\nw2: task 1 1ms 9ms\nw3: task 2 1ms 9ms",
        );
        let process_table = process_table(
            &[
                (4000, 1),
                (4001, 4000),
                (4002, 1234),
                (4003, 4000),
                (4009, 4000),
            ],
            &[4001, 4009],
        );
        let all = [
            "runner running or ready",
            "  w1 zombie: ended, not yet waited for",
            "  w3 running or ready",
            "  child zombie: ended, not yet waited for",
            "w2 orphan: adopted by 1234",
        ];
        assert_eq!(lines(&run, &process_table), all);
    }

    #[test]
    fn who_was_orphaned_on_purpose_is_an_orphan_also_where_the_runner_takes_it_in() {
        let run = scenario::run(
            "set mode=process fault=orphan\nmain: blocked 0ms 9ms\nw1: task 0 1ms 9ms",
        );
        // First its parent is one that the runner has started, then that has ended.
        let before = process_table(&[(4000, 1), (4009, 4000), (4001, 4009)], &[]);
        assert!(lines(&run, &before).contains(&"  w1 running or ready".to_owned()));
        let after = process_table(&[(4000, 1), (4009, 4000), (4001, 4000)], &[4009]);
        assert!(lines(&run, &after).contains(&"  w1 orphan: adopted by 4000".to_owned()));
    }

    #[test]
    fn what_has_ended_is_no_longer_said_to_run() {
        let run = scenario::run("main: blocked 0ms 9ms\nw1: task 0 1ms 9ms");
        let mut process_table = process_table(&[(4000, 1), (4001, 4000)], &[]);
        process_table.push(&Round {
            asked: [4000, 4001]
                .map(|pid| Target::process(Pid::new(pid)))
                .into(),
            found: Vec::new(),
        });
        assert_eq!(
            lines(&run, &process_table),
            ["runner exited", "  w1 exited"]
        );
    }

    #[test]
    fn after_the_end_of_a_run_each_is_said_to_have_ended_as_it_did_and_none_to_be_alive() {
        let mut run = scenario::run(
            "main: blocked 0ms 9ms\nw1: task 0 1ms 9ms\nw2: task 1 1ms 9ms\nw3: task 2 1ms 9ms
            end 9ms",
        );
        let lanes: Vec<_> = run.workers().map(|lane| lane.info.lane).collect();
        let ended = |lane: usize, pid, ending| WorkerUsage {
            lane: lanes[lane],
            pid: Pid::new(pid),
            ending,
            ..WorkerUsage::default()
        };
        run.description.outcome.as_mut().unwrap().workers = vec![
            // The lane's first worker, which another one has replaced.
            ended(1, 4009, Some(Ending::Signal(9))),
            ended(0, 4001, Some(Ending::Exit(0))),
            ended(1, 4002, Some(Ending::Exit(3))),
            // Written by a version that kept no endings.
            ended(2, 4003, None),
        ];
        let process_table = process_table(
            &[(4000, 1), (4001, 4000), (4003, 4000), (4009, 4000)],
            &[4009],
        );
        let all = [
            "runner exited",
            "  w1 exit status 0",
            "  w2 exit status 3",
            "  w3 exited",
            "  w2 killed by signal 9",
        ];
        assert_eq!(lines(&run, &process_table), all);
        let odd: Vec<_> = tree(&run, &process_table)
            .iter()
            .map(ProcessNode::is_odd)
            .collect();
        assert_eq!(odd, [false, false, true, false, true]);
    }
}
