//! [`Cores`]: which workers ran on a core, and when.
//!
//! A record has the core at its end; the core at its beginning is that of the record before. Where
//! they differ, a task was moved while it ran, at an unknown time: half of it is drawn on each.
//!
//! Where there are more tasks than can be told apart, a cell shows the worker that had most of it.

use super::{Ruler, VISIBLE};
use crate::{
    base::{CoreId, Moment},
    log::{Kind, Lane},
    model::Run,
    theme::Tone,
    ui::widget::CELL,
};
use std::{collections::BTreeMap, ops::Range};

/// Spans of a worker per cell up to which each is looked at.
const DISTINCT: usize = 8;

/// Moments of a cell that are looked at where there are more; of many workers, fewer of each, so
/// that a thousand take no longer.
const SAMPLES: u32 = 8;
const SAMPLES_OF_ALL: u32 = 128;

/// A worker on a core, in places of the ruler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stint {
    start: u32,
    end: u32,
    worker: u32,
    /// Whether it goes on: then it is not known whether the worker is still on the core.
    running: bool,
}

/// The workers of every core, and what is not known of them.
#[derive(Default)]
pub(super) struct Cores {
    pub(super) stints: BTreeMap<CoreId, Vec<Stint>>,
    /// Tasks that were moved while they ran.
    pub(super) moved: usize,
    /// Whether there are so many that a cell shows only the worker that had most of it.
    pub(super) crowded: bool,
}

/// The colours that workers take in turn.
pub(in crate::ui::pane::timeline) const WORKERS: [Tone; 6] = [
    Tone::WorkerA,
    Tone::WorkerB,
    Tone::WorkerC,
    Tone::WorkerD,
    Tone::WorkerE,
    Tone::WorkerF,
];

/// The core in a record where none was known.
pub(super) const UNKNOWN: CoreId = CoreId::new(u16::MAX);

impl Cores {
    /// The cores in the visible part of a run.
    pub(super) fn of(run: &Run, ruler: Ruler, now: Moment) -> Self {
        let most = DISTINCT * ruler.columns() as usize;
        let mut cores = Self {
            crowded: run.workers().any(|lane| seen(lane, ruler).len() > most),
            ..Self::default()
        };
        if cores.crowded {
            cores.add_samples(run, ruler);
        }
        for lane in run.workers() {
            if !cores.crowded {
                cores.add_spans(lane, ruler);
            }
            cores.add_present(lane, ruler, now);
        }
        for stints in cores.stints.values_mut() {
            stints.sort_by_key(|stint| (stint.start, stint.end));
        }
        cores
    }

    fn add_spans(&mut self, lane: &Lane, ruler: Ruler) {
        for index in seen(lane, ruler) {
            let span = &lane.spans[index];
            if span.kind != Kind::Task {
                continue;
            }
            let (start, end) = (ruler.place(span.start), ruler.place(span.end()));
            let began = index.checked_sub(1).map(|before| lane.spans[before].core);
            match began.filter(|&began| began != span.core && began != UNKNOWN) {
                Some(began) if span.core != UNKNOWN => {
                    self.moved += 1;
                    let middle = ruler.place(span.start + span.length / 2);
                    let middle = middle.clamp(start, end);
                    self.push(began, lane, (start, middle), false);
                    self.push(span.core, lane, (middle, end), false);
                }
                _ => self.push(span.core, lane, (start, end), false),
            }
        }
    }

    /// Adds the task that goes on; only the core of the span before it is known.
    fn add_present(&mut self, lane: &Lane, ruler: Ruler, now: Moment) {
        if let Some(doing) = lane.now.filter(|doing| doing.kind == Kind::Task) {
            let core = lane.spans.last().map_or(UNKNOWN, |last| last.core);
            let (start, end) = (ruler.place(doing.start), ruler.place(now));
            self.push(core, lane, (start, end), true);
        }
    }

