//! [`recording`]: the lanes that the events of a trace make.

use super::{
    Imported,
    events::{Async, ThreadKey, TraceEvents, Tracks, UsageSample, text},
    row::SliceRow,
    track::Slices,
};
use crate::{
    base::{CoreId, LaneId, Moment, Nanos, Pid, Ratio, Text},
    log::{
        Description, Flags, Import, Kind, Lane, LaneInfo, LaneKind, LeftOut, Names, Outcome, Span,
    },
};
use std::{cmp::Reverse, collections::HashMap, sync::Arc};

/// Lanes of a log besides its cores.
const MOST_ROWS: usize = 3072;

/// Levels of slices that enclose those of a lane.
const MOST_LEVELS: usize = 32;

/// Lanes of a log.
const MOST_LANES: usize = 4096;

/// A row with its name.
struct Named {
    kind: LaneKind,
    /// Rows of one thread or of one group of async events share it.
    number: u32,
    pid: Option<u32>,
    name: Text,
    row: SliceRow,
}

/// Counts the events that the lanes lack.
#[derive(Default)]
struct Lack {
    unfinished: u64,
    unnested: u64,
    left_out: LeftOut,
}

/// The names of threads and processes, as they are written.
struct SaidNames<'a> {
    threads: HashMap<ThreadKey<'a>, &'a str>,
    processes: HashMap<&'a str, &'a str>,
}

impl SaidNames<'_> {
    /// The name of a thread; of one that is alone, that of its process, and that where it has none.
    fn name(&self, (process, thread): ThreadKey<'_>, is_alone: bool) -> Text {
        let own = self.threads.get(&(process, thread));
        let whole = self.processes.get(process);
        let named = if is_alone { whole.or(own) } else { own };
        named.map(|written| text(written)).unwrap_or_default()
    }
}

/// The recording of a trace; where it has no slices, the events that were left out.
pub(super) fn recording(events: TraceEvents<'_>, name: &str) -> Result<Imported, LeftOut> {
    let slice_names = events.slice_names();
    let TraceEvents {
        threads,
        asyncs,
        cores,
        left_out,
        last,
        thread_names,
        process_names,
        ..
    } = events;
    let mut lack = Lack {
        left_out,
        ..Lack::default()
    };
    let said = SaidNames {
        threads: thread_names,
        processes: process_names,
    };
    let mut rows = lack.of_threads(threads, &said, last);
    rows.extend(lack.of_asyncs(asyncs, last));
    if rows.is_empty() {
        let samples: usize = cores.iter().map(Vec::len).sum();
        lack.left_out.counters += samples as u64;
        return Err(lack.left_out);
    }
    let rows = lack.busiest(rows);
    let counted = cores.iter().flatten().map(|sample| sample.at);
    let starts = rows.iter().map(|named| named.row.start());
    let origin = starts.chain(counted).min().unwrap_or_default();
    let (mut lanes, mut tasks) = (Vec::new(), 0_u32);
    let mut outer = Vec::new();
    let room = MOST_LANES.saturating_sub(rows.len() + cores.len());
    for named in &rows {
        let spans = named.row.spans(origin, tasks);
        let most = MOST_LEVELS.min(room.saturating_sub(outer.len()));
        let (levels, beyond) = named.row.levels(origin, tasks, most);
        let number = u32::try_from(lanes.len()).unwrap_or(u32::MAX);
        outer.extend(levels.into_iter().map(|spans| (number, spans)));
        lack.unnested += beyond;
        let slices = u32::try_from(named.row.slices.len()).unwrap_or(u32::MAX);
        tasks = tasks.saturating_add(slices);
        lanes.push(lane(
            lanes.len(),
            named.kind,
            named.number,
            named.pid,
            spans,
        ));
    }
    let end = lanes.iter().flat_map(|lane| &lane.spans).map(Span::end);
    let end = end.max().unwrap_or_default();
    for (core, samples) in (0..).zip(&cores).filter(|(_, samples)| !samples.is_empty()) {
        let spans = usage(samples, origin, CoreId::new(core));
        let number = u32::from(core);
        lanes.push(lane(lanes.len(), LaneKind::Core, number, None, spans));
    }
    for (number, spans) in outer {
        lanes.push(lane(lanes.len(), LaneKind::Outer, number, None, spans));
    }
    let names = Names {
        slices: slice_names,
        lanes: rows.into_iter().map(|named| named.name).collect(),
    };
    let description = Description {
        outcome: Some(Outcome {
            // A run of no length would have no end.
            ended: end.max(Moment::from_nanos(1)),
            tasks_done: tasks,
            ..Outcome::default()
        }),
        imported: Some(Import {
            from: name.into(),
            left_out: lack.left_out.sum(),
            left_out_by_kind: lack.left_out,
            unfinished: lack.unfinished,
            unnested: lack.unnested,
            names: Arc::new(names),
        }),
        ..Description::default()
    };
    Ok(Imported { description, lanes })
}

