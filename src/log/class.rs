//! [`Class`]: what kinds of spans have in common.

use strum::VariantArray;

/// What a lane spends its time on, whatever that is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, VariantArray)]
pub enum Class {
    /// It computes.
    Compute,
    /// It has nothing to do, or waits for something else than a lock.
    Wait,
    /// It takes something in or gives something out.
    Transfer,
    /// It comes to be, or ends.
    SetUp,
    /// It waits for a lock.
    Lock,
    /// It serves others, or does what its interpreter needs.
    Service,
    /// Nobody said what it is.
    Other,
}
