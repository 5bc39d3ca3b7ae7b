//! [`aside`]: what would keep the screen waiting, on a thread of its own.
//!
//! A run may have millions of tasks. To simulate them takes a second, and to give back the memory
//! of their spans a tenth of one; a key is to be answered in between.

use crate::{log::Reader, model::Run};
use std::{
    sync::Arc,
    thread::{Builder, JoinHandle},
};

/// Spans whose memory is given back at once: while that lasts, nobody else gets any.
const SLICE: usize = 1 << 18;

/// Begins some work; `None` where the system has no thread for it.
///
/// Not at a low priority: threads share their memory's map, and whoever holds it and does not get
/// to run keeps the screen waiting. What must not be seen in a run is begun after it.
pub(super) fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<JoinHandle<T>> {
    Builder::new().name("aside".into()).spawn(work).ok()
}

/// Lets go of a log: whoever is the last to do so gives back its memory.
pub(super) fn close(reader: Option<Reader>) {
    if let Some(reader) = reader {
        // Where there is no thread for it, it happens here.
        let _ = aside(move || drop(reader));
    }
}

/// Gives back the memory of a run that nobody else has.
pub(super) fn discard(run: Arc<Run>) {
    let Some(mut run) = Arc::into_inner(run) else {
        return;
    };
    let spans: usize = run.lanes.iter().map(|lane| lane.spans.len()).sum();
    if spans <= SLICE {
        return;
    }
    let _ = aside(move || {
        for spans in run.lanes.iter_mut().map(|lane| &mut lane.spans) {
            while !spans.is_empty() {
                spans.truncate(spans.len().saturating_sub(SLICE));
                spans.shrink_to_fit();
            }
        }
    });
}
