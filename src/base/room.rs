//! [`is_full`]: whether a file could not be written because there is no room for it.

use std::io::{Error, ErrorKind};

/// Whether there is no room: on the disk, in a quota, or below the limit for files (`ulimit -f`).
/// The request itself is not wrong then, and the next try may succeed.
#[must_use]
pub fn is_full(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::StorageFull
            | ErrorKind::QuotaExceeded
            | ErrorKind::FileTooLarge
            | ErrorKind::WriteZero
    )
}
