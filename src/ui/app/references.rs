//! [`References`]: the runs that the active run is compared with, on the same clock.

use super::{App, active_run::ActiveRun, host::Host};
use crate::{
    base::{LaneId, Moment, Nanos, SignedNanos, TaskId},
    log::{Description, Kind, Lane, LaneInfo, LaneKind, Span},
    model::{ProgressCurve, Run},
    ui::{Message, ReferenceKind, ReferenceRun},
};
use strum::VariantArray;

/// Spans up to which a run is drawn as a ghost: as many as of one that was simulated.
const MOST_SPANS: usize = 20_000;

/// The runs that the active run can be compared with, and which of them is chosen.
#[derive(Default)]
pub(super) struct References {
    who: ReferenceKind,
    expected: Option<ProgressCurve>,
    last: Option<KeptReference>,
    serial: Option<KeptReference>,
}

/// A run to compare with.
struct KeptReference {
    run: Run,
    pace: ProgressCurve,
}

impl References {
    pub(super) const fn who(&self) -> ReferenceKind {
        self.who
    }

    /// Chooses the next kind of reference run; returns the message that says so.
    fn next(&mut self) -> String {
        let here = ReferenceKind::VARIANTS
            .iter()
            .position(|&who| who == self.who);
        let next = here.map_or(0, |here| here + 1) % ReferenceKind::VARIANTS.len();
        self.who = ReferenceKind::VARIANTS[next];
        match self.who {
            ReferenceKind::Off => "no ghost".into(),
            who => format!("the ghost is {}", who.name()),
        }
    }

    /// A run has begun: keeps the runs that it can be compared with.
    pub(super) fn meet(&mut self, live: &ActiveRun, last: Option<&Run>) {
        let few = |run: &&Run| {
            let spans = run.flow().map(|lane| lane.spans.len());
            spans.sum::<usize>() <= MOST_SPANS
        };
        let shown = live.shown();
        self.expected = shown
            .prediction
            .as_ref()
            .map(|one| ProgressCurve::of(one.run()));
        self.last = last.filter(few).map(|run| KeptReference {
            run: run.clone(),
            pace: ProgressCurve::of(run),
        });
        self.serial = shown.run.as_deref().and_then(serial);
    }

    /// The one that is chosen, beside the run that is shown.
    pub(super) fn reference<'a>(
        &'a self,
        live: &'a ActiveRun,
        now: Moment,
    ) -> Option<ReferenceRun<'a>> {
        let shown = live.shown();
        let run = shown.run.as_deref()?;
        let (reference, pace) = match self.who {
            ReferenceKind::Off => return None,
            ReferenceKind::Expected => (shown.prediction.as_ref()?.run(), self.expected.as_ref()?),
            ReferenceKind::Last => self.last.as_ref().map(|ghost| (&ghost.run, &ghost.pace))?,
            ReferenceKind::Serial => self
                .serial
                .as_ref()
                .map(|ghost| (&ghost.run, &ghost.pace))?,
        };
        let key = |run: &Run| run.planned().map(|planned| planned.tasks_key());
        let same = key(reference) == key(run);
        let lead = || {
            if run.is_over() {
                let all = pace.when(run.tasks_done())?;
                return Some(SignedNanos::left(all, run.elapsed(shown.present(now))));
            }
            pace.lead(run, shown.present(now))
        };
        Some(ReferenceRun {
            who: self.who,
            run: reference,
            lead: same.then(lead).flatten(),
        })
    }
}

/// The serial run of a run's work: its tasks one after another, in the main flow.
fn serial(run: &Run) -> Option<KeptReference> {
    let tasks = &run.baseline()?.tasks;
    if tasks.is_empty() || tasks.len() > MOST_SPANS {
        return None;
    }
    let mut start = Moment::default();
    let span = |(&length, task): (&Nanos, u32)| {
        let span = Span {
            task: TaskId::new(task),
            count: 1,
            ..Span::new(Kind::Task, start, start + length)
        };
        start = span.end();
        span
    };
    let lane = Lane {
        info: LaneInfo {
            lane: LaneId::default(),
            kind: LaneKind::Main,
            number: 0,
            pid: None,
            published: 0,
            dropped: 0,
            merged: 0,
        },
        spans: tasks.iter().zip(0..).map(span).collect(),
        now: None,
    };
    let pace = ProgressCurve::serial(tasks);
    let serial = Run::new(run.origin.clone(), Description::default());
    Some(KeptReference {
        run: serial.with_lanes(vec![lane]),
        pace,
    })
}

impl<E: Host> App<E> {
    /// Chooses the next ghost.
    pub(super) fn next_ghost(&mut self) {
        self.prediction_preview.show();
        self.message = Some(Message::Note(self.ghosts.next()));
    }

    /// The run that goes on has begun.
    pub(super) fn meet_ghosts(&mut self) {
        self.ghosts
            .meet(&self.runs.live, self.runs.history.newest());
    }
}
