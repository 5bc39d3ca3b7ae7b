//! [`Registrar`]: listens for the processes of a program, and notices when each is gone.
//!
//! A process connects once, hands over its log, and keeps the connection open: the kernel closes it
//! when the process ends, however that comes about.

use super::{
    registration::{LONGEST_REGISTRATION, Registration},
    thread_sampler::Newcomer,
};
use crate::{
    base::{Moment, Pid, now},
    engine::EngineError,
    log::ProcessLog,
};
use rustix::{
    event::{PollFd, PollFlags, poll},
    io::{Errno, retry_on_intr},
    net::{
        AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags,
        SocketAddrUnix, SocketFlags, SocketType, accept_with, bind, listen, recvmsg, socket_with,
        sockopt::socket_peercred,
    },
    pipe::{PipeFlags, pipe_with},
    process::geteuid,
};
use std::{
    env,
    io::{self, IoSliceMut},
    mem::MaybeUninit,
    os::fd::{AsFd, OwnedFd},
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, Sender},
    thread::{self, JoinHandle},
};
use tempfile::TempDir;

/// Connections that may wait to be accepted; the kernel allows as many as it wants.
const BACKLOG: i32 = 4096;

/// Room for the descriptors of a message: one is expected, a forged one may have more.
const ROOM: usize = rustix::cmsg_space!(ScmRights(8));

/// Something that happened to a process.
pub(super) enum Notice {
    /// It registered.
    Joined(Box<Joined>),
    /// Its connection is closed.
    Left {
        /// The number of its connection.
        connection: u64,
        /// When that was noticed.
        at: Moment,
    },
    /// It was not let in.
    Refused {
        /// Its number.
        pid: Pid,
        /// Why.
        why: String,
    },
    /// Its log was lost, since no more files can be open at once.
    TooManyFiles,
}

/// A process that registered.
pub(super) struct Joined {
    /// The number of its connection.
    pub(super) connection: u64,
    /// Its number, by the kernel.
    pub(super) pid: Pid,
    /// Its own description.
    pub(super) registration: Registration,
    /// Its log.
    pub(super) log: ProcessLog,
}

impl Joined {
    /// The process as one whose threads are to look at.
    fn newcomer(&self) -> Newcomer {
        Newcomer {
            connection: self.connection,
            pid: self.pid,
            python: self.registration.python.clone(),
            roster: self.log.roster(),
        }
    }
}

/// Listens until it is dropped.
pub(super) struct Registrar {
    folder: TempDir,
    /// The thread ends when this is closed.
    stop: Option<OwnedFd>,
    thread: Option<JoinHandle<()>>,
}

/// An accepted connection.
struct Connection {
    number: u64,
    socket: OwnedFd,
    pid: Pid,
    has_joined: bool,
}

impl Registrar {
    /// Begins to listen on a socket in a folder that only this user can enter. `wake` is called, from
    /// another thread, after each notice; `sampler` is told of each process.
    ///
    /// # Errors
    /// [`EngineError`] where the system has no socket or thread for it.
    pub(super) fn start(
        wake: impl Fn() + Send + 'static,
        sampler: Sender<Newcomer>,
    ) -> Result<(Self, Receiver<Notice>), EngineError> {
        let fault = |error: io::Error| EngineError::system("cannot listen for processes")(error);
        let folder = folder().map_err(fault)?;
        let path = socket_path(folder.path());
        let open = || -> io::Result<(OwnedFd, OwnedFd, OwnedFd)> {
            let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
            let socket = socket_with(AddressFamily::UNIX, SocketType::SEQPACKET, flags, None)?;
            bind(&socket, &SocketAddrUnix::new(&path)?)?;
            listen(&socket, BACKLOG)?;
            let (end, stop) = pipe_with(PipeFlags::CLOEXEC)?;
            Ok((socket, end, stop))
        };
        let (socket, end, stop) = open().map_err(fault)?;
        let (notices, received) = mpsc::channel();
        let thread = thread::Builder::new().name("registrar".into());
        let thread = thread
            .spawn(move || Listener::new((socket, end), (notices, sampler)).run(&wake))
            .map_err(fault)?;
        let registrar = Self {
            folder,
            stop: Some(stop),
            thread: Some(thread),
        };
        Ok((registrar, received))
    }

    /// The path of its socket.
    pub(super) fn path(&self) -> PathBuf {
        socket_path(self.folder.path())
    }
}

impl Drop for Registrar {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so; there is nothing left of it to be waited for.
            let _ = thread.join();
        }
    }
}

fn socket_path(folder: &Path) -> PathBuf {
    folder.join("socket")
}

