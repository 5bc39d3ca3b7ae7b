//! [`laws`] from the measurements of several experiments.

use super::Results;
use crate::model::{Law, Scaling};

/// The laws that follow where only the number of workers was changed; those that say nothing are
/// left out.
pub(super) fn laws<'a>(all: impl Iterator<Item = &'a Results> + Clone) -> Vec<Law> {
    let mut scaling = Scaling::default();
    let ended = all.filter_map(|results| Some((results.runs.last()?, results.figures?)));
    for (run, figures) in ended.clone() {
        scaling.add(run, &figures);
    }
    let laws = ended.last().map(|(run, _)| scaling.laws(run));
    let mut laws = laws.unwrap_or_default();
    laws.retain(|law| !law.is_vague());
    laws
}
