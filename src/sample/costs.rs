//! [`Costs`]: what this machine takes for everything besides the tasks themselves.
//!
//! Measured once by the engine, used by the model to predict. Zero costs are those of a machine
//! that does not exist, on which only the schedule counts.

use crate::base::{Nanos, Ratio};
use serde::{Deserialize, Serialize};

/// What starting, ending, handing out and waking cost on a machine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Costs {
    /// A thread.
    pub thread: StartCosts,
    /// A process, forked.
    pub fork: StartCosts,
    /// A process, started anew.
    pub spawn: StartCosts,
    /// A process, forked by a server.
    pub forkserver: StartCosts,
    /// A thread that takes its next chunk.
    pub claim: Nanos,
    /// Chunks through pipes.
    pub pipe: ChannelCosts,
    /// Chunks through a queue.
    pub queue: ChannelCosts,
    /// Chunks in shared memory.
    pub shared_memory: ChannelCosts,
    /// Chunks through a manager.
    pub manager: ChannelCosts,
    /// What a sleep takes longer than it was to.
    pub oversleep: Nanos,
    /// The speed of a core while all compute, as a share of its speed alone: measured on a kernel
    /// that hardly uses memory. 0 where it was not measured.
    #[serde(default)]
    pub core_speed: Ratio,
}

/// What it costs to start a worker and to part with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartCosts {
    /// What comes before the first worker, such as a server.
    #[serde(rename = "server_ns")]
    pub server: Nanos,
    /// What main is busy with for each.
    #[serde(rename = "busy_ns")]
    pub busy: Nanos,
    /// From main's decision until a worker can take work.
    #[serde(rename = "ready_ns")]
    pub ready: Nanos,
    /// From the news that there is no more work until a worker is gone.
    #[serde(rename = "exit_ns")]
    pub exit: Nanos,
    /// What main is busy with to part with each.
    #[serde(rename = "leave_ns")]
    pub leave: Nanos,
}

/// What a chunk costs on its way there and back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelCosts {
    /// What comes before the first worker, such as a server.
    #[serde(rename = "open_ns")]
    pub open: Nanos,
    /// The way itself, for a chunk without a payload.
    #[serde(flatten)]
    pub trip: TripCosts,
    /// From the end of a chunk to the beginning of the next, where that is there already.
    #[serde(rename = "turn_ns")]
    pub turn: Nanos,
    /// The part of that in which only one of them can be.
    #[serde(rename = "held_ns")]
    pub held: Nanos,
    /// What a MiB of payload adds to the way.
    pub mib: TripCosts,
}

/// What something costs on its way to a worker and back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TripCosts {
    /// What main is busy with to hand it out.
    #[serde(rename = "give_ns")]
    pub give: Nanos,
    /// From then on until a worker that waits has begun it.
    #[serde(rename = "reach_ns")]
    pub reach: Nanos,
    /// From the end of its last task until main could take the answer.
    #[serde(rename = "answer_ns")]
    pub answer: Nanos,
    /// What main is busy with to take it.
    #[serde(rename = "take_ns")]
    pub take: Nanos,
}

impl ChannelCosts {
    /// The same for a chunk that carries so many bytes each way.
    #[must_use]
    pub fn carrying(&self, bytes: u64) -> Self {
        let of = |mib: Nanos| mib * bytes / (1 << 20);
        let more = self.mib.map(of);
        Self {
            trip: self.trip + more,
            turn: self.turn + more.reach + more.answer,
            ..*self
        }
    }
}

impl TripCosts {
    fn map(self, part: impl Fn(Nanos) -> Nanos) -> Self {
        Self {
            give: part(self.give),
            reach: part(self.reach),
            answer: part(self.answer),
            take: part(self.take),
        }
    }
}

impl std::ops::Add for TripCosts {
    type Output = Self;

    fn add(self, more: Self) -> Self {
        Self {
            give: self.give + more.give,
            reach: self.reach + more.reach,
            answer: self.answer + more.answer,
            take: self.take + more.take,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_costs_by_its_bytes_and_nothing_without_any() {
        let costs = ChannelCosts {
            trip: TripCosts {
                give: Nanos::new(10),
                ..TripCosts::default()
            },
            mib: TripCosts {
                give: Nanos::new(1000),
                reach: Nanos::new(500),
                ..TripCosts::default()
            },
            ..ChannelCosts::default()
        };
        assert_eq!(costs.carrying(0), costs);
        let half = costs.carrying(1 << 19);
        assert_eq!(
            (half.trip.give, half.trip.reach),
            (Nanos::new(510), Nanos::new(250))
        );
        assert_eq!(half.turn, Nanos::new(250));
    }
}
