//! [`Image`]: a picture as it stands in a file.

use std::collections::BTreeSet;

/// The most characters that a message names.
const MOST_NAMED: usize = 8;

/// A picture as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The file.
    pub bytes: Vec<u8>,
    /// The characters that no font of ours has: they are boxes.
    pub missing: BTreeSet<char>,
}

impl Image {
    /// An image whose text is in the fonts of its viewers.
    pub(super) fn of_letters(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            missing: BTreeSet::new(),
        }
    }

    /// A note on the characters that are drawn as boxes, if there are any.
    #[must_use]
    pub fn lack(&self) -> Option<String> {
        let missing = &self.missing;
        let named = missing.iter().take(MOST_NAMED);
        let named = named.map(|&letter| format!("U+{:04X}", u32::from(letter)));
        let named = named.collect::<Vec<_>>().join(", ");
        let more = match missing.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let (what, how) = match missing.len() {
            0 => return None,
            1 => ("1 character is".to_owned(), "is a box"),
            many => (format!("{many} characters are"), "are boxes"),
        };
        Some(format!(
            "{what} not in the font and {how} here: {named}{more}; .svg draws with the fonts of \
             those who look at it"
        ))
    }
}
