//! The lines of a process's table, as they are taken in.

use super::{ProgramFeed, WatchedRun, watched_run::kind_of};
use crate::{
    base::{ChunkId, Pid, TaskId, Text},
    engine::watch::{
        kinds::COMMAND,
        observed::{Observed, ProcessEnd, Tables},
        registration::shown_command,
        table_entry::{Child, CommandEnd, CommandEntry, Ended, TableEntry},
    },
    log::{
        Call, Ending, Kind, MainImport, Now, Span, Unpicklable, Watched, WatchedPool,
        WatchedProcess, WatchedThread,
    },
};

impl ProgramFeed {
    /// Takes in a line of a process's table.
    pub(super) fn note(&mut self, process: usize, entry: TableEntry, run: &mut WatchedRun<'_>) {
        let Observed {
            index,
            tables,
            threads,
            log,
            ..
        } = self.processes.get_mut(process);
        let index = *index;
        let WatchedRun { lanes, watched } = run;
        match entry {
            TableEntry::Call(entry) => {
                let call = u32::try_from(watched.calls.len()).unwrap_or(u32::MAX);
                tables.calls.insert(entry.call, call);
                if let Some(job) = entry.job {
                    tables.jobs.insert(job, call);
                }
                watched.calls.push(Call {
                    process: index,
                    kind: entry.kind,
                    function: entry.function,
                    file: entry.file,
                    line: entry.line,
                    tasks: entry.tasks,
                    asked: entry.asked,
                    chunksize: entry.chunksize,
                    workers: entry.workers,
                    start: entry.start,
                    sends: entry.sends,
                    carries: entry.carries,
                    began: entry.began,
                    ..Call::default()
                });
            }
            TableEntry::CallEnd(end) => {
                let call = tables.calls.get(&end.call);
                if let Some(call) = call.and_then(|&call| watched.calls.get_mut(call as usize)) {
                    (call.ended, call.error) = (Some(end.ended), end.failed);
                    call.returns = end.returns;
                }
            }
            TableEntry::Item(item) => {
                let [call, job, task] = item.item;
                tables.items.insert(job, (call, task));
            }
            TableEntry::Work(work) => tables.add_work(work),
            TableEntry::Ref(reference) => {
                tables.references.insert(reference.number, reference);
            }
            TableEntry::Lane(entry) => {
                let Some(thread) = threads.get_mut(entry.lane) else {
                    return;
                };
                (thread.name, thread.role) = (entry.name, entry.role.or(thread.role.take()));
                if let Some(lane) = thread.lane.filter(|lane| lane.get() > 0) {
                    let role = thread.role.as_ref().map_or("", Text::raw);
                    let is_main = log
                        .as_ref()
                        .is_none_or(|log| log.thread(entry.lane).is_main);
                    lanes[lane.index()].info.kind = kind_of(is_main, role);
                    let known = &mut watched.threads[lane.index()];
                    (known.name, known.role) = (thread.name.clone(), thread.role.clone());
                }
            }
            TableEntry::Child(child) => self.note_child(process, child, watched),
            TableEntry::Ended(ended) => self.note_end(&ended, watched),
            TableEntry::Process(about) => {
                let parent = about.process.parent.and_then(|pid| self.index_of(pid));
                let known = &mut watched.processes[index as usize];
                known.parent = parent.or(known.parent);
                if let Some(name) = about.process.name {
                    known.name = name;
                }
            }
            TableEntry::Pool(_) | TableEntry::PoolEnd(_) | TableEntry::Unpicklable(_) => {
                note_pool(index, tables, entry, watched);
            }
            TableEntry::Unseen(unseen) => watched.note_not_seen(unseen.unseen, unseen.why),
            TableEntry::Import(import) => watched.imports.push(MainImport {
                process: index,
                module: import.module,
                took: import.took,
            }),
            TableEntry::Gil(gil) => watched.processes[index as usize].gil = Some(gil),
            TableEntry::Text(text) => {
                tables.texts.insert(text.text, text.value);
            }
            TableEntry::Member(member) => {
                let [call, pid, task] = member.member;
                tables.members.insert(pid, (call, task));
            }
            TableEntry::Command(command) => run.note_command(index, &command),
            TableEntry::CommandEnd(end) => self.note_command_end(&end, run),
        }
    }

    fn note_child(&mut self, process: usize, child: Child, watched: &mut Watched) {
        let parent = self.processes.get_mut(process);
        if let Some(pool) = child.pool {
            parent.tables.pools.insert(child.pid, pool);
        }
        let parent = parent.index;
        let Some(index) = self.index_of(child.pid) else {
            self.children.insert(child.pid, (parent, child.name));
            return;
        };
        let known = &mut watched.processes[index as usize];
        known.parent = Some(parent);
        if let Some(name) = child.name {
            known.name = name;
        }
    }

