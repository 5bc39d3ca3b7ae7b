//! [`InterpreterLock`]: the lock of a Python interpreter (the GIL), looked at from outside its process.
//!
//! CPython keeps it in static memory, in a structure without a symbol of its own:
//!
//! ```text
//! word  −1                0             1        2                  3 … 24
//!       switch interval   last holder   locked   times it changed   what waiting threads sleep on
//!       in µs             (its state)            hands              (two conditions, two mutexes)
//! ```
//!
//! It is found by its contents: the interval has its default before the program runs, and the state of
//! the holder has the number that Python gives to that thread. So no table of versions is needed. Tried
//! on CPython 3.8 to 3.13, each with one place found; the library musl has threads wait elsewhere.

use crate::base::{Pid, open_file};
use procfs::process::{MMPermissions, MMapPath, MemoryMap, Process};
use std::{
    collections::HashMap,
    fs::File,
    ops::Range,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};
use thiserror::Error;

/// The switch interval that an interpreter begins with, in microseconds.
const INTERVAL: u64 = 5_000;

/// Where the waiting threads sleep, in bytes behind the word of the last holder: on x86-64 with the GNU C library.
const SLEEP: Range<u64> = 24..200;

/// Words of the state of a thread that are searched for its number.
const STATE: usize = 64;

/// Bytes of a word.
const WORD: usize = 8;

/// Why the lock of an interpreter cannot be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LockUnknown {
    /// No right to, or the process has ended.
    #[error("the system does not let parscope look into its memory")]
    NotAllowed,
    /// Another C library.
    #[error("threads wait for it in another way with the C library musl")]
    OtherLibrary,
    /// Another processor.
    #[error("how threads wait for it is known on x86-64 only")]
    OtherProcessor,
    /// No place looks like it, or several do.
    #[error("this interpreter keeps it in a place that parscope does not know")]
    NotFound,
}

/// Where the lock lies in each interpreter, by its file and the number of that.
pub type LockPlaces = HashMap<(PathBuf, u64), LockPlace>;

/// A place in the memory of an interpreter, wherever that is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockPlace {
    /// Bytes from where its file begins in memory to the word of the last holder.
    holder: u64,
    /// Bytes from the state of a thread to its number.
    ident: u64,
}

/// The lock of an interpreter.
pub struct InterpreterLock {
    memory: File,
    /// The address of the word of the last holder.
    address: u64,
    /// Bytes from the state of a thread to its number.
    ident: u64,
}

/// The lock at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockState {
    /// The thread that has it, by its number in Python; `None` where it is free.
    pub holder: Option<u64>,
    /// How often it went to another thread.
    pub hand_overs: u64,
}

impl InterpreterLock {
    /// Finds the lock of a process whose threads have those numbers in Python.
    ///
    /// # Errors
    /// [`LockUnknown`] where there is none that is known.
    pub fn find(process: Pid, idents: &[u64], known: &mut LockPlaces) -> Result<Self, LockUnknown> {
        if !cfg!(target_arch = "x86_64") {
            return Err(LockUnknown::OtherProcessor);
        }
        let not_allowed = |_| LockUnknown::NotAllowed;
        let memory = open_file(Path::new(&format!("/proc/{process}/mem"))).map_err(not_allowed)?;
        let images = ProcessImage::all(process).ok_or(LockUnknown::NotAllowed)?;
        for image in &images {
            if let Some(place) = known.get(&image.file) {
                return Ok(Self {
                    memory,
                    address: image.begin + place.holder,
                    ident: place.ident,
                });
            }
        }
        if images.iter().any(|image| image.is_beside_musl) {
            return Err(LockUnknown::OtherLibrary);
        }
        let places = images.iter().flat_map(|image| {
            let found = image.places(&memory, idents);
            found.into_iter().map(move |place| (image, place))
        });
        let [(image, place)] = places.collect::<Vec<_>>()[..] else {
            return Err(LockUnknown::NotFound);
        };
        known.insert(image.file.clone(), place);
        Ok(Self {
            memory,
            address: image.begin + place.holder,
            ident: place.ident,
        })
    }

    /// Its state; `None` where its process is gone.
    #[must_use]
    pub fn state(&self) -> Option<LockState> {
        let [holder, locked, hand_overs] = read_words(&self.memory, self.address)?;
        let is_locked = locked & u64::from(u32::MAX) == 1;
        let ident = |state: u64| read_words(&self.memory, state + self.ident).map(|[ident]| ident);
        Some(LockState {
            holder: Some(holder).filter(|_| is_locked).and_then(ident),
            hand_overs,
        })
    }

