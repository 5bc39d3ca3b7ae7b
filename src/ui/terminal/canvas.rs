//! [`Canvas`]: what is on the screen, and how the next frame gets there.
//!
//! A frame is collected in memory and leaves in one write, between the marks of a synchronized
//! update: a terminal that knows them shows it at once or not at all, the others see it arrive in
//! one piece. ratatui's `Terminal::clear` asks the terminal where its cursor is and waits for the
//! answer, so a screen that is to be drawn anew is made anew.

use super::encoder::Encoder;
use crossterm::{
    queue,
    terminal::{BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate},
};
use ratatui::{
    Frame, TerminalOptions, Viewport,
    layout::{Rect, Size},
};
use std::{
    cell::RefCell,
    io::{self, Write},
    rc::Rc,
};

/// Collects a frame. It does not heed a flush, for ratatui flushes several times a frame.
#[derive(Clone, Default)]
struct Collector(Rc<RefCell<Vec<u8>>>);

impl Write for Collector {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is on the screen, and the way to it.
pub struct Canvas<W> {
    screen: ratatui::Terminal<Encoder<Collector>>,
    frame: Collector,
    pub(super) size: Size,
    out: W,
}

impl<W: Write> Canvas<W> {
    /// An empty screen of that size. Its frames go to `out`, each in one write.
    ///
    /// # Errors
    /// None while frames are collected in memory.
    pub fn new(out: W, size: Size) -> io::Result<Self> {
        let frame = Collector::default();
        let screen = blank(&frame, size)?;
        Ok(Self {
            screen,
            frame,
            size,
            out,
        })
    }

    /// Where its frames go.
    pub const fn out(&mut self) -> &mut W {
        &mut self.out
    }

    /// Draws a frame.
    ///
    /// # Errors
    /// What `out` has against it.
    pub fn draw(&mut self, render: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        // A renewed canvas has its clearing in front of this: it belongs to the same update.
        let clearing = self.frame.0.take();
        queue!(self.frame, BeginSynchronizedUpdate)?;
        self.frame.write_all(&clearing)?;
        self.screen.draw(render)?;
        queue!(self.frame, EndSynchronizedUpdate)?;
        let mut bytes = self.frame.0.borrow_mut();
        let written = self.out.write_all(&bytes);
        bytes.clear();
        written
    }

    /// Makes the next frame a whole one, of this size.
    pub(super) fn renew(&mut self, size: Size) -> io::Result<()> {
        self.frame.0.borrow_mut().clear();
        queue!(self.frame, Clear(ClearType::All))?;
        self.screen = blank(&self.frame, size)?;
        self.size = size;
        Ok(())
    }
}

fn blank(frame: &Collector, size: Size) -> io::Result<ratatui::Terminal<Encoder<Collector>>> {
    let viewport = Viewport::Fixed(Rect::from(size));
    ratatui::Terminal::with_options(Encoder::new(frame.clone()), TerminalOptions { viewport })
}

#[cfg(test)]
mod tests {
    use super::*;

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

    fn canvas() -> Canvas<Writes> {
        Canvas::new(Writes::default(), Size::new(20, 3)).unwrap()
    }

    #[test]
    fn a_frame_is_one_write_and_one_synchronized_update() {
        let mut canvas = canvas();
        for text in ["one", "two"] {
            canvas
                .draw(|frame| frame.render_widget(text, frame.area()))
                .unwrap();
        }
        canvas.renew(Size::new(10, 2)).unwrap();
        canvas
            .draw(|frame| frame.render_widget("two", frame.area()))
            .unwrap();
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
    fn a_frame_without_a_change_costs_a_terminal_next_to_nothing() {
        let mut canvas = canvas();
        for _ in 0..2 {
            canvas
                .draw(|frame| frame.render_widget("same", frame.area()))
                .unwrap();
        }
        assert!(canvas.out.0[1].len() < 50, "{:?}", canvas.out.0[1]);
    }

    #[test]
    fn the_terminal_is_never_asked_a_question() {
        let mut canvas = canvas();
        canvas.renew(Size::new(30, 5)).unwrap();
        canvas
            .draw(|frame| frame.render_widget("text", frame.area()))
            .unwrap();
        // Device status and attributes end in these letters.
        assert!(
            !canvas.out.0[0]
                .split('\x1b')
                .any(|part| part.ends_with(['n', 'c']))
        );
    }
}
