//! [`Progress`]: how far somebody has come in each lesson, kept from session to session.
//!
//! Nothing depends on it: a file that cannot be read is taken for none, and one that cannot be
//! written costs a place in a lesson, not the lesson.

use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read, Write},
    path::PathBuf,
};

/// The file is not read beyond that.
const MOST_BYTES: u64 = 1 << 20;

/// Lessons by their names, with how far somebody has come.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Progress {
    file: Option<PathBuf>,
    reached: BTreeMap<String, Reached>,
}

/// How far somebody has come in a lesson.
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
    /// nothing is kept where there is no home folder.
    #[must_use]
    pub fn of_user() -> Self {
        let folders = etcetera::choose_base_strategy().ok();
        let state = |folders: etcetera::base_strategy::Xdg| {
            let state = folders.state_dir().unwrap_or_else(|| folders.cache_dir());
            state.join("parscope").join("lesson.toml")
        };
        folders.map(state).map_or_else(Self::default, Self::at)
    }

    /// In that file, which is made when there is something to be kept.
    #[must_use]
    pub fn at(file: PathBuf) -> Self {
        let mut text = String::new();
        let read = File::open(&file).and_then(|open| {
            let mut bytes = open.take(MOST_BYTES);
            bytes.read_to_string(&mut text)
        });
        let reached = read.ok().and_then(|_| toml::from_str(&text).ok());
        Self {
            file: Some(file),
            reached: reached.unwrap_or_default(),
        }
    }

    /// How far somebody has come in a lesson; `None` where it was never begun.
    #[must_use]
    pub fn of(&self, lesson: &str) -> Option<Reached> {
        self.reached.get(lesson).copied()
    }

    /// Keeps that a step of a lesson is looked at, or was the last.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub(super) fn keep(&mut self, lesson: &str, step: usize, done: bool) -> io::Result<()> {
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
        let text = toml::to_string(&self.reached).map_err(io::Error::other)?;
        fs::create_dir_all(folder)?;
        // Whoever reads it meanwhile finds the old one or the new one.
        let mut new = tempfile::NamedTempFile::new_in(folder)?;
        new.write_all(text.as_bytes())?;
        new.persist(file)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
