//! [`kind_names`]: the names of the probe's own kinds of spans.

use crate::log::KindNames;

/// The kind of a command's span.
pub(super) const COMMAND: u8 = 198;
/// A caller waits for the results of its call.
pub const RESULTS: u8 = 192;

/// A process or thread waits for another's end.
pub const JOIN: u8 = 193;

/// Each kind of the probe's own, and its name. The probe has the same numbers.
const KINDS: &[(u8, &str)] = &[
    (64, "callback"),
    (96, "import of main"),
    (97, "initializer"),
    (98, "create shared memory"),
    (99, "attach shared memory"),
    (128, "pickle"),
    (129, "unpickle"),
    (130, "pipe send"),
    (131, "manager call"),
    (RESULTS, "wait for results"),
    (JOIN, "join"),
    (194, "queue get"),
    (195, "queue put"),
    (196, "condition"),
    (197, "pipe receive"),
    (COMMAND, "command"),
];

/// The names of the kinds that a Python program's spans can have.
#[must_use]
pub fn kind_names() -> KindNames {
    KINDS.iter().copied().collect()
}
