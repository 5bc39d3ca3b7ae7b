//! Texts in so many cells: broken into lines, cut, or left out where half of one would mislead.

use crate::{base::visible, theme::Glyphs};
use ratatui::text::{Line, Span};
use textwrap::WordSplitter;

/// A space at which no line ends.
const BOUND: char = '\u{a0}';

/// The units that stay on the line of their number.
const UNITS: [&str; 8] = ["ns", "µs", "ms", "s", "%", "KiB", "MiB", "GiB"];

/// The separator between the parts of a line.
const APART: &str = " · ";

/// A line of as many groups as fit whole; half a number would be a wrong one.
pub(super) fn joined<'a>(groups: impl IntoIterator<Item = Vec<Span<'a>>>, width: u16) -> Line<'a> {
    const APART: usize = 3;
    let mut line = Line::default();
    for group in groups {
        let apart = if line.spans.is_empty() { 0 } else { APART };
        let taken = group.iter().map(Span::width).sum::<usize>();
        if line.width() + apart + taken > usize::from(width) {
            break;
        }
        line.push_span(" ".repeat(apart));
        line.extend(group);
    }
    line
}

/// The text in lines of so many cells. A word with a hyphen is most often a name, and stays whole;
/// a number stays with its unit.
pub(super) fn lines(text: &str, width: u16) -> Vec<String> {
    let options = textwrap::Options::new(usize::from(width.max(1)));
    let options = options.word_splitter(WordSplitter::NoHyphenation);
    // Lines end where they did.
    let visible: Vec<_> = text.split('\n').map(visible).collect();
    let bound = bound(&visible.join("\n"));
    let lines = textwrap::wrap(&bound, options).into_iter();
    lines.map(|line| line.replace(BOUND, " ")).collect()
}

/// The text with spaces between numbers and units at which no line ends.
fn bound(text: &str) -> String {
    let mut bound = String::with_capacity(text.len());
    for word in text.split_inclusive(' ') {
        let unit = word.trim_end_matches([' ', '.', ',', ';', ':', ')']);
        if UNITS.contains(&unit) && bound.trim_end().ends_with(|c: char| c.is_ascii_digit()) {
            bound.truncate(bound.trim_end_matches(' ').len());
            bound.push(BOUND);
        }
        bound.push_str(word);
    }
    bound
}

/// The rows that a text takes in lines of so many cells.
pub(super) fn rows(text: &str, width: u16) -> u16 {
    u16::try_from(lines(text, width).len()).unwrap_or(u16::MAX)
}

/// The text in lines of so many cells; of more than so many, the last that is kept says so.
pub(super) fn wrapped(text: &str, width: u16, rows: u16, glyphs: Glyphs) -> Vec<String> {
    let lines = lines(text, width);
    let cut_off = lines.len() > usize::from(rows);
    let mut kept: Vec<_> = lines.into_iter().take(rows.into()).collect();
    if let Some(last) = kept.last_mut().filter(|_| cut_off) {
        *last = cut(&format!("{last} {}", glyphs.cut), width.into(), glyphs);
    }
    kept
}

/// The text in so many cells. It is cut between two of its parts, or two words, if that leaves a
/// third of the room in use: half a word says less than none.
pub(super) fn cut(text: &str, width: usize, glyphs: Glyphs) -> String {
    let text = visible(text);
    if text.chars().count() <= width {
        return text.into_owned();
    }
    let taken = |end: usize| text[..end].chars().count();
    let last = |between: &str| {
        let ends = text.match_indices(between).map(|(end, _)| end);
        let last = ends.take_while(|&end| taken(end) < width).last();
        last.filter(|&end| taken(end) * 3 >= width)
    };
    let kept = match last(APART).or_else(|| last(" ")) {
        Some(end) => text[..end].trim_end_matches([' ', ',', '·']).to_owned(),
        None => text.chars().take(width.saturating_sub(1)).collect(),
    };
    if width == 0 { kept } else { kept + glyphs.cut }
}

/// The first of some texts, the longest first, that there is room for; none where there is for none.
pub(super) fn fitting(texts: impl IntoIterator<Item = String>, room: usize) -> String {
    let mut texts = texts.into_iter();
    let found = texts.find(|text| text.chars().count() <= room);
    found.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_cut_says_so() {
        let glyphs = Glyphs::unicode();
        assert_eq!(wrapped("one two three", 7, 9, glyphs), ["one two", "three"]);
        assert_eq!(wrapped("one two three", 7, 1, glyphs), ["one…"]);
        assert_eq!(wrapped("one two three", 9, 1, glyphs), ["one two …"]);
        assert_eq!(wrapped("one", 0, 0, glyphs), [""; 0]);
    }

    #[test]
    fn a_number_is_never_in_another_line_than_its_unit() {
        let text = "it takes 120 ms, or 5 % more";
        assert_eq!(lines(text, 13), ["it takes", "120 ms, or", "5 % more"]);
        assert_eq!(lines("12 s", 2), ["12", " s"]);
    }

    #[test]
    fn a_text_is_cut_between_its_parts_or_words_and_only_a_single_word_within() {
        let cut = |text, width| cut(text, width, Glyphs::unicode());
        let title = "primes · 24 tasks · pool of 2";
        assert_eq!(cut(title, 29), title);
        assert_eq!(cut(title, 28), "primes · 24 tasks…");
        assert_eq!(cut(title, 18), "primes · 24 tasks…");
        assert_eq!(cut(title, 17), "primes…");
        assert_eq!(cut("one two three", 8), "one two…");
        assert_eq!(cut("preload, load, extra-startup", 20), "preload, load…");
        assert_eq!(cut("one twothreefour", 14), "one twothreef…");
        assert_eq!(cut("mandelbrot", 5), "mand…");
        assert_eq!([cut("é", 0), cut("éé", 1)], ["", "…"]);
    }
}
