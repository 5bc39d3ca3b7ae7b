//! The user's own keys and whether the mouse is used, as the config has them:
//!
//! ```toml
//! mouse = false
//! [keys]
//! run = ["f5", "ctrl-r"]
//! ```

use super::{CliError, config, file};
use crate::ui::{InputSettings, Keys};
use std::path::Path;
use toml::{Spanned, de::DeValue};

/// The keys of a config file for the input settings.
pub(super) const KEYS: [&str; 2] = ["keys", "mouse"];

/// The input settings of the named config file, or of the usual one.
pub(super) fn read(config: Option<&Path>) -> Result<InputSettings, CliError> {
    match config::config(config) {
        Some(path) => parse(&file::text(&path, "config")?, &file::name(&path)),
        None => parse("", ""),
    }
}

fn parse(text: &str, name: &str) -> Result<InputSettings, CliError> {
    let mut hands = InputSettings {
        keys: Keys::default(),
        mouse: true,
    };
    let table = file::table(text, name)?;
    let fault = |value: &Spanned<DeValue<'_>>, message: String| CliError::Setting {
        place: file::place(text, name, &value.span()),
        message,
    };
    if let Some(value) = table.get_ref().get("mouse") {
        let said = value.get_ref().as_bool();
        hands.mouse = said.ok_or_else(|| fault(value, "mouse must be true or false".into()))?;
    }
    let Some(value) = table.get_ref().get("keys") else {
        return Ok(hands);
    };
    let wanted = value.get_ref().as_table();
    let wanted = wanted.ok_or_else(|| {
        let text = "keys must be a table: an action on each line, and its keys";
        fault(value, text.into())
    })?;
    for (name, value) in wanted {
        let keys = texts(value).ok_or_else(|| {
            let text = format!("{} must be a key, or a list of keys", name.get_ref());
            fault(value, text)
        })?;
        let given = hands.keys.give(name.get_ref(), &keys);
        given.map_err(|error| fault(value, error.to_string()))?;
    }
    // Only now: a key may have been given from one action to another.
    for (name, value) in wanted {
        let sound = hands.keys.check(name.get_ref());
        sound.map_err(|error| fault(value, error.to_string()))?;
    }
    Ok(hands)
}

/// A text, or a list of texts.
fn texts<'a>(value: &'a Spanned<DeValue<'_>>) -> Option<Vec<&'a str>> {
    match value.get_ref() {
        DeValue::String(text) => Some(vec![&**text]),
        DeValue::Array(list) => list.iter().map(|item| item.get_ref().as_str()).collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Action;

    fn complaint(text: &str) -> String {
        let error = parse(text, "c.toml").expect_err(text);
        assert_eq!(error.exit_code(), 2);
        error.message().unwrap_or_default()
    }

    #[test]
    fn a_key_can_be_given_from_one_action_to_another() {
        let text = "seed = 1\nmouse = false\n[keys]\nrun = [\"q\", \"f5\"]\nquit = \"ctrl-q\"";
        let hands = parse(text, "c.toml").unwrap();
        assert!(!hands.mouse);
        assert_eq!(hands.keys.label(Action::Run), "q");
        assert_eq!(hands.keys.label(Action::Quit), "Ctrl-q");
    }

    #[test]
    fn what_is_wrong_with_keys_is_told_with_file_and_line() {
        for (text, start, hint) in [
            (
                "[keys]\nquitt = \"x\"",
                "c.toml:2: ",
                "did you mean `quit`?",
            ),
            ("[keys]\nrun = \"xy\"", "c.toml:2: ", "`xy` is no key"),
            ("\n[keys]\nrun = \"q\"", "c.toml:3: ", "means quit already"),
            ("[keys]\nrun = 5", "c.toml:2: ", "a key, or a list of keys"),
            ("keys = 5", "c.toml:1: ", "must be a table"),
            ("mouse = 1", "c.toml:1: ", "true or false"),
        ] {
            let found = complaint(text);
            assert!(found.starts_with(start), "{text}: {found}");
            assert!(found.contains(hint), "{text}: {found}");
        }
    }
}
