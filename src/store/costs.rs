//! [`kept_costs`]: measured costs, kept in a file for the machine they were measured on.
//!
//! The file is replaced as a whole, so no reader ever sees half of one; one that is damaged, or was
//! measured on another machine or by another parscope, counts as none.

use super::StoreError;
use crate::{
    base::{Bytes, read_file, replace_file, visible_name},
    log::Machine,
    sample::Costs,
};
use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// No such file is longer than this.
const LONGEST: Bytes = Bytes::new(64 << 10);

/// The content of the file.
#[derive(Serialize, Deserialize)]
struct Kept {
    parscope: String,
    machine: Machine,
    costs: Costs,
}

/// The costs that were kept of this machine, if any were.
#[must_use]
pub fn kept_costs(machine: &Machine) -> Option<Costs> {
    read(&place()?, machine)
}

/// Keeps the costs of this machine.
///
/// # Errors
/// [`StoreError::System`] where the file cannot be written; the costs are good all the same.
pub fn keep_costs(machine: &Machine, costs: &Costs) -> Result<(), StoreError> {
    let Some(path) = place() else { return Ok(()) };
    let action = format!("cannot keep the calibration in {}", visible_name(&path));
    write(&path, machine, costs).map_err(StoreError::system(action))
}

fn place() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.cache_dir().join("parscope").join("costs.json"))
}

fn read(path: &Path, machine: &Machine) -> Option<Costs> {
    parse_costs(&read_file(path, LONGEST).ok()?, machine)
}

/// The costs in the text of a file; `None` where it is damaged, or of another machine or parscope.
#[must_use]
pub fn parse_costs(text: &[u8], machine: &Machine) -> Option<Costs> {
    let kept: Kept = serde_json::from_slice(text).ok()?;
    let same = kept.machine == *machine && kept.parscope == env!("CARGO_PKG_VERSION");
    let possible = (0.0..=1.0).contains(&kept.costs.core_speed.get());
    (same && possible).then_some(kept.costs)
}

fn write(path: &Path, machine: &Machine, costs: &Costs) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let kept = Kept {
        parscope: env!("CARGO_PKG_VERSION").into(),
        machine: machine.clone(),
        costs: *costs,
    };
    let mut text = serde_json::to_vec_pretty(&kept)?;
    text.push(b'\n');
    replace_file(path, &text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Nanos, Ratio};

    fn machine(cores: u32) -> Machine {
        Machine {
            model: "a machine".into(),
            os: "Linux".into(),
            cores,
            usable_cores: cores,
            quota: None,
        }
    }

    #[test]
    fn what_was_measured_is_found_again_and_only_on_the_same_machine() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("parscope/costs.json");
        assert_eq!(read(&path, &machine(2)), None);
        let mut costs = Costs::default();
        costs.fork.ready = Nanos::from_micros(300);
        costs.core_speed = Ratio::new(0.8);
        write(&path, &machine(2), &costs).unwrap();
        assert_eq!(read(&path, &machine(2)), Some(costs));
        assert_eq!(read(&path, &machine(4)), None);
    }

    #[test]
    fn a_damaged_file_is_as_good_as_none_and_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("costs.json");
        for text in ["", "{", "[1,2]", "\0\0\0", &"x".repeat(100_000)] {
            fs::write(&path, text).unwrap();
            assert_eq!(read(&path, &machine(2)), None, "{text:.10}");
        }
        write(&path, &machine(2), &Costs::default()).unwrap();
        assert!(read(&path, &machine(2)).is_some());
    }
}
