//! [`Style`]: the glyphs and colours that text is written with.
//!
//! Everything is composed in Unicode and fitted to the terminal as the last thing, glyph for
//! glyph, so that columns stay where they are.

use crate::base::Ratio;

/// The escape sequences and glyphs that are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether escape sequences for colour are allowed.
    pub color: bool,
    /// Whether glyphs beyond ASCII are allowed.
    pub unicode: bool,
}

impl Style {
    /// All escape sequences that any text of ours has.
    pub const SEQUENCES: [&str; 6] = [
        "\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[36m",
    ];

    /// A text that stands out.
    #[must_use]
    pub fn title(self, text: &str) -> String {
        self.painted("1", text)
    }

    /// A text that stands back.
    #[must_use]
    pub fn faint(self, text: &str) -> String {
        self.painted("2", text)
    }

    /// A text that tells of success.
    #[must_use]
    pub fn good(self, text: &str) -> String {
        self.painted("32", text)
    }

    /// A text that tells of failure.
    #[must_use]
    pub fn bad(self, text: &str) -> String {
        self.painted("31", text)
    }

    /// Work on the timeline.
    #[must_use]
    pub fn work(self, text: &str) -> String {
        self.painted("36", text)
    }

    fn painted(self, code: &str, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// How many of so many cells a share fills.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a few cells"
    )]
    pub(super) fn full(share: Ratio, cells: usize) -> usize {
        (share.clamped().get() * cells as f64).round() as usize
    }

    /// A bar of so many cells: `██████░░░░`.
    #[must_use]
    pub fn bar(self, share: Ratio, cells: usize) -> String {
        let full = Self::full(share, cells);
        let (full, rest) = ("█".repeat(full), "░".repeat(cells - full));
        format!("{}{}", self.work(&full), self.faint(&rest))
    }

    /// The text in the glyphs that are allowed.
    #[must_use]
    pub fn fit(self, text: &str) -> String {
        if self.unicode {
            return text.to_owned();
        }
        let mut fitted = String::with_capacity(text.len());
        for glyph in text.chars() {
            match glyph {
                '█' => fitted.push('#'),
                '▓' => fitted.push('='),
                '▒' => fitted.push('+'),
                '░' | '·' => fitted.push('.'),
                '─' | '–' | '−' => fitted.push('-'),
                '×' => fitted.push('x'),
                'µ' => fitted.push('u'),
                '₁' => fitted.push('1'),
                'ₚ' => fitted.push('p'),
                // The only ones that grow; they stand where no column follows.
                '±' => fitted.push_str("+/-"),
                '…' => fitted.push_str("..."),
                _ if glyph.is_ascii() => fitted.push(glyph),
                _ => fitted.push('?'),
            }
        }
        fitted
    }
}

/// A text in lines of at most so many columns, broken between words.
pub(super) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= columns => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_there_is_no_escape_and_without_unicode_only_ascii() {
        let plain = Style {
            color: false,
            unicode: false,
        };
        let text = plain.fit(&format!(
            "{} {} T₁ 3 µs ± 1 × ü",
            plain.title("a"),
            plain.bar(Ratio::of(1, 2), 4)
        ));
        assert_eq!(text, "a ##.. T1 3 us +/- 1 x ?");
    }

    #[test]
    fn a_text_is_broken_between_words_and_none_is_lost() {
        assert_eq!(
            wrapped("one two  three\nfour", 9),
            ["one two", "three", "four"]
        );
        assert_eq!(wrapped("unbreakable", 4), ["unbreakable"]);
        assert!(wrapped("", 4).is_empty());
    }

    #[test]
    fn a_bar_never_leaves_its_cells() {
        let style = Style {
            color: false,
            unicode: true,
        };
        for (part, bar) in [(0, "░░"), (1, "█░"), (2, "██"), (9, "██")] {
            assert_eq!(style.bar(Ratio::of(part, 2), 2), bar);
        }
    }
}
