//! [`SweepWanted`]: a sweep as a command line has it.

use super::Wanted;
use crate::cli::CliError;
use clap::ArgMatches;
use std::path::PathBuf;

/// The sweep that is asked for.
pub(in crate::cli) struct SweepWanted {
    /// The experiment that all points share.
    pub(in crate::cli) wanted: Wanted,
    /// The parameters that are swept: `chunksize=1..64`.
    pub(in crate::cli) axes: Vec<String>,
    /// The file for its runs.
    pub(in crate::cli) out: Option<PathBuf>,
    /// The file of a sweep that goes on.
    pub(in crate::cli) resume: Option<PathBuf>,
    /// Whether the dashboard shows it.
    pub(in crate::cli) watch: bool,
}

impl SweepWanted {
    /// Whether the command line says anything about the sweep.
    pub(in crate::cli) fn says_anything(&self) -> bool {
        !self.axes.is_empty() || self.wanted.first_word().is_some()
    }
}

/// Reads the sweep from a command line.
pub(super) fn sweep(matches: &ArgMatches, wanted: Wanted) -> Result<SweepWanted, CliError> {
    let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
    let axes = matches.get_many::<String>("axes");
    let wanted = SweepWanted {
        wanted,
        axes: axes.map_or_else(Vec::new, |axes| axes.cloned().collect()),
        out: path("out"),
        resume: path("resume"),
        watch: matches.get_flag("watch"),
    };
    if wanted.axes.is_empty() && wanted.resume.is_none() {
        let none = "say what to sweep, such as `parscope sweep chunksize=1..64`";
        return Err(CliError::Usage(none.into()));
    }
    Ok(wanted)
}
