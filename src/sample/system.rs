//! [`System`]: the usage of this machine's cores, through sysinfo.

use super::{CoreSample, Source};
use crate::base::{CoreId, Moment, Ratio, now};

/// This machine's cores.
#[derive(Default)]
pub struct System {
    /// Made with the first sample, which is on the sampler's thread: it reads more than we need.
    inner: Option<sysinfo::System>,
    /// The moment of the last sample.
    last: Option<Moment>,
}

impl Source for System {
    fn sample(&mut self) -> Vec<CoreSample> {
        if self.inner.is_none() {
            self.inner = sysinfo::System::new().ok();
        }
        let Some(system) = &mut self.inner else {
            return Vec::new();
        };
        system.refresh_cpu_usage();
        let present = now();
        // A count since boot is no usage of any interval of ours.
        let Some(start) = self.last.replace(present) else {
            return Vec::new();
        };
        let length = present.since(start);
        let sample = |cpu: &sysinfo::Cpu| {
            Some(CoreSample {
                core: CoreId::new(cpu.name().strip_prefix("cpu")?.parse().ok()?),
                start,
                length,
                usage: Ratio::new(f64::from(cpu.usage()) / 100.0).clamped(),
            })
        };
        system.cpus().iter().filter_map(sample).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usage_since_boot_is_not_taken_for_that_of_the_first_interval() {
        let mut system = System::default();
        assert_eq!(system.sample(), []);
        let second = system.sample();
        assert!(!second.is_empty());
        assert!(second.iter().all(|sample| sample.usage <= Ratio::ONE));
    }
}
