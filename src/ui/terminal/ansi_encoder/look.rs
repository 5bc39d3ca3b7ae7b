//! [`PenStyle`]: how a cell looks, and the escape that makes a terminal go on in that way.

use ratatui::{
    buffer::Cell,
    style::{Color, Modifier},
};

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

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PenStyle {
    ink: Color,
    ground: Color,
    modifier: Modifier,
}

impl PenStyle {
    pub(super) const fn of(cell: &Cell) -> Self {
        Self {
            ink: cell.fg,
            ground: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// This style; on a blank cell, where only the background shows, `before` with this background.
    pub(super) fn over(self, cell: &Cell, before: Self) -> Self {
        if !is_blank(cell) || before.modifier.intersects(ON_BLANK) {
            return self;
        }
        Self {
            ground: self.ground,
            ..before
        }
    }

    /// Turns to this look from the one before, in one escape: by what differs, or anew where that
    /// is shorter, as it may be where something is switched off.
    pub(super) fn turn(self, before: Self, out: &mut Vec<u8>) {
        let begun = out.len();
        out.extend_from_slice(b"\x1b[");
        self.differing(before, out);
        let anew = out.len();
        let switches_off = !self.modifier.contains(before.modifier)
            || self.ink != before.ink && self.ink == Color::Reset
            || self.ground != before.ground && self.ground == Color::Reset;
        if switches_off {
            out.extend_from_slice(b"\x1b[0;");
            self.differing(Self::default(), out);
            if out.len() - anew < anew - begun {
                out.drain(begun..anew);
            } else {
                out.truncate(anew);
            }
        }
        // Each number has a semicolon behind it.
        if let Some(last) = out.last_mut() {
            *last = b'm';
        }
    }

    /// The numbers of what differs from the look before.
    fn differing(self, before: Self, out: &mut Vec<u8>) {
        let mut modifier = before.modifier;
        if modifier != self.modifier {
            for (which, _, number) in MODIFIERS {
                if modifier.contains(which) && !self.modifier.contains(which) {
                    item(out, number);
                    for (other, _, also) in MODIFIERS {
                        if also == number {
                            modifier.remove(other);
                        }
                    }
                }
            }
            for (which, number, _) in MODIFIERS {
                if self.modifier.contains(which) && !modifier.contains(which) {
                    item(out, number);
                }
            }
        }
        if self.ink != before.ink {
            color(out, self.ink, 30);
        }
        if self.ground != before.ground {
            color(out, self.ground, 40);
        }
    }
}

/// Whether nothing but its ground is seen of a cell.
pub(super) fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && !cell.modifier.intersects(ON_BLANK)
}

/// A colour of ink, with 30, or of the ground, with 40.
fn color(out: &mut Vec<u8>, color: Color, base: u8) {
    match (color, color_number(color)) {
        (Color::Rgb(red, green, blue), _) => {
            item(out, base + 8);
            item(out, 2);
            item(out, red);
            item(out, green);
            item(out, blue);
        }
        (Color::Indexed(index), _) => {
            item(out, base + 8);
            item(out, 5);
            item(out, index);
        }
        // The light ones stand sixty further on.
        (_, Some(number @ 8..)) => item(out, base + 60 + (number - 8)),
        (_, Some(number)) => item(out, base + number),
        (_, None) => item(out, base + 9),
    }
}

/// A number of an escape that has more of them. A frame has thousands: the formatter would take as
/// long for them as all else.
fn item(out: &mut Vec<u8>, number: u8) {
    let digits = [number / 100, number / 10 % 10, number % 10].map(|digit| b'0' + digit);
    let [hundreds, tens, ones] = digits;
    match number {
        100.. => out.extend_from_slice(&[hundreds, tens, ones, b';']),
        10.. => out.extend_from_slice(&[tens, ones, b';']),
        _ => out.extend_from_slice(&[ones, b';']),
    }
}

/// The number of a colour that goes by one, as the sixteen with names do.
#[must_use]
pub const fn color_number(color: Color) -> Option<u8> {
    match color {
        Color::Reset | Color::Rgb(..) => None,
        Color::Indexed(number) => Some(number),
        Color::Black => Some(0),
        Color::Red => Some(1),
        Color::Green => Some(2),
        Color::Yellow => Some(3),
        Color::Blue => Some(4),
        Color::Magenta => Some(5),
        Color::Cyan => Some(6),
        Color::Gray => Some(7),
        Color::DarkGray => Some(8),
        Color::LightRed => Some(9),
        Color::LightGreen => Some(10),
        Color::LightYellow => Some(11),
        Color::LightBlue => Some(12),
        Color::LightMagenta => Some(13),
        Color::LightCyan => Some(14),
        Color::White => Some(15),
    }
}