    /// Adds the worker that had most of a core, by cell; none where it was idle for most of it.
    fn add_samples(&mut self, run: &Run, ruler: Ruler) {
        let workers = u32::try_from(run.workers().count()).unwrap_or(u32::MAX);
        let samples = (SAMPLES_OF_ALL / workers.max(1)).clamp(1, SAMPLES);
        for column in 0..ruler.columns() {
            let (start, end) = (column * CELL, (column + 1) * CELL);
            let mut shares: BTreeMap<CoreId, Vec<(u32, &Lane)>> = BTreeMap::new();
            for lane in run.workers() {
                for sample in 0..samples {
                    let at = ruler.moment(start + (2 * sample + 1) * CELL / (2 * samples));
                    let Some(core) = core_of_task(lane, at) else {
                        continue;
                    };
                    let shares = shares.entry(core).or_default();
                    match shares.last_mut() {
                        Some((share, last)) if last.info.lane == lane.info.lane => *share += 1,
                        _ => shares.push((1, lane)),
                    }
                }
            }
            for (core, shares) in shares {
                let busy: u32 = shares.iter().map(|(share, _)| share).sum();
                // The first of equals, so that a cell looks the same whenever it is drawn.
                let most = shares.iter().rev().max_by_key(|(share, _)| share);
                if let Some((_, lane)) = most.filter(|_| busy * 2 >= samples) {
                    self.push(core, lane, (start, end), false);
                }
            }
        }
    }

    /// Adds a stint, or makes the last one longer where no gap is between the two.
    fn push(&mut self, core: CoreId, lane: &Lane, (start, end): (u32, u32), running: bool) {
        let worker = lane.info.number;
        let stints = self.stints.entry(core).or_default();
        let close = |last: &Stint| last.worker == worker && start <= last.end + VISIBLE;
        match stints.last_mut().filter(|last| close(last)) {
            Some(last) if last.running == running => last.end = last.end.max(end),
            _ if end > start => stints.push(Stint {
                start,
                end,
                worker,
                running,
            }),
            _ => {}
        }
    }

    /// The cores that have a row: all of the machine if there is room, else those that were used.
    pub(super) fn rows(&self, run: &Run, room: u16) -> Vec<CoreId> {
        let all = run.description.machine.cores;
        let used = self.stints.keys().copied();
        let mut rows: Vec<_> = if all <= room.into() {
            let all = (0..u16::try_from(all).unwrap_or(u16::MAX)).map(CoreId::new);
            all.chain(used).collect()
        } else {
            used.collect()
        };
        rows.sort_unstable();
        rows.dedup();
        rows.truncate(room.into());
        rows
    }
}

/// The spans of a lane that are seen.
fn seen(lane: &Lane, ruler: Ruler) -> Range<usize> {
    let first = lane
        .spans
        .partition_point(|span| span.end() <= ruler.start());
    let last = lane.spans.partition_point(|span| span.start < ruler.end());
    first..last.max(first)
}

/// The core on which a worker computed at a moment.
fn core_of_task(lane: &Lane, at: Moment) -> Option<CoreId> {
    let index = lane.spans.partition_point(|span| span.end() <= at);
    let span = lane.spans.get(index).filter(|span| span.start <= at)?;
    (span.kind == Kind::Task).then_some(span.core)
}

/// The colour of a worker.
fn tone(worker: u32) -> Tone {
    WORKERS[worker.saturating_sub(1) as usize % WORKERS.len()]
}

/// The start, the end and the tone of a bar, and its worker, if it is of one.
pub(super) type Bar = (u32, u32, Tone, Option<u32>);

