//! `parscope play`: plays the dashboard from a tape, and records it.

mod check;
mod look;
mod output;
mod player;
mod prompt;

use super::{part_progress::PartProgress, render};
use crate::{
    base::{Nanos, visible_name},
    cli::{CliError, file, tell},
    record::{cast::read, tape},
};
use check::Checked;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use look::TapeLook;
use output::as_played;
use player::Player;
use std::path::{Path, PathBuf};

/// The longest pause that is kept: a tape's pauses are wanted, unlike those of a user.
const IDLE: Nanos = Nanos::from_millis(10_000);

/// The tape to play and its options.
pub(in crate::cli) struct Playing {
    /// The tape.
    pub(super) tape: PathBuf,
    /// The output files; if there are none, those that the tape names.
    pub(super) outputs: Vec<PathBuf>,
}

/// The command `play`.
pub(super) fn command() -> Command {
    Command::new("play")
        .about("Plays the dashboard from a tape, and keeps what it shows")
        .long_about(
            "Plays the dashboard from a tape, and keeps what it shows.\n\nA tape is what VHS plays: \
             the command to be typed, keys, pauses, and what to wait for. It needs no terminal. \
             What it shows of a saved run is the same every time.",
        )
        .arg(Arg::new("file")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("A tape")
                .required(true))
        .arg(
            Arg::new("output")
                .long("output")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .short('o')
                .action(ArgAction::Append)
                .help(
                    "Where to write it, in place of what the tape says: .cast, .svg and .gif move, \
                     .png and .txt show the end; may be given several times",
                ),
        )
}

impl Playing {
    /// Reads the command line.
    pub(super) fn of(sub: &ArgMatches) -> Self {
        Self {
            tape: sub.get_one("file").cloned().unwrap_or_default(),
            outputs: sub
                .get_many("output")
                .unwrap_or_default()
                .cloned()
                .collect(),
        }
    }

    /// Plays it, if all of it can be played. A tape may come from another person, so the commands
    /// that it types have no consent.
    pub(super) fn play(&self, allow_commands: bool) -> Result<(), CliError> {
        let text = file::text(&self.tape, "tape")?;
        let reading = tape::read(text.as_bytes(), &mut |path| self.source(path));
        let Checked {
            tape,
            outputs,
            size,
            look,
        } = self.check(reading)?;
        if let Some(note) = ignored(&tape) {
            tell(&format!("{}: {note}", visible_name(&self.tape)));
        }
        for note in &look.notes {
            tell(&format!("{}: {note}", visible_name(&self.tape)));
        }
        let recording = Player::new(&tape, size, look, allow_commands)?.play(&tape.steps, self)?;
        // All pictures are made from the recording, so that they show what it plays.
        let cast = read(&recording).map_err(|error| render::fault(&self.tape, &error));
        let mut cast = cast?;
        as_played(&mut cast, &tape.settings);
        for output in outputs {
            output.write(&recording, &cast, &tape.settings)?;
        }
        Ok(())
    }

    /// The text of a tape that this one plays: in the folder where the program was started, as VHS
    /// has it, else beside the tape.
    fn source(&self, path: &Path) -> Result<Vec<u8>, String> {
        let beside = self.tape.parent().unwrap_or(Path::new("")).join(path);
        let path = if path.exists() { path } else { &beside };
        let text = file::text(path, "tape").map_err(|error| error.to_string())?;
        Ok(text.into_bytes())
    }

    /// An error in the tape, at that position.
    fn refuse(&self, at: &tape::Position, message: &str) -> CliError {
        self.at(at, message.to_owned())
    }

    /// An error of playing a valid tape, at that position.
    fn fail(&self, at: &tape::Position, message: String) -> CliError {
        CliError::Play {
            place: self.place(at),
            message,
        }
    }
}

/// The settings of a tape that have no effect here, each once, with its first line.
fn ignored(tape: &tape::Tape) -> Option<String> {
    let mut named: Vec<(&str, String)> = Vec::new();
    for (at, what) in &tape.ignored {
        if named.iter().all(|(other, _)| other != what) {
            named.push((what, format!("{what} ({at})")));
        }
    }
    let named: Vec<_> = named.into_iter().map(|(_, named)| named).collect();
    (!named.is_empty()).then(|| {
        format!(
            "changes nothing of what is drawn here: {}",
            named.join(", ")
        )
    })
}
