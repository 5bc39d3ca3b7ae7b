//! [`Forkserver`]: a process that is started once, has one thread, and forks workers on request.
//!
//! It has prepared the work before the first request, so a worker has only to be copied; and it
//! has none of main's memory, so there is little to copy. It is the parent of its workers, so
//! main has to ask it how one ended.

use super::{Forked, ProcessEnding, as_child, descriptors, die_with_parent, fork, wait_for_end};
use crate::{
    base::{Pid, Shared},
    engine::native::{
        channel::Ends,
        job::{WorkerBootstrap, WorkerSlot},
        launch, task, worker,
        worker_context::WorkerContext,
    },
    log::{Kind, SpanLog},
    plan::Resolved,
};
use serde::{Deserialize, Serialize};
use std::{
    error::Error,
    io,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    process::{Child, ExitCode, Stdio},
    sync::Arc,
};

/// A request of main.
#[derive(Serialize, Deserialize)]
enum ForkRequest {
    /// To fork a worker for a slot; its ends of the channel come with it.
    Fork(WorkerSlot),
    /// To wait for the end of one.
    Wait(Pid),
}

/// A reply of the server.
#[derive(Serialize, Deserialize)]
enum ForkReply {
    /// The worker's number.
    Forked(Pid),
    /// How it ended.
    Ended(ProcessEnding),
    /// Why it could not be done, and whether that was refused rather than beyond a limit.
    Failed { text: String, is_refused: bool },
}

/// Main's handle on the server.
pub(in crate::engine) struct Forkserver {
    socket: Option<OwnedFd>,
    child: Child,
}

impl Forkserver {
    /// Starts the server on a lane of its own. `files` are the log, and memory that all have in
    /// common if there is any.
    pub(in crate::engine) fn start(
        bootstrap: &WorkerBootstrap,
        files: &[BorrowedFd<'_>],
        log: &SpanLog,
    ) -> io::Result<Self> {
        let (socket, its_socket) = descriptors::sockets()?;
        let mut program = launch::this_program();
        program
            .arg(launch::FORKSERVER)
            .stdin(Stdio::from(its_socket))
            .stdout(Stdio::null());
        let child = launch::spawn(&mut program)?;
        // Its end of the socket would be open as long as this is.
        drop(program);
        log.set_pid(bootstrap.slot.lane, Pid::new(child.id()));
        let letter = serde_json::to_vec(bootstrap)?;
        descriptors::send(&socket, &letter, files)?;
        Ok(Self {
            socket: Some(socket),
            child,
        })
    }

    /// Has it fork a worker, which holds `life` as long as it lives.
    pub(in crate::engine) fn fork(
        &self,
        slot: WorkerSlot,
        ends: &Ends,
        life: &OwnedFd,
    ) -> io::Result<Pid> {
        let files = ends.files.iter().chain([life]).map(AsFd::as_fd);
        let files: Vec<_> = files.collect();
        match self.ask(&ForkRequest::Fork(slot), &files)? {
            ForkReply::Forked(pid) => Ok(pid),
            ForkReply::Failed { text, is_refused } => Err(failed(text, is_refused)),
            ForkReply::Ended(_) => Err(out_of_step()),
        }
    }

    /// Has it wait for the end of a worker.
    pub(in crate::engine) fn wait(&self, pid: Pid) -> io::Result<ProcessEnding> {
        match self.ask(&ForkRequest::Wait(pid), &[])? {
            ForkReply::Ended(ending) => Ok(ending),
            ForkReply::Failed { text, is_refused } => Err(failed(text, is_refused)),
            ForkReply::Forked(_) => Err(out_of_step()),
        }
    }

    fn ask(&self, request: &ForkRequest, files: &[BorrowedFd<'_>]) -> io::Result<ForkReply> {
        let gone = || io::Error::other("the forkserver is gone: it was killed, or died");
        let socket = self.socket.as_ref().ok_or_else(gone)?;
        let letter = serde_json::to_vec(request)?;
        let sent = descriptors::send(socket, &letter, files);
        let reply = sent.and_then(|()| descriptors::receive(socket));
        let (letter, _) = reply.ok().flatten().ok_or_else(gone)?;
        Ok(serde_json::from_slice(&letter)?)
    }
}

impl Drop for Forkserver {
    /// Lets the server end, and waits for it.
    fn drop(&mut self) {
        self.socket = None;
        let _ = self.child.wait();
    }
}

fn failed(text: String, is_refused: bool) -> io::Error {
    let kind = if is_refused {
        io::ErrorKind::PermissionDenied
    } else {
        io::ErrorKind::Other
    };
    io::Error::new(kind, text)
}

fn out_of_step() -> io::Error {
    io::Error::other("the forkserver answered another question")
}

/// The main function of a process that was started as a forkserver.
pub(in crate::engine) fn serve() -> ExitCode {
    match begin() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the forkserver could not begin: {error}");
            ExitCode::FAILURE
        }
    }
}

fn begin() -> Result<(), Box<dyn Error>> {
    let socket = rustix::stdio::stdin();
    let (letter, files) = descriptors::receive(socket)?.ok_or("there was no order")?;
    let bootstrap: WorkerBootstrap = serde_json::from_slice(&letter)?;
    die_with_parent(bootstrap.parent)?;
    launch::name_process("forkserver");
    launch::raise_file_limit();
    let experiment = Resolved::from_json(&bootstrap.experiment)?;
    let mut files = files.into_iter();
    let log = SpanLog::attach(files.next().ok_or("the span log was not handed over")?)?;
    let shared = files.next().map(Shared::attach).transpose()?.map(Arc::new);
    let mut writer = log.writer(bootstrap.slot.lane);
    writer.enter_at(Kind::StartUp, bootstrap.slot.begun);
    let kernel = task::kernel(&experiment, shared)?;
    let this = std::process::id();
    loop {
        writer.enter(Kind::Wait);
        let Some((letter, mut files)) = descriptors::receive(socket)? else {
            writer.enter(Kind::Exit);
            return Ok(());
        };
        writer.enter(Kind::Serve);
        let reply = match serde_json::from_slice(&letter)? {
            ForkRequest::Wait(pid) => wait_for_end(pid).map(ForkReply::Ended),
            ForkRequest::Fork(slot) => match fork() {
                Ok(Forked::Child) => as_child(|| {
                    die_with_parent(this)?;
                    let kind = experiment.channel;
                    let worker_context = WorkerContext::new(&experiment, &*kernel, &log, slot);
                    let life = files.pop().ok_or_else(descriptors::incomplete)?;
                    worker::work(worker_context, Ends { kind, files }, life);
                    Ok(())
                }),
                Ok(Forked::Parent(pid)) => Ok(ForkReply::Forked(pid)),
                Err(error) => Err(error),
            },
        };
        let reply = reply.unwrap_or_else(|error| ForkReply::Failed {
            text: error.to_string(),
            is_refused: launch::is_refused(&error),
        });
        descriptors::send(socket, &serde_json::to_vec(&reply)?, &[])?;
    }
}
