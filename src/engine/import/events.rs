//! [`TraceEvents`]: the events of a trace, one by one, none held longer than needed.
//!
//! A trace may come from anywhere. Fields are looked at only where they matter, as the text that
//! they are; the number of slices is bounded here.

use super::{
    event::{TraceClock, TraceEvent, length},
    scanner::{ScanError, Scanner},
    track::Track,
};
use crate::{base::Text, log::LeftOut};
use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
};

const MOST_CORES: usize = 1024;

/// Characters of a name that are kept.
const LONGEST_NAME: usize = 200;

/// The usage of a core from a moment on.
#[derive(Debug, Clone, Copy)]
pub(super) struct UsageSample {
    pub(super) at: i64,
    pub(super) percent: f64,
}

/// Tracks by their keys, in the order in which they are first named.
pub(super) struct Tracks<K> {
    places: HashMap<K, usize>,
    pub(super) all: Vec<(K, Track)>,
}

/// Process and thread, as they are written.
pub(super) type ThreadKey<'a> = (&'a str, &'a str);

/// Category, scope and process of async events, and their id.
pub(super) type Async<'a> = ([&'a str; 3], &'a str);

/// The events read from a trace.
pub(super) struct TraceEvents<'a> {
    pub(super) threads: Tracks<ThreadKey<'a>>,
    pub(super) asyncs: Tracks<Async<'a>>,
    /// The usage of each core, by its number.
    pub(super) cores: Vec<Vec<UsageSample>>,
    /// Events that are not shown.
    pub(super) left_out: LeftOut,
    /// The last moment that any event has.
    pub(super) last: i64,
    /// Whether anything was found that looks like a list of events, or an event.
    pub(super) is_trace: bool,
    /// Names of the outermost object, by which other formats are known.
    pub(super) keys: Vec<&'a str>,
    clock: TraceClock,
    names: HashMap<&'a str, u32>,
    /// The name of each thread and of each process, as they are written.
    pub(super) thread_names: HashMap<ThreadKey<'a>, &'a str>,
    pub(super) process_names: HashMap<&'a str, &'a str>,
    slices: usize,
    most: usize,
}

impl<'a> TraceEvents<'a> {
    /// Reads a trace of at most so many slices: one list or object, or several behind each other.
    /// One that was never ended is read as far as it goes.
    pub(super) fn read(text: &'a str, most: usize) -> Result<Self, ScanError> {
        let mut events = Self {
            threads: Tracks::default(),
            asyncs: Tracks::default(),
            cores: Vec::new(),
            left_out: LeftOut::default(),
            last: i64::MIN,
            is_trace: false,
            keys: Vec::new(),
            clock: TraceClock::default(),
            names: HashMap::new(),
            thread_names: HashMap::new(),
            process_names: HashMap::new(),
            slices: 0,
            most,
        };
        let mut scanner = Scanner::new(text);
        while let Some(byte) = scanner.peek() {
            let read = match byte {
                b'[' => events.list(&mut scanner),
                b'{' => events.object(&mut scanner),
                // A closing bracket without an opening one does no harm behind a trace.
                b']' | b'}' if events.is_trace && scanner.take(byte) => Ok(()),
                _ => Err(scanner.fault("neither a list nor an object")),
            };
            match read {
                Err(fault) if fault.is_end => break,
                read => read?,
            }
        }
        Ok(events)
    }

    /// The object form, or an event that stands alone in its line.
    fn object(&mut self, scanner: &mut Scanner<'a>) -> Result<(), ScanError> {
        let mut event = TraceEvent::default();
        let read = scanner.object(|key, scanner| {
            match (key, scanner.peek()) {
                ("traceEvents", Some(b'[')) => return self.list(scanner),
                ("traceEvents", _) => return Err(scanner.fault("`traceEvents` is no list")),
                ("samples", Some(b'[')) => {
                    return items(scanner, |scanner| {
                        self.left_out.samples += 1;
                        scanner.value().map(drop)
                    });
                }
                ("systemTraceEvents", Some(b'"')) => self.left_out.foreign += 1,
                _ => {}
            }
            if self.keys.len() < 64 {
                self.keys.push(key);
            }
            event.set(key, scanner.value()?);
            Ok(())
        });
        match (event.ph, read) {
            (Some(_), Ok(())) => self.add(&event, scanner),
            (Some(_), Err(fault)) => {
                self.left_out.cut_off += u64::from(fault.is_end);
                Err(fault)
            }
            (None, read) => read,
        }
    }

    /// A list of events.
    fn list(&mut self, scanner: &mut Scanner<'a>) -> Result<(), ScanError> {
        self.is_trace = true;
        items(scanner, |scanner| {
            if scanner.peek() != Some(b'{') {
                let is_null = scanner.value()? == "null";
                self.left_out.foreign += u64::from(!is_null);
                return Ok(());
            }
            match TraceEvent::read(scanner) {
                Ok(event) => self.add(&event, scanner),
                Err(fault) => {
                    self.left_out.cut_off += u64::from(fault.is_end);
                    Err(fault)
                }
            }
        })
    }

