//! Advice on the chunksize of a call.

use crate::model::{CallSimulation, Run};

/// Advice on the chunksize of a call: with the one that would have been best, simulated, where that
/// can be told, else in these words.
pub(super) fn advice(run: &Run, call: usize, words: impl Into<String>) -> String {
    let call = u32::try_from(call).ok();
    let simulated = call.and_then(|call| CallSimulation::of_chunksizes(run, call).ok());
    match simulated.and_then(|simulated| simulated.best_chunksize()) {
        Some(best) => format!("Try {best}."),
        None => words.into(),
    }
}
