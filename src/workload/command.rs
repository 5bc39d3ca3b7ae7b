//! `command`: starts a command for each task, without a shell, and keeps its outcome.
//!
//! Output goes to files in memory, not through pipes: it needs no reader while a command runs,
//! and no command can stall for lack of one.

mod descriptors;
mod output;
mod template;
mod turns;

use super::{Answer, COMMAND, Exit, Inputs, Items, Kernel, Workload};
use crate::base::{self, TaskId, SchedulerStatistics, spell};
use descriptors::Descriptors;
use output::CommandOutput;
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Pid, PidfdFlags, pidfd_open},
};
use std::{
    ffi::OsString,
    io,
    os::unix::process::ExitStatusExt,
    process::{Child, Command, ExitStatus, Stdio},
};
use template::{Filling, Template};
pub use template::{check_places, has_place};

pub(super) const WORKLOAD: Workload = Workload {
    name: COMMAND,
    about: "starts a command for each of its inputs, as GNU parallel does",
    size_unit: None,
    default_size: 1,
    default_tasks: 1,
    takes_items: false,
    arguments: &[],
    is_split: false,
    cost_exponent: 1.0,
    max_size: 1,
    prepare: |items| Box::new(CommandKernel::new(&items)),
};

/// How often a running command's output is looked at, lest it fill the memory.
const LOOK: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 20_000_000,
};

/// The most characters of a command in a message.
const LONGEST_NAME: usize = 200;

struct CommandKernel {
    /// The words with their places, or why the command cannot be called.
    template: Result<Template, String>,
    inputs: Inputs,
    descriptors: Descriptors,
}

impl CommandKernel {
    fn new(items: &Items) -> Self {
        Self {
            template: Template::new(&items.command, items.inputs.sources()),
            inputs: items.inputs.clone(),
            descriptors: Descriptors::named(
                items.command.iter().cloned().chain(items.inputs.words()),
            ),
        }
    }

    /// The words of a task's command.
    ///
    /// # Errors
    /// Where the task has no input, though others have one: a command that was to have one may
    /// do anything without.
    fn words(&self, task: TaskId, slot: u32) -> io::Result<Vec<OsString>> {
        let inputs = self.inputs.of(task.index());
        if inputs.is_none() && !self.inputs.is_empty() {
            return Err(io::Error::other("there is no input for this task"));
        }
        let template = self.template.as_ref().map_err(|why| io::Error::other(why.clone()))?;
        let inputs = inputs.unwrap_or_default();
        Ok(template.words(&Filling { inputs, task, slot }))
    }

    /// Runs the command of a task.
    ///
    /// # Errors
    /// Where it could not be started.
    fn run(&self, task: TaskId, slot: u32, breathe: &mut dyn FnMut()) -> io::Result<Exit> {
        let words = self.words(task, slot)?;
        let [program, arguments @ ..] = &words[..] else {
            let none = io::Error::new(io::ErrorKind::NotFound, "there is no command");
            return Err(none);
        };
        let (stdout, stderr) = (CommandOutput::new()?, CommandOutput::new()?);
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(stdout.writer()?)
            .stderr(stderr.writer()?);
        self.descriptors.restrict(&mut command);
        let mut child = command.spawn().map_err(|error| {
            io::Error::new(error.kind(), format!("cannot start {}: {error}", spell(program)))
        })?;
        drop(command);
        let (status, turns) = wait(&mut child, || {
            stdout.trim();
            stderr.trim();
            breathe();
        })?;
        let (stdout, stderr) = (stdout.end()?, stderr.end()?);
        Ok(Exit {
            status: number(status),
            cut: stdout.cut + stderr.cut,
            stdout: stdout.text,
            stderr: stderr.text,
            turns,
            ..Exit::default()
        })
    }
}

/// Waits for the end of a command, and calls `look` now and then meanwhile. Also returns its
/// time on the cores.
fn wait(child: &mut Child, mut look: impl FnMut()) -> io::Result<(ExitStatus, Option<SchedulerStatistics>)> {
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    // Without such a descriptor, which is new in Linux 5.3, there is no look.
    let ended = pid.and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok());
    while let Some(ended) = &ended {
        match poll(&mut [PollFd::new(ended, PollFlags::IN)], Some(&LOOK)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => look(),
            Ok(_) | Err(_) => break,
        }
    }
    let turns = pid.and_then(turns::turns);
    Ok((child.wait()?, turns))
}

/// An exit status as shells have it.
fn number(status: ExitStatus) -> i32 {
    let killed = || 128 + status.signal().unwrap_or_default();
    status.code().unwrap_or_else(killed)
}

/// The exit that a shell would report for a command that could not be started.
fn unstarted(error: &io::Error) -> Exit {
    Exit {
        status: if error.kind() == io::ErrorKind::NotFound {
            127
        } else {
            126
        },
        stderr: error.to_string(),
        ..Exit::default()
    }
}

impl Kernel for CommandKernel {
    fn compute(&self, task: TaskId, breathe: &mut dyn FnMut()) -> Answer {
        self.compute_on(1, task, breathe)
    }

    fn compute_on(&self, worker: u32, task: TaskId, breathe: &mut dyn FnMut()) -> Answer {
        let start = base::now();
        let exit = self.run(task, worker, breathe);
        let wall = base::now().since(start);
        let exit = exit.unwrap_or_else(|error| unstarted(&error));
        Answer::Exit(Box::new(Exit { wall, ..exit }))
    }

    fn describe(&self, task: TaskId) -> String {
        // Which worker it was is told elsewhere.
        let words = self.words(task, 1).unwrap_or_default();
        let words: Vec<_> = words.iter().map(|word| spell(word)).collect();
        let line = shlex::try_join(words.iter().map(String::as_str)).unwrap_or_default();
        match line.char_indices().nth(LONGEST_NAME) {
            Some((cut, _)) => format!("{}…", &line[..cut]),
            None => line,
        }
    }
}

#[cfg(test)]
mod tests;
