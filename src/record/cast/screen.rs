//! [`Screen`]: a terminal in memory, and the picture that it shows.

use crate::record::cast::{
    CastPalette, Cell, Picture, Rgb,
    picture::{CellLook, glyph},
    underline::Underline,
};
use alacritty_terminal::{
    event::VoidListener,
    grid::Dimensions,
    index::{Column, Line, Point},
    term::{
        Config, Term,
        cell::{self, Flags},
        color::Colors,
    },
    vte::ansi::{Color, NamedColor, Processor, Timeout},
};
use ratatui::layout::Size;
use std::{borrow::Cow, time::Duration};
use textwrap::core::display_width;

/// The most characters that are combined with the one before them: more are not drawn, and a
/// recording could have millions of them in one place.
const MOST_COMBINED: usize = 8;

/// The beginning of a sequence that sets how text looks.
const ESCAPE: &str = "\x1b[";

/// A terminal in memory.
pub(super) struct Screen {
    terminal: Term<VoidListener>,
    parser: Processor<Immediately>,
    size: Size,
}

impl Screen {
    /// An empty terminal of that size.
    pub(super) fn new(size: Size) -> Self {
        let config = Config {
            scrolling_history: 0,
            ..Config::default()
        };
        Self {
            terminal: Term::new(config, &GridSize(size), VoidListener),
            parser: Processor::new(),
            size,
        }
    }

    /// Writes to it.
    pub(super) fn write(&mut self, text: &str) {
        let text = doubled(text);
        if self.size.width > 1 {
            self.parser.advance(&mut self.terminal, text.as_bytes());
        } else {
            // A wide letter has no room in one column, and the terminal would look for it for ever.
            let narrow = |c: char| if is_wide(c) { '\u{fffd}' } else { c };
            let text: String = text.chars().map(narrow).collect();
            self.parser.advance(&mut self.terminal, text.as_bytes());
        }
    }

    /// Gives it another size.
    pub(super) fn resize(&mut self, size: Size) {
        if self.size.width.min(size.width) > 1 {
            self.terminal.resize(GridSize(size));
            self.size = size;
        } else if size != self.size {
            // Lines cannot be broken anew where a wide letter has no room.
            *self = Self::new(size);
        }
    }

    /// The picture on the screen, on a ground of so many columns and rows.
    pub(super) fn picture(&self, (columns, rows): (u16, u16), palette: &CastPalette) -> Picture {
        let colors = self.terminal.colors();
        let usual = |name: NamedColor, usual| changed(colors, name as usize).unwrap_or(usual);
        let palette = CastPalette {
            front: usual(NamedColor::Foreground, palette.front),
            back: usual(NamedColor::Background, palette.back),
            named: palette.named,
        };
        let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        let cells = places.map(|(row, column)| {
            if row >= self.size.height || column >= self.size.width {
                return Cell::bare(&palette);
            }
            let point = Point::new(Line(row.into()), Column(column.into()));
            let source = &self.terminal.grid()[point];
            shown(source, column + 1 < columns, colors, &palette)
        });
        Picture::new(columns, cells, palette.back)
    }
}

/// A cell of the terminal with its colours settled.
fn shown(source: &cell::Cell, has_next: bool, colors: &Colors, palette: &CastPalette) -> Cell {
    let has = |flags| source.flags.intersects(flags);
    let color = |color, usual| match color {
        Color::Spec(rgb) => Rgb(rgb.r, rgb.g, rgb.b),
        Color::Indexed(number) => numbered(colors, number.into(), usual, palette),
        Color::Named(name) => numbered(colors, name as usize, usual, palette),
    };
    let mut text = String::new();
    // The cell that a wide letter reaches into has a space of its own, which is left out.
    if !has(Flags::WIDE_CHAR_SPACER | Flags::LEADING_WIDE_CHAR_SPACER) {
        text.push(source.c);
        let combined = source.zerowidth().unwrap_or_default().iter();
        text.extend(combined.take(MOST_COMBINED));
    }
    let under = [
        (Flags::UNDERLINE, Underline::Single),
        (Flags::DOUBLE_UNDERLINE, Underline::Double),
        (Flags::UNDERCURL, Underline::Curly),
        (Flags::DOTTED_UNDERLINE, Underline::Dotted),
        (Flags::DASHED_UNDERLINE, Underline::Dashed),
    ];
    let under = under.into_iter().find(|(flag, _)| has(*flag));
    let line = source.underline_color();
    CellLook {
        glyph: glyph(&text),
        wide: has(Flags::WIDE_CHAR) && has_next,
        ink: color(source.fg, palette.front),
        ground: color(source.bg, palette.back),
        bold: has(Flags::BOLD),
        italic: has(Flags::ITALIC),
        under: under.map(|(_, under)| (under, line.map(|line| color(line, palette.front)))),
        struck: has(Flags::STRIKEOUT),
        reversed: has(Flags::INVERSE),
        dim: has(Flags::DIM),
        hidden: has(Flags::HIDDEN),
    }
    .cell()
}

