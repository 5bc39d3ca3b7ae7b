//! Spans as columns of numbers, which are small where a run is regular: a span begins where the
//! one before it ended, its task is the next one, its chunk the same.
//!
//! A column is one number where all are equal, or else numbers of seven bits a byte (LEB128).
//! Differences have their sign in the lowest bit, so that small ones are short both ways. What
//! still repeats itself is left to the compression of the whole block.

use crate::trace::{Span, record::WORDS};

/// Columns of a record.
const COLUMNS: usize = 9;

/// All numbers of a column are equal.
const SAME: u8 = 0;

/// Every number of a column stands for itself.
const EACH: u8 = 1;

/// The fields of a record, apart.
type Fields = [u64; COLUMNS];

/// Appends the spans to `bytes`.
pub(super) fn write(spans: &[Span], bytes: &mut Vec<u8>) {
    let mut before = Fields::default();
    let rows: Vec<Fields> = spans
        .iter()
        .map(|span| {
            let fields = fields(span.encode());
            let row = differences(fields, before);
            before = fields;
            row
        })
        .collect();
    for column in 0..COLUMNS {
        let mut numbers = rows.iter().map(|row| row[column]);
        let first = numbers.next().unwrap_or(0);
        if numbers.all(|number| number == first) {
            bytes.push(SAME);
            put(first, bytes);
        } else {
            bytes.push(EACH);
            for row in &rows {
                put(row[column], bytes);
            }
        }
    }
}

/// Appends as many spans as were written; `None` where the bytes are not those of so many.
pub(super) fn read(mut bytes: &[u8], count: usize, spans: &mut Vec<Span>) -> Option<()> {
    let mut rows = vec![Fields::default(); count];
    for column in 0..COLUMNS {
        let (&form, rest) = bytes.split_first()?;
        bytes = rest;
        match form {
            SAME => {
                let number = take(&mut bytes)?;
                for row in &mut rows {
                    row[column] = number;
                }
            }
            EACH => {
                for row in &mut rows {
                    row[column] = take(&mut bytes)?;
                }
            }
            _ => return None,
        }
    }
    let mut before = Fields::default();
    spans.reserve(count);
    for row in rows {
        before = sums(row, before);
        spans.push(Span::decode(words(before))?);
    }
    bytes.is_empty().then_some(())
}

const LOW: u64 = u32::MAX as u64;

/// Start, length, task, count, chunk, bytes, CPU share, core, kind with flags.
const fn fields([start, length, tasks, chunk, rest]: [u64; WORDS]) -> Fields {
    [
        start,
        length,
        tasks & LOW,
        tasks >> 32,
        chunk & LOW,
        chunk >> 32,
        rest & 0xffff,
        rest >> 16 & 0xffff,
        rest >> 32,
    ]
}

const fn words(
    [start, length, task, count, chunk, bytes, cpu, core, what]: Fields,
) -> [u64; WORDS] {
    [
        start,
        length,
        task & LOW | count << 32,
        chunk & LOW | bytes << 32,
        cpu & 0xffff | (core & 0xffff) << 16 | what << 32,
    ]
}

/// What is to be expected after a span: start, task and chunk.
const fn expected(before: Fields) -> [u64; 3] {
    let [start, length, task, count, chunk, ..] = before;
    [start.wrapping_add(length), task.wrapping_add(count), chunk]
}

const fn differences(mut fields: Fields, before: Fields) -> Fields {
    let [start, task, chunk] = expected(before);
    fields[0] = folded(fields[0].wrapping_sub(start));
    fields[2] = folded(fields[2].wrapping_sub(task));
    fields[4] = folded(fields[4].wrapping_sub(chunk));
    fields
}

const fn sums(mut row: Fields, before: Fields) -> Fields {
    let [start, task, chunk] = expected(before);
    row[0] = unfolded(row[0]).wrapping_add(start);
    row[2] = unfolded(row[2]).wrapping_add(task) & LOW;
    row[4] = unfolded(row[4]).wrapping_add(chunk) & LOW;
    row
}

/// A difference with its sign in the lowest bit.
const fn folded(difference: u64) -> u64 {
    difference << 1 ^ (difference >> 63).wrapping_neg()
}

const fn unfolded(number: u64) -> u64 {
    number >> 1 ^ (number & 1).wrapping_neg()
}

fn put(mut number: u64, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

#[inline]
fn take(bytes: &mut &[u8]) -> Option<u64> {
    let (&first, rest) = bytes.split_first()?;
    *bytes = rest;
    if first < 0x80 {
        return Some(first.into());
    }
    let mut number = u64::from(first & 0x7f);
    for shift in (7..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span() -> impl Strategy<Value = Span> {
        let words = (
            0..u64::MAX / 2,
            0..u64::MAX / 2,
            any::<[u64; 2]>(),
            any::<u64>(),
        );
        words.prop_filter_map("no span", |(start, length, [task, chunk], rest)| {
            let kind = 1 + rest % 18;
            let rest = rest & 0xffff_ffff | kind << 32 | (rest & 0x1f) << 40;
            Span::decode([start, length, task, chunk, rest])
        })
    }

    proptest! {
        #[test]
        fn spans_are_read_as_they_were_written(spans in proptest::collection::vec(span(), 0..50)) {
            let mut bytes = Vec::new();
            write(&spans, &mut bytes);
            let mut again = Vec::new();
            read(&bytes, spans.len(), &mut again).unwrap();
            let words = |spans: &[Span]| spans.iter().map(Span::encode).collect::<Vec<_>>();
            prop_assert_eq!(words(&again), words(&spans));
        }

        #[test]
        fn random_bytes_never_bring_a_reader_down(bytes: Vec<u8>, count in 0..100_usize) {
            let _ = read(&bytes, count, &mut Vec::new());
        }
    }
}
