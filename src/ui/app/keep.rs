//! Saving of runs: in the file of the command line, in one that a key asks for, and, by itself, in
//! the archive.

use super::{App, host::Host};
use crate::{
    base::visible_name,
    model::{Origin, Run},
    store::{self, Archive, KeptRun},
    ui::{Message, run_view::RunView},
};
use std::path::{Path, PathBuf};

/// Files of one name, besides a number, that there may be in a folder.
const MOST_FILES: u32 = 1000;

/// Letters of a script's name in that of a file.
const LONGEST_NAME: usize = 40;

/// Where runs are kept.
#[derive(Debug, Default)]
pub(super) struct Keep {
    /// Where a key saves what is shown; the present folder where it has no name.
    pub(super) folder: PathBuf,
    /// The file of the last run, where one was asked for.
    file: Option<PathBuf>,
    archive: Option<Archive>,
}

impl Keep {
    pub(super) const fn new(file: Option<PathBuf>, archive: Option<Archive>) -> Self {
        let folder = PathBuf::new();
        Self {
            folder,
            file,
            archive,
        }
    }
}

impl RunView {
    /// The run for the store, with that digest; `None` if there is no run.
    fn recorded<'a>(&'a self, digest: &'a [u8]) -> Option<KeptRun<'a>> {
        let run = self.run.as_deref()?;
        Some(KeptRun {
            description: &run.description,
            lanes: &run.lanes,
            snapshots: &self.processes.all,
            digest,
        })
    }

    fn digest(&self) -> Vec<u8> {
        self.run.as_deref().map_or_else(Vec::new, Run::digest)
    }
}

/// The name of a run in the name of its file: `pool-primes`, or of a program its script, `sim`.
fn name(run: &Run) -> String {
    match &run.origin {
        Origin::Planned(planned) => format!("{}-{}", planned.mode, planned.workload.name),
        Origin::Imported(_) => "imported".into(),
        Origin::Watched => script(run).unwrap_or_else(|| "program".into()),
    }
}

/// The script of a program without folder and suffix, or else its command.
fn script(run: &Run) -> Option<String> {
    let command = &run.watched()?.command;
    let words = || command.iter().map(|word| Path::new(word.raw()));
    let is_script = |word: &&Path| word.extension().is_some_and(|suffix| suffix == "py");
    let word = words().find(is_script).or_else(|| words().next())?;
    let stem = word.file_stem()?.to_str()?;
    let plain = |c: char| {
        if c.is_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        }
    };
    Some(stem.chars().take(LONGEST_NAME).map(plain).collect())
}

impl<E: Host> App<E> {
    /// Keeps the run that has just ended: in the file that was asked for, which is told, and in the
    /// archive, which is not.
    pub(super) fn keep(&self) -> Option<Message> {
        let shown = self.runs.live.shown();
        let digest = shown.digest();
        let (run, recorded) = (shown.run.as_deref()?, shown.recorded(&digest)?);
        if let Some(archive) = &self.keep.archive
            && let Err(error) = archive.keep(recorded, &name(run))
        {
            return Some(Message::Fault(error.to_string()));
        }
        Some(saved(recorded, self.keep.file.as_deref()?))
    }

    /// Saves what is shown in a file that was not there.
    pub(super) fn save(&mut self) {
        let shown = self.runs.shown();
        let digest = shown.digest();
        let message = match (&shown.run, shown.recorded(&digest)) {
            (Some(run), _) if run.is_cut => {
                let text = "only the beginning of this run is known: copy its file to keep it";
                Message::Note(text.into())
            }
            (Some(run), Some(recorded)) if run.is_over() => {
                let name = name(run);
                let files = (1..=MOST_FILES).map(|number| match number {
                    1 => self.keep.folder.join(format!("{name}.parscope")),
                    _ => self.keep.folder.join(format!("{name}-{number}.parscope")),
                });
                match files.into_iter().find(|file| !file.exists()) {
                    Some(file) => saved(recorded, &file),
                    None => Message::Fault(format!("there are {MOST_FILES} {name}.parscope")),
                }
            }
            (Some(_), _) => {
                Message::Note("the run goes on: it can be saved when it is over".into())
            }
            _ => Message::Note(self.no_run_yet()),
        };
        self.message = Some(message);
    }
}

fn saved(recorded: KeptRun<'_>, path: &Path) -> Message {
    match store::save(recorded, path) {
        Ok(()) => Message::Note(format!(
            "saved: `parscope open {}` shows it again",
            visible_name(path)
        )),
        Err(error) => Message::Fault(error.to_string()),
    }
}
