//! [`is_ignored`]: whether this process ignores a signal.

use procfs::process::Process;

/// Whether a signal is ignored, as `nohup` has it for the programs that it starts. Where the
/// system does not say, none is.
#[must_use]
pub fn is_ignored(signal: i32) -> bool {
    let status = Process::myself().and_then(|process| process.status());
    let bit = u32::try_from(signal - 1).ok();
    let bit = bit.and_then(|bit| 1_u64.checked_shl(bit)).unwrap_or(0);
    status.is_ok_and(|status| status.sigign & bit != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use signal_hook::consts::{SIGINT, SIGPIPE};

    #[test]
    fn what_the_standard_library_ignores_is_known_as_ignored() {
        assert!(is_ignored(SIGPIPE));
        assert!(!is_ignored(SIGINT));
        assert!(!is_ignored(0) && !is_ignored(1000));
    }
}
