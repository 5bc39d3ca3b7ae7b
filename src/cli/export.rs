//! `parscope export`: a saved run or sweep in another format.

use super::{
    CliError,
    format::choices,
    open::opened,
    printer::{TextForm, print, write_file},
};
use crate::{
    base::open_file,
    export::{ExportOptions, FORMATS, Format, JSON, Results, Style, SweepResults, Topic},
    model::{Curve, restored},
    store::Journal,
};
use clap::ArgMatches;
use std::{
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// A file to export, and the format.
pub(super) struct ExportWanted {
    file: PathBuf,
    format: &'static Format,
    topic: Option<Topic>,
    output: Option<PathBuf>,
}

/// How the record of a sweep begins; a trace of another program is JSON, too.
const SWEEP: &[u8; 18] = b"{\"parscope_sweep\":";

impl ExportWanted {
    /// Reads the command line.
    pub(super) fn of(matches: &ArgMatches) -> Self {
        let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
        let word = |name: &str| matches.get_one::<String>(name);
        let named = |format: &&&Format| word("format").is_some_and(|word| word == format.name);
        Self {
            file: path("file").unwrap_or_default(),
            // clap accepts no other word.
            format: FORMATS.iter().find(named).unwrap_or(&&JSON),
            topic: word("what").and_then(|word| word.parse().ok()),
            output: path("output"),
        }
    }

    /// Writes it; text on standard output in this style.
    pub(super) fn write(&self, style: Style) -> Result<(), CliError> {
        if self.topic.is_some() && self.format.topics.is_empty() {
            let text = "--what chooses a picture: add --format svg, or leave it out";
            return Err(CliError::Usage(text.into()));
        }
        let style = Style {
            color: style.color && self.output.is_none(),
            ..style
        };
        let options = ExportOptions {
            style,
            topic: self.topic,
        };
        if is_sweep(&self.file) {
            self.sweep(options)
        } else {
            self.run(options)
        }
    }

    fn run(&self, options: ExportOptions) -> Result<(), CliError> {
        let Some(write) = self.format.run else {
            return Err(self.unfit("is a run", |format| format.run.is_some()));
        };
        if self.topic == Some(Topic::Curve) {
            return Err(self.refused("is a run, which has no curve: choose timeline or ledger"));
        }
        let run = opened(&self.file)?.run;
        if self.topic == Some(Topic::Ledger) && run.ledger().is_none() {
            return Err(
                self.refused("has no ledger, for its serial run is not known: choose timeline")
            );
        }
        let results = Results::of(vec![run]);
        self.put(options, |out| write(&results, options, out))
    }

    fn sweep(&self, options: ExportOptions) -> Result<(), CliError> {
        if self.topic.is_some_and(|topic| topic != Topic::Curve) {
            return Err(self.refused("is a sweep, which has a curve: leave --what out"));
        }
        let Some(write) = self.format.sweep else {
            let why = "is a sweep, and that format is for a run";
            return Err(self.unfit(why, |format| format.sweep.is_some()));
        };
        let (title, entries) = Journal::read(&self.file).map_err(CliError::Open)?;
        let sweep = restored(&title).map_err(|why| self.refused(&format!("is damaged: {why}")))?;
        let results = SweepResults {
            sweep: &sweep,
            curve: &Curve::of(&sweep, &entries),
            machine: &title.machine,
            journal: &self.file,
        };
        self.put(options, |out| write(&results, options, out))
    }

    /// To standard output, or to a file that is either written whole or left as it was.
    fn put(
        &self,
        options: ExportOptions,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), CliError> {
        let form = TextForm::of_format(self.format, options.style);
        let Some(path) = &self.output else {
            return print(form, write);
        };
        write_file(path, form, write)
    }

    /// Refuses the format, and names those that would do.
    fn unfit(&self, why: &str, holds: fn(&Format) -> bool) -> CliError {
        self.refused(&format!("{why}: choose {}", choices(holds)))
    }

    fn refused(&self, message: &str) -> CliError {
        CliError::File {
            path: self.file.clone(),
            message: message.into(),
        }
    }
}

/// Whether a file is the record of a sweep; what cannot be read is none.
fn is_sweep(path: &Path) -> bool {
    let mut start = [0; SWEEP.len()];
    open_file(path).is_ok_and(|mut file| file.read_exact(&mut start).is_ok()) && start == *SWEEP
}
