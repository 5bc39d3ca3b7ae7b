//! [`Rivals`]: which of several experiments are really slower than the fastest, and which only by
//! chance.

use crate::{
    base::Nanos,
    export::Results,
    log::Outcome,
    model::{Difference, Run, median},
};

/// Several experiments, each compared with the one with the least median.
pub(in crate::export) struct Rivals<'a> {
    all: Vec<(&'a str, Vec<Nanos>)>,
    fastest: Option<usize>,
}

impl<'a> Rivals<'a> {
    /// Compares experiments, given with their names.
    pub(in crate::export) fn of(all: impl IntoIterator<Item = (&'a str, &'a Results)>) -> Self {
        let all: Vec<_> = all
            .into_iter()
            .map(|(label, results)| (label, walls(results)))
            .collect();
        let measured = (0..all.len()).filter(|&index| !all[index].1.is_empty());
        let fastest = measured.min_by_key(|&index| median(&all[index].1));
        Self { all, fastest }
    }

    /// The name of the fastest, and the difference of another one from it; `None` for the fastest
    /// itself and for one that was not measured.
    pub(in crate::export) fn difference(&self, index: usize) -> Option<(&'a str, Difference)> {
        let fastest = self.fastest.filter(|&fastest| fastest != index)?;
        let (label, best) = &self.all[fastest];
        Some((label, Difference::of(best, &self.all.get(index)?.1)?))
    }

    /// A sentence for each that does not stand out as slower than the fastest.
    pub(in crate::export) fn sentences(&self) -> Vec<String> {
        let each = (0..self.all.len()).filter_map(|index| {
            let (fastest, difference) = self.difference(index)?;
            (!difference.stands_out()).then(|| difference.sentence(fastest, self.all[index].0))
        });
        each.collect()
    }
}

/// The wall times of the runs that ended well.
fn walls(results: &Results) -> Vec<Nanos> {
    let outcomes = results.runs.iter().filter_map(Run::outcome);
    let sound = outcomes.filter(|outcome| outcome.failure.is_none());
    sound.map(Outcome::wall).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;

    fn results(millis: &[u32]) -> Results {
        let run = |millis| scenario::run(&format!("set tasks=1\nw1: task 0 0ms 1ms\nend {millis}"));
        let runs = millis.iter().map(|millis| run(format!("{millis}ms")));
        Results::of(runs.collect())
    }

    #[test]
    fn who_only_happened_to_be_faster_is_not_named_a_winner() {
        let all = [
            ("a", results(&[100, 102, 98])),
            ("b", results(&[99, 103, 101])),
            ("c", results(&[150, 152, 149])),
            ("d", results(&[])),
        ];
        let rivals = Rivals::of(all.iter().map(|(label, results)| (*label, results)));
        assert_eq!(
            rivals.sentences(),
            ["b and a differ by 1.0 %, which is within the noise"]
        );
        assert!(rivals.difference(2).is_some_and(|(_, one)| one.counts()));
        assert_eq!((rivals.difference(0), rivals.difference(3)), (None, None));
    }
}
