//! [`run`]: an experiment as a Python program that is watched.

use super::{Listing, translation::Translation};
use crate::{
    base::{Bytes, LaneId, Nanos, Pid, TaskId, Text, anonymous_file, read_file, read_open},
    engine::{
        EngineError,
        native::{Finish, Tally},
        watch::{ProgramEnd, Streams, WatchedCommand, Watching},
    },
    log::{Ending, Interpreter, Kind, LaneKind, LaneSpec, Reader, SpanLog, Watched},
    plan::{Experiment, Resolved, StartMethod},
    workload::{Answer, Shape},
};
use std::{
    ffi::OsString,
    fs::{self, File},
    io::Seek,
    os::fd::OwnedFd,
    path::Path,
    sync::{Arc, mpsc},
    time::Duration,
};

/// How often the logs of its processes are looked at, and before the run has begun.
const LOOK: Duration = Duration::from_millis(40);
const LOOK_FOR_BEGIN: Duration = Duration::from_millis(5);

/// More output than that is a mistake.
const MOST_PRINTED: Bytes = Bytes::from_mib(256);

/// The length of a short file of the kernel's, at most.
const SHORT: Bytes = Bytes::new(4096);

/// The most tasks that are tried to find the size of one.
const TRIED: u32 = 15;

/// Runs an experiment whose every choice is made, and writes what happens into its log.
///
/// # Errors
/// Where its program cannot be started.
pub(in crate::engine) fn run(experiment: &Resolved, log: &SpanLog) -> Result<Finish, EngineError> {
    let size = experiment.known_size().unwrap_or(1);
    let text = Listing::of(experiment, experiment.worker_count(), size).text();
    let no_file = || EngineError::system("the program cannot be written down");
    let folder = tempfile::tempdir().map_err(no_file())?;
    let script = folder.path().join("experiment.py");
    fs::write(&script, text).map_err(no_file())?;
    let python = interpreter(&experiment.python);
    let words = vec![python, "-X".into(), "parscope_map".into(), script.into()];
    let file = || anonymous_file(c"parscope-output").map_err(no_file());
    let (output, errors) = (file()?, file()?);
    let streams = Streams::Files {
        output: copy(&output)?,
        errors: copy(&errors)?,
    };
    let (told, news) = mpsc::channel();
    let (ended, end) = mpsc::channel();
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || {
        // Where nobody listens any more, the run is over.
        let _ = told.send(());
    });
    let on_end = Box::new(move |end: ProgramEnd| {
        let _ = ended.send(end);
    });
    let (watching, mut feed) =
        Watching::start(&WatchedCommand { words }, streams, None, &wake, on_end)?;
    let (mut lanes, mut watched) = (Vec::new(), Watched::default());
    let mut translation = Translation::new(experiment, log);
    let (mut path, mut earlier) = (None, Nanos::ZERO);
    let end = loop {
        // Both a notice and its absence are a reason to look.
        let is_begun = translation.bounds().is_some();
        let _ = news.recv_timeout(if is_begun { LOOK } else { LOOK_FOR_BEGIN });
        while news.try_recv().is_ok() {}
        feed.follow(&mut lanes, Some(&mut watched));
        translation.take(&lanes, &watched);
        path = path.or_else(|| path_of(&watched));
        if !is_begun {
            earlier = cpu_of(watching.pid()).unwrap_or(earlier);
        }
        if let Ok(end) = end.try_recv() {
            break end;
        }
    };
    drop(watching);
    watched.ending = end.ending.or(Some(Ending::Exit(0)));
    feed.follow(&mut lanes, Some(&mut watched));
    translation.take(&lanes, &watched);
    let (printed, said) = (content(output)?, content(errors)?);
    let failure = end.ending.filter(|ending| !ending.is_good()).map(|ending| {
        let last = said.lines().rev().find(|line| !line.trim().is_empty());
        let why = last.map_or_else(String::new, |line| format!(": {}", line.trim()));
        format!("the program ended with {ending}{why}")
    });
    let mut tally = Tally::new(experiment.task_count());
    // A function of the user's may have printed something before.
    let answered: Vec<_> = printed.lines().collect();
    let before = answered
        .len()
        .saturating_sub(experiment.task_count() as usize);
    for (number, line) in (0..).zip(&answered[before..]) {
        tally.add(TaskId::new(number), &Answer::printed(line));
    }
    let unseen = tally.done().saturating_sub(translation.done());
    let failure = failure.or_else(|| {
        (unseen > 0).then(|| format!("{unseen} of the tasks were done and not seen: run it again"))
    });
    let (started, ended) = translation.bounds().unwrap_or((end.started, end.ended));
    Ok(Finish {
        failure,
        workers: translation.usage(&watched),
        cpu: Some(used(
            experiment,
            end.cpu.saturating_sub(earlier),
            translation.cpu(),
        )),
        interpreter: interpreter_of(&watched, path),
        ..Finish::new(started, ended, tally)
    })
}

