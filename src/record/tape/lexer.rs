//! [`tokens`]: the words of a line, told apart as VHS does.

/// A word of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    /// A command, a setting, a unit, a path.
    Word(&'a str),
    /// A text in quotation marks of one of three kinds. Nothing in it has another meaning.
    Text(&'a str),
    /// A number without its sign.
    Number(&'a str),
    /// A regular expression between two strokes.
    Pattern(&'a str),
    /// JSON in braces, with the braces.
    Json(&'a str),
    /// Anything else that is one character long.
    Sign(char),
    /// All that follows a `#`.
    Comment(&'a str),
}

/// The words of a line.
///
/// # Errors
/// The fault, where a token has a beginning and no end.
pub(super) fn tokens(line: &str) -> Result<Vec<Token<'_>>, String> {
    let mut tokens = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, used) = match first {
            '#' => (Token::Comment(&rest[1..]), rest.len()),
            '"' | '\'' | '`' => {
                let inside = &rest[1..];
                let end = inside
                    .find(first)
                    .ok_or_else(|| format!("the text that begins with {first} has no end"))?;
                (Token::Text(&inside[..end]), end + 2)
            }
            '/' => {
                let inside = &rest[1..];
                let end = end_of_pattern(inside).ok_or(
                    "the pattern that begins with / has no other / at its end; a path that \
                     begins so is put in quotation marks",
                )?;
                (Token::Pattern(&inside[..end]), end + 2)
            }
            '{' => {
                let end = rest
                    .find('}')
                    .ok_or("the theme that begins with { has no }")?;
                (Token::Json(&rest[..=end]), end + 1)
            }
            '0'..='9' | '.' if rest.trim_start_matches('.').starts_with(is_digit) => {
                let end = rest.find(|c| !is_digit(c) && c != '.');
                let end = end.unwrap_or(rest.len());
                (Token::Number(&rest[..end]), end)
            }
            'a'..='z' | 'A'..='Z' | '.' => {
                let end = rest.find(|c| !is_of_word(c)).unwrap_or(rest.len());
                (Token::Word(&rest[..end]), end)
            }
            other => (Token::Sign(other), other.len_utf8()),
        };
        tokens.push(token);
        rest = rest[used..].trim_start();
    }
    Ok(tokens)
}

/// The stroke that ends a pattern, which is one without a backslash before it.
fn end_of_pattern(inside: &str) -> Option<usize> {
    let mut escaped = false;
    inside.char_indices().find_map(|(place, c)| {
        let ends = c == '/' && !escaped;
        escaped = c == '\\' && !escaped;
        ends.then_some(place)
    })
}

const fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

const fn is_of_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '%')
}
