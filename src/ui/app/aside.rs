//! [`aside`]: what would keep the screen waiting, on a thread of its own.
//!
//! A run may have millions of tasks. To simulate them takes a second, and to give back the memory
//! of their spans a tenth of one; a key is to be answered in between.

use crate::{model::Run, trace::Reader};
use rustix::process::setpriority_process;
use std::{
    sync::Arc,
    thread::{Builder, JoinHandle},
};

/// Spans whose memory is given back at once: while that lasts, nobody else gets any.
const SLICE: usize = 1 << 18;

/// The lowest priority: whatever is being measured comes first.
const LAST: i32 = 19;

/// Begins some work; `None` where the system has no thread for it.
pub(super) fn aside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<JoinHandle<T>> {
    let name = Builder::new().name("aside".into());
    let thread = name.spawn(move || {
        // Of this thread. Where that is refused it is only less polite.
        let _ = setpriority_process(None, LAST);
        work()
    });
    thread.ok()
}

/// Lets go of a log: whoever is the last to do so gives back its memory.
pub(super) fn close(reader: Option<Reader>) {
    if let Some(reader) = reader {
        // Not at the lowest priority: until it is done nobody gets memory, and that could be long.
        drop(
            Builder::new()
                .name("close".into())
                .spawn(move || drop(reader)),
        );
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
    free(move || {
        for spans in run.lanes.iter_mut().map(|lane| &mut lane.spans) {
            while !spans.is_empty() {
                spans.truncate(spans.len().saturating_sub(SLICE));
                spans.shrink_to_fit();
            }
        }
    });
}

/// Gives memory back, and not at the lowest priority: whoever does so keeps all others of the
/// process from theirs meanwhile, and would be kept from doing it by whoever computes.
fn free(work: impl FnOnce() + Send + 'static) {
    // Where there is no thread for it, it happens here.
    drop(Builder::new().name("free".into()).spawn(work));
}
