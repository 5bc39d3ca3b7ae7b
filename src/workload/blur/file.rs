//! [`read`] and [`write`] a picture as PNG, and [`Files`], where it goes.
//!
//! A file may come from anywhere: its size is checked before there is memory for it.

use super::picture::{MOST_PIXELS, Picture};
use crate::{
    base::{Replacement, TaskId, open_file, unspell},
    workload::Items,
};
use png::{BitDepth, ColorType, Transformations};
use std::{
    collections::HashSet,
    fs,
    io::{self, BufReader, BufWriter},
    path::{Path, PathBuf},
};

/// Where the pictures are written to.
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

    /// The file for the picture of a task, if it is to be written.
    pub(super) fn output(&self, task: TaskId) -> Option<PathBuf> {
        let made = || format!("picture-{task}.png");
        let name = self.names.get(task.index()).cloned();
        Some(self.folder.as_ref()?.join(name.unwrap_or_else(made)))
    }
}

fn part(name: Option<&std::ffi::OsStr>) -> String {
    name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// Reads a PNG file, eight bits to a channel.
///
/// # Errors
/// Where there is no such file, it is no picture, or one of too many pixels.
pub(super) fn read(path: &Path, breathe: &mut dyn FnMut()) -> io::Result<Picture> {
    // To open a pipe would wait for its writer.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut decoder = png::Decoder::new(BufReader::new(open_file(path)?));
    decoder.set_transformations(Transformations::normalize_to_color8());
    let info = decoder.read_header_info()?;
    let pixels = u64::from(info.width) * u64::from(info.height);
    if pixels > MOST_PIXELS {
        return Err(io::Error::other(format!(
            "its {pixels} pixels are more than {MOST_PIXELS}"
        )));
    }
    let mut reader = decoder.read_info()?;
    let (color, _) = reader.output_color_type();
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    let channels = color.samples();
    let mut bytes = vec![0; width * height * channels];
    if reader.info().interlaced {
        reader.next_frame(&mut bytes)?;
    } else {
        for row in bytes.chunks_exact_mut(width * channels) {
            reader.read_row(row)?;
            breathe();
        }
    }
    Ok(Picture {
        width,
        height,
        channels,
        bytes,
    })
}

/// Writes a PNG file, all of it or nothing: under another name, which is then changed.
///
/// # Errors
/// Where the folder cannot be made or written.
pub(super) fn write(picture: &Picture, path: &Path, breathe: &mut dyn FnMut()) -> io::Result<()> {
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

    fn read_bytes(bytes: &[u8]) -> io::Result<Picture> {
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
