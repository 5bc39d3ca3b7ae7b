//! [`read`]: a tape, from anybody.

use super::{
    Act, Step, Tape, TapeError,
    lexer::{Token, tokens},
    line::Words,
    setting::pattern,
};
use crate::base::Nanos;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A tape is not longer than that, in bytes.
pub const MOST_BYTES: usize = 1 << 20;

/// Keys and other steps of a tape.
const MOST_STEPS: usize = 10_000;

/// How long all that is slept takes, and the keys.
const LONGEST: Nanos = Nanos::from_millis(3_600_000);

/// What a comment begins with that names a chapter. VHS has no chapters, and passes it over.
const MARKER: &str = "Marker:";

/// What can be done.
const KNOWN: &str = "Output, Require, Set, Type, Sleep, Wait, Hide, Show, Screenshot, Ctrl+, Alt+, \
    Shift+ and the keys Enter, Escape, Space, Tab, Backspace, Delete, Insert, Up, Down, Left, \
    Right, PageUp, PageDown";

/// Reads a tape.
///
/// # Errors
/// [`TapeError`] where it is none, or cannot be played here.
pub fn read(bytes: &[u8]) -> Result<Tape, TapeError> {
    if bytes.len() > MOST_BYTES {
        return Err(fault(1, "the tape is longer than 1 MiB"));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        fault(line, "this is no text in UTF-8")
    })?;
    let mut reader = Reader::default();
    for (place, line) in text.lines().enumerate() {
        let number = place + 1;
        reader.line = number;
        reader.read(line).map_err(|text| fault(number, text))?;
    }
    let tape = reader.tape;
    tape.settings.size().map_err(|text| fault(1, text))?;
    Ok(tape)
}

fn fault(line: usize, message: impl Into<String>) -> TapeError {
    // It may be shown on a terminal, and quotes what came from anywhere.
    let message: String = message.into();
    let plain = |c: char| if c.is_control() { '?' } else { c };
    TapeError {
        line,
        message: message.chars().map(plain).collect(),
    }
}

/// A tape as far as it was read.
#[derive(Default)]
struct Reader {
    tape: Tape,
    line: usize,
    /// Keys and other steps so far.
    steps: usize,
    /// The time that they take.
    length: Nanos,
}