/// A colour that goes by a number: the recording may have changed it.
fn numbered(colors: &Colors, number: usize, usual: Rgb, palette: &CastPalette) -> Rgb {
    let ours = || u8::try_from(number).map(|number| palette.indexed(number));
    changed(colors, number).unwrap_or_else(|| ours().unwrap_or(usual))
}

fn changed(colors: &Colors, number: usize) -> Option<Rgb> {
    colors[number].map(|rgb| Rgb(rgb.r, rgb.g, rgb.b))
}

/// The text with double underlines as the terminal knows them: it takes 21 for the end of bold, as
/// few terminals do.
fn doubled(text: &str) -> Cow<'_, str> {
    if !text.contains("21") {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split(ESCAPE);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_number = |c: char| c.is_ascii_digit() || matches!(c, ';' | ':');
        let end = part.find(|c| !is_number(c));
        let end = end.filter(|end| part[*end..].starts_with('m')).unwrap_or(0);
        let mut numbers: Vec<_> = part[..end].split(';').collect();
        let mut place = 0;
        while let Some(number) = numbers.get(place) {
            // The numbers of a colour are no styles.
            place += match (*number, numbers.get(place + 1).copied()) {
                ("38" | "48" | "58", Some("5")) => 3,
                ("38" | "48" | "58", Some("2")) => 5,
                ("21", _) => {
                    numbers[place] = "4:2";
                    1
                }
                _ => 1,
            };
        }
        whole.push_str(ESCAPE);
        whole.push_str(&numbers.join(";"));
        whole.push_str(&part[end..]);
    }
    Cow::Owned(whole)
}

fn is_wide(letter: char) -> bool {
    display_width(letter.encode_utf8(&mut [0; 4])) > 1
}

/// The size of a terminal, as it is asked for one.
struct GridSize(Size);

impl Dimensions for GridSize {
    fn total_lines(&self) -> usize {
        self.0.height.into()
    }

    fn screen_lines(&self) -> usize {
        self.0.height.into()
    }

    fn columns(&self) -> usize {
        self.0.width.into()
    }
}

/// Shows output at once, also within an update that terminals show as a whole: the end of one
/// depends on the recording's time, not on the clock.
#[derive(Default)]
struct Immediately;

impl Timeout for Immediately {
    fn set_timeout(&mut self, _: Duration) {}

    fn clear_timeout(&mut self) {}

