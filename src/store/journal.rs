//! [`Journal`]: the runs of a sweep as a file, one JSON object a line, each written as it ends.
//!
//! A sweep may take hours, and may be killed, or fill the disk, at any moment. So no line is ever
//! written over: the first one is the sweep's title, each further one is a run. A last
//! line that was cut off is a run that is done again; any other misfit is refused, and
//! the file is left as it was.

mod place;

use super::StoreError;
use crate::{
    base::{Bytes, open_file, read_file, read_open, visible_name},
    log::{Entry, LogError, Title},
};
use serde::Serialize;
use std::{
    collections::HashSet,
    fs::{File, OpenOptions, TryLockError},
    io::Write,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

/// The largest file that is read: hundreds of thousands of runs.
const MOST_BYTES: Bytes = Bytes::from_mib(64);

/// The longest first line, which may name as many inputs as a command line can.
const MOST_TITLE: usize = 20 << 20;

/// The longest line of a run.
const MOST_LINE: usize = 1 << 20;

/// A journal that is being written.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
}

impl Journal {
    /// Begins a journal in a file that there is not yet.
    ///
    /// # Errors
    /// [`StoreError::System`]; a file that is there is left as it was.
    pub fn create(path: &Path, title: &Title) -> Result<Self, StoreError> {
        let fault = || StoreError::system(format!("cannot write {}", visible_name(path)));
        let file = OpenOptions::new()
            .append(true)
            .create_new(true)
            .open(path)
            .map_err(fault())?;
        let journal = Self {
            file,
            path: path.into(),
        };
        journal.lock()?;
        let mut journal = journal;
        journal.write(title)?;
        Ok(journal)
    }

    /// Opens a journal to go on with it; returns its title and the runs that it has.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be read, is something else, is damaged, or is being written
    /// by another program; it is left as it was.
    pub fn open(path: &Path) -> Result<(Self, Title, Vec<Entry>), StoreError> {
        let fault = || StoreError::system(format!("cannot open {}", visible_name(path)));
        // Looked at before it is opened for writing.
        open_file(path).map_err(fault())?;
        let mut options = OpenOptions::new();
        let file = options
            .read(true)
            .append(true)
            .open(path)
            .map_err(fault())?;
        let bytes = read_open(&file, MOST_BYTES).map_err(fault())?;
        let whole = whole(&bytes);
        let (title, entries) = read(&bytes[..whole], path)?;
        let journal = Self {
            file,
            path: path.into(),
        };
        journal.lock()?;
        if whole < bytes.len() {
            journal.file.set_len(whole as u64).map_err(fault())?;
        }
        Ok((journal, title, entries))
    }

    /// Reads a journal that may still be written; returns its title and the runs so far.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be read, is something else or is damaged.
    pub fn read(path: &Path) -> Result<(Title, Vec<Entry>), StoreError> {
        let fault = || StoreError::system(format!("cannot open {}", visible_name(path)));
        let bytes = read_file(path, MOST_BYTES).map_err(fault())?;
        Self::parse(&bytes, path)
    }

    /// Reads the record of a sweep from the bytes of its file.
    ///
    /// # Errors
    /// As [`Journal::read`].
    pub fn parse(bytes: &[u8], path: &Path) -> Result<(Title, Vec<Entry>), StoreError> {
        read(&bytes[..whole(bytes)], path)
    }

    /// Its file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a run. When this returns, the system has it.
    ///
    /// # Errors
    /// [`StoreError::System`] where it cannot be written: the disk is full.
    pub fn add(&mut self, entry: &Entry) -> Result<(), StoreError> {
        self.write(entry)
    }

    fn write(&mut self, line: &impl Serialize) -> Result<(), StoreError> {
        let fault = || StoreError::system(format!("cannot write {}", visible_name(&self.path)));
        let mut text = serde_json::to_vec(line).map_err(|error| fault()(error.into()))?;
        text.push(b'\n');
        self.file.write_all(&text).map_err(fault())
    }

    /// Two that write one journal would both do every run; and one that is written is not pruned.
    fn lock(&self) -> Result<(), StoreError> {
        if let Err(TryLockError::WouldBlock) = self.file.try_lock() {
            return Err(StoreError::Sweep(format!(
                "{} is being written by another parscope: wait for it, or stop it",
                visible_name(&self.path)
            )));
        }
        // Where a file system has no locks, a sweep runs without one.
        let is_there = self.file.metadata().is_ok_and(|meta| meta.nlink() > 0);
        let gone = format!("{} was removed: sweep anew", visible_name(&self.path));
        is_there.then_some(()).ok_or(StoreError::Sweep(gone))
    }
}

