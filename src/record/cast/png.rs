//! A picture as PNG, twice as large as its units, so that it is sharp on today's screens.

use super::{Image, Picture, Rgb, pixels::Rasteriser};
use std::io;

const SCALE: u16 = 2;

/// All 255 steps.
const STEPS: u8 = u8::MAX;

/// The picture as a file.
pub(super) fn encode(picture: &Picture) -> io::Result<Image> {
    let mut brush = Rasteriser::new(SCALE, STEPS);
    let pixels = brush.paint(picture);
    let [width, height] =
        [pixels.width, pixels.rows().len()].map(|side| u32::try_from(side).unwrap_or(u32::MAX));
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    let data: Vec<u8> = pixels
        .colors
        .iter()
        .flat_map(|&Rgb(red, green, blue)| [red, green, blue])
        .collect();
    writer.write_image_data(&data)?;
    writer.finish()?;
    Ok(Image {
        bytes,
        missing: brush.into_missing(),
    })
}
