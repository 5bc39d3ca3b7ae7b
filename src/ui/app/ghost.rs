//! [`Ghosts`]: what the run that goes on is held against, on the same clock.

use super::{App, engine::Engine, live::Live};
use crate::{
    base::{Balance, LaneId, Moment, Nanos, TaskId},
    log::{Description, Kind, Lane, LaneInfo, LaneKind, Span},
    model::{Pace, Run},
    ui::{Message, Rival, Who},
};
use strum::VariantArray;

/// Spans up to which a run is drawn as a ghost: as many as of one that was simulated.
const MOST_SPANS: usize = 20_000;

/// The runs that one that goes on can be held against, and which of them it is.
#[derive(Default)]
pub(super) struct Ghosts {
    who: Who,
    expected: Option<Pace>,
    last: Option<Ghost>,
    serial: Option<Ghost>,
}

/// A run to be held against.
struct Ghost {
    run: Run,
    pace: Pace,
}

impl Ghosts {
    pub(super) const fn who(&self) -> Who {
        self.who
    }

    /// Another one; returns what is to be told.
    fn next(&mut self) -> String {
        let here = Who::VARIANTS.iter().position(|&who| who == self.who);
        let next = here.map_or(0, |here| here + 1) % Who::VARIANTS.len();
        self.who = Who::VARIANTS[next];
        match self.who {
            Who::Nobody => "no ghost".into(),
            who => format!("the ghost is {}", who.name()),
        }
    }

    /// A run has begun: these are its rivals.
    pub(super) fn meet(&mut self, live: &Live, last: Option<&Run>) {
        let few = |run: &&Run| {
            let spans = run.flow().map(|lane| lane.spans.len());
            spans.sum::<usize>() <= MOST_SPANS
        };
        let shown = live.shown();
        self.expected = shown.prediction.as_ref().map(|one| Pace::of(one.run()));
        self.last = last.filter(few).map(|run| Ghost {
            run: run.clone(),
            pace: Pace::of(run),
        });
        self.serial = shown.run.as_deref().and_then(serial);
    }

    /// The one that is chosen, beside the run that is shown.
    pub(super) fn rival<'a>(&'a self, live: &'a Live, now: Moment) -> Option<Rival<'a>> {
        let shown = live.shown();
        let run = shown.run.as_deref()?;
        let (rival, pace) = match self.who {
            Who::Nobody => return None,
            Who::Expected => (shown.prediction.as_ref()?.run(), self.expected.as_ref()?),
            Who::Last => self.last.as_ref().map(|ghost| (&ghost.run, &ghost.pace))?,
            Who::Serial => self
                .serial
                .as_ref()
                .map(|ghost| (&ghost.run, &ghost.pace))?,
        };
        let key = |run: &Run| run.planned().map(|planned| planned.tasks_key());
        let same = key(rival) == key(run);
        let lead = || {
            if run.is_over() {
                let all = pace.when(run.tasks_done())?;
                return Some(Balance::left(all, run.elapsed(shown.present(now))));
            }
            pace.lead(run, shown.present(now))
        };
        Some(Rival {
            who: self.who,
            run: rival,
            lead: same.then(lead).flatten(),
        })
    }
}

/// The serial run that a run is held against: its tasks one after another, in the main flow.
fn serial(run: &Run) -> Option<Ghost> {
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
    let pace = Pace::serial(tasks);
    let serial = Run::new(run.origin.clone(), Description::default());
    Some(Ghost {
        run: serial.with_lanes(vec![lane]),
        pace,
    })
}

impl<E: Engine> App<E> {
    /// Chooses the next ghost.
    pub(super) fn next_ghost(&mut self) {
        self.foresight.show();
        self.message = Some(Message::Note(self.ghosts.next()));
    }

    /// The run that goes on has begun.
    pub(super) fn meet_ghosts(&mut self) {
        self.ghosts.meet(&self.live, self.history.newest());
    }
}
