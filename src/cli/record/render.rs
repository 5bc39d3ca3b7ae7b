//! `parscope render`: a recording as a picture, moving or still.

use super::part_progress::PartProgress;
use crate::{
    base::{Nanos, open_file, replace_file, visible_name},
    cli::{CliError, tell},
    record::cast::{Cast, CastError, Image, MOST_BYTES, PictureFormat, read, render},
};
use clap::{Arg, ArgMatches, Command, value_parser};
use std::{
    io::{self, Read},
    path::{Path, PathBuf},
};

/// The recording to render and its options.
pub(in crate::cli) struct Rendering {
    /// The recording.
    pub(super) cast: PathBuf,
    /// The file of the picture; an existing one is replaced.
    pub(super) output: PathBuf,
    /// The time of the picture; `None`: all of it, or the end for a still format.
    pub(super) at: Option<Nanos>,
}

/// The command line of `render`.
pub(super) fn command() -> Command {
    Command::new("render")
        .about("Makes a picture of a recording, moving or still")
        .arg(
            Arg::new("file")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("A recording that `parscope --record FILE` made, or asciinema (an asciicast)")
                .required(true),
        )
        .arg(
            Arg::new("output")
                .long("output")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .short('o')
                .required(true)
                .help("Where it goes: .svg and .gif move, .png and .txt show the end"),
        )
        .arg(
            Arg::new("at")
                .long("at")
                .value_name("TIME")
                .value_parser(value_parser!(Nanos))
                .help("Show what is seen at this time instead, such as 3.2s"),
        )
}

impl Rendering {
    /// Reads the command line.
    pub(super) fn of(sub: &ArgMatches) -> Self {
        Self {
            cast: sub.get_one("file").cloned().unwrap_or_default(),
            output: sub.get_one("output").cloned().unwrap_or_default(),
            at: sub.get_one("at").copied(),
        }
    }

    /// Makes the picture.
    pub(super) fn make(&self) -> Result<(), CliError> {
        // The cheaper check first.
        let format =
            PictureFormat::of(&self.output).map_err(|error| fault(&self.output, &error))?;
        let cast = self.read()?;
        if cast.cut {
            tell(&format!(
                "{}: the last line has no end and is left out",
                visible_name(&self.cast)
            ));
        }
        let mut progress = PartProgress::new();
        let image = render(&cast, format, self.at, &mut |done, all| {
            progress.show("rendering", done, all);
        });
        drop(progress);
        let image = image.map_err(|error| match error {
            CastError::Empty => fault(&self.cast, &error),
            error => fault(&self.output, &error),
        })?;
        write(&self.output, &image)
    }

    fn read(&self) -> Result<Cast, CliError> {
        let path = &self.cast;
        let unreadable = |error: io::Error| fault(path, &format!("cannot be read: {error}"));
        let file = open_file(path).map_err(unreadable)?;
        let mut bytes = Vec::new();
        let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
        let mut file = file.take(most.saturating_add(1));
        file.read_to_end(&mut bytes).map_err(unreadable)?;
        read(&bytes).map_err(|error| match error {
            CastError::Line { line, message } => CliError::Setting {
                place: format!("{}:{line}", visible_name(path)),
                message,
            },
            other => fault(path, &other),
        })
    }
}

/// Writes a picture, and prints a note on what is wrong with it, if anything.
pub(super) fn write(path: &Path, image: &Image) -> Result<(), CliError> {
    replace_file(path, &image.bytes).map_err(|error| CliError::unwritten(path, &error))?;
    if let Some(lack) = image.lack() {
        tell(&format!("{}: {lack}", visible_name(path)));
    }
    Ok(())
}

/// A file that cannot be used.
pub(super) fn fault(path: &Path, why: &dyn ToString) -> CliError {
    CliError::File {
        path: path.to_owned(),
        message: why.to_string(),
    }
}
