//! [`CallHandover`]: what it took to hand over the chunks of a call and to bring its results back.

use super::{
    Run,
    transfers::{Transfers, is_merged_send},
};
use crate::{
    base::Nanos,
    log::{Kind, Span, Watched},
};

/// A kind of the probe's own: see `engine/watch/kinds.rs`.
pub(super) const PIPE_SEND: u8 = 130;

/// The hand-over of a call, pickling included, as far as it was seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallHandover {
    /// How long its process was at handing out chunks.
    pub dispatch: Nanos,
    /// How long its workers were at receiving them.
    pub receive: Nanos,
    /// How long its workers were at sending results.
    pub send: Nanos,
    /// How long its process was at taking these in.
    pub collect: Nanos,
    /// The pickled bytes of its arguments.
    pub arguments: u64,
    /// The pickled bytes of its results.
    pub results: u64,
}

impl CallHandover {
    /// Those of all calls of a program, by their index.
    #[must_use]
    pub fn of_all(run: &Run, watched: &Watched) -> Vec<Self> {
        let mut all = vec![Self::default(); watched.calls.len()];
        for lane in run.flow() {
            let transfers = Transfers::of(lane);
            for span in &lane.spans {
                let chunk = watched.chunks.get(span.chunk.index());
                if let Some(one) = chunk.and_then(|chunk| all.get_mut(chunk.call as usize)) {
                    one.add(span, transfers);
                }
            }
        }
        all
    }

    /// Adds a span of one of its chunks, on a lane with these transfers.
    pub(super) fn add(&mut self, span: &Span, transfers: Transfers) {
        let bytes = u64::from(span.bytes);
        match span.kind {
            Kind::Receive => {
                self.receive += span.length;
                self.arguments += bytes;
            }
            Kind::Send if is_merged_send(span) => self.send += transfers.part_of(span.length),
            Kind::Send => self.send += span.length,
            Kind::Collect => {
                self.collect += span.length;
                self.results += bytes;
            }
            Kind::Dispatch => self.dispatch += span.length,
            kind if kind.number() == PIPE_SEND => self.dispatch += span.length,
            _ => {}
        }
    }
}
