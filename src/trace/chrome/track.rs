//! [`Track`]: the slices of a thread, and the lane that they make.

use crate::{
    base::{ChunkId, CoreId, Moment, Nanos, Ratio, TaskId},
    trace::{Flags, Kind, Span},
};
use std::{cmp::Reverse, collections::HashMap};

/// Something with a beginning and an end, in nanoseconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slice {
    start: i64,
    end: i64,
    name: u32,
}

/// The usage of a core from a moment on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample {
    pub(super) at: i64,
    pub(super) percent: f64,
}

/// The slices of a thread; its process and its own number are texts as they are written.
pub(super) struct Track<'a> {
    process: &'a str,
    thread: &'a str,
    slices: Vec<Slice>,
    /// What was begun and has not been ended.
    open: Vec<(i64, u32)>,
    last: i64,
}

/// A slice that goes on while its inside is gone through.
struct Open {
    end: i64,
    name: u32,
    task: u32,
    /// Up to where it is accounted for.
    done: i64,
}

impl Slice {
    pub(super) const fn new(start: i64, end: i64, name: u32) -> Self {
        Self { start, end, name }
    }
}

impl<'a> Track<'a> {
    pub(super) const fn new(process: &'a str, thread: &'a str) -> Self {
        Self {
            process,
            thread,
            slices: Vec::new(),
            open: Vec::new(),
            last: i64::MIN,
        }
    }

    pub(super) fn push(&mut self, slice: Slice) {
        self.last = self.last.max(slice.end);
        self.slices.push(slice);
    }

    pub(super) fn begin(&mut self, start: i64, name: u32) {
        self.last = self.last.max(start);
        self.open.push((start, name));
    }

    /// Ends what was begun last; false where nothing was.
    pub(super) fn end(&mut self, end: i64) -> bool {
        let Some((start, name)) = self.open.pop() else {
            return false;
        };
        self.push(Slice::new(start, end.max(start), name));
        true
    }

    /// Ends whatever was never ended, at the last moment that is known.
    pub(super) fn close(&mut self) {
        while self.end(self.last) {}
    }

    /// When it began; `None` where nothing is in it.
    pub(super) fn start(&self) -> Option<i64> {
        self.slices.iter().map(|slice| slice.start).min()
    }

    /// How many slices there are.
    pub(super) fn slices(&self) -> u32 {
        u32::try_from(self.slices.len()).unwrap_or(u32::MAX)
    }

    /// Its number as the system has it, where it is one; of a thread that is alone in its process,
    /// that of the process.
    pub(super) fn number(&self, alone: bool) -> Option<u32> {
        let number = if alone { self.process } else { self.thread };
        number.parse().ok()
    }

    /// What the thread was at, moment by moment: the innermost slice. Its tasks are numbered from
    /// `first` on, in the order in which they begin. A slice that outlasts the one around it is
    /// cut there.
    pub(super) fn spans(&mut self, origin: i64, first: u32) -> Vec<Span> {
        self.slices
            .sort_by_key(|slice| (slice.start, Reverse(slice.end)));
        let mut spans = Vec::with_capacity(self.slices.len());
        let mut stack: Vec<Open> = Vec::new();
        let mut part = |open: &Open, until: i64, count: u32| {
            let at = |nanos: i64| Moment::from_nanos(nanos.saturating_sub(origin).unsigned_abs());
            if until > open.done || count > 0 {
                spans.push(Span {
                    task: TaskId::new(open.task),
                    chunk: ChunkId::new(open.name),
                    count,
                    ..Span::new(Kind::Task, at(open.done), at(until))
                });
            }
        };
        for (slice, task) in self.slices.iter().zip(first..) {
            while let Some(ended) = stack.pop_if(|open| open.end <= slice.start) {
                part(&ended, ended.end, 1);
                if let Some(outer) = stack.last_mut() {
                    outer.done = ended.end;
                }
            }
            let mut end = slice.end;
            if let Some(outer) = stack.last_mut() {
                part(outer, slice.start, 0);
                outer.done = slice.start;
                end = end.min(outer.end);
            }
            stack.push(Open {
                end,
                name: slice.name,
                task,
                done: slice.start,
            });
        }
        while let Some(ended) = stack.pop() {
            part(&ended, ended.end, 1);
            if let Some(outer) = stack.last_mut() {
                outer.done = ended.end;
            }
        }
        spans
    }
}

/// How many threads each process has.
pub(super) struct Processes<'a>(HashMap<&'a str, usize>);

/// Counts the threads of each process.
pub(super) fn processes<'a>(tracks: &[Track<'a>]) -> Processes<'a> {
    let mut threads = HashMap::new();
    for track in tracks {
        *threads.entry(track.process).or_insert(0) += 1;
    }
    Processes(threads)
}

impl Processes<'_> {
    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether a thread is all that its process has.
    pub(super) fn is_alone(&self, track: &Track<'_>) -> bool {
        self.0.get(track.process) == Some(&1)
    }
}

/// The usage of a core between its samples.
pub(super) fn usage(samples: &[Sample], origin: i64, core: CoreId) -> Vec<Span> {
    let mut samples = samples.to_vec();
    samples.sort_by_key(|sample| sample.at);
    let at = |sample: &Sample| Moment::from_nanos(sample.at.saturating_sub(origin).unsigned_abs());
    let pairs = samples.windows(2).filter_map(|pair| match pair {
        [one, next] => Some((one, next)),
        _ => None,
    });
    let spans = pairs.map(|(one, next)| Span {
        cpu: Ratio::new(one.percent / 100.0).clamped(),
        core,
        flags: Flags::CPU,
        ..Span::new(Kind::Usage, at(one), at(next))
    });
    spans.filter(|span| span.length > Nanos::ZERO).collect()
}
