//! [`tokens`]: a line of Python cut into what is coloured alike.

/// The words of Python's grammar that programs of experiments have.
const KEYWORDS: &[&str] = &[
    "None", "True", "and", "as", "break", "def", "for", "from", "if", "import", "in", "not", "or",
    "return", "while", "with",
];

/// What a piece of a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A word of the grammar.
    Keyword,
    /// A text in quotes.
    Text,
    /// A number.
    Number,
    /// Names, signs and spaces.
    Other,
}

/// The pieces of a line, which are the whole of it.
pub(super) fn tokens(line: &str) -> impl Iterator<Item = (TokenKind, &str)> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (kind, length) = if first == '"' {
            (TokenKind::Text, text_length(rest))
        } else if is_in_word(first) {
            let length = rest.find(|c| !is_in_word(c)).unwrap_or(rest.len());
            (kind(&rest[..length]), length)
        } else {
            let is_next = |c| c == '"' || is_in_word(c);
            (TokenKind::Other, rest.find(is_next).unwrap_or(rest.len()))
        };
        let (token, after) = rest.split_at(length);
        rest = after;
        Some((kind, token))
    })
}

fn is_in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn kind(word: &str) -> TokenKind {
    if KEYWORDS.contains(&word) {
        TokenKind::Keyword
    } else if word.starts_with(|c: char| c.is_ascii_digit()) {
        TokenKind::Number
    } else {
        TokenKind::Other
    }
}

/// The bytes of a text with its quotes; one that was cut off ends with the line.
fn text_length(line: &str) -> usize {
    let mut is_escaped = false;
    let mut chars = line.char_indices().skip(1);
    let end = chars.find(|&(_, c)| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    });
    end.map_or(line.len(), |(place, _)| place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_coloured_by_its_words_numbers_and_texts_and_nothing_of_it_is_lost() {
        let line = r#"for item in f("a\" 1", 10_000, x1):"#;
        let found: Vec<_> = tokens(line)
            .filter(|(kind, _)| *kind != TokenKind::Other)
            .collect();
        assert_eq!(
            found,
            [
                (TokenKind::Keyword, "for"),
                (TokenKind::Keyword, "in"),
                (TokenKind::Text, r#""a\" 1""#),
                (TokenKind::Number, "10_000"),
            ]
        );
        for line in [line, "", "\"no end", "é = 1"] {
            assert_eq!(
                tokens(line).map(|(_, token)| token).collect::<String>(),
                line
            );
        }
    }
}
