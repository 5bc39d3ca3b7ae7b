//! [`read`]: a tape, from any source.

use crate::base::Nanos;
use crate::record::tape::{
    Act, Position, TapeError, TapeReading, TapeStep,
    key::{chord, key},
    lexer::{Token, tokens},
    line::Words,
    setting::pattern,
};
use crossterm::event::{KeyCode, KeyEvent};
use std::{
    mem,
    path::{Path, PathBuf},
    sync::Arc,
};

/// A tape is not longer than that, in bytes.
pub const MOST_BYTES: usize = 1 << 20;

/// Keys and other steps of a tape.
const MOST_STEPS: usize = 10_000;

/// Tapes that a tape plays by `Source`.
const MOST_SOURCES: usize = 100;

/// Faults that are listed: the next ones may come of them.
const MOST_FAULTS: usize = 20;

/// How long all that is slept takes, and the keys.
const LONGEST: Nanos = Nanos::from_millis(3_600_000);

/// The prefix of a comment that names a chapter. VHS has no chapters, and passes it over.
const MARKER: &str = "Marker:";

/// The commands of a tape.
const KNOWN: &str = "Output, Require, Set, Type, Sleep, Wait, Hide, Show, Screenshot, Copy, \
    Paste, Source, Ctrl+, Alt+, Shift+ and the keys Enter, Escape, Space, Tab, Backspace, Delete, \
    Insert, Up, Down, Left, Right, PageUp, PageDown (and Env, ScrollUp, ScrollDown, which change \
    nothing here)";

/// Commands that are no keys.
const COMMANDS: [&str; 18] = [
    "Output",
    "Require",
    "Set",
    "Type",
    "Sleep",
    "Wait",
    "Hide",
    "Show",
    "Screenshot",
    "Copy",
    "Paste",
    "Source",
    "Env",
    "ScrollUp",
    "ScrollDown",
    "Ctrl",
    "Alt",
    "Shift",
];

/// Reads a tape, and all that is wrong with it. `source` reads those that it plays by `Source`.
pub fn read(bytes: &[u8], source: &mut dyn FnMut(&Path) -> Result<Vec<u8>, String>) -> TapeReading {
    let mut reader = TapeReader {
        reading: TapeReading::default(),
        at: Position::default(),
        steps: 0,
        length: Nanos::ZERO,
        copied: None,
        sources: 0,
        source,
        has_ended: false,
    };
    reader.read(bytes);
    let TapeReader { mut reading, .. } = reader;
    reading.faults.extend(reading.tape.settings.size().err());
    reading
}

/// A tape as far as it was read.
struct TapeReader<'a> {
    reading: TapeReading,
    at: Position,
    /// Keys and other steps so far.
    steps: usize,
    /// The time that they take.
    length: Nanos,
    /// The text that `Paste` types.
    copied: Option<String>,
    /// How many tapes were read by `Source`.
    sources: usize,
    source: &'a mut dyn FnMut(&Path) -> Result<Vec<u8>, String>,
    /// Whether reading has stopped: there is too much of it, or too many faults.
    has_ended: bool,
}