/// A new folder: in the user's folder for such things, or where temporary files are. The path of a
/// socket has at most 107 bytes.
fn folder() -> io::Result<TempDir> {
    let of_user = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let places = [of_user, Some(env::temp_dir()), Some("/tmp".into())];
    let short = |place: &PathBuf| place.is_absolute() && place.as_os_str().len() < 80;
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for place in places.into_iter().flatten().filter(short) {
        match tempfile::Builder::new()
            .prefix("parscope-")
            .tempdir_in(place)
        {
            Ok(folder) => return Ok(folder),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// The thread's part: the socket and all connections.
struct Listener {
    socket: OwnedFd,
    end: OwnedFd,
    notices: Sender<Notice>,
    sampler: Sender<Newcomer>,
    connections: Vec<Connection>,
    next: u64,
    is_full: bool,
}

impl Listener {
    fn new(
        (socket, end): (OwnedFd, OwnedFd),
        (notices, sampler): (Sender<Notice>, Sender<Newcomer>),
    ) -> Self {
        Self {
            socket,
            end,
            notices,
            sampler,
            connections: Vec::new(),
            next: 0,
            is_full: false,
        }
    }

    /// Listens until the other end of the pipe is closed.
    fn run(mut self, wake: &impl Fn()) {
        loop {
            let mut ready = {
                let mut all = vec![PollFd::new(&self.end, PollFlags::IN)];
                // Without a free descriptor, accepting fails at once: it waits until one is free.
                let wanted = if self.is_full {
                    PollFlags::empty()
                } else {
                    PollFlags::IN
                };
                all.push(PollFd::new(&self.socket, wanted));
                let sockets = self.connections.iter();
                all.extend(sockets.map(|open| PollFd::new(&open.socket, PollFlags::IN)));
                if retry_on_intr(|| poll(&mut all, None)).is_err() {
                    return;
                }
                all.iter()
                    .map(|one| !one.revents().is_empty())
                    .collect::<Vec<_>>()
                    .into_iter()
            };
            if ready.next() == Some(true) {
                self.finish();
                return;
            }
            let is_called = ready.next() == Some(true);
            let mut open = std::mem::take(&mut self.connections);
            let mut ready = ready.fuse();
            open.retain_mut(|connection| ready.next() != Some(true) || self.hear(connection));
            open.append(&mut self.connections);
            self.connections = open;
            if is_called {
                self.accept();
            }
            wake();
        }
    }

    /// Accepts the connections that wait, and reads all that came over any.
    fn finish(&mut self) {
        self.accept();
        let mut open = std::mem::take(&mut self.connections);
        // A registration, and then the end.
        for _ in 0..2 {
            open.retain_mut(|connection| self.hear(connection));
        }
    }

    /// Accepts all connections that wait.
    fn accept(&mut self) {
        loop {
            match accept_with(&self.socket, SocketFlags::CLOEXEC | SocketFlags::NONBLOCK) {
                Ok(socket) => self.let_in(socket),
                Err(Errno::INTR | Errno::CONNABORTED) => {}
                Err(error) => {
                    self.is_full = matches!(error, Errno::MFILE | Errno::NFILE);
                    return;
                }
            }
        }
    }

    /// Takes a connection of this user's; that of another is closed.
    fn let_in(&mut self, socket: OwnedFd) {
        let Ok(peer) = socket_peercred(&socket) else {
            return;
        };
        let pid = Pid::new(peer.pid.as_raw_nonzero().get().cast_unsigned());
        if peer.uid != geteuid() {
            self.tell(Notice::Refused {
                pid,
                why: "it belongs to another user".into(),
            });
            return;
        }
        self.next += 1;
        self.connections.push(Connection {
            number: self.next,
            socket,
            pid,
            has_joined: false,
        });
    }

    /// Reads what a connection has. Returns whether it stays open.
    fn hear(&mut self, connection: &mut Connection) -> bool {
        let mut bytes = vec![0; LONGEST_REGISTRATION];
        let (length, file, is_cut) = match receive(&connection.socket, &mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return true,
            Err(_) => (0, None, false),
            Ok(received) => received,
        };
        let (pid, number) = (connection.pid, connection.number);
        if length == 0 || connection.has_joined {
            self.is_full = false;
            if connection.has_joined {
                self.tell(Notice::Left {
                    connection: number,
                    at: now(),
                });
            }
            return false;
        }
        let refused = |why: &str| Notice::Refused {
            pid,
            why: why.into(),
        };
        let notice = match (Registration::parse(&bytes[..length]), file) {
            (None, _) => refused("its registration cannot be read"),
            (_, None) if is_cut => Notice::TooManyFiles,
            (_, None) => refused("it came without a log"),
            (Some(registration), Some(file)) => match ProcessLog::attach(file) {
                Ok(log) => Notice::Joined(Box::new(Joined {
                    connection: number,
                    pid,
                    registration,
                    log,
                })),
                Err(error) => refused(&error.to_string()),
            },
        };
        if let Notice::Joined(joined) = &notice {
            // One that has ended has nothing to look at any more.
            let _ = self.sampler.send(joined.newcomer());
        }
        connection.has_joined = matches!(notice, Notice::Joined(_));
        self.tell(notice);
        connection.has_joined
    }

    fn tell(&self, notice: Notice) {
        // One that is no longer followed has no more use for it.
        let _ = self.notices.send(notice);
    }
}

/// Receives a message, with the first open file in it, and whether there was no room for the others.
fn receive(socket: impl AsFd, bytes: &mut [u8]) -> io::Result<(usize, Option<OwnedFd>, bool)> {
    let mut space = [MaybeUninit::uninit(); ROOM];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let mut place = [IoSliceMut::new(bytes)];
    let flags = RecvFlags::CMSG_CLOEXEC | RecvFlags::DONTWAIT;
    let read = retry_on_intr(|| recvmsg(&socket, &mut place, &mut control, flags))?;
    let mut files = Vec::new();
    for message in control.drain() {
        if let RecvAncillaryMessage::ScmRights(some) = message {
            files.extend(some);
        }
    }
    let is_cut = read.flags.contains(ReturnFlags::CTRUNC);
    Ok((read.bytes, files.into_iter().next(), is_cut))
}
