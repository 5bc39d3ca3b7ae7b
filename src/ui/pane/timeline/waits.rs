//! [`with_waits`]: the bars of a watched thread with the time in which it could not go on, where that was.

use super::Ruler;
use crate::{
    base::{Nanos, Ratio},
    log::Lane,
    model::{Run, TimeSplit},
    theme::{Look, Tone},
    ui::widget::{CELL, Part},
};

/// Steps of the height of a strip, in [`CELL`]ths: finer ones would be noise from cell to cell.
const GRAIN: u32 = CELL / 8;

/// Bars, and what is drawn of them.
pub(super) struct BarsWithWaits {
    /// The bars, with the mean of their time; their names are written on these.
    pub(super) bars: Vec<Part>,
    /// The bars cut at the edges of cells, each piece with the time of its own.
    pub(super) pieces: Vec<Part>,
}

/// The bars of a lane with a strip along what is a task in it, for the time in which its thread waited for the
/// interpreter's lock, for a core, or slept: whichever is most.
pub(super) fn with_waits(
    run: &Run,
    lane: &Lane,
    ruler: Ruler,
    parts: Vec<Part>,
    look: impl Fn(Tone) -> Look,
) -> BarsWithWaits {
    if run.times(lane).is_none() {
        return BarsWithWaits {
            pieces: parts.clone(),
            bars: parts,
        };
    }
    let strip = |start: u32, end: u32| {
        let split = run.time_split(lane, ruler.moment(start), ruler.moment(end))?;
        Some(strip(&split).map(|(tone, share)| (look(tone), share)))
    };
    let (mut bars, mut pieces) = (Vec::with_capacity(parts.len()), Vec::new());
    for part in parts {
        let is_task = part.look.tone.is_task() || part.look.tone == Tone::Running;
        if !is_task || part.beside.is_some() {
            bars.push(part);
            pieces.push(part);
            continue;
        }
        let mean = strip(part.start, part.end).unwrap_or(part.strip);
        bars.push(Part {
            strip: mean,
            ..part
        });
        // What was not seen of it is taken to be like what was before: at its end, until the next reading.
        let mut like = mean;
        let mut start = part.start;
        while start < part.end {
            let end = ((start / CELL + 1) * CELL).min(part.end);
            like = strip(start, end).unwrap_or(like);
            let (look, strip) = match like {
                // Nothing of the task is left to be seen beside it.
                Some((all, CELL)) => (all, None),
                some => (part.look, some),
            };
            let piece = Part {
                start,
                end,
                look,
                strip,
                goes_on: start > part.start,
                ..part
            };
            // Pieces that look alike are one.
            match pieces.last_mut() {
                Some(last) if piece.goes_on && (last.look, last.strip) == (look, strip) => {
                    last.end = end;
                }
                _ => pieces.push(piece),
            }
            start = end;
        }
    }
    BarsWithWaits { bars, pieces }
}

/// The strip for a stretch of a thread's time: its tone, and its height in [`CELL`]ths.
fn strip(split: &TimeSplit) -> Option<(Tone, u32)> {
    let parts = [
        (Tone::Io, split.blocked),
        (Tone::Preempted, split.core_wait),
        (Tone::Lock, split.gil.unwrap_or_default()),
    ];
    let (tone, time) = parts.into_iter().max_by_key(|(_, time)| *time)?;
    let height = height(time, split.wall());
    (height > 0).then_some((tone, height))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a cell"
)]
fn height(time: Nanos, wall: Nanos) -> u32 {
    let share = Ratio::of(time.get(), wall.get()).clamped().get();
    (share * f64::from(CELL / GRAIN)).round() as u32 * GRAIN
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::scenario::{self, ORIGIN},
        theme::{Glyphs, Theme},
    };

    #[test]
    fn a_task_shows_where_it_waited_for_the_lock_and_keeps_its_name_in_one() {
        let run = scenario::run(
            "watch python3 sim.py
             main: own 0ms 1ms
             t1: task 0 0ms 80ms
             times 1 0ms 40ms running=40ms gil=0ms
             times 1 40ms 60ms running=5ms gil=15ms
             times 1 60ms 80ms running=10ms gil=0ms
             end 80ms",
        );
        let (theme, glyphs) = (Theme::mono(), Glyphs::ascii());
        let look = |tone| theme.look(tone, glyphs);
        let ruler = Ruler::new(ORIGIN, Nanos::from_millis(80), 8);
        let task = Part::new(0, 8 * CELL, look(Tone::TaskA));
        let waits = with_waits(&run, &run.lanes[1], ruler, vec![task], look);
        let shown = |parts: &[Part]| -> Vec<_> {
            let strip = |part: &Part| part.strip.map(|(look, height)| (look.tone, height));
            let shown = parts
                .iter()
                .map(|part| (part.start / CELL, part.end / CELL, strip(part)));
            shown.collect()
        };
        let waiting = |height| Some((Tone::Lock, height));
        assert_eq!(shown(&waits.bars), [(0, 8, waiting(16))]);
        let pieces = [
            (0, 4, None),
            (4, 6, waiting(48)),
            (6, 8, Some((Tone::Io, 32))),
        ];
        assert_eq!(shown(&waits.pieces), pieces);
        let goes_on = waits.pieces.iter().map(|piece| piece.goes_on);
        assert_eq!(goes_on.collect::<Vec<_>>(), [false, true, true]);
    }
}
