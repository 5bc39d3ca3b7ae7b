//! [`Warmth`]: how much parallel work gains.

use strum::{Display, VariantArray};

/// How much parallel work gains: the colour of a cell of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, VariantArray, Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Warmth {
    /// Less than half as fast as serial.
    Half,
    /// Clearly slower.
    Less,
    /// A little slower.
    Little,
    /// As fast, or a little faster.
    Even,
    /// Some of what an ideal machine would gain.
    Some,
    /// Much of it.
    Much,
    /// Most of it.
    Most,
}
