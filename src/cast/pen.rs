//! [`Pen`]: writes how a screen becomes the next one, in as few bytes as a recording can have it.
//!
//! Most of a recording of a dashboard is not text but what goes around it: where it stands and how
//! it looks. So only what differs from the style before is said, all of it in one escape, nothing is
//! said of how a blank looks where nothing would be seen of it, and a few letters that are there
//! already are written once more where that is shorter than the way around them.

use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
    style::{Color, Modifier},
};
use std::fmt::Write;
use textwrap::core::display_width;

/// What begins and ends an update that a terminal is to show at once.
const BEGIN: &str = "\x1b[?2026h";
const END: &str = "\x1b[?2026l";

/// How JSON writes an escape: a recording is as long as that.
const ESCAPE: usize = "\\u001b".len();

/// The modifiers that a blank shows, too.
const ON_BLANK: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::CROSSED_OUT)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK);

/// Modifiers with the numbers that switch them on and off. Bold and dim are switched off together.
const MODIFIERS: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// Writes how a screen becomes the next one.
pub struct Pen {
    shown: Buffer,
    /// Column and row of the cursor; `None` where terminals do not agree on it.
    place: Option<(u16, u16)>,
    style: Look,
}

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Look {
    ink: Color,
    ground: Color,
    modifier: Modifier,
}

impl Pen {
    /// For a terminal with nothing on it, of that size.
    #[must_use]
    pub fn new(area: Rect) -> Self {
        Self {
            shown: Buffer::empty(area),
            place: None,
            style: Look::default(),
        }
    }

    /// What a terminal is sent to show this screen after the one before; empty where it would not
    /// look different. The screen has to have the size of the first.
    pub fn draw(&mut self, screen: &Buffer) -> String {
        let mut text = String::new();
        let width = usize::from(screen.area.width).max(1);
        let rows = screen.content.chunks(width);
        let before = std::mem::replace(&mut self.shown, screen.clone());
        for ((y, row), old) in (0..).zip(rows).zip(before.content.chunks(width)) {
            self.row(&mut text, y, old, row);
        }
        if text.is_empty() {
            return text;
        }
        format!("{BEGIN}{text}{END}")
    }

    fn row(&mut self, text: &mut String, y: u16, old: &[Cell], row: &[Cell]) {
        // What a wide letter reached into is nobody's any more once that is written over.
        let mut stale = 0;
        let mut x = 0;
        while let Some(cell) = row.get(x) {
            let end = x + width(cell);
            let changed = old.get(x).is_none_or(|old| !alike(old, cell));
            if changed || x < stale {
                let reach = (x..end).filter_map(|x| Some(x + width(old.get(x)?)));
                stale = reach.fold(stale.max(end), usize::max);
                self.go(text, row, x, y);
                self.put(text, cell);
                // Behind the last column the cursor waits on some terminals and wraps on others.
                let column = u16::try_from(end).ok().filter(|_| end < row.len());
                self.place = column.map(|column| (column, y));
            }
            x = end;
        }
    }

    /// Goes to a place: by an escape, or over what is there already.
    fn go(&mut self, text: &mut String, row: &[Cell], x: usize, y: u16) {
        let column = u16::try_from(x).unwrap_or(u16::MAX);
        if self.place == Some((column, y)) {
            return;
        }
        let mut way = format!("\x1b[{};{}H", y + 1, column + 1);
        if let Some((from, on)) = self.place
            && on == y
            && from < column
        {
            way = match column - from {
                1 => "\x1b[C".into(),
                far => format!("\x1b[{far}C"),
            };
            let between = &row[usize::from(from)..x];
            let same = |cell: &Cell| {
                Look::of(cell).over(cell, self.style) == self.style && width(cell) == 1
            };
            if between.len() < way.len() + ESCAPE && between.iter().all(same) {
                let written: String = between.iter().map(Cell::symbol).collect();
                if written.len() < way.len() + ESCAPE {
                    way = written;
                }
            }
        } else if self.place.is_some_and(|(_, on)| on + 1 == y) && column == 0 {
            way = "\r\n".into();
        }
        text.push_str(&way);
        self.place = Some((column, y));
    }

    fn put(&mut self, text: &mut String, cell: &Cell) {
        let look = Look::of(cell).over(cell, self.style);
        let turn = look.after(self.style);
        let anew = format!("0;{}", look.after(Look::default()));
        let anew = anew.trim_end_matches(';');
        if look != self.style {
            let shorter = if anew.len() < turn.len() { anew } else { &turn };
            let _ = write!(text, "\x1b[{shorter}m");
        }
        self.style = look;
        text.push_str(cell.symbol());
    }
}

