//! [`Costs`]: the time that this machine takes for all but the tasks themselves.
//!
//! Measured once by the engine, used by the model to predict. Zero costs are those of a machine
//! that does not exist, on which only the schedule counts.

use crate::base::{Nanos, Ratio};
use serde::{Deserialize, Serialize};

/// The costs of starting, ending, handing out and waking on a machine.
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
    /// How much longer a sleep takes than was asked for.
    pub oversleep: Nanos,
    /// The speed of a core while all compute, as a share of its speed alone: measured on a kernel
    /// that hardly uses memory. 0 where it was not measured.
    #[serde(default)]
    pub core_speed: Ratio,
}

/// The costs of starting a worker and of parting with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartCosts {
    /// The time before the first worker, for a server or the like.
    #[serde(rename = "server_ns")]
    pub server: Nanos,
    /// The time that main is busy with each.
    #[serde(rename = "busy_ns")]
    pub busy: Nanos,
    /// From main's decision until a worker can take work.
    #[serde(rename = "ready_ns")]
    pub ready: Nanos,
    /// From the end of the work until a worker is gone.
    #[serde(rename = "exit_ns")]
    pub exit: Nanos,
    /// The time that main is busy with parting with each.
    #[serde(rename = "leave_ns")]
    pub leave: Nanos,
}

/// The costs of a chunk on its way there and back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelCosts {
    /// The time before the first worker, for a server or the like.
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
    /// The costs that a MiB of payload adds.
    pub mib: TripCosts,
}

/// The costs of a way to a worker and back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TripCosts {
    /// The time that main is busy with handing it out.
    #[serde(rename = "give_ns")]
    pub give: Nanos,
    /// From then on until a worker that waits has begun it.
    #[serde(rename = "reach_ns")]
    pub reach: Nanos,
    /// From the end of its last task until main could take the answer.
    #[serde(rename = "answer_ns")]
    pub answer: Nanos,
    /// The time that main is busy with taking the answer.
    #[serde(rename = "take_ns")]
    pub take: Nanos,
}

impl ChannelCosts {
    /// The costs for a chunk that carries so many bytes each way.
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
