//! What the terminal was before it was ours, and the way back to that.
//!
//! A process has one terminal, and a panic hook can be given nothing: so this is a static.

use crossterm::{
    cursor::{Hide, Show},
    event::{DisableBracketedPaste, EnableBracketedPaste},
    queue,
    style::{Attribute, SetAttribute},
    terminal::{EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen},
};
use rustix::{
    fd::OwnedFd,
    io::retry_on_intr,
    stdio::stdout,
    termios::{OptionalActions, Termios, tcgetattr, tcsetattr},
};
use std::{
    io::{self, Write},
    panic,
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

/// The modes that the terminal is to have again, while it is ours.
struct Held {
    keys: OwnedFd,
    modes: Termios,
}

/// Buttons and the wheel, drags, and places beyond column 223. Moves without a button are not
/// asked for: they would be most of what is read, and nothing is done with them.
const HEARD: &[u8] = b"\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const UNHEARD: &[u8] = b"\x1b[?1006l\x1b[?1002l\x1b[?1000l";

static HELD: Mutex<Option<Held>> = Mutex::new(None);

fn held() -> MutexGuard<'static, Option<Held>> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the terminal; where it is taken already, makes sure that it looks like it.
pub(super) fn take(keys: &OwnedFd) -> io::Result<()> {
    let mut held = held();
    let mut modes = tcgetattr(keys)?;
    if held.is_none() {
        *held = Some(Held {
            keys: keys.try_clone()?,
            modes: modes.clone(),
        });
    }
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
    if let Some(held) = held().take() {
        set_modes(&held);
        // A terminal that is gone takes nothing back.
        let _ = leaving().and_then(|bytes| write(&bytes));
    }
}

/// Gives back the modes alone: what can be done when the terminal takes no more bytes.
pub(in crate::ui) fn restore_modes() {
    if let Some(held) = &*held() {
        set_modes(held);
    }
}

/// From now on, a panic of this thread gives the terminal back before its message is printed.
/// One of another thread would tear the screen: while the terminal is ours, it is `told` instead.
pub(in crate::ui) fn on_panic(told: impl Fn(String) + Send + Sync + 'static) {
    let ours = thread::current().id();
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if thread::current().id() == ours {
            give_back();
        } else if held().is_some() {
            told(info.to_string());
            return;
        }
        before(info);
    }));
}

fn set_modes(held: &Held) {
    let _ = retry_on_intr(|| tcsetattr(&held.keys, OptionalActions::Now, &held.modes));
}

fn write(mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        bytes = &bytes[retry_on_intr(|| rustix::io::write(stdout(), bytes))?..];
    }
    Ok(())
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
        restore_modes();
        assert!(held().is_none());
    }
}
