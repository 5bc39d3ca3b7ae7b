//! [`Page`]: prose in lines, with measured figures in place of its placeholders.

use super::super::PaneContext;
use crate::lesson::{Inline, KnownMetrics, Paragraph, Prose};
use ratatui::{
    style::Style,
    text::{Line, Span},
};

/// The sign for a figure that is not known.
const UNKNOWN: &str = "…";

/// Lines that are filled one below the other.
pub(super) struct Page<'l, 'a> {
    look: &'l PaneContext<'l>,
    said: KnownMetrics<'a>,
    width: usize,
    /// Whether there is an empty line between paragraphs.
    airy: bool,
    pub(super) lines: Vec<Line<'a>>,
}

impl<'l, 'a> Page<'l, 'a> {
    pub(super) fn new(
        look: &'l PaneContext<'l>,
        said: KnownMetrics<'a>,
        width: u16,
        airy: bool,
    ) -> Self {
        Self {
            look,
            said,
            width: width.max(1).into(),
            airy,
            lines: Vec::new(),
        }
    }

    /// A line of its own above what follows.
    pub(super) fn heading(&mut self, text: &str, style: Style) {
        self.gap();
        self.fill("", &[(text.to_owned(), style)]);
    }

    /// A line that belongs to what is above it.
    pub(super) fn plain(&mut self, text: &str, style: Style) {
        self.fill("", &[(text.to_owned(), style)]);
    }

    /// A name with its value and unit.
    pub(super) fn pair(&mut self, name: &str, value: &str, style: Style, unit: &str) {
        // Below each other, with the values in a column.
        let name = format!("{name:<11}").replace(' ', "\u{a0}") + " ";
        let dim = self.look.theme.dim;
        let runs = [
            (name, dim),
            (value.to_owned(), style),
            (format!(" {unit}"), dim),
        ];
        self.fill("", &runs);
    }

    /// A choice with its number.
    pub(super) fn choice(&mut self, sign: &str, number: usize, text: &Prose, style: Style) {
        for block in &text.0 {
            let runs = self.runs(block, style);
            let from = self.lines.len();
            self.fill(&format!("{sign} {number} "), &runs);
            if let Some(first) = self
                .lines
                .get_mut(from)
                .and_then(|line| line.spans.first_mut())
            {
                first.style = style;
            }
        }
    }

    /// Paragraphs and lists.
    pub(super) fn prose(&mut self, prose: &Prose, style: Style) {
        for (index, block) in prose.0.iter().enumerate() {
            if block.mark.is_empty() || index == 0 {
                self.gap();
            }
            let mark = match block.mark.as_str() {
                "" => String::new(),
                mark => format!("{mark} "),
            };
            let runs = self.runs(block, style);
            self.fill(&mark, &runs);
        }
    }

    fn gap(&mut self) {
        if self.airy && !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
    }

    /// The stretches of a block in the styles of the theme.
    fn runs(&self, block: &Paragraph, style: Style) -> Vec<(String, Style)> {
        let theme = self.look.theme;
        let run = |part: &Inline| match part {
            Inline::Text(text) => (text.clone(), style),
            Inline::Strong(text) => (text.clone(), theme.title),
            Inline::Code(text) => (text.clone(), theme.key),
            Inline::Figure(reference) => {
                let claim = self.said.get(*reference);
                let text = claim.map_or_else(|| UNKNOWN.into(), ToString::to_string);
                // A number and its unit stay together.
                (text.replace(' ', "\u{a0}"), theme.number)
            }
        };
        block.parts.iter().map(run).collect()
    }

    /// Wraps stretches of text behind a mark, below which the further lines begin.
    fn fill(&mut self, mark: &str, runs: &[(String, Style)]) {
        let indent = Span::raw(mark).width();
        let room = self.width.saturating_sub(indent).max(1);
        let mut line = vec![Span::styled(mark.to_owned(), self.look.theme.dim)];
        let mut taken = 0;
        for word in words(runs) {
            let width: usize = word.iter().map(|(text, _)| Span::raw(text).width()).sum();
            let space = usize::from(taken > 0);
            if taken > 0 && taken + space + width > room {
                self.lines.push(Line::from(std::mem::take(&mut line)));
                line.push(Span::raw(" ".repeat(indent)));
                taken = 0;
            }
            if taken > 0 {
                // Words of one style are joined by it: a background has no gaps.
                let before = line.last().map(|span| span.style);
                let style = word.first().map(|(_, style)| *style);
                let between = style.filter(|style| before == Some(*style));
                line.push(Span::styled(" ", between.unwrap_or_default()));
            }
            let spans = word.into_iter();
            line.extend(
                spans.map(|(text, style)| Span::styled(text.replace('\u{a0}', " "), style)),
            );
            taken += if taken > 0 { width + 1 } else { width };
        }
        self.lines.push(Line::from(line));
    }
}

/// The words of a text, each of one or more stretches: a full stop may follow a strong word.
fn words(runs: &[(String, Style)]) -> Vec<Vec<(String, Style)>> {
    let mut words: Vec<Vec<(String, Style)>> = Vec::new();
    let mut open = false;
    for (text, style) in runs {
        for (index, part) in text.split(' ').enumerate() {
            open &= index == 0;
            if part.is_empty() {
                continue;
            }
            match words.last_mut().filter(|_| open) {
                Some(word) => word.push((part.to_owned(), *style)),
                None => words.push(vec![(part.to_owned(), *style)]),
            }
            open = true;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_stop_stays_with_the_word_before_it() {
        let run = |text: &str| (text.to_owned(), Style::new());
        let found = words(&[
            run("It took "),
            run("3\u{a0}ms"),
            run(". So "),
            run("be it"),
        ]);
        let joined: Vec<String> = found
            .iter()
            .map(|word| word.iter().map(|(text, _)| text.as_str()).collect())
            .collect();
        assert_eq!(joined, ["It", "took", "3\u{a0}ms.", "So", "be", "it"]);
    }
}
