//! [`save`] and [`open`]: a run as a file; and [`glimpse`], what can be had of it at once.
//!
//! A recording is written beside its destination and then renamed, so a full disk or a kill never
//! damages a file that was there; what it leaves can be opened as far as it was written. An opened
//! file is read whole rather than mapped: someone else may cut it while we look.
//!
//! Two forms can be opened: the packed one, which we write, and a plain log, which is what is in
//! memory while a run goes on, and what other programs may write.

mod column;
mod packed;

use super::{
    Glimpse, Layout, Reader, Recorded, Recording, TraceError,
    layout::{HEADER_WORDS, MAGIC},
    reader::Memory,
};
use std::{
    fs::{self, File, Permissions},
    io::{BufReader, BufWriter, Read, Write},
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::Arc,
};

/// The largest file that is opened: some hundred million spans.
const MOST_BYTES: u64 = 4 << 30;

/// Saves a run.
///
/// # Errors
/// [`TraceError::System`] where the file cannot be written; an existing one is then unharmed.
pub fn save(recorded: Recorded<'_>, path: &Path) -> Result<(), TraceError> {
    let fault = || TraceError::system(format!("cannot save the run as {}", path.display()));
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    // Named after what it is to be: a kill leaves it, and somebody may want what is in it.
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    let mut file = tempfile::Builder::new()
        .prefix(&name)
        .suffix(".part")
        // As readable as any other, and not its owner's alone.
        .permissions(Permissions::from_mode(0o644))
        .tempfile_in(folder)
        .map_err(fault())?;
    let mut blocks = BufWriter::with_capacity(1 << 16, file.as_file_mut());
    packed::write(recorded, &mut blocks).map_err(fault())?;
    blocks.flush().map_err(fault())?;
    drop(blocks);
    file.as_file().sync_all().map_err(fault())?;
    file.persist(path).map_err(|error| fault()(error.error))?;
    Ok(())
}

/// Opens a saved run.
///
/// # Errors
/// [`TraceError`]: it cannot be read, is no log, is of another version, or is damaged.
pub fn open(path: &Path) -> Result<Recording, TraceError> {
    let fault = || TraceError::system(format!("cannot open {}", path.display()));
    // Looked at before it is opened: opening a named pipe would wait for its writer.
    let meta = fs::metadata(path).map_err(fault())?;
    if !meta.is_file() {
        let text = format!("{} is not a file", path.display());
        return Err(TraceError::NotALog(text));
    }
    let file = File::open(path).map_err(fault())?;
    let length = meta.len();
    let mut bytes = Vec::new();
    let head = (HEADER_WORDS * 8) as u64;
    (&file)
        .take(head)
        .read_to_end(&mut bytes)
        .map_err(fault())?;
    let form = Form::of(&bytes)?;
    if length > MOST_BYTES {
        let text = format!("it has {length} bytes, at most {MOST_BYTES} are read");
        return Err(TraceError::Damaged(text));
    }
    let rest = length.saturating_sub(head);
    if form == Form::Packed {
        let rest = BufReader::with_capacity(1 << 16, file.take(rest));
        return packed::read(bytes.as_slice().chain(rest));
    }
    // Before memory is taken for gigabytes that are none.
    let words = usize::try_from(length / 8).unwrap_or(0);
    Layout::check(&words_of(&bytes), words)?;
    bytes.reserve_exact(usize::try_from(rest).unwrap_or(0));
    file.take(rest).read_to_end(&mut bytes).map_err(fault())?;
    plain(&bytes)
}

/// What can be known of a large saved run before its spans are read. Of any other there is `None`,
/// and of what is no run as well: [`open`] says what is wrong with it.
#[must_use]
pub fn glimpse(path: &Path) -> Option<Glimpse> {
    // Looked at before it is opened: opening a named pipe would wait for its writer.
    fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    packed::glimpse(BufReader::new(File::open(path).ok()?))
}

/// Reads a saved run from the bytes of its file.
///
/// # Errors
/// [`TraceError`]: it is no log, is of another version, or is damaged.
pub fn read(bytes: &[u8]) -> Result<Recording, TraceError> {
    match Form::of(bytes)? {
        Form::Packed => packed::read(bytes),
        Form::Plain => plain(bytes),
    }
}

/// Reads a log as it was in memory.
fn plain(bytes: &[u8]) -> Result<Recording, TraceError> {
    let words = words_of(bytes);
    let layout = Layout::read(&words)?;
    let memory = Memory::File(Arc::new(words));
    Recording::of(&mut Reader::new(memory, Arc::new(layout)))
}

/// How a run lies in a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Packed,
    Plain,
}

impl Form {
    /// As the first bytes of a file tell.
    fn of(bytes: &[u8]) -> Result<Self, TraceError> {
        let mark = bytes.first_chunk();
        match mark {
            Some(&packed::MAGIC) => Ok(Self::Packed),
            Some(&mark) if u64::from_le_bytes(mark) == MAGIC => Ok(Self::Plain),
            Some(_) => Err(TraceError::NotALog("it does not begin like one".into())),
            None => Err(TraceError::NotALog("it is empty or nearly so".into())),
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
