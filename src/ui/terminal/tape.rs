//! [`CastRecording`]: a recording of what goes to the terminal, while it goes on.

use crate::{
    base::{Moment, Nanos, now},
    cast::{Header, Recorder, TerminalSize},
};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// A recording that goes on until it is dropped, or until its file takes no more.
pub(in crate::ui) struct CastRecording {
    recorder: Recorder<File>,
    path: PathBuf,
    size: TerminalSize,
    begun: Moment,
    /// Whether there is a frame in it. Without one its file would only be in the way of the next.
    has_frames: bool,
    ended: Option<Ended>,
    /// Whether it was told that it has ended.
    is_told: bool,
}

/// Why a recording ended before its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct Ended {
    /// Its file.
    pub(in crate::ui) path: PathBuf,
    /// How far it goes.
    pub(in crate::ui) at: Nanos,
    /// What the file had against more.
    pub(in crate::ui) why: io::ErrorKind,
}

impl CastRecording {
    /// Begins it, in a file that is not there yet. Where that goes wrong there is none afterwards.
    ///
    /// # Errors
    /// What the file has against it.
    pub(in crate::ui) fn new(path: &Path, header: &Header) -> io::Result<Self> {
        let file = File::create_new(path)?;
        let begun = Recorder::new(file, header).and_then(|mut recorder| {
            // The dashboard hides the cursor with the rest of what it does to a terminal.
            recorder.output(Nanos::ZERO, b"\x1b[?25l")?;
            Ok(recorder)
        });
        let recorder = begun.inspect_err(|_| {
            // What cannot be written can be taken away.
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

    /// This went to the terminal.
    pub(super) fn output(&mut self, bytes: &[u8]) {
        self.write(|recorder, at| recorder.output(at, bytes));
        self.has_frames |= self.ended.is_none();
    }

    /// The terminal has this size.
    pub(super) fn resize(&mut self, size: TerminalSize) {
        if size != self.size {
            self.size = size;
            self.write(|recorder, at| recorder.resize(at, size));
        }
    }

    /// Something of that name begins here.
    pub(super) fn mark(&mut self, label: &str) {
        self.write(|recorder, at| recorder.mark(at, label));
    }

    /// What ended it before its time.
    pub(super) const fn ended(&self) -> Option<&Ended> {
        self.ended.as_ref()
    }

    /// The same, told once.
    pub(super) fn take_fault(&mut self) -> Option<io::ErrorKind> {
        let why = self.ended.as_ref()?.why;
        (!std::mem::replace(&mut self.is_told, true)).then_some(why)
    }

    fn write(&mut self, event: impl FnOnce(&mut Recorder<File>, Nanos) -> io::Result<()>) {
        if self.ended.is_some() {
            return;
        }
        let at = now().since(self.begun);
        if let Err(error) = event(&mut self.recorder, at) {
            // The beginning of a line would be no event: what is left is a whole recording.
            let _ = self.recorder.get_ref().set_len(self.recorder.length());
            self.ended = Some(Ended {
                path: self.path.clone(),
                at,
                why: error.kind(),
            });
        }
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
    use crate::cast::read;

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
        let ended = tape.ended().unwrap().clone();
        assert_eq!(
            (ended.path, ended.why),
            (path.clone(), io::ErrorKind::StorageFull)
        );
        drop(tape);
        assert!(fs::read_to_string(&path).unwrap().ends_with('\n'));
    }
}
