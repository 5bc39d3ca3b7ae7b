//! A recording as a GIF that begins again at its end.
//!
//! A frame is the rectangle that holds all changes, and in it the unchanged pixels are
//! transparent: most of it is one colour then, which the format compresses well.

use crate::base::Nanos;
use crate::record::cast::{
    Cast, Image, Picture, Rgb,
    frames::{CastFrame, Frames},
    pixels::{Pixels, Rasteriser},
};
use gif::{Encoder, Frame, Repeat};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    io,
};

/// A GIF has 256 colours, so the edge of a letter is drawn in few.
const STEPS: u8 = 5;

/// The colour that stands for the one below.
const CLEAR: u8 = 255;

/// A part of a frame, in pixels: left, top, right, bottom.
type Bounds = (usize, usize, usize, usize);

/// The recording as a file. It is looked at twice: for its colours, and for its frames.
pub(super) fn encode(cast: &Cast, watch: &mut dyn FnMut(usize, usize)) -> io::Result<Image> {
    let events = cast.events.len();
    let mut colors = ColorTable::of(cast, &mut |done| watch(done, 2 * events));
    let mut brush = Rasteriser::new(1, STEPS);
    let mut film = Frames::of(cast);
    let Some(first) = film.next() else {
        return Err(io::Error::other("it shows nothing"));
    };
    let mut pixels = brush.paint(&first.picture);
    let [width, height] = [pixels.width, pixels.rows().len()];
    let mut bytes = Vec::new();
    let palette = colors.palette();
    let mut encoder = Encoder::new(&mut bytes, short(width), short(height), &palette)
        .map_err(io::Error::other)?;
    encoder
        .set_repeat(Repeat::Infinite)
        .map_err(io::Error::other)?;
    // Hundredths of a second are rounded on the axis, so that they do not add up.
    let tick = |at: Nanos| at.get() / 10_000_000;
    let mut shown = first;
    let mut frame = whole(&pixels, &mut colors);
    let begin = tick(shown.at);
    let mut at = begin;
    loop {
        let next = film.next();
        let end = next
            .as_ref()
            .map_or_else(|| tick(film.over(&shown)), |next| tick(next.at));
        frame.delay = u16::try_from(end.saturating_sub(at))
            .unwrap_or(u16::MAX)
            .max(2);
        at += u64::from(frame.delay);
        encoder.write_frame(&frame).map_err(io::Error::other)?;
        watch(events + film.done(), 2 * events);
        let Some(next) = next else { break };
        frame = changed(&shown, &next, &mut pixels, &mut brush, &mut colors);
        shown = next;
    }
    drop(encoder);
    Ok(Image {
        bytes,
        missing: brush.into_missing(),
    })
}

/// The whole picture as the first frame.
fn whole(pixels: &Pixels, colors: &mut ColorTable) -> Frame<'static> {
    let buffer: Vec<_> = pixels
        .colors
        .iter()
        .map(|color| colors.number(*color))
        .collect();
    Frame {
        width: short(pixels.width),
        height: short(pixels.rows().len()),
        buffer: buffer.into(),
        ..Frame::default()
    }
}

/// Draws the changes on a picture, and returns that part of it.
fn changed(
    before: &CastFrame,
    after: &CastFrame,
    pixels: &mut Pixels,
    brush: &mut Rasteriser,
    colors: &mut ColorTable,
) -> Frame<'static> {
    let old = pixels.colors.clone();
    let (width, height) = brush.cell();
    let mut bounds: Option<Bounds> = None;
    for (x, y) in differing(&before.picture, &after.picture) {
        let Some(cell) = after.picture.rows().nth(y).and_then(|row| row.get(x)) else {
            continue;
        };
        brush.draw(pixels, (x, y), cell);
        let right = if cell.wide { x + 2 } else { x + 1 };
        let cell = (
            x * width,
            y * height,
            (right * width).min(pixels.width),
            (y + 1) * height,
        );
        bounds = Some(bounds.map_or(cell, |all| {
            (
                all.0.min(cell.0),
                all.1.min(cell.1),
                all.2.max(cell.2),
                all.3.max(cell.3),
            )
        }));
    }
    let (left, top, right, bottom) = bounds.unwrap_or((0, 0, 1, 1));
    let places = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
    let buffer: Vec<_> = places
        .map(|(x, y)| y * pixels.width + x)
        .map(|place| match pixels.colors[place] {
            color if color == old[place] => CLEAR,
            color => colors.number(color),
        })
        .collect();
    Frame {
        left: short(left),
        top: short(top),
        width: short(right - left),
        height: short(bottom - top),
        transparent: Some(CLEAR),
        buffer: buffer.into(),
        ..Frame::default()
    }
}