impl TapeReader<'_> {
    fn read(&mut self, bytes: &[u8]) {
        self.at.line = 1;
        if bytes.len() > MOST_BYTES {
            return self.refuse("the tape is longer than 1 MiB");
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let before = &bytes[..error.valid_up_to()];
                self.at.line = before.split(|byte| *byte == b'\n').count();
                return self.refuse("this is no text in UTF-8");
            }
        };
        let mut rest = text;
        while !rest.is_empty() && !self.has_ended {
            let line = &rest[..length(rest)];
            rest = &rest[line.len()..];
            if let Err(message) = self.line(line) {
                self.refuse(message);
            }
            self.at.line += line.matches('\n').count();
        }
    }

    fn refuse(&mut self, message: impl Into<String>) {
        // The message may be shown on a terminal, and quotes text from any source.
        let message: String = message.into();
        let plain = |c: char| if c.is_control() { '?' } else { c };
        self.reading.faults.push(TapeError {
            at: self.at.clone(),
            message: message.chars().map(plain).collect(),
        });
        self.has_ended |= self.reading.faults.len() == MOST_FAULTS;
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        let mut words = Words(tokens(line)?.into_iter().peekable());
        while let Some(token) = words.any() {
            match token {
                Token::Word(name) => self.command(name, &mut words)?,
                Token::Comment(text) => {
                    if let Some(label) = text.trim_start().strip_prefix(MARKER) {
                        self.push(Act::Mark(label.trim().to_owned()))?;
                    }
                }
                Token::Text(text)
                | Token::Number(text)
                | Token::Pattern(text)
                | Token::Json(text) => {
                    return Err(format!("`{text}` is no command; there are {KNOWN}"));
                }
                Token::Sign(sign) => {
                    return Err(format!("`{sign}` is no command; there are {KNOWN}"));
                }
            }
        }
        Ok(())
    }

    fn command(&mut self, name: &str, words: &mut Words<'_>) -> Result<(), String> {
        let about = |message: String| format!("`{name}`: {message}");
        match name {
            "Set" => {
                let ignored = self.reading.tape.settings.set(words, &self.at)?;
                if let Some(setting) = ignored {
                    self.ignore(format!("Set {setting}"));
                }
                Ok(())
            }
            "Output" => {
                let path = words.path().map_err(about)?;
                // A tape that is played by another does not say where that one goes.
                if self.at.file.is_none() {
                    self.reading.tape.outputs.push((self.at.clone(), path));
                }
                Ok(())
            }
            "Require" => {
                let program = words.name();
                let program =
                    program.ok_or_else(|| about("the name of a program is missing".into()))?;
                let required = (self.at.clone(), program.to_owned());
                self.reading.tape.requires.push(required);
                Ok(())
            }
            "Hide" => self.push(Act::Hide),
            "Show" => self.push(Act::Show),
            "Screenshot" => {
                let path = words.path().map_err(about)?;
                self.push(Act::Screenshot(path))
            }
            "Sleep" => {
                let time = words.time().map_err(about)?;
                self.push(Act::Sleep(time))
            }
            "Wait" => self.wait(words).map_err(about),
            "Type" => self.type_text(words).map_err(about),
            "Copy" => {
                self.copied = Some(text(words).map_err(about)?);
                Ok(())
            }
            "Paste" => {
                let copied = self.copied.clone();
                let text = copied.ok_or_else(|| about("there was no `Copy` before".into()))?;
                self.push(Act::Press {
                    keys: keys(&text),
                    pace: Nanos::ZERO,
                })
            }
            "Source" => {
                let path = words.path().map_err(about)?;
                self.play_source(path).map_err(about)
            }
            "Env" => {
                let said = words.name().is_some() && words.any().is_some();
                self.ignore("Env".into());
                said.then_some(())
                    .ok_or_else(|| about("a name and a value are missing".into()))
            }
            "ScrollUp" | "ScrollDown" => {
                let (pace, count) = self.repeated(words).map_err(about)?;
                self.ignore(name.to_owned());
                self.push(Act::Sleep(pace * u64::from(count)))
            }
            "Ctrl" | "Alt" | "Shift" => {
                let key = chord(name, words).map_err(about)?;
                let pace = self.reading.tape.settings.typing;
                self.push(Act::Press {
                    keys: vec![key],
                    pace,
                })
            }
            _ => match key(name) {
                Some(code) => self.press(code, words).map_err(about),
                None => Err(format!("there is no command `{name}`; there are {KNOWN}")),
            },
        }
    }

    fn ignore(&mut self, what: String) {
        self.reading.tape.ignored.push((self.at.clone(), what));
    }

    /// Plays another tape in this place.
    fn play_source(&mut self, path: PathBuf) -> Result<(), String> {
        if self.at.file.is_some() {
            return Err("a tape that is played by `Source` plays no other".into());
        }
        self.sources += 1;
        if self.sources > MOST_SOURCES {
            return Err(format!("there are more than {MOST_SOURCES} of them"));
        }
        let bytes = (self.source)(&path)?;
        let file = Some(Arc::from(path));
        let here = mem::replace(&mut self.at, Position { file, line: 1 });
        self.read(&bytes);
        self.at = here;
        Ok(())
    }

    fn type_text(&mut self, words: &mut Words<'_>) -> Result<(), String> {
        let pace = words.speed()?.unwrap_or(self.reading.tape.settings.typing);
        let keys = keys(&text(words)?);
        self.push(Act::Press { keys, pace })
    }

    fn press(&mut self, code: KeyCode, words: &mut Words<'_>) -> Result<(), String> {
        let (pace, count) = self.repeated(words)?;
        let keys = vec![KeyEvent::from(code); count as usize];
        self.push(Act::Press { keys, pace })
    }

    /// How fast, and how often.
    fn repeated(&self, words: &mut Words<'_>) -> Result<(Nanos, u32), String> {
        let pace = words.speed()?.unwrap_or(self.reading.tape.settings.typing);
        let count = words.count().unwrap_or(Ok(1))?;
        if !(1..=1000).contains(&count) {
            return Err(format!("{count} is not 1 to 1000 times"));
        }
        Ok((pace, count))
    }

    /// On the screen of a dashboard there is no line that is written on, so that it does not matter
    /// whether the line is meant or the screen.
    fn wait(&mut self, words: &mut Words<'_>) -> Result<(), String> {
        if words.sign('+') && !matches!(words.name(), Some("Screen" | "Line")) {
            return Err("write Screen or Line behind the +".into());
        }
        let patience = words
            .speed()?
            .unwrap_or(self.reading.tape.settings.patience);
        let pattern = match words.pattern() {
            Some(text) => Some(pattern(text)?),
            None => self.reading.tape.settings.pattern.clone(),
        };
        self.push(Act::Wait { pattern, patience })
    }

    fn push(&mut self, act: Act) -> Result<(), String> {
        let (steps, length) = match &act {
            Act::Press { keys, pace } => (keys.len().max(1), *pace * keys.len() as u64),
            Act::Sleep(time) => (1, *time),
            _ => (1, Nanos::ZERO),
        };
        self.steps += steps;
        self.length += length;
        self.has_ended |= self.steps > MOST_STEPS || self.length > LONGEST;
        if self.steps > MOST_STEPS {
            return Err(format!("there are more than {MOST_STEPS} keys and steps"));
        }
        if self.length > LONGEST {
            return Err("the tape is longer than an hour".into());
        }
        self.reading.tape.steps.push(TapeStep {
            at: self.at.clone(),
            act,
        });
        Ok(())
    }
}

