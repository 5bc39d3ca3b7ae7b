//! [`Thumbnail`]: a run in little, as how busy its lanes were.
//!
//! It has the same size however much was recorded, so it can be kept where the spans cannot, and
//! drawn at any width. The cost of making one depends on its size, not on the number of spans: it
//! can be made anew for each frame of a run that goes on.

use super::{Run, off_core};
use crate::{
    base::{Moment, Nanos, Ratio},
    log::{Kind, Lane, LaneKind, Use},
};
use std::ops::Range;

/// Parts of its time that are told apart.
const BINS: usize = 256;

/// Bands at most: of more lanes, neighbours share one.
const MOST_BANDS: usize = 16;

/// Spans of a bin that are looked at; of more, those in the middle stand for all.
const LOOKED_AT: usize = 32;

/// How busy the lanes of a run were that do its tasks, from its beginning on.
#[derive(Debug, Clone, PartialEq)]
pub struct Thumbnail {
    bands: Vec<Band>,
    length: Nanos,
    ended: Nanos,
}

/// The uses of some of its time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glimpse {
    /// The share that tasks took, on a core.
    pub busy: Ratio,
    /// The share in which tasks had no core.
    pub preempted: Ratio,
    /// The use that took most of the rest; `None` before the beginning and after the end.
    pub rest: Option<Use>,
}

/// One lane, or several that share a band.
#[derive(Debug, Clone, PartialEq)]
struct Band {
    bins: Vec<Bin>,
    /// When its last task had ended.
    idle_from: Nanos,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Bin {
    /// Of 255.
    busy: u8,
    preempted: u8,
    rest: Option<Use>,
}

/// The share of each use in a bin: of tasks, the time on a core.
#[derive(Clone, Copy)]
struct Shares([f64; Use::COUNT]);

impl Thumbnail {
    /// The thumbnail of a run as far as it has come, on so much time: for one that goes on, more
    /// than it has taken, so that what was seen of it stays as it is.
    #[must_use]
    pub fn of(run: &Run, length: Nanos, now: Moment) -> Self {
        let workers: Vec<_> = run.workers().collect();
        let main = run.flow().filter(|lane| lane.info.kind == LaneKind::Main);
        let lanes = if workers.is_empty() {
            main.collect()
        } else {
            workers
        };
        let (length, ended) = (length.max(Nanos::new(1)), run.elapsed(now));
        let bands = lanes.len().min(MOST_BANDS);
        let group =
            |band: usize| &lanes[band * lanes.len() / bands..(band + 1) * lanes.len() / bands];
        let origin = run.began().unwrap_or(now);
        let clock = Clock {
            origin,
            length,
            end: origin + ended,
        };
        let band = |band: usize| {
            let band = Band::of(group(band), clock);
            // For another program it is not known what was left to do, so nothing is a tail.
            let idle_from = run.import().map_or(band.idle_from, |_| ended);
            Band { idle_from, ..band }
        };
        Self {
            bands: (0..bands).map(band).collect(),
            length,
            ended,
        }
    }

    /// How many bands a run with so many workers has.
    #[must_use]
    pub fn bands_of(workers: u32) -> usize {
        (workers as usize).clamp(1, MOST_BANDS)
    }

    /// How many bands it has: one for each lane, as long as those are few.
    #[must_use]
    pub const fn bands(&self) -> usize {
        self.bands.len()
    }

    /// How long the run had taken.
    #[must_use]
    pub const fn ended(&self) -> Nanos {
        self.ended
    }

    /// When the last task of a band had ended.
    #[must_use]
    pub fn idle_from(&self, band: usize) -> Nanos {
        self.bands
            .get(band)
            .map_or(self.ended, |band| band.idle_from)
    }

