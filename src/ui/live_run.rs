//! [`LiveRun`]: the run that goes on, whichever is looked at.

use crate::{
    base::{Moment, Nanos},
    model::{Axis, Run},
    session::Member,
};

/// The run that goes on or was the last to.
#[derive(Clone, Copy)]
pub struct LiveRun<'a> {
    /// Whether an experiment goes on, in whichever phase.
    pub is_running: bool,
    /// Which run of a campaign goes on.
    pub member: Option<Member>,
    /// The run, once it has begun.
    pub run: Option<&'a Run>,
    /// Its time axis as planned in advance.
    pub axis: Axis,
    /// How long it has taken; `None` in other phases.
    pub taken: Option<Nanos>,
    /// The present, also where another moment is shown.
    pub now: Moment,
}