impl Drop for Journal {
    /// Lets go of the lock also where a process that is just being started still has the file.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

/// How many bytes are whole lines: the rest was being written when the program was cut off.
fn whole(bytes: &[u8]) -> usize {
    let last = bytes.iter().rposition(|byte| *byte == b'\n');
    last.map_or(0, |end| end + 1)
}

fn foreign(path: &Path, why: &str) -> StoreError {
    StoreError::Sweep(format!(
        "{} is no record of a sweep: {why}",
        visible_name(path)
    ))
}

fn read(bytes: &[u8], path: &Path) -> Result<(Title, Vec<Entry>), StoreError> {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let title: Title = lines
        .next()
        .filter(|line| line.len() <= MOST_TITLE)
        .and_then(|line| serde_json::from_slice(line).ok())
        .ok_or_else(|| foreign(path, "it does not begin like one"))?;
    if !title.is_readable() {
        return Err(LogError::Version {
            found: title.version().into(),
        }
        .into());
    }
    let damaged = |line: usize, why: &str| {
        StoreError::Sweep(format!(
            "{} is damaged in line {line}: {why}; take that line out, and its run is done again",
            visible_name(path)
        ))
    };
    let (mut entries, mut seen) = (Vec::new(), HashSet::new());
    for (number, line) in (2..).zip(lines).filter(|(_, line)| !line.is_empty()) {
        if line.len() > MOST_LINE {
            return Err(damaged(number, "no run takes a line of that length"));
        }
        let entry: Entry =
            serde_json::from_slice(line).map_err(|_| damaged(number, "it is no run"))?;
        if !seen.insert((entry.point, entry.round)) {
            return Err(damaged(number, "that run is there already"));
        }
        entries.push(entry);
    }
    Ok((title, entries))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::Nanos, log::Baseline};
    use std::fs;

    fn entry(point: u32, round: u32) -> Entry {
        Entry {
            point,
            round,
            wall: Nanos::from_millis(7),
            baseline: Some(Baseline::default()),
            ..Entry::default()
        }
    }

    fn file_with(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sweep.jsonl");
        File::create(&path).unwrap().write_all(bytes).unwrap();
        (folder, path)
    }

    fn written(entries: &[Entry]) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sweep.jsonl");
        let mut journal = Journal::create(&path, &Title::sample()).unwrap();
        for entry in entries {
            journal.add(entry).unwrap();
        }
        fs::read(&path).unwrap()
    }

    #[test]
    fn a_sweep_that_was_stopped_goes_on_with_the_runs_it_has() {
        let (_folder, path) = file_with(&written(&[entry(1, 0)]));
        let (mut journal, found, entries) = Journal::open(&path).unwrap();
        assert_eq!((found, entries), (Title::sample(), vec![entry(1, 0)]));
        journal.add(&entry(0, 0)).unwrap();
        drop(journal);
        assert_eq!(Journal::open(&path).unwrap().2, [entry(1, 0), entry(0, 0)]);
    }

    #[test]
    fn wherever_a_write_was_cut_off_all_runs_before_it_are_there() {
        let whole = written(&[entry(0, 0), entry(1, 0)]);
        let first = whole.iter().position(|byte| *byte == b'\n').unwrap();
        for length in first + 1..=whole.len() {
            let (_folder, path) = file_with(&whole[..length]);
            let (mut journal, _, entries) = Journal::open(&path).unwrap();
            let complete = whole[..length].split(|byte| *byte == b'\n').count() - 2;
            assert_eq!(entries.len(), complete);
            journal.add(&entry(5, 5)).unwrap();
            drop(journal);
            assert_eq!(Journal::open(&path).unwrap().2.len(), complete + 1);
        }
    }

    #[test]
    fn what_is_no_journal_or_a_damaged_one_is_refused_and_left_as_it_was() {
        let whole = written(&[entry(0, 0), entry(1, 0)]);
        let text = String::from_utf8(whole).unwrap();
        let lines: Vec<_> = text.lines().collect();
        for (bytes, hint) in [
            (String::new(), "does not begin like one"),
            ("my thesis\n".into(), "does not begin like one"),
            ("{\"wall_ns\":1}\n".into(), "does not begin like one"),
            (lines[0].into(), "does not begin like one"),
            (
                text.replacen("parscope_sweep\":1", "parscope_sweep\":9", 1),
                "version 9",
            ),
            (
                format!("{}\n{}\nbroken\n", lines[0], lines[1]),
                "damaged in line 3",
            ),
            (
                format!("{}\n{}\n{}\n", lines[0], lines[1], lines[1]),
                "there already",
            ),
        ] {
            let (_folder, path) = file_with(bytes.as_bytes());
            let error = Journal::open(&path).unwrap_err().to_string();
            assert!(error.contains(hint), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), bytes);
            assert!(Journal::create(&path, &Title::sample()).is_err());
            assert_eq!(fs::read_to_string(&path).unwrap(), bytes);
        }
    }

    #[test]
    fn two_cannot_write_the_same_journal() {
        let (_folder, path) = file_with(&written(&[]));
        let first = Journal::open(&path).unwrap();
        let error = Journal::open(&path).unwrap_err().to_string();
        assert!(error.contains("another parscope"), "{error}");
        drop(first);
        assert!(Journal::open(&path).is_ok());
    }
}
