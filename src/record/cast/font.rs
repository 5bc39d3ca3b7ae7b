//! [`Font`]: the letters of a picture made of pixels.
//!
//! `DejaVu` Sans Mono, cut down to the glyphs that a dashboard is written with and to the letters of
//! Latin, Greek and Cyrillic; its licence is beside it.

use fontdue::FontSettings;

static REGULAR: &[u8] = include_bytes!("../../../assets/font/DejaVuSansMono.ttf");
static BOLD: &[u8] = include_bytes!("../../../assets/font/DejaVuSansMono-Bold.ttf");

/// The size of its letters in units of a cell: as wide as a cell.
pub(super) const SIZE: f32 = 13.3;

/// How far below the top of a cell its letters stand.
pub(super) const BASELINE: u16 = 12;

/// Letters, regular and bold.
pub(super) struct Font {
    regular: Option<fontdue::Font>,
    bold: Option<fontdue::Font>,
}

/// How much of each pixel a letter covers, of 255, and where it stands in its cell.
pub(super) struct Letter {
    pub(super) left: i32,
    pub(super) top: i32,
    pub(super) width: usize,
    pub(super) height: i32,
    pub(super) coverage: Vec<u8>,
}

impl Font {
    /// Letters for cells that are `scale` times as large as their units.
    pub(super) fn new(scale: u16) -> Self {
        let open = |bytes: &[u8]| {
            let settings = FontSettings {
                scale: SIZE * f32::from(scale),
                ..FontSettings::default()
            };
            fontdue::Font::from_bytes(bytes, settings).ok()
        };
        Self {
            regular: open(REGULAR),
            bold: open(BOLD),
        }
    }

    /// A letter; `None` where the font has none.
    pub(super) fn letter(&self, letter: char, bold: bool, scale: u16) -> Option<Letter> {
        let font = if bold { &self.bold } else { &self.regular };
        let font = font.as_ref().filter(|font| font.has_glyph(letter))?;
        let (metrics, coverage) = font.rasterize(letter, SIZE * f32::from(scale));
        let height = i32::try_from(metrics.height).ok()?;
        Some(Letter {
            left: metrics.xmin,
            top: i32::from(BASELINE * scale) - metrics.ymin - height,
            width: metrics.width,
            height,
            coverage,
        })
    }
}
