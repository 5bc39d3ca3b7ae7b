//! [`LESSONS`], [`PRESETS`] and [`recorded`]: what is built into the program, so that it finds it
//! wherever it is.

use crate::lesson::{Lesson, LessonError};
use crate::plan::did_you_mean;
use std::{borrow::Cow, sync::LazyLock};

/// The bytes of a file with a run in it.
pub type RunFile = Cow<'static, [u8]>;

/// Files of a folder of `assets`, by name.
macro_rules! files {
    ($include:ident, $folder:literal, $suffix:literal, [$($name:literal),* $(,)?]) => {
        &[$(($name, $include!(concat!("../../assets/", $folder, "/", $name, $suffix)))),*]
    };
}

pub(super) const LESSON_FILES: &[(&str, &str)] = files!(
    include_str,
    "lesson",
    ".toml",
    [
        "what-is-a-process",
        "two-tasks",
        "pool",
        "chunksize",
        "choosing-a-chunksize",
        "methods",
        "start-methods",
        "what-a-process-costs",
        "separate-memory",
        "the-gil",
        "where-the-ideal-went",
        "amdahls-law",
    ]
);

pub(super) const PRESET_FILES: &[(&str, &str)] = files!(
    include_str,
    "preset",
    ".toml",
    [
        "two-tasks",
        "square",
        "queue",
        "child",
        "join-early",
        "join-late",
        "separate-memory",
        "shared-memory",
        "pipe",
        "queue-result",
        "manager",
        "pool-4",
        "pool-6",
        "chunk-1",
        "chunk-2",
        "chunk-3",
        "map-async",
        "apply",
        "apply-async",
        "starmap",
        "imap",
        "imap-unordered",
        "range-count",
        "rows",
        "columns",
        "frame",
        "gil-cpu",
        "gil-io",
        "start-methods",
        "too-many",
        "forkmanager",
        "blur",
        "external",
        "crash",
        "zombie",
        "orphan",
    ]
);

/// Runs as `--save` writes them, made by `assets/run/record`. Here they are bytes with a name.
pub(super) const RUN_FILES: &[(&str, &[u8])] = files!(
    include_bytes,
    "run",
    ".parscope",
    [
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
    ]
);

/// Every lesson that is built in, in the order in which they are best taken.
pub static LESSONS: LazyLock<Vec<Lesson>> = LazyLock::new(|| read(LESSON_FILES));

/// Every preset, in the order in which they are best taken.
pub static PRESETS: LazyLock<Vec<Lesson>> = LazyLock::new(|| read(PRESET_FILES));

fn read(files: &[(&str, &str)]) -> Vec<Lesson> {
    let read = files
        .iter()
        .map(|(name, text)| Lesson::read(name, text, recorded));
    // A test reads each of them.
    read.filter_map(Result::ok).collect()
}

impl Lesson {
    /// The built-in lesson of that name.
    ///
    /// # Errors
    /// [`LessonError::Unknown`], with the nearest name.
    pub fn find(name: &str) -> Result<&'static Self, LessonError> {
        Self::among(&LESSONS, "lesson", name, "; see `parscope lesson`")
    }

    /// The preset of that name.
    ///
    /// # Errors
    /// [`LessonError::Unknown`], with the nearest name.
    pub fn find_preset(name: &str) -> Result<&'static Self, LessonError> {
        Self::among(&PRESETS, "preset", name, "; see `parscope list presets`")
    }

    fn among(
        all: &'static [Self],
        what: &'static str,
        name: &str,
        otherwise: &str,
    ) -> Result<&'static Self, LessonError> {
        let found = find(name, all, |lesson| &lesson.name, otherwise);
        found.map_err(|hint| LessonError::Unknown {
            what,
            name: name.into(),
            hint,
        })
    }
}

/// The shipped run of that name, for machines that cannot show a lesson's effect.
///
/// # Errors
/// An error where there is none, with the nearest name.
pub fn recorded(name: &str) -> Result<RunFile, String> {
    let found = find(name, RUN_FILES, |(name, _)| name, "");
    found
        .map(|(_, bytes)| (*bytes).into())
        .map_err(|hint| format!("there is no recorded run `{name}`{hint}"))
}

/// The entry of that name, or else the nearest name as a hint; without one, the other hint.
fn find<T>(
    name: &str,
    all: &'static [T],
    name_of: fn(&T) -> &str,
    otherwise: &str,
) -> Result<&'static T, String> {
    let found = all.iter().find(|entry| name_of(entry) == name);
    found.ok_or_else(|| did_you_mean(name, all.iter().map(name_of), otherwise))
}
