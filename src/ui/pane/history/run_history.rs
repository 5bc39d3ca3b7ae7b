//! [`RunHistory`]: the runs of this session that have ended, to be opened again and compared.
//!
//! The runs of a sweep are not among them: they are kept with its points, and would leave no room
//! for others.

use crate::{
    base::Moment,
    model::{Digest, Run},
    plan::Experiment,
    ui::run_view::RunView,
};
use std::collections::VecDeque;

/// Runs that are kept; of more, the oldest go.
const MOST_RUNS: usize = 32;

/// Spans that are kept of all runs together, about 64 MiB; of more, the oldest runs lose theirs.
const MOST_SPANS: usize = 1 << 20;

/// Runs that can be compared at once.
pub(in crate::ui) const MOST_MARKED: usize = 4;

/// The runs that have ended.
#[derive(Default)]
pub struct RunHistory {
    /// The oldest first.
    runs: VecDeque<PastRun>,
    /// The number of runs so far.
    count: u32,
    /// The selected run, by its number; if that run is gone, the newest is selected.
    selected: u32,
    /// The runs marked for comparison, by number, in the order in which they were marked.
    pub(in crate::ui) marked: Vec<u32>,
    /// The run whose timeline is open, by number.
    pub(in crate::ui) opened: Option<u32>,
}

/// A run that has ended.
pub(in crate::ui) struct PastRun {
    pub(in crate::ui) number: u32,
    /// The experiment as it was in the form; `None` for a trace.
    pub(in crate::ui) experiment: Option<Experiment>,
    pub(in crate::ui) digest: Digest,
    /// All of it, as long as there is room.
    pub(in crate::ui) shown: Option<RunView>,
}

impl PastRun {
    /// The run with its spans, where they are kept.
    pub(in crate::ui) fn whole(&self) -> Option<&Run> {
        self.shown.as_ref()?.run.as_deref()
    }
}

impl RunHistory {
    /// Takes in a run. Returns its number.
    pub(in crate::ui) fn add(
        &mut self,
        experiment: Option<Experiment>,
        shown: &RunView,
        now: Moment,
    ) -> Option<u32> {
        let run = shown.run.as_deref()?;
        let now = shown.present(now);
        let followed = self.selected == self.count;
        self.count += 1;
        let number = self.count;
        self.runs.push_back(PastRun {
            number,
            experiment,
            digest: Digest::of(run, shown.figures, &shown.walls, now),
            shown: (spans(run) <= MOST_SPANS).then(|| shown.kept()),
        });
        if followed {
            self.selected = number;
        }
        if self.runs.len() > MOST_RUNS {
            self.runs.pop_front();
        }
        let oldest = self.runs.front().map_or(0, |run| run.number);
        self.marked.retain(|&marked| marked >= oldest);
        let kept = |run: &PastRun| run.shown.as_ref()?.run.as_deref().map(spans);
        let mut sum: usize = self.runs.iter().filter_map(kept).sum();
        for run in &mut self.runs {
            if sum <= MOST_SPANS {
                break;
            }
            sum -= kept(run).unwrap_or(0);
            run.shown = None;
        }
        Some(number)
    }

    /// Updates the newest run, which is compared with another T₁ now.
    pub(in crate::ui) fn correct(&mut self, shown: &RunView, now: Moment) {
        let newest = self.runs.back_mut();
        let (Some(past), Some(run)) = (newest, shown.run.as_deref()) else {
            return;
        };
        if past.digest.run.outcome() == run.outcome() {
            past.digest = Digest::of(run, shown.figures, &shown.walls, shown.present(now));
            past.shown = past.shown.is_some().then(|| shown.kept());
        }
    }

    /// Each of them, the newest first.
    pub(in crate::ui) fn rows(&self) -> Vec<&PastRun> {
        self.runs.iter().rev().collect()
    }

    /// The number of runs that are no longer kept.
    pub(in crate::ui) fn dropped(&self) -> usize {
        (self.count as usize).saturating_sub(self.runs.len())
    }

    /// Whether it is marked for comparison.
    pub(super) fn is_marked(&self, run: &PastRun) -> bool {
        self.marked.contains(&run.number)
    }

    /// The row that is selected, from the newest.
    pub(in crate::ui) fn at(&self) -> usize {
        let mut numbers = self.runs.iter().rev().map(|run| run.number);
        numbers
            .position(|number| number == self.selected)
            .unwrap_or(0)
    }

    /// Selects the row that is so many further down or up.
    pub(in crate::ui) fn step(&mut self, down: bool) {
        let at = self.at();
        let to = if down { at + 1 } else { at.saturating_sub(1) };
        if let Some(run) = self.runs.iter().rev().nth(to) {
            self.selected = run.number;
        }
    }

    pub(in crate::ui) fn current(&self) -> Option<&PastRun> {
        self.runs.iter().rev().nth(self.at())
    }

    /// Marks the selected run, or takes the mark away. Returns the message to show.
    pub(in crate::ui) fn mark(&mut self) -> Option<String> {
        let number = self.current()?.number;
        if let Some(index) = self.marked.iter().position(|&marked| marked == number) {
            self.marked.remove(index);
        } else if self.marked.len() == MOST_MARKED {
            return Some(format!(
                "{MOST_MARKED} runs can be compared at once, not more"
            ));
        } else {
            self.marked.push(number);
        }
        Some(match self.marked.len() {
            0 => "nothing is marked: C compares the last two".to_owned(),
            1 => "one more, and C compares them".to_owned(),
            more => format!("C compares these {more}"),
        })
    }

    /// The runs to compare: those that are marked, or the last two. One that is marked alone is
    /// compared with the newest other.
    pub(in crate::ui) fn chosen(&self) -> Vec<u32> {
        let others = self.runs.iter().rev().map(|run| run.number);
        let others = others.filter(|number| !self.marked.contains(number));
        let missing = 2_usize.saturating_sub(self.marked.len());
        let mut chosen: Vec<_> = self
            .marked
            .iter()
            .copied()
            .chain(others.take(missing))
            .collect();
        chosen.sort_unstable();
        chosen
    }

    /// The run of that number, if it is kept.
    pub(in crate::ui) fn get(&self, number: u32) -> Option<&PastRun> {
        self.runs.iter().find(|run| run.number == number)
    }

    /// The newest whose spans are kept.
    pub(in crate::ui) fn newest(&self) -> Option<&Run> {
        self.runs.back()?.shown.as_ref()?.run.as_deref()
    }

    /// The run whose timeline is open.
    pub(in crate::ui) fn opened(&self) -> Option<&PastRun> {
        self.get(self.opened?)
    }

    /// The view of the opened run.
    pub(in crate::ui) fn shown(&self) -> Option<&RunView> {
        self.opened()?.shown.as_ref()
    }
}

fn spans(run: &Run) -> usize {
    run.flow().map(|lane| lane.spans.len()).sum()
}

#[cfg(test)]
impl RunHistory {
    /// A history of these runs, with one of them selected, and with those marked.
    pub(in crate::ui) fn of(runs: VecDeque<PastRun>, selected: u32, marked: &[u32]) -> Self {
        Self {
            count: u32::try_from(runs.len()).unwrap_or(u32::MAX),
            runs,
            selected,
            marked: marked.to_vec(),
            opened: None,
        }
    }
}
