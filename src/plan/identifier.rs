//! [`is_identifier`]: names as Python has them.

/// Whether a text can be the name of a function or module: dots lead into classes and packages.
pub(super) fn is_identifier(text: &str) -> bool {
    text.split('.').all(|part| {
        part.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    })
}
