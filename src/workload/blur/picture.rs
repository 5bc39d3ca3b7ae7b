//! [`Raster`]: pixels in memory, and the mean over the square around each of them.

use crate::{
    base::{TaskId, fallibly},
    workload::{Items, random::Random},
};
use std::io;

/// Pixels that a picture has at most, so that no file exhausts the memory: 256 MiB with four
/// channels.
pub(super) const MOST_PIXELS: u64 = 1 << 26;

/// Discs in a picture made from the seed.
const DISCS: u32 = 24;

/// Room for so many bytes: there may not be enough memory for a whole picture.
///
/// # Errors
/// Where there is no memory for them.
pub(super) fn room(bytes: usize) -> io::Result<Vec<u8>> {
    let mut room = Vec::new();
    let taken = fallibly(|| room.try_reserve_exact(bytes));
    taken.map_err(|_| io::Error::other(format!("there is no memory for {bytes} bytes")))?;
    Ok(room)
}

/// A picture of one byte to a channel, row by row; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Raster {
    pub(super) width: usize,
    pub(super) height: usize,
    /// 1: grey, 2: grey and opacity, 3: red, green and blue, 4: those and opacity.
    pub(super) channels: usize,
    pub(super) bytes: Vec<u8>,
}

impl Raster {
    /// A square picture of coloured discs, as the seed has them for that task.
    ///
    /// # Errors
    /// Where there is no memory for it.
    pub(super) fn made(
        items: &Items,
        task: TaskId,
        breathe: &mut dyn FnMut(),
    ) -> io::Result<Self> {
        let most = u32::try_from(MOST_PIXELS.isqrt()).unwrap_or(1);
        let side = u32::try_from(items.size(task))
            .unwrap_or(most)
            .clamp(1, most);
        let mut random = Random::new(items.seed, task.get().into());
        let mut disc = || {
            let [x, y] = [(); 2].map(|()| random.below(side));
            let radius = 1 + random.below(side.div_ceil(4));
            let color = [(); 3].map(|()| u8::try_from(random.below(256)).unwrap_or(0));
            (x, y, radius, color)
        };
        let discs: Vec<_> = (0..DISCS).map(|_| disc()).collect();
        let mut bytes = room(side as usize * side as usize * 3)?;
        for y in 0..side {
            let start = bytes.len();
            bytes.resize(start + side as usize * 3, 0);
            let (row, _) = bytes[start..].as_chunks_mut::<3>();
            for &(center, middle, radius, color) in &discs {
                let Some(half) = half_chord(radius, y.abs_diff(middle)) else {
                    continue;
                };
                let end = center.saturating_add(half + 1).min(side);
                row[center.saturating_sub(half) as usize..end as usize].fill(color);
            }
            breathe();
        }
        Ok(Self {
            width: side as usize,
            height: side as usize,
            channels: 3,
            bytes,
        })
    }

    /// Its rows, in bytes.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.bytes.chunks_exact(self.stride())
    }

    const fn stride(&self) -> usize {
        self.width * self.channels
    }

    /// How far the square reaches from its middle: the same softness at every size.
    fn reach(&self) -> usize {
        self.width.max(self.height).div_ceil(128)
    }

    /// Each pixel replaced by the mean over the square around it, as far as the picture goes.
    ///
    /// The sums of the columns within the square slide down row by row, and their sum slides
    /// along each row, so that the cost of a pixel does not depend on the square.
    ///
    /// # Errors
    /// Where there is no memory for it.
    pub(super) fn smoothed(&self, breathe: &mut dyn FnMut()) -> io::Result<Self> {
        let (reach, stride) = (self.reach(), self.stride());
        let mut columns = vec![0_u32; stride];
        let mut bytes = room(self.bytes.len())?;
        let row = |y: usize| &self.bytes[y * stride..][..stride];
        let enter = |columns: &mut [u32], y: usize| {
            for (sum, &byte) in columns.iter_mut().zip(row(y)) {
                *sum += u32::from(byte);
            }
        };
        for y in 0..reach.min(self.height) {
            enter(&mut columns, y);
        }
        for y in 0..self.height {
            if y + reach < self.height {
                enter(&mut columns, y + reach);
            }
            if y > reach {
                for (sum, &byte) in columns.iter_mut().zip(row(y - reach - 1)) {
                    *sum -= u32::from(byte);
                }
            }
            let rows = (y + reach).min(self.height - 1) + 1 - y.saturating_sub(reach);
            self.slide(&columns, rows, &mut bytes);
            breathe();
        }
        Ok(Self { bytes, ..*self })
    }

    /// Writes the means of a row, given the sums of its columns over that many rows.
    fn slide(&self, columns: &[u32], rows: usize, bytes: &mut Vec<u8>) {
        let (reach, channels) = (self.reach(), self.channels);
        let mut sums = [0_u64; 4];
        let column = |x: usize| columns[x * channels..][..channels].iter();
        for x in 0..reach.min(self.width) {
            for (sum, &entering) in sums.iter_mut().zip(column(x)) {
                *sum += u64::from(entering);
            }
        }
        for x in 0..self.width {
            if x + reach < self.width {
                for (sum, &entering) in sums.iter_mut().zip(column(x + reach)) {
                    *sum += u64::from(entering);
                }
            }
            if x > reach {
                for (sum, &leaving) in sums.iter_mut().zip(column(x - reach - 1)) {
                    *sum -= u64::from(leaving);
                }
            }
            let width = (x + reach).min(self.width - 1) + 1 - x.saturating_sub(reach);
            let pixels = (width * rows) as u64;
            bytes.extend(sums[..channels].iter().map(|&sum| mean(sum, pixels)));
        }
    }

    /// The smoothed picture, from a table of the sums of all rectangles that begin in the corner.
    pub(super) fn smoothed_by_sums(&self) -> Self {
        let (reach, stride, channels) = (self.reach(), self.stride(), self.channels);
        let wide = stride + channels;
        let mut sums = vec![0_u64; wide * (self.height + 1)];
        for (y, row) in self.rows().enumerate() {
            for (at, &byte) in row.iter().enumerate() {
                let above = sums[y * wide + at + channels] - sums[y * wide + at];
                let left = sums[(y + 1) * wide + at];
                sums[(y + 1) * wide + at + channels] = left + above + u64::from(byte);
            }
        }
        let bytes = (0..self.height).flat_map(|y| {
            let sums = &sums;
            let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(self.height));
            (0..stride).map(move |at| {
                let (x, channel) = (at / channels, at % channels);
                let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(self.width));
                let corner = |x: usize, y: usize| sums[y * wide + x * channels + channel];
                let sum = corner(right, bottom) + corner(left, top)
                    - corner(left, bottom)
                    - corner(right, top);
                mean(sum, ((right - left) * (bottom - top)) as u64)
            })
        });
        Self {
            bytes: bytes.collect(),
            ..*self
        }
    }
}

