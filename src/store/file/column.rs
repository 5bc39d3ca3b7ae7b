//! Spans as columns of numbers, which are small where a run is regular: a span begins where the
//! one before it ended, its task is the next one, its chunk the same.
//!
//! A column is one number where all are equal, or else numbers of seven bits a byte (LEB128).
//! Differences have their sign in the lowest bit, so that small ones are short both ways. What
//! still repeats itself is left to the compression of the whole block.

use crate::log::{Span, WORDS};

/// Columns of a record.
const COLUMNS: usize = 9;

/// All numbers of a column are equal.
const SAME: u8 = 0;

/// Every number of a column stands for itself.
const EACH: u8 = 1;

/// Bytes of the longest number.
const LONGEST: usize = 10;

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

/// Bytes that so many spans take at most.
pub(super) const fn most(count: usize) -> usize {
    COLUMNS * (1 + LONGEST * if count == 0 { 1 } else { count })
}

/// Appends as many spans as were written; `None` where the bytes are not those of so many.
pub(super) fn read(mut bytes: &[u8], count: usize, spans: &mut Vec<Span>) -> Option<()> {
    let mut columns: [Column; COLUMNS] = Default::default();
    for column in &mut columns {
        *column = Column::take(&mut bytes, count)?;
    }
    let mut before = Fields::default();
    spans.reserve(count);
    for row in 0..count {
        before = sums(columns.each_ref().map(|column| column.at(row)), before);
        spans.push(Span::decode(words(before))?);
    }
    bytes.is_empty().then_some(())
}

/// A column as it is read. Most are one number, which takes no memory for each row.
enum Column {
    Same(u64),
    Each(Vec<u64>),
}

impl Default for Column {
    fn default() -> Self {
        Self::Same(0)
    }
}

impl Column {
    fn take(bytes: &mut &[u8], count: usize) -> Option<Self> {
        let (&form, rest) = bytes.split_first()?;
        *bytes = rest;
        match form {
            SAME => take(bytes).map(Self::Same),
            EACH => {
                let mut numbers = Vec::with_capacity(count);
                while numbers.len() < count {
                    match bytes.first_chunk() {
                        // Of small numbers eight are taken at once.
                        Some(&eight) if numbers.len() + 8 <= count && ends(eight) == MORE => {
                            numbers.extend(eight.map(u64::from));
                            *bytes = &bytes[8..];
                        }
                        _ => numbers.push(take(bytes)?),
                    }
                }
                Some(Self::Each(numbers))
            }
            _ => None,
        }
    }

    #[inline]
    fn at(&self, row: usize) -> u64 {
        match self {
            Self::Same(number) => *number,
            Self::Each(numbers) => numbers[row],
        }
    }
}

const LOW: u64 = u32::MAX as u64;

/// Start, length, task, count, chunk, bytes, CPU share, core, kind with flags and waited share.
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

/// The start, task and chunk that are expected of the next span.
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

/// The bit of each of eight bytes that says that its number goes on.
const MORE: u64 = 0x8080_8080_8080_8080;

/// The last bytes of numbers among eight, each by its highest bit.
#[inline]
const fn ends(eight: [u8; 8]) -> u64 {
    !u64::from_le_bytes(eight) & MORE
}

#[inline]
fn take(bytes: &mut &[u8]) -> Option<u64> {
    if let Some(&eight) = bytes.first_chunk() {
        let ends = ends(eight);
        // Without a loop: how long a number is can seldom be foretold.
        if ends != 0 {
            let bits = ends.trailing_zeros() + 1;
            *bytes = &bytes[bits as usize / 8..];
            return Some(gathered(
                u64::from_le_bytes(eight) << (64 - bits) >> (64 - bits),
            ));
        }
    }
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// The lower seven bits of each byte in a row: first of pairs of bytes, then of pairs of those.
#[inline]
const fn gathered(bytes: u64) -> u64 {
    let sevens = bytes & !MORE;
    let pairs = sevens & 0x007f_007f_007f_007f | (sevens & 0x7f00_7f00_7f00_7f00) >> 1;
    let fours = pairs & 0x0000_3fff_0000_3fff | (pairs & 0x3fff_0000_3fff_0000) >> 2;
    fours & 0x0fff_ffff | (fours & 0x0fff_ffff_0000_0000) >> 4
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
            let kind = 1 + rest % 255;
            let waited = rest & 0xffff << 48;
            let rest = rest & 0xffff_ffff | kind << 32 | (rest & 0x1f) << 40 | waited;
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
        fn a_number_is_read_as_it_was_written_wherever_it_stands(
            numbers in proptest::collection::vec((any::<u64>(), 0..64_u32), 1..20),
        ) {
            let numbers: Vec<_> = numbers.iter().map(|(number, less)| number >> less).collect();
            let mut bytes = Vec::new();
            for &number in &numbers {
                put(number, &mut bytes);
            }
            let mut rest = bytes.as_slice();
            for &number in &numbers {
                prop_assert_eq!(take(&mut rest), Some(number));
            }
            prop_assert!(rest.is_empty());
            prop_assert_eq!(take(&mut rest), None);
        }

        #[test]
        fn random_bytes_never_bring_a_reader_down(bytes: Vec<u8>, count in 0..100_usize) {
            let _ = read(&bytes, count, &mut Vec::new());
        }
    }
}
