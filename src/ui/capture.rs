//! [`Capture`]: what is to be kept of the screen, besides the runs.

use super::{
    UiError,
    terminal::{CastRecording, Ended},
};
use crate::{
    base::{date, is_full, replace_file},
    cast::{CastPalette, Header, Picture, PictureFormat, TerminalSize, still},
};
use ratatui::style::{Color, Style};
use std::{
    env, fs, io, iter,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// What is to be kept of the screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capture {
    /// Where all that is shown is recorded.
    pub record: Option<PathBuf>,
    /// Where a picture of the screen goes: when a key asks for it, else when the dashboard is left.
    pub screenshot: Option<PathBuf>,
}

/// The colours of a terminal with that ground.
pub(super) fn palette(ground: Style) -> CastPalette {
    let usual = CastPalette::default();
    let resolve = |color: Option<Color>, own| usual.resolve(color.unwrap_or_default(), own);
    let front = resolve(ground.fg, usual.front);
    CastPalette::of_ground(front, resolve(ground.bg, usual.back))
}

impl Capture {
    /// Whether nothing is to be kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.record.is_none() && self.screenshot.is_none()
    }

    /// Begins the recording, if there is to be one, of a terminal of that size. A file that is
    /// there already is left alone.
    pub(super) fn begin(
        &self,
        size: TerminalSize,
        palette: CastPalette,
    ) -> Result<Option<CastRecording>, UiError> {
        let Some(path) = &self.record else {
            return Ok(None);
        };
        let header = Header {
            size,
            kind: env::var("TERM").unwrap_or_default(),
            palette,
            ..Header::default()
        };
        CastRecording::new(path, &header)
            .map(Some)
            .map_err(|error| {
                let message = match error.kind() {
                    io::ErrorKind::AlreadyExists => {
                        "cannot be recorded to: it already exists: give another name".into()
                    }
                    kind => format!("cannot be recorded to: {kind}"),
                };
                unwritten(path, &error, message)
            })
    }

    /// Writes a picture where it belongs, and says where that is, and what is not as it should be
    /// in it.
    pub(super) fn picture(&self, picture: &Picture) -> Result<(PathBuf, Option<String>), UiError> {
        let path = self.screenshot.clone().unwrap_or_else(named_by_time);
        let refused = |why: &dyn ToString| UiError::File {
            path: path.clone(),
            message: format!("cannot be a picture: {}", why.to_string()),
        };
        let format = PictureFormat::of(&path).map_err(|error| refused(&error))?;
        let image = still(picture, format).map_err(|error| refused(&error))?;
        replace_file(&path, &image.bytes).map_err(|error| UiError::Write {
            path: path.clone(),
            message: format!("cannot be written: {}", error.kind()),
        })?;
        Ok((path, image.lack()))
    }
}

/// A name that no picture has yet, whatever the clock says.
fn named_by_time() -> PathBuf {
    let now = date(SystemTime::now()).unwrap_or_else(|| "undated".into());
    let name = format!("parscope-{}", now.replace(':', "-"));
    let numbered = (2_u32..).map(|number| format!("{name}-{number}.svg"));
    let names = iter::once(format!("{name}.svg")).chain(numbered);
    let mut paths = names.map(PathBuf::from);
    let free = paths.find(|path| fs::symlink_metadata(path).is_err());
    free.unwrap_or_default()
}

/// A file that could not be begun: it is the wrong one, or there is no room for it.
fn unwritten(path: &Path, error: &io::Error, message: String) -> UiError {
    let path = path.to_owned();
    if is_full(error) {
        UiError::Write { path, message }
    } else {
        UiError::File { path, message }
    }
}

impl From<Ended> for UiError {
    fn from(ended: Ended) -> Self {
        Self::Write {
            path: ended.path,
            message: format!("the recording ends after {}: {}", ended.at, ended.why),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::buffer::Buffer;
    use std::fs;

    const SIZE: TerminalSize = TerminalSize {
        columns: 80,
        rows: 24,
    };

    #[test]
    fn a_recording_that_is_there_already_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.cast");
        fs::write(&path, "mine").unwrap();
        let capture = Capture {
            record: Some(path.clone()),
            ..Capture::default()
        };
        let error = capture.begin(SIZE, CastPalette::default()).err().unwrap();
        assert!(error.to_string().contains("already exists"), "{error}");
        assert_eq!(fs::read_to_string(path).unwrap(), "mine");
    }

    #[test]
    fn a_picture_takes_the_place_of_the_one_before_and_of_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let picture = Picture::of(&Buffer::with_lines(["seen"]), &CastPalette::default());
        let named = |name: &str| Capture {
            screenshot: Some(folder.path().join(name)),
            ..Capture::default()
        };
        for _ in 0..2 {
            let (path, _) = named("a.txt").picture(&picture).unwrap();
            assert_eq!(fs::read_to_string(path).unwrap(), "seen\n");
        }
        assert!(named("a.gif").picture(&picture).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
