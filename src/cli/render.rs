//! `parscope render`: a recording as a picture, moving or still.

use super::{
    CliError, ProgressLine, tell,
    terminal::{GlyphChoice, glyphs_of_locale},
};
use crate::{
    base::{Nanos, open_file, replace_file, visible_name},
    cast::{Cast, CastError, Image, MOST_BYTES, PictureFormat, read, render},
};
use std::{
    env,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// What is wanted.
pub(in crate::cli) struct Rendering {
    /// The recording.
    pub(super) cast: PathBuf,
    /// Where the picture goes; a file that is there gives way.
    pub(super) output: PathBuf,
    /// The time that is to be seen; `None`: all of it, or the end where it cannot move.
    pub(super) at: Option<Nanos>,
}

impl Rendering {
    /// Makes the picture.
    pub(super) fn make(&self) -> Result<(), CliError> {
        // The cheaper mistake first.
        let format =
            PictureFormat::of(&self.output).map_err(|error| fault(&self.output, &error))?;
        let cast = self.read()?;
        if cast.cut {
            tell(&format!(
                "{}: the last line has no end and is left out",
                visible_name(&self.cast)
            ));
        }
        let mut progress = ProgressLine::new(is_unicode());
        let image = render(&cast, format, self.at, &mut |done, all| {
            progress.part("rendering", done, all);
        });
        drop(progress);
        let image = image.map_err(|error| match error {
            CastError::Empty => fault(&self.cast, &error),
            error => fault(&self.output, &error),
        })?;
        write(&self.output, &image)
    }

    fn read(&self) -> Result<Cast, CliError> {
        let path = &self.cast;
        let unreadable = |error: io::Error| fault(path, &format!("cannot be read: {error}"));
        let file = open_file(path).map_err(unreadable)?;
        let mut bytes = Vec::new();
        let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
        let mut file = file.take(most.saturating_add(1));
        file.read_to_end(&mut bytes).map_err(unreadable)?;
        read(&bytes).map_err(|error| match error {
            CastError::Line { line, message } => CliError::Setting {
                place: format!("{}:{line}", visible_name(path)),
                message,
            },
            other => fault(path, &other),
        })
    }
}

/// Writes a picture, and says what is not as it should be in it.
pub(super) fn write(path: &Path, image: &Image) -> Result<(), CliError> {
    replace_file(path, &image.bytes).map_err(|error| CliError::unwritten(path, &error))?;
    if let Some(lack) = image.lack() {
        tell(&format!("{}: {lack}", visible_name(path)));
    }
    Ok(())
}

/// Whether the bar of a progress is drawn with blocks.
pub(super) fn is_unicode() -> bool {
    glyphs_of_locale(|name| env::var(name).ok()) == GlyphChoice::Unicode
}

/// A file that cannot be used.
pub(super) fn fault(path: &Path, why: &dyn ToString) -> CliError {
    CliError::File {
        path: path.to_owned(),
        message: why.to_string(),
    }
}
