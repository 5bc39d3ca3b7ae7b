//! [`save`] and [`open`]: a log as a file.
//!
//! A saved log is the same layout with every lane cut to what it holds. It is written beside its
//! destination and then renamed, so a full disk or a kill never damages a file that was there.
//! An opened file is read whole rather than mapped: someone else may cut it while we look.

use super::{
    LaneSpec, Layout, Reader, TraceError,
    cells::{Cells, CellsMut},
    layout::{HEADER_WORDS, MAGIC},
    protocol::{self, word},
    reader::Memory,
    record::WORDS,
};
use std::{
    fs::{self, File},
    io::{Read, Write},
    path::Path,
    sync::{Arc, atomic::Ordering::Relaxed},
};

/// The largest file that is opened: some hundred million spans.
const MOST_BYTES: u64 = 4 << 30;

/// Saves what a reader's log holds at this moment.
///
/// # Errors
/// [`TraceError::System`] where the file cannot be written; an existing one is then unharmed.
pub fn save(reader: &Reader, path: &Path) -> Result<(), TraceError> {
    let fault = || TraceError::system(format!("cannot save the log as {}", path.display()));
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    let words = compact(reader);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(fault())?;
    file.write_all(bytemuck::cast_slice(&words))
        .map_err(fault())?;
    file.as_file().sync_all().map_err(fault())?;
    // A temporary file is its owner's alone; a saved one is as readable as any other.
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    file.as_file().set_permissions(mode).map_err(fault())?;
    file.persist(path).map_err(|error| fault()(error.error))?;
    Ok(())
}

/// Opens a saved log.
///
/// # Errors
/// [`TraceError`]: it cannot be read, is no log, is of another version, or is damaged.
pub fn open(path: &Path) -> Result<Reader, TraceError> {
    let fault = || TraceError::system(format!("cannot open {}", path.display()));
    // Looked at before it is opened: opening a named pipe would wait for its writer.
    let meta = fs::metadata(path).map_err(fault())?;
    if !meta.is_file() {
        return Err(TraceError::NotALog(format!(
            "{} is not a file",
            path.display()
        )));
    }
    let mut file = File::open(path).map_err(fault())?;
    let bytes = meta.len();
    if bytes < 8 {
        return Err(TraceError::NotALog(format!(
            "{} is empty or nearly so",
            path.display()
        )));
    }
    let mut mark = [0_u64];
    file.read_exact(bytemuck::cast_slice_mut(&mut mark))
        .map_err(fault())?;
    if mark != [MAGIC] {
        return Err(TraceError::NotALog(format!(
            "{} does not begin like one",
            path.display()
        )));
    }
    if bytes > MOST_BYTES {
        return Err(TraceError::Damaged(format!(
            "it has {bytes} bytes, at most {MOST_BYTES} are read"
        )));
    }
    let words = usize::try_from(bytes / 8).unwrap_or(0);
    let mut head = vec![0_u64; words.min(HEADER_WORDS)];
    head[0] = MAGIC;
    file.read_exact(bytemuck::cast_slice_mut(&mut head[1..]))
        .map_err(fault())?;
    // Before memory is taken for gigabytes that are none.
    Layout::check(&head, words)?;
    let mut memory = vec![0_u64; words];
    memory[..HEADER_WORDS].copy_from_slice(&head);
    file.read_exact(bytemuck::cast_slice_mut(&mut memory[HEADER_WORDS..]))
        .map_err(fault())?;
    let layout = Layout::read(&memory)?;
    Ok(Reader::new(
        Memory::File(Arc::new(memory)),
        Arc::new(layout),
    ))
}

/// The words of the same log without the room that was not used.
fn compact(reader: &Reader) -> Vec<u64> {
    let source = reader.memory();
    let held: Vec<_> = reader
        .layout()
        .lanes
        .iter()
        .map(|&(spec, place)| {
            let capacity = protocol::published(source, place);
            (LaneSpec { capacity, ..spec }, place)
        })
        .collect();
    let specs: Vec<_> = held.iter().map(|&(spec, _)| spec).collect();
    let meta = reader.meta();
    let layout = Layout::new(&specs, meta.len()).expect("no larger than the log it comes from");
    let target = Plain::new(layout.words);
    layout.write(&target);
    layout.write_meta(&target, &meta);
    for ((spec, from), (_, to)) in held.iter().zip(&layout.lanes) {
        for word in [word::PID, word::DROPPED, word::MERGED] {
            target.store(
                to.header + word,
                source.load(from.header + word, Relaxed),
                Relaxed,
            );
        }
        target.store(to.header + word::LENGTH, spec.capacity, Relaxed);
        for index in 0..usize::try_from(spec.capacity).unwrap_or(0) * WORDS {
            target.store(
                to.records + index,
                source.load(from.records + index, Relaxed),
                Relaxed,
            );
        }
    }
    target.0.into_inner()
}