impl Look {
    const fn of(cell: &Cell) -> Self {
        Self {
            ink: cell.fg,
            ground: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// The same, where it makes a difference; as it was before, where it makes none.
    fn over(self, cell: &Cell, before: Self) -> Self {
        if !is_blank(cell) || before.modifier.intersects(ON_BLANK) {
            return self;
        }
        Self {
            ground: self.ground,
            ..before
        }
    }

    /// The numbers of what is to be changed after that one.
    fn after(self, before: Self) -> String {
        let mut numbers = Vec::new();
        let off = before.modifier - self.modifier;
        let mut modifier = before.modifier;
        for (which, _, number) in MODIFIERS {
            if off.contains(which) && modifier.contains(which) {
                numbers.push(number.to_string());
                for (other, _, also) in MODIFIERS {
                    if also == number {
                        modifier.remove(other);
                    }
                }
            }
        }
        for (which, number, _) in MODIFIERS {
            if self.modifier.contains(which) && !modifier.contains(which) {
                numbers.push(number.to_string());
            }
        }
        if self.ink != before.ink {
            numbers.push(number(self.ink, 30));
        }
        if self.ground != before.ground {
            numbers.push(number(self.ground, 40));
        }
        numbers.join(";")
    }
}

/// How many columns a cell reaches over.
fn width(cell: &Cell) -> usize {
    display_width(cell.symbol()).max(1)
}

/// Whether nothing but its ground is seen of a cell.
fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && !cell.modifier.intersects(ON_BLANK)
}

/// Whether nobody could tell them apart.
fn alike(one: &Cell, other: &Cell) -> bool {
    one == other || is_blank(one) && is_blank(other) && one.bg == other.bg
}

/// A colour of ink, with 30, or of the ground, with 40.
fn number(color: Color, base: u8) -> String {
    let named = |number: u8| (base + number).to_string();
    let light = |number: u8| (base + 60 + number).to_string();
    match color {
        Color::Reset => named(9),
        Color::Black => named(0),
        Color::Red => named(1),
        Color::Green => named(2),
        Color::Yellow => named(3),
        Color::Blue => named(4),
        Color::Magenta => named(5),
        Color::Cyan => named(6),
        Color::Gray => named(7),
        Color::DarkGray => light(0),
        Color::LightRed => light(1),
        Color::LightGreen => light(2),
        Color::LightYellow => light(3),
        Color::LightBlue => light(4),
        Color::LightMagenta => light(5),
        Color::LightCyan => light(6),
        Color::White => light(7),
        Color::Indexed(number) => format!("{};5;{number}", base + 8),
        Color::Rgb(red, green, blue) => format!("{};2;{red};{green};{blue}", base + 8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cast::{Palette, Picture};
    use proptest::prelude::*;
    use ratatui::style::Style;
    use std::num::NonZeroU16;

    const AREA: Rect = Rect::new(0, 0, 12, 3);

    fn terminal() -> vt100::Parser {
        let side = |side| NonZeroU16::new(side).unwrap();
        vt100::Parser::new(side(AREA.height), side(AREA.width), 0)
    }

    fn drawn(parts: &[(u16, u16, &str, Style)]) -> Buffer {
        let mut buffer = Buffer::empty(AREA);
        for (x, y, text, style) in parts {
            buffer.set_string(*x, *y, text, *style);
        }
        buffer
    }

    #[test]
    fn only_what_differs_is_written_and_styles_are_said_once() {
        let mut pen = Pen::new(AREA);
        let blue = Style::new().fg(Color::Indexed(75));
        let strong = blue.add_modifier(Modifier::BOLD);
        let first = drawn(&[(0, 0, "ab", blue), (3, 0, "c", strong)]);
        let inside = |text: String| text.replace(BEGIN, "").replace(END, "");
        // The blank between has no colour that anybody could see.
        assert_eq!(
            inside(pen.draw(&first)),
            "\x1b[1;1H\x1b[38;5;75mab \x1b[1mc"
        );
        assert_eq!(pen.draw(&first), "");
        let next = drawn(&[(0, 0, "xb", strong), (3, 0, "d", strong)]);
        assert_eq!(inside(pen.draw(&next)), "\x1b[1;1Hxb d");
        let plain = drawn(&[(0, 1, "e", Style::new())]);
        assert_eq!(inside(pen.draw(&plain)), "\x1b[1;1H    \r\n\x1b[0me");
    }

    fn style() -> impl Strategy<Value = Style> {
        let color = || {
            prop_oneof![
                Just(Color::Reset),
                Just(Color::Red),
                Just(Color::White),
                any::<u8>().prop_map(Color::Indexed),
                Just(Color::Rgb(1, 2, 3)),
            ]
        };
        let modifier = prop::sample::select(vec![
            Modifier::empty(),
            Modifier::BOLD,
            Modifier::DIM,
            Modifier::REVERSED,
            Modifier::UNDERLINED,
            Modifier::BOLD.union(Modifier::REVERSED),
        ]);
        (color(), color(), modifier).prop_map(|(ink, ground, modifier)| {
            let style = Style::new().fg(ink).bg(ground);
            style.add_modifier(modifier).remove_modifier(!modifier)
        })
    }

    fn screen() -> impl Strategy<Value = Buffer> {
        let part = (0..12_u16, 0..3_u16, "[ab █─漢⣿]{0,8}", style());
        prop::collection::vec(part, 0..12).prop_map(|parts| {
            let parts: Vec<_> = parts
                .iter()
                .map(|(x, y, text, style)| (*x, *y, text.as_str(), *style))
                .collect();
            drawn(&parts)
        })
    }

    proptest! {
        #[test]
        fn a_terminal_that_was_told_what_differs_shows_the_screen(
            screens in prop::collection::vec(screen(), 1..6),
        ) {
            let (mut pen, mut terminal) = (Pen::new(AREA), terminal());
            let palette = Palette::default();
            for screen in &screens {
                terminal.process(pen.draw(screen).as_bytes());
                let shown = Picture::of_screen(terminal.screen(), (12, 3), &palette);
                prop_assert_eq!(shown, Picture::of(screen, &palette));
            }
        }
    }
}