/// The file of the interpreter, while it runs.
fn path_of(watched: &Watched) -> Option<Text> {
    let first = watched
        .processes
        .first()
        .filter(|one| one.python.is_some())?;
    let path = fs::read_link(format!("/proc/{}/exe", first.pid)).ok()?;
    Some(path.to_string_lossy().into_owned().into())
}

fn interpreter_of(watched: &Watched, path: Option<Text>) -> Option<Interpreter> {
    let first = watched.processes.first()?;
    Some(Interpreter {
        version: first.python.clone()?,
        path: path.unwrap_or_default(),
        gil: first.gil,
    })
}

/// The CPU time of a run, of which `seen` was counted when its processes ended, and `tasks` by the probe: nobody counts
/// what the children of a forkserver have used, so theirs is that of their tasks.
fn used(experiment: &Resolved, seen: Nanos, tasks: Nanos) -> Nanos {
    match experiment.start {
        StartMethod::Forkserver => seen + tasks,
        StartMethod::Fork | StartMethod::Spawn => seen.max(tasks),
    }
}

/// The CPU time of the first thread of a process.
fn cpu_of(pid: Pid) -> Option<Nanos> {
    let times = read_file(Path::new(&format!("/proc/{pid}/schedstat")), SHORT).ok()?;
    let times = String::from_utf8(times).ok()?;
    times.split(' ').next()?.parse().ok().map(Nanos::new)
}

/// The mean CPU time of some of its tasks at that size.
///
/// # Errors
/// Where they cannot be done.
pub(in crate::engine) fn mean_cost(experiment: &Resolved, size: u64) -> Result<Nanos, EngineError> {
    let tasks = TRIED.min(experiment.task_count());
    let trial = Experiment {
        tasks: Some(tasks),
        shape: Shape::Uniform,
        ..Experiment::clone(&experiment.serial())
    };
    let trial = trial.resolve(1)?.with_size(size);
    let main = LaneSpec {
        kind: LaneKind::Main,
        number: 0,
        capacity: 1 << 16,
    };
    let log = SpanLog::create(&[main], 0)?;
    let finish = run(&trial, &log)?;
    if let Some(why) = finish.failure {
        return Err(EngineError::Run(why));
    }
    Ok(task_time(log.reader()) / u64::from(tasks))
}

/// The CPU time of all tasks in a log, or how long they took where that is not known.
fn task_time(mut reader: Reader) -> Nanos {
    let mut spans = Vec::new();
    reader.read(LaneId::new(0), &mut spans);
    let tasks = spans.iter().filter(|span| span.kind == Kind::Task);
    tasks
        .map(|span| span.cpu_time().unwrap_or(span.length))
        .sum()
}

/// The interpreter by its name on the path: a version stands for `python3.13t`.
fn interpreter(python: &str) -> OsString {
    if python.starts_with(|first: char| first.is_ascii_digit()) {
        format!("python{python}").into()
    } else {
        python.into()
    }
}

fn copy(file: &OwnedFd) -> Result<OwnedFd, EngineError> {
    file.try_clone()
        .map_err(EngineError::system("the program gets no output"))
}

/// All that was written to a file.
fn content(file: OwnedFd) -> Result<String, EngineError> {
    let mut file = File::from(file);
    let bytes = file.rewind().and_then(|()| read_open(&file, MOST_PRINTED));
    let bytes = bytes.map_err(EngineError::system(
        "what the program printed cannot be read",
    ))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
