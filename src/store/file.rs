//! [`save`] and [`open`]: a run as a file; and [`preview`], the part of it that is there at once.
//!
//! A recording takes the place of a file only when it is whole, so a full disk or a kill never
//! damages one that was there, and leaves no part of one. An opened file is read whole rather than
//! mapped: another program may cut it while we look.
//!
//! Two forms can be opened: the packed one, which we write, and a plain log, which is the form in
//! memory while a run goes on, and the one that other programs may write.

mod budget;
mod column;
mod packed;

use crate::base::{Replacement, open_file, visible_name};
use crate::{
    log::{HEADER_WORDS, LogLayout, LogMemory, MAGIC, Preview, Reader},
    store::{KeptRun, Recording, StoreError},
};
use std::{
    io::{self, BufReader, BufWriter, Read, Write},
    path::Path,
    sync::Arc,
};

/// The largest file that is opened: some hundred million spans.
const MOST_BYTES: u64 = 4 << 30;

/// Saves a run.
///
/// # Errors
/// [`StoreError::System`] where the file cannot be written; an existing one is then unharmed.
pub fn save(kept: KeptRun<'_>, path: &Path) -> Result<(), StoreError> {
    let fault = || StoreError::system(format!("cannot save the run as {}", visible_name(path)));
    let file = written(kept, path).map_err(fault())?;
    file.finish().map_err(fault())
}

/// Saves a run in a file that there is not yet.
///
/// # Errors
/// [`StoreError::System`], of the kind [`io::ErrorKind::AlreadyExists`] where there is one.
pub(super) fn save_new(kept: KeptRun<'_>, path: &Path) -> Result<(), StoreError> {
    let fault = || StoreError::system(format!("cannot save the run as {}", visible_name(path)));
    let file = written(kept, path).map_err(fault())?;
    file.finish_new().map_err(fault())
}

/// The file of a run, on the disk, but not in its place yet.
fn written(kept: KeptRun<'_>, path: &Path) -> io::Result<Replacement> {
    let mut file = Replacement::new(path)?;
    let mut blocks = BufWriter::with_capacity(1 << 16, &mut file);
    packed::write(kept, &mut blocks)?;
    blocks.flush()?;
    drop(blocks);
    file.sync()?;
    Ok(file)
}

/// Opens a saved run.
///
/// # Errors
/// [`StoreError`]: it cannot be read, is no log, is of another version, or is damaged.
pub fn open(path: &Path) -> Result<Recording, StoreError> {
    let fault = || StoreError::system(format!("cannot open {}", visible_name(path)));
    let file = open_file(path).map_err(fault())?;
    let length = file.metadata().map_err(fault())?.len();
    let mut bytes = Vec::new();
    let head = (HEADER_WORDS * 8) as u64;
    (&file)
        .take(head)
        .read_to_end(&mut bytes)
        .map_err(fault())?;
    let form = FileForm::of(&bytes)?;
    if length > MOST_BYTES {
        let text = format!("it has {length} bytes, at most {MOST_BYTES} are read");
        return Err(StoreError::damaged(text));
    }
    let rest = length.saturating_sub(head);
    if form == FileForm::Packed {
        let rest = BufReader::with_capacity(1 << 16, file.take(rest));
        return packed::read(bytes.as_slice().chain(rest));
    }
    // Checked before memory is taken for gigabytes that are not there.
    let words = usize::try_from(length / 8).unwrap_or(0);
    LogLayout::check(&words_of(&bytes), words)?;
    bytes.reserve_exact(usize::try_from(rest).unwrap_or(0));
    file.take(rest).read_to_end(&mut bytes).map_err(fault())?;
    plain(&bytes)
}

/// The preview of a large saved run, before its spans are read. `None` for any other run, and for
/// a file that is no run: [`open`] says why.
#[must_use]
pub fn preview(path: &Path) -> Option<Preview> {
    let file = open_file(path).ok()?;
    let length = usize::try_from(file.metadata().ok()?.len()).ok()?;
    packed::preview(BufReader::new(file), length)
}

/// Reads a saved run from the bytes of its file.
///
/// # Errors
/// [`StoreError`]: it is no log, is of another version, or is damaged.
pub fn read(bytes: &[u8]) -> Result<Recording, StoreError> {
    match FileForm::of(bytes)? {
        FileForm::Packed => packed::read(bytes),
        FileForm::Plain => plain(bytes),
    }
}

/// Reads a log as it was in memory.
fn plain(bytes: &[u8]) -> Result<Recording, StoreError> {
    let words = words_of(bytes);
    let layout = LogLayout::read(&words)?;
    let memory = LogMemory::File(Arc::new(words));
    Recording::of(&mut Reader::new(memory, Arc::new(layout)))
}

/// How a run lies in a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FileForm {
    Packed,
    Plain,
}

impl FileForm {
    /// The form of a file by its first bytes.
    fn of(bytes: &[u8]) -> Result<Self, StoreError> {
        let mark = bytes.first_chunk();
        match mark {
            Some(&packed::MAGIC) => Ok(Self::Packed),
            Some(&mark) if u64::from_le_bytes(mark) == MAGIC => Ok(Self::Plain),
            Some(_) => Err(StoreError::not_a_log(
                "it begins neither like a run of parscope nor like a trace in Chrome's JSON format",
            )),
            None => Err(StoreError::not_a_log("it is empty or nearly so")),
        }
    }
}

/// The whole words of some bytes.
fn words_of(bytes: &[u8]) -> Vec<u64> {
    let words = bytes.chunks_exact(8).map(|word| {
        let word = word.first_chunk().copied();
        u64::from_le_bytes(word.unwrap_or_default())
    });
    words.collect()
}

#[cfg(test)]
mod tests;