    fn pending_timeout(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size::new(12, 2);

    fn picture(size: Size, text: &str) -> Picture {
        let mut screen = Screen::new(size);
        screen.write(text);
        screen.picture((size.width, size.height), &CastPalette::default())
    }

    fn cell(text: &str) -> Cell {
        picture(SIZE, text).rows().next().unwrap()[0].clone()
    }

    #[test]
    fn a_colour_is_the_one_that_was_asked_for_however_it_is_written() {
        let orange = Rgb(255, 128, 0);
        for text in ["38:2::255:128:0", "38:2:255:128:0", "38;2;255;128;0"] {
            assert_eq!(cell(&format!("\x1b[{text}ma")).ink, orange, "{text}");
            let ground = text.replacen("38", "48", 1);
            assert_eq!(cell(&format!("\x1b[{ground}ma")).ground, orange, "{text}");
        }
        let palette = CastPalette::default();
        for text in ["38:5:208", "38;5;208"] {
            assert_eq!(cell(&format!("\x1b[{text}ma")).ink, palette.indexed(208));
        }
        assert_eq!(cell("\x1b[95ma").ink, palette.named[13]);
        assert_eq!(cell("\x1b[95;39ma").ink, palette.front);
        // OSC 4 and 11 change a numbered colour and the background.
        assert_eq!(cell("\x1b]4;1;#ff8000\x07\x1b[31ma").ink, orange);
        assert_eq!(picture(SIZE, "\x1b]11;#ff8000\x07").ground(), orange);
    }

    #[test]
    fn every_kind_of_underline_is_told_apart_and_has_its_colour() {
        let ink = CastPalette::default().front;
        for (code, under) in [
            ("4", Some(Underline::Single)),
            ("4:0", None),
            ("4:1", Some(Underline::Single)),
            ("4:2", Some(Underline::Double)),
            ("4:3", Some(Underline::Curly)),
            ("4:4", Some(Underline::Dotted)),
            ("4:5", Some(Underline::Dashed)),
            ("4;24", None),
            ("1;21", Some(Underline::Double)),
            ("38;5;21;48;2;21;21;21", None),
        ] {
            let shown = cell(&format!("\x1b[{code}ma")).under;
            assert_eq!(shown.map(|(under, _)| under), under, "{code}");
        }
        for color in ["58:2::1:2:3", "58;2;1;2;3"] {
            let under = cell(&format!("\x1b[4:3;{color}ma")).under;
            assert_eq!(under, Some((Underline::Curly, Rgb(1, 2, 3))), "{color}");
        }
        let under = cell("\x1b[4;58:5:1;59ma").under;
        assert_eq!(under, Some((Underline::Single, ink)));
    }

    #[test]
    fn what_is_hidden_is_not_seen_and_what_is_struck_is() {
        let hidden = cell("\x1b[8;4;9ma");
        assert_eq!(
            (&*hidden.glyph, hidden.under, hidden.struck),
            ("", None, false)
        );
        assert_eq!(cell("\x1b[8;28ma").glyph, "a");
        assert!(cell("\x1b[9ma").struck && !cell("\x1b[9;29ma").struck);
        assert!(cell("\x1b[3ma").italic && !cell("\x1b[3;23ma").italic);
    }

    #[test]
    fn lines_are_drawn_with_letters_accents_stand_over_theirs_and_wide_ones_take_two_columns() {
        let text = |text| picture(SIZE, text).text().replace('\n', "");
        assert_eq!(text("\x1b(0lqk\x1b(Bx"), "┌─┐x");
        assert_eq!(text("\x1b)0\x0elqk\x0fx"), "┌─┐x");
        assert_eq!(text("e\u{301}中文😀x"), "e\u{301}中文😀x");
        let wide: Vec<_> = picture(SIZE, "中x").rows().next().unwrap()[..3]
            .iter()
            .map(|cell| (cell.glyph.clone(), cell.wide))
            .collect();
        let expected = [("中", true), ("", false), ("x", false)];
        assert_eq!(wide, expected.map(|(glyph, wide)| (glyph.to_owned(), wide)));
        let heap = format!("e{}", "\u{301}".repeat(100_000));
        assert!(cell(&heap).glyph.len() < 20);
    }

    #[test]
    fn a_terminal_of_one_column_or_row_shows_what_it_can() {
        let size = |columns, rows| Size::new(columns, rows);
        assert_eq!(picture(size(1, 3), "a中b").text(), "a\n\u{fffd}\nb\n");
        assert_eq!(picture(size(9, 1), "one\r\ntwo").text(), "two\n");
        let mut screen = Screen::new(size(9, 3));
        screen.write("a中b");
        for columns in [1, 2, 1, 9] {
            screen.resize(size(columns, 1));
            screen.write("中\r\nx");
            let text = screen.picture((9, 3), &CastPalette::default()).text();
            assert_eq!(text, "x\n\n\n", "{columns}");
        }
    }
}