    fn note_end(&mut self, ended: &Ended, watched: &mut Watched) {
        let Some(child) = self.processes.by_own_pid_mut(ended.pid) else {
            return;
        };
        let ending = ended.code.map(ending_of);
        child.end = Some(ProcessEnd {
            ending,
            is_expected: ended.expected,
        });
        // It may have ended long before its parent asked.
        let known = &mut watched.processes[child.index as usize];
        if known.ended.is_some() {
            known.ending = known.ending.or(ending);
        }
    }

    fn note_command_end(&mut self, end: &CommandEnd, run: &mut WatchedRun<'_>) {
        let Some(pid) = end.pid else { return };
        if self.processes.by_own_pid(pid).is_some() {
            let ended = Ended {
                pid,
                code: end.code,
                expected: false,
            };
            return self.note_end(&ended, run.watched);
        }
        let WatchedRun { lanes, watched } = run;
        let mut latest = watched.processes.iter_mut().enumerate().rev();
        let Some((index, known)) = latest.find(|(_, one)| one.pid.get() == pid) else {
            return;
        };
        known.ended = Some(end.at);
        known.ending = end.code.map(ending_of);
        let index = u32::try_from(index).ok();
        let threads = watched.threads.iter();
        if let Some(lane) = threads.zip(lanes.iter_mut()).find_map(|(thread, lane)| {
            (thread.process == index && lane.now.is_some()).then_some(lane)
        }) && let Some(open) = lane.now.take()
        {
            lane.spans.push(Span::new(open.kind, open.start, end.at));
        }
    }
}

/// Takes in what a process says of its pools, and what it could not send to one.
fn note_pool(process: u32, tables: &mut Tables, entry: TableEntry, watched: &mut Watched) {
    match entry {
        TableEntry::Pool(entry) => {
            let pool = u32::try_from(watched.pools.len()).unwrap_or(u32::MAX);
            tables.made.insert(entry.pool, pool);
            watched.pools.push(WatchedPool {
                process,
                kind: entry.kind,
                workers: entry.workers,
                start: entry.start,
                file: entry.file,
                line: entry.line,
                ended: None,
            });
        }
        TableEntry::PoolEnd(end) => {
            let pool = tables.made.get(&end.pool);
            if let Some(pool) = pool.and_then(|&pool| watched.pools.get_mut(pool as usize)) {
                pool.ended = Some(end.how);
            }
        }
        TableEntry::Unpicklable(entry) => {
            let reference = entry.reference.and_then(|one| tables.references.get(&one));
            let call = reference.and_then(|one| match (one.job, one.call) {
                (Some(job), _) => tables.jobs.get(&job),
                (None, Some(call)) => tables.calls.get(&call),
                (None, None) => None,
            });
            watched.unpicklable.push(Unpicklable {
                process,
                what: entry.what,
                error: entry.error,
                call: call.copied(),
            });
        }
        _ => {}
    }
}

impl WatchedRun<'_> {
    /// A command that a process started: a process that is not looked into, unless it registers.
    fn note_command(&mut self, parent: u32, command: &CommandEntry) {
        let Some(pid) = command.pid.map(Pid::new) else {
            return;
        };
        let processes = &mut self.watched.processes;
        let is_known = |one: &WatchedProcess| one.pid == pid && one.ended.is_none();
        if let Some(known) = processes.iter_mut().rev().find(|one| is_known(one)) {
            known.parent = Some(parent);
            return;
        }
        let name = shown_command(&command.argv);
        let index = u32::try_from(processes.len()).unwrap_or(u32::MAX);
        processes.push(WatchedProcess {
            pid,
            parent: Some(parent),
            name: name.clone(),
            started: command.at,
            ..WatchedProcess::default()
        });
        let thread = WatchedThread {
            process: Some(index),
            name,
            role: Some("command".into()),
            ..WatchedThread::default()
        };
        let kind = kind_of(true, "command");
        if let Some(lane) = self.add_numbered_lane(kind, Some(pid), thread) {
            self.lanes[lane.index()].now = Kind::of_number(COMMAND).map(|kind| Now {
                kind,
                start: command.at,
                task: TaskId::default(),
                chunk: ChunkId::NONE,
            });
        }
    }
}

/// How a process ended, by its exit code as Python has it: negative for a signal.
const fn ending_of(code: i32) -> Ending {
    match code {
        ..0 => Ending::Signal(code.saturating_neg()),
        code => Ending::Exit(code),
    }
}
