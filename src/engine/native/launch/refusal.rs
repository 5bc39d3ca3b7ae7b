//! [`called`] and [`remedy`]: the name of a system call that was refused, and the remedy.

use crate::engine::EngineError;
use std::io;

/// A system call that was refused.
#[derive(Debug, thiserror::Error)]
#[error("{call}: {source}")]
struct Refused {
    call: &'static str,
    source: io::Error,
}

/// Gives a failure the name of the system call that it is of.
pub(in crate::engine) fn called<T, E: Into<io::Error>>(
    call: &'static str,
    result: Result<T, E>,
) -> io::Result<T> {
    result.map_err(|error| {
        let source = error.into();
        io::Error::new(source.kind(), Refused { call, source })
    })
}

/// Whether a call is not allowed by a filter, or the kernel is too old for it.
pub(in crate::engine) fn is_refused(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::PermissionDenied
    )
}

/// The remedy where a process, a thread or one of their ends could not be made.
pub(in crate::engine) fn remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::NotFound => "mount it (mount -t proc proc /proc)",
        _ if is_refused(error) => {
            "the kernel or a sandbox refuses it; allow it in the seccomp filter of the container, \
             or run outside"
        }
        _ => {
            "use fewer workers, end other programs, or raise the limits of processes (ulimit -u), \
             open files (ulimit -n) and memory (ulimit -v)"
        }
    }
}

/// A failure to start a process or thread, in words.
pub(in crate::engine) fn cannot_start(what: &str, error: &io::Error) -> String {
    format!("cannot start {what} ({error}): {}", remedy(error))
}

impl EngineError {
    /// A process or thread that cannot be started.
    pub(in crate::engine) fn cannot_start<E: Into<io::Error>>(
        what: impl Into<String>,
    ) -> impl FnOnce(E) -> Self {
        let what = what.into();
        move |source| Self::Start(cannot_start(&what, &source.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::io::Errno;

    fn said(errno: Errno) -> String {
        let refused: io::Result<()> = called("eventfd", Err(errno));
        cannot_start("worker 1", &refused.unwrap_err())
    }

    #[test]
    fn a_limit_is_raised_and_a_call_that_is_missing_is_named() {
        let limit = said(Errno::AGAIN);
        assert!(limit.contains("ulimit -u") && limit.contains("fewer workers"));
        for errno in [Errno::NOSYS, Errno::PERM] {
            let missing = said(errno);
            assert!(missing.starts_with("cannot start worker 1 (eventfd: "));
            assert!(missing.contains("sandbox") && !missing.contains("ulimit"));
        }
    }
}
