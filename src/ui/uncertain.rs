//! [`uncertain`]: why a speedup is no verdict, and which key measures again.

use super::{Action, Keys};
use crate::model::Disturbance;

/// Why a speedup may be another on a quiet machine and what helps: a sentence without its full
/// stop.
pub(super) fn uncertain(reason: Disturbance, keys: &Keys) -> String {
    let (key, remedy) = if reason.is_of_serial() {
        (keys.label(Action::MeasureAgain), "measures T₁ again")
    } else {
        (keys.label(Action::Run), "runs it again")
    };
    format!("{reason}; {key} {remedy}")
}
