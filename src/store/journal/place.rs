//! The default place of a sweep's journal.

use super::{Journal, Title};
use crate::{base::open_file, store::StoreError};
use etcetera::BaseStrategy;
use std::{fs, io, path::Path};

/// Sweeps that may be of the same fingerprint; more are not likely to be wanted.
const MOST: u32 = 10_000;

/// Sweeps that are kept, as many as runs.
const MOST_KEPT: usize = 100;

/// How the files end.
const SUFFIX: &str = "jsonl";

impl Journal {
    /// Begins a journal in the user's own folder (`~/.local/state/parscope/sweep`), in a file
    /// that is named after the swept parameter: `chunksize-1a2b3c4d.jsonl`, the next one `-2`.
    ///
    /// # Errors
    /// [`StoreError::System`] where there is no such folder and none can be made.
    pub fn begin(title: &Title) -> Result<Self, StoreError> {
        let fault = |source| StoreError::System {
            action: "there is no place to keep the runs in".into(),
            source,
        };
        let none = |_| fault(io::Error::other("there is no home folder"));
        let folders = etcetera::choose_base_strategy().map_err(none)?;
        let state = folders.state_dir().unwrap_or_else(|| folders.cache_dir());
        let folder = state.join("parscope").join("sweep");
        fs::create_dir_all(&folder).map_err(fault)?;
        let names = title.axes.iter().filter_map(|axis| axis.split('=').next());
        let name = names
            .chain([title.fingerprint().as_str()])
            .collect::<Vec<_>>()
            .join("-");
        let mut number = 1;
        loop {
            let file = match number {
                1 => format!("{name}.{SUFFIX}"),
                _ => format!("{name}-{number}.{SUFFIX}"),
            };
            match Self::create(&folder.join(file), title) {
                Err(StoreError::System { source, .. })
                    if source.kind() == io::ErrorKind::AlreadyExists && number < MOST =>
                {
                    number += 1;
                }
                begun => {
                    prune(&folder);
                    return begun;
                }
            }
        }
    }
}

/// Lets the oldest of too many go, but none that is being written.
fn prune(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let journal = |entry: fs::DirEntry| {
        let path = entry.path();
        let meta = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        let is_ours = path.extension().is_some_and(|suffix| suffix == SUFFIX);
        is_ours.then_some((meta.modified().ok()?, path))
    };
    let mut journals: Vec<_> = entries.filter_map(journal).collect();
    journals.sort_unstable_by(|a, b| b.cmp(a));
    for (_, path) in journals.iter().skip(MOST_KEPT) {
        // It is removed under the lock: a program that opens it meanwhile sees that.
        if let Ok(file) = open_file(path)
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    #[test]
    fn of_many_sweeps_the_oldest_go_but_none_that_is_being_written() {
        let folder = tempfile::tempdir().unwrap();
        let named = |number: u64| folder.path().join(format!("chunksize-{number:03}.jsonl"));
        let mut written = None;
        for number in 0..MOST_KEPT as u64 + 3 {
            let journal = Journal::create(&named(number), &Title::sample()).unwrap();
            let moment = SystemTime::UNIX_EPOCH + Duration::from_secs(number);
            journal.file.set_modified(moment).unwrap();
            written.get_or_insert(journal);
        }
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        prune(folder.path());
        let is_there = |number| named(number).exists();
        assert_eq!([0, 1, 2, 3].map(is_there), [true, false, false, true]);
        assert!(is_there(MOST_KEPT as u64 + 2) && folder.path().join("notes.txt").exists());
        drop(written);
        prune(folder.path());
        assert!(!is_there(0));
    }
}
