//! [`Events`]: what a trace says, event by event, without holding any of them longer than needed.
//!
//! A trace may come from anybody. Whatever an event need not have is looked at only where it
//! matters, as the text that it is; JSON's depth is bounded by its reader, the number of tracks and
//! slices here.

use super::track::{Sample, Slice, Track};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;
use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

/// Rows of a log: threads and cores together.
const MOST_TRACKS: usize = 3072;
const MOST_CORES: usize = 1024;

/// Beyond it (year 2096, if it is a date) a time is nothing but a mistake; in microseconds.
const LATEST: i64 = 4_000_000_000_000_000;

/// An event as it is written; what is not there is `None`.
#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow)]
    ph: Option<&'a RawValue>,
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow)]
    pid: Option<&'a RawValue>,
    #[serde(borrow)]
    tid: Option<&'a RawValue>,
    #[serde(borrow)]
    ts: Option<&'a RawValue>,
    #[serde(borrow)]
    dur: Option<&'a RawValue>,
    #[serde(borrow)]
    args: Option<&'a RawValue>,
}

/// What was read of a trace.
pub(super) struct Events<'a> {
    /// The threads, in the order in which they are first named.
    pub(super) tracks: Vec<Track<'a>>,
    /// The usage of each core, by its number.
    pub(super) cores: Vec<Vec<Sample>>,
    /// Events that nothing is shown of.
    pub(super) left_out: u64,
    places: HashMap<(&'a str, &'a str), usize>,
    names: HashMap<&'a str, u32>,
    slices: usize,
    most: usize,
    /// Whether an event was begun that has not ended.
    within: bool,
}

impl<'a> Events<'a> {
    /// Reads a trace of at most so many slices.
    pub(super) fn read(bytes: &'a [u8], most: usize) -> Result<Self, serde_json::Error> {
        let mut events = Self {
            tracks: Vec::new(),
            cores: Vec::new(),
            left_out: 0,
            places: HashMap::new(),
            names: HashMap::new(),
            slices: 0,
            most,
            within: false,
        };
        let is_array = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[');
        let mut json = serde_json::Deserializer::from_slice(bytes);
        let read = Top(&mut events).deserialize(&mut json);
        match read.and_then(|()| json.end()) {
            // Whoever is killed while it writes the array form leaves it without its end, and the
            // format allows that; not so in the middle of an event.
            Err(error) if error.is_eof() && is_array && !events.within => {}
            Err(error) => return Err(error),
            Ok(()) => {}
        }
        for track in &mut events.tracks {
            track.close();
        }
        Ok(events)
    }

    fn add<E: Error>(&mut self, event: &Event<'a>) -> Result<(), E> {
        let text = |field: Option<&'a RawValue>| field.map_or("", RawValue::get);
        let time = |name, field: Option<&'a RawValue>| match field {
            None => Err(E::custom(format!("an event has no `{name}`"))),
            Some(raw) => nanos(raw.get())
                .ok_or_else(|| E::custom(format!("`{name}` is no time in microseconds"))),
        };
        match text(event.ph) {
            "\"X\"" => {
                let start = time("ts", event.ts)?;
                let length = event
                    .dur
                    .map_or(Ok(0), |dur| time("dur", Some(dur)))?
                    .max(0);
                let name = self.name(text(event.name));
                let slice = Slice::new(start, start + length, name);
                self.track(event)?.push(slice);
            }
            "\"B\"" => {
                let start = time("ts", event.ts)?;
                let name = self.name(text(event.name));
                self.track(event)?.begin(start, name);
            }
            "\"E\"" => {
                let end = time("ts", event.ts)?;
                // It ends what was counted when it began.
                self.slices = self.slices.saturating_sub(1);
                if !self.track(event)?.end(end) {
                    self.left_out += 1;
                }
            }
            "\"C\"" => self.count(text(event.name), text(event.args), time("ts", event.ts)?),
            "\"M\"" => {}
            _ => self.left_out += 1,
        }
        Ok(())
    }

