//! [`serve`]: the work of the manager process until main is gone.

use super::{ManagerReply, ManagerRequest, Order};
use crate::{
    base::ChunkId,
    engine::native::{
        launch::descriptors,
        transport::{Inbox, Outbox, is_gone},
    },
    log::{Kind, LaneWriter},
};
use rustix::{
    event::{PollFd, PollFlags, poll},
    io::retry_on_intr,
};
use std::{collections::VecDeque, io, os::fd::OwnedFd};

/// A client of the server: main or a worker.
struct Client {
    socket: OwnedFd,
    requests: Inbox<ManagerRequest>,
    /// Whether it waits for something to be put.
    waits: bool,
    /// The order it has taken and not answered.
    taken: Option<ChunkId>,
    is_worker: bool,
}

/// The items that the server keeps.
#[derive(Default)]
struct Queues {
    /// Orders in their envelopes; a sentinel has no chunk.
    orders: VecDeque<(Option<ChunkId>, Vec<u8>)>,
    results: VecDeque<(ManagerReply, Vec<u8>)>,
}

/// Serves main at its two sockets, and every worker that comes in by the door.
pub(super) fn serve(
    door: &OwnedFd,
    puts: OwnedFd,
    gets: OwnedFd,
    writer: &mut LaneWriter,
) -> io::Result<()> {
    let mut clients = vec![Client::new(puts, false), Client::new(gets, false)];
    let mut queues = Queues::default();
    loop {
        writer.enter(Kind::Wait);
        let mut polled = vec![PollFd::new(door, PollFlags::IN)];
        polled.extend(
            clients
                .iter()
                .map(|client| PollFd::new(&client.socket, PollFlags::IN)),
        );
        retry_on_intr(|| poll(&mut polled, None))?;
        let ready: Vec<_> = polled.iter().map(|fd| !fd.revents().is_empty()).collect();
        writer.enter(Kind::Serve);
        // From the last to the first, since a client that leaves is removed.
        for index in (0..clients.len()).rev().filter(|index| ready[index + 1]) {
            if !clients[index].serve(&mut queues)? {
                let client = clients.swap_remove(index);
                if !client.is_worker {
                    return Ok(());
                }
                let lost = client.taken.map(|id| (ManagerReply::Lost(id), Vec::new()));
                queues.results.extend(lost);
            }
        }
        for client in clients.iter_mut().filter(|client| client.waits) {
            client.hand_over(&mut queues)?;
        }
        if ready[0] {
            match descriptors::receive(door)? {
                Some((_, sockets)) => {
                    clients.extend(sockets.into_iter().map(|socket| Client::new(socket, true)));
                }
                None => return Ok(()),
            }
        }
    }
}

impl Client {
    const fn new(socket: OwnedFd, is_worker: bool) -> Self {
        Self {
            socket,
            requests: Inbox::new(),
            waits: false,
            taken: None,
            is_worker,
        }
    }

    /// Takes its requests; false if it is gone.
    fn serve(&mut self, queues: &mut Queues) -> io::Result<bool> {
        match self.requests.fill(&self.socket) {
            Ok(0) => return Ok(false),
            Err(error) if self.is_worker && is_gone(&error) => return Ok(false),
            other => other?,
        };
        while let Some((request, content)) = self.requests.next()? {
            match request {
                ManagerRequest::GetOrder | ManagerRequest::GetResult => self.waits = true,
                ManagerRequest::Sync => {}
                ManagerRequest::PutOrder(id) => {
                    queues.orders.push_back((Some(id), content.to_vec()));
                }
                ManagerRequest::PutQuit => {
                    let mut envelope = Outbox::new();
                    envelope.push(&Order::Quit)?;
                    queues.orders.push_back((None, envelope.bytes().to_vec()));
                }
                ManagerRequest::PutResult => {
                    self.taken = None;
                    queues
                        .results
                        .push_back((ManagerReply::Here, content.to_vec()));
                }
            }
            if !matches!(
                request,
                ManagerRequest::GetOrder | ManagerRequest::GetResult
            ) {
                match send(&self.socket, ManagerReply::Done, &[]) {
                    // It died after it had put something, and before it was told.
                    Err(error) if self.is_worker && is_gone(&error) => return Ok(false),
                    other => other?,
                }
            }
        }
        Ok(true)
    }

    /// Gives it the item that it waits for, if that is there.
    fn hand_over(&mut self, queues: &mut Queues) -> io::Result<()> {
        if self.is_worker {
            let Some((id, order)) = queues.orders.pop_front() else {
                return Ok(());
            };
            match send(&self.socket, ManagerReply::Here, &order) {
                // The worker died while it waited: another one gets the order.
                Err(error) if is_gone(&error) => queues.orders.push_front((id, order)),
                other => {
                    other?;
                    self.taken = id;
                }
            }
            self.waits = false;
        } else if let Some((reply, result)) = queues.results.pop_front() {
            send(&self.socket, reply, &result)?;
            self.waits = false;
        }
        Ok(())
    }
}

fn send(socket: &OwnedFd, reply: ManagerReply, content: &[u8]) -> io::Result<()> {
    let mut outbox = Outbox::new();
    outbox.push_with(&reply, content.len(), |place| {
        place.copy_from_slice(content);
    })?;
    outbox.flush(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worker_that_dies_between_its_result_and_the_receipt_takes_nothing_with_it() {
        let (socket, its_socket) = descriptors::sockets().unwrap();
        let mut put = Outbox::new();
        put.push_with(&ManagerRequest::PutResult, 3, |place| {
            place.copy_from_slice(b"256");
        })
        .unwrap();
        put.flush(&its_socket).unwrap();
        drop(its_socket);
        let mut client = Client {
            taken: Some(ChunkId::new(4)),
            ..Client::new(socket, true)
        };
        let mut queues = Queues::default();
        assert!(!client.serve(&mut queues).unwrap());
        // Its result counts, so its order was not lost.
        assert_eq!(queues.results, [(ManagerReply::Here, b"256".to_vec())]);
        assert_eq!(client.taken, None);
    }
}
