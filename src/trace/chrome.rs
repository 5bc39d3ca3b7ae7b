//! [`import`]: a trace of another program as a recording.
//!
//! What is read is Chrome's Trace Event Format, which `VizTracer`, Dask, Go's and many other tools
//! write: a JSON array of events, or an object with one as `traceEvents`, also gzipped. Each thread
//! becomes a lane, each slice a task. Slices nest, but a lane does one thing at a time: at every
//! moment it is at the innermost one, so that a slice is cut where it calls another. Slices of one
//! name share a chunk, and so a colour.
//!
//! Complete events (`X`), pairs (`B`, `E`) and the counters of our own export are shown; names
//! (`M`) tell nothing that a lane could hold, and whatever else there is (instants, flows, async
//! events) is counted as left out. Nobody knows T₁ of such a program, so nothing is claimed of it.

mod event;
mod track;

use super::{Description, Import, Lane, LaneInfo, LaneKind, Outcome, Recording, Span, TraceError};
use crate::base::{CoreId, LaneId, Moment, Pid, open_file};
use event::Events;
use flate2::read::MultiGzDecoder;
use serde_json::{Map, Value};
use std::{
    io::{self, Read},
    path::Path,
};
use track::Track;

/// The largest trace that is read, unpacked.
const MOST_BYTES: u64 = 1 << 30;

/// More slices would need more memory than a look at them is worth.
const MOST_SLICES: usize = 4_000_000;

/// What an experiment may have: the plan refuses more.
const MOST_WORKERS: usize = 1024;

/// The first bytes of a gzipped file.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Reads a file as a trace of another program; `None` where it does not begin like one.
///
/// # Errors
/// [`TraceError::Import`], with file, line and column, where it is damaged or beyond all bounds;
/// [`TraceError::System`] where it cannot be read.
pub fn import(path: &Path) -> Result<Option<Recording>, TraceError> {
    let fault = || TraceError::system(format!("cannot open {}", path.display()));
    // Opening a pipe would wait for its writer; what is no file is no trace either.
    if !path.metadata().map_err(fault())?.is_file() {
        return Ok(None);
    }
    let mut file = open_file(path).map_err(fault())?;
    let mut start = Vec::new();
    (&mut file)
        .take(64)
        .read_to_end(&mut start)
        .map_err(fault())?;
    let whole = io::Cursor::new(start.clone()).chain(file);
    let name = path.display().to_string();
    let bytes = if start.starts_with(&GZIP) {
        unpacked(MultiGzDecoder::new(whole), &name)
    } else if is_json(&start) {
        unpacked(whole, &name)
    } else {
        return Ok(None);
    };
    match bytes? {
        bytes if is_json(&bytes) => import_bytes(&bytes, &name).map(Some),
        _ => Ok(None),
    }
}

/// Reads a trace of another program, which is called `name` in whatever is said of it.
///
/// # Errors
/// [`TraceError::Import`] where it is damaged or beyond all bounds.
pub fn import_bytes(bytes: &[u8], name: &str) -> Result<Recording, TraceError> {
    let events = Events::read(bytes, MOST_SLICES).map_err(|error| TraceError::Import {
        place: format!("{name}:{}:{}", error.line(), error.column()),
        message: said(&error),
    })?;
    Ok(recording(events, name))
}

/// Whether a text begins like JSON that has something in it.
fn is_json(bytes: &[u8]) -> bool {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    matches!(first, Some(b'{' | b'['))
}

fn unpacked(source: impl Read, name: &str) -> Result<Vec<u8>, TraceError> {
    let refused = |message: String| TraceError::Import {
        place: name.to_owned(),
        message,
    };
    let mut bytes = Vec::new();
    source
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| refused(format!("cannot be read: {error}")))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(refused("it has more than 1 GiB, unpacked".into()));
    }
    Ok(bytes)
}

/// What JSON has to say, without the place, which stands before it.
fn said(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    text[..end].to_owned()
}

/// The lanes that the events make.
fn recording(events: Events<'_>, name: &str) -> Recording {
    let Events {
        mut tracks,
        cores,
        left_out,
        ..
    } = events;
    tracks.retain(|track| track.start().is_some());
    tracks.sort_by_cached_key(Track::start);
    let counted = cores.iter().flatten().map(|sample| sample.at);
    let starts = tracks.iter().filter_map(Track::start);
    let origin = starts.chain(counted).min().unwrap_or(0);
    let processes = track::processes(&tracks);
    let (mut lanes, mut tasks) = (Vec::new(), 0_u32);
    for (track, number) in tracks.iter_mut().zip(1..) {
        let alone = processes.is_alone(track);
        let kind = if alone {
            LaneKind::Process
        } else {
            LaneKind::Thread
        };
        let spans = track.spans(origin, tasks);
        tasks = tasks.saturating_add(track.slices());
        lanes.push(lane(lanes.len(), kind, number, track.number(alone), spans));
    }
    let end = lanes.iter().flat_map(|lane| &lane.spans).map(Span::end);
    let end = end.max().unwrap_or_default();
    let workers = lanes.len();
    for (core, samples) in (0..).zip(&cores).filter(|(_, samples)| !samples.is_empty()) {
        let spans = track::usage(samples, origin, CoreId::new(core));
        let number = u32::from(core);
        lanes.push(lane(lanes.len(), LaneKind::Core, number, None, spans));
    }
    let description = Description {
        experiment: experiment(workers, tasks, processes.count() > 1),
        outcome: Some(Outcome {
            // A run of no length would have no end.
            ended: end.max(Moment::from_nanos(1)),
            tasks_done: tasks,
            ..Outcome::default()
        }),
        imported: Some(Import {
            from: name.to_owned(),
            left_out,
        }),
        ..Description::default()
    };
    Recording {
        description,
        lanes,
        ..Recording::default()
    }
}

fn lane(index: usize, kind: LaneKind, number: u32, pid: Option<u32>, spans: Vec<Span>) -> Lane {
    Lane {
        info: LaneInfo {
            // There are no more than 4096.
            lane: LaneId::new(u16::try_from(index).unwrap_or(u16::MAX)),
            kind,
            number,
            pid: pid.map(Pid::new),
            published: spans.len() as u64,
            dropped: 0,
            merged: 0,
        },
        spans,
        now: None,
    }
}

/// What is nearest to it among what we know: so many workers at so many tasks.
fn experiment(workers: usize, tasks: u32, processes: bool) -> Map<String, Value> {
    let mode = if processes { "process" } else { "threaded" };
    [
        ("mode", mode.into()),
        ("workers", workers.clamp(1, MOST_WORKERS).into()),
        ("tasks", tasks.max(1).into()),
    ]
    .map(|(name, value): (&str, Value)| (name.to_owned(), value))
    .into_iter()
    .collect()
}

#[cfg(test)]
mod tests;