/// Words that only one thread has.
struct Plain(std::cell::RefCell<Vec<u64>>);

impl Plain {
    fn new(words: usize) -> Self {
        Self(vec![0; words].into())
    }
}

impl Cells for Plain {
    fn len(&self) -> usize {
        self.0.borrow().len()
    }

    fn load(&self, index: usize, _: std::sync::atomic::Ordering) -> u64 {
        self.0.borrow()[index]
    }
}

impl CellsMut for Plain {
    fn store(&self, index: usize, value: u64, _: std::sync::atomic::Ordering) {
        self.0.borrow_mut()[index] = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{LaneId, Pid},
        trace::{Kind, LaneKind, Log},
    };
    use proptest::prelude::*;

    fn sample() -> Log {
        let lane = |kind, number| LaneSpec {
            kind,
            number,
            capacity: 1000,
        };
        let specs = [
            lane(LaneKind::Main, 0),
            lane(LaneKind::Process, 1),
            lane(LaneKind::Core, 0),
        ];
        let log = Log::create(&specs, 4096).unwrap();
        assert!(log.set_meta("{\"workload\":\"primes\"}"));
        log.set_pid(LaneId::new(1), Pid::new(4711));
        let mut writer = log.writer(LaneId::new(1));
        for kind in [Kind::StartUp, Kind::Wait, Kind::Receive, Kind::Exit] {
            writer.enter(kind);
        }
        drop(writer);
        log
    }

    fn bytes() -> Vec<u8> {
        bytemuck::cast_slice(&compact(&sample().reader())).to_vec()
    }

    fn open_bytes(bytes: &[u8]) -> Result<Reader, TraceError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        open(file.path())
    }

    fn read_all(mut reader: Reader) -> Vec<super::super::Span> {
        let mut spans = Vec::new();
        let lanes: Vec<_> = reader.lanes().collect();
        for info in lanes {
            reader.read(info.lane, &mut spans);
            let _ = reader.now(info.lane);
        }
        let _ = reader.meta();
        spans
    }

    #[test]
    fn a_saved_log_is_read_as_it_was() {
        let log = sample();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.parscope");
        save(&log.reader(), &path).unwrap();
        let reader = open(&path).unwrap();
        assert_eq!(reader.meta(), log.reader().meta());
        assert_eq!(
            reader.lanes().collect::<Vec<_>>(),
            log.reader().lanes().collect::<Vec<_>>()
        );
        assert_eq!(read_all(reader), read_all(log.reader()));
    }

    #[test]
    fn a_run_with_much_to_say_and_few_spans_can_be_opened() {
        let spec = LaneSpec {
            kind: LaneKind::Main,
            number: 0,
            capacity: 1,
        };
        let log = Log::create(&[spec], 4096).unwrap();
        assert!(log.set_meta(&"x".repeat(4000)));
        let file = tempfile::NamedTempFile::new().unwrap();
        save(&log.reader(), file.path()).unwrap();
        assert_eq!(open(file.path()).unwrap().meta().len(), 4000);
    }

    #[test]
    fn a_log_cut_off_anywhere_is_refused_with_a_reason() {
        let bytes = bytes();
        for length in (0..bytes.len()).step_by(41) {
            assert!(open_bytes(&bytes[..length]).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn a_small_log_in_a_huge_file_is_refused_before_the_file_is_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes()).unwrap();
        // A hole as long as what may be read: takes seconds and all that memory if it is.
        file.as_file().set_len(MOST_BYTES).unwrap();
        let error = open(file.path()).err().unwrap();
        assert!(error.to_string().contains("should have"), "{error}");
    }

    #[test]
    fn another_version_is_named() {
        let mut bytes = bytes();
        bytes[8] = 9;
        let error = open_bytes(&bytes).err().unwrap();
        assert!(error.to_string().contains("version 9"), "{error}");
    }

    #[test]
    fn a_full_folder_leaves_the_old_file() {
        let error = save(&sample().reader(), Path::new("/nonexistent/run")).unwrap_err();
        assert!(error.to_string().contains("/nonexistent/run"), "{error}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn no_damage_brings_a_reader_down(
            damage in proptest::collection::vec((0_usize..2000, any::<u8>()), 1..20)
        ) {
            let mut bytes = bytes();
            for (place, value) in damage {
                let place = place % bytes.len();
                bytes[place] = value;
            }
            if let Ok(reader) = open_bytes(&bytes) {
                read_all(reader);
            }
        }
    }
}
