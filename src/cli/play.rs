//! `parscope play`: the dashboard from a tape, and what is kept of it.

mod player;
mod prompt;

use super::{CliError, file, looks, render};
use crate::{
    cast::{Format, keep, read, render as picture},
    tape::{self, Tape},
    ui::Theme,
};
use player::Player;
use std::path::{Path, PathBuf};

/// What is wanted.
pub(in crate::cli) struct Playing {
    /// The tape.
    pub(super) tape: PathBuf,
    /// Where what it shows goes; where there is nothing, to where the tape says.
    pub(super) outputs: Vec<PathBuf>,
}

/// The ending of a recording's name.
const RECORDING: &str = "cast";

impl Playing {
    /// Plays it.
    pub(super) fn play(&self) -> Result<(), CliError> {
        let text = file::text(&self.tape, "tape")?;
        let place = Place(&self.tape);
        let tape = tape::read(text.as_bytes())
            .map_err(|error| place.refuse(error.line, &error.message))?;
        let outputs = self.outputs(&tape, &place)?;
        let theme = theme(&tape, &place)?;
        let size = tape.settings.size();
        let size = size.map_err(|message| place.refuse(1, &message))?;
        let recording = Player::new(&tape.settings, size, theme)?.play(&tape.steps, &place)?;
        // All pictures are of the recording, so that what is looked at is what is played.
        let cast = read(&recording).map_err(|error| render::fault(&self.tape, &error))?;
        for path in outputs {
            let image = match Format::of(path) {
                _ if is_recording(path) => {
                    keep(path, &recording).map_err(|error| CliError::unwritten(path, &error))?;
                    continue;
                }
                Ok(format) => picture(&cast, format, None, &mut |_, _| ()),
                Err(error) => Err(error),
            };
            let image = image.map_err(|error| render::fault(path, &error))?;
            render::write(path, &image)?;
        }
        Ok(())
    }

    /// Where it goes, checked before anything is played.
    fn outputs<'a>(&'a self, tape: &'a Tape, place: &Place<'_>) -> Result<Vec<&'a Path>, CliError> {
        let known = ".cast, .svg, .gif, .png or .txt";
        let is_known = |path: &Path| is_recording(path) || Format::of(path).is_ok();
        for path in &self.outputs {
            if !is_known(path) {
                return Err(render::fault(
                    path,
                    &format!("the name is to end in {known}"),
                ));
            }
        }
        for (line, path) in &tape.outputs {
            if !is_known(path) {
                let text = format!("`Output {}` is to end in {known}", path.display());
                return Err(place.refuse(*line, &text));
            }
        }
        let said: Vec<_> = if self.outputs.is_empty() {
            tape.outputs.iter().map(|(_, path)| &**path).collect()
        } else {
            self.outputs.iter().map(|path| &**path).collect()
        };
        let pictured = |step: &tape::Step| matches!(step.act, tape::Act::Screenshot(_));
        if said.is_empty() && !tape.steps.iter().any(pictured) {
            let text = "the tape does not say where what it shows is to go: `-o FILE` does".into();
            return Err(CliError::Usage(text));
        }
        Ok(said)
    }
}

/// Names lines of a tape.
pub(super) struct Place<'a>(&'a Path);

impl Place<'_> {
    /// The tape is wrong there.
    fn refuse(&self, line: usize, message: &str) -> CliError {
        CliError::Setting {
            place: self.line(line),
            message: message.to_owned(),
        }
    }

    /// The tape is right, and yet it cannot be played on from there.
    fn fail(&self, line: usize, message: String) -> CliError {
        CliError::Play {
            place: self.line(line),
            message,
        }
    }

    fn line(&self, line: usize) -> String {
        format!("{}:{line}", self.0.display())
    }
}

fn is_recording(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case(RECORDING))
}

/// The theme of a tape: one of ours, or what VHS calls two of its own.
fn theme(tape: &Tape, place: &Place<'_>) -> Result<Theme, CliError> {
    let Some((line, name)) = &tape.settings.theme else {
        return Ok(Theme::dark());
    };
    let ours = match name.as_str() {
        "Builtin Dark" => "dark",
        "Builtin Light" => "light",
        name => name,
    };
    looks::theme(ours).map_err(|error| place.refuse(*line, &error.to_string()))
}
