//! [`has_threads`]: whether work can be spread over rayon's own pool.

use rayon::ThreadPoolBuilder;
use std::sync::OnceLock;

/// Whether rayon's global pool is there. At the limit of threads it cannot be started, and then
/// rayon would panic: its work is done on one thread instead.
#[must_use]
pub fn has_threads() -> bool {
    static POOL: OnceLock<bool> = OnceLock::new();
    *POOL.get_or_init(|| ThreadPoolBuilder::new().build_global().is_ok())
}
