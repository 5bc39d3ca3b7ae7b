//! [`Replacement`]: a file that is written whole and then takes the place of the one before.
//!
//! Until it is finished it has no name where the file system allows that, so that no part of it
//! remains however the process ends. Elsewhere it has a name of its own and a lock; one without a
//! lock was left by a process that is gone, and the next replacement in its folder removes it.

use super::open_file::check;
use rustix::{
    fs::{
        AtFlags, CWD, FallocateFlags, FlockOperation, Gid, Mode, OFlags, RenameFlags, Uid,
        fallocate, fchown, flock, getxattr, linkat, open, renameat_with,
    },
    io::Errno,
    process::{geteuid, getpid},
};
use std::{
    fs::{self, File, Metadata, OpenOptions, Permissions},
    io::{self, Seek, Write},
    os::{
        fd::AsRawFd,
        unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    },
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

/// How the names begin and end that files have while they are written.
const PREFIX: &str = ".parscope-";
const SUFFIX: &str = ".part";

/// Links that are followed; the system follows as many.
const MOST_LINKS: usize = 40;

/// A file that is being written. Dropped before it is finished, it is gone.
#[derive(Debug)]
pub struct Replacement {
    file: File,
    /// Its place, links followed.
    path: PathBuf,
    /// Its name until then, where it has one.
    name: Option<PathBuf>,
}

impl Replacement {
    /// Begins a file that is to stand at `path`, which can be a link to it.
    ///
    /// # Errors
    /// The system's; [`io::ErrorKind::InvalidInput`] where something else than a file is there.
    pub fn new(path: &Path) -> io::Result<Self> {
        let path = target(path)?;
        // As readable as any new file, but not more than the one that is replaced ever was.
        let mode = if present(&path)?.is_some() {
            0o600
        } else {
            0o666
        };
        let folder = folder(&path);
        if let Some(file) = unnamed(folder, mode)? {
            return Ok(Self {
                file,
                path,
                name: None,
            });
        }
        remove_abandoned(folder);
        let (file, name) = named(folder, mode)?;
        Ok(Self {
            file,
            path,
            name: Some(name),
        })
    }

    /// Has the disk take all that was written so far.
    ///
    /// # Errors
    /// The system's.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Puts the file into its place. One that is there gives way; its mode and its owner stay.
    /// One that has further names, or that the system lets no other file be like, is written over.
    ///
    /// # Errors
    /// The system's; the file that was there is then as it was.
    pub fn finish(mut self) -> io::Result<()> {
        let Some(before) = present(&self.path)? else {
            match self.link() {
                // Another process was faster: its file is replaced like any other.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                done => return done,
            }
            return self.replace();
        };
        if before.nlink() == 1 && !has_list(&self.path) && self.become_like(&before).is_ok() {
            self.replace()
        } else {
            self.write_over()
        }
    }

    /// Puts the file into its place unless there is one.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] where there is one, which stays; else the system's.
    pub fn finish_new(mut self) -> io::Result<()> {
        self.link()
    }

    /// Gives the file its name, which must be free.
    fn link(&mut self) -> io::Result<()> {
        let Some(name) = &self.name else {
            return Ok(link(&self.file, &self.path)?);
        };
        match renameat_with(CWD, name, CWD, &self.path, RenameFlags::NOREPLACE) {
            // A file system that can't promise it.
            Err(Errno::INVAL) if present(&self.path)?.is_none() => fs::rename(name, &self.path)?,
            Err(Errno::INVAL) => return Err(io::ErrorKind::AlreadyExists.into()),
            done => done?,
        }
        self.name = None;
        Ok(())
    }

    /// Takes the name of the file that is there.
    fn replace(&mut self) -> io::Result<()> {
        if self.name.is_none() {
            let folder = folder(&self.path);
            remove_abandoned(folder);
            lock(&self.file)?;
            self.name = Some(with_free_name(folder, |name| Ok(link(&self.file, name)?))?.1);
        }
        if let Some(name) = &self.name {
            fs::rename(name, &self.path)?;
        }
        self.name = None;
        Ok(())
    }

    fn become_like(&self, before: &Metadata) -> io::Result<()> {
        let own = self.file.metadata()?;
        let uid = (own.uid() != before.uid()).then(|| Uid::from_raw(before.uid()));
        let gid = (own.gid() != before.gid()).then(|| Gid::from_raw(before.gid()));
        if uid.is_some() || gid.is_some() {
            fchown(&self.file, uid, gid)?;
        }
        let mode = Permissions::from_mode(before.mode() & 0o777);
        self.file.set_permissions(mode)
    }

    /// Copies it into the file that is there.
    fn write_over(&mut self) -> io::Result<()> {
        let flags = (OFlags::NONBLOCK | OFlags::NOFOLLOW).bits().cast_signed();
        let mut there = OpenOptions::new()
            .write(true)
            .custom_flags(flags)
            .open(&self.path)?;
        check(there.metadata()?.file_type())?;
        let length = self.file.metadata()?.len();
        // A full disk is met before anything of it is changed, where the file system can say so.
        if length > 0 {
            let room = fallocate(&there, FallocateFlags::KEEP_SIZE, 0, length);
            if room == Err(Errno::NOSPC) {
                return Err(Errno::NOSPC.into());
            }
        }
        self.file.rewind()?;
        io::copy(&mut self.file, &mut there)?;
        there.set_len(length)
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        if let Some(name) = &self.name {
            let _ = fs::remove_file(name);
        }
    }
}

/// Writes a file whole, in the place of the one before.
///
/// # Errors
/// As for [`Replacement`].
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Replacement::new(path)?;
    file.write_all(bytes)?;
    file.finish()
}

