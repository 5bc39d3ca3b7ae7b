//! The words for a run of a program that was watched: its command, and where there is one call, the
//! function and the chunksize of that.

use crate::{
    log::{Call, Watched},
    model::Run,
};

/// `orders.py 4`, `price`, `chunksize 25`
pub(in crate::ui) fn words(run: &Run) -> Vec<String> {
    let Some(watched) = run.watched() else {
        return Vec::new();
    };
    let chunks = chunks(watched).map(|chunks| format!("chunksize {chunks}"));
    let words = [watched.program(), function(watched)];
    words.into_iter().chain(chunks).collect()
}

/// The function of its call, or how many calls there were.
pub(super) fn function(watched: &Watched) -> String {
    match (only_call(watched), watched.calls.len()) {
        (Some(call), _) if call.function.is_empty() => call.kind.to_string(),
        (Some(call), _) => call.function.to_string(),
        (None, 0) => "no calls".into(),
        (None, calls) => format!("{calls} calls"),
    }
}

/// The chunksize of its call: `25`, or `default 7` where the program asked for none.
pub(super) fn chunks(watched: &Watched) -> Option<String> {
    let call = only_call(watched)?;
    let size = call.chunksize?;
    Some(match call.asked {
        Some(_) => size.to_string(),
        None => format!("default {size}"),
    })
}

fn only_call(watched: &Watched) -> Option<&Call> {
    match &watched.calls[..] {
        [call] => Some(call),
        _ => None,
    }
}
