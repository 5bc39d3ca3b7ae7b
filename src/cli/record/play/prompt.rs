//! [`Prompt`]: the shell of a tape, which knows one program.

use crate::{
    base::visible,
    cli::{
        Cli, CliError,
        arguments::{Arguments, Task},
    },
    theme::{Background, Depth, Theme},
    ui::{Consent, Options, Others},
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::{
    buffer::Buffer,
    style::{Modifier, Style},
};

/// The sign before the typed text, as in VHS.
const SIGN: &str = "> ";

/// The prompt and the text typed so far.
pub(super) struct Prompt {
    /// The lines before the present one.
    before: Vec<String>,
    typed: String,
    /// Whether commands may be run, those that the tape types included.
    allow_commands: bool,
}

/// The effect of a line.
pub(super) enum PromptAnswer {
    /// None outside the prompt.
    Nothing,
    /// The dashboard.
    Dashboard(Box<Options>),
}

/// A typed line, parsed.
pub(super) enum Line {
    /// An empty line.
    Empty,
    /// Clears the screen.
    Clear,
    /// Shows the dashboard.
    Dashboard(Box<Arguments>),
}

impl Prompt {
    /// An empty prompt.
    pub(super) const fn new(allow_commands: bool) -> Self {
        Self {
            before: Vec::new(),
            typed: String::new(),
            allow_commands,
        }
    }

    /// Which commands a line may run.
    fn consent(&self) -> Consent {
        Consent::new(if self.allow_commands {
            Others::Allowed
        } else {
            Others::Refused
        })
    }

    /// A key is pressed.
    pub(super) fn press(
        &mut self,
        key: &KeyEvent,
        theme: &Theme,
    ) -> Result<PromptAnswer, CliError> {
        match (key.modifiers, key.code) {
            (KeyModifiers::NONE, KeyCode::Char(letter)) => self.typed.push(letter),
            (KeyModifiers::NONE, KeyCode::Backspace) => drop(self.typed.pop()),
            (KeyModifiers::NONE, KeyCode::Enter) => {
                let typed = self.take();
                let line = line(&typed)?;
                self.before.push(typed);
                match line {
                    Line::Empty => {}
                    Line::Clear => self.before.clear(),
                    Line::Dashboard(arguments) => {
                        let options = options(*arguments, theme, self.consent())?;
                        return Ok(PromptAnswer::Dashboard(Box::new(options)));
                    }
                }
            }
            (KeyModifiers::CONTROL, KeyCode::Char('c')) => {
                let line = std::mem::take(&mut self.typed);
                self.before.push(line);
            }
            (KeyModifiers::CONTROL, KeyCode::Char('l')) => self.before.clear(),
            _ => {
                let text = "the prompt knows letters, Backspace, Enter, Ctrl+C and Ctrl+L; other \
                            keys are the dashboard's";
                return Err(CliError::Usage(text.into()));
            }
        }
        Ok(PromptAnswer::Nothing)
    }

    /// Takes the line that is being typed.
    pub(super) fn take(&mut self) -> String {
        std::mem::take(&mut self.typed)
    }

    /// Draws what was typed, the latest at the bottom where there is not room for all.
    pub(super) fn draw(&self, buffer: &mut Buffer, theme: &Theme) {
        let width = usize::from(buffer.area.width).max(1);
        let mut rows: Vec<Vec<(char, Style)>> = Vec::new();
        let present = format!("{} ", self.typed);
        for line in self.before.iter().chain([&present]) {
            let letters = SIGN.chars().map(|c| (c, theme.brand));
            let line = visible(line);
            let letters = letters.chain(line.chars().map(|c| (c, Style::new())));
            let letters: Vec<_> = letters.collect();
            rows.extend(letters.chunks(width).map(<[_]>::to_vec));
        }
        // The cursor stands behind the last letter.
        if let Some((_, style)) = rows.last_mut().and_then(|row| row.last_mut()) {
            *style = Style::new().add_modifier(Modifier::REVERSED);
        }
        let hidden = rows.len().saturating_sub(usize::from(buffer.area.height));
        for (y, row) in (0..).zip(rows.drain(..).skip(hidden)) {
            for (x, (letter, style)) in (0..).zip(row) {
                if let Some(cell) = buffer.cell_mut((x, y)) {
                    cell.set_char(letter).set_style(style);
                }
            }
        }
    }
}

/// Parses a typed line, if it can be done here.
pub(super) fn line(typed: &str) -> Result<Line, CliError> {
    let refuse = |text: &str| Err(CliError::Usage(text.to_owned()));
    let Some(words) = shlex::split(typed) else {
        return refuse("a quotation mark has no other one");
    };
    match words.first().map(String::as_str) {
        None => return Ok(Line::Empty),
        Some("clear") if words.len() == 1 => return Ok(Line::Clear),
        Some("parscope") => {}
        Some(other) => {
            let text = format!("`{other}` is not known here: only parscope is, and clear");
            return refuse(&text);
        }
    }
    let asks = words.iter().any(|word| {
        let asks = ["-h", "--help", "-V", "--version", "help"];
        asks.contains(&word.as_str())
    });
    let none = "this shows no dashboard, and nothing else is played";
    if asks {
        return refuse(none);
    }
    let arguments = Arguments::read(words.into_iter().map(Into::into))?;
    let Some(arguments) = arguments.filter(|arguments| arguments.task.has_dashboard()) else {
        return refuse(none);
    };
    if !arguments.capture.is_empty() {
        return refuse("what is shown is kept by `Output` and `Screenshot`");
    }
    Ok(Line::Dashboard(Box::new(arguments)))
}

/// Checks whether a dashboard could begin with these arguments, without beginning it: a sweep would
/// create its journal. A file to open may be made while the tape is played, unless it `is_first`.
pub(super) fn check(arguments: Arguments, theme: &Theme, is_first: bool) -> Result<(), CliError> {
    match arguments.task {
        Task::Sweep(..) => Ok(()),
        Task::Open(..) if !is_first => Ok(()),
        _ => options(arguments, theme, Consent::default()).map(drop),
    }
}

/// The options of a typed line, but with the appearance and the keys that a tape can count on, and
/// without the user's own files.
fn options(arguments: Arguments, theme: &Theme, consent: Consent) -> Result<Options, CliError> {
    let command = Cli::of(&arguments)?;
    let is_opened = matches!(arguments.task, Task::Open(..));
    let has_theme = arguments.looks.theme.is_some();
    let mut options = command.options(arguments.task)?;
    options.consent = consent;
    options.archive = None;
    options.progress = crate::store::Progress::default();
    options.hands = crate::ui::InputSettings {
        keys: crate::ui::Keys::default(),
        mouse: false,
    };
    let looks = &mut options.looks;
    looks.depth = Depth::True;
    looks.unicode = true;
    looks.background = theme.background.or(Some(Background::Dark));
    if !has_theme {
        looks.theme = Some(theme.clone());
    }
    if is_opened {
        options.guess = None;
    }
    Ok(options)
}
