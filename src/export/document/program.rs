//! A program that was watched: how it ended, its calls, its processes, and what was not seen of it.

use super::{Bar, DocumentTable, Element, Emphasis, Pair, Passage, facts, speedup::BAR};
use crate::{
    base::{Nanos, Ratio, Text, command_line},
    export::{Results, busy, name, tasks, timeline::length},
    log::{Call, Ending, LaneKind, Watched},
    model::Run,
};

/// The most calls that are listed.
const MOST_CALLS: usize = 100;
/// The most things that are listed as not seen.
const MOST_NOT_SEEN: usize = 20;

/// The command, and how it ended.
pub(super) fn head(run: &Run) -> Vec<Pair> {
    let Some(watched) = run.watched() else {
        return Vec::new();
    };
    let command = command_line(watched.command.iter().map(Text::raw));
    let folder = match watched.folder.raw() {
        "" => String::new(),
        _ => format!("in {}", watched.folder),
    };
    let ending = match watched.ending {
        None => "not known".into(),
        Some(Ending::Exit(status)) if watched.ending.is_some_and(Ending::is_good) => {
            Passage::new(status.to_string(), Emphasis::Good)
        }
        Some(Ending::Exit(status)) => Passage::bad(status.to_string()),
        Some(ending) => Passage::bad(ending.to_string()),
    };
    let command = Passage::from(command).and(folder, Emphasis::Faint);
    vec![("command", command), ("exit", ending)]
}

/// How long it took, and how much of it went on at once; also where it failed.
pub(super) fn figures(results: &Results, run: &Run) -> Vec<Pair> {
    let Some(outcome) = run.outcome() else {
        return Vec::new();
    };
    let mut pairs = vec![("wall time", outcome.wall().to_string().into())];
    if outcome.cpu > Nanos::ZERO {
        pairs.push(("CPU time", outcome.cpu.to_string().into()));
    }
    facts::at_once(&mut pairs, run);
    let figures = results.figures.as_ref();
    if let Some(reason) = figures.and_then(|figures| figures.disturbance) {
        pairs.push(("uncertain", Passage::bad(reason.to_string())));
    }
    pairs
}

/// Its calls, a row for each.
pub(super) fn calls(run: &Run) -> Vec<Element<'static>> {
    let Some(watched) = run.watched() else {
        return Vec::new();
    };
    let heads = [
        "call",
        "function",
        "at",
        "tasks",
        "chunks",
        "chunksize",
        "workers",
        "wall",
        "busy",
        "at once",
    ];
    let mut table = DocumentTable::new("<<<>>>>>>>", heads);
    for call in watched.calls.iter().take(MOST_CALLS) {
        table.row(self::call(run, call));
    }
    let more = watched.calls.len().saturating_sub(MOST_CALLS);
    let more = (more > 0).then(|| Element::line(format!("… and {more} more calls")));
    [Element::Table(table)].into_iter().chain(more).collect()
}

fn call(run: &Run, call: &Call) -> [Passage; 10] {
    let known = |number: Option<u32>| number.map_or("–".to_owned(), |number| number.to_string());
    let end = call.end().or(run.outcome().map(|outcome| outcome.ended));
    let wall = end
        .map(|end| end.since(call.began))
        .filter(|_| call.line > 0);
    let ended = call.done.saturating_add(call.failed);
    let mut tasks = match call.task_count() {
        all if all == ended => Passage::from(all.to_string()),
        all => Passage::from(format!("{ended} of {all}")),
    };
    for (count, what, emphasis) in [
        (call.failed, "failed", Emphasis::Bad),
        (call.lost, "lost", Emphasis::Bad),
        // A program that stops tasks of its own means to.
        (call.stopped, "stopped", Emphasis::Plain),
    ] {
        if count > 0 {
            tasks = tasks.and(format!("{count} {what}"), emphasis);
        }
    }
    let chunksize = match (call.chunksize, call.asked) {
        (Some(size), None) if call.kind.raw().contains("map") => format!("{size} (default)"),
        (size, _) => known(size),
    };
    let at_once = wall.map(|wall| Ratio::of(call.busy.get(), wall.get()));
    [
        call.kind.to_string().into(),
        call.function.to_string().into(),
        call.place().to_string().into(),
        tasks,
        call.chunks.to_string().into(),
        chunksize.into(),
        known(call.workers).into(),
        wall.map_or("–".to_owned(), |wall| wall.to_string()).into(),
        call.busy.to_string().into(),
        at_once
            .map_or("–".to_owned(), |at_once| format!("{:.2}", at_once.get()))
            .into(),
    ]
}

/// Its lanes with their processes, at most so many.
pub(super) fn lanes(run: &Run, watched: &Watched, most: usize) -> Vec<Element<'static>> {
    let heads = [
        "lane",
        "process",
        "pid",
        "exit",
        "tasks",
        "busy",
        "share of the run",
    ];
    let mut table = DocumentTable::new("<<>>>><", heads);
    let length = length(run);
    let is_helper = |kind: LaneKind| kind == LaneKind::Helper;
    let rows = || run.rows().filter(|lane| !is_helper(lane.info.kind));
    for lane in rows().take(most) {
        let busy = busy(lane);
        let share = Ratio::of(busy.get(), length.get());
        let bar = Passage::default().bar(Bar::new(share, BAR));
        let process = watched.process(lane.info.lane);
        let pid = process.map_or("–".to_owned(), |process| process.pid.to_string());
        let ending = process.and_then(|process| process.ending);
        table.row([
            name(run, lane).into(),
            process
                .map_or_else(String::new, |process| process.name.to_string())
                .into(),
            pid.into(),
            ending.map_or("–".into(), exit),
            tasks(run, lane).to_string().into(),
            busy.to_string().into(),
            bar.and(format!("{:>5}", share.percent()), Emphasis::Plain),
        ]);
    }
    let hidden = match rows().count().saturating_sub(most) {
        0 => None,
        hidden => Some(format!("… and {hidden} more lanes")),
    };
    let helpers = match run.flow().filter(|lane| is_helper(lane.info.kind)).count() {
        0 => None,
        1 => Some("and 1 helper thread of a pool".to_owned()),
        helpers => Some(format!("and {helpers} helper threads of pools")),
    };
    let notes = hidden.into_iter().chain(helpers);
    let notes = notes.map(|note| Element::line(Passage::faint(note)));
    [Element::Table(table)].into_iter().chain(notes).collect()
}

/// The end of a process in a word.
fn exit(ending: Ending) -> Passage {
    match ending {
        Ending::Exit(0) => "0".into(),
        Ending::Exit(status) => Passage::bad(status.to_string()),
        Ending::Signal(signal) => format!("signal {signal}").into(),
    }
}

/// The things that were not seen, and why.
pub(super) fn not_seen(run: &Run) -> Vec<Pair> {
    let Some(watched) = run.watched() else {
        return Vec::new();
    };
    let names = std::iter::once("not seen").chain(std::iter::repeat(""));
    let all = watched.not_seen.iter().take(MOST_NOT_SEEN);
    let all = all.map(|one| format!("{}: {}", one.what, one.why));
    let more = watched.not_seen.len().saturating_sub(MOST_NOT_SEEN);
    let more = (more > 0).then(|| format!("… and {more} more"));
    names
        .zip(all.chain(more))
        .map(|(name, text)| (name, text.into()))
        .collect()
}
