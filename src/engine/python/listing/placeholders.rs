//! [`Placeholders`]: the places of templates, and what they are filled with.
//!
//! A template is Python, too. A place is a word of it, such as `WORKERS`; a line that ends in
//! `# if payload` is there only where that is so, and one that ends in `# if not payload` elsewhere.

use std::collections::{BTreeMap, BTreeSet};

/// Arguments that are left out where their place has no value.
const OPTIONAL: &[(&str, &str)] = &[
    ("CHUNKSIZE", ", chunksize=CHUNKSIZE"),
    ("INITIALIZER", ", INITIALIZER"),
];

/// What places are filled with, and what is so.
#[derive(Debug, Default)]
pub(super) struct Placeholders {
    values: BTreeMap<&'static str, String>,
    holding: BTreeSet<&'static str>,
}

impl Placeholders {
    /// Fills a place.
    pub(super) fn set(&mut self, place: &'static str, value: impl Into<String>) {
        self.values.insert(place, value.into());
    }

    /// Says whether a condition holds.
    pub(super) fn hold(&mut self, condition: &'static str, holds: bool) {
        if holds {
            self.holding.insert(condition);
        }
    }

    /// The template with its places filled.
    pub(super) fn fill(&self, template: &str) -> String {
        let lines = template.lines().filter_map(|line| self.line(line));
        let lines: Vec<_> = lines.collect();
        lines.join("\n")
    }

    fn line(&self, line: &str) -> Option<String> {
        let (code, is_there) = match line.split_once("  # if ") {
            Some((code, condition)) => match condition.strip_prefix("not ") {
                Some(condition) => (code, !self.holding.contains(condition)),
                None => (code, self.holding.contains(condition)),
            },
            None => (line, true),
        };
        is_there.then(|| {
            let mut code = code.to_owned();
            for (place, argument) in OPTIONAL {
                if !self.values.contains_key(place) {
                    code = code.replace(argument, "");
                }
            }
            let filled = |word| self.values.get(word).map_or(word, String::as_str);
            words(&code).map(filled).collect()
        })
    }
}

/// The words of a text, and what stands between them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_in_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_word = is_in_word(rest.chars().next()?);
        let end = rest.find(|c| is_in_word(c) != is_word);
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_filled_once_and_lines_are_there_on_their_condition() {
        let mut places = Placeholders::default();
        places.set("step", "items");
        places.set("items", "limits");
        places.hold("payload", true);
        let template = "step(items, item_s, chunksize=CHUNKSIZE)\na  # if payload\nb  # if not payload\nc  # if wait\n";
        assert_eq!(places.fill(template), "items(limits, item_s)\na");
        places.set("CHUNKSIZE", "3");
        assert_eq!(
            places.fill(template),
            "items(limits, item_s, chunksize=3)\na"
        );
    }
}
