//! Recordings of the terminal, and pictures of a screen.
//!
//! A [`Recorder`] writes what goes to a terminal as an asciicast, which an encoder says in few bytes;
//! [`read`] takes one in again, and [`render`] makes a moving or a still picture of it. A [`Picture`] is a screen whose colours are
//! settled, so that the vector picture, the pixels and the text of it are one thing in three forms.

mod font;
mod format;
mod frames;
mod gif;
mod image;
mod palette;
mod picture;
mod pixels;
mod png;
mod reader;
mod recorder;
mod screen;
mod shape;
mod svg;
#[cfg(test)]
mod tests;
mod underline;
mod unifont;

pub use format::{PictureFormat, render, still};
pub use frames::{CastFrame, Frames};
pub use image::Image;
pub use palette::{CastPalette, ColorError, Rgb};
pub use picture::{Cell, Picture};
pub use reader::{Cast, CastEvent, MOST_BYTES, What, read};
pub use recorder::{Header, Recorder};
pub use underline::Underline;

use std::io;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum CastError {
    /// A recording with a fault.
    #[error("line {line}: {message}")]
    Line {
        /// The number of the line, from 1.
        line: usize,
        /// The fault.
        message: String,
    },
    /// The ending of the file's name is none of a picture.
    #[error("the name is to end in {0}")]
    Ending(&'static str),
    /// The recording writes no output to the terminal.
    #[error(
        "nothing is written to the terminal in it, so there is no picture: record something first"
    )]
    Empty,
    /// The picture cannot be encoded.
    #[error("the picture cannot be made: {0}")]
    Encoding(#[from] io::Error),
}
