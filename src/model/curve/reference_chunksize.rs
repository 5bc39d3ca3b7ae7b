//! [`ReferenceChunksize`]: the chunksizes that the chunk rules stand for.

use crate::plan::{Chunksize, Experiment, Sweep};

/// A chunk rule on the axis of chunksizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReferenceChunksize {
    /// Its name.
    pub rule: &'static str,
    /// The tasks of a chunk; of a rule whose chunks differ, in the mean.
    pub chunksize: u32,
}

/// Where default, static and guided lie on the axis of a sweep of the chunksize alone; nothing
/// on any other.
#[must_use]
pub fn marks(sweep: &Sweep, usable_cores: u32) -> Vec<ReferenceChunksize> {
    let [axis] = sweep.axes() else {
        return Vec::new();
    };
    if axis.parameter.name != "chunksize" || axis.amounts().is_none() {
        return Vec::new();
    }
    let rules = [
        ("default", Chunksize::Default),
        ("static", Chunksize::Static),
        ("guided", Chunksize::Guided),
    ];
    let mark = |(rule, chunksize)| {
        let cut = Experiment {
            chunksize,
            ..sweep.base().clone()
        };
        let chunks = cut.chunks(usable_cores);
        let number = chunks.len();
        (number > 0).then(|| ReferenceChunksize {
            rule,
            chunksize: chunks.count().div_ceil(number),
        })
    };
    rules.into_iter().filter_map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{SweepAxis, Workers};

    fn found(axes: &[&str]) -> Vec<(&'static str, u32)> {
        let base = Experiment {
            tasks: Some(100),
            workers: Workers::Count(4),
            ..Experiment::default()
        };
        let axes = axes.iter().map(|text| SweepAxis::parse(text).unwrap());
        let sweep = Sweep::new(base, axes.collect(), 2).unwrap();
        let marks = marks(&sweep, 2).into_iter();
        marks.map(|mark| (mark.rule, mark.chunksize)).collect()
    }

    #[test]
    fn the_rules_stand_where_their_chunks_are() {
        // 100 tasks on 4: divmod(100, 16) gives 7; 25 each; 14 chunks from 25 down to 1.
        let all = [("default", 7), ("static", 25), ("guided", 8)];
        assert_eq!(found(&["chunksize=1..64"]), all);
        for other in [
            &["workers=1,2"][..],
            &["chunksize=1,static"],
            &["chunksize=1,2", "seed=1,2"],
        ] {
            assert_eq!(found(other), []);
        }
    }
}