    fn add(&mut self, event: &TraceEvent<'a>, scanner: &mut Scanner<'a>) -> Result<(), ScanError> {
        self.is_trace = true;
        let left = &mut self.left_out;
        let other = match event.phase() {
            "X" | "B" | "E" | "b" | "e" | "S" | "F" => return self.slice(event, scanner),
            "C" => return self.count(event, scanner),
            "i" | "I" | "R" | "n" => &mut left.instants,
            "s" | "t" | "f" => &mut left.flows,
            "T" | "p" => &mut left.steps,
            "P" => &mut left.samples,
            "M" => {
                self.describe(event);
                return Ok(());
            }
            "" => &mut left.foreign,
            _ => &mut left.others,
        };
        *other += 1;
        self.last = self
            .last
            .max(self.clock.look(event.ts).unwrap_or(self.last));
        Ok(())
    }

    /// A slice, or one of its ends.
    fn slice(
        &mut self,
        event: &TraceEvent<'a>,
        scanner: &mut Scanner<'a>,
    ) -> Result<(), ScanError> {
        let length = event.dur.map(length);
        let at = self.clock.read(event.ts).filter(|_| length != Some(None));
        let Some(at) = at else {
            self.left_out.untimed += 1;
            return Ok(());
        };
        let length = length.flatten();
        self.last = self.last.max(at + length.unwrap_or_default());
        let order = self.room(scanner)?;
        let name = event.name.map(|name| self.name(name));
        let track = match event.phase() {
            "X" | "B" | "E" => self.threads.of(event.thread()),
            _ => self.asyncs.of(event.flow()),
        };
        let named = name.unwrap_or(u32::MAX);
        match event.phase() {
            "X" => track.complete(at, length, named, order),
            "B" | "b" | "S" => track.begin(at, named, order),
            _ => track.end(at, name, order),
        }
        Ok(())
    }

    /// A fact about a thread or a process: their names are shown.
    fn describe(&mut self, event: &TraceEvent<'a>) {
        let (process, thread) = event.thread();
        match (event.name, event.args.and_then(said_name)) {
            (Some("\"thread_name\""), Some(name)) => {
                self.thread_names.insert((process, thread), name);
            }
            (Some("\"process_name\""), Some(name)) => {
                self.process_names.insert(process, name);
            }
            _ => self.left_out.metadata += 1,
        }
    }

    /// The names of the slices, by their number.
    pub(super) fn slice_names(&self) -> Vec<Text> {
        let mut names = vec![Text::default(); self.names.len()];
        for (name, &number) in &self.names {
            if let Some(place) = names.get_mut(number as usize) {
                *place = text(name);
            }
        }
        names
    }

    /// A counter: shown where it is the usage of a core in percent, as our own export writes it.
    fn count(
        &mut self,
        event: &TraceEvent<'a>,
        scanner: &mut Scanner<'a>,
    ) -> Result<(), ScanError> {
        let core = event.name.map(|name| name.trim_matches('"'));
        let core = core.and_then(|name| name.strip_prefix("core ")?.parse::<usize>().ok());
        let args = event.args.unwrap_or_default();
        let values = serde_json::from_str::<BTreeMap<&str, f64>>(args).unwrap_or_default();
        match (core, values.get("usage %")) {
            (Some(core), Some(&percent)) if core < MOST_CORES => {
                let Some(at) = self.clock.read(event.ts) else {
                    self.left_out.untimed += 1;
                    return Ok(());
                };
                self.room(scanner)?;
                if self.cores.len() <= core {
                    self.cores.resize_with(core + 1, Vec::new);
                }
                self.cores[core].push(UsageSample { at, percent });
                self.last = self.last.max(at);
            }
            _ => self.left_out.counters += 1,
        }
        Ok(())
    }

    /// A place for one more; its number.
    fn room(&mut self, scanner: &mut Scanner<'a>) -> Result<u32, ScanError> {
        self.slices += 1;
        if self.slices > self.most {
            return Err(scanner.fault("there are more than 4 000 000 slices"));
        }
        Ok(u32::try_from(self.slices).unwrap_or(u32::MAX))
    }

    /// The number of a name.
    fn name(&mut self, name: &'a str) -> u32 {
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        *self.names.entry(name).or_insert(next)
    }
}

impl<K: Hash + Eq + Copy> Tracks<K> {
    fn of(&mut self, key: K) -> &mut Track {
        let next = self.all.len();
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.all.push((key, Track::default()));
        }
        &mut self.all[place].1
    }
}

impl<K> Default for Tracks<K> {
    fn default() -> Self {
        Self {
            places: HashMap::new(),
            all: Vec::new(),
        }
    }
}

/// The name in the arguments of an event, as it is written.
fn said_name(args: &str) -> Option<&str> {
    let mut said = None;
    let mut scanner = Scanner::new(args);
    let read = scanner.object(|key, scanner| {
        let value = scanner.value()?;
        if key == "name" && value.starts_with('"') {
            said = Some(value);
        }
        Ok(())
    });
    read.ok().and(said)
}

/// A name as it is meant, cut where no screen could show it.
pub(super) fn text(written: &str) -> Text {
    let read = serde_json::from_str::<String>(written);
    let name = read.unwrap_or_else(|_| written.trim_matches('"').to_owned());
    match name.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", &name[..end]).into(),
        None => name.into(),
    }
}

/// Reads a list: `each` reads one of its items.
fn items<'a>(
    scanner: &mut Scanner<'a>,
    mut each: impl FnMut(&mut Scanner<'a>) -> Result<(), ScanError>,
) -> Result<(), ScanError> {
    scanner.take(b'[');
    while !scanner.take(b']') {
        each(scanner)?;
    }
    Ok(())
}
