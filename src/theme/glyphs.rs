//! [`Glyphs`]: every character that is drawn and is no letter, in Unicode and in ASCII.
//!
//! They stand together so that `LANG=C` needs no second thought anywhere else: drawing takes its
//! characters from here, and texts that come from elsewhere go through [`Glyphs::letter`].

use crate::log::Class;
use crate::theme::{Shade, Tone, Warmth};
use std::ops::Deref;

/// A choice of characters.
#[derive(Debug, Clone, Copy)]
pub struct Glyphs(&'static Set);

/// The characters of a choice, each one cell wide.
#[derive(Debug)]
pub struct Set {
    /// Whether a cell can be filled in part, and every character is at hand.
    pub fine: bool,
    /// A cell filled from the left by 0 to 8 eighths.
    pub left: [&'static str; 9],
    /// A cell filled from below by 0 to 8 eighths.
    pub up: [&'static str; 9],
    /// A cell of which the upper, or the lower half is filled.
    pub halves: [&'static str; 2],
    /// A thin upright line at the left, in the middle, and at the right of a cell.
    pub hairs: [&'static str; 3],
    /// The line beside a title, and of an axis.
    pub rule: &'static str,
    /// The line beside the title of the pane that has the focus.
    pub focus: &'static str,
    /// Where an axis begins.
    pub corner: &'static str,
    /// A tick of an axis.
    pub tick: &'static str,
    /// The ideal finish line.
    pub ideal: &'static str,
    /// The line at T₁.
    pub serial: &'static str,
    /// The track of a gauge or bar that is not filled.
    pub track: &'static str,
    /// A missing sample.
    pub gap: &'static str,
    /// In front of the selected row.
    pub pointer: &'static str,
    /// In front of what a value stands for.
    pub arrow: &'static str,
    /// A line that stands out beside thin ones.
    pub thick: &'static str,
    /// Where thick lines meet in the middle of a cell, by the sum of the sides that one comes from:
    /// 1 above, 2 right, 4 below, 8 left.
    pub joints: [&'static str; 16],
    /// Where the cursor is on a lane.
    pub cursor: &'static str,
    /// A marked moment.
    pub bookmark: &'static str,
    /// In front of a moment that is shown in place of the present.
    pub pause: &'static str,
    /// In front of such a moment while it is played.
    pub play: &'static str,
    /// In front of what is going on.
    pub live: &'static str,
    /// In front of what is right.
    pub good: &'static str,
    /// In front of what is wrong.
    pub bad: &'static str,
    /// In front of what was stopped.
    pub stop: &'static str,
    /// Where a text was cut.
    pub cut: &'static str,
    /// Where a worker was started in place of another.
    pub restart: &'static str,
    /// In front of what is simulated or was added.
    pub noted: &'static str,
    /// The ends of an error bar: above, below.
    pub caps: [&'static str; 2],
    /// The best of several points.
    pub best: &'static str,
    /// In front of the name of a place on an axis.
    pub mark: &'static str,
    /// In front of what hangs on what is above: more to come, the last one, nothing here.
    pub tree: [&'static str; 3],
    /// The ends of a bracket, and all of one that is too narrow for two.
    pub brackets: [&'static str; 3],
}

static UNICODE: Set = Set {
    fine: true,
    left: [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
    up: [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    halves: ["▀", "▄"],
    hairs: ["▏", "│", "▕"],
    rule: "─",
    focus: "━",
    corner: "└",
    tick: "┴",
    ideal: "┃",
    serial: "┊",
    track: "─",
    gap: "·",
    pointer: "▌",
    arrow: "→",
    thick: "━",
    joints: [
        " ", "╹", "╺", "┗", "╻", "┃", "┏", "┣", "╸", "┛", "━", "┻", "┓", "┫", "┳", "╋",
    ],
    cursor: "╏",
    bookmark: "▾",
    pause: "‖",
    play: "▶",
    live: "●",
    good: "✓",
    bad: "✗",
    stop: "■",
    cut: "…",
    restart: "↻",
    noted: "≈",
    caps: ["┬", "┴"],
    best: "◆",
    mark: "▴",
    tree: ["├", "└", "│"],
    brackets: ["┌", "┐", "╷"],
};

static ASCII: Set = Set {
    fine: false,
    left: [" ", " ", " ", " ", "#", "#", "#", "#", "#"],
    up: ["_", "_", ".", ".", ":", "-", "=", "*", "#"],
    halves: ["\"", "_"],
    hairs: ["|", "|", "|"],
    rule: "-",
    focus: "=",
    corner: "+",
    tick: "+",
    ideal: "!",
    serial: ":",
    track: ".",
    gap: " ",
    pointer: ">",
    arrow: ">",
    thick: "=",
    joints: [
        " ", "!", "=", "+", "!", "!", "+", "+", "=", "+", "=", "+", "+", "+", "+", "+",
    ],
    cursor: "I",
    bookmark: "v",
    pause: "=",
    play: ">",
    live: "*",
    good: "+",
    bad: "x",
    stop: "#",
    cut: "~",
    restart: "@",
    noted: "~",
    caps: ["-", "-"],
    best: "@",
    mark: "^",
    tree: ["|", "`", "|"],
    brackets: ["[", "]", "|"],
};

impl Deref for Glyphs {
    type Target = Set;

    fn deref(&self) -> &Set {
        self.0
    }
}

impl Glyphs {
    /// For a terminal that shows Unicode: blocks, box drawing and a few signs.
    #[must_use]
    pub fn unicode() -> Self {
        Self(&UNICODE)
    }

    /// For `LANG=C`: no byte above 127.
    #[must_use]
    pub fn ascii() -> Self {
        Self(&ASCII)
    }

    /// Whether a cell can be filled in part.
    #[must_use]
    pub const fn is_fine(self) -> bool {
        self.0.fine
    }

    /// The glyph that fills a bar of that tone; kinds differ in it also where there is no colour.
    #[must_use]
    pub const fn tone(self, tone: Tone) -> &'static str {
        let (unicode, ascii) = match tone {
            Tone::Blank => (" ", " "),
            Tone::TaskA => ("█", "#"),
            Tone::TaskB => ("█", "="),
            Tone::Running => ("▓", "@"),
            Tone::StartUp => ("▒", "%"),
            Tone::Receive => ("‹", "<"),
            Tone::Send => ("›", ">"),
            Tone::Lock => ("╳", "x"),
            Tone::Wait => ("·", "."),
            Tone::Tail => ("╱", "/"),
            Tone::Blocked => ("─", "-"),
            Tone::Exit => ("░", "&"),
            Tone::Killed => ("✗", "X"),
            Tone::Io => ("┈", "~"),
            Tone::Added => ("+", "+"),
            Tone::Own => ("▇", "O"),
            Tone::Ready => ("?", "?"),
            Tone::Deliver => ("»", "]"),
            Tone::Serve => ("▪", "o"),
            Tone::Other => ("▫", "*"),
            Tone::Failed => ("×", "E"),
            Tone::Inflation => ("▚", "^"),
            Tone::Preempted => ("╲", "\\"),
            Tone::Starved => ("∶", ","),
            Tone::Ghost => ("═", ":"),
            Tone::WorkerA => ("■", "A"),
            Tone::WorkerB => ("□", "B"),
            Tone::WorkerC => ("▤", "C"),
            Tone::WorkerD => ("▥", "D"),
            Tone::WorkerE => ("▦", "F"),
            Tone::WorkerF => ("▧", "G"),
            Tone::OwnCode => ("╌", ";"),
            Tone::NotSeen => ("▨", "!"),
        };
        if self.0.fine { unicode } else { ascii }
    }

    /// The glyph of a class in a timeline that is text, with work in the shade of its chunk.
    #[must_use]
    pub const fn class(class: Class, shade: Shade) -> char {
        match (class, shade) {
            (Class::Compute, Shade::A) => '█',
            (Class::Compute, Shade::B) => '▓',
            (Class::SetUp, _) => '▒',
            (Class::Transfer | Class::Service, _) => '─',
            (Class::Wait | Class::Lock, _) => '·',
            (Class::Other, _) => ' ',
        }
    }

    /// The glyph that fills a cell of a map; steps differ in it also where there is no colour.
    #[must_use]
    pub const fn heat(self, warmth: Warmth) -> &'static str {
        let (unicode, ascii) = match warmth {
            Warmth::Half => ("╳", "x"),
            Warmth::Less => ("╲", "\\"),
            Warmth::Little => ("┈", "-"),
            Warmth::Even => (" ", " "),
            Warmth::Some => ("░", "."),
            Warmth::Much => ("▒", ":"),
            Warmth::Most => ("▓", "#"),
        };
        if self.0.fine { unicode } else { ascii }
    }

    /// A character of a text as this choice can show it.
    #[must_use]
    pub const fn letter(self, letter: char) -> char {
        if self.0.fine || letter.is_ascii() {
            return letter;
        }
        match letter {
            '₁' => '1',
            'ₚ' => 'p',
            '×' | '✗' => 'x',
            'µ' | 'μ' => 'u',
            '·' | '–' | '—' | '−' | '─' => '-',
            '│' | '⌈' | '⌉' => '|',
            '✓' | '╭' | '╮' | '╰' | '╯' => '+',
            '↑' => '^',
            '↓' => 'v',
            '←' | '≤' => '<',
            '→' | '≥' => '>',
            '±' | '≈' => '~',
            '…' => '.',
            '’' | '‘' => '\'',
            '“' | '”' => '"',
            _ => '?',
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    #[test]
    fn kinds_can_be_told_apart_without_any_colour() {
        for glyphs in [Glyphs::unicode(), Glyphs::ascii()] {
            let tones = Tone::VARIANTS.iter().filter(|&&tone| tone != Tone::TaskB);
            let mut seen: Vec<_> = tones.map(|&tone| glyphs.tone(tone)).collect();
            let all = seen.len();
            seen.sort_unstable();
            seen.dedup();
            assert_eq!(seen.len(), all);
        }
    }

    #[test]
    fn what_ascii_draws_is_ascii() {
        let glyphs = Glyphs::ascii();
        assert!(
            Tone::VARIANTS
                .iter()
                .all(|&tone| glyphs.tone(tone).is_ascii())
        );
        assert!(
            glyphs
                .up
                .iter()
                .chain(&glyphs.left)
                .chain(&glyphs.joints)
                .all(|glyph| glyph.is_ascii())
        );
        assert_eq!(['₁', '×', '漢'].map(|c| glyphs.letter(c)), ['1', 'x', '?']);
    }
}
