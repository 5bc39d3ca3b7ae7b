//! [`Follow`]: a source of lanes that is read while it grows.

use super::{Lane, Reader, Watched};

/// A source of a run's lanes, of which there may be more at each call.
pub trait Follow: Send {
    /// Adds to the lanes what is new; of a program that is watched, to what is known of it, too. Returns
    /// whether there is anything new.
    fn follow(&mut self, lanes: &mut Vec<Lane>, watched: Option<&mut Watched>) -> bool;
}

impl Follow for Reader {
    fn follow(&mut self, lanes: &mut Vec<Lane>, _: Option<&mut Watched>) -> bool {
        Self::follow(self, lanes)
    }
}
