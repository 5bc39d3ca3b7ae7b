//! [`import`]: a trace of another program, read as the log of a run.
//!
//! It reads Chrome's Trace Event Format, which `VizTracer`, Dask, Go's and many other tools write:
//! a JSON array of events, or an object with one as `traceEvents`, also gzipped. Each thread
//! becomes a lane, each slice a task. Slices nest, but a lane does one thing at a time: at every
//! moment it is at the innermost one, so that a slice is cut where it calls another. A slice that
//! encloses others is also kept whole, on a lane for each level. Slices that overlap without
//! nesting take another lane of that thread. Slices of one name share a chunk, which has the name's
//! number.
//!
//! Complete events (`X`), pairs (`B`, `E`), async events (`b`, `e` and `S`, `F`; on lanes of their
//! own) and the counters of our own export are shown, and threads and processes have their names;
//! all other events (instants, flows, other counters) are counted as left out, by their kind. T₁ of
//! such a program is unknown, so no claim is made about it.

mod error;
mod event;
mod events;
mod form;
mod lanes;
mod row;
mod scanner;
mod track;

use crate::{
    base::{open_file, visible_name},
    log::{Description, Lane},
};
use events::TraceEvents;
use flate2::read::MultiGzDecoder;
use form::TraceForm;
use std::{
    io::{self, Read},
    path::Path,
};

pub use error::ImportError;

/// A trace of another program, as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The description of the run.
    pub description: Description,
    /// The lanes with their spans.
    pub lanes: Vec<Lane>,
}

/// The largest trace that is read, unpacked.
const MOST_BYTES: u64 = 1 << 30;

/// The size that any gzipped trace may unpack to, and how much more for each byte of it: JSON
/// shrinks to a fiftieth, and zeros to a thousandth.
const FREE: u64 = 64 << 20;
const PER_BYTE: u64 = 128;

/// More slices would need more memory than a look at them is worth.
const MOST_SLICES: usize = 4_000_000;

/// Reads a file as a trace of another program; `None` where its beginning is that of no known
/// format of another program.
///
/// # Errors
/// [`ImportError::Refused`] where it is damaged, with line and column, beyond all bounds, or of a
/// form that is not read, with the remedy; [`ImportError::System`] where it cannot be read.
pub fn import(path: &Path) -> Result<Option<Imported>, ImportError> {
    let fault = || ImportError::system(format!("cannot open {}", visible_name(path)));
    // Opening a pipe would wait for its writer; a pipe or a folder is no trace either.
    if !path.metadata().map_err(fault())?.is_file() {
        return Ok(None);
    }
    let mut file = open_file(path).map_err(fault())?;
    let length = file.metadata().map_err(fault())?.len();
    let mut start = Vec::new();
    (&mut file)
        .take(form::START)
        .read_to_end(&mut start)
        .map_err(fault())?;
    let whole = io::Cursor::new(start.clone()).chain(file);
    let name = visible_name(path);
    let bytes = match TraceForm::of(&start) {
        TraceForm::Gzip => {
            let most = FREE.saturating_add(length.saturating_mul(PER_BYTE));
            unpacked(MultiGzDecoder::new(whole), most.min(MOST_BYTES), &name)?
        }
        TraceForm::Json => unpacked(whole, MOST_BYTES, &name)?,
        TraceForm::Unknown => return Ok(None),
        TraceForm::Empty | TraceForm::Other(_) => start,
    };
    match TraceForm::of(&bytes) {
        TraceForm::Json => import_bytes(&bytes, &name).map(Some),
        TraceForm::Other(what) => Err(refused(&name, what)),
        TraceForm::Empty => Err(refused(&name, "it is empty: no run and no trace is in it")),
        TraceForm::Unknown | TraceForm::Gzip => Ok(None),
    }
}

/// Reads a trace of another program, which is called `name` in all messages.
///
/// # Errors
/// [`ImportError::Refused`] where it is damaged, beyond all bounds, or has no event to show.
pub fn import_bytes(bytes: &[u8], name: &str) -> Result<Imported, ImportError> {
    let bytes = bytes.strip_prefix(form::MARK).unwrap_or(bytes);
    // A name that is no UTF-8 costs no more than itself.
    let text = String::from_utf8_lossy(bytes);
    let events = TraceEvents::read(&text, MOST_SLICES).map_err(|fault| {
        let (line, column) = fault.place(&text);
        refused(&format!("{name}:{line}:{column}"), fault.message)
    })?;
    if !events.is_trace {
        return Err(refused(name, &form::of_keys(&events.keys)));
    }
    lanes::recording(events, name).map_err(|left_out| {
        let has = match left_out.list() {
            list if list.is_empty() => "no events at all".to_owned(),
            list => format!("{list}, but no slices (X, B with E, or async events)"),
        };
        refused(name, &format!("nothing to show: it has {has}"))
    })
}

fn refused(place: &str, message: &str) -> ImportError {
    ImportError::Refused {
        place: place.to_owned(),
        message: message.to_owned(),
    }
}

fn unpacked(source: impl Read, most: u64, name: &str) -> Result<Vec<u8>, ImportError> {
    let mut bytes = Vec::new();
    source
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| refused(name, &format!("cannot be read: {error}")))?;
    if bytes.len() as u64 > most {
        let text = format!("it has more than {} MiB, unpacked", most >> 20);
        return Err(refused(name, &text));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
