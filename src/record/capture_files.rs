//! [`CaptureFiles`]: the files in which the screen is kept.

use super::{
    cast::{CastPalette, Header, Picture, PictureFormat, still},
    cast_recording::CastRecording,
};
use crate::{
    base::{date, is_full, replace_file},
    ui::{Capture, ScreenRecorder, UiError},
};
use ratatui::{buffer::Buffer, layout::Size, style::Style};
use std::{
    env, fs, io, iter,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// The files in which the screen is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaptureFiles {
    /// The recording of all that is shown. A file that is there already is left alone.
    pub record: Option<PathBuf>,
    /// The picture of the screen: when a key asks for it, else when the dashboard is left.
    pub screenshot: Option<PathBuf>,
}

impl CaptureFiles {
    /// Whether neither a recording nor a screenshot is made.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.record.is_none() && self.screenshot.is_none()
    }
}

impl Capture for CaptureFiles {
    fn begin(&self, size: Size, ground: Style) -> Result<Option<Box<dyn ScreenRecorder>>, UiError> {
        let Some(path) = &self.record else {
            return Ok(None);
        };
        let header = Header {
            size,
            kind: env::var("TERM").unwrap_or_default(),
            palette: CastPalette::of_terminal(ground),
            ..Header::default()
        };
        match CastRecording::new(path, &header) {
            Ok(recording) => Ok(Some(Box::new(recording))),
            Err(error) => {
                let message = match error.kind() {
                    io::ErrorKind::AlreadyExists => {
                        "cannot be recorded to: it already exists: give another name".into()
                    }
                    kind => format!("cannot be recorded to: {kind}"),
                };
                Err(unwritten(path, &error, message))
            }
        }
    }

    fn picture(
        &self,
        screen: &Buffer,
        ground: Style,
    ) -> Result<(PathBuf, Option<String>), UiError> {
        let path = self.screenshot.clone().unwrap_or_else(named_by_time);
        let refused = |why: &dyn ToString| UiError::File {
            path: path.clone(),
            message: format!("cannot be a picture: {}", why.to_string()),
        };
        let picture = Picture::of(screen, &CastPalette::of_terminal(ground));
        let format = PictureFormat::of(&path).map_err(|error| refused(&error))?;
        let image = still(&picture, format).map_err(|error| refused(&error))?;
        replace_file(&path, &image.bytes).map_err(|error| UiError::Write {
            path: path.clone(),
            message: format!("cannot be written: {}", error.kind()),
        })?;
        Ok((path, image.lack()))
    }

    fn wants_picture(&self) -> bool {
        self.screenshot.is_some()
    }
}

/// A name by the time, which no picture has yet.
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_recording_that_is_there_already_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.cast");
        fs::write(&path, "mine").unwrap();
        let capture = CaptureFiles {
            record: Some(path.clone()),
            ..CaptureFiles::default()
        };
        let error = capture
            .begin(Size::new(80, 24), Style::new())
            .err()
            .unwrap();
        assert!(error.to_string().contains("already exists"), "{error}");
        assert_eq!(fs::read_to_string(path).unwrap(), "mine");
    }

    #[test]
    fn a_picture_takes_the_place_of_the_one_before_and_of_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let screen = Buffer::with_lines(["seen"]);
        let named = |name: &str| CaptureFiles {
            screenshot: Some(folder.path().join(name)),
            ..CaptureFiles::default()
        };
        for _ in 0..2 {
            let (path, _) = named("a.txt").picture(&screen, Style::new()).unwrap();
            assert_eq!(fs::read_to_string(path).unwrap(), "seen\n");
        }
        assert!(named("a.gif").picture(&screen, Style::new()).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
