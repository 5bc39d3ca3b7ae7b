//! [`RaisedLimit`]: room for the connections of as many processes as the system allows.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The limit of open files, raised to what the system allows at most until this is dropped: each process that
/// is watched takes one. Programs that are started meanwhile would have it as well.
pub(super) struct RaisedLimit(Rlimit);

impl RaisedLimit {
    /// Raises it, where that can be done.
    pub(super) fn raise() -> Self {
        let before = getrlimit(Resource::Nofile);
        set(Rlimit {
            current: before.maximum,
            ..before
        });
        Self(before)
    }
}

impl Drop for RaisedLimit {
    fn drop(&mut self) {
        set(self.0);
    }
}

fn set(limit: Rlimit) {
    // Where it stays as it is, fewer processes can be watched at once, and that is said then.
    let _ = setrlimit(Resource::Nofile, limit);
}
