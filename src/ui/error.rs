//! [`UiError`]: why there is no dashboard, or none any more.

use crate::base::visible_name;
use std::{io, path::PathBuf};

/// Why there is no dashboard, or none any more.
#[derive(Debug, thiserror::Error)]
pub enum UiError {
    /// Standard output is no terminal, or there is no keyboard.
    #[error(
        "the dashboard needs a terminal and there is none: start it in one, or use \
         `parscope run` for a report"
    )]
    NoTerminal,
    /// The terminal cannot do what a dashboard needs.
    #[error(
        "the dashboard cannot be drawn where TERM is `dumb`: set TERM to what your terminal is, \
         or use `parscope run` for a report"
    )]
    DumbTerminal,
    /// A file for a recording or picture of the screen that cannot be written.
    #[error("{}: {message}", visible_name(path))]
    File {
        /// Its path.
        path: PathBuf,
        /// Why it cannot be.
        message: String,
    },
    /// A file of a recording of the screen that takes no more.
    #[error("{}: {message}", visible_name(path))]
    Write {
        /// Its path.
        path: PathBuf,
        /// The part that is missing in it, and why.
        message: String,
    },
    /// A command from a file, where no user can be asked about it.
    #[error("it runs a command: look whether it does what you want, and add --allow-commands: {0}")]
    Command(String),
    /// A run that was about to be shown.
    #[error("{0}")]
    Opened(String),
    /// The system refused something.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
    /// A thread panicked. It could have been any; what is on the screen can not be trusted.
    #[error("this is a bug in parscope, please report it: {0}")]
    Broken(String),
}
