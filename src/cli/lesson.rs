//! `parscope lesson`: names the lessons, begins one, and checks a teacher's own.

use super::{
    CliError, file,
    printer::{TextForm, print},
};
use crate::{
    base::{Bytes, read_file, visible_name},
    export::{Style, Table},
    lesson::{LESSONS, Lesson, RunFile, recorded},
    store::{self, Progress},
    ui::Opened,
};
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The largest run that a lesson shows.
const MOST_BYTES: Bytes = Bytes::from_mib(64);

/// A request of the `lesson` command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LessonWanted {
    /// Their names, and how far one has come.
    List,
    /// Go through one: a built-in one by its name, or a file.
    Begin(String),
    /// Check these files for mistakes.
    Check(Vec<PathBuf>),
}

/// The lesson of that name, or in that file.
pub(super) fn find(name: &str) -> Result<&'static Lesson, CliError> {
    let path = Path::new(name);
    let is_toml = path.extension().is_some_and(|suffix| suffix == "toml");
    if !is_toml && !name.contains('/') {
        return Ok(Lesson::find(name)?);
    }
    // It lives as long as the dashboard that shows it, which is to the end of the program.
    read(path).map(|lesson| &*Box::leak(Box::new(lesson)))
}

fn read(path: &Path) -> Result<Lesson, CliError> {
    let text = file::text(path, "lesson")?;
    let find = |name: &str| run_beside(path, name);
    Ok(Lesson::read(&file::name(path), &text, find)?)
}

/// A run that a lesson names: a file, from where the lesson is, or one of those that are shipped.
fn run_beside(lesson: &Path, name: &str) -> Result<RunFile, String> {
    if !name.ends_with(".parscope") {
        return recorded(name);
    }
    let path = lesson.with_file_name(name);
    let fault = |error: &dyn ToString| format!("{name}: {}", error.to_string());
    let bytes = read_file(&path, MOST_BYTES).map_err(|error| fault(&error))?;
    let recording = store::read(&bytes).map_err(|error| fault(&error))?;
    Opened::of(recording).map_err(|error| fault(&error))?;
    Ok(bytes.into())
}

/// Writes one line for each lesson.
pub(super) fn write_list(style: Style, progress: &Progress, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new("<<><");
    for lesson in LESSONS.iter() {
        let reached = progress.of(&lesson.name);
        let reached = reached.map_or_else(String::new, |reached| {
            let step = format!("step {} of {}", reached.step, lesson.steps.len());
            if reached.done { "done".into() } else { step }
        });
        let minutes = lesson.minutes.map(|minutes| format!("{minutes} min"));
        table.row([
            lesson.name.clone(),
            lesson.title.clone(),
            minutes.unwrap_or_default(),
            reached,
        ]);
    }
    out.write_all(style.fit(&table.lines()).as_bytes())
}

/// Checks files, and says of each what is in it. The first that is wrong ends it.
pub(super) fn check(files: &[PathBuf]) -> Result<(), CliError> {
    for path in files {
        let lesson = read(path)?;
        let questions = lesson.steps.iter().filter(|step| step.question.is_some());
        let runs = lesson.steps.iter().filter(|step| step.runs());
        let steps = lesson.steps.len();
        let noun = if steps == 1 { "step" } else { "steps" };
        let line = format!(
            "{}: right: {steps} {noun}, {} questions, {} with a run\n",
            visible_name(path),
            questions.count(),
            runs.count()
        );
        print(TextForm::PLAIN, |out| out.write_all(line.as_bytes()))?;
    }
    Ok(())
}
