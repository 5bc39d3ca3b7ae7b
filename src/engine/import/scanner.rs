//! [`Scanner`]: JSON as the viewers of traces read it, value by value.
//!
//! Tracers write JSON that no strict reader takes: `NaN` from Python, a comma behind the last event
//! or none between two, no end where the program was killed. Viewers look for events and ignore the
//! rest, and so does this: only strings and brackets must be whole. Values are handed out as the
//! text that they are; the scanner never recurses.

/// Brackets within each other that are followed.
const MOST_DEPTH: usize = 100_000;

/// A text, and how far it was read.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

/// The place where a text cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ScanError {
    at: usize,
    /// The fault that was found there.
    pub(super) message: &'static str,
    /// Whether the text ended too early.
    pub(super) is_end: bool,
}

impl<'a> Scanner<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The byte that the next value begins with, or a bracket or colon in its place. Commas are
    /// between values wherever they stand; so are the NULs of a file that was made long in advance.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let is_between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b',' | 0);
        let rest = &self.text.as_bytes()[self.at..];
        let between = rest.iter().take_while(|byte| is_between(byte)).count();
        self.at += between;
        rest.get(between).copied()
    }

    /// Passes by a bracket or colon, if it stands here.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// Reads an object: `each` is given every key, without its quotes, and reads the value.
    pub(super) fn object(
        &mut self,
        mut each: impl FnMut(&'a str, &mut Self) -> Result<(), ScanError>,
    ) -> Result<(), ScanError> {
        self.take(b'{');
        while !self.take(b'}') {
            if self.peek().is_some_and(|byte| byte != b'"') {
                return Err(self.fault("a name in quotes is missing"));
            }
            let key = self.value()?.trim_matches('"');
            if !self.take(b':') {
                return Err(self.fault("`:` is missing"));
            }
            each(key, self)?;
        }
        Ok(())
    }

    /// Reads a value of any kind.
    pub(super) fn value(&mut self) -> Result<&'a str, ScanError> {
        let first = self.peek();
        let start = self.at;
        match first {
            Some(b'"') => self.string()?,
            Some(b'{' | b'[') => self.nested()?,
            _ => {
                let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-._".contains(byte);
                let rest = self.text.as_bytes()[start..].iter();
                self.at += rest.take_while(|byte| is_word(byte)).count();
                if self.at == start {
                    return Err(self.fault("a value is missing"));
                }
            }
        }
        // Its first and its last byte are ASCII, so it begins and ends between characters.
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Passes by a string.
    fn string(&mut self) -> Result<(), ScanError> {
        self.at += 1;
        let mut is_escaped = false;
        for byte in &self.text.as_bytes()[self.at..] {
            self.at += 1;
            match byte {
                b'"' if !is_escaped => return Ok(()),
                _ => is_escaped = *byte == b'\\' && !is_escaped,
            }
        }
        Err(self.fault("a text does not end"))
    }

    /// Passes by an object or a list with all that is in it.
    fn nested(&mut self) -> Result<(), ScanError> {
        let mut closing = Vec::new();
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' => closing.push(b'}'),
                b'[' => closing.push(b']'),
                b'}' | b']' if closing.pop() != Some(byte) => {
                    return Err(self.fault("a bracket closes what another has opened"));
                }
                _ => {}
            }
            if closing.len() > MOST_DEPTH {
                return Err(self.fault("it nests more than 100 000 levels deep"));
            }
            self.at += 1;
            if closing.is_empty() {
                return Ok(());
            }
        }
        Err(self.fault("a bracket is never closed"))
    }

    /// A fault at this place.
    pub(super) fn fault(&mut self, message: &'static str) -> ScanError {
        let is_end = self.peek().is_none();
        ScanError {
            at: self.at,
            message,
            is_end,
        }
    }
}

impl ScanError {
    /// Line and column in the text, from 1 on.
    pub(super) fn place(&self, text: &str) -> (usize, usize) {
        let before = &text.as_bytes()[..self.at.min(text.len())];
        let lines = before.split(|byte| *byte == b'\n');
        lines.fold((0, 1), |(line, _), last| (line + 1, last.len() + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<&str> {
        let mut scanner = Scanner::new(text);
        let mut values = Vec::new();
        while scanner.peek().is_some() {
            match scanner.value() {
                Ok(value) => values.push(value),
                Err(fault) => {
                    values.push(fault.message);
                    break;
                }
            }
        }
        values
    }

    #[test]
    fn values_are_found_whatever_python_or_a_killed_program_wrote_between_them() {
        assert_eq!(
            values("1.5e3,, NaN -Infinity\n\"a\\\"]\" {\"x\":[NaN,{}],} \0[,]"),
            [
                "1.5e3",
                "NaN",
                "-Infinity",
                "\"a\\\"]\"",
                "{\"x\":[NaN,{}],}",
                "[,]"
            ]
        );
        assert_eq!(
            values("\"é\\\\\" [\"é\""),
            ["\"é\\\\\"", "a bracket is never closed"]
        );
        assert_eq!(values("[}"), ["a bracket closes what another has opened"]);
        assert_eq!(values("é"), ["a value is missing"]);
    }

    #[test]
    fn a_fault_has_line_and_column() {
        let text = "[\n {\"a\" 1}";
        let mut scanner = Scanner::new(text);
        assert!(scanner.take(b'['));
        let fault = scanner
            .object(|_, scanner| scanner.value().map(drop))
            .unwrap_err();
        assert_eq!(fault.place(text), (2, 7));
        assert!(!fault.is_end);
    }
}
