//! [`Capture`] and [`ScreenRecorder`]: how the dashboard has its screen recorded.

use super::UiError;
use ratatui::{buffer::Buffer, layout::Size, style::Style};
use std::{io, path::PathBuf};

/// Keeps the screen, as a recording or as pictures. `ground` has the terminal's default colours.
pub trait Capture {
    /// Begins the recording of a terminal of that size, where one is wanted.
    ///
    /// # Errors
    /// [`UiError::File`] or [`UiError::Write`]: its file cannot be begun.
    fn begin(&self, size: Size, ground: Style) -> Result<Option<Box<dyn ScreenRecorder>>, UiError>;

    /// Writes a picture. Returns its file, and a note on what is wrong with it, if anything.
    ///
    /// # Errors
    /// As [`Capture::begin`].
    fn picture(&self, screen: &Buffer, ground: Style)
    -> Result<(PathBuf, Option<String>), UiError>;

    /// Whether a picture is wanted when the dashboard is left.
    fn wants_picture(&self) -> bool;
}

/// A recording that goes on until it is dropped, or until its file takes no more.
pub trait ScreenRecorder {
    /// These bytes went to the terminal.
    fn output(&mut self, bytes: &[u8]);

    /// The terminal has this size from now on.
    fn resize(&mut self, size: Size);

    /// Something of that name begins here.
    fn mark(&mut self, label: &str);

    /// Why it ended before its time; told once.
    fn take_fault(&mut self) -> Option<io::ErrorKind>;

    /// The error that says which part is missing, if it ended before its time.
    fn lost(&self) -> Option<UiError>;
}
