//! [`Digest`]: a run that has ended, as much of it as is worth keeping when its spans are not.

use super::{Figures, Ledger, Pop, ProgressCurve, Run, Thumbnail};
use crate::base::{Moment, Nanos};

/// A run without its spans, and what they came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Digest {
    /// The run without its lanes.
    pub run: Run,
    /// The figures of all its repeats; `None` where none ended well.
    pub figures: Option<Figures>,
    /// How long each of the repeats took that ended well.
    pub walls: Vec<Nanos>,
    /// Where the time of the last of them went, where that is known.
    pub ledger: Option<Ledger>,
    /// How busy the lanes of the last of them were.
    pub pop: Option<Pop>,
    /// The thumbnail of the last of them.
    pub thumbnail: Thumbnail,
    /// When the last of them had done how much.
    pub pace: ProgressCurve,
}

impl Digest {
    /// The digest of the last of a run's repeats.
    #[must_use]
    pub fn of(run: &Run, figures: Option<Figures>, walls: &[Nanos], now: Moment) -> Self {
        Self {
            run: run.without_spans(),
            figures,
            walls: walls.to_vec(),
            ledger: Ledger::of(run, now),
            pop: Pop::of(run),
            thumbnail: Thumbnail::of(run, run.elapsed(now), now),
            pace: ProgressCurve::of(run),
        }
    }

    /// How long it took: the median of its repeats; `None` where it did not end well.
    #[must_use]
    pub fn wall(&self) -> Option<Nanos> {
        self.figures.map(|figures| figures.wall.median)
    }

    /// The time of the busiest lane at its tasks.
    #[must_use]
    pub fn busiest(&self) -> Option<Nanos> {
        let share = self.pop?.communication_efficiency;
        let wall = self.wall()?;
        Some(Nanos::from_secs_f64(wall.as_secs_f64() * share.get()))
    }

    /// Whether it came to its end, and nothing was found wrong with its answers.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.run.is_sound()
    }
}
