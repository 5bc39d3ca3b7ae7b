//! Tests that no file loses a run that was there, passes damage for a run, or brings down the
//! program that opens it.

use super::*;
use crate::{
    base::{LaneId, Moment, Nanos, Pid},
    log::{
        Baseline, Description, Kind, LaneKind, LaneSpec, SpanLog, shared_words::SharedWords as _,
    },
    sample::{ProcessSnapshot, Round},
};
use proptest::prelude::*;
use std::sync::atomic::Ordering::Relaxed;

fn log() -> SpanLog {
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
    let log = SpanLog::create(&specs, 4096).unwrap();
    let description = Description {
        parscope: "0".into(),
        baseline: Some(Baseline::default()),
        ..Description::default()
    };
    assert!(log.set_meta(&serde_json::to_string(&description).unwrap()));
    log.set_pid(LaneId::new(1), Pid::new(4711));
    let mut writer = log.writer(LaneId::new(1));
    for kind in [Kind::StartUp, Kind::Wait, Kind::Receive, Kind::Exit] {
        writer.enter(kind);
    }
    drop(writer);
    log
}

/// A run with everything that a file keeps.
fn recording() -> Recording {
    let mut recording = Recording::of(&mut log().reader()).unwrap();
    let baseline = recording.description.baseline.as_mut().unwrap();
    baseline.tasks = [3, 1, 4].map(Nanos::from_millis).into();
    recording.snapshots.push(ProcessSnapshot {
        at: Moment::from_nanos(7),
        round: Round::default(),
    });
    recording
}

fn packed(recording: &Recording) -> Vec<u8> {
    let mut bytes = Vec::new();
    packed::write(recording.recorded(), &mut bytes).unwrap();
    bytes
}

/// The log as it is in memory, which is what another program may write.
fn plain(log: &SpanLog) -> Vec<u8> {
    let reader = log.reader();
    let memory = reader.memory();
    let words = (0..memory.len()).map(|word| memory.load(word, Relaxed));
    words.flat_map(u64::to_le_bytes).collect()
}

#[test]
fn a_saved_run_is_read_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.parscope");
    let recording = recording();
    save(recording.recorded(), &path).unwrap();
    assert_eq!(open(&path).unwrap(), recording);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_log_that_another_program_wrote_is_read_as_it_is() {
    let log = log();
    let read = read(&plain(&log)).unwrap();
    assert_eq!(read, Recording::of(&mut log.reader()).unwrap());
}

#[test]
fn a_run_cut_off_anywhere_is_its_beginning_or_is_refused() {
    let whole = recording();
    let bytes = packed(&whole);
    for length in 0..bytes.len() {
        let Ok(cut) = read(&bytes[..length]) else {
            continue;
        };
        assert!(cut.is_cut, "{length} bytes");
        for (lane, all) in cut.lanes.iter().zip(&whole.lanes) {
            assert!(all.spans.starts_with(&lane.spans), "{length} bytes");
        }
    }
    // All but the mark of its end.
    let cut = read(&bytes[..bytes.len() - 1]).unwrap();
    assert_eq!(cut.lanes, whole.lanes);
}

#[test]
fn a_plain_log_cut_off_anywhere_is_refused() {
    let bytes = plain(&log());
    for length in (0..bytes.len()).step_by(4099) {
        assert!(read(&bytes[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn no_damage_is_passed_for_a_run() {
    let whole = recording();
    let bytes = packed(&whole);
    for place in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x10;
        match read(&damaged) {
            Err(error) => assert!(!error.to_string().is_empty()),
            Ok(read) => assert!(read.is_cut || read == whole, "byte {place}"),
        }
    }
}

#[test]
fn a_small_log_in_a_huge_file_is_refused_before_the_file_is_read() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), plain(&log())).unwrap();
    // A hole as long as what may be read: takes seconds and all that memory if it is.
    file.as_file().set_len(MOST_BYTES).unwrap();
    let error = open(file.path()).err().unwrap();
    assert!(error.to_string().contains("should have"), "{error}");
}

#[test]
fn nothing_is_read_behind_the_end_of_a_run_or_behind_what_is_none() {
    /// A file that fails if it is read behind its end.
    struct Endless<'a>(&'a [u8]);
    impl Read for Endless<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            assert!(!self.0.is_empty(), "it is read on");
            self.0.read(buffer)
        }
    }
    let whole = recording();
    let bytes = packed(&whole);
    assert_eq!(packed::read(Endless(&bytes)).unwrap(), whole);
    // A hole instead of the first block; then one that claims to have four gigabytes.
    for length in [0_u32, u32::MAX] {
        let mut bytes = bytes[..12].to_vec();
        bytes.extend([0; 4]);
        bytes.extend(length.to_le_bytes());
        bytes.extend([0; 10]);
        assert!(packed::read(Endless(&bytes)).is_err(), "{length} bytes");
    }
}

#[test]
fn another_version_is_named() {
    for mut bytes in [plain(&log()), packed(&recording())] {
        bytes[8] = 9;
        let error = read(&bytes).err().unwrap();
        assert!(error.to_string().contains("version 9"), "{error}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let error = save(recording().recorded(), Path::new("/nonexistent/run")).unwrap_err();
    assert!(error.to_string().contains("/nonexistent/run"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_damage_brings_a_reader_down(
        is_packed: bool,
        damage in proptest::collection::vec((0_usize..2000, any::<u8>()), 1..20)
    ) {
        let mut bytes = if is_packed { packed(&recording()) } else { plain(&log()) };
        for (place, value) in damage {
            let place = place % bytes.len();
            bytes[place] = value;
        }
        let _ = read(&bytes);
    }
}
