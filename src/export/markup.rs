//! [`escaped`] and [`in_script`]: a text from outside, as a picture or page may hold it.

use crate::base::visible;
use serde_json::Value;

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

/// JSON as a script element may hold it: nothing in it ends the element.
pub(super) fn in_script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_in_a_script_ends_it() {
        let name = Value::from("</script><b>");
        let held = in_script(&name);
        assert!(!held.contains('<'), "{held}");
        assert_eq!(serde_json::from_str::<Value>(&held).unwrap(), name);
    }

    #[test]
    fn nothing_from_a_log_is_taken_for_markup() {
        assert_eq!(
            escaped("<script>'\"&\u{1b}\u{202e}\u{ffff}é"),
            r"&lt;script&gt;&#39;&quot;&amp;\u{1b}\u{202e}\u{ffff}é"
        );
    }
}
