//! [`Live`]: the run that is shown, from its first span until after its end.

use crate::{
    base::{Moment, Nanos},
    engine::Stage,
    model::{Axis, Figures, Run},
    plan::{Cost, Experiment},
    trace::{Description, Reader, Span},
};

/// The axis of a run of which nothing is known.
const SOME_TIME: Nanos = Nanos::from_millis(1000);

/// Steps of a growing bar that can be told apart in a cell.
const EIGHTHS: u64 = 8;

/// What is shown of the engine's doings.
pub(super) struct Live {
    run: Option<Run>,
    reader: Option<Reader>,
    stage: Option<Stage>,
    /// The runs that count, each without its spans.
    counted: Vec<Run>,
    figures: Option<Figures>,
    /// As it was laid out in advance; a run that outlasts it doubles it.
    axis: Axis,
    /// How long the experiment's tasks are supposed to take one after another.
    estimate: Nanos,
    /// When the log was last found to have something new.
    followed: Moment,
    /// When it all ended: nothing grows any more.
    ended: Option<Moment>,
}

impl Live {
    /// With a run that was opened from a file, if any.
    pub(super) fn new(opened: Option<Run>) -> Self {
        let counted: Vec<_> = opened.iter().map(Run::without_spans).collect();
        let ended = opened.as_ref().map(last_moment);
        let axis = match (&opened, ended) {
            (Some(run), Some(ended)) => Axis::fitting(run.elapsed(ended)),
            _ => Axis::expecting(SOME_TIME),
        };
        Self {
            figures: Figures::of(&counted),
            run: opened,
            reader: None,
            stage: None,
            counted,
            axis,
            estimate: SOME_TIME,
            followed: Moment::default(),
            ended,
        }
    }

    pub(super) const fn run(&self) -> Option<&Run> {
        self.run.as_ref()
    }

    pub(super) const fn stage(&self) -> Option<Stage> {
        self.stage
    }

    pub(super) const fn figures(&self) -> Option<&Figures> {
        self.figures.as_ref()
    }

    /// The present, which stands still when all has ended.
    pub(super) fn present(&self, now: Moment) -> Moment {
        self.ended.unwrap_or(now)
    }

    /// The time axis, which holds what there is to be shown.
    pub(super) fn axis(&self, now: Moment) -> Axis {
        self.axis.holding(self.elapsed(now))
    }

    /// An experiment is about to begin; what was going on is over.
    pub(super) fn prepare(&mut self, experiment: &Experiment, now: Moment) {
        self.finish(now);
        self.counted.clear();
        self.figures = None;
        self.estimate = match experiment.cost {
            Cost::Time(time) => time * u64::from(experiment.task_count()),
            Cost::Default | Cost::Size(_) => SOME_TIME,
        };
    }

    /// A stage began. A calibration has nothing to be shown: what was there stays.
    pub(super) fn begin(
        &mut self,
        stage: Stage,
        experiment: Experiment,
        description: Description,
        reader: Option<Reader>,
    ) {
        self.stage = Some(stage);
        if reader.is_none() {
            return;
        }
        let run = Run::new(experiment, description);
        self.axis = Axis::expecting(run.ideal().unwrap_or(self.estimate));
        self.run = Some(run);
        self.reader = reader;
        self.ended = None;
    }

    /// A stage ended. Returns why, if it failed.
    pub(super) fn end(
        &mut self,
        stage: Stage,
        description: Description,
        now: Moment,
    ) -> Option<String> {
        let failure = description.outcome.as_ref()?.failure.clone();
        if stage == Stage::Calibration {
            return failure;
        }
        self.follow(u16::MAX, now);
        self.reader = None;
        let run = self.run.as_mut()?;
        run.description = description;
        if matches!(stage, Stage::Run { .. }) {
            self.counted.push(run.without_spans());
            self.figures = Figures::of(&self.counted);
        }
        let elapsed = self.elapsed(now);
        self.axis = self.axis.holding(elapsed);
        if elapsed * 3 < self.axis.length() * 2 {
            self.axis = Axis::fitting(elapsed);
        }
        failure
    }

    /// All stages have ended, or were stopped.
    pub(super) fn finish(&mut self, now: Moment) {
        self.stage = None;
        self.reader = None;
        self.ended = self.ended.or(Some(now));
    }

    /// Reads on in the log. Returns whether a screen of so many columns would show a change.
    pub(super) fn follow(&mut self, columns: u16, now: Moment) -> bool {
        let (Some(run), Some(reader)) = (&mut self.run, &mut self.reader) else {
            return false;
        };
        let news = run.follow(reader);
        let grain = self.axis.length() / (u64::from(columns) * EIGHTHS);
        let grows = run.lanes.iter().any(|lane| lane.now.is_some());
        let seen = news || (grows && now.since(self.followed) >= grain);
        if seen {
            self.followed = now;
        }
        seen
    }

    fn elapsed(&self, now: Moment) -> Nanos {
        self.run
            .as_ref()
            .map_or(Nanos::ZERO, |run| run.elapsed(self.present(now)))
    }
}

/// The end of a run that does not go on, even where it was cut off.
fn last_moment(run: &Run) -> Moment {
    let spans = run.flow().flat_map(|lane| &lane.spans);
    run.end(spans.map(Span::end).max().unwrap_or_default())
}

#[cfg(test)]
impl Live {
    /// Gives the run that is shown the lanes that its log would have had.
    pub(super) fn restore(&mut self, lanes: Vec<crate::trace::Lane>) {
        self.reader = None;
        if let Some(run) = &mut self.run {
            *run = run.clone().with_lanes(lanes);
        }
    }
}