impl Reader {
    fn read(&mut self, line: &str) -> Result<(), String> {
        let mut words = Words(tokens(line)?.into_iter().peekable());
        while let Some(token) = words.any() {
            match token {
                Token::Word(name) => self.command(name, &mut words)?,
                Token::Comment(text) => {
                    if let Some(label) = text.trim_start().strip_prefix(MARKER) {
                        self.push(Act::Mark(label.trim().to_owned()))?;
                    }
                }
                Token::Sign('{') => return Err("a theme is to have a name here".into()),
                Token::Text(text) | Token::Number(text) | Token::Pattern(text) => {
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
            "Set" => self.tape.settings.set(words, self.line),
            "Output" => {
                let path = words.path().map_err(about)?;
                self.tape.outputs.push((self.line, path));
                Ok(())
            }
            "Require" => match words.name() {
                Some("parscope") => Ok(()),
                Some(_) => Err(about("parscope is the only program here".into())),
                None => Err(about("the name of a program is missing".into())),
            },
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
            "Ctrl" | "Alt" | "Shift" => {
                let key = chord(name, words).map_err(about)?;
                let pace = self.tape.settings.typing;
                self.push(Act::Press {
                    keys: vec![key],
                    pace,
                })
            }
            "Source" | "Env" | "Copy" | "Paste" | "ScrollUp" | "ScrollDown" => Err(format!(
                "`{name}` can be played by VHS only; there are {KNOWN}"
            )),
            _ => match key(name) {
                Some(code) => self.press(code, words).map_err(about),
                None => Err(format!("there is no command `{name}`; there are {KNOWN}")),
            },
        }
    }

    fn type_text(&mut self, words: &mut Words<'_>) -> Result<(), String> {
        let pace = words.speed()?.unwrap_or(self.tape.settings.typing);
        let first = words.text();
        let first = first.ok_or("a text in quotation marks is missing")?;
        let mut text = first.to_owned();
        while let Some(next) = words.text() {
            text.push(' ');
            text.push_str(next);
        }
        if text.chars().any(char::is_control) {
            return Err("a text is typed without control characters".into());
        }
        let key = |c| KeyEvent::from(KeyCode::Char(c));
        let keys = text.chars().map(key).collect();
        self.push(Act::Press { keys, pace })
    }

    fn press(&mut self, code: KeyCode, words: &mut Words<'_>) -> Result<(), String> {
        let pace = words.speed()?.unwrap_or(self.tape.settings.typing);
        let count = words.count().unwrap_or(Ok(1))?;
        if !(1..=1000).contains(&count) {
            return Err(format!("{count} is not 1 to 1000 times"));
        }
        let keys = vec![KeyEvent::from(code); count as usize];
        self.push(Act::Press { keys, pace })
    }

    /// On the screen of a dashboard there is no line that is written on, so that it does not matter
    /// whether the line is meant or the screen.
    fn wait(&mut self, words: &mut Words<'_>) -> Result<(), String> {
        if words.sign('+') && !matches!(words.name(), Some("Screen" | "Line")) {
            return Err("behind the + there is to be Screen or Line".into());
        }
        let patience = words.speed()?.unwrap_or(self.tape.settings.patience);
        let pattern = match words.pattern() {
            Some(text) => Some(pattern(text)?),
            None => self.tape.settings.pattern.clone(),
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
        if self.steps > MOST_STEPS {
            return Err(format!("there are more than {MOST_STEPS} keys and steps"));
        }
        if self.length > LONGEST {
            return Err("the tape is longer than an hour".into());
        }
        self.tape.steps.push(Step {
            line: self.line,
            act,
        });
        Ok(())
    }
}

/// The key of that name.
fn key(name: &str) -> Option<KeyCode> {
    Some(match name {
        "Enter" => KeyCode::Enter,
        "Escape" => KeyCode::Esc,
        "Space" => KeyCode::Char(' '),
        "Tab" => KeyCode::Tab,
        "Backspace" => KeyCode::Backspace,
        "Delete" => KeyCode::Delete,
        "Insert" => KeyCode::Insert,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        _ => return None,
    })
}

/// Keys that are held while another is pressed: `Ctrl+Alt+x`.
fn chord(first: &str, words: &mut Words<'_>) -> Result<KeyEvent, String> {
    let mut held = modifier(first).unwrap_or(KeyModifiers::NONE);
    while words.sign('+') {
        let code = match words.any() {
            Some(Token::Word(name)) => match (modifier(name), key(name)) {
                (Some(modifier), _) => {
                    held |= modifier;
                    continue;
                }
                (_, Some(code)) => code,
                _ => letter(name)?,
            },
            Some(Token::Sign(sign)) => KeyCode::Char(sign),
            Some(Token::Number(digit)) => letter(digit)?,
            _ => break,
        };
        return Ok(pressed(code, held));
    }
    Err("a + and a key are missing".into())
}

fn modifier(name: &str) -> Option<KeyModifiers> {
    match name {
        "Ctrl" => Some(KeyModifiers::CONTROL),
        "Alt" => Some(KeyModifiers::ALT),
        "Shift" => Some(KeyModifiers::SHIFT),
        _ => None,
    }
}

fn letter(name: &str) -> Result<KeyCode, String> {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => Ok(KeyCode::Char(letter)),
        _ => Err(format!("`{name}` is no key")),
    }
}

/// A key as a terminal would send it: a shifted letter is a capital, and without Shift a letter with
/// Ctrl is a small one.
fn pressed(code: KeyCode, held: KeyModifiers) -> KeyEvent {
    let shift = held.contains(KeyModifiers::SHIFT);
    match code {
        KeyCode::Char(letter) if held.contains(KeyModifiers::CONTROL) => {
            let small = KeyCode::Char(letter.to_ascii_lowercase());
            KeyEvent::new(small, held - KeyModifiers::SHIFT)
        }
        KeyCode::Char(letter) if shift => {
            let capital = KeyCode::Char(letter.to_ascii_uppercase());
            KeyEvent::new(capital, held - KeyModifiers::SHIFT)
        }
        KeyCode::Tab if shift => KeyEvent::new(KeyCode::BackTab, held - KeyModifiers::SHIFT),
        code => KeyEvent::new(code, held),
    }
}
