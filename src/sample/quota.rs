//! [`Quota`]: the share of the cores that the control groups leave to this program, and how often
//! they made it wait.
//!
//! A container with `--cpus 0.5` has every core in its mask, and stands still for half of the
//! time. Groups are nested, each may have a quota, and the tightest counts. Versions 1 and 2 have
//! the same numbers in other files.

use crate::base::{Nanos, Ratio};
use procfs::{FromRead, ProcessCGroups, process::MountInfos};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The limit of one control group, and the time that it has cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Quota {
    /// How many cores' worth of time it allows.
    pub cores: Ratio,
    /// The time for which it has kept a core from its processes, all cores together.
    pub throttled: Nanos,
    /// How often.
    pub times: u64,
    /// The group.
    pub group: PathBuf,
}

impl Quota {
    /// The quotas that hold for this program, the tightest first.
    #[must_use]
    pub fn all() -> Vec<Self> {
        Self::within(Path::new("/"), Path::new("/proc/self"))
    }

    /// The quotas where the system lies below `root`, and this process in `process`.
    fn within(root: &Path, process: &Path) -> Vec<Self> {
        let groups = ProcessCGroups::from_file(process.join("cgroup"));
        let mounts = MountInfos::from_file(process.join("mountinfo"));
        let (Ok(groups), Ok(mounts)) = (groups, mounts) else {
            return Vec::new();
        };
        let mut quotas = Vec::new();
        for mount in &mounts {
            let is_old = match mount.fs_type.as_str() {
                "cgroup" if mount.super_options.contains_key("cpu") => true,
                "cgroup2" => false,
                _ => continue,
            };
            let own = groups.0.iter().find(|group| {
                let has_cpu = group.controllers.iter().any(|name| name == "cpu");
                if is_old {
                    has_cpu
                } else {
                    group.hierarchy == 0
                }
            });
            let Some(own) = own else { continue };
            let top = root.join(
                mount
                    .mount_point
                    .strip_prefix("/")
                    .unwrap_or(&mount.mount_point),
            );
            // Groups above the root of the mount cannot be seen from here.
            let path = Path::new(&own.pathname);
            let path = path
                .strip_prefix(&mount.root)
                .or_else(|_| path.strip_prefix("/"));
            let own = top.join(path.unwrap_or(Path::new("")));
            let nested = own.ancestors().take_while(|group| group.starts_with(&top));
            quotas.extend(nested.filter_map(|group| if is_old { old(group) } else { new(group) }));
        }
        quotas.sort_by(|a, b| a.cores.get().total_cmp(&b.cores.get()));
        quotas
    }
}

/// A group of version 1.
fn old(group: &Path) -> Option<Quota> {
    let number = |file: &str| -> Option<i64> { read(group, file)?.trim().parse().ok() };
    let quota = u64::try_from(number("cpu.cfs_quota_us")?).ok()?;
    let period = u64::try_from(number("cpu.cfs_period_us")?).ok()?;
    quota_of(group, quota, period, "throttled_time", 1)
}

/// A group of version 2.
fn new(group: &Path) -> Option<Quota> {
    let text = read(group, "cpu.max")?;
    let mut words = text.split_whitespace();
    let quota = words.next()?.parse().ok()?;
    let period = words.next()?.parse().ok()?;
    quota_of(group, quota, period, "throttled_usec", 1000)
}

/// The quota of a group, with its counters: the name of the time and its unit in nanoseconds vary.
fn quota_of(group: &Path, quota: u64, period: u64, time: &str, unit: u64) -> Option<Quota> {
    if quota == 0 || period == 0 {
        return None;
    }
    let stat = read(group, "cpu.stat").unwrap_or_default();
    let counted = |name: &str| -> u64 {
        let lines = stat.lines().filter_map(|line| line.split_once(' '));
        let found = lines
            .filter(|(key, _)| *key == name)
            .map(|(_, text)| text.trim().parse());
        found.flatten().next().unwrap_or(0)
    };
    Some(Quota {
        cores: Ratio::of(quota, period),
        throttled: Nanos::new(counted(time).saturating_mul(unit)),
        times: counted("nr_throttled"),
        group: group.to_owned(),
    })
}

fn read(group: &Path, file: &str) -> Option<String> {
    fs::read_to_string(group.join(file)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A machine of files: each has a path below the root, and a text.
    fn found(files: &[(&str, &str)]) -> Vec<(f64, u64, u64)> {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let quotas = Quota::within(folder.path(), &folder.path().join("self"));
        let told = |quota: Quota| (quota.cores.get(), quota.throttled.get(), quota.times);
        quotas.into_iter().map(told).collect()
    }

    const OLD: &str = "40 32 0:36 / /sys/fs/cgroup/cpu rw shared:9 - cgroup cgroup rw,cpu,cpuacct\n\
                       41 32 0:37 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
    const NEW: &str = "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n";

    #[test]
    fn a_quota_of_version_1_is_found_in_the_group_of_this_process() {
        let quotas = found(&[
            ("self/mountinfo", OLD),
            (
                "self/cgroup",
                "3:memory:/other\n2:cpu,cpuacct:/half\n0::/\n",
            ),
            ("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n"),
            ("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"),
            ("sys/fs/cgroup/cpu/half/cpu.cfs_quota_us", "50000\n"),
            ("sys/fs/cgroup/cpu/half/cpu.cfs_period_us", "100000\n"),
            (
                "sys/fs/cgroup/cpu/half/cpu.stat",
                "nr_periods 30\nnr_throttled 14\nthrottled_time 1200000000\n",
            ),
        ]);
        assert_eq!(quotas, [(0.5, 1_200_000_000, 14)]);
    }

    #[test]
    fn of_nested_groups_of_version_2_the_tightest_comes_first() {
        let quotas = found(&[
            ("self/mountinfo", NEW),
            ("self/cgroup", "0::/pod/box/app\n"),
            ("sys/fs/cgroup/pod/cpu.max", "50000 100000\n"),
            (
                "sys/fs/cgroup/pod/cpu.stat",
                "usage_usec 9\nnr_periods 30\nnr_throttled 3\nthrottled_usec 700\n",
            ),
            ("sys/fs/cgroup/pod/box/cpu.max", "150000 100000\n"),
            ("sys/fs/cgroup/pod/box/app/cpu.max", "max 100000\n"),
        ]);
        assert_eq!(quotas, [(0.5, 700_000, 3), (1.5, 0, 0)]);
    }

    #[test]
    fn in_a_container_the_group_is_the_root_of_the_mount() {
        let mount = "40 32 0:36 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n";
        let quotas = found(&[
            ("self/mountinfo", mount),
            ("self/cgroup", "2:cpu:/docker/abc\n"),
            ("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "150000\n"),
            ("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"),
        ]);
        assert_eq!(quotas, [(1.5, 0, 0)]);
    }

    #[test]
    fn without_groups_or_with_nonsense_in_them_there_is_no_quota() {
        assert_eq!(found(&[]), []);
        for text in ["", "max", "0 100000", "5 0", "x y"] {
            let files = [
                ("self/mountinfo", NEW),
                ("self/cgroup", "0::/a\n"),
                ("sys/fs/cgroup/a/cpu.max", text),
            ];
            assert_eq!(found(&files), [], "{text}");
        }
        // Reading this machine's groups must not fail.
        drop(Quota::all());
    }
}