/// Workers may overlap, bars do not.
pub(super) fn bars(stints: &[Stint]) -> Vec<Bar> {
    let mut edges: Vec<u32> = stints.iter().flat_map(|s| [s.start, s.end]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut bars: Vec<Bar> = Vec::new();
    let mut active: Vec<Stint> = Vec::new();
    let mut next = stints.iter().peekable();
    for pair in edges.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        active.retain(|stint| stint.end > start);
        while let Some(stint) = next.next_if(|stint| stint.start <= start) {
            active.push(*stint);
        }
        let (tone, label) = match active[..] {
            [] => continue,
            [one] if one.running => (Tone::Running, Some(one.worker)),
            [one] => (tone(one.worker), Some(one.worker)),
            _ => (Tone::Preempted, None),
        };
        match bars.last_mut() {
            Some(last) if (last.1, last.2, last.3) == (start, tone, label) => last.1 = end,
            _ => bars.push((start, end, tone, label)),
        }
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Nanos,
        model::scenario::{self, ORIGIN},
    };

    /// A run whose spans have these cores, in the order of lanes.
    fn run(cores: &[&[u16]]) -> Run {
        let mut run = scenario::run(
            "w1: start-up 0ms 1ms | task 0 1ms 10ms | task 2 10ms 20ms
             w2: start-up 0ms 1ms | task 1 1ms 10ms | task 3 10ms 20ms",
        );
        for (lane, cores) in run.lanes.iter_mut().zip(cores) {
            for (span, &core) in lane.spans.iter_mut().zip(*cores) {
                span.core = CoreId::new(core);
            }
        }
        run
    }

    fn stints(cores: &Cores, core: u16) -> Vec<(u32, u32, u32)> {
        let stints = cores.stints.get(&CoreId::new(core)).into_iter().flatten();
        stints
            .map(|stint| (stint.worker, stint.start, stint.end))
            .collect()
    }

    const fn ruler() -> (Moment, Nanos, u16) {
        (ORIGIN, Nanos::from_millis(20), 20)
    }

    #[test]
    fn workers_that_change_places_are_seen_on_both_cores() {
        let (origin, length, columns) = ruler();
        let ruler = Ruler::new(origin, length, columns);
        let run = run(&[&[0, 0, 1], &[1, 1, 0]]);
        let cores = Cores::of(&run, ruler, origin);
        assert_eq!(cores.moved, 2);
        assert_eq!(stints(&cores, 0), [(1, 64, 960), (2, 960, 1280)]);
        assert_eq!(stints(&cores, 1), [(2, 64, 960), (1, 960, 1280)]);
    }

    #[test]
    fn workers_that_share_a_core_while_another_is_idle_are_seen_at_once() {
        let (origin, length, columns) = ruler();
        let ruler = Ruler::new(origin, length, columns);
        let run = run(&[&[0; 3], &[0; 3]]);
        let cores = Cores::of(&run, ruler, origin);
        assert_eq!(stints(&cores, 1), []);
        assert_eq!(cores.rows(&run, 9), [0, 1].map(CoreId::new));
        let mut scattered = cores.stints[&CoreId::new(0)].clone();
        assert_eq!(scattered.len(), 2);
        // Bars are drawn side by side, whatever overlaps.
        scattered[1].start = 500;
        let tones = tones(&scattered);
        assert_eq!(
            tones,
            [(64, 500, Tone::WorkerA), (500, 1280, Tone::Preempted)]
        );
    }

    fn tones(stints: &[Stint]) -> Vec<(u32, u32, Tone)> {
        let bars = bars(stints).into_iter();
        bars.map(|(start, end, tone, _)| (start, end, tone))
            .collect()
    }

    #[test]
    fn a_core_that_was_not_recorded_is_none_of_the_others() {
        let (origin, length, columns) = ruler();
        let ruler = Ruler::new(origin, length, columns);
        let run = run(&[&[u16::MAX; 3], &[1; 3]]);
        let cores = Cores::of(&run, ruler, origin);
        assert_eq!((stints(&cores, 0), cores.moved), (Vec::new(), 0));
        assert!(cores.stints.contains_key(&UNKNOWN));
    }

    #[test]
    fn where_tasks_are_too_many_to_be_told_apart_a_cell_has_its_main_worker() {
        // Worker 2 has three quarters of every millisecond, worker 1 the rest, on one core.
        let tasks = |number: u32, from: u32, to: u32| {
            let spans = (0..2000).map(|at| {
                let (from, to) = (at * 100 + from, at * 100 + to);
                format!("task {} {from}us {to}us", 2 * at + number)
            });
            format!("w{number}: {}", spans.collect::<Vec<_>>().join(" | "))
        };
        let text = format!("{}\n{}", tasks(1, 0, 20), tasks(2, 20, 100));
        let run = scenario::run(&text);
        let ruler = Ruler::new(ORIGIN, Nanos::from_millis(200), 20);
        let cores = Cores::of(&run, ruler, ORIGIN);
        let core = run.workers().next().map(|lane| lane.spans[0].core);
        assert!(cores.crowded);
        assert_eq!(
            stints(&cores, core.unwrap().get()),
            [(2, 0, 20 * CELL)],
            "worker 1 is nowhere the main one"
        );
    }
}
