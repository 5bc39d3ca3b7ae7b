//! [`Sink`]: a receiver of the lanes' activities, and [`LaneSink`], which keeps them as spans.

use crate::{
    base::{ChunkId, LaneId, Moment, TaskId},
    log::{Kind, Lane, LaneInfo, LaneKind, Span},
};

/// The activity that a lane begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LaneActivity {
    pub(super) kind: Kind,
    /// The first task concerned, how many of them end with it, and their chunk.
    pub(super) task: u32,
    pub(super) count: u32,
    pub(super) chunk: u32,
}

/// A receiver of the lanes' activities; `()` drops them at no cost.
pub(super) trait Sink {
    /// Whether every task is wanted on its own.
    const EACH: bool;

    /// A lane begins something; what it did before ends then.
    fn enter(&mut self, lane: usize, at: f64, doing: LaneActivity);

    /// The open activity goes on later: no task ends with it.
    fn interrupt(&mut self, lane: usize);

    /// A lane ends.
    fn leave(&mut self, lane: usize, at: f64);
}

/// Drops all activities.
impl Sink for () {
    const EACH: bool = false;

    #[inline]
    fn enter(&mut self, _: usize, _: f64, _: LaneActivity) {}

    #[inline]
    fn interrupt(&mut self, _: usize) {}

    #[inline]
    fn leave(&mut self, _: usize, _: f64) {}
}

/// Keeps all as the lanes of a run.
pub(super) struct LaneSink {
    origin: Moment,
    lanes: Vec<(Lane, Option<(f64, LaneActivity)>)>,
}

impl LaneActivity {
    /// Something that no task is concerned with.
    pub(super) const fn plain(kind: Kind) -> Self {
        Self {
            kind,
            task: 0,
            count: 0,
            chunk: 0,
        }
    }
}

impl LaneSink {
    /// Lanes for main and so many workers of a kind.
    pub(super) fn new(origin: Moment, workers: u32, kind: LaneKind) -> Self {
        let lanes = (0..=workers).map(|number| {
            let info = LaneInfo {
                lane: LaneId::new(u16::try_from(number).unwrap_or(u16::MAX)),
                kind: if number == 0 { LaneKind::Main } else { kind },
                number,
                pid: None,
                published: 0,
                dropped: 0,
                merged: 0,
            };
            let lane = Lane {
                info,
                spans: Vec::new(),
                now: None,
            };
            (lane, None)
        });
        Self {
            origin,
            lanes: lanes.collect(),
        }
    }

    /// The lanes with all that they did.
    pub(super) fn lanes(self) -> Vec<Lane> {
        let lanes = self.lanes.into_iter().map(|(mut lane, _)| {
            lane.info.published = lane.spans.len() as u64;
            lane
        });
        lanes.collect()
    }

    fn close(&mut self, lane: usize, at: f64) {
        let Some((lane, open)) = self.lanes.get_mut(lane) else {
            return;
        };
        if let Some((since, doing)) = open.take()
            && (at > since || doing.count > 0)
        {
            let moment = |at: f64| self.origin + super::nanos(at);
            // An activity that a lane goes on with is one span.
            if let Some(last) = lane.spans.last_mut()
                && last.kind == doing.kind
                && matches!(doing.kind, Kind::Blocked | Kind::Collect | Kind::Dispatch)
                && last.end() == moment(since)
            {
                last.length = moment(at).since(last.start);
                return;
            }
            lane.spans.push(Span {
                task: TaskId::new(doing.task),
                count: doing.count,
                chunk: ChunkId::new(doing.chunk),
                ..Span::new(doing.kind, moment(since), moment(at.max(since)))
            });
        }
    }
}

impl Sink for LaneSink {
    const EACH: bool = true;

    fn enter(&mut self, lane: usize, at: f64, doing: LaneActivity) {
        // An activity cannot begin before the one that it follows.
        let since = |open: &Option<(f64, LaneActivity)>| open.map_or(0.0, |(since, _)| since);
        let at = self
            .lanes
            .get(lane)
            .map_or(at, |(_, open)| at.max(since(open)));
        self.close(lane, at);
        if let Some((_, open)) = self.lanes.get_mut(lane) {
            *open = Some((at, doing));
        }
    }

    fn interrupt(&mut self, lane: usize) {
        if let Some((_, Some((_, doing)))) = self.lanes.get_mut(lane) {
            doing.count = 0;
        }
    }

    fn leave(&mut self, lane: usize, at: f64) {
        self.close(lane, at);
    }
}
