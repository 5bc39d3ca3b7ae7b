//! The command line of the feature `record`: `play`, `render`, `--record` and `--screenshot`.

mod part_progress;
mod play;
mod render;

use super::{CliError, run, terminal};
use crate::{
    record::{CaptureFiles, cast::PictureFormat},
    ui::{Capture, UiError},
};
use clap::{Arg, ArgMatches, Command, value_parser};
use play::Playing;
use render::Rendering;
use std::path::PathBuf;

/// A command on a recording or a tape.
pub(in crate::cli) enum RecordTask {
    /// Make a picture of a recording.
    Render(Rendering),
    /// Play the dashboard from a tape.
    Play(Playing),
}

impl RecordTask {
    /// The task of the subcommand of that name, if it is one of these.
    pub(super) fn of(name: &str, sub: &ArgMatches) -> Option<Self> {
        match name {
            "render" => Some(Self::Render(Rendering::of(sub))),
            "play" => Some(Self::Play(Playing::of(sub))),
            _ => None,
        }
    }

    /// Carries it out.
    pub(super) fn run(&self, allow_commands: bool) -> Result<(), CliError> {
        match self {
            Self::Render(rendering) => rendering.make(),
            Self::Play(playing) => playing.play(allow_commands),
        }
    }
}

/// Its subcommands.
pub(super) fn commands() -> Vec<Command> {
    vec![render::command(), play::command()]
}

/// Its flags of the dashboard.
pub(super) fn flags() -> Vec<Arg> {
    let option = |name| Arg::new(name).long(name).value_name("FILE");
    vec![
        option("record").value_parser(value_parser!(PathBuf)).help(
            "Record the dashboard as asciinema does (an asciicast); a file that is there is left \
             alone",
        ),
        option("screenshot")
            .value_parser(value_parser!(PathBuf))
            .help(
                "Keep a picture of the dashboard as it is left, or as it was when P was pressed \
                 (.svg, .png, .txt)",
            ),
    ]
}

/// The files in which the dashboard is wanted.
#[derive(Clone)]
pub(super) struct CaptureWanted(CaptureFiles);

impl CaptureWanted {
    /// Reads the flags.
    pub(super) fn of(matches: &ArgMatches) -> Self {
        Self(CaptureFiles {
            record: matches.get_one("record").cloned(),
            screenshot: matches.get_one("screenshot").cloned(),
        })
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Refuses files that cannot be written, before anything is done.
    pub(super) fn check(&self, has_dashboard: bool) -> Result<(), CliError> {
        if self.is_empty() {
            return Ok(());
        }
        if !has_dashboard {
            let text = "--record and --screenshot keep the dashboard, and this shows none: leave \
                        them out";
            return Err(CliError::Usage(text.into()));
        }
        if !terminal::can_be_drawn_on() {
            return Err(UiError::NoTerminal.into());
        }
        let Some(path) = &self.0.screenshot else {
            return Ok(());
        };
        let refuse = |message: String| CliError::File {
            path: path.clone(),
            message,
        };
        match PictureFormat::of(path) {
            Ok(PictureFormat::Gif) => Err(refuse(
                "a screenshot does not move: .svg, .png or .txt".into(),
            )),
            Ok(_) => run::check_destination(path),
            Err(error) => Err(refuse(error.to_string())),
        }
    }

    /// The files as the dashboard's capture.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "a build without the feature has none"
    )]
    pub(super) fn capture(&self) -> Option<Box<dyn Capture>> {
        Some(Box::new(self.0.clone()))
    }
}
