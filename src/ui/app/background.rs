//! [`aside`]: work that would keep the screen waiting, on a thread of its own.
//!
//! A run may have millions of tasks. Simulating them takes a second, and freeing the memory of
//! their spans a tenth of one; keys are answered meanwhile.

use crate::{log::Follow, model::Run};
use std::{
    sync::Arc,
    thread::{Builder, JoinHandle},
};

/// Spans whose memory is freed in one step: no other thread gets memory during a step.
const SLICE: usize = 1 << 18;

/// Begins some work; `None` where the system has no thread for it.
///
/// Not at a low priority: threads share a lock on their memory map, and a thread that holds it but
/// is not scheduled blocks the screen. Work that must not disturb a run is begun after it.
pub(super) fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<JoinHandle<T>> {
    Builder::new().name("aside".into()).spawn(work).ok()
}

/// Closes a log on another thread, as it may take long to free its memory.
pub(super) fn close(reader: Option<Box<dyn Follow>>) {
    if let Some(reader) = reader {
        // Where there is no thread for it, it happens here.
        let _ = aside(move || drop(reader));
    }
}

/// Frees the memory of a run, if it is not shared.
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
