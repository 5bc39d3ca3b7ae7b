//! [`PictureFormat`]: the kinds of pictures there are, and [`render`] and [`still`], which make them.

use super::{Cast, CastError, CastEvent, Image, Picture, What, frames::Frames, gif, png, svg};
use crate::base::Nanos;
use std::path::Path;

/// The format of a picture's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    /// Vectors, which may move.
    Svg,
    /// Pixels.
    Png,
    /// Pixels that move.
    Gif,
    /// Text without colours.
    Text,
}

impl PictureFormat {
    /// The format that the ending of a file's name stands for.
    ///
    /// # Errors
    /// [`CastError::Ending`] where it stands for none.
    pub fn of(path: &Path) -> Result<Self, CastError> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.unwrap_or_default().to_ascii_lowercase().as_str() {
            "svg" => Ok(Self::Svg),
            "png" => Ok(Self::Png),
            "gif" => Ok(Self::Gif),
            "txt" | "ascii" => Ok(Self::Text),
            _ => Err(CastError::Ending(".svg, .png, .gif or .txt")),
        }
    }
}

/// A picture as a file.
///
/// # Errors
/// [`CastError::Ending`] where the format is for moving pictures, [`CastError::Encoding`] where it
/// cannot be made.
pub fn still(picture: &Picture, format: PictureFormat) -> Result<Image, CastError> {
    match format {
        PictureFormat::Svg => Ok(Image::of_letters(svg::encode(picture))),
        PictureFormat::Png => Ok(png::encode(picture)?),
        PictureFormat::Text => Ok(Image::of_letters(picture.text())),
        PictureFormat::Gif => Err(CastError::Ending(".svg, .png or .txt")),
    }
}

