//! [`answer`]: an answer of a task as text.

use serde_json::Value;

/// An answer in a line: a number as it is, of a command how it ended and how what it wrote begins.
#[must_use]
pub fn answer(result: &Value) -> String {
    let text = |name: &str| result.get(name).and_then(Value::as_str);
    if let Some(status) = result.get("status").and_then(Value::as_i64) {
        let wrote = [text("stdout"), text("stderr")].into_iter().flatten();
        let said = wrote.map(line).find(|line| !line.is_empty());
        return said.map_or_else(
            || format!("exit {status}"),
            |said| format!("exit {status}: {said}"),
        );
    }
    if let Some(why) = text("failed") {
        return line(&format!("failed: {why}"));
    }
    match result {
        Value::Null => "–".into(),
        Value::String(text) => line(text),
        Value::Object(view) => view
            .get("contents")
            .map_or_else(String::new, Value::to_string),
        other => other.to_string(),
    }
}

/// The first line of a text that has anything in it, and that there are more.
fn line(text: &str) -> String {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else {
        return String::new();
    };
    let visible = first.chars().map(|c| if c.is_control() { '?' } else { c });
    let more = if lines.next().is_some() { " …" } else { "" };
    visible.collect::<String>() + more
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_a_command_wrote_is_text_without_quotes_and_escapes() {
        let exit = |status: i32, stdout: &str, stderr: &str| {
            answer(&json!({ "status": status, "stdout": stdout, "stderr": stderr }))
        };
        assert_eq!(exit(0, "say \"a\\b\"\n", ""), "exit 0: say \"a\\b\"");
        assert_eq!(exit(0, "\n one\ntwo\n", ""), "exit 0: one …");
        assert_eq!(exit(3, "", "lost\x1b[2J\n"), "exit 3: lost?[2J");
        assert_eq!(exit(0, "", ""), "exit 0");
    }

    #[test]
    fn other_answers_are_as_short_as_they_can_be() {
        assert_eq!(answer(&json!(49)), "49");
        assert_eq!(answer(&json!("5eed")), "5eed");
        assert_eq!(answer(&json!(null)), "–");
        assert_eq!(answer(&json!({ "failed": "no file" })), "failed: no file");
        assert_eq!(answer(&json!({ "pid": 1, "contents": [1, 2] })), "[1,2]");
    }
}
