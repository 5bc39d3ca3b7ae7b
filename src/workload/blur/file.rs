//! [`read`] and [`write`] a picture as PNG, and [`Files`], where it goes.
//!
//! A file may come from anywhere: the size that it claims is checked against its length before
//! memory is taken for it, and a decoder that panics fails one task and no more.

use super::picture::{MOST_PIXELS, Raster, room};
use crate::{
    base::{Replacement, TaskId, open_file, unspell},
    workload::Items,
};
use png::{BitDepth, ColorType, Transformations};
use std::{
    collections::HashSet,
    fs,
    io::{self, BufRead, BufReader, BufWriter, Seek},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

/// The folder and the names of the pictures.
pub(super) struct Files {
    folder: Option<PathBuf>,
    /// The name of each, where they were read from files.
    names: Vec<String>,
}

impl Files {
    /// A name for each picture that no other has, and none of the files that are read.
    pub(super) fn new(items: &Items) -> Self {
        let inputs = (0..items.inputs.len() as usize).filter_map(|task| items.inputs.name(task));
        let inputs: Vec<_> = inputs.map(|input| PathBuf::from(unspell(&input))).collect();
        let names = inputs.iter().map(|path| part(path.file_name()));
        let mut taken: HashSet<String> = names.collect();
        let name = |(task, path): (usize, &PathBuf)| {
            let stem = part(path.file_stem());
            let mut name = format!("{stem}-blurred.png");
            while !taken.insert(name.clone()) {
                name = format!("{}-{task}.png", name.trim_end_matches(".png"));
            }
            name
        };
        Self {
            folder: items.output.clone(),
            names: inputs.iter().enumerate().map(name).collect(),
        }
    }

    /// The file for the picture of a task, if pictures are written.
    pub(super) fn output(&self, task: TaskId) -> Option<PathBuf> {
        let made = || format!("picture-{task}.png");
        let name = self.names.get(task.index()).cloned();
        Some(self.folder.as_ref()?.join(name.unwrap_or_else(made)))
    }
}

fn part(name: Option<&std::ffi::OsStr>) -> String {
    name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// The highest ratio of Deflate.
const MOST_DEFLATED: u64 = 1032;

/// Reads a PNG file, eight bits to a channel.
///
/// # Errors
/// Where there is no such file, it is no picture, or one of too many pixels.
pub(super) fn read(path: &Path, breathe: &mut dyn FnMut()) -> io::Result<Raster> {
    let file = open_file(path)?;
    let length = file.metadata()?.len();
    decoded(BufReader::new(file), length, breathe)
}

/// A picture from the bytes of a PNG file, of which there are so many. The decoder is not ours: if
/// it panics, that is a damaged file like any other.
pub(super) fn decoded(
    file: impl BufRead + Seek,
    length: u64,
    breathe: &mut dyn FnMut(),
) -> io::Result<Raster> {
    let decoded = AssertUnwindSafe(|| decode(file, length, breathe));
    catch_unwind(decoded)
        .unwrap_or_else(|_| Err(io::Error::other("the decoder cannot make sense of it")))
}

fn decode(
    file: impl BufRead + Seek,
    length: u64,
    breathe: &mut dyn FnMut(),
) -> io::Result<Raster> {
    let mut decoder = png::Decoder::new(file);
    decoder.set_transformations(Transformations::normalize_to_color8());
    // They are not looked at, and may be packed a thousand times smaller than they are.
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let info = decoder.read_header_info()?;
    let pixels = u64::from(info.width) * u64::from(info.height);
    if pixels > MOST_PIXELS {
        return Err(io::Error::other(format!(
            "its {pixels} pixels are more than {MOST_PIXELS}"
        )));
    }
    let raw = pixels * info.bits_per_pixel() as u64 / 8;
    if raw / MOST_DEFLATED > length {
        return Err(io::Error::other(format!(
            "its {length} bytes are too few for {pixels} pixels"
        )));
    }
    let mut reader = decoder.read_info()?;
    if let Some(palette) = &reader.info().palette
        && !palette.len().is_multiple_of(3)
    {
        return Err(io::Error::other(format!(
            "its palette of {} bytes is damaged: each colour has three",
            palette.len()
        )));
    }
    let (color, _) = reader.output_color_type();
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    let channels = color.samples();
    let mut bytes = room(width * height * channels)?;
    bytes.resize(width * height * channels, 0);
    if reader.info().interlaced {
        reader.next_frame(&mut bytes)?;
    } else {
        for row in bytes.chunks_exact_mut(width * channels) {
            reader.read_row(row)?;
            breathe();
        }
    }
    Ok(Raster {
        width,
        height,
        channels,
        bytes,
    })
}

/// Writes a PNG file, whole or not at all: under another name, which is then changed.
///
/// # Errors
/// Where the folder cannot be made or written.
pub(super) fn write(picture: &Raster, path: &Path, breathe: &mut dyn FnMut()) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = Replacement::new(path)?;
    let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(
        BufWriter::new(&mut file),
        size(picture.width),
        size(picture.height),
    );
    encoder.set_color(match picture.channels {
        1 => ColorType::Grayscale,
        2 => ColorType::GrayscaleAlpha,
        3 => ColorType::Rgb,
        _ => ColorType::Rgba,
    });
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    let mut stream = writer.stream_writer()?;
    for row in picture.rows() {
        io::Write::write_all(&mut stream, row)?;
        breathe();
    }
    stream.finish()?;
    writer.finish()?;
    file.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(width: u32, color: ColorType, depth: BitDepth, bytes: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, 1);
        encoder.set_color(color);
        encoder.set_depth(depth);
        if color == ColorType::Indexed {
            encoder.set_palette(vec![1, 2, 3, 4, 5, 6]);
        }
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(bytes).unwrap();
        writer.finish().unwrap();
        file
    }

    fn read_bytes(bytes: &[u8]) -> io::Result<Raster> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), bytes).unwrap();
        read(file.path(), &mut || ())
    }

    #[test]
    fn pictures_of_every_kind_are_read_as_bytes_by_channel() {
        use {BitDepth::*, ColorType::*};
        for (color, depth, bytes, expected) in [
            (Grayscale, Eight, &[7, 8][..], &[7, 8][..]),
            (Grayscale, One, &[0b0100_0000], &[0, 255]),
            (Grayscale, Sixteen, &[7, 0, 8, 0], &[7, 8]),
            (
                Rgba,
                Eight,
                &[1, 2, 3, 4, 5, 6, 7, 8],
                &[1, 2, 3, 4, 5, 6, 7, 8],
            ),
            (Indexed, Eight, &[1, 0], &[4, 5, 6, 1, 2, 3]),
        ] {
            let picture = read_bytes(&encoded(2, color, depth, bytes)).unwrap();
            assert_eq!(picture.bytes, expected, "{color:?} {depth:?}");
            assert_eq!((picture.width, picture.channels), (2, expected.len() / 2));
        }
    }

    #[test]
    fn a_file_that_claims_to_be_huge_or_ends_early_takes_no_memory_and_no_crash() {
        let good = encoded(100, ColorType::Rgb, BitDepth::Eight, &[9; 300]);
        for length in 0..good.len() {
            let read = read_bytes(&good[..length]);
            assert!(read.is_err() || length > good.len() / 2, "{length} bytes");
        }
        // Signature, length, IHDR, width, height, depth and so on, and a checksum.
        let mut huge = good;
        huge[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        let sum = crc(&huge[12..29]);
        huge[29..33].copy_from_slice(&sum.to_be_bytes());
        let error = read_bytes(&huge).unwrap_err().to_string();
        assert!(error.contains("4294967296 pixels"), "{error}");
    }

    /// A chunk of a PNG file, with its sum.
    fn chunk(name: &[u8], bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
        let named = [name, bytes].concat();
        [&length, &named[..], &crc(&named).to_be_bytes()].concat()
    }

    #[test]
    fn a_picture_whose_palette_is_damaged_or_that_its_bytes_cannot_hold_says_so() {
        let good = encoded(2, ColorType::Indexed, BitDepth::Eight, &[1, 0]);
        let palette = chunk(b"PLTE", &[1, 2, 3, 4, 5, 6]);
        let place = good
            .windows(palette.len())
            .position(|bytes| bytes == palette)
            .unwrap();
        let (before, after) = (&good[..place], &good[place + palette.len()..]);
        let damaged = [before, &chunk(b"PLTE", &[7; 91]), after].concat();
        let error = read_bytes(&damaged).unwrap_err().to_string();
        assert!(error.contains("palette of 91 bytes"), "{error}");
        // A few bytes that claim 64 million pixels.
        let mut bomb = encoded(2, ColorType::Rgb, BitDepth::Eight, &[9; 6]);
        bomb[16..24].copy_from_slice(&[0, 0, 32, 0, 0, 0, 32, 0]);
        let sum = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&sum.to_be_bytes());
        let error = read_bytes(&bomb).unwrap_err().to_string();
        assert!(error.contains("too few for 67108864 pixels"), "{error}");
    }

    #[test]
    fn a_decoder_that_panics_fails_one_task() {
        /// Panics as a decoder does that relies on a file's claims.
        struct Panics;
        impl io::Read for Panics {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                panic!("index out of bounds")
            }
        }
        impl BufRead for Panics {
            fn fill_buf(&mut self) -> io::Result<&[u8]> {
                panic!("index out of bounds")
            }
            fn consume(&mut self, _: usize) {}
        }
        impl Seek for Panics {
            fn seek(&mut self, _: io::SeekFrom) -> io::Result<u64> {
                Ok(0)
            }
        }
        let error = decoded(Panics, 9, &mut || ()).unwrap_err().to_string();
        assert!(error.contains("cannot make sense"), "{error}");
    }

    #[test]
    fn a_pipe_or_a_folder_in_place_of_a_picture_keeps_nobody_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let error = read(folder.path(), &mut || ()).unwrap_err().to_string();
        assert!(error.contains("a folder"), "{error}");
        let pipe = folder.path().join("pipe.png");
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR).unwrap();
        let error = read(&pipe, &mut || ()).unwrap_err().to_string();
        assert!(error.contains("a pipe"), "{error}");
    }

    #[test]
    fn why_nothing_can_be_written_is_said_in_the_same_words_each_time() {
        let folder = tempfile::tempdir().unwrap();
        // The message must not hold the name of a temporary file, which is another each time.
        let said = || {
            let path = folder.path().join("missing").join("a.png");
            Replacement::new(&path).unwrap_err().to_string()
        };
        assert_eq!(said(), said());
        assert!(!said().contains("missing"), "{}", said());
    }

    fn crc(bytes: &[u8]) -> u32 {
        let step = |crc: u32| {
            if crc & 1 == 1 {
                crc >> 1 ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        };
        let all = bytes.iter().fold(u32::MAX, |crc, &byte| {
            (0..8).fold(crc ^ u32::from(byte), |crc, _| step(crc))
        });
        !all
    }

    #[test]
    fn no_picture_is_written_over_another_or_over_what_is_read() {
        let inputs = ["a/x.png", "b/x.png", "c/y.png", "c/y-blurred.png"];
        let files = Files::new(&Items {
            inputs: inputs.into(),
            output: Some("c".into()),
            ..Items::default()
        });
        let output = |task| files.output(TaskId::new(task)).unwrap();
        assert_eq!(
            [0, 1, 2, 3].map(output),
            [
                "c/x-blurred.png",
                "c/x-blurred-1.png",
                "c/y-blurred-2.png",
                "c/y-blurred-blurred.png"
            ]
            .map(PathBuf::from)
        );
    }
}
