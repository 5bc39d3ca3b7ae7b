//! [`History`]: the runs of this session that have ended, to be opened again and compared.
//!
//! The runs of a sweep are not among them: they are kept with its points, and would leave no room
//! for others.

use super::{App, host::Host};
use crate::{
    base::Moment,
    model::{Digest, Run},
    plan::Experiment,
    ui::{HistoryRow, HistoryView, Message, Opened, Pane, run_view::RunView},
};
use std::collections::VecDeque;

/// Runs that are kept; of more, the oldest go.
const MOST_RUNS: usize = 32;

/// Spans that are kept of all runs together, about 64 MiB; of more, the oldest runs lose theirs.
const MOST_SPANS: usize = 1 << 20;

/// Runs that can be compared at once.
pub(super) const MOST_MARKED: usize = 4;

/// The runs that have ended.
#[derive(Default)]
pub(super) struct History {
    /// The oldest first.
    runs: VecDeque<Past>,
    /// How many there have been.
    count: u32,
    /// The one that is selected, by its number; if it is there no more, the newest.
    selected: u32,
    /// Those that are to be compared, in the order in which they were marked.
    marked: Vec<u32>,
    /// Whose timeline is open.
    opened: Option<u32>,
}

/// A run that has ended.
pub(super) struct Past {
    pub(super) number: u32,
    /// As it was in the form; `None` of a trace.
    pub(super) experiment: Option<Experiment>,
    pub(super) digest: Digest,
    /// All of it, as long as there is room.
    shown: Option<RunView>,
}

impl Past {
    /// The run with its spans, where they are kept.
    pub(super) fn whole(&self) -> Option<&Run> {
        self.shown.as_ref()?.run.as_deref()
    }
}