/// How long the first line is. A theme may be written on several.
fn length(text: &str) -> usize {
    let end = |from: usize| {
        text[from..]
            .find('\n')
            .map_or(text.len(), |end| from + end + 1)
    };
    let line = &text[..end(0)];
    let mut words = line.split_whitespace();
    let is_theme = words.next() == Some("Set") && words.next() == Some("Theme");
    match line.find('{') {
        Some(open) if is_theme && !line[open..].contains('}') => text[open..]
            .find('}')
            .map_or(line.len(), |close| end(open + close)),
        _ => line.len(),
    }
}

/// Texts one after another, with a space between.
fn text(words: &mut Words<'_>) -> Result<String, String> {
    let is_command = |word: &str| COMMANDS.contains(&word) || key(word).is_some();
    let mut text = words
        .typed(is_command)
        .ok_or("a text in quotation marks is missing")?
        .to_owned();
    while let Some(next) = words.typed(is_command) {
        text.push(' ');
        text.push_str(next);
    }
    if text.chars().any(char::is_control) {
        return Err("a text is typed without control characters".into());
    }
    Ok(text)
}

fn keys(text: &str) -> Vec<KeyEvent> {
    text.chars()
        .map(|c| KeyEvent::from(KeyCode::Char(c)))
        .collect()
}
