//! The terminal's state before it was ours, and how it is restored.
//!
//! A process has one terminal, and neither a panic hook nor a signal's handler can be given
//! anything: so this is a static.

use super::fatal::{self, Leaked};
use crate::base::Output;
use crossterm::{
    cursor::{Hide, Show},
    event::{DisableBracketedPaste, EnableBracketedPaste},
    queue,
    style::{Attribute, SetAttribute},
    terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen},
};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fd::{AsFd, OwnedFd},
    io::{Errno, retry_on_intr},
    process::getpgrp,
    stdio::stdout,
    termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr},
};
use std::{
    io::{self, Write},
    panic,
    sync::OnceLock,
    thread,
};

/// The state that the terminal is restored to.
struct SavedTerminal {
    keys: &'static OwnedFd,
    modes: Termios,
    /// The escapes that restore it.
    leaving: Vec<u8>,
}

/// Buttons and the wheel, drags, and places beyond column 223. Moves without a button are not
/// asked for: they would be most of what is read, and nothing is done with them.
const HEARD: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const UNHEARD: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// How long a terminal may take for what is left to be written when the process must end.
const PATIENCE: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 200_000_000,
};

static HELD: Leaked<SavedTerminal> = Leaked::none();

/// Whether the terminal is ours.
pub(super) fn is_held() -> bool {
    HELD.get().is_some()
}

/// Whether this process is in the foreground of the terminal. One that does not control it is never
/// stopped for using it.
pub(in crate::ui) fn is_foreground(keys: impl AsFd) -> bool {
    tcgetpgrp(keys).map_or(true, |group| group == getpgrp())
}

/// Takes the terminal; where it is taken already, sets its modes and screen again.
pub(super) fn take(keys: &OwnedFd) -> io::Result<()> {
    static KEYS: OnceLock<OwnedFd> = OnceLock::new();
    let mut modes = tcgetattr(keys)?;
    if !is_held() {
        let own = keys.try_clone()?;
        HELD.set(SavedTerminal {
            keys: KEYS.get_or_init(|| own),
            modes: modes.clone(),
            leaving: leaving()?,
        });
    }
    fatal::before_end(give_back_at_once);
    modes.make_raw();
    retry_on_intr(|| tcsetattr(keys, OptionalActions::Now, &modes))?;
    write(&entering()?)
}

/// Has the terminal tell of the mouse, or leave it alone. Giving the terminal back ends it.
pub(super) fn hear_mouse(heard: bool) -> io::Result<()> {
    write(if heard { HEARD } else { UNHEARD })
}

/// Gives the terminal back. Only the first call does anything, and nothing stops it halfway.
pub(super) fn give_back() {
    if let Some(held) = HELD.get() {
        set_modes(held);
        // A terminal that is gone cannot be restored.
        let _ = write(&held.leaving);
        HELD.take();
    }
}

/// Gives the terminal back without waiting for long: one that takes no more bytes gets its modes
/// only. A signal's handler can do this: it takes no lock and allocates no memory.
pub(in crate::ui) fn give_back_at_once() {
    let Some(held) = HELD.take() else { return };
    set_modes(held);
    let mut left = &*held.leaving;
    while !left.is_empty() {
        let mut watched = [PollFd::from_borrowed_fd(stdout(), PollFlags::OUT)];
        match poll(&mut watched, Some(&PATIENCE)) {
            Err(Errno::INTR) => continue,
            Ok(1..) => {}
            _ => return,
        }
        match rustix::io::write(stdout(), left) {
            Ok(written) => left = left.get(written..).unwrap_or_default(),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(_) => return,
        }
    }
}

/// From now on, a panic of this thread gives the terminal back before its message is printed.
/// The message of another thread would tear the screen: while the terminal is ours, `told` gets it.
pub(in crate::ui) fn on_panic(told: impl Fn(String) + Send + Sync + 'static) {
    let ours = thread::current().id();
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        fatal::is_said();
        if thread::current().id() == ours {
            give_back();
        } else if is_held() {
            told(info.to_string());
            return;
        }
        before(info);
    }));
}

/// Restores the modes, except from the background, where that would stop this process.
fn set_modes(held: &SavedTerminal) {
    if is_foreground(held.keys) {
        let set = || tcsetattr(held.keys, OptionalActions::Now, &held.modes);
        let _ = retry_on_intr(set);
    }
}

fn write(bytes: &[u8]) -> io::Result<()> {
    Output::stdout().write_all(bytes)
}

fn entering() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    queue!(bytes, EnterAlternateScreen, Hide, EnableBracketedPaste)?;
    Ok(bytes)
}

fn leaving() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // Whether it was heard of or not: who is left with it on gets garbage for every move.
    bytes.extend_from_slice(UNHEARD);
    // A write that failed halfway may have left an update open, and a colour.
    queue!(
        bytes,
        EndSynchronizedUpdate,
        SetAttribute(Attribute::Reset),
        DisableBracketedPaste,
        Show,
        LeaveAlternateScreen
    )?;
    bytes.flush()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn switched(bytes: Vec<u8>, to: char) -> Vec<String> {
        let text = String::from_utf8(bytes).unwrap();
        let parts = text.split("\x1b[?").filter_map(|part| part.split_once(to));
        parts
            .filter(|(name, _)| name.chars().all(|c| c.is_ascii_digit()))
            .map(|(name, _)| name.to_owned())
            .collect()
    }

    #[test]
    fn everything_that_is_switched_on_is_switched_off_again() {
        let mut on = switched(entering().unwrap(), 'h');
        on.extend(switched(entering().unwrap(), 'l'));
        on.push("2026".into());
        on.extend(switched(HEARD.to_vec(), 'h'));
        on.sort();
        let mut off = switched(leaving().unwrap(), 'l');
        off.extend(switched(leaving().unwrap(), 'h'));
        off.sort();
        assert_eq!(on, off);
    }

    #[test]
    fn giving_back_what_was_never_taken_does_nothing() {
        give_back();
        give_back_at_once();
        assert!(!is_held());
    }
}
