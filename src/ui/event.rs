//! [`UiEvent`]: every event of the dashboard's loop.
//!
//! Keys, signals and the session each have a thread of their own and one channel in
//! common, so that the loop sleeps in one place and nothing is ever polled.

use crossterm::event::{KeyEvent, MouseEvent};

/// An event for the dashboard.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum UiEvent {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse was pressed, dragged or turned.
    Mouse(MouseEvent),
    /// A text was pasted.
    Paste(String),
    /// A text was pasted that is longer than anything that can be typed.
    TooMuch,
    /// The terminal has another size.
    Resize,
    /// The program must go to the background.
    Suspend,
    /// The program goes on, after it was stopped.
    Continue,
    /// The program must end, by this signal.
    End(i32),
    /// The terminal is gone.
    Lost,
    /// The session has events.
    Session,
    /// A thread panicked, with these words.
    Broken(String),
}
