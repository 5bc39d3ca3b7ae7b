//! `memory`: one list, to which every task appends its number.
//!
//! Threads have it in common. A forked process has it at the same address and changes a copy; a
//! spawned one has made its own. Only memory that was shared on purpose is seen by all. So each
//! task answers with the list that its worker found.

use super::{Answer, Items, Kernel, ListView, Workload};
use crate::base::{Shared, TaskId};
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::Ordering::{AcqRel, Acquire, Relaxed, Release},
};

pub(super) const WORKLOAD: Workload = Workload {
    name: "memory",
    about: "appends a number to one list in memory and tells who then sees what in it, and where",
    size_unit: None,
    default_size: 1,
    default_tasks: 2,
    takes_items: false,
    arguments: &[],
    is_split: false,
    cost_exponent: 1.0,
    max_size: 1,
    prepare: |items| Box::new(MemoryKernel::new(items)),
};

/// The number that is in the list before any task appends to it.
const FIRST: i64 = 0;

/// A longer list is shown by its end.
const TOLD: usize = 64;

/// Words of shared memory that hold the list of so many tasks: its length, and the numbers.
#[must_use]
pub const fn list_words(tasks: u32) -> usize {
    tasks as usize + 2
}

enum MemoryKernel {
    /// A list in this process's own memory, with room for all numbers, so that it never moves.
    Own(Mutex<Vec<i64>>),
    /// A list in memory that all workers have: word 0 is the length, the numbers follow.
    Shared(Arc<Shared>),
}

impl MemoryKernel {
    fn new(items: Items) -> Self {
        if let Some(words) = items.shared.filter(|words| !words.is_empty()) {
            // The first process at the list puts in a zero, which is there already.
            let _ = words.cell(0).compare_exchange(0, 1, AcqRel, Relaxed);
            return Self::Shared(words);
        }
        let mut list = Vec::with_capacity(items.tasks as usize + 1);
        list.push(FIRST);
        Self::Own(Mutex::new(list))
    }

    /// Adds a number, if there is one and room for it, and looks at the list.
    fn visit(&self, number: Option<i64>) -> Option<ListView> {
        let (address, contents) = match self {
            Self::Own(list) => {
                let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
                list.extend(number);
                let told = list.len().saturating_sub(TOLD);
                (list.as_ptr().addr(), list[told..].to_vec())
            }
            Self::Shared(words) => {
                if let Some(number) = number {
                    append(words, number)?;
                }
                (std::ptr::from_ref(words.cell(0)).addr(), end(words))
            }
        };
        Some(ListView {
            pid: std::process::id(),
            thread: rustix::thread::gettid().as_raw_pid().cast_unsigned(),
            address: address as u64,
            added: number.unwrap_or_default(),
            contents,
        })
    }
}

/// Takes the next place in a shared list, then fills it; `None` if there is none left.
fn append(words: &Shared, number: i64) -> Option<()> {
    let room = words.len() as u64;
    let take = |length| (length < room - 1).then(|| length + 1);
    let length = words.cell(0).fetch_update(AcqRel, Acquire, take).ok()?;
    words.store(
        usize::try_from(length).ok()? + 1,
        number.cast_unsigned(),
        Release,
    );
    Some(())
}

/// The end of a shared list. A place that is taken and not yet filled is left out: every number
/// but the first is above zero.
fn end(words: &Shared) -> Vec<i64> {
    let length = usize::try_from(words.load(0, Acquire)).unwrap_or(usize::MAX);
    let length = length.min(words.len() - 1);
    let places = 1 + length.saturating_sub(TOLD)..=length;
    let numbers = places.map(|place| (place, words.load(place, Acquire).cast_signed()));
    let filled = numbers.filter(|&(place, number)| place == 1 || number != 0);
    filled.map(|(_, number)| number).collect()
}