    /// Whether a thread that sleeps on the word at that address waits for the lock.
    #[must_use]
    pub fn is_slept_on(&self, address: u64) -> bool {
        let begin = self.address;
        (begin + SLEEP.start..begin + SLEEP.end).contains(&address)
    }
}

/// An executable or library in the memory of a process.
struct ProcessImage {
    /// Its path, and the number of its file.
    file: (PathBuf, u64),
    /// The address that it begins at.
    begin: u64,
    /// Its static memory.
    data: Vec<Range<u64>>,
    is_beside_musl: bool,
}

impl ProcessImage {
    /// The images of a process that may hold its interpreter; `None` where they may not be known.
    fn all(process: Pid) -> Option<Vec<Self>> {
        let process = Process::new(i32::try_from(process.get()).ok()?).ok()?;
        let (program, maps) = (process.exe().ok()?, process.maps().ok()?);
        let mut images: Vec<Self> = Vec::new();
        let is_beside_musl = maps
            .iter()
            .any(|map| path(map).is_some_and(|path| name(path).starts_with("ld-musl")));
        // Behind the data of an image, without a name, comes what is zero at its beginning.
        let mut end = None;
        for map in &maps {
            let (from, to) = map.address;
            match (path(map), images.last_mut()) {
                (Some(path), last) if path == program || name(path).starts_with("libpython") => {
                    let file = (path.to_path_buf(), map.inode);
                    if last.is_none_or(|last| last.file != file) {
                        images.push(Self {
                            file,
                            begin: from,
                            data: Vec::new(),
                            is_beside_musl,
                        });
                    }
                    end = Some(to);
                }
                (None, Some(_)) if end == Some(from) && map.pathname == MMapPath::Anonymous => {
                    end = Some(to);
                }
                _ => {
                    end = None;
                    continue;
                }
            }
            let is_data = map
                .perms
                .contains(MMPermissions::READ | MMPermissions::WRITE);
            if let Some(image) = images.last_mut().filter(|_| is_data) {
                image.data.push(from..to);
            }
        }
        Some(images)
    }

    /// All places in it that look like the lock.
    fn places(&self, memory: &File, idents: &[u64]) -> Vec<LockPlace> {
        let mut found = Vec::new();
        for range in &self.data {
            let length = usize::try_from(range.end - range.start).unwrap_or(0);
            let mut bytes = vec![0; length];
            if memory.read_exact_at(&mut bytes, range.start).is_err() {
                continue;
            }
            let words: Vec<u64> = words_of(&bytes).collect();
            for (index, four) in words.windows(4).enumerate() {
                let &[INTERVAL, holder, locked, _] = four else {
                    continue;
                };
                let is_lock = locked & u64::from(u32::MAX) <= 1;
                if let Some(offset) = ident_offset(memory, holder, idents).filter(|_| is_lock) {
                    let address = range.start + ((index + 1) * WORD) as u64;
                    found.push(LockPlace {
                        holder: address - self.begin,
                        ident: offset,
                    });
                }
            }
        }
        found
    }
}

/// Where the number of a thread lies behind the beginning of its state, if that is one.
fn ident_offset(memory: &File, state: u64, idents: &[u64]) -> Option<u64> {
    if state == 0 || !state.is_multiple_of(WORD as u64) {
        return None;
    }
    let mut bytes = [0; STATE * WORD];
    let length = memory.read_at(&mut bytes, state).ok()?;
    let at = words_of(&bytes[..length]).position(|word| idents.contains(&word))?;
    Some((at * WORD) as u64)
}

fn read_words<const N: usize>(memory: &File, address: u64) -> Option<[u64; N]> {
    let mut words = [[0; WORD]; N];
    memory
        .read_exact_at(words.as_flattened_mut(), address)
        .ok()?;
    Some(words.map(u64::from_ne_bytes))
}

fn words_of(bytes: &[u8]) -> impl Iterator<Item = u64> {
    let (words, _) = bytes.as_chunks::<WORD>();
    words.iter().map(|word| u64::from_ne_bytes(*word))
}

fn path(map: &MemoryMap) -> Option<&Path> {
    match &map.pathname {
        MMapPath::Path(path) => Some(path),
        _ => None,
    }
}

/// The name of a file without its folders.
fn name(path: &Path) -> &str {
    let name = path.file_name().and_then(|name| name.to_str());
    name.unwrap_or_default()
}
