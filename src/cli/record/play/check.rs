//! [`Faults`]: all errors of a tape, found before any of it is played.

use crate::cli::record::play::{
    Playing, TapeLook,
    output::TapeOutput,
    prompt::{Line, Prompt, check, line},
};
use crate::{
    base::visible_name,
    cli::{CliError, run},
    record::{
        cast::PictureFormat,
        tape::{Act, Position, Tape, TapeReading, TapeStep},
    },
    theme::Theme,
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Size;
use std::{env, path::Path};

/// A tape without faults, with all that playing it takes.
pub(super) struct Checked {
    pub(super) tape: Tape,
    pub(super) outputs: Vec<TapeOutput>,
    pub(super) size: Size,
    pub(super) look: TapeLook,
}

/// All errors that can be found without playing.
#[derive(Default)]
struct Faults(Vec<(Position, CliError)>);

impl Playing {
    /// Checks all of a tape.
    pub(super) fn check(&self, reading: TapeReading) -> Result<Checked, CliError> {
        let TapeReading { tape, faults } = reading;
        let mut found = Faults::default();
        for fault in faults {
            found
                .0
                .push((fault.at.clone(), self.at(&fault.at, fault.message)));
        }
        let outputs = self.outputs(&tape, &mut found);
        let look = match TapeLook::of(&tape) {
            Ok(look) => look,
            Err((at, message)) => {
                found.0.push((at.clone(), self.at(&at, message)));
                TapeLook::default()
            }
        };
        for (at, program) in &tape.requires {
            if !is_there(program) {
                let message = format!("`Require`: there is no program `{program}` in PATH");
                found.0.push((at.clone(), self.at(at, message)));
            }
        }
        for step in &tape.steps {
            if let Act::Screenshot(path) = &step.act
                && let Err(error) = still(path)
            {
                found
                    .0
                    .push((step.at.clone(), self.at(&step.at, error.to_string())));
            }
        }
        for (at, error) in typed(&tape.steps, &look.theme) {
            found.0.push((at.clone(), self.at(&at, error.to_string())));
        }
        let size = tape.settings.size();
        match (found.0.is_empty(), size) {
            (true, Ok(size)) => Ok(Checked {
                tape,
                outputs,
                size,
                look,
            }),
            _ => Err(found.error()),
        }
    }

    /// Where it goes: to where the command line says, else to where the tape does.
    fn outputs(&self, tape: &Tape, found: &mut Faults) -> Vec<TapeOutput> {
        let mut outputs = Vec::new();
        for path in &self.outputs {
            match TapeOutput::of(path) {
                Ok(output) => outputs.push(output),
                Err(error) => found.0.push((Position::default(), error)),
            }
        }
        if !self.outputs.is_empty() {
            return outputs;
        }
        for (at, path) in &tape.outputs {
            match TapeOutput::of(path) {
                Ok(output) => outputs.push(output),
                Err(error) => {
                    let message = format!("`Output`: {error}");
                    found.0.push((at.clone(), self.at(at, message)));
                }
            }
        }
        let pictured = |step: &TapeStep| matches!(step.act, Act::Screenshot(_));
        if tape.outputs.is_empty() && !tape.steps.iter().any(pictured) {
            let text = "the tape does not say where what it shows is to go: `-o FILE` does".into();
            found.0.push((Position::default(), CliError::Usage(text)));
        }
        outputs
    }

    /// An error at that position.
    pub(super) fn at(&self, at: &Position, message: String) -> CliError {
        CliError::Setting {
            place: self.place(at),
            message,
        }
    }

    /// A file and a line.
    pub(super) fn place(&self, at: &Position) -> String {
        let file = at.file.as_deref().unwrap_or(&self.tape);
        format!("{}:{}", visible_name(file), at.line)
    }
}

impl Faults {
    /// The only one, or all of them in the order of the tape.
    fn error(mut self) -> CliError {
        self.0.sort_by_key(|(at, _)| (at.file.clone(), at.line));
        let mut errors: Vec<_> = self.0.into_iter().map(|(_, error)| error).collect();
        match (errors.pop(), errors.is_empty()) {
            (Some(only), true) => only,
            (last, _) => {
                errors.extend(last);
                CliError::Many(errors)
            }
        }
    }
}

/// Whether a picture that does not move can be written there.
fn still(path: &Path) -> Result<(), CliError> {
    match PictureFormat::of(path) {
        Ok(PictureFormat::Gif) | Err(_) => Err(super::render::fault(
            path,
            &"a screenshot is to end in .svg, .png or .txt",
        )),
        Ok(_) => run::check_destination(path),
    }
}

/// Whether a program is found in PATH, or is this one.
fn is_there(program: &str) -> bool {
    let folders = env::var_os("PATH").unwrap_or_default();
    program == "parscope" || env::split_paths(&folders).any(|folder| folder.join(program).is_file())
}

/// The receiver of the keys, as far as it can be known without playing.
enum Hearer {
    /// The prompt.
    Prompt(Prompt),
    /// The dashboard.
    Dashboard,
    /// The prompt, if what is typed is a command line: the dashboard was most likely left.
    Either,
}

/// Command lines that are typed and cannot be run, each with its place: all of them up to the first
/// dashboard, and behind it those that are typed after it was left.
fn typed(steps: &[TapeStep], theme: &Theme) -> Vec<(Position, CliError)> {
    let mut faults = Vec::new();
    let mut hearer = Hearer::Prompt(Prompt::new(false));
    // A file that a later line names may be made while the tape is played.
    let mut is_first = true;
    for step in steps {
        let Act::Press { keys, .. } = &step.act else {
            continue;
        };
        hearer = match hearer {
            Hearer::Either if begins_line(keys) => Hearer::Prompt(Prompt::new(false)),
            _ if is_first => hearer,
            Hearer::Dashboard | Hearer::Either if leaves(keys) => Hearer::Either,
            Hearer::Either => Hearer::Dashboard,
            hearer => hearer,
        };
        let Hearer::Prompt(prompt) = &mut hearer else {
            continue;
        };
        for key in keys {
            let asked = match key.code {
                KeyCode::Enter => line(&prompt.take()).and_then(|line| {
                    let Line::Dashboard(arguments) = line else {
                        return Ok(false);
                    };
                    check(*arguments, theme, is_first).map(|()| true)
                }),
                _ => prompt.press(key, theme).map(|_| false),
            };
            let opens = asked.unwrap_or_else(|error| {
                faults.push((step.at.clone(), error));
                true
            });
            if opens {
                (hearer, is_first) = (Hearer::Dashboard, false);
                break;
            }
        }
    }
    faults
}

/// Whether keys are the beginning of a command line.
fn begins_line(keys: &[KeyEvent]) -> bool {
    let letters = keys.iter().filter_map(|key| match key.code {
        KeyCode::Char(letter) if key.modifiers.is_empty() => Some(letter),
        _ => None,
    });
    let text: String = letters.collect();
    matches!(text.split(' ').next(), Some("parscope" | "clear"))
}

/// Whether keys leave a dashboard, unless a text is typed in it.
fn leaves(keys: &[KeyEvent]) -> bool {
    let [only] = keys else { return false };
    matches!(
        (only.modifiers, only.code),
        (KeyModifiers::NONE, KeyCode::Char('q')) | (KeyModifiers::CONTROL, KeyCode::Char('c'))
    )
}
