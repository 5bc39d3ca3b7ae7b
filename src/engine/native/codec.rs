//! [`Codec`]: the arguments and the payload of orders, and the payload of answers.

use super::{
    job::{Chunk, Done, Order, WorkerReport},
    payload::{Direction, Payload},
    transport::Outbox,
};
use crate::{
    base::TaskId,
    plan::{Chunks, Resolved},
    workload::Kernel,
};
use std::io;

/// Packs an order with its arguments and payload, and a report with its payload.
#[derive(Clone, Copy)]
pub(super) struct Codec<'a> {
    kernel: &'a dyn Kernel,
    pub(super) unpacks: bool,
    pub(super) payload: Payload,
}

impl<'a> Codec<'a> {
    /// From the parameters of the experiment.
    pub(super) fn new(experiment: &Resolved, kernel: &'a dyn Kernel) -> Self {
        Self {
            kernel,
            unpacks: experiment.method.unpacks(),
            payload: Payload::new(experiment.payload),
        }
    }

    /// The order for a chunk, with the arguments of its tasks where the method unpacks them.
    pub(super) fn order(self, chunk: Chunk) -> Order {
        Order::Chunk(self.packed(chunk))
    }

    pub(super) fn packed(self, mut chunk: Chunk) -> Chunk {
        if self.unpacks {
            let tasks = Chunks::tasks(chunk.range());
            let arguments = tasks.map(|task: TaskId| self.kernel.arguments(task));
            chunk.arguments = arguments.map(Option::unwrap_or_default).collect();
        }
        chunk
    }
}

impl Codec<'_> {
    /// An order that arrived, and whether its payload is as it was sent.
    pub(super) fn taken(self, order: Order, payload: &[u8]) -> (Order, bool) {
        let sound = match &order {
            Order::Chunk(chunk) => self
                .payload
                .is_sound(Direction::There, chunk.range(), payload),
            Order::Quit => true,
        };
        (order, sound)
    }

    /// Adds a report, with the payload of its tasks, to the outbox.
    pub(super) fn push(
        self,
        report: &WorkerReport,
        outbox: &mut Outbox<WorkerReport>,
    ) -> io::Result<()> {
        match report {
            WorkerReport::Done(done) => {
                let tasks = done.tasks();
                let length = self.payload.of(tasks.end - tasks.start);
                outbox.push_with(report, length, |place| {
                    self.payload.fill(Direction::Back, tasks, place);
                })
            }
            WorkerReport::Quit(_) => outbox.push(report),
        }
    }

    /// A chunk that came back done; a payload that is not as it was sent makes it unsound.
    pub(super) fn checked(self, report: WorkerReport, payload: &[u8]) -> Option<Done> {
        match report {
            WorkerReport::Done(mut done) => {
                done.sound &= self
                    .payload
                    .is_sound(Direction::Back, done.tasks(), payload);
                Some(done)
            }
            WorkerReport::Quit(_) => None,
        }
    }
}
