//! [`opened`]: runs from files, [`preview`]: what can be had of one at once, and [`files`]: from which.

use super::CliError;
use crate::{
    engine::import::{self, Imported},
    plan::PlanError,
    store::{self, Archive, Recording, StoreError},
    ui::Opened,
};
use std::path::{Path, PathBuf};

/// The files to open: the named ones, or the last kept run.
pub(super) fn files(named: Vec<PathBuf>) -> Result<Vec<PathBuf>, CliError> {
    if !named.is_empty() {
        return Ok(named);
    }
    let files = Archive::of_user().map_err(CliError::Open)?.files();
    let latest = files.into_iter().next().ok_or_else(|| {
        let text = "no run was kept yet: name a file, or make a run in the dashboard";
        CliError::Usage(text.into())
    })?;
    Ok(vec![latest])
}

/// A preview of a long run, which can be shown at once.
pub(super) fn preview(path: &Path) -> Option<Opened> {
    store::preview(path).and_then(Opened::preview)
}

/// The run in a file. What it says about itself is checked like any input.
pub(super) fn opened(path: &Path) -> Result<Opened, CliError> {
    let fault = |message: String| CliError::File {
        path: path.into(),
        message,
    };
    let recording = match import::import(path)? {
        Some(Imported { description, lanes }) => Recording {
            description,
            lanes,
            ..Recording::default()
        },
        None => store::open(path).map_err(|error| match error {
            // It names the file itself.
            error @ StoreError::System { .. } => CliError::Open(error),
            error => fault(error.to_string()),
        })?,
    };
    let damaged = |error: PlanError| fault(format!("the log is damaged: {error}"));
    Opened::of(recording).map_err(damaged)
}
