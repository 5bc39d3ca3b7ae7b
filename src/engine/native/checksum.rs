//! [`Tally`]: the answers of a run, counted and folded into a checksum.
//!
//! Every worker folds its own; folding is commutative, so checksums are merged in any order.

use crate::{
    base::TaskId,
    workload::{Answer, Kernel},
};
use std::collections::BTreeMap;

/// Answers are kept one by one for runs of up to so many tasks.
const MOST_KEPT: u32 = 1000;

/// The most failures whose reason is kept.
const MOST_NAMED: usize = 16;

/// The answers that have come in.
#[derive(Debug, Clone)]
pub(in crate::engine) struct Tally {
    tasks: u32,
    done: u32,
    digest: u128,
    kept: Vec<(TaskId, Answer)>,
    /// How many of them are failures.
    failed: u32,
    /// The first of those in the order of the input, and why.
    failures: BTreeMap<TaskId, String>,
}

impl Tally {
    /// The empty checksum of a run of that many tasks.
    pub(in crate::engine) const fn new(tasks: u32) -> Self {
        Self {
            tasks,
            done: 0,
            digest: 0,
            kept: Vec::new(),
            failed: 0,
            failures: BTreeMap::new(),
        }
    }

    /// Takes in the answer of a task.
    #[inline]
    pub(in crate::engine) fn add(&mut self, task: TaskId, answer: &Answer) {
        self.done += 1;
        if answer.is_failure() {
            self.failed += 1;
            self.note(task, answer.reason());
        }
        self.digest = self.digest.wrapping_add(answer.mix(task));
        if self.tasks <= MOST_KEPT {
            self.kept.push((task, answer.clone()));
        }
    }

    fn note(&mut self, task: TaskId, why: String) {
        self.failures.insert(task, why);
        if self.failures.len() > MOST_NAMED {
            self.failures.pop_last();
        }
    }

    /// Takes in the sum of the fingerprints of so many answers, of which so many are failures.
    pub(super) const fn fold(&mut self, tasks: u32, digest: u128, failed: u32) {
        self.done += tasks;
        self.failed += failed;
        self.digest = self.digest.wrapping_add(digest);
    }

    /// Takes in the answers of another worker.
    pub(super) fn merge(&mut self, other: Self) {
        self.done += other.done;
        self.digest = self.digest.wrapping_add(other.digest);
        self.kept.extend(other.kept);
        self.failed += other.failed;
        for (task, why) in other.failures {
            self.note(task, why);
        }
    }

    /// Some that are failures, with the reason.
    pub(super) fn failures(&self) -> Vec<(TaskId, String)> {
        let failures = self.failures.iter();
        failures.map(|(&task, why)| (task, why.clone())).collect()
    }

    /// How many answers are failures.
    pub(super) const fn failed(&self) -> u32 {
        self.failed
    }

    /// How many answers there are.
    pub(in crate::engine) const fn done(&self) -> u32 {
        self.done
    }

    /// The fingerprint of all answers.
    pub(super) fn result(&self) -> String {
        format!("{:032x}", self.digest)
    }

    /// The answers in the order of the input, `None` where one is missing; empty where they are too
    /// many to be kept.
    pub(super) fn answers(&self) -> impl Iterator<Item = Option<Answer>> {
        let kept = if self.tasks <= MOST_KEPT {
            self.tasks
        } else {
            0
        };
        let mut answers = vec![None; kept as usize];
        for (task, answer) in &self.kept {
            if let Some(place) = answers.get_mut(task.index()) {
                *place = Some(answer.clone());
            }
        }
        answers.into_iter()
    }

    /// Whether there are as many answers as tasks.
    pub(super) const fn is_complete(&self) -> bool {
        self.done == self.tasks
    }

    /// Whether they are the answers that the kernel's other method gives, where it has one.
    pub(super) fn is_right(&self, kernel: &dyn Kernel) -> bool {
        let expected = (0..self.tasks)
            .map(TaskId::new)
            .try_fold(0_u128, |sum, task| {
                Some(sum.wrapping_add(kernel.expected(task)?.mix(task)))
            });
        expected.is_none_or(|expected| expected == self.digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::Answer::Number;

    struct SquareKernel;

    impl Kernel for SquareKernel {
        fn compute(&self, task: TaskId, _: &mut dyn FnMut()) -> Answer {
            Number(u128::from(task.get()).pow(2))
        }

        fn expected(&self, task: TaskId) -> Option<Answer> {
            Some(self.run(task))
        }
    }

    fn checksum(tasks: &[(u32, u128)]) -> Tally {
        let mut checksum = Tally::new(3);
        for &(task, value) in tasks {
            checksum.add(TaskId::new(task), &Number(value));
        }
        checksum
    }

    #[test]
    fn the_order_of_arrival_does_not_matter() {
        let mut one = checksum(&[(2, 4), (0, 0)]);
        one.merge(checksum(&[(1, 1)]));
        let other = checksum(&[(0, 0), (1, 1), (2, 4)]);
        assert_eq!(one.result(), other.result());
        assert!(one.answers().eq(other.answers()));
        assert!(one.is_right(&SquareKernel));
    }

    #[test]
    fn of_many_failures_the_first_are_named_and_all_are_counted() {
        let mut checksum = Tally::new(5000);
        for task in (0..5000).rev() {
            checksum.add(TaskId::new(task), &Answer::failed("no file"));
        }
        let named = checksum.failures();
        assert_eq!((checksum.failed(), named.len()), (5000, MOST_NAMED));
        assert_eq!(named[0], (TaskId::new(0), "no file".to_owned()));
    }

    #[test]
    fn a_lost_a_doubled_and_a_wrong_answer_are_each_noticed() {
        assert!(!checksum(&[(0, 0), (1, 1)]).is_right(&SquareKernel));
        assert!(!checksum(&[(0, 0), (1, 1), (1, 1)]).is_right(&SquareKernel));
        assert!(!checksum(&[(0, 0), (1, 1), (2, 5)]).is_right(&SquareKernel));
    }
}