    /// The activity of some bands between two times after the beginning.
    #[must_use]
    pub fn glimpse(&self, bands: Range<usize>, from: Nanos, to: Nanos) -> Glimpse {
        let bin = |time: Nanos| {
            let bin = u128::from(time.get()) * BINS as u128 / u128::from(self.length.get());
            usize::try_from(bin).unwrap_or(usize::MAX).min(BINS)
        };
        let (first, last) = (bin(from), bin(to).max(bin(from) + 1));
        let seen: Vec<_> = bands
            .filter_map(|band| self.bands.get(band)?.bins.get(first..last.min(BINS)))
            .flatten()
            .collect();
        let share = |of: fn(&Bin) -> u8| {
            let sum = seen.iter().map(|bin| u64::from(of(bin))).sum();
            Ratio::of(sum, seen.len() as u64 * 255)
        };
        Glimpse {
            busy: share(|bin| bin.busy),
            preempted: share(|bin| bin.preempted),
            rest: seen.get(seen.len() / 2).and_then(|bin| bin.rest),
        }
    }
}

/// The conversion of bins to moments.
#[derive(Clone, Copy)]
struct Clock {
    origin: Moment,
    length: Nanos,
    end: Moment,
}

impl Clock {
    fn bin(self, index: usize) -> Moment {
        let nanos = u128::from(self.length.get()) * index as u128 / BINS as u128;
        self.origin + Nanos::new(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

impl Band {
    fn of(lanes: &[&Lane], clock: Clock) -> Self {
        let mut sums = vec![Shares::NONE; BINS];
        for lane in lanes {
            add(lane, clock, &mut sums);
        }
        let bin = |shares: &Shares| shares.bin(lanes.len());
        let last = lanes.iter().filter_map(|lane| {
            let task = lane.spans.iter().rev().take(LOOKED_AT);
            let mut task = task.filter(|span| span.kind.is_of_task());
            match lane.now {
                Some(now) if now.kind.is_of_task() => Some(clock.end),
                _ => task.next().map(crate::log::Span::end),
            }
        });
        Self {
            bins: sums.iter().map(bin).collect(),
            idle_from: last.max().unwrap_or(clock.end).since(clock.origin),
        }
    }
}

/// Adds what a lane did in each bin.
fn add(lane: &Lane, clock: Clock, sums: &mut [Shares]) {
    let mut first = 0;
    for (index, sum) in sums.iter_mut().enumerate() {
        let (from, to) = (clock.bin(index), clock.bin(index + 1).min(clock.end));
        if from >= to {
            return;
        }
        first += lane.spans[first..].partition_point(|span| span.end() <= from);
        let rest = &lane.spans[first..];
        let inside = &rest[..rest.partition_point(|span| span.start < to)];
        let skipped = inside.len().saturating_sub(LOOKED_AT) / 2;
        let inside = &inside[skipped..inside.len().min(skipped + LOOKED_AT)];
        let (from, to) = match (skipped, inside) {
            (1.., [first, .., last]) => (first.start.max(from), last.end().min(to)),
            _ => (from, to),
        };
        let whole = to.since(from).as_secs_f64().max(1e-9);
        let share =
            |start: Moment, end: Moment| end.min(to).since(start.max(from)).as_secs_f64() / whole;
        let mut left = 1.0;
        for span in inside {
            let share = share(span.start, span.end());
            let off = off_core(span).map_or(0.0, |off| share * off.get());
            sum.add(Use::of_kind(span.kind), share - off);
            sum.add(Use::OffCore, off);
            left -= share;
        }
        if let Some(now) = lane.now {
            let share = share(now.start, clock.end);
            sum.add(Use::of_kind(now.kind), share);
            left -= share;
        }
        sum.add(Use::Of(Kind::Wait), f64::max(left, 0.0));
    }
}

impl Shares {
    const NONE: Self = Self([0.0; Use::COUNT]);

    const fn add(&mut self, usage: Use, share: f64) {
        self.0[usage.index()] += share;
    }

    fn bin(&self, lanes: usize) -> Bin {
        let lanes = f64::from(u32::try_from(lanes.max(1)).unwrap_or(u32::MAX));
        let of = |usage: Use| self.0[usage.index()];
        let task = Use::Of(Kind::Task);
        let others = (0..Use::COUNT).map(Use::nth);
        let others = others.filter(|&usage| usage != task && usage != Use::OffCore);
        let others = others.filter(|&usage| of(usage) > 0.0);
        Bin {
            busy: level(of(task) / lanes),
            preempted: level(of(Use::OffCore) / lanes),
            rest: others.max_by(|&one, &other| of(one).total_cmp(&of(other))),
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from float saturates"
)]
fn level(share: f64) -> u8 {
    (share * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario::{ORIGIN, at, run};

    fn millis(time: u64) -> Nanos {
        Nanos::from_millis(time)
    }

    fn percent(thumbnail: &Thumbnail, band: usize, from: u64, to: u64) -> String {
        let seen = thumbnail.glimpse(band..band + 1, millis(from), millis(to));
        seen.busy.percent()
    }

    #[test]
    fn a_portrait_tells_when_each_lane_was_busy_and_since_when_it_had_nothing_to_do() {
        let run = run("set mode=pool workers=2 tasks=3 chunksize=1
            main: blocked 0ms 40ms
            w1: start-up 0ms 10ms | task 0 10ms 20ms | wait 20ms 40ms
            w2: start-up 0ms 10ms | task 1 10ms 25ms | task 2 25ms 40ms
            end 40ms");
        let thumbnail = Thumbnail::of(&run, millis(40), at("90ms"));
        assert_eq!((thumbnail.bands(), thumbnail.ended()), (2, millis(40)));
        assert_eq!(percent(&thumbnail, 0, 0, 10), "0 %");
        assert_eq!(percent(&thumbnail, 0, 10, 20), "100 %");
        assert_eq!(percent(&thumbnail, 1, 10, 40), "100 %");
        assert_eq!(thumbnail.idle_from(0), millis(20));
        let seen = thumbnail.glimpse(0..2, millis(20), millis(40));
        assert_eq!(seen.busy.percent(), "50 %");
        let early = thumbnail.glimpse(0..1, millis(2), millis(4));
        assert_eq!(early.rest, Some(Use::Of(Kind::StartUp)));
    }

    #[test]
    fn what_tasks_had_no_core_for_is_neither_work_nor_idle_time() {
        let run = run("set mode=pool workers=1 tasks=2
            w1: task%60 0 0ms 20ms | task%40 1 20ms 40ms
            end 40ms");
        let thumbnail = Thumbnail::of(&run, millis(40), ORIGIN);
        let seen = |from, to| thumbnail.glimpse(0..1, millis(from), millis(to));
        let shares = [(0, 20), (20, 40)].map(|(from, to)| {
            let seen = seen(from, to);
            (seen.busy.percent(), seen.preempted.percent())
        });
        let shares = shares.each_ref().map(|(a, b)| (a.as_str(), b.as_str()));
        assert_eq!(shares, [("60 %", "40 %"), ("40 %", "60 %")]);
    }

    #[test]
    fn a_hundred_lanes_and_a_million_tasks_leave_no_more_than_a_picture() {
        let lane = |lane: u32| format!("w{lane}: task {lane} 0ms {}ms\n", lane % 2 * 40 + 40);
        let lanes: String = (1..=100).map(lane).collect();
        let mut run = run(&format!(
            "set mode=pool workers=100 tasks=100\n{lanes}end 80ms"
        ));
        let thumbnail = Thumbnail::of(&run, millis(80), ORIGIN);
        assert_eq!(thumbnail.bands(), MOST_BANDS);
        let all = 0..thumbnail.bands();
        assert_eq!(
            thumbnail.glimpse(all.clone(), millis(0), millis(40)).busy,
            Ratio::ONE
        );
        assert_eq!(
            thumbnail
                .glimpse(all, millis(42), millis(78))
                .busy
                .percent(),
            "50 %"
        );
        // Half of the time is task, however many there are.
        let task = run.lanes[0].spans[0];
        let short = |index: u64| crate::log::Span {
            start: ORIGIN + Nanos::from_micros(2 * index),
            length: Nanos::from_micros(1),
            ..task
        };
        run.lanes.truncate(1);
        run.lanes[0].spans = (0..40_000).map(short).collect();
        let thumbnail = Thumbnail::of(&run, millis(80), ORIGIN);
        let share = thumbnail.glimpse(0..1, millis(10), millis(70)).busy.get();
        assert!((share - 0.5).abs() < 0.03, "{share}");
    }

    #[test]
    fn what_was_seen_of_a_run_that_goes_on_stays_as_it_is() {
        let run = run("set mode=pool workers=1 tasks=3
            w1: start-up 0ms 4ms | task 0 4ms 20ms | now task 1 20ms");
        let [early, late] = ["21ms", "39ms"].map(|now| Thumbnail::of(&run, millis(80), at(now)));
        let seen = |thumbnail: &Thumbnail| thumbnail.glimpse(0..1, millis(0), millis(20));
        assert_eq!(seen(&early), seen(&late));
        assert_eq!(late.idle_from(0), millis(39));
        let ahead = late.glimpse(0..1, millis(41), millis(60));
        assert_eq!((ahead.busy, ahead.rest), (Ratio::ZERO, None));
    }

    #[test]
    fn a_run_that_never_began_has_an_empty_picture() {
        let thumbnail = Thumbnail::of(&run("cores 2"), Nanos::ZERO, ORIGIN);
        assert_eq!(thumbnail.bands(), 0);
        assert_eq!(
            thumbnail.glimpse(0..4, Nanos::ZERO, millis(5)).busy,
            Ratio::ZERO
        );
    }
}
