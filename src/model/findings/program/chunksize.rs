//! What another chunksize would do for a call.

use crate::{base::Nanos, model::Run};

/// A chunksize with which a call would have been faster, simulated.
pub(super) struct BestChunksize {
    pub(super) chunksize: u32,
    /// How long the call would have taken, and how long it took.
    pub(super) wall: Nanos,
    pub(super) instead_of: Nanos,
}

/// The chunksize that would have been best for a call of a run; `None` where that can't be simulated.
pub(super) const fn best_chunksize(_run: &Run, _call: usize) -> Option<BestChunksize> {
    None
}

/// Advice on the chunksize of a call: with numbers where they are known, else in these words.
pub(super) fn advice(run: &Run, call: usize, words: impl Into<String>) -> String {
    match best_chunksize(run, call) {
        Some(best) => format!(
            "chunksize={} would take {} instead of {}, simulated.",
            best.chunksize, best.wall, best.instead_of
        ),
        None => words.into(),
    }
}
