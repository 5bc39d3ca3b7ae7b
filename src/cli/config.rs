//! Where the config file is.

use etcetera::BaseStrategy;
use std::path::{Path, PathBuf};

/// The config file that was named, or the usual one where there is one:
/// `$XDG_CONFIG_HOME/parscope/config.toml`, by default below `~/.config`.
pub(super) fn config(named: Option<&Path>) -> Option<PathBuf> {
    let usual = || folder().map(|folder| folder.join("config.toml"));
    let exists = |path: &PathBuf| path.exists();
    named.map(Path::to_owned).or_else(|| usual().filter(exists))
}

/// The folder of the usual config file.
pub(super) fn folder() -> Option<PathBuf> {
    let folders = etcetera::choose_base_strategy().ok()?;
    Some(folders.config_dir().join("parscope"))
}