/// Columns and rows of the cells that differ. The cell that a wide one covers is drawn with it.
fn differing(before: &Picture, after: &Picture) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    for (y, (old, new)) in before.rows().zip(after.rows()).enumerate() {
        for x in 0..new.len() {
            let is_covered = x > 0 && new[x - 1].wide;
            let covers = new[x].wide && old.get(x + 1) != new.get(x + 1);
            if !is_covered && (old[x] != new[x] || covers || x > 0 && old[x - 1].wide) {
                places.push((x, y));
            }
        }
    }
    places
}

/// The colours of all frames.
struct ColorTable {
    list: Vec<Rgb>,
    numbers: HashMap<Rgb, u8>,
}

impl ColorTable {
    /// The colours that are seen most.
    fn of(cast: &Cast, watch: &mut dyn FnMut(usize)) -> Self {
        let mut seen = BTreeMap::new();
        let mut before: Option<CastFrame> = None;
        let mut film = Frames::of(cast);
        while let Some(still) = film.next() {
            watch(film.done());
            for (y, row) in still.picture.rows().enumerate() {
                let old = before
                    .as_ref()
                    .and_then(|still| still.picture.rows().nth(y));
                for (x, cell) in row.iter().enumerate() {
                    if old.and_then(|old| old.get(x)) != Some(cell) {
                        *seen.entry((cell.ink, cell.ground)).or_insert(0_u64) += 1;
                        let line = cell.under.filter(|(_, color)| *color != cell.ink);
                        if let Some((_, color)) = line {
                            *seen.entry((color, cell.ground)).or_insert(0) += 1;
                        }
                    }
                }
            }
            before = Some(still);
        }
        let mut colors = BTreeMap::new();
        for ((ink, ground), times) in seen {
            for step in 0..STEPS {
                // The edges of letters count for less than their insides.
                let weight = if step == 0 || step == STEPS - 1 {
                    16
                } else {
                    1
                };
                let share = u16::from(step) * 255 / u16::from(STEPS - 1);
                let color = ink.on(ground, u8::try_from(share).unwrap_or(u8::MAX));
                *colors.entry(color).or_insert(0) += times * weight;
            }
        }
        let mut list: Vec<_> = colors.into_iter().collect();
        list.sort_by_key(|(color, times)| (Reverse(*times), *color));
        let list = list.into_iter().map(|(color, _)| color);
        Self {
            list: list.take(usize::from(CLEAR)).collect(),
            numbers: HashMap::new(),
        }
    }

    /// The palette as a GIF has it. The entry of [`CLEAR`] must be there, in any colour.
    fn palette(&self) -> Vec<u8> {
        let mut bytes = vec![0; 3 * (usize::from(CLEAR) + 1)];
        for (place, Rgb(red, green, blue)) in bytes.chunks_exact_mut(3).zip(&self.list) {
            place.copy_from_slice(&[*red, *green, *blue]);
        }
        bytes
    }

    /// The number of a colour, or of the one that is nearest to it.
    fn number(&mut self, color: Rgb) -> u8 {
        let list = &self.list;
        *self.numbers.entry(color).or_insert_with(|| {
            let nearest = (0..CLEAR)
                .zip(list)
                .min_by_key(|(_, other)| distance(color, **other));
            nearest.map_or(0, |(number, _)| number)
        })
    }
}

fn distance(one: Rgb, other: Rgb) -> u32 {
    let square = |one: u8, other: u8| u32::from(one.abs_diff(other)).pow(2);
    2 * square(one.0, other.0) + 4 * square(one.1, other.1) + 3 * square(one.2, other.2)
}

fn short(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}
