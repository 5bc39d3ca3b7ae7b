//! [`TerminalBackend`]: the screen, and how the next frame is written to the terminal.
//!
//! A frame is drawn in memory, and its difference from the one before goes out in one write,
//! between the marks of a synchronized update: a terminal that knows them shows it at once or not
//! at all, the others get it in one piece. The terminal is never queried; ratatui's own backend
//! would ask where the cursor is and wait for the answer.

use super::AnsiEncoder;
use ratatui::{
    buffer::Buffer,
    layout::{Rect, Size},
};
use std::io::{self, Write};

/// The screen, and the output that its frames are written to.
pub struct TerminalBackend<W> {
    screen: Buffer,
    pen: AnsiEncoder,
    /// The bytes of a frame; kept to reuse the memory.
    bytes: Vec<u8>,
    out: W,
}

impl<W: Write> TerminalBackend<W> {
    /// An empty screen of that size. Its frames go to `out`, each in one write.
    #[must_use]
    pub fn new(out: W, size: Size) -> Self {
        let area = Rect::from(size);
        Self {
            screen: Buffer::empty(area),
            pen: AnsiEncoder::new(area),
            bytes: Vec::new(),
            out,
        }
    }

    /// The output of its frames.
    pub const fn out(&mut self) -> &mut W {
        &mut self.out
    }

    pub(super) const fn size(&self) -> Size {
        self.screen.area.as_size()
    }

    /// Draws a frame, on a screen that is empty again; a frame that looks like the one before is
    /// not sent.
    ///
    /// # Errors
    /// The error of `out`.
    pub fn draw(&mut self, render: impl FnOnce(&mut Buffer)) -> io::Result<()> {
        self.screen.reset();
        render(&mut self.screen);
        self.bytes.clear();
        self.pen.draw(&mut self.screen, &mut self.bytes);
        if self.bytes.is_empty() {
            return Ok(());
        }
        self.out.write_all(&self.bytes)
    }

    /// Makes the next frame a whole one, of this size.
    pub(super) fn renew(&mut self, size: Size) {
        let area = Rect::from(size);
        self.screen.resize(area);
        self.pen = AnsiEncoder::over(area);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::widgets::Widget;

    /// Keeps every write apart from the others.
    #[derive(Default)]
    struct Writes(Vec<String>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.push(String::from_utf8(bytes.to_vec()).unwrap());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn canvas() -> TerminalBackend<Writes> {
        TerminalBackend::new(Writes::default(), Size::new(20, 3))
    }

    fn draw(canvas: &mut TerminalBackend<Writes>, text: &str) {
        let render = |screen: &mut Buffer| text.render(screen.area, screen);
        canvas.draw(render).unwrap();
    }

    #[test]
    fn a_frame_is_one_write_and_one_synchronized_update() {
        let mut canvas = canvas();
        for text in ["one", "two"] {
            draw(&mut canvas, text);
        }
        canvas.renew(Size::new(10, 2));
        draw(&mut canvas, "two");
        assert_eq!(canvas.out.0.len(), 3);
        for (write, text) in canvas.out.0.iter().zip(["one", "two", "two"]) {
            assert!(write.starts_with("\x1b[?2026h"), "{write:?}");
            assert!(write.ends_with("\x1b[?2026l"), "{write:?}");
            assert!(write.contains(text), "{write:?}");
        }
        let cleared = canvas.out.0.iter().map(|write| write.contains("\x1b[2J"));
        assert_eq!(cleared.collect::<Vec<_>>(), [false, false, true]);
    }

    #[test]
    fn a_frame_without_a_change_costs_a_terminal_nothing() {
        let mut canvas = canvas();
        for _ in 0..2 {
            draw(&mut canvas, "same");
        }
        assert_eq!(canvas.out.0.len(), 1, "{:?}", canvas.out.0);
    }

    #[test]
    fn the_terminal_is_never_asked_a_question() {
        let mut canvas = canvas();
        canvas.renew(Size::new(30, 5));
        draw(&mut canvas, "text");
        // Device status and attributes end in these letters.
        assert!(
            !canvas.out.0[0]
                .split('\x1b')
                .any(|part| part.ends_with(['n', 'c']))
        );
    }
}