impl History {
    /// Takes in a run. Returns its number.
    fn add(&mut self, experiment: Option<Experiment>, shown: &RunView, now: Moment) -> Option<u32> {
        let run = shown.run.as_deref()?;
        let now = shown.present(now);
        let followed = self.selected == self.count;
        self.count += 1;
        let number = self.count;
        self.runs.push_back(Past {
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
        let kept = |run: &Past| run.shown.as_ref()?.run.as_deref().map(spans);
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

    /// The newest run is held against another T₁ by now.
    pub(super) fn correct(&mut self, shown: &RunView, now: Moment) {
        let newest = self.runs.back_mut();
        let (Some(past), Some(run)) = (newest, shown.run.as_deref()) else {
            return;
        };
        if past.digest.run.outcome() == run.outcome() {
            past.digest = Digest::of(run, shown.figures, &shown.walls, shown.present(now));
            past.shown = past.shown.is_some().then(|| shown.kept());
        }
    }

    pub(super) fn view(&self) -> HistoryView<'_> {
        let row = |run| {
            let Past { number, digest, .. }: &Past = run;
            HistoryRow {
                number: *number,
                digest,
                is_marked: self.marked.contains(number),
                whole: run.whole(),
            }
        };
        HistoryView {
            rows: self.runs.iter().rev().map(row).collect(),
            at: self.at(),
            dropped: (self.count as usize).saturating_sub(self.runs.len()),
        }
    }

    /// The row that is selected, from the newest.
    fn at(&self) -> usize {
        let mut numbers = self.runs.iter().rev().map(|run| run.number);
        numbers
            .position(|number| number == self.selected)
            .unwrap_or(0)
    }

    /// Selects the row that is so many further down or up.
    fn step(&mut self, down: bool) {
        let at = self.at();
        let to = if down { at + 1 } else { at.saturating_sub(1) };
        if let Some(run) = self.runs.iter().rev().nth(to) {
            self.selected = run.number;
        }
    }

    fn current(&self) -> Option<&Past> {
        self.runs.iter().rev().nth(self.at())
    }

    /// Marks the selected run, or takes the mark away. Returns what is to be told.
    fn mark(&mut self) -> Option<String> {
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

    /// The runs that are to be compared: those that are marked, or the last two. One that is marked
    /// alone is held against the newest other.
    pub(super) fn chosen(&self) -> Vec<u32> {
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
    pub(super) fn get(&self, number: u32) -> Option<&Past> {
        self.runs.iter().find(|run| run.number == number)
    }

    /// The newest whose spans are kept.
    pub(super) fn newest(&self) -> Option<&Run> {
        self.runs.back()?.shown.as_ref()?.run.as_deref()
    }

    /// The run whose timeline is open.
    pub(super) fn opened(&self) -> Option<&Past> {
        self.get(self.opened?)
    }

    /// What there is to be seen of it.
    pub(super) fn shown(&self) -> Option<&RunView> {
        self.opened()?.shown.as_ref()
    }
}

fn spans(run: &Run) -> usize {
    run.flow().map(|lane| lane.spans.len()).sum()
}

/// The experiment of a run, as a form has it.
fn planned(run: &Run) -> Option<Experiment> {
    run.planned().map(|planned| Experiment::clone(planned))
}

impl<E: Host> App<E> {
    /// Keeps the run that has just ended. Returns its number.
    pub(super) fn remember(&mut self, now: Moment) -> Option<u32> {
        let experiment = self.begun.clone();
        self.runs
            .history
            .add(Some(experiment), self.runs.live.shown(), now)
    }

    /// Keeps the run from a file that is shown, and others from further files, which it is
    /// compared with.
    pub(super) fn remember_opened(&mut self, others: impl Iterator<Item = Opened>) {
        let Some(run) = &self.runs.live.shown().run else {
            return;
        };
        let now = Moment::default();
        let experiment = planned(run);
        let mut numbers = Vec::from_iter(self.runs.history.add(
            experiment,
            self.runs.live.shown(),
            now,
        ));
        for opened in others {
            let experiment = planned(&opened.run);
            let shown = RunView::opened(opened);
            numbers.extend(self.runs.history.add(experiment, &shown, now));
        }
        if numbers.len() > 1 {
            self.runs.history.marked = numbers;
            self.arrangement.show(Pane::Compare);
        }
    }

    /// Opens the list of runs, or closes it.
    pub(super) fn show_history(&mut self) {
        self.arrangement.toggle(Pane::History);
    }

    /// Closes the history or a comparison, where one stands in the largest place and does not
    /// belong there. Returns which.
    pub(super) fn close_runs(&mut self) -> Option<Pane> {
        let closed = self.arrangement.center;
        let is_own = closed == self.arrangement.layout.center();
        if is_own || !matches!(closed, Pane::History | Pane::Compare) {
            return None;
        }
        self.arrangement.hide(closed);
        Some(closed)
    }

    /// Closes the timeline of an earlier run. Returns whether there was one.
    pub(super) fn close_past(&mut self) -> bool {
        let was_open = self.runs.history.opened.take().is_some();
        if was_open {
            self.arrangement.show(Pane::History);
        }
        was_open
    }

    /// Something else is about to be run: it is what is looked at.
    pub(super) fn leave_history(&mut self) {
        self.runs.history.opened = None;
        self.close_runs();
    }

    pub(super) fn step_run(&mut self, down: bool) {
        self.runs.history.step(down);
    }

    pub(super) fn mark_run(&mut self) {
        self.message = self.runs.history.mark().map(Message::Note);
    }

    /// Opens the selected run in the timeline; its experiment is in the form.
    pub(super) fn open_run(&mut self, now: Moment) {
        let Some(past) = self.runs.history.current() else {
            let text = "no run has ended yet: Enter in the form begins one";
            self.message = Some(Message::Note(text.into()));
            return;
        };
        let number = past.number;
        let is_import = past.digest.run.import().is_some();
        let text = if is_import && past.shown.is_some() {
            format!("run {number}, a trace of another program; Esc leads back")
        } else if is_import {
            format!("the spans of run {number}, a trace of another program, are gone")
        } else if past.shown.is_some() {
            format!("run {number}, its experiment in the form; Esc leads back")
        } else {
            format!("the spans of run {number} are gone, its experiment is in the form")
        };
        let is_whole = past.shown.is_some();
        if let Some(experiment) = past.experiment.clone() {
            let before = std::mem::replace(&mut self.panes.form.experiment, experiment);
            self.changes.keep("mode", before, now);
        }
        // Whatever the form was changed from, this is no trial of a preset.
        self.runs.series = None;
        self.forget_point();
        if is_whole {
            self.close_runs();
            if self.arrangement.center != Pane::Timeline {
                self.arrangement.show(Pane::Timeline);
            }
            self.let_go();
            self.runs.history.opened = Some(number);
        }
        self.message = Some(Message::Note(text));
    }
}
