//! [`Scope`]: the part of a run that is looked at.

use super::speed::Speed;
use crate::{
    base::{Moment, Nanos},
    model::Window,
    ui::Cursor,
};

/// The part of a run that is looked at, and the place in it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope<'a> {
    /// The part of the axis that is seen; `None` for all of it.
    pub window: Option<Window>,
    /// The place that the inspector tells of.
    pub cursor: Option<Cursor>,
    /// Whether there is room for all that it tells. A replay does not change this, so that no lane
    /// changes its height while it is played, nor at its end.
    pub inspects: bool,
    /// The moment that is shown in place of the present.
    pub paused: Option<Paused>,
    /// Moments that the user wants to find again, the earliest first.
    pub bookmarks: &'a [Moment],
    /// The things that rows of the timeline stand for.
    pub arrangement: Arrangement,
}

/// A run that is shown as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paused {
    /// The time from its beginning to that moment.
    pub at: Nanos,
    /// The time that it has taken by now, or took in the end.
    pub all: Nanos,
    /// Whether it still goes on.
    pub live: bool,
    /// How fast it is played, if it does not stand.
    pub speed: Option<Speed>,
}

/// The thing that a row of the timeline stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arrangement {
    /// Main or a worker, with what it did.
    #[default]
    Lanes,
    /// A core, with the workers that it ran.
    Cores,
}
