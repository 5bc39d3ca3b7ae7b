//! [`Frames`]: a recording as pictures, each with its time.
//!
//! A recording has an event for each write; the frames have a picture for each change, and
//! not more than an eye can follow. Pauses are cut.

use super::{Cast, Picture, What, screen::Screen};
use crate::base::Nanos;

/// The least time between two pictures: all that is written in between is one change.
pub(super) const APART: Nanos = Nanos::from_millis(50);

/// How long the last picture stays at least.
const HOLD: Nanos = Nanos::from_millis(900);

/// A recording as pictures, in the order of time. Each differs from the one before.
pub struct Frames<'a> {
    cast: &'a Cast,
    screen: Screen,
    size: (u16, u16),
    /// The next event.
    next: usize,
    /// The time that was cut so far.
    cut: Nanos,
    /// The moment of the last event.
    before: Nanos,
    last: Option<Picture>,
}

/// A picture, and the moment from which it is shown.
#[derive(Debug)]
pub struct CastFrame {
    /// Since the beginning of the recording, without the time that was cut.
    pub at: Nanos,
    /// The picture shown from then on.
    pub picture: Picture,
}

impl<'a> Frames<'a> {
    /// The frames from the beginning. All pictures have the size of the largest.
    #[must_use]
    pub fn of(cast: &'a Cast) -> Self {
        Self {
            cast,
            screen: Screen::new(cast.size),
            size: size(cast),
            next: 0,
            cut: Nanos::ZERO,
            before: Nanos::ZERO,
            last: None,
        }
    }

    /// The picture at that time, or the last one. `watch` is told how many events are done, and
    /// of how many.
    pub(super) fn at(
        mut self,
        time: Option<Nanos>,
        watch: &mut dyn FnMut(usize, usize),
    ) -> Picture {
        let mut shown = self.picture();
        while let Some(still) = self.next()
            && time.is_none_or(|time| still.at <= time)
        {
            shown = still.picture;
            watch(self.next, self.length());
        }
        watch(self.length(), self.length());
        shown
    }

    /// The end of the frames, once all were shown: the last picture stays until the end of the
    /// recording, and a while at least.
    pub(super) fn over(&self, last: &CastFrame) -> Nanos {
        let end = self.before.saturating_sub(self.cut);
        end.max(last.at + HOLD)
    }

    /// How many events were shown so far.
    pub(super) const fn done(&self) -> usize {
        self.next
    }

    /// How many events there are.
    pub(super) const fn length(&self) -> usize {
        self.cast.events.len()
    }

    /// The moment at which the next event is shown.
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
            What::Output(text) => self.screen.write(text),
            What::Resize(size) => self.screen.resize(*size),
            What::Mark(_) => {}
        }
    }

    fn picture(&self) -> Picture {
        self.screen.picture(self.size, &self.cast.palette)
    }
}

impl Iterator for Frames<'_> {
    type Item = CastFrame;

    fn next(&mut self) -> Option<CastFrame> {
        while let Some(at) = self.due() {
            while self.due().is_some_and(|due| due < at + self.cast.apart) {
                self.step();
            }
            let picture = self.picture();
            if self.last.as_ref() != Some(&picture) {
                self.last = Some(picture.clone());
                return Some(CastFrame { at, picture });
            }
        }
        None
    }
}

/// The columns and rows that all of a recording fits into.
fn size(cast: &Cast) -> (u16, u16) {
    let mut most = (cast.size.width, cast.size.height);
    for event in &cast.events {
        if let What::Resize(size) = event.what {
            most = (most.0.max(size.width), most.1.max(size.height));
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::cast::{CastEvent, CastPalette};
    use ratatui::layout::Size;

    fn cast(events: &[(u64, &str)]) -> Cast {
        let event = |&(at, text): &(u64, &str)| CastEvent {
            at: Nanos::from_millis(at),
            what: What::Output(text.to_owned()),
        };
        Cast {
            size: Size::new(4, 2),
            palette: CastPalette::default(),
            idle: Nanos::from_millis(2_000),
            apart: APART,
            events: events.iter().map(event).collect(),
            cut: false,
        }
    }

    fn shown(cast: &Cast) -> Vec<(u64, String)> {
        let ms = |still: &CastFrame| still.at.get() / 1_000_000;
        Frames::of(cast)
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
        let text = |at| {
            Frames::of(&cast)
                .at(at, &mut |_, _| ())
                .text()
                .replace('\n', "")
        };
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
