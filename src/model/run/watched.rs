//! [`Run::watched`]: what only the run of a program that was watched has.

use super::Run;
use crate::{
    base::{Text, command_line},
    log::Watched,
};
use std::path::Path;

impl Run {
    /// The program that was watched; `None` of a run of our own, and of a trace.
    #[must_use]
    pub fn watched(&self) -> Option<&Watched> {
        self.description.watched.as_deref()
    }

    /// Why the process that was started was not looked into, once that is known.
    #[must_use]
    pub fn why_not_seen(&self) -> Option<&str> {
        let watched = self.watched()?;
        let first = watched.processes.first()?;
        let pid = format!("pid {} ", first.pid);
        let mut noted = watched.not_seen.iter();
        let noted = noted.find(|one| one.what.raw().starts_with(&pid))?;
        Some(noted.why.raw())
    }

    /// The command of a program that was watched, its files without their folders: `python3 sim.py 4`.
    #[must_use]
    pub fn short_command(&self) -> Option<String> {
        let is_script = |file: &str| Path::new(file).extension().is_some_and(|end| end == "py");
        let words = self.watched()?.command.iter().enumerate();
        let words = words.map(|(index, word)| match word.raw().rsplit_once('/') {
            Some((_, file)) if index == 0 || is_script(file) => file,
            _ => word.raw(),
        });
        Some(command_line(words))
    }

    /// `python3 sim.py 4 · 5 processes · 2 calls`
    pub(super) fn watched_title(&self) -> String {
        let Some(watched) = self.watched() else {
            return String::new();
        };
        let counted = |count: usize, one: &str, several: &str| match count {
            1 => format!("1 {one}"),
            _ => format!("{count} {several}"),
        };
        let command = command_line(watched.command.iter().map(Text::raw));
        let processes = counted(watched.processes.len(), "process", "processes");
        let calls = counted(watched.calls.len(), "call", "calls");
        format!("{command} · {processes} · {calls}")
    }
}
