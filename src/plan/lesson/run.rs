//! [`recorded`]: the runs that are shipped, for machines that cannot show a lesson's effect.
//!
//! They are files as `--save` writes them, made by `assets/run/record`. What is in them is for
//! whoever shows them: here they are bytes with a name.

use crate::plan::nearest;
use std::borrow::Cow;

/// The bytes of a file with a run in it.
pub type RunFile = Cow<'static, [u8]>;

macro_rules! runs {
    ($($name:literal),* $(,)?) => {
        pub(super) const RUNS: &[(&str, &[u8])] = &[
            $(($name, include_bytes!(concat!("../../../assets/run/", $name, ".parscope")))),*
        ];
    };
}

runs![
    "two-tasks-serial",
    "two-tasks-at-once",
    "process-each",
    "pool-instead",
    "cut-columns",
    "cut-rows",
    "cut-parts",
    "threads-free",
    "threads-one-lock",
    "ideal-ramp",
    "ideal-straggler",
    "worker-a-core",
    "eight-a-core",
    "ideal-blur",
];

/// The shipped run of that name.
///
/// # Errors
/// That there is none, with the nearest name.
pub fn recorded(name: &str) -> Result<RunFile, String> {
    let found = RUNS.iter().find(|(own, _)| *own == name);
    found.map(|(_, bytes)| (*bytes).into()).ok_or_else(|| {
        let near = nearest(name, RUNS.iter().map(|(name, _)| *name));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        format!("there is no recorded run `{name}`{hint}")
    })
}