/// A recording as a file: it moves where the format can, unless the picture `at` a time is wanted;
/// otherwise it is the last picture. `watch` is told how much is done, of how much.
///
/// # Errors
/// As [`still`], and [`CastError::Empty`] where no picture is shown.
pub fn render(
    cast: &Cast,
    format: PictureFormat,
    at: Option<Nanos>,
    watch: &mut dyn FnMut(usize, usize),
) -> Result<Image, CastError> {
    let is_output = |event: &CastEvent| matches!(event.what, What::Output(_));
    if !cast.events.iter().any(is_output) {
        return Err(CastError::Empty);
    }
    match (format, at) {
        (PictureFormat::Svg, None) => Ok(Image::of_letters(svg::moving(cast, watch)?)),
        (PictureFormat::Gif, None) => Ok(gif::encode(cast, watch)?),
        _ => still(&Frames::of(cast).at(at, watch), format),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::cast::{CastPalette, pixels::Rasteriser, read};
    use proptest::prelude::*;
    use ratatui::{buffer::Buffer, layout::Size, style::Stylize, text::Line};

    fn cast(events: &[(f64, &str)]) -> Cast {
        let mut text = String::from("{\"version\":2,\"width\":12,\"height\":3}\n");
        for (at, output) in events {
            text += &serde_json::json!([at, "o", output]).to_string();
            text.push('\n');
        }
        read(text.as_bytes()).unwrap()
    }

    fn made(cast: &Cast, format: PictureFormat, at: Option<Nanos>) -> Vec<u8> {
        render(cast, format, at, &mut |_, _| ()).unwrap().bytes
    }

    fn demo() -> Cast {
        cast(&[
            (0.0, "\x1b[?25l\x1b[1mbold\x1b[0m ██▌"),
            (0.5, "\x1b[2;1H\x1b[31m─┼⣿ 漢<&>"),
            (1.0, "\x1b[2;5H字\x1b[7m x"),
            (1.5, "\x1b[2;6Hy\x1b[3;1H▒▒"),
        ])
    }

    #[test]
    fn the_same_recording_makes_the_same_file_every_time() {
        for format in [
            PictureFormat::Svg,
            PictureFormat::Gif,
            PictureFormat::Png,
            PictureFormat::Text,
        ] {
            let made = || made(&demo(), format, None);
            assert!(!made().is_empty());
            assert_eq!(made(), made(), "{format:?}");
        }
    }

    #[test]
    fn a_gif_ends_with_what_the_terminal_showed_last() {
        let bytes = made(&demo(), PictureFormat::Gif, None);
        let mut options = ::gif::DecodeOptions::new();
        options.set_color_output(::gif::ColorOutput::RGBA);
        let mut decoder = options.read_info(&bytes[..]).unwrap();
        let width = usize::from(decoder.width());
        let mut shown = vec![[0; 4]; width * usize::from(decoder.height())];
        let mut frames = 0;
        while let Some(frame) = decoder.read_next_frame().unwrap() {
            let (left, top) = (usize::from(frame.left), usize::from(frame.top));
            let (pixels, _) = frame.buffer.as_chunks::<4>();
            for (place, pixel) in pixels.iter().enumerate() {
                let across = usize::from(frame.width);
                let at = (top + place / across) * width + left + place % across;
                if pixel[3] > 0 {
                    shown[at] = *pixel;
                }
            }
            frames += 1;
        }
        let expected = Rasteriser::new(1, 5).paint(&Frames::of(&demo()).at(None, &mut |_, _| ()));
        let expected = expected
            .colors
            .iter()
            .map(|color| [color.0, color.1, color.2, 255]);
        assert_eq!(frames, 4);
        assert!(shown.into_iter().eq(expected));
    }

    #[test]
    fn a_moving_svg_says_when_each_change_is_to_be_seen_and_paints_nothing_twice() {
        let svg = String::from_utf8(made(&demo(), PictureFormat::Svg, None)).unwrap();
        for share in [".20833", ".41667", ".62500"] {
            assert!(svg.contains(&format!("keyTimes=\"0;{share}\"")), "{svg}");
        }
        assert_eq!(svg.matches(">bold<").count(), 1, "{svg}");
        assert!(svg.contains("&lt;&amp;>"), "{svg}");
        assert_eq!(svg.matches("<g").count(), svg.matches("</g>").count());
        // The picture at a time does not move.
        let at = Nanos::from_millis(700);
        let still = String::from_utf8(made(&demo(), PictureFormat::Svg, Some(at))).unwrap();
        assert!(
            still.contains('漢') && !still.contains("animate"),
            "{still}"
        );
    }

    #[test]
    fn letters_of_an_svg_stand_in_their_cells_in_any_font() {
        let mut buffer = Buffer::empty(ratatui::layout::Rect::new(0, 0, 10, 1));
        let line = Line::from(vec!["ab".bold(), " ✓".into(), "漢".into(), "██─".into()]);
        buffer.set_line(0, 0, &line, 10);
        let picture = Picture::of(&buffer, &CastPalette::default());
        let svg = String::from_utf8(still(&picture, PictureFormat::Svg).unwrap().bytes).unwrap();
        for part in [
            "font-weight=\"bold\"",
            "<text x=\"0\" y=\"12\" textLength=\"16\">ab</text>",
            "<text x=\"24\" y=\"12\" textLength=\"8\" lengthAdjust=\"spacingAndGlyphs\">✓</text>",
            "<text x=\"32\" y=\"12\" textLength=\"16\" lengthAdjust=\"spacingAndGlyphs\">漢</text>",
            // Blocks beside each other are one rectangle; the line begins where they end.
            "M48 0h16v16h-16z",
            "M64 7h8v1h-8z",
        ] {
            assert!(svg.contains(part), "{part} in {svg}");
        }
    }

    #[test]
    fn what_cannot_be_made_is_refused_with_what_can() {
        let refusal =
            |name: &str| PictureFormat::of(Path::new(name)).map_err(|error| error.to_string());
        assert_eq!(refusal("a.SVG"), Ok(PictureFormat::Svg));
        for name in ["a", "a.mp4", ".svg", "a.svg.gz"] {
            assert!(
                refusal(name).unwrap_err().contains(".gif or .txt"),
                "{name}"
            );
        }
        let at = Some(Nanos::ZERO);
        assert!(render(&demo(), PictureFormat::Gif, at, &mut |_, _| ()).is_err());
        for format in [
            PictureFormat::Svg,
            PictureFormat::Gif,
            PictureFormat::Png,
            PictureFormat::Text,
        ] {
            let error = render(&cast(&[]), format, None, &mut |_, _| ()).unwrap_err();
            assert!(matches!(error, CastError::Empty), "{error}");
        }
    }

    #[test]
    fn characters_that_are_boxes_are_told_once_each_and_not_where_there_are_none() {
        let strange = cast(&[(0.0, "a\u{20000}b"), (0.5, "\u{20000}\u{20001}")]);
        for (format, boxes) in [
            (PictureFormat::Gif, true),
            (PictureFormat::Png, true),
            (PictureFormat::Svg, false),
        ] {
            let image = render(&strange, format, None, &mut |_, _| ()).unwrap();
            let told = image.lack();
            assert_eq!(told.is_some(), boxes, "{format:?}");
            let named = "2 characters are not in the font and are boxes here: U+20000, U+20001;";
            assert!(
                told.is_none_or(|told| told.starts_with(named)),
                "{format:?}"
            );
        }
        let image = render(&demo(), PictureFormat::Png, None, &mut |_, _| ()).unwrap();
        assert_eq!(image.lack(), None);
    }

    #[test]
    fn lines_under_and_through_letters_are_in_every_picture() {
        let lines = cast(&[(0.0, "\x1b[4:3;58:2::255:0:0mab\x1b[0;9mcd\x1b[0;3me")]);
        let svg = String::from_utf8(made(&lines, PictureFormat::Svg, None)).unwrap();
        // The curly underline in its own colour, the line through, the slanted letter.
        assert!(svg.contains("fill=\"#ff0000\" d=\"M0 "), "{svg}");
        assert!(svg.contains("d=\"M16 8h16v1h-16z\""), "{svg}");
        assert!(svg.contains("<g font-style=\"italic\""), "{svg}");
        let picture = Frames::of(&lines).at(None, &mut |_, _| ());
        let pixels = Rasteriser::new(2, u8::MAX).paint(&picture);
        let is_red = |color: &&crate::record::cast::Rgb| color.0 > 200 && color.1 < 60;
        assert!(pixels.colors.iter().filter(is_red).count() > 20);
        // Only the line is to the right of the d's stem on its row.
        let struck = &pixels.rows().nth(17).unwrap()[32..64];
        assert!(struck.iter().all(|color| color.0 > 150), "{struck:?}");
    }

    #[test]
    fn how_much_is_done_is_told_up_to_the_end() {
        for format in [PictureFormat::Svg, PictureFormat::Gif, PictureFormat::Png] {
            let mut told = Vec::new();
            let _ = render(&demo(), format, None, &mut |done, all| {
                told.push((done, all));
            });
            assert!(told.is_sorted() && told.len() > 3, "{format:?}: {told:?}");
            let (done, all) = told.last().unwrap();
            assert_eq!(done, all, "{format:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn whatever_was_sent_to_a_terminal_can_be_shown(
            columns in 1..30_u16,
            rows in 1..8_u16,
            outputs in prop::collection::vec("(\\PC|\x1b\\[[0-9;?]{0,6}[A-Za-z@]|\x1b.|[\r\n\t\u{8}漢]|[\u{0}-\u{1f}]){0,30}", 0..6),
            size in (1..40_u16, 1..8_u16),
        ) {
            let mut cast = cast(&[]);
            cast.size = Size::new(columns, rows);
            for (place, text) in outputs.into_iter().enumerate() {
                let at = Nanos::from_millis(100 * place as u64);
                if place == 3 {
                    let size = Size::new(size.0, size.1);
                    cast.events.push(crate::record::cast::CastEvent { at, what: crate::record::cast::What::Resize(size) });
                }
                cast.events.push(crate::record::cast::CastEvent { at, what: crate::record::cast::What::Output(text) });
            }
            let is_empty = !cast.events.iter().any(|event| matches!(event.what, What::Output(_)));
            for format in [PictureFormat::Svg, PictureFormat::Gif, PictureFormat::Text] {
                let image = render(&cast, format, None, &mut |_, _| ());
                prop_assert_eq!(image.is_err(), is_empty);
            }
        }

        #[test]
        fn a_file_of_anything_is_read_or_refused(bytes in any::<Vec<u8>>(), header in any::<bool>()) {
            let mut file = Vec::new();
            if header {
                file.extend_from_slice(b"{\"version\":3,\"term\":{\"cols\":9,\"rows\":3}}\n[0,\"o\",\"");
            }
            file.extend_from_slice(&bytes);
            let _ = read(&file);
        }
    }
}