/// A mean of bytes, rounded.
fn mean(sum: u64, pixels: u64) -> u8 {
    u8::try_from((sum + pixels / 2) / pixels).unwrap_or(u8::MAX)
}

/// How far a disc reaches to each side at a distance from its middle; `None` where it is not.
fn half_chord(radius: u32, distance: u32) -> Option<u32> {
    let left = u64::from(radius)
        .pow(2)
        .checked_sub(u64::from(distance).pow(2))?;
    u32::try_from(left.isqrt()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Sizes;
    use proptest::prelude::*;

    fn picture(width: usize, height: usize, channels: usize, bytes: Vec<u8>) -> Raster {
        Raster {
            width,
            height,
            channels,
            bytes,
        }
    }

    #[test]
    fn a_dot_spreads_over_the_square_around_it() {
        let mut bytes = vec![0; 25];
        bytes[12] = 90;
        let blurred = picture(5, 5, 1, bytes).smoothed(&mut || ()).unwrap();
        let row = [0, 10, 10, 10, 0];
        assert_eq!(blurred.bytes, [[0; 5], row, row, row, [0; 5]].concat());
    }

    #[test]
    fn a_picture_of_one_color_stays_as_it_is_also_at_its_edges() {
        let plain = picture(300, 7, 4, [9, 99, 199, 255].repeat(2100));
        assert_eq!(plain.smoothed(&mut || ()).unwrap(), plain);
    }

    #[test]
    fn pictures_differ_by_task_and_have_colors() {
        let items = Items {
            tasks: 2,
            sizes: Sizes::Uniform(50),
            seed: 1,
            ..Items::default()
        };
        let [one, two] = [0, 1].map(|task| Raster::made(&items, TaskId::new(task), &mut || ()).unwrap());
        assert_eq!(one.bytes.len(), 50 * 50 * 3);
        assert_ne!(one, two);
        assert!(one.bytes.iter().any(|&byte| byte != 0));
    }

    #[test]
    fn a_size_from_a_steep_shape_is_cut_off_before_it_fills_the_memory() {
        let items = Items {
            tasks: 1,
            sizes: Sizes::Uniform(0),
            ..Items::default()
        };
        assert_eq!(Raster::made(&items, TaskId::new(0), &mut || ()).unwrap().width, 1);
    }

    proptest! {
        #[test]
        fn sliding_sums_and_a_table_of_sums_agree(
            width in 1_usize..300, height in 1_usize..20, channels in 1_usize..=4, seed: u64,
        ) {
            let mut bytes = vec![0; width * height * channels];
            Random::new(seed, 0).digits(&mut bytes);
            for byte in &mut bytes { *byte *= 28; }
            for picture in [picture(width, height, channels, bytes.clone()), picture(height, width, channels, bytes)] {
                prop_assert_eq!(picture.smoothed(&mut || ()).unwrap(), picture.smoothed_by_sums());
            }
        }
    }
}
