//! [`Entries`]: the lines of the form: what applies, with what is rarely changed folded away.
//!
//! A row that has no effect in this experiment is left out. Untouched ones that are rarely changed
//! are only named, in a line for each group that opens when the selection gets to it.

use crate::plan::{Experiment, Parameter, TABLE};
use std::{ops::Range, sync::LazyLock};

/// The parameters that are rarely changed: each is folded while it has its default.
const RARE: &[&str] = &[
    "output",
    "seed",
    "io",
    "pin",
    "payload",
    "preload",
    "load",
    "extra-startup",
    "extra-transfer",
    "fault",
    "retries",
    "warmups",
    "repeats",
];

/// A line of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FormLine {
    /// A parameter: an index into the table.
    Row(usize),
    /// Parameters of a group that are as they were.
    Folded(Vec<usize>),
    /// An empty line between groups.
    Gap,
}

/// The lines in order.
pub(super) struct Entries(Vec<FormLine>);

impl Entries {
    /// The lines for an experiment; a fold that the selected row is in is open.
    pub(super) fn of(experiment: &Experiment, selected: Option<usize>) -> Self {
        let is_open = |folded: &[usize]| selected.is_some_and(|row| folded.contains(&row));
        Self::folded(experiment, selected, is_open)
    }

    /// The lines with every fold open.
    pub(super) fn unfolded(experiment: &Experiment, selected: usize) -> Self {
        Self::folded(experiment, Some(selected), |_| true)
    }

    fn folded(
        experiment: &Experiment,
        selected: Option<usize>,
        is_open: impl Fn(&[usize]) -> bool,
    ) -> Self {
        let mut entries = Vec::new();
        let rows: Vec<_> = (0..TABLE.len()).collect();
        for group in rows.chunk_by(|&one, &next| TABLE[one].group == TABLE[next].group) {
            let shown = |&row: &usize| Some(row) == selected || (TABLE[row].applies)(experiment);
            let rows: Vec<_> = group.iter().copied().filter(shown).collect();
            let rare = |row: &usize| is_rare(&TABLE[*row], experiment);
            let folded: Vec<_> = rows.iter().copied().filter(rare).collect();
            // A fold of one line would hide it for nothing.
            let open = folded.len() < 2 || is_open(&folded);
            if !rows.is_empty() && !entries.is_empty() {
                entries.push(FormLine::Gap);
            }
            let plain = rows.into_iter().filter(|row| open || !folded.contains(row));
            entries.extend(plain.map(FormLine::Row));
            if !open {
                entries.push(FormLine::Folded(folded));
            }
        }
        Self(entries)
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// How many there are without those between groups.
    pub(super) fn dense(&self) -> usize {
        self.0
            .iter()
            .filter(|entry| **entry != FormLine::Gap)
            .count()
    }

    /// These lines without the empty ones.
    pub(super) fn without_gaps(mut self) -> Self {
        self.0.retain(|entry| *entry != FormLine::Gap);
        self
    }

    /// The lines that are shown in so many rows: the selected one, and those around it.
    pub(super) fn window(&self, selected: usize, room: usize) -> (Range<usize>, &[FormLine]) {
        let is_selected = |entry: &FormLine| *entry == FormLine::Row(selected);
        let at = self.0.iter().position(is_selected).unwrap_or(0);
        let start = at
            .saturating_sub(room / 2)
            .min(self.len().saturating_sub(room));
        let shown = start..(start + room).min(self.len());
        (shown.clone(), &self.0[shown])
    }
}

fn is_rare(parameter: &Parameter, experiment: &Experiment) -> bool {
    static DEFAULT: LazyLock<Experiment> = LazyLock::new(Experiment::default);
    let untouched = || (parameter.get)(experiment) == (parameter.get)(&DEFAULT);
    RARE.contains(&parameter.name) && untouched()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::parameter;

    fn index(name: &str) -> usize {
        TABLE.iter().position(|row| row.name == name).expect(name)
    }

    #[test]
    fn what_is_rare_has_a_name_that_there_is() {
        assert!(RARE.iter().all(|name| parameter(name).is_ok()));
    }

    #[test]
    fn a_parameter_that_was_changed_is_never_folded_away() {
        let mut experiment = Experiment::default();
        let fault = FormLine::Row(index("fault"));
        assert!(!Entries::of(&experiment, None).0.contains(&fault));
        parameter("fault")
            .unwrap()
            .set(&mut experiment, "crash")
            .unwrap();
        assert!(Entries::of(&experiment, None).0.contains(&fault));
    }

    #[test]
    fn where_there_is_room_nothing_that_applies_is_folded_away() {
        let experiment = Experiment::default();
        let all = Entries::unfolded(&experiment, 0);
        let applies = (0..TABLE.len()).filter(|&row| (TABLE[row].applies)(&experiment));
        for row in applies {
            assert!(all.0.contains(&FormLine::Row(row)), "{}", TABLE[row].name);
        }
    }

    #[test]
    fn whatever_is_selected_has_a_row_and_is_shown() {
        for mode in ["serial", "threaded", "process", "pool"] {
            let mut experiment = Experiment::default();
            parameter("mode")
                .unwrap()
                .set(&mut experiment, mode)
                .unwrap();
            for selected in 0..TABLE.len() {
                let entries = Entries::of(&experiment, Some(selected));
                for room in 1..40 {
                    let (_, shown) = entries.window(selected, room);
                    assert!(
                        shown.contains(&FormLine::Row(selected)),
                        "{selected} in {room}"
                    );
                    assert_eq!(shown.len(), room.min(entries.len()));
                }
            }
        }
        let entries = Entries::of(&Experiment::default(), None);
        assert_eq!(entries.window(0, 0).1, []);
    }

    #[test]
    fn the_usual_experiment_fits_on_an_ordinary_terminal() {
        let entries = Entries::of(&Experiment::default(), Some(index("chunksize")));
        assert!(entries.dense() <= 18, "{}", entries.dense());
    }
}
