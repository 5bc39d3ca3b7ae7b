//! Recordings and pictures of the dashboard, and tapes that play it.
//!
//! It is the cargo feature `record`, which is on by default. The dashboard knows only its own
//! traits for it ([`Capture`](crate::ui::Capture), [`ScreenRecorder`](crate::ui::ScreenRecorder)).

mod capture_files;
pub mod cast;
mod cast_recording;
pub mod tape;

pub use capture_files::CaptureFiles;
