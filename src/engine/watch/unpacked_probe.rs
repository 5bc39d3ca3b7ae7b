//! [`UnpackedProbe`]: the Python code that a program loads, unpacked where the program can read it.

use crate::base::{Bytes, read_file, visible_name};
use etcetera::BaseStrategy;
use sha2::{Digest, Sha256};
use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

macro_rules! files {
    ($($path:literal),+ $(,)?) => {
        /// The files of the probe, and the text of each.
        const FILES: &[(&str, &str)] =
            &[$(($path, include_str!(concat!("../../../assets/python/", $path)))),+];
    };
}

files![
    "parscope_probe/__init__.py",
    "parscope_probe/calls.py",
    "parscope_probe/command.py",
    "parscope_probe/connection.py",
    "parscope_probe/executor.py",
    "parscope_probe/importing.py",
    "parscope_probe/interpreter_lock.py",
    "parscope_probe/log.py",
    "parscope_probe/lookup.py",
    "parscope_probe/main_import.py",
    "parscope_probe/manager.py",
    "parscope_probe/mapping.py",
    "parscope_probe/names.py",
    "parscope_probe/pickling.py",
    "parscope_probe/pool.py",
    "parscope_probe/process.py",
    "parscope_probe/registration.py",
    "parscope_probe/shared_memory.py",
    "parscope_probe/synchronization.py",
    "parscope_probe/text.py",
    "parscope_probe/threads.py",
    "parscope_probe/ticks.py",
    "parscope_probe/worker.py",
    "sitecustomize.py",
];

/// No file of the probe is longer than this.
const LONGEST: Bytes = Bytes::new(1 << 20);

/// The folder with the probe.
pub(super) enum UnpackedProbe {
    /// Kept for the next program, too, so that Python compiles it once.
    Kept(PathBuf),
    /// Of this program alone, where nothing can be kept.
    Temporary(TempDir),
}

impl UnpackedProbe {
    /// Unpacks it, unless the same was unpacked before.
    ///
    /// # Errors
    /// The system's, where there is no folder to write to.
    pub(super) fn unpack() -> io::Result<Self> {
        let kept = etcetera::choose_base_strategy().ok().and_then(|folders| {
            let place = folders
                .cache_dir()
                .join("parscope")
                .join(format!("probe-{}", digest()));
            keep(&place).ok().map(|()| place)
        });
        if let Some(place) = kept {
            return Ok(Self::Kept(place));
        }
        let folder = tempfile::Builder::new().prefix("parscope-").tempdir()?;
        write(folder.path())?;
        Ok(Self::Temporary(folder))
    }

    /// The folder.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Kept(path) => path,
            Self::Temporary(folder) => folder.path(),
        }
    }
}

/// A name for these very files.
fn digest() -> String {
    let mut all = Sha256::new();
    for (path, text) in FILES {
        all.update(path.as_bytes());
        all.update([0]);
        all.update(text.as_bytes());
        all.update([0]);
    }
    let digest = all.finalize();
    digest.iter().take(8).fold(String::new(), |mut name, byte| {
        let _ = write!(name, "{byte:02x}");
        name
    })
}

/// Has the files stand there, all of them or none.
fn keep(place: &Path) -> io::Result<()> {
    if is_whole(place) {
        return Ok(());
    }
    let parent = place.parent().ok_or(io::ErrorKind::NotFound)?;
    fs::create_dir_all(parent)?;
    let folder = tempfile::Builder::new()
        .prefix(".probe-")
        .tempdir_in(parent)?;
    write(folder.path())?;
    // What stands there is damaged, or another parscope was faster.
    match fs::rename(folder.path(), place) {
        Ok(()) => {
            let _ = folder.keep();
        }
        Err(_) if is_whole(place) => {}
        Err(_) => write(place)?,
    }
    if is_whole(place) {
        Ok(())
    } else {
        let text = format!("{} cannot be written", visible_name(place));
        Err(io::Error::other(text))
    }
}

fn is_whole(place: &Path) -> bool {
    let is = |(path, text): &(&str, &str)| {
        read_file(&place.join(path), LONGEST).is_ok_and(|found| found == text.as_bytes())
    };
    FILES.iter().all(is)
}

fn write(folder: &Path) -> io::Result<()> {
    for (path, text) in FILES {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_probe_is_unpacked_and_one_that_was_changed_is_mended() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/python");
        let mut there = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
            {
                if entry.is_dir() && entry != root.join("experiment") {
                    folders.push(entry);
                } else if entry.extension().is_some_and(|kind| kind == "py") {
                    there.push(entry.strip_prefix(&root).unwrap().display().to_string());
                }
            }
        }
        there.sort();
        let mut listed: Vec<_> = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        listed.sort();
        assert_eq!(listed, there);
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("cache").join("probe");
        keep(&place).unwrap();
        fs::write(place.join(FILES[0].0), "import nonsense").unwrap();
        keep(&place).unwrap();
        assert!(is_whole(&place));
    }
}
