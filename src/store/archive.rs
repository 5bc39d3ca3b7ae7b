//! [`Archive`]: the runs that are kept unasked, so that none is lost for not having been
//! saved.
//!
//! They are files like any other, in the user's own folder. Where they are many or large, the
//! oldest are removed: the user has not asked for them.

use super::{KeptRun, StoreError, file};
use crate::base::{date, visible_name};
use etcetera::BaseStrategy;
use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Runs that are kept.
const MOST_RUNS: usize = 100;

/// The size of all of them together.
const MOST_BYTES: u64 = 256 << 20;

/// Spans of a run that is kept unasked: the user must not notice the writing.
const MOST_SPANS: usize = 1 << 18;

/// The beginning of a run's name where the clock gives no date.
const UNDATED: &str = "undated";

/// The suffix of the files' names.
const SUFFIX: &str = "parscope";

/// A folder of runs.
#[derive(Debug, Clone)]
pub struct Archive {
    folder: PathBuf,
}

impl Archive {
    /// The user's own: `~/.local/state/parscope/run`, or where `XDG_STATE_HOME` says.
    ///
    /// # Errors
    /// [`StoreError::System`] where there is no home folder.
    pub fn of_user() -> Result<Self, StoreError> {
        let none = |_| io::Error::other("there is no home folder");
        let fault = StoreError::system("there is no place to keep runs in");
        let folders = etcetera::choose_base_strategy()
            .map_err(none)
            .map_err(fault)?;
        let state = folders.state_dir().unwrap_or_else(|| folders.cache_dir());
        Ok(Self::at(state.join("parscope").join("run")))
    }

    /// The archive in that folder, which is made with its first file.
    #[must_use]
    pub const fn at(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps a run, named after the moment and `name`. Returns its file; `None` where it is too
    /// large to be kept unasked.
    ///
    /// # Errors
    /// [`StoreError::System`] where it cannot be written.
    pub fn keep(&self, run: KeptRun<'_>, name: &str) -> Result<Option<PathBuf>, StoreError> {
        let spans: usize = run.lanes.iter().map(|lane| lane.spans.len()).sum();
        if spans > MOST_SPANS {
            return Ok(None);
        }
        let action = format!("cannot keep a run in {}", visible_name(&self.folder));
        fs::create_dir_all(&self.folder).map_err(StoreError::system(action))?;
        let now = date(SystemTime::now()).unwrap_or_else(|| UNDATED.into());
        let name = format!("{}-{name}", now.replace(':', "-"));
        let path = self.save_new(run, &name)?;
        self.prune(&path);
        Ok(Some(path))
    }

    /// Saves a run under that name, or with a number behind it: a clock that stands still, or was
    /// set back, gives a name twice.
    fn save_new(&self, run: KeptRun<'_>, name: &str) -> Result<PathBuf, StoreError> {
        for number in 1_u32.. {
            let path = match number {
                1 => self.folder.join(format!("{name}.{SUFFIX}")),
                _ => self.folder.join(format!("{name}-{number}.{SUFFIX}")),
            };
            // Looked at first, so that not every one is written in vain.
            if fs::symlink_metadata(&path).is_ok() {
                continue;
            }
            match file::save_new(run, &path) {
                Err(StoreError::System { source, .. })
                    if source.kind() == io::ErrorKind::AlreadyExists => {}
                done => return done.map(|()| path),
            }
        }
        let fault = StoreError::system(format!(
            "cannot keep a run in {}",
            visible_name(&self.folder)
        ));
        Err(fault(io::ErrorKind::AlreadyExists.into()))
    }

    /// The files, the latest first; none where no run was kept yet.
    #[must_use]
    pub fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let is_run = |path: &PathBuf| path.extension().is_some_and(|suffix| suffix == SUFFIX);
        let mut files: Vec<_> = entries.map(|entry| entry.path()).filter(is_run).collect();
        // Their names begin with the moment; when one without was kept is not known.
        let undated = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default();
            name.as_encoded_bytes().starts_with(UNDATED.as_bytes())
        };
        files.sort_unstable_by(|a, b| undated(a).cmp(&undated(b)).then_with(|| b.cmp(a)));
        files
    }

    /// Removes the oldest files, but not the one that was kept just now, even if the clock is
    /// wrong. Another process may be doing the same: a file that is gone already is no error.
    fn prune(&self, kept: &Path) {
        let size = |path: &Path| fs::metadata(path).map_or(0, |meta| meta.len());
        let mut sum = 0;
        let files = self.files();
        let others = files.iter().filter(|path| *path != kept);
        for (index, path) in [kept]
            .into_iter()
            .chain(others.map(PathBuf::as_path))
            .enumerate()
        {
            sum += size(path);
            if index > 0 && (index >= MOST_RUNS || sum > MOST_BYTES) {
                let _ = fs::remove_file(path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Recording;

    #[test]
    fn what_is_kept_by_itself_never_fills_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::at(folder.path().join("run"));
        assert_eq!(archive.files(), Vec::<PathBuf>::new());
        let run = Recording::default();
        let first = archive.keep(run.recorded(), "a").unwrap().unwrap();
        for number in 0..MOST_RUNS {
            // All in one millisecond, perhaps: told apart by their name.
            let name = format!("pool-{number}");
            archive.keep(run.recorded(), &name).unwrap();
        }
        assert_eq!(archive.files().len(), MOST_RUNS);
        assert!(!first.exists(), "the oldest goes");
    }

    #[test]
    fn a_clock_that_stands_still_or_is_set_back_loses_no_run() {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::at(folder.path().to_owned());
        let run = Recording::default();
        let save = |name: &str| archive.save_new(run.recorded(), name).unwrap();
        let named = |name: &str| folder.path().join(name);
        assert_eq!(save("undated-pool"), named("undated-pool.parscope"));
        assert_eq!(save("undated-pool"), named("undated-pool-2.parscope"));
        assert_eq!(save("undated-pool"), named("undated-pool-3.parscope"));
        for number in 0..MOST_RUNS {
            save(&format!("2025-01-31T12-00-00.000Z-{number}"));
        }
        let kept = save("1970-01-01T00-00-00.000Z-pool");
        archive.prune(&kept);
        let files = archive.files();
        assert_eq!(files.len(), MOST_RUNS);
        assert!(files.contains(&kept), "the run that was kept just now");
        assert!(
            !named("undated-pool.parscope").exists(),
            "the others go first"
        );
    }

    #[test]
    fn files_of_others_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let archive = Archive::at(folder.path().to_owned());
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        archive
            .keep(Recording::default().recorded(), "pool")
            .unwrap();
        assert_eq!(archive.files().len(), 1);
        assert!(folder.path().join("notes.txt").exists());
    }
}
