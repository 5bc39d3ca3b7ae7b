//! [`Words`]: the rest of a line, from which a command takes its own words.

use super::lexer::Token;
use crate::base::Nanos;
use std::{iter::Peekable, path::PathBuf, vec::IntoIter};

/// The longest time that can be said.
const LONGEST: f64 = 3600.0;

/// The rest of a line.
pub(super) struct Words<'a>(pub(super) Peekable<IntoIter<Token<'a>>>);

impl<'a> Words<'a> {
    /// The next word, of any kind.
    pub(super) fn any(&mut self) -> Option<Token<'a>> {
        self.0.next()
    }

    /// The next word, if it is this sign.
    pub(super) fn sign(&mut self, sign: char) -> bool {
        self.0.next_if_eq(&Token::Sign(sign)).is_some()
    }

    /// The next word, if it is a text between braces.
    pub(super) fn json(&mut self) -> Option<&'a str> {
        let is_json = |token: &Token<'_>| matches!(token, Token::Json(_));
        match self.0.next_if(is_json) {
            Some(Token::Json(text)) => Some(text),
            _ => None,
        }
    }

    /// The next word, if it is a text or no command: VHS types that, too.
    pub(super) fn typed(&mut self, is_command: impl Fn(&str) -> bool) -> Option<&'a str> {
        let is_typed = |token: &Token<'_>| match token {
            Token::Text(_) => true,
            Token::Word(word) => !is_command(word),
            _ => false,
        };
        match self.0.next_if(is_typed) {
            Some(Token::Text(text) | Token::Word(text)) => Some(text),
            _ => None,
        }
    }

    /// The next word, if it is a text.
    pub(super) fn text(&mut self) -> Option<&'a str> {
        let is_text = |token: &Token<'_>| matches!(token, Token::Text(_));
        match self.0.next_if(is_text) {
            Some(Token::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The next word, if it is a pattern.
    pub(super) fn pattern(&mut self) -> Option<&'a str> {
        let is_pattern = |token: &Token<'_>| matches!(token, Token::Pattern(_));
        match self.0.next_if(is_pattern) {
            Some(Token::Pattern(text)) => Some(text),
            _ => None,
        }
    }

    /// The next word, if it is a whole number.
    pub(super) fn count(&mut self) -> Option<Result<u32, String>> {
        let is_number = |token: &Token<'_>| matches!(token, Token::Number(_));
        match self.0.next_if(is_number) {
            Some(Token::Number(text)) => Some(
                text.parse()
                    .map_err(|_| format!("`{text}` is no whole number")),
            ),
            _ => None,
        }
    }

    /// A number.
    pub(super) fn number(&mut self) -> Result<f64, String> {
        match self.any() {
            Some(Token::Number(text)) => text.parse().map_err(|_| format!("`{text}` is no number")),
            _ => Err("a number is missing".into()),
        }
    }

    /// A unit without an effect: lengths are in pixels.
    pub(super) fn unit(&mut self) {
        let is_unit = |token: &Token<'_>| matches!(token, Token::Word("px" | "em"));
        self.0.next_if(is_unit);
    }

    /// A time: `500ms`, `2s`, `1m`; without a unit it is in seconds.
    pub(super) fn time(&mut self) -> Result<Nanos, String> {
        let number = self
            .number()
            .map_err(|_| "a time such as 500ms is missing".to_owned())?;
        let mut unit = |name| self.0.next_if_eq(&Token::Word(name)).is_some();
        let seconds = match () {
            () if unit("ms") => number / 1000.0,
            () if unit("m") => number * 60.0,
            () => {
                unit("s");
                number
            }
        };
        if seconds > LONGEST {
            return Err("a time is an hour at most".into());
        }
        Ok(Nanos::from_secs_f64(seconds))
    }

    /// The time behind an `@`, if there is one.
    pub(super) fn speed(&mut self) -> Result<Option<Nanos>, String> {
        self.sign('@').then(|| self.time()).transpose()
    }

    /// A path, or a name.
    pub(super) fn name(&mut self) -> Option<&'a str> {
        match self.any()? {
            Token::Word(text) | Token::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// A path.
    pub(super) fn path(&mut self) -> Result<PathBuf, String> {
        let path = self.name().map(PathBuf::from);
        path.ok_or_else(|| {
            "the name of a file is missing; one that begins with / is put in quotation marks".into()
        })
    }
}
