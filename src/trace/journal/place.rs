//! Where the journal of a sweep is kept when nobody said where.

use super::{Journal, Title};
use crate::trace::TraceError;
use etcetera::BaseStrategy;
use std::{fs, io};

/// Sweeps that may be of the same fingerprint; more are not likely to be wanted.
const MOST: u32 = 10_000;

impl Journal {
    /// Begins a journal in the user's own folder (`~/.local/state/parscope/sweep`), in a file
    /// that is named after what is swept: `chunksize-1a2b3c4d.jsonl`, the next one `-2`.
    ///
    /// # Errors
    /// [`TraceError::System`] where there is no such folder and none can be made.
    pub fn begin(title: &Title) -> Result<Self, TraceError> {
        let fault = |source| TraceError::System {
            action: "there is no place to keep the runs in".into(),
            source,
        };
        let none = |_| fault(io::Error::other("there is no home folder"));
        let folders = etcetera::choose_base_strategy().map_err(none)?;
        let state = folders.state_dir().unwrap_or_else(|| folders.cache_dir());
        let folder = state.join("parscope").join("sweep");
        fs::create_dir_all(&folder).map_err(fault)?;
        let names = title.axes.iter().filter_map(|axis| axis.split('=').next());
        let name = names
            .chain([title.fingerprint().as_str()])
            .collect::<Vec<_>>()
            .join("-");
        let mut number = 1;
        loop {
            let file = match number {
                1 => format!("{name}.jsonl"),
                _ => format!("{name}-{number}.jsonl"),
            };
            match Self::create(&folder.join(file), title) {
                Err(TraceError::System { source, .. })
                    if source.kind() == io::ErrorKind::AlreadyExists && number < MOST =>
                {
                    number += 1;
                }
                other => return other,
            }
        }
    }
}
