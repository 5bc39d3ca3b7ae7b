//! [`VERSION`]: the version of the format.

/// The version of the format.
pub const VERSION: u64 = 1;
