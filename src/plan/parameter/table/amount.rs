//! How times, bytes and words of the table are written, read and turned.

use crate::{
    base::{Bytes, Nanos},
    plan::{Adjustment, Experiment, Value, parameter::count},
};

/// More memory than that is a typing error.
const MOST_BYTES: Bytes = Bytes::from_mib(64 << 10);

pub(super) const LONGEST_TASK: Nanos = Nanos::from_millis(3_600_000);

/// Where the knob has no numbers to turn through.
pub(super) fn stay(_: &Experiment, _: Adjustment, _: u32) -> String {
    String::new()
}

/// Exact and without a space, so that what is shown can be typed.
pub(super) fn time_text(time: Nanos) -> String {
    let nanos = time.get();
    [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us")]
        .into_iter()
        .find(|(unit, _)| nanos.is_multiple_of(*unit))
        .map_or_else(
            || format!("{nanos}ns"),
            |(unit, name)| format!("{}{name}", nanos / unit),
        )
}

/// The next of the round times 1, 2, 5, 10, 20, 50, …
pub(super) fn turned(time: Nanos, step: Adjustment) -> Nanos {
    let rounds = (0..12).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_u64.pow(power)));
    let nanos = time.get();
    Nanos::new(match step {
        Adjustment::Up => rounds
            .into_iter()
            .find(|&round| round > nanos)
            .unwrap_or(nanos),
        Adjustment::Down => rounds
            .into_iter()
            .take_while(|&round| round < nanos)
            .last()
            .unwrap_or(nanos),
        Adjustment::Double | Adjustment::Halve => count(nanos, step),
    })
}

pub(super) fn words(words: Vec<String>) -> Value {
    if words.is_empty() {
        Value::Unset
    } else {
        Value::Words(words)
    }
}

pub(super) fn delay(text: &str, least: Nanos) -> Option<Nanos> {
    let bare = if text == "0" { "0s" } else { text };
    let time: Nanos = bare.parse().ok()?;
    (least..=LONGEST_TASK).contains(&time).then_some(time)
}

/// The next round time, and none at all below a microsecond.
pub(super) fn turned_delay(time: Nanos, step: Adjustment) -> Nanos {
    match step {
        Adjustment::Up | Adjustment::Double if time == Nanos::ZERO => Nanos::from_millis(1),
        Adjustment::Down | Adjustment::Halve if time <= Nanos::from_micros(1) => Nanos::ZERO,
        _ => turned(time, step),
    }
}

pub(super) fn bytes(text: &str) -> Option<Bytes> {
    let bytes: Bytes = text.parse().ok()?;
    (bytes <= MOST_BYTES).then_some(bytes)
}

/// Twice or half as much, from 1 KiB on.
pub(super) fn turned_bytes(bytes: Bytes, step: Adjustment) -> Bytes {
    Bytes::new(match (step, bytes.get()) {
        (Adjustment::Up | Adjustment::Double, 0) => 1024,
        (Adjustment::Up | Adjustment::Double, bytes) => bytes.saturating_mul(2),
        (Adjustment::Down | Adjustment::Halve, 0..=1024) => 0,
        (Adjustment::Down | Adjustment::Halve, bytes) => bytes / 2,
    })
}
