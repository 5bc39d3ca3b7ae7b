//! [`Path`]: outlines of one colour, as SVG writes them.

use super::super::shape::GlyphOutline;
use std::fmt::Write;

/// Outlines of one colour. Rectangles that lie beside each other become one.
#[derive(Default)]
pub(super) struct Path {
    text: String,
    open: Option<[f32; 4]>,
}

impl Path {
    /// Adds an outline in a cell with this upper left corner.
    pub(super) fn push(&mut self, corner: [usize; 2], outline: &GlyphOutline) {
        let [left, top] = corner.map(|at| f32::from(u16::try_from(at).unwrap_or(u16::MAX)));
        match outline {
            GlyphOutline::Rect([x, y, width, height]) => {
                self.rect([left + x, top + y, *width, *height]);
            }
            GlyphOutline::Polygon(corners) => {
                for (place, (x, y)) in corners.iter().enumerate() {
                    let letter = if place == 0 { 'M' } else { 'L' };
                    let _ = write!(self.text, "{letter}{} {}", short(left + x), short(top + y));
                }
                self.text.push('z');
            }
        }
    }

    fn rect(&mut self, rect: [f32; 4]) {
        let [x, y, width, height] = rect;
        if let Some([left, top, wide, high]) = &mut self.open
            && [*top - y, *high - height, *left + *wide - x]
                .iter()
                .all(|by| by.abs() < 0.001)
        {
            *wide += width;
            return;
        }
        self.close();
        self.open = Some(rect);
    }

    fn close(&mut self) {
        if let Some([x, y, width, height]) = self.open.take() {
            let [x, y, width, height] = [x, y, width, height].map(short);
            let _ = write!(self.text, "M{x} {y}h{width}v{height}h-{width}z");
        }
    }

    /// The path as the attribute `d` has it.
    pub(super) fn finish(mut self) -> String {
        self.close();
        self.text
    }
}

/// A length with two decimals at most.
fn short(length: f32) -> f32 {
    libm::roundf(length * 100.0) / 100.0
}
