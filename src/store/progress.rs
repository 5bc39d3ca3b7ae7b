//! [`Progress`]: how far the user has come in each lesson, kept from session to session.
//!
//! No lesson depends on it: a file that cannot be read counts as none, and one that cannot be
//! written costs a place in a lesson, not the lesson.

use crate::base::{open_file, replace_file};
use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// The file is not read beyond that.
const MOST_BYTES: u64 = 1 << 20;

/// How often, and how far apart, it is tried to have the file for ourselves: the dashboard waits.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(5);

/// Lessons by their names, with how far the user has come.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Progress {
    file: Option<PathBuf>,
    reached: BTreeMap<String, Reached>,
}

/// How far the user has come in a lesson.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// The step that was looked at last, from 1.
    pub step: usize,
    /// Whether it was gone through to its end, once.
    #[serde(default)]
    pub done: bool,
}

impl Progress {
    /// The user's own: `~/.local/state/parscope/lesson.toml`, or where `XDG_STATE_HOME` says;
    /// kept in memory only where there is no home folder.
    #[must_use]
    pub fn of_user() -> Self {
        let folders = etcetera::choose_base_strategy().ok();
        let state = |folders: etcetera::base_strategy::Xdg| {
            let state = folders.state_dir().unwrap_or_else(|| folders.cache_dir());
            state.join("parscope").join("lesson.toml")
        };
        folders.map(state).map_or_else(Self::default, Self::at)
    }

    /// The progress in that file, which is made with its first lesson.
    #[must_use]
    pub fn at(file: PathBuf) -> Self {
        Self {
            reached: read(&file),
            file: Some(file),
        }
    }

    /// How far the user has come in a lesson; `None` where it was never begun.
    #[must_use]
    pub fn of(&self, lesson: &str) -> Option<Reached> {
        self.reached.get(lesson).copied()
    }

    /// Keeps that a step of a lesson is looked at, or was the last. What another session has kept
    /// of other lessons meanwhile stays.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub(crate) fn keep(&mut self, lesson: &str, step: usize, done: bool) -> io::Result<()> {
        let entry = self.reached.entry(lesson.to_owned()).or_default();
        let before = *entry;
        *entry = Reached {
            step,
            done: entry.done || done,
        };
        if *entry == before {
            return Ok(());
        }
        let Some((file, folder)) = self
            .file
            .as_ref()
            .and_then(|file| Some((file, file.parent()?)))
        else {
            return Ok(());
        };
        fs::create_dir_all(folder)?;
        let _alone = alone(folder);
        let mut kept = read(file);
        let done = entry.done || kept.get(lesson).is_some_and(|reached| reached.done);
        entry.done = done;
        kept.insert(lesson.to_owned(), *entry);
        let text = toml::to_string(&kept).map_err(io::Error::other)?;
        replace_file(file, text.as_bytes())
    }
}

fn read(file: &Path) -> BTreeMap<String, Reached> {
    let mut text = String::new();
    let read = open_file(file).and_then(|file| file.take(MOST_BYTES).read_to_string(&mut text));
    let reached = read.ok().and_then(|_| toml::from_str(&text).ok());
    reached.unwrap_or_default()
}

/// The lock of the folder, so that between reading and writing no other session writes. One that
/// has it for long, stopped as it may be, is not waited for.
fn alone(folder: &Path) -> Option<File> {
    let folder = File::open(folder).ok()?;
    let is_locked = (0..TRIES).any(|_| {
        let is_locked = folder.try_lock().is_ok();
        if !is_locked {
            thread::sleep(PAUSE);
        }
        is_locked
    });
    is_locked.then_some(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lessons_at_once_both_keep_how_far_they_came() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lesson.toml");
        let mut one = Progress::at(file.clone());
        let mut other = Progress::at(file.clone());
        one.keep("separate-memory", 3, false).unwrap();
        other.keep("pool", 2, false).unwrap();
        one.keep("separate-memory", 4, true).unwrap();
        let kept = Progress::at(file);
        let step = |name: &str| kept.of(name).map(|reached| reached.step);
        assert_eq!([step("separate-memory"), step("pool")], [Some(4), Some(2)]);
    }

    #[test]
    fn many_sessions_that_write_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lesson.toml");
        thread::scope(|scope| {
            for lesson in 0..8 {
                let mut progress = Progress::at(file.clone());
                scope.spawn(move || progress.keep(&lesson.to_string(), 1, false).unwrap());
            }
        });
        assert_eq!(Progress::at(file).reached.len(), 8);
    }

    #[test]
    fn what_is_no_file_is_taken_for_none_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("lesson.toml");
        let pipe = rustix::fs::FileType::Fifo;
        rustix::fs::mknodat(rustix::fs::CWD, &file, pipe, 0o600.into(), 0).unwrap();
        let mut progress = Progress::at(file.clone());
        let error = progress.keep("pool", 2, false).unwrap_err();
        assert!(error.to_string().contains("a pipe"), "{error}");
        assert!(!file.metadata().unwrap().is_file());
    }

    #[test]
    fn a_class_goes_on_where_it_stopped_and_what_was_done_stays_done() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state").join("lesson.toml");
        let mut progress = Progress::at(file.clone());
        assert_eq!(progress.of("pool"), None);
        progress.keep("pool", 6, true).unwrap();
        progress.keep("pool", 2, false).unwrap();
        let reached = Progress::at(file.clone()).of("pool");
        assert_eq!(
            reached,
            Some(Reached {
                step: 2,
                done: true
            })
        );
        fs::write(&file, "not = [toml").unwrap();
        assert_eq!(Progress::at(file).of("pool"), None);
    }
}