impl Lack {
    fn count(&mut self, slices: Slices) -> Vec<SliceRow> {
        self.unfinished += slices.unfinished;
        self.left_out.stray_ends += slices.stray;
        SliceRow::nested(slices.all)
    }

    /// The rows of each thread, in the order of their beginnings. A thread that is alone in its
    /// process stands for that.
    fn of_threads(
        &mut self,
        threads: Tracks<ThreadKey<'_>>,
        said: &SaidNames<'_>,
        last: i64,
    ) -> Vec<Named> {
        let each = threads.all.into_iter();
        let each = each.map(|(thread, track)| (thread, self.count(track.slices(last))));
        let mut each: Vec<_> = each.filter(|(_, rows)| !rows.is_empty()).collect();
        each.sort_by_key(|(_, rows)| rows.first().map(SliceRow::start));
        let mut processes: HashMap<_, usize> = HashMap::new();
        for ((process, _), _) in &each {
            *processes.entry(*process).or_default() += 1;
        }
        let numbered = each.into_iter().zip(1..);
        let named = numbered.flat_map(|(((process, thread), rows), number)| {
            let (kind, id) = match processes.get(process) {
                Some(1) => (LaneKind::Process, process),
                _ => (LaneKind::Thread, thread),
            };
            let pid = id.parse().ok();
            let is_alone = kind == LaneKind::Process;
            let name = said.name((process, thread), is_alone);
            rows.into_iter().map(move |row| Named {
                kind,
                number,
                pid,
                name: name.clone(),
                row,
            })
        });
        named.collect()
    }

    /// The rows of each group of async events: the slices of one id stay on one row, and another
    /// id follows on it when that is done.
    fn of_asyncs(&mut self, asyncs: Tracks<Async<'_>>, last: i64) -> Vec<Named> {
        let mut groups: HashMap<_, Vec<SliceRow>> = HashMap::new();
        for ((group, _), track) in asyncs.all {
            let rows = self.count(track.slices(last));
            groups.entry(group).or_default().extend(rows);
        }
        let groups = groups.into_iter().filter(|(_, rows)| !rows.is_empty());
        let mut groups: Vec<_> = groups
            .map(|(group, rows)| (group, SliceRow::packed(rows)))
            .collect();
        groups.sort_by_key(|(group, rows)| (rows.first().map(SliceRow::start), *group));
        let named = groups
            .into_iter()
            .zip(1..)
            .flat_map(|((group, rows), number)| {
                let [category, ..] = group;
                rows.into_iter().map(move |row| Named {
                    kind: LaneKind::Async,
                    number,
                    pid: None,
                    name: text(category),
                    row,
                })
            });
        named.collect()
    }

    /// The rows that there are lanes for: where there are more, the busiest, in their order.
    fn busiest(&mut self, mut rows: Vec<Named>) -> Vec<Named> {
        if rows.len() <= MOST_ROWS {
            return rows;
        }
        let mut order: Vec<_> = (0..rows.len()).collect();
        order.sort_by_cached_key(|&index| Reverse(rows[index].row.busy()));
        let mut is_shown = vec![false; rows.len()];
        for &index in order.iter().take(MOST_ROWS) {
            is_shown[index] = true;
        }
        let mut shown = is_shown.into_iter();
        rows.retain(|named| {
            let is_shown = shown.next().unwrap_or_default();
            if !is_shown {
                self.left_out.crowded_out += named.row.slices.len() as u64;
            }
            is_shown
        });
        rows
    }
}

fn lane(index: usize, kind: LaneKind, number: u32, pid: Option<u32>, spans: Vec<Span>) -> Lane {
    Lane {
        info: LaneInfo {
            // There are no more than 4096.
            lane: LaneId::new(u16::try_from(index).unwrap_or(u16::MAX)),
            kind,
            number,
            pid: pid.map(Pid::new),
            published: spans.len() as u64,
            dropped: 0,
            merged: 0,
        },
        spans,
        now: None,
    }
}

/// The usage of a core between its samples.
fn usage(samples: &[UsageSample], origin: i64, core: CoreId) -> Vec<Span> {
    let mut samples = samples.to_vec();
    samples.sort_by_key(|sample| sample.at);
    let at =
        |sample: &UsageSample| Moment::from_nanos(sample.at.saturating_sub(origin).unsigned_abs());
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
