//! [`escaped`]: a text from outside, as a picture or page may hold it.

use crate::base::visible;

/// A text in which nothing is markup, in an element or a quoted attribute.
pub(super) fn escaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '&' => plain.push_str("&amp;"),
            '<' => plain.push_str("&lt;"),
            '>' => plain.push_str("&gt;"),
            '"' => plain.push_str("&quot;"),
            '\'' => plain.push_str("&#39;"),
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_log_is_taken_for_markup() {
        assert_eq!(
            escaped("<script>'\"&\u{1b}\u{202e}\u{ffff}é"),
            r"&lt;script&gt;&#39;&quot;&amp;\u{1b}\u{202e}\u{ffff}é"
        );
    }
}
