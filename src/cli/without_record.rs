//! The command line of a build without the feature `record`: nothing of it is there.

use super::CliError;
use crate::ui::Capture;
use clap::{Arg, ArgMatches, Command};

/// No task.
pub(super) enum RecordTask {}

impl RecordTask {
    /// No subcommand has that name.
    pub(super) const fn of(_: &str, _: &ArgMatches) -> Option<Self> {
        None
    }

    /// There is none that could be run.
    pub(super) const fn run(&self, _: bool) -> Result<(), CliError> {
        match *self {}
    }
}

/// No subcommands.
pub(super) const fn commands() -> Vec<Command> {
    Vec::new()
}

/// No flags.
pub(super) const fn flags() -> Vec<Arg> {
    Vec::new()
}

/// No files.
#[derive(Clone)]
pub(super) struct CaptureWanted;

impl CaptureWanted {
    /// There are no flags to be read.
    pub(super) const fn of(_: &ArgMatches) -> Self {
        Self
    }

    /// Never fails without the feature.
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "with the feature there are files"
    )]
    pub(super) const fn check(&self, _: bool) -> Result<(), CliError> {
        Ok(())
    }

    /// `None` without the feature.
    #[expect(clippy::unused_self, reason = "with the feature there are files")]
    pub(super) fn capture(&self) -> Option<Box<dyn Capture>> {
        None
    }
}
