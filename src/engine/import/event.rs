//! [`TraceEvent`]: one event as it is written, and [`nanos`]: its times.

use super::scanner::{ScanError, Scanner};

/// Times are kept within 70 years of the first: any two of them are less than 292 years apart,
/// the longest difference in nanoseconds.
const FARTHEST: i128 = 70 * 366 * 86_400 * 1_000_000_000;

/// The fields of an event as the text that they are; of one that is written twice the last, and
/// `None` where it is missing or null.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct TraceEvent<'a> {
    pub(super) ph: Option<&'a str>,
    pub(super) name: Option<&'a str>,
    pub(super) cat: Option<&'a str>,
    pub(super) pid: Option<&'a str>,
    pub(super) tid: Option<&'a str>,
    pub(super) ts: Option<&'a str>,
    pub(super) dur: Option<&'a str>,
    pub(super) args: Option<&'a str>,
    pub(super) id: Option<&'a str>,
    pub(super) id2: Option<&'a str>,
    pub(super) scope: Option<&'a str>,
}

impl<'a> TraceEvent<'a> {
    /// Reads an object as an event.
    pub(super) fn read(scanner: &mut Scanner<'a>) -> Result<Self, ScanError> {
        let mut event = Self::default();
        scanner.object(|key, scanner| {
            event.set(key, scanner.value()?);
            Ok(())
        })?;
        Ok(event)
    }

    /// Takes a field, if events have it.
    pub(super) fn set(&mut self, key: &str, value: &'a str) {
        let field = match key {
            "ph" => &mut self.ph,
            "name" => &mut self.name,
            "cat" => &mut self.cat,
            "pid" => &mut self.pid,
            "tid" => &mut self.tid,
            "ts" => &mut self.ts,
            "dur" => &mut self.dur,
            "args" => &mut self.args,
            "id" => &mut self.id,
            "id2" => &mut self.id2,
            "scope" => &mut self.scope,
            _ => return,
        };
        *field = Some(value).filter(|value| *value != "null");
    }

    /// The letter that says which kind of event it is.
    pub(super) fn phase(&self) -> &'a str {
        bare(self.ph)
    }

    /// Process and thread: any scalar, in quotes or not.
    pub(super) fn thread(&self) -> (&'a str, &'a str) {
        let id = |field: Option<&'a str>| field.map_or("0", |id| bare(Some(id)));
        (id(self.pid), id(self.tid))
    }

    /// The group of an async event, category, scope and, of a local id, process; and its id.
    pub(super) fn flow(&self) -> ([&'a str; 3], &'a str) {
        let id2 = self.id2.unwrap_or_default();
        let is_local = id2.contains("\"local\"");
        let process = if is_local { self.thread().0 } else { "" };
        let id = self.id.map_or(id2, |id| bare(Some(id)));
        ([bare(self.cat), bare(self.scope), process], id)
    }
}

/// A text without its quotes.
fn bare(field: Option<&str>) -> &str {
    field.unwrap_or_default().trim_matches('"')
}

/// A clock that counts from the first time that it was asked for.
#[derive(Debug, Default)]
pub(super) struct TraceClock {
    first: Option<i128>,
}

impl TraceClock {
    /// A time in microseconds as nanoseconds since the first; `None` where it is no time, or of
    /// another age.
    pub(super) fn read(&mut self, field: Option<&str>) -> Option<i64> {
        let time = nanos(field?)?;
        let since = time - *self.first.get_or_insert(time);
        near(since)
    }

    /// The time of an event that does not count; `None` before the first one that does.
    pub(super) fn look(&self, field: Option<&str>) -> Option<i64> {
        near(nanos(field?)? - self.first?)
    }
}

/// A length in nanoseconds.
pub(super) fn length(field: &str) -> Option<i64> {
    near(nanos(field)?.max(0))
}

fn near(nanos: i128) -> Option<i64> {
    let nanos = Some(nanos).filter(|nanos| nanos.abs() <= FARTHEST)?;
    i64::try_from(nanos).ok()
}

/// A time in microseconds, as it is written, in nanoseconds: exact, as no float of a date would be.
fn nanos(text: &str) -> Option<i128> {
    let text = text.trim_matches('"').trim();
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
    let whole = i128::from(whole.parse::<u64>().ok()?);
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    Some(sign * (whole * 1000 + part.parse::<i128>().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_keeps_its_nanoseconds_also_where_it_is_a_date() {
        for (text, wanted) in [
            ("0", Some(0)),
            ("1", Some(1000)),
            ("1.5", Some(1500)),
            ("1764000000000000.123", Some(1_764_000_000_000_000_123)),
            ("1700000000000000001", Some(1_700_000_000_000_000_001_000)),
            ("-2.25", Some(-2250)),
            ("0.0009", Some(0)),
            ("1.5e3", Some(1_500_000)),
            ("1.7e18", Some(1_700_000_000_000_000_000_000)),
            ("\"7\"", Some(7000)),
            ("1e300", None),
            ("99999999999999999999", None),
            ("null", None),
            ("NaN", None),
            ("1.-5", None),
            ("", None),
            (".5", None),
        ] {
            assert_eq!(nanos(text), wanted, "{text}");
        }
    }

    #[test]
    fn times_of_another_age_are_no_times_of_this_trace() {
        let mut clock = TraceClock::default();
        assert_eq!(clock.look(Some("5")), None);
        assert_eq!(clock.read(Some("1700000000000000000")), Some(0));
        assert_eq!(clock.read(Some("1700000000000000001.5")), Some(1500));
        assert_eq!(clock.read(Some("0")), None);
        assert_eq!(length("-5"), Some(0));
    }
}
