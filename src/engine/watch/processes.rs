//! [`Processes`]: the processes of a program that have registered, by the numbers that they go by.

use super::observed::Observed;
use std::collections::HashMap;

/// The processes that have registered, in their order.
#[derive(Default)]
pub(super) struct Processes {
    all: Vec<Observed>,
    /// The latest with each number, as processes see it.
    by_own_pid: HashMap<u32, usize>,
    by_connection: HashMap<u64, usize>,
}

impl Processes {
    /// Adds one.
    pub(super) fn push(&mut self, process: Observed) {
        let place = self.all.len();
        self.by_own_pid.insert(process.own_pid, place);
        self.by_connection.insert(process.connection, place);
        self.all.push(process);
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.all.len()
    }

    /// One of them.
    pub(super) fn get(&self, place: usize) -> &Observed {
        &self.all[place]
    }

    /// One of them, to be changed.
    pub(super) fn get_mut(&mut self, place: usize) -> &mut Observed {
        &mut self.all[place]
    }

    /// All of them, to be changed.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Observed> {
        self.all.iter_mut()
    }

    /// The latest that has that number, as processes see it.
    pub(super) fn by_own_pid(&self, pid: u32) -> Option<&Observed> {
        self.all.get(*self.by_own_pid.get(&pid)?)
    }

    /// The latest that has that number, to be changed.
    pub(super) fn by_own_pid_mut(&mut self, pid: u32) -> Option<&mut Observed> {
        self.all.get_mut(*self.by_own_pid.get(&pid)?)
    }

    /// The one with that connection, to be changed.
    pub(super) fn by_connection_mut(&mut self, connection: u64) -> Option<&mut Observed> {
        self.all.get_mut(*self.by_connection.get(&connection)?)
    }
}
