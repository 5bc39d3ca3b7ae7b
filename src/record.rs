//! What is kept of the dashboard: recordings, pictures, and tapes that play it.
//!
//! It is the cargo feature `record`, which is on by default. The dashboard knows of it by its own traits
//! ([`Capture`](crate::ui::Capture), [`ScreenRecorder`](crate::ui::ScreenRecorder)) alone.

mod capture_files;
pub mod cast;
mod cast_recording;
pub mod tape;

pub use capture_files::CaptureFiles;
