//! A picture as SVG.
//!
//! Glyphs that join their neighbours are drawn; the rest is text in the reader's own font,
//! stretched to its cells, so that it stands where it should in any font.

mod moving;
mod path;

pub(super) use moving::encode as moving;

use crate::record::cast::{
    Cell, Picture, Rgb,
    font::{BASELINE, SIZE},
    shape::{GlyphOutline, GlyphShape, HEIGHT, WIDTH},
    underline::strike,
};
use path::Path;
use std::{collections::BTreeMap, fmt::Write};

/// How every file ends.
const END: &str = "</svg>\n";

/// The picture as a file.
pub(super) fn encode(picture: &Picture) -> String {
    drawn(picture) + END
}

/// The picture as a file without its end, so that more can be added.
fn drawn(picture: &Picture) -> String {
    let mut svg = head(picture);
    let mut layer = Layer::default();
    for (y, row) in picture.rows().enumerate() {
        let standing = |cell: &Cell| cell.ground != picture.ground();
        layer.add(row, 0, y, standing);
    }
    layer.write(&mut svg);
    svg
}

/// The beginning of the file, before the cells.
fn head(picture: &Picture) -> String {
    let width = usize::from(WIDTH) * usize::from(picture.columns());
    let height = usize::from(HEIGHT) * picture.rows().len();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" shape-rendering=\"crispEdges\" \
         font-family=\"'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace\" \
         font-size=\"{SIZE}\">\n<path fill=\"{}\" d=\"M0 0h{width}v{height}h-{width}z\"/>\n",
        picture.ground()
    )
}

/// The look of letters: their colour, and whether they are bold and slanted.
type SvgStyle = (Rgb, bool, bool);

/// Some cells, grouped by look, so that each colour is named once.
#[derive(Default)]
struct Layer {
    grounds: BTreeMap<Rgb, Path>,
    shapes: BTreeMap<Rgb, Path>,
    curves: BTreeMap<Rgb, Path>,
    texts: BTreeMap<SvgStyle, String>,
    /// Drawn over the letters.
    strikes: BTreeMap<Rgb, Path>,
}

impl Layer {
    /// Adds neighbours in row `y`, the first of them in column `x`; their ground only where
    /// `has_ground` says so.
    fn add(&mut self, cells: &[Cell], x: usize, y: usize, has_ground: impl Fn(&Cell) -> bool) {
        let mut run = TextRun::default();
        for (place, cell) in cells.iter().enumerate() {
            let corner = [(x + place) * usize::from(WIDTH), y * usize::from(HEIGHT)];
            let shape = GlyphShape::of(&cell.glyph);
            let full = shape.as_ref().filter(|shape| shape.is_full);
            let ground = full.map(|shape| cell.ink.on(cell.ground, shape.share));
            if ground.is_some() || has_ground(cell) {
                let full = [0.0, 0.0, f32::from(WIDTH), f32::from(HEIGHT)];
                let path = self
                    .grounds
                    .entry(ground.unwrap_or(cell.ground))
                    .or_default();
                path.push(corner, &GlyphOutline::Rect(full));
            }
            let cells = if cell.wide { 2 } else { 1 };
            if let Some((under, color)) = cell.under {
                for outline in under.outlines(cells) {
                    self.outline(color, corner, &outline);
                }
            }
            if cell.struck {
                let path = self.strikes.entry(cell.ink).or_default();
                path.push(corner, &strike(cells));
            }
            match shape {
                Some(shape) if ground.is_none() => {
                    for outline in &shape.outlines {
                        self.outline(cell.ink, corner, outline);
                    }
                }
                None if !cell.glyph.is_empty() => {
                    if !run.takes(cell, corner) {
                        self.end(&mut run);
                    }
                    run.push(cell, corner);
                }
                _ => {}
            }
        }
        self.end(&mut run);
    }

    fn outline(&mut self, color: Rgb, corner: [usize; 2], outline: &GlyphOutline) {
        let paths = match outline {
            GlyphOutline::Rect(_) => &mut self.shapes,
            GlyphOutline::Polygon(_) => &mut self.curves,
        };
        paths.entry(color).or_default().push(corner, outline);
    }

    fn end(&mut self, run: &mut TextRun) {
        let run = std::mem::take(run);
        if let Some(style) = run.style {
            run.write(self.texts.entry(style).or_default());
        }
    }

    fn write(self, svg: &mut String) {
        let paths = [
            (self.grounds, ""),
            (self.shapes, ""),
            (self.curves, " shape-rendering=\"auto\""),
        ];
        for (paths, how) in paths {
            for (color, path) in paths {
                let _ = writeln!(svg, "<path{how} fill=\"{color}\" d=\"{}\"/>", path.finish());
            }
        }
        for ((color, bold, italic), texts) in self.texts {
            let weight = if bold { " font-weight=\"bold\"" } else { "" };
            let slant = if italic { " font-style=\"italic\"" } else { "" };
            let _ = writeln!(svg, "<g{weight}{slant} fill=\"{color}\">{texts}</g>");
        }
        for (color, path) in self.strikes {
            let _ = writeln!(svg, "<path fill=\"{color}\" d=\"{}\"/>", path.finish());
        }
    }
}

/// Letters that stand beside each other and look alike.
#[derive(Default)]
struct TextRun {
    style: Option<SvgStyle>,
    text: String,
    corner: [usize; 2],
    /// Its width, in cells.
    width: usize,
}

impl TextRun {
    /// Whether a letter goes on with it. A letter that some fonts lack stands alone: it may come
    /// from another font, with another width.
    fn takes(&self, cell: &Cell, corner: [usize; 2]) -> bool {
        self.style == Some((cell.ink, cell.bold, cell.italic))
            && self.corner[0] + self.width * usize::from(WIDTH) == corner[0]
            && self.text.is_ascii()
            && cell.glyph.is_ascii()
    }

    fn push(&mut self, cell: &Cell, corner: [usize; 2]) {
        if self.width == 0 {
            (self.style, self.corner) = (Some((cell.ink, cell.bold, cell.italic)), corner);
        }
        self.text.push_str(&cell.glyph);
        self.width += if cell.wide { 2 } else { 1 };
    }

    fn write(&self, svg: &mut String) {
        let [x, y] = self.corner;
        let (y, width) = (y + usize::from(BASELINE), self.width * usize::from(WIDTH));
        // A single letter has no space beside it that could be adjusted.
        let whole = if self.text.is_ascii() {
            ""
        } else {
            " lengthAdjust=\"spacingAndGlyphs\""
        };
        let _ = write!(
            svg,
            "<text x=\"{x}\" y=\"{y}\" textLength=\"{width}\"{whole}>"
        );
        for letter in self.text.chars() {
            match letter {
                '<' => svg.push_str("&lt;"),
                '&' => svg.push_str("&amp;"),
                // Not in XML, though a terminal may have been sent them.
                '\u{fffe}' | '\u{ffff}' => svg.push('\u{fffd}'),
                letter => svg.push(letter),
            }
        }
        svg.push_str("</text>");
    }
}
