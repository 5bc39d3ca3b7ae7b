//! [`run`]: the entry point of the dashboard.

use super::{
    DashboardEnd, Options, UiError,
    dashboard::{Dashboard, End},
    signals::end_by,
};
use crate::base::{Output, visible};
use std::io::Write;

/// Shows the dashboard until the user leaves it. Where a signal ends it, or the terminal is
/// gone, this does not return: the terminal is restored and the process ends by that signal.
///
/// # Errors
/// [`UiError`]; the terminal is then as it was.
pub fn run(options: Options) -> Result<DashboardEnd, UiError> {
    let mut dashboard = Dashboard::open(options)?;
    let end = dashboard.run();
    let picture = match end {
        End::Quit => dashboard.take_last_picture(),
        _ => Ok(None),
    };
    let (note, picture) = picture.map_or_else(|error| (None, Some(error)), |note| (note, None));
    let left = DashboardEnd {
        unfinished: dashboard.unfinished(),
        notes: note.into_iter().chain(dashboard.left_running()).collect(),
        lost: picture
            .into_iter()
            .chain(dashboard.lost_recording())
            .collect(),
    };
    // The run that goes on is stopped, the terminal restored, the threads are gone.
    drop(dashboard);
    if !matches!(end, End::Quit) {
        for error in &left.lost {
            let line = format!("parscope: {}\n", visible(&error.to_string()));
            let _ = Output::stderr().write_all(line.as_bytes());
        }
    }
    match end {
        End::Quit => Ok(left),
        End::Signal(signal) => end_by(signal),
        End::Broken(text) => Err(UiError::Broken(text)),
        End::Refused(text) => Err(UiError::Opened(text)),
    }
}