/// The target of a path, links followed, whether or not there is a file.
fn target(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(next) = fs::read_link(&target) else {
            return Ok(target);
        };
        let folder = folder(&target);
        if !may_follow(&fs::metadata(folder)?, &fs::symlink_metadata(&target)?) {
            return Err(Errno::ACCESS.into());
        }
        target = folder.join(next);
    }
    Err(Errno::LOOP.into())
}

/// The rule of the system (`fs.protected_symlinks`): in a folder like `/tmp` a link is followed
/// only if the user or the folder's owner owns it. Another's could lead anywhere.
fn may_follow(folder: &Metadata, link: &Metadata) -> bool {
    let is_shared = folder.mode() & 0o1002 == 0o1002;
    !is_shared || [geteuid().as_raw(), folder.uid()].contains(&link.uid())
}

/// The file that is there, if one is.
fn present(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(meta) => check(meta.file_type()).map(|()| Some(meta)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// Whether an access control list says more than the mode.
fn has_list(path: &Path) -> bool {
    let mut nothing = [0_u8; 0];
    let length = getxattr(path, c"system.posix_acl_access", &mut nothing[..]);
    length.is_ok_and(|length| length > 0)
}

/// A file without a name, where the file system has such; it is named by way of `/proc`.
fn unnamed(folder: &Path, mode: u32) -> io::Result<Option<File>> {
    if !Path::new("/proc/self/fd").exists() {
        return Ok(None);
    }
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    match open(folder, flags, Mode::from_raw_mode(mode)) {
        Ok(file) => Ok(Some(file.into())),
        Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn named(folder: &Path, mode: u32) -> io::Result<(File, PathBuf)> {
    loop {
        let (file, name) = with_free_name(folder, |name| {
            let mut options = OpenOptions::new();
            let options = options.read(true).write(true).create_new(true);
            options.mode(mode).open(name)
        })?;
        lock(&file)?;
        // Before it was locked, another process may have taken it for abandoned.
        if file.metadata()?.nlink() > 0 {
            return Ok((file, name));
        }
    }
}

/// Makes something under a name that there is not yet.
fn with_free_name<T>(
    folder: &Path,
    make: impl Fn(&Path) -> io::Result<T>,
) -> io::Result<(T, PathBuf)> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let process = getpid().as_raw_nonzero();
        let name = folder.join(format!("{PREFIX}{process}-{number}{SUFFIX}"));
        match make(&name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            done => return Ok((done?, name)),
        }
    }
}

fn link(file: &File, name: &Path) -> rustix::io::Result<()> {
    let open = format!("/proc/self/fd/{}", file.as_raw_fd());
    linkat(CWD, open, CWD, name, AtFlags::SYMLINK_FOLLOW)
}

/// Marks a file as being written, where the file system knows locks.
fn lock(file: &File) -> io::Result<()> {
    match flock(file, FlockOperation::LockExclusive) {
        Err(Errno::INTR) => lock(file),
        _ => Ok(()),
    }
}

/// Removes the files that processes which are gone have left in a folder.
fn remove_abandoned(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        if !name.starts_with(PREFIX.as_bytes()) || !name.ends_with(SUFFIX.as_bytes()) {
            continue;
        }
        let path = entry.path();
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        // It is removed under the lock: a process that has just made it sees that, and makes another.
        if is_file
            && let Ok(file) = open(&path, flags, Mode::empty())
            && flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok()
        {
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests;