    /// The thread that an event is of.
    fn track<E: Error>(&mut self, event: &Event<'a>) -> Result<&mut Track<'a>, E> {
        self.slices += 1;
        if self.slices > self.most {
            let text = format!("there are more than {} slices", self.most);
            return Err(E::custom(text));
        }
        let id = |field: Option<&'a RawValue>| field.map_or("0", RawValue::get);
        let key = (id(event.pid), id(event.tid));
        let next = self.tracks.len();
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            if next == MOST_TRACKS {
                let text = format!("there are more than {MOST_TRACKS} threads");
                return Err(E::custom(text));
            }
            self.tracks.push(Track::new(key.0, key.1));
        }
        Ok(&mut self.tracks[place])
    }

    /// The number of a name.
    fn name(&mut self, name: &'a str) -> u32 {
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        *self.names.entry(name).or_insert(next)
    }

    /// A counter: shown where it is the usage of a core in percent, as our own export writes it.
    fn count(&mut self, name: &str, args: &str, at: i64) {
        let core = name.trim_matches('"').strip_prefix("core ");
        let core = core.and_then(|core| core.parse::<usize>().ok());
        let values = serde_json::from_str::<BTreeMap<&str, f64>>(args).unwrap_or_default();
        match (core, values.get("usage %")) {
            (Some(core), Some(&percent)) if core < MOST_CORES && self.slices < self.most => {
                if self.cores.len() <= core {
                    self.cores.resize_with(core + 1, Vec::new);
                }
                self.slices += 1;
                self.cores[core].push(Sample { at, percent });
            }
            _ => self.left_out += 1,
        }
    }
}

/// A time in microseconds, as it is written, in nanoseconds: exact, as no float of a date would be.
fn nanos(text: &str) -> Option<i64> {
    let text = text.trim_matches('"');
    if text.contains(['e', 'E']) {
        let micros = text.parse::<f64>().ok()?;
        return nanos(&format!("{micros:.3}")).filter(|_| micros.is_finite());
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(part) {
        return None;
    }
    let whole: i64 = whole.parse().ok().filter(|whole| *whole <= LATEST)?;
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    Some(sign * (whole * 1000 + part.parse::<i64>().ok()?))
}

/// A trace in either of its forms.
struct Top<'e, 'a>(&'e mut Events<'a>);

impl<'a> DeserializeSeed<'a> for Top<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Top<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the events of a trace")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(()) = list.next_element_seed(One(&mut *self.0))? {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let mut found = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "traceEvents" {
                found = true;
                map.next_value_seed(List(&mut *self.0))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if found {
            Ok(())
        } else {
            let text = "it has no `traceEvents`, so it is no trace: parscope reads Chrome's format";
            Err(A::Error::custom(text))
        }
    }
}

/// The events of the object form.
struct List<'e, 'a>(&'e mut Events<'a>);

impl<'a> DeserializeSeed<'a> for List<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(Top(self.0))
    }
}

/// One event.
struct One<'e, 'a>(&'e mut Events<'a>);

impl<'a> DeserializeSeed<'a> for One<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, json: D) -> Result<(), D::Error> {
        self.0.within = true;
        let event = Event::deserialize(json)?;
        self.0.add(&event)?;
        self.0.within = false;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::nanos;

    #[test]
    fn a_time_keeps_its_nanoseconds_also_where_it_is_a_date() {
        for (text, wanted) in [
            ("0", Some(0)),
            ("1", Some(1000)),
            ("1.5", Some(1500)),
            ("1764000000000000.123", Some(1_764_000_000_000_000_123)),
            ("-2.25", Some(-2250)),
            ("0.0009", Some(0)),
            ("1.5e3", Some(1_500_000)),
            ("\"7\"", Some(7000)),
            ("1e300", None),
            ("99999999999999999999", None),
            ("null", None),
            ("1.-5", None),
            ("", None),
            (".5", None),
        ] {
            assert_eq!(nanos(text), wanted, "{text}");
        }
    }
}
