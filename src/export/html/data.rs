//! The spans of a run as the page's script reads them.
//!
//! JSON with a few numbers, and for each lane its pieces as base64 of varints (seven bits a byte,
//! the lowest first, the eighth set where more follow): the gap since the piece before ended
//! (zigzag), the length, the tone, the share of it without a core in 255ths, how many spans it stands
//! for, and of a single one task, number of tasks and chunk; in a program that was watched these are the
//! numbers within a call, and the number of the call follows. That is some 16 bytes a span. The only
//! texts from a log are the names that another program's trace has, and the functions of calls.

use crate::{
    base::{Moment, Nanos, Ratio, Text},
    export::{
        markup::in_script,
        name,
        outline::{self, Outline, Piece},
        timeline::length,
    },
    log::{Kind, Lane, OtherKind, Span, Use},
    model::Run,
    theme::{Idle, Shade, Tone},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;
use std::io;
use strum::VariantArray;

/// The most pieces that a page carries: about 1.5 MB.
const MOST_PIECES: usize = 100_000;
/// The most names of slices, some 100 bytes each.
const MOST_NAMES: usize = 10_000;
/// The most lanes that it shows.
pub(super) const MOST_LANES: usize = 512;

/// Writes the object that the script reads.
pub(super) fn write(run: &Run, out: &mut dyn io::Write) -> io::Result<()> {
    let origin = run.began().unwrap_or_default();
    let cell = outline::cell(run, MOST_PIECES);
    let tones = Tone::VARIANTS.iter();
    let tones = tones.filter_map(|tone| Some((*tone, outline::word(*tone, run)?.to_owned())));
    // A kind of the log's own looks like its class, under its own name.
    let kinds = other_kinds(run);
    let others = kinds.iter().map(|kind| {
        let look = Tone::of(Use::Class(kind.class()), Shade::A, Idle::Waits);
        let name = run.description.kinds.of(Kind::Other(*kind));
        (look, name.into_owned())
    });
    let all = tones.chain(others);
    let (tones, words): (Vec<_>, Vec<_>) = all.map(|(tone, word)| (tone.to_string(), word)).unzip();
    let unit = run.unit();
    let mut about = json!({
        "length": length(run).get(),
        "cell": cell.get(),
        "ideal": run.ideal().map(Nanos::get),
        "tones": tones,
        "words": words,
        "unit": [unit.one, unit.several],
    });
    if let Some(import) = run.import() {
        about["names"] = names_of(&import.names.slices).into();
    }
    if let Some(watched) = run.watched() {
        let functions = watched.calls.iter().map(|call| &call.function);
        let functions = functions.take(MOST_NAMES).map(Text::to_string);
        about["functions"] = functions.collect::<Vec<_>>().into();
    }
    // Lane by lane, so that the texts of all of them are never in memory at once.
    write!(
        out,
        "{},\"lanes\":[",
        in_script(&about).trim_end_matches('}')
    )?;
    for (index, lane) in run.rows().take(MOST_LANES).enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let spans = base64(&packed(run, lane, &kinds, (origin, cell)));
        write!(
            out,
            "{comma}\n{{\"name\":{},\"spans\":\"{spans}\"}}",
            in_script(&json!(name(run, lane)))
        )?;
    }
    writeln!(out, "\n]}}")
}

/// The names of slices as they are shown; those beyond the most are just slices.
fn names_of(names: &[Text]) -> Vec<String> {
    names.iter().take(MOST_NAMES).map(Text::to_string).collect()
}

/// The pieces of a lane as varints.
fn packed(run: &Run, lane: &Lane, kinds: &[OtherKind], (origin, cell): (Moment, Nanos)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut end = origin;
    for piece in Outline::of(run, lane, cell) {
        let gap = if piece.start < end {
            (end.since(piece.start).get().min(u64::MAX / 4) << 1) - 1
        } else {
            piece.start.since(end).get().min(u64::MAX / 4) << 1
        };
        varint(gap, &mut bytes);
        varint(piece.length.get(), &mut bytes);
        varint(number(&piece, kinds), &mut bytes);
        varint(share(piece.off), &mut bytes);
        varint(piece.spans, &mut bytes);
        if let Some(span) = piece.span {
            for number in numbers(run, &span) {
                varint(number.into(), &mut bytes);
            }
        }
        end = piece.start + piece.length;
    }
    bytes
}

/// The task, number of tasks and chunk of a span; of a program that was watched also the call, or the
/// number behind the last one.
fn numbers(run: &Run, span: &Span) -> Vec<u32> {
    let Some(watched) = run.watched() else {
        return vec![span.task.get(), span.count, span.chunk.get()];
    };
    let task = watched.task_of_call(span.chunk, span.task);
    match (watched.chunk(span.chunk), task) {
        (Some((_, chunk)), Some(task)) => vec![task, span.count, chunk.number, chunk.call],
        _ => vec![0, 0, 0, u32::try_from(watched.calls.len()).unwrap_or(u32::MAX)],
    }
}

/// The kinds besides the known ones that there are spans of.
fn other_kinds(run: &Run) -> Vec<OtherKind> {
    let mut seen = [None; 256];
    for span in run.flow().flat_map(|lane| &lane.spans) {
        if let Kind::Other(kind) = span.kind {
            seen[usize::from(kind.number())] = Some(kind);
        }
    }
    seen.into_iter().flatten().collect()
}

/// The number of a piece's tone among those that have a word, or of its kind behind them.
fn number(piece: &Piece, kinds: &[OtherKind]) -> u64 {
    let kind = piece.span.map(|span| span.kind);
    let place = kinds
        .iter()
        .position(|other| kind == Some(Kind::Other(*other)));
    let number = match place {
        Some(place) => Tone::WORDS + place,
        // A damaged log has the usage of a core anywhere.
        None if piece.tone as usize >= Tone::WORDS => Tone::Other as usize,
        None => piece.tone as usize,
    };
    number as u64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of 255; a cast from float saturates"
)]
fn share(off: Ratio) -> u64 {
    (off.get() * 255.0).round() as u64
}

fn varint(mut number: u64, bytes: &mut Vec<u8>) {
    while number > 0x7f {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push((number & 0x7f) as u8);
}

/// Bytes as text.
pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;

    #[test]
    fn a_lane_is_packed_as_the_script_unpacks_it() {
        let run =
            scenario::run("w1: task 7/3 1us 2us | wait 3us 4us | task%20 8/4 4us 5us\nend 5us");
        let origin = scenario::ORIGIN;
        let bytes = packed(&run, &run.lanes[0], &[], (origin, Nanos::new(1)));
        let us = [0xe8, 0x07];
        let gap = [0xd0, 0x0f];
        let task = [&gap[..], &us, &[Tone::TaskA as u8, 0, 1, 7, 1, 3]].concat();
        let wait = [&gap[..], &us, &[Tone::Wait as u8, 0, 1, 0, 0, 0]].concat();
        let late = [&[0][..], &us, &[Tone::TaskB as u8, 204, 1, 1, 8, 1, 4]].concat();
        assert_eq!(bytes, [task, wait, late].concat());
    }
}
