//! [`pin`]: keeps a worker on one core.

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
use std::io;

/// Keeps the calling thread on a core of its own, as far as there are enough: worker `worker`,
/// counted from 0, on that core of those it may use, and beyond the last from the first on again.
///
/// The cores are those that the calling thread may use, so a thread that starts workers must not
/// be pinned.
///
/// # Errors
/// Where the system does not allow it.
pub(super) fn pin(worker: u32) -> io::Result<()> {
    let usable = sched_getaffinity(None)?;
    let mut own = CpuSet::new();
    if let Some(core) = core_of(worker, &usable) {
        own.set(core);
        sched_setaffinity(None, &own)?;
    }
    Ok(())
}

/// The core of a worker; `None` where there is none at all.
fn core_of(worker: u32, usable: &CpuSet) -> Option<usize> {
    let turn = worker.checked_rem(usable.count())?;
    let mut cores = (0..CpuSet::MAX_CPU).filter(|&core| usable.is_set(core));
    cores.nth(turn as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workers_take_the_usable_cores_in_turn_and_no_other() {
        let mut usable = CpuSet::new();
        for core in [1, 4, 6] {
            usable.set(core);
        }
        let cores: Vec<_> = (0..5)
            .filter_map(|worker| core_of(worker, &usable))
            .collect();
        assert_eq!(cores, [1, 4, 6, 1, 4]);
        assert_eq!(core_of(0, &CpuSet::new()), None);
    }

    #[test]
    fn a_pinned_thread_stays_where_it_was_put() {
        let (usable, own) = std::thread::spawn(|| {
            let usable = sched_getaffinity(None).unwrap();
            pin(0).unwrap();
            (usable, sched_getaffinity(None).unwrap())
        })
        .join()
        .unwrap();
        assert_eq!(own.count(), 1);
        assert!(own.is_set(core_of(0, &usable).unwrap()));
    }
}
