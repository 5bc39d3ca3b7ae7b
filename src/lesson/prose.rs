//! [`Prose`]: a text in Markdown as it is shown: paragraphs, lists, **strong** words, `code`, and
//! placeholders for what comes out of a run.

use super::Reference;
use crate::base::visible;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};

/// A text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prose(pub Vec<Paragraph>);

/// A paragraph, or an item of a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Paragraph {
    /// The number of a list's item, or a dot; empty of a paragraph.
    pub mark: String,
    /// Its stretches of text.
    pub parts: Vec<Inline>,
}

/// A stretch of text.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Plain.
    Text(String),
    /// Words of importance.
    Strong(String),
    /// A name or a value as it is typed.
    Code(String),
    /// A figure of a run.
    Figure(Reference),
}

/// The fault of a text: where in it, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ProseError {
    /// The words that it is about, as they stand in the file.
    pub(super) words: String,
    pub(super) message: String,
}

/// Units: a number before one of these looks measured.
const UNITS: [&str; 14] = [
    "×",
    "x",
    "%",
    "ns",
    "µs",
    "us",
    "ms",
    "s",
    "sec",
    "seconds",
    "second",
    "percent",
    "times",
    "milliseconds",
];

impl Prose {
    /// From Markdown.
    pub(super) fn read(text: &str) -> Result<Self, ProseError> {
        let mut blocks: Vec<Paragraph> = Vec::new();
        let mut lists: Vec<Option<u64>> = Vec::new();
        let (mut strong, mut mark) = (0_u32, String::new());
        for event in TextMergeStream::new(Parser::new_ext(text, Options::empty())) {
            match event {
                Event::Start(Tag::Paragraph) => blocks.push(block(&mut mark)),
                Event::Start(Tag::List(first)) => lists.push(first),
                Event::End(TagEnd::List(_)) => drop(lists.pop()),
                Event::Start(Tag::Item) => {
                    mark = match lists.last_mut() {
                        Some(Some(number)) => {
                            *number = number.saturating_add(1);
                            format!("{}.", *number - 1)
                        }
                        _ => "•".into(),
                    };
                    blocks.push(block(&mut mark));
                }
                Event::Start(Tag::Strong | Tag::Emphasis) => strong += 1,
                Event::End(TagEnd::Strong | TagEnd::Emphasis) => strong = strong.saturating_sub(1),
                Event::Text(text) => {
                    parts(&mut blocks).extend(stretches(&visible(&text), strong > 0)?);
                }
                Event::Code(code) => {
                    parts(&mut blocks).push(Inline::Code(visible(&code).into_owned()));
                }
                Event::SoftBreak | Event::HardBreak => {
                    parts(&mut blocks).push(Inline::Text(" ".into()));
                }
                Event::Start(_) | Event::Html(_) | Event::InlineHtml(_) | Event::Rule => {
                    return Err(ProseError {
                        words: String::new(),
                        message: "a text has paragraphs, lists, **strong** words and `code`, \
                                  nothing else of Markdown"
                            .into(),
                    });
                }
                // Ends of what was begun, and what has to be asked for.
                _ => {}
            }
        }
        blocks.retain(|block| !block.parts.is_empty());
        Ok(Self(blocks))
    }

    /// Words as they were typed.
    pub(super) fn words(text: &str) -> Self {
        let words = Inline::Text(visible(text.trim()).into_owned());
        Self(vec![Paragraph {
            mark: String::new(),
            parts: vec![words],
        }])
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The figures that stand in it.
    pub fn references(&self) -> impl Iterator<Item = Reference> {
        let parts = self.0.iter().flat_map(|block| &block.parts);
        parts.filter_map(|part| match part {
            Inline::Figure(reference) => Some(*reference),
            _ => None,
        })
    }

    /// The plain text, a figure by what `said` says of it.
    #[must_use]
    pub fn plain(&self, said: impl Fn(Reference) -> String) -> String {
        let part = |part: &Inline| match part {
            Inline::Text(text) | Inline::Strong(text) | Inline::Code(text) => text.clone(),
            Inline::Figure(reference) => said(*reference),
        };
        let block = |block: &Paragraph| block.parts.iter().map(part).collect::<String>();
        let blocks: Vec<_> = self.0.iter().map(block).collect();
        blocks.join(" ")
    }
}

fn block(mark: &mut String) -> Paragraph {
    Paragraph {
        mark: std::mem::take(mark),
        parts: Vec::new(),
    }
}

/// Where the next stretch goes.
fn parts(blocks: &mut Vec<Paragraph>) -> &mut Vec<Inline> {
    if blocks.is_empty() {
        blocks.push(Paragraph::default());
    }
    // There is one by now.
    let last = blocks.len() - 1;
    &mut blocks[last].parts
}

/// A text with its placeholders taken out of it: `{speedup}`, and `{=50 ms}` for what is given.
fn stretches(text: &str, strong: bool) -> Result<Vec<Inline>, ProseError> {
    let plain = |text: &str| {
        let text = text.to_owned();
        if strong {
            Inline::Strong(text)
        } else {
            Inline::Text(text)
        }
    };
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else {
            return Err(ProseError {
                words: format!("{{{after}"),
                message: "a placeholder is open: `{` without `}`".into(),
            });
        };
        unmeasured(before)?;
        found.push(plain(before));
        found.push(match name.strip_prefix('=') {
            Some(given) => plain(given),
            None => Inline::Figure(name.parse().map_err(|message| ProseError {
                words: format!("{{{name}}}"),
                message,
            })?),
        });
        rest = behind;
    }
    unmeasured(rest)?;
    found.push(plain(rest));
    found.retain(
        |part| !matches!(part, Inline::Text(text) | Inline::Strong(text) if text.is_empty()),
    );
    Ok(found)
}

/// Refuses a number with a unit: it looks as if it had been measured, and was typed in.
fn unmeasured(text: &str) -> Result<(), ProseError> {
    let is_number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let from = &rest[start..];
        let end = from.find(|c| !is_number(c)).unwrap_or(from.len());
        let (number, behind) = from.split_at(end);
        let unit = behind.trim_start();
        let word = unit.find(|c: char| !c.is_alphabetic() && !"×%".contains(c));
        let word = &unit[..word.unwrap_or(unit.len())];
        if UNITS.contains(&word) {
            let gap = &behind[..behind.len() - unit.len()];
            let words = format!("{number}{gap}{word}");
            return Err(ProseError {
                message: format!(
                    "`{words}` looks measured: take a placeholder such as {{wall}}, or write \
                     {{={words}}} if it is given"
                ),
                words,
            });
        }
        rest = behind;
    }
    Ok(())
}
