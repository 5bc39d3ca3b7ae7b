//! [`Run::digest`]: what the first picture of a long run is made from, before its spans are read.
//!
//! To read ten million spans takes a third of a second, and what they add up to in a column of the
//! screen takes a few words. So the file of such a run holds those, too.

use super::{
    Origin, Run,
    progress::{Counted, RunSums, Totals},
};
use crate::{
    base::Moment,
    log::{Preview, Use},
    model::SpanIndex,
};
use serde::{Deserialize, Serialize};

/// Spans from which on it pays: fewer are read in no time.
const MANY: usize = 1 << 20;

/// The digest of a run as it is saved. Only the program that wrote it reads it, so that it may be
/// changed at will.
#[derive(Serialize, Deserialize)]
struct SavedDigest {
    program: String,
    origin: Option<Moment>,
    totals: Totals,
    lanes: Vec<SpanIndex>,
}

impl Run {
    /// The data for a first picture of the run; empty where the run itself is as fast.
    #[must_use]
    pub fn digest(&self) -> Vec<u8> {
        let spans: usize = self.lanes.iter().map(|lane| lane.spans.len()).sum();
        if spans < MANY {
            return Vec::new();
        }
        self.digested()
    }

    /// The data for a first picture of any run.
    pub(super) fn digested(&self) -> Vec<u8> {
        let lanes = self.progress.lanes.iter();
        let digest = SavedDigest {
            program: program(),
            origin: self.progress.origin,
            totals: self.progress.totals.clone(),
            lanes: lanes.map(|lane| lane.detail.digest()).collect(),
        };
        // A digest that cannot be kept is not needed either.
        postcard::to_stdvec(&digest).unwrap_or_default()
    }

    /// A run whose spans have yet to come; `None` where its digest is none of ours.
    #[must_use]
    pub fn preview(origin: impl Into<Origin>, preview: Preview) -> Option<Self> {
        let Preview {
            description,
            lanes,
            digest,
        } = preview;
        let digest: SavedDigest = postcard::from_bytes(&digest).ok()?;
        if digest.program != program() || digest.lanes.len() != lanes.len() {
            return None;
        }
        let details = digest.lanes.into_iter().map(SpanIndex::restored);
        let counted = details.map(|detail| detail.map(Counted::preview));
        let progress = RunSums {
            origin: digest.origin,
            lanes: counted.collect::<Option<_>>()?,
            totals: Totals {
                crowd: digest.totals.crowd.restored()?,
                ..digest.totals
            },
            ..RunSums::default()
        };
        Some(Self {
            origin: origin.into(),
            description,
            lanes,
            progress,
            is_cut: false,
        })
    }

    /// Whether its spans have yet to come: it can be drawn as a whole, and nothing else.
    #[must_use]
    pub fn is_preview(&self) -> bool {
        let lanes = &self.progress.lanes;
        lanes.iter().any(|lane| lane.detail.is_alone())
    }
}

/// The program, and how much it tells apart: that changes what is kept.
fn program() -> String {
    let [name, version] = [env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")];
    format!("{name} {version}, {} uses", Use::COUNT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Nanos,
        log::{Kind, Outcome, Span},
        model::scenario,
    };
    use proptest::prelude::*;

    /// A run of many tasks on two lanes, with pauses.
    fn long() -> Run {
        let mut run = scenario::run("w1: task 0 0ms 1us\nw2: task 1 0ms 1us");
        let mut lanes = run.lanes.clone();
        for lane in &mut lanes {
            let spans = (0..30_000_u64).map(|task| {
                let start = scenario::ORIGIN + Nanos::from_micros(task * 3);
                let end = start + Nanos::from_micros(1 + task % 2);
                Span {
                    count: 1,
                    ..Span::new(Kind::Task, start, end)
                }
            });
            lane.spans = spans.collect();
        }
        run = run.with_lanes(lanes);
        run
    }

    fn preview(run: &Run, digest: Vec<u8>) -> Option<Run> {
        let mut lanes = run.lanes.clone();
        for lane in &mut lanes {
            lane.spans.clear();
        }
        let preview = Preview {
            description: run.description.clone(),
            lanes,
            digest,
        };
        Run::preview(run.origin.clone(), preview)
    }

    #[test]
    fn the_first_picture_of_a_long_run_shows_what_the_whole_of_it_does() {
        let run = long();
        let digest = run.digested();
        assert!(digest.len() < 40_000, "{} bytes", digest.len());
        let first = preview(&run, digest).unwrap();
        assert!(first.is_preview() && !run.is_preview());
        assert_eq!(first.began(), run.began());
        assert_eq!(first.tasks_done(), run.tasks_done());
        assert_eq!(first.crowd(), run.crowd());
        for (lane, whole) in first.lanes.iter().zip(&run.lanes) {
            let [detail, all] = [first.detail(lane).unwrap(), run.detail(whole).unwrap()];
            assert_eq!(detail.all(), all.all());
            for step in 1..200 {
                let at = scenario::ORIGIN + Nanos::from_micros(90_000 / 200 * step);
                // A column has many marks.
                let near = Nanos::from_micros(200);
                let about = detail.edge(&[], None, at, near);
                let exact = all.edge(&whole.spans, None, about.at, Nanos::ZERO);
                let apart = about.sums.busy().get().abs_diff(exact.sums.busy().get());
                assert!(at.since(about.at) <= near && apart <= near.get(), "{step}");
            }
        }
    }

    #[test]
    fn the_figures_of_a_program_in_a_frame_need_none_of_its_spans() {
        let mut run = long();
        run.description.watched = Some(Box::default());
        let now = scenario::at("90ms");
        let first = preview(&run, run.digested()).unwrap();
        assert!(run.at_once(now).is_some());
        assert_eq!(first.at_once(now), run.at_once(now));
        run.description.outcome = Some(Outcome {
            started: scenario::ORIGIN,
            ended: now,
            ..Outcome::default()
        });
        let first = preview(&run, run.digested()).unwrap();
        assert_eq!(first.floor(), Some(Nanos::from_micros(2)));
        assert_eq!(first.floor(), run.floor());
    }

    #[test]
    fn a_run_that_is_read_in_no_time_is_saved_without_a_digest() {
        assert!(long().digest().is_empty());
    }

    proptest! {
        #[test]
        fn a_digest_from_anywhere_is_refused_or_can_be_drawn(
            place in any::<proptest::sample::Index>(),
            bit in 0..8_u32,
            at in 0..200_000_u64,
        ) {
            let run = long();
            let mut digest = run.digested();
            let place = place.index(digest.len().min(600));
            digest[place] ^= 1 << bit;
            if let Some(first) = preview(&run, digest) {
                let from = scenario::ORIGIN + Nanos::from_micros(at);
                for lane in &first.lanes {
                    let detail = first.detail(lane).unwrap();
                    let edges = [from, from + Nanos::from_micros(500)]
                        .map(|at| detail.edge(&lane.spans, None, at, Nanos::from_micros(9)));
                    let _ = (edges[1].since(&edges[0]), detail.between(&edges[0], &edges[1]));
                }
                let _ = first.crowd().busy(from..from + Nanos::from_micros(500));
            }
        }
    }
}
