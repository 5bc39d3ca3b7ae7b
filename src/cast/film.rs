//! [`Film`]: a recording as pictures, each with the time at which it is to be seen.
//!
//! A recording has an event for each write; a film has a picture where something has changed, and
//! not more than an eye can follow. Pauses are cut.

use super::{Cast, Palette, Picture, Size, What};
use crate::base::Nanos;
use std::num::NonZeroU16;

/// Pictures are at least that far apart: what is written in between is one change.
const APART: Nanos = Nanos::from_millis(50);

/// How long the last picture stays.
pub(super) const HOLD: Nanos = Nanos::from_millis(900);

/// A recording as pictures, in the order of time. Each differs from the one before.
pub struct Film<'a> {
    cast: &'a Cast,
    parser: vt100::Parser,
    size: (u16, u16),
    /// The next event.
    next: usize,
    /// The time that was cut so far.
    cut: Nanos,
    /// When the last event was.
    before: Nanos,
    last: Option<Picture>,
}

/// A picture, and when it is to be seen.
#[derive(Debug)]
pub struct Still {
    /// From the beginning of the recording on, without what was cut.
    pub at: Nanos,
    /// What is seen from then on.
    pub picture: Picture,
}

impl<'a> Film<'a> {
    /// From the beginning. All pictures have the size of the largest.
    #[must_use]
    pub fn of(cast: &'a Cast) -> Self {
        let Size { columns, rows } = cast.size;
        Self {
            cast,
            parser: vt100::Parser::new(side(rows), side(columns), 0),
            size: size(cast),
            next: 0,
            cut: Nanos::ZERO,
            before: Nanos::ZERO,
            last: None,
        }
    }

    /// The picture at that time of the film, or its last.
    pub(super) fn at(self, time: Option<Nanos>) -> Picture {
        let blank = self.picture();
        let shown = self.take_while(|still| time.is_none_or(|time| still.at <= time));
        shown.last().map_or(blank, |still| still.picture)
    }

    /// When the next event is to be seen.
    fn due(&self) -> Option<Nanos> {
        let event = self.cast.events.get(self.next)?;
        let pause = event.at.saturating_sub(self.before);
        let over = pause.saturating_sub(self.cast.idle);
        Some(event.at.saturating_sub(self.cut + over))
    }

    /// Lets the next event happen.
    fn step(&mut self) {
        let Some(event) = self.cast.events.get(self.next) else {
            return;
        };
        let pause = event.at.saturating_sub(self.before);
        self.cut += pause.saturating_sub(self.cast.idle);
        self.before = event.at;
        self.next += 1;
        match &event.what {
            What::Output(text) => self.parser.process(text.as_bytes()),
            What::Resize(size) => {
                let screen = self.parser.screen_mut();
                screen.set_size(side(size.rows), side(size.columns));
            }
            What::Mark(_) => {}
        }
    }

    fn picture(&self) -> Picture {
        let palette: &Palette = &self.cast.palette;
        Picture::of_screen(self.parser.screen(), self.size, palette)
    }
}

impl Iterator for Film<'_> {
    type Item = Still;

    fn next(&mut self) -> Option<Still> {
        while let Some(at) = self.due() {
            while self.due().is_some_and(|due| due < at + APART) {
                self.step();
            }
            let picture = self.picture();
            if self.last.as_ref() != Some(&picture) {
                self.last = Some(picture.clone());
                return Some(Still { at, picture });
            }
        }
        None
    }
}

/// The columns and rows that all of a recording fits into.
fn size(cast: &Cast) -> (u16, u16) {
    let mut most = (cast.size.columns, cast.size.rows);
    for event in &cast.events {
        if let What::Resize(size) = event.what {
            most = (most.0.max(size.columns), most.1.max(size.rows));
        }
    }
    most
}

fn side(length: u16) -> NonZeroU16 {
    NonZeroU16::new(length).unwrap_or(NonZeroU16::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cast::Event;

    fn cast(events: &[(u64, &str)]) -> Cast {
        let event = |&(at, text): &(u64, &str)| Event {
            at: Nanos::from_millis(at),
            what: What::Output(text.to_owned()),
        };
        Cast {
            size: Size {
                columns: 4,
                rows: 2,
            },
            palette: Palette::default(),
            idle: Nanos::from_millis(2_000),
            events: events.iter().map(event).collect(),
            cut: false,
        }
    }

    fn shown(cast: &Cast) -> Vec<(u64, String)> {
        let ms = |still: &Still| still.at.get() / 1_000_000;
        Film::of(cast)
            .map(|still| (ms(&still), still.picture.text().replace('\n', "")))
            .collect()
    }

    #[test]
    fn a_pause_is_cut_and_what_follows_keeps_its_pace() {
        let cast = cast(&[(0, "a"), (60_000, "b"), (60_100, "c")]);
        let expected = [(0, "a"), (2_000, "ab"), (2_100, "abc")];
        assert_eq!(
            shown(&cast),
            expected.map(|(at, text)| (at, text.to_owned()))
        );
        let text = |at| Film::of(&cast).at(at).text().replace('\n', "");
        assert_eq!(text(Some(Nanos::from_millis(2_050))), "ab");
        assert_eq!(text(None), "abc");
    }

    #[test]
    fn what_does_not_change_the_screen_is_no_picture() {
        let cast = cast(&[
            (0, "a"),
            (100, "\ra"),
            (200, "b"),
            (210, "c"),
            (220, "\x1b[0m"),
        ]);
        let expected = [(0, "a"), (200, "abc")];
        assert_eq!(
            shown(&cast),
            expected.map(|(at, text)| (at, text.to_owned()))
        );
    }
}