impl Kernel for MemoryKernel {
    fn compute(&self, task: TaskId, _: &mut dyn FnMut()) -> Answer {
        let view = self.visit(Some(i64::from(task.get()) + 1));
        view.map_or_else(
            || Answer::failed("there is no room left in the list"),
            |view| Answer::View(Box::new(view)),
        )
    }

    fn view(&self) -> Option<ListView> {
        self.visit(None)
    }

    fn expected(&self, task: TaskId) -> Option<Answer> {
        let added = i64::from(task.get()) + 1;
        Some(Answer::View(Box::new(ListView {
            added,
            ..ListView::default()
        })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(tasks: u32, shared: Option<&Arc<Shared>>) -> MemoryKernel {
        MemoryKernel::new(Items {
            tasks,
            shared: shared.cloned(),
            ..Items::default()
        })
    }

    fn seen(memory: &MemoryKernel, task: u32) -> ListView {
        match memory.run(TaskId::new(task)) {
            Answer::View(view) => *view,
            other => panic!("{other} is not what somebody saw"),
        }
    }

    fn words(tasks: u32) -> Arc<Shared> {
        Arc::new(Shared::create(c"parscope-test", list_words(tasks)).unwrap())
    }

    #[test]
    fn threads_see_what_the_others_appended_at_the_same_address() {
        let memory = list(2, None);
        let first = seen(&memory, 0);
        let second = std::thread::scope(|scope| scope.spawn(|| seen(&memory, 1)).join().unwrap());
        assert_eq!(
            (first.contents, second.contents),
            (vec![0, 1], vec![0, 1, 2])
        );
        assert_eq!((first.pid, first.address), (second.pid, second.address));
        assert_ne!(first.thread, second.thread);
        assert_eq!((first.added, second.added), (1, 2));
    }

    #[test]
    fn who_only_looks_changes_nothing() {
        let shared = words(2);
        for memory in [list(2, None), list(2, Some(&shared))] {
            let before = memory.view().unwrap();
            assert_eq!((before.contents, before.added), (vec![0], 0));
            let task = seen(&memory, 1);
            let after = memory.view().unwrap();
            assert_eq!(
                (&after.contents, after.address),
                (&task.contents, task.address)
            );
            assert_eq!(after.contents, [0, 2]);
        }
    }

    #[test]
    fn whoever_attaches_to_shared_memory_finds_what_is_there() {
        let shared = words(2);
        let first = list(2, Some(&shared));
        assert_eq!(seen(&first, 0).contents, [0, 1]);
        // Another process prepares a kernel of its own on the same words.
        let second = list(2, Some(&shared));
        assert_eq!(seen(&second, 1).contents, [0, 1, 2]);
        assert_eq!(first.view().unwrap().contents, [0, 1, 2]);
    }

    #[test]
    fn a_place_that_is_taken_but_not_yet_filled_is_not_read_as_a_number() {
        let shared = words(3);
        let memory = list(3, Some(&shared));
        shared.cell(0).fetch_add(1, AcqRel);
        assert_eq!(seen(&memory, 1).contents, [0, 2]);
    }

    #[test]
    fn a_list_without_room_is_a_failed_task_and_no_crash() {
        for words in [1, 2] {
            let small = Arc::new(Shared::create(c"parscope-test", words).unwrap());
            assert!(list(9, Some(&small)).run(TaskId::new(0)).is_failure());
        }
        let shared = words(1);
        let memory = list(1, Some(&shared));
        shared.store(0, u64::MAX, Relaxed);
        assert!(memory.run(TaskId::new(0)).is_failure());
        assert!(memory.view().is_some());
    }

    #[test]
    fn of_a_long_list_the_end_is_told() {
        let shared = words(1000);
        for memory in [list(1000, None), list(1000, Some(&shared))] {
            let last = (0..1000).map(|task| seen(&memory, task)).last().unwrap();
            assert_eq!(last.contents.len(), TOLD);
            assert_eq!(last.contents.last(), Some(&1000));
        }
    }
}
