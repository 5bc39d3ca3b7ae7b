//! The parts of the screen. Panes know the model and make widgets of it.

mod band;
pub(super) mod compare;
pub(super) mod consent;
pub(super) mod cores;
pub(super) mod course;
pub(super) mod curve;
pub(super) mod findings;
pub(super) mod form;
pub(super) mod header;
mod heat;
pub(super) mod help;
pub(super) mod history;
mod inspector;
pub(super) mod laws;
pub(super) mod lecture;
pub(super) mod ledger;
pub(super) mod lesson;
pub(super) mod log;
pub(super) mod palette;
pub(super) mod presets;
pub(super) mod processes;
pub(super) mod results;
pub(super) mod speedup;
mod standing;
pub(super) mod status;
pub(super) mod timeline;

use super::{Glyphs, Pane, Theme, View, widget::Heading};
use crate::{base::visible, sample::State};
use ratatui::{
    buffer::Buffer,
    layout::{Margin, Rect},
    style::Style,
    text::{Line, Span},
    widgets::{Block, BorderType, Clear, Widget},
};
use standing::Standing;
use std::ops::Range;
use textwrap::WordSplitter;

/// Cells of the longest line that is read with ease.
const READABLE: u16 = 92;

/// A space at which no line ends.
const BOUND: char = '\u{a0}';

/// What numbers are not parted from.
const UNITS: [&str; 8] = ["ns", "µs", "ms", "s", "%", "KiB", "MiB", "GiB"];

/// What stands between the parts of a line.
const APART: &str = " · ";

/// What every pane needs.
pub(super) struct PaneContext<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) theme: &'a Theme,
    pub(super) glyphs: Glyphs,
    /// The pane that is drawn, if it is one.
    pub(super) pane: Option<Pane>,
}

impl PaneContext<'_> {
    /// Draws the heading of a pane; returns what is left of its area. The focused one is told from
    /// the others by its colour and by its line.
    fn heading(&self, title: &str, note: &str, area: Rect, buffer: &mut Buffer) -> Rect {
        let theme = self.theme;
        let focused = self.pane == Some(self.view.focus);
        let row = Rect {
            height: area.height.min(1),
            ..area
        };
        let (styles, rule) = if focused {
            ([theme.brand, theme.brand, theme.dim], self.glyphs.focus)
        } else {
            ([theme.title, theme.rule, theme.dim], self.glyphs.rule)
        };
        Heading {
            title,
            note,
            styles,
            rule,
        }
        .render(row, buffer);
        below(area, 1)
    }

    /// Says why a pane has nothing to show, in as many lines as that takes.
    fn say(&self, text: &str, area: Rect, buffer: &mut Buffer) {
        let width = area.width.min(READABLE);
        for (line, text) in (0..).zip(wrapped(text, width, area.height, self.glyphs)) {
            Line::styled(text, self.theme.dim).render(row(area, line), buffer);
        }
    }
}

/// The area without its first rows.
fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    }
}

/// A row of the area, empty beyond its end.
fn row(area: Rect, index: u16) -> Rect {
    let rest = below(area, index);
    Rect {
        height: rest.height.min(1),
        ..rest
    }
}

/// A line of as many groups as fit whole; half a number would be a wrong one.
fn joined<'a>(groups: impl IntoIterator<Item = Vec<Span<'a>>>, width: u16) -> Line<'a> {
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

/// The rows of a list that are shown so that one of them is, with company on either side.
fn around(at: usize, all: usize, room: u16) -> Range<usize> {
    let room = usize::from(room);
    let start = at.saturating_sub(room / 2).min(all.saturating_sub(room));
    start..(start + room).min(all)
}

/// The text in lines of so many cells. A word with a hyphen is most often a name, and stays whole;
/// a number stays with its unit.
fn lines(text: &str, width: u16) -> Vec<String> {
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
fn rows(text: &str, width: u16) -> u16 {
    u16::try_from(lines(text, width).len()).unwrap_or(u16::MAX)
}

/// The text in lines of so many cells; of more than so many, the last that is kept says so.
fn wrapped(text: &str, width: u16, rows: u16, glyphs: Glyphs) -> Vec<String> {
    let lines = lines(text, width);
    let cut_off = lines.len() > usize::from(rows);
    let mut kept: Vec<_> = lines.into_iter().take(rows.into()).collect();
    if let Some(last) = kept.last_mut().filter(|_| cut_off) {
        *last = cut(&format!("{last} {}", glyphs.cut), width.into(), glyphs);
    }
    kept
}

/// A window over the rest of the screen, with a title in its border; returns what is within.
fn window(look: &PaneContext<'_>, title: &str, area: Rect, buffer: &mut Buffer) -> Rect {
    Clear.render(area, buffer);
    let border = if look.glyphs.fine {
        BorderType::Rounded
    } else {
        BorderType::Plain
    };
    Block::bordered()
        .border_type(border)
        .border_style(look.theme.rule)
        .title(Span::styled(format!(" {title} "), look.theme.brand))
        .render(area, buffer);
    area.inner(Margin::new(2, 1))
}

/// The text in so many cells. It is cut between two of its parts, or two words, if that leaves a
/// third of the room in use: half a word says less than none.
fn cut(text: &str, width: usize, glyphs: Glyphs) -> String {
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
fn fitting(texts: impl IntoIterator<Item = String>, room: usize) -> String {
    let mut texts = texts.into_iter();
    let found = texts.find(|text| text.chars().count() <= room);
    found.unwrap_or_default()
}

/// How the state of a process looks.
const fn state_style(theme: &Theme, state: State) -> Style {
    match state {
        State::Ready => theme.good,
        State::Sleeping | State::Blocked => theme.dim,
        State::Stopped | State::Other(_) => theme.warn,
        State::Zombie => theme.bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selected_row_of_a_list_is_always_shown() {
        for room in 1..20 {
            for at in 0..14 {
                let shown = around(at, 14, room);
                let length = usize::from(room.min(14));
                assert!(
                    shown.contains(&at) && shown.len() == length,
                    "{at} in {room}"
                );
            }
        }
        assert_eq!(around(3, 14, 0), 3..3);
    }

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
