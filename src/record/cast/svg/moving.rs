//! A recording as an SVG that moves, and begins again at its end.
//!
//! The first picture is always there. Changes are painted over it, and stay from their time
//! on: no cell is drawn twice, and a program that cannot show motion shows the first.

use super::{super::Cast, Cell, END, Layer, drawn};
use crate::{
    base::Nanos,
    record::cast::{Picture, frames::Frames},
};
use std::{fmt::Write, io};

/// The recording as a file.
pub(in crate::record::cast) fn encode(
    cast: &Cast,
    watch: &mut dyn FnMut(usize, usize),
) -> io::Result<String> {
    let mut film = Frames::of(cast);
    let Some(first) = film.next() else {
        return Err(io::Error::other("it shows nothing"));
    };
    let begin = first.at;
    let mut changes = Vec::new();
    let mut shown = first;
    let mut svg = drawn(&shown.picture);
    while let Some(next) = film.next() {
        watch(film.done(), film.length());
        let mut layer = Layer::default();
        repaint(&mut layer, &shown.picture, &next.picture);
        let mut change = String::new();
        layer.write(&mut change);
        changes.push((next.at.saturating_sub(begin), change));
        shown = next;
    }
    watch(film.length(), film.length());
    let all = film.over(&shown).saturating_sub(begin);
    for (at, change) in changes {
        let _ = write!(
            svg,
            "<g visibility=\"hidden\"><animate attributeName=\"visibility\" \
             values=\"hidden;visible\" keyTimes=\"0;{}\" calcMode=\"discrete\" dur=\"{}s\" \
             repeatCount=\"indefinite\"/>\n{change}</g>\n",
            share(at, all),
            seconds(all)
        );
    }
    svg.push_str(END);
    Ok(svg)
}

/// Paints the cells that differ over the old ones.
fn repaint(layer: &mut Layer, before: &Picture, after: &Picture) {
    for (y, (old, new)) in before.rows().zip(after.rows()).enumerate() {
        let differs = |x: usize| {
            // The cell under the half of a wide glyph changes with it.
            let half = |row: &[Cell], x: usize| row.get(x).is_some_and(|cell| cell.wide);
            let near = x > 0 && (half(old, x - 1) || half(new, x - 1)) && old[x - 1] != new[x - 1];
            let under = half(new, x) && old.get(x + 1) != new.get(x + 1);
            old[x] != new[x] || near || under
        };
        let mut x = 0;
        while x < new.len() {
            let length = (x..new.len()).take_while(|x| differs(*x)).count();
            layer.add(&new[x..x + length], x, y, |_| true);
            x += length.max(1);
        }
    }
}

/// The share of the whole time that has gone by then.
fn share(at: Nanos, all: Nanos) -> String {
    let share = at.as_secs_f64() / all.as_secs_f64();
    format!("{share:.5}").trim_start_matches('0').to_owned()
}

fn seconds(time: Nanos) -> String {
    format!("{:.3}", time.as_secs_f64())
}
