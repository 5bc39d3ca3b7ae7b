//! [`Track`]: the slices of a thread or of an async id.

use std::{cmp::Reverse, collections::HashMap};

/// A slice of a trace, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slice {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) name: u32,
    /// Its place in the file.
    order: u32,
}

/// A beginning or an end that stands by itself.
#[derive(Debug, Clone, Copy)]
struct EventMark {
    at: i64,
    order: u32,
    /// `None` for an end without a name.
    name: Option<u32>,
    is_begin: bool,
}

/// A thread or an async id, with its events.
#[derive(Debug, Default)]
pub(super) struct Track {
    slices: Vec<Slice>,
    marks: Vec<EventMark>,
    /// Slices without an end.
    endless: Vec<EventMark>,
}

/// The slices of a track.
#[derive(Debug)]
pub(super) struct Slices {
    /// Parents before their children.
    pub(super) all: Vec<Slice>,
    /// How many of them never ended.
    pub(super) unfinished: u64,
    /// Ends without a beginning.
    pub(super) stray: u64,
}

impl Track {
    /// A slice with its length; without one it was going on when the trace ended.
    pub(super) fn complete(&mut self, start: i64, length: Option<i64>, name: u32, order: u32) {
        match length {
            Some(length) => self.slices.push(Slice {
                start,
                end: start + length,
                name,
                order,
            }),
            None => self.endless.push(EventMark {
                at: start,
                order,
                name: Some(name),
                is_begin: true,
            }),
        }
    }

    pub(super) fn begin(&mut self, at: i64, name: u32, order: u32) {
        self.marks.push(EventMark {
            at,
            order,
            name: Some(name),
            is_begin: true,
        });
    }

    pub(super) fn end(&mut self, at: i64, name: Option<u32>, order: u32) {
        self.marks.push(EventMark {
            at,
            order,
            name,
            is_begin: false,
        });
    }

    /// Its slices; one without an end lasts to `last`, the end of the trace.
    ///
    /// An end belongs to the open beginning that was made last, of its name if it has one,
    /// in the order of time and, within a moment, of the file. A file that is not in the order of
    /// time gives no order within a moment: there, ends come first.
    pub(super) fn slices(mut self, last: i64) -> Slices {
        if !self.marks.is_sorted_by_key(|mark| mark.at) {
            self.marks.sort_by_key(|mark| (mark.at, mark.is_begin));
        }
        let mut open = OpenMarks::default();
        // By moment and name: they may end what begins and would else never end.
        let mut strays: HashMap<(i64, Option<u32>), u64> = HashMap::new();
        let mut slices = self.slices;
        for mark in self.marks {
            if mark.is_begin {
                open.push(mark);
            } else if let Some(begun) = open.pop(mark.name) {
                slices.push(begun.until(mark.at));
            } else {
                *strays.entry((mark.at, mark.name)).or_default() += 1;
            }
        }
        let mut unfinished = 0;
        for begun in open.rest().chain(self.endless) {
            let names = [begun.name, None];
            let mut ends = names.iter().map(|name| (begun.at, *name));
            let at_once = ends.find(|end| strays.get(end).is_some_and(|count| *count > 0));
            if let Some(count) = at_once.and_then(|end| strays.get_mut(&end)) {
                *count -= 1;
                slices.push(begun.until(begun.at));
            } else {
                unfinished += 1;
                slices.push(begun.until(last));
            }
        }
        slices.sort_by_key(|slice| (slice.start, Reverse(slice.end), slice.order));
        Slices {
            all: slices,
            unfinished,
            stray: strays.values().sum(),
        }
    }
}

impl EventMark {
    fn until(self, end: i64) -> Slice {
        Slice {
            start: self.at,
            end: end.max(self.at),
            name: self.name.unwrap_or_default(),
            order: self.order,
        }
    }
}

/// Marks that have begun and not ended, also by name: finding one is fast among any number.
#[derive(Debug, Default)]
struct OpenMarks {
    /// In the order of their beginnings; `None` in the place of one that has ended.
    marks: Vec<Option<EventMark>>,
    places: HashMap<Option<u32>, Vec<usize>>,
}

impl OpenMarks {
    fn push(&mut self, mark: EventMark) {
        let places = self.places.entry(mark.name).or_default();
        places.push(self.marks.len());
        self.marks.push(Some(mark));
    }

    /// Takes the mark that began last, of that name if there is one.
    fn pop(&mut self, name: Option<u32>) -> Option<EventMark> {
        while self.marks.last().is_some_and(Option::is_none) {
            self.marks.pop();
        }
        let name = match name {
            None => self.marks.last().copied().flatten()?.name,
            name => name,
        };
        let place = self.places.get_mut(&name)?.pop()?;
        self.marks.get_mut(place)?.take()
    }

    /// The marks that are left.
    fn rest(self) -> impl Iterator<Item = EventMark> {
        self.marks.into_iter().flatten()
    }
}

#[cfg(test)]
impl Slice {
    pub(super) const fn new(start: i64, end: i64) -> Self {
        Self {
            start,
            end,
            name: 0,
            order: 0,
        }
    }
}
