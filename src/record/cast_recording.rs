//! [`CastRecording`]: a recording of the output to the terminal, while it goes on.

use super::cast::{Header, Recorder};
use crate::{
    base::{Moment, Nanos, now},
    ui::{ScreenRecorder, UiError},
};
use ratatui::layout::Size;
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// A recording that goes on until it is dropped, or until its file takes no more.
pub(super) struct CastRecording {
    recorder: Recorder<File>,
    path: PathBuf,
    size: Size,
    begun: Moment,
    /// Whether there is a frame in it. Without one its file would only be in the way of the next.
    has_frames: bool,
    /// The time of its end, and the file's error that ended it.
    ended: Option<(Nanos, io::ErrorKind)>,
    /// Whether it was told that it has ended.
    is_told: bool,
}

impl CastRecording {
    /// Begins a recording, in a new file. Where that fails, no file is left.
    ///
    /// # Errors
    /// The error where the file cannot be made or written.
    pub(super) fn new(path: &Path, header: &Header) -> io::Result<Self> {
        let file = File::create_new(path)?;
        let begun = Recorder::new(file, header).and_then(|mut recorder| {
            // The dashboard hides the cursor with the other changes that it makes to a terminal.
            recorder.output(Nanos::ZERO, b"\x1b[?25l")?;
            Ok(recorder)
        });
        let recorder = begun.inspect_err(|_| {
            // The file may hold a part of the header.
            let _ = fs::remove_file(path);
        })?;
        Ok(Self {
            recorder,
            path: path.to_owned(),
            size: header.size,
            begun: now(),
            has_frames: false,
            ended: None,
            is_told: false,
        })
    }

    fn write(&mut self, event: impl FnOnce(&mut Recorder<File>, Nanos) -> io::Result<()>) {
        if self.ended.is_some() {
            return;
        }
        let at = now().since(self.begun);
        if let Err(error) = event(&mut self.recorder, at) {
            // A partial line would be no event: without it the recording is whole.
            let _ = self.recorder.get_ref().set_len(self.recorder.length());
            self.ended = Some((at, error.kind()));
        }
    }
}

impl ScreenRecorder for CastRecording {
    fn output(&mut self, bytes: &[u8]) {
        self.write(|recorder, at| recorder.output(at, bytes));
        self.has_frames |= self.ended.is_none();
    }

    fn resize(&mut self, size: Size) {
        if size != self.size {
            self.size = size;
            self.write(|recorder, at| recorder.resize(at, size));
        }
    }

    fn mark(&mut self, label: &str) {
        self.write(|recorder, at| recorder.mark(at, label));
    }

    fn take_fault(&mut self) -> Option<io::ErrorKind> {
        let why = self.ended.as_ref()?.1;
        (!std::mem::replace(&mut self.is_told, true)).then_some(why)
    }

    fn lost(&self) -> Option<UiError> {
        let (at, why) = self.ended?;
        Some(UiError::Write {
            path: self.path.clone(),
            message: format!("the recording ends after {at}: {why}"),
        })
    }
}

impl Drop for CastRecording {
    fn drop(&mut self) {
        if !self.has_frames {
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::cast::read;

    #[test]
    fn a_recording_without_a_frame_leaves_no_file_and_one_with_a_frame_does() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.cast");
        for frames in [0, 1] {
            let mut tape = CastRecording::new(&path, &Header::default()).unwrap();
            tape.mark("one");
            for _ in 0..frames {
                tape.output(b"seen");
            }
            drop(tape);
            assert_eq!(path.exists(), frames > 0);
        }
        let cast = read(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(cast.events.len(), 3);
        assert!(CastRecording::new(&path, &Header::default()).is_err());
        assert!(path.exists(), "one that was there already");
    }

    #[test]
    fn a_recording_that_cannot_go_on_is_whole_up_to_there_and_says_so_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.cast");
        let mut tape = CastRecording::new(&path, &Header::default()).unwrap();
        tape.output(b"seen");
        tape.write(|recorder, at| {
            // Half a line is on the disk when there is no room for the rest.
            fs::OpenOptions::new()
                .append(true)
                .open(&path)
                .and_then(|mut file| io::Write::write_all(&mut file, b"[1, \"o"))?;
            recorder
                .mark(at, "lost")
                .and(Err(io::ErrorKind::StorageFull.into()))
        });
        tape.output(b"not seen");
        assert_eq!(tape.take_fault(), Some(io::ErrorKind::StorageFull));
        assert_eq!(tape.take_fault(), None);
        let lost = tape.lost().unwrap().to_string();
        assert!(
            lost.ends_with("no storage space") && lost.contains("a.cast"),
            "{lost}"
        );
        drop(tape);
        assert!(fs::read_to_string(&path).unwrap().ends_with('\n'));
    }
}
