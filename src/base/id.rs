//! Identities: task, chunk, lane, core and process.
//!
//! They are all small integers, which is why each is a type of its own.

use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ty)) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default,
            serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name($inner);

        impl $name {
            /// Wraps the bare number.
            #[inline]
            #[must_use]
            pub const fn new(value: $inner) -> Self {
                Self(value)
            }

            /// The bare number.
            #[inline]
            #[must_use]
            pub const fn get(self) -> $inner {
                self.0
            }

            /// The number as an index into a slice.
            #[inline]
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    };
}

id! {
    /// One call of the kernel on one item, counted from 0 in input order.
    TaskId(u32)
}
id! {
    /// The tasks handed to a worker in one go, counted from 0 in the order they are handed out.
    ChunkId(u32)
}

impl ChunkId {
    /// The number of none, in a program that is watched: not all that it does is for a call.
    pub const NONE: Self = Self(u32::MAX);
}

id! {
    /// A row of the timeline: 0 is the main flow, 1 and up are the workers.
    LaneId(u16)
}
id! {
    /// A core as the kernel numbers it.
    CoreId(u16)
}
id! {
    /// A process, or a thread where the lane is one.
    Pid(u32)
}
