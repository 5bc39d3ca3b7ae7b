//! `parscope export`: a saved run or sweep in another format.

use super::{
    CliError,
    open::opened,
    printer::{TextForm, print, write_to},
};
use crate::{
    base::{Replacement, open_file},
    export::{
        Chrome, Csv, Export, Html, Json, Markdown, Results, Svg, SweepExport, SweepResults, Topic,
    },
    model::{Curve, restored},
    store::Journal,
};
use clap::ArgMatches;
use std::{
    io::{self, Read, Write},
    path::{Path, PathBuf},
};
use strum::{EnumString, IntoStaticStr, VariantNames};

/// What a file can become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum ExportFormat {
    /// The document of `--json`.
    Json,
    /// A row for each span; of a sweep, for each point.
    Csv,
    /// A report to paste.
    Markdown,
    /// A trace for Perfetto.
    Chrome,
    /// A picture.
    Svg,
    /// A page that can be sent to somebody.
    Html,
}

/// What is to be exported, and as what.
pub(super) struct ExportWanted {
    file: PathBuf,
    format: ExportFormat,
    topic: Option<Topic>,
    output: Option<PathBuf>,
}

/// How the record of a sweep begins; a trace of another program is JSON, too.
const SWEEP: &[u8; 18] = b"{\"parscope_sweep\":";

impl ExportWanted {
    /// What the command line says.
    pub(super) fn of(matches: &ArgMatches) -> Self {
        let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
        let word = |name: &str| matches.get_one::<String>(name);
        Self {
            file: path("file").unwrap_or_default(),
            // clap has let no other word through.
            format: word("format")
                .and_then(|word| word.parse().ok())
                .unwrap_or(ExportFormat::Json),
            topic: word("what").and_then(|word| word.parse().ok()),
            output: path("output"),
        }
    }

    /// Writes it.
    pub(super) fn write(&self) -> Result<(), CliError> {
        if self.topic.is_some() && self.format != ExportFormat::Svg {
            let text = "--what chooses a picture: add --format svg, or leave it out";
            return Err(CliError::Usage(text.into()));
        }
        if is_sweep(&self.file) {
            self.sweep()
        } else {
            self.run()
        }
    }

    fn run(&self) -> Result<(), CliError> {
        if self.topic == Some(Topic::Curve) {
            return Err(self.refused("is a run, which has no curve: choose timeline or ledger"));
        }
        let run = opened(&self.file)?.run;
        if self.topic == Some(Topic::Ledger) && run.ledger().is_none() {
            return Err(
                self.refused("has no ledger, for nobody knows its serial run: choose timeline")
            );
        }
        let format: Box<dyn Export> = match self.format {
            ExportFormat::Json => Box::new(Json),
            ExportFormat::Csv => Box::new(Csv),
            ExportFormat::Markdown => Box::new(Markdown),
            ExportFormat::Chrome => Box::new(Chrome),
            ExportFormat::Svg => Box::new(Svg(self.topic.unwrap_or(Topic::Timeline))),
            ExportFormat::Html => Box::new(Html),
        };
        let results = Results::of(vec![run]);
        self.put(|out| format.write(&results, out))
    }

    fn sweep(&self) -> Result<(), CliError> {
        if self.topic.is_some_and(|topic| topic != Topic::Curve) {
            return Err(self.refused("is a sweep, which has a curve: leave --what out"));
        }
        let format: Box<dyn SweepExport> = match self.format {
            ExportFormat::Json => Box::new(Json),
            ExportFormat::Csv => Box::new(Csv),
            ExportFormat::Markdown => Box::new(Markdown),
            ExportFormat::Svg => Box::new(Svg(Topic::Curve)),
            ExportFormat::Chrome | ExportFormat::Html => {
                let text =
                    "is a sweep, and that format is for a run: choose json, csv, markdown or svg";
                return Err(self.refused(text));
            }
        };
        let (title, entries) = Journal::read(&self.file).map_err(CliError::Open)?;
        let sweep = restored(&title).map_err(|why| self.refused(&format!("is damaged: {why}")))?;
        let results = SweepResults {
            sweep: &sweep,
            curve: &Curve::of(&sweep, &entries),
            machine: &title.machine,
            journal: &self.file,
        };
        self.put(|out| format.write_sweep(&results, out))
    }

    /// To standard output, or to a file that is either written whole or left as it was.
    fn put(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), CliError> {
        let Some(path) = &self.output else {
            return print(self.form(), write);
        };
        let written = Replacement::new(path).and_then(|mut file| {
            write_to(self.form(), &mut file, write)?;
            file.finish()
        });
        written.map_err(|error| CliError::unwritten(path, &error))
    }

    /// JSON stays JSON.
    const fn form(&self) -> TextForm {
        match self.format {
            ExportFormat::Json | ExportFormat::Chrome => TextForm::Json,
            _ => TextForm::PLAIN,
        }
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
