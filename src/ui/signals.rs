//! [`Signals`]: turns signals into events, and ends the program by one.

use super::{event::Event, terminal};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH},
    iterator::{self, Handle},
    low_level::emulate_default_handler,
};
use std::{io, process, sync::mpsc::Sender, thread, time::Duration};

/// How long an orderly end may take. A loop that writes to a terminal which no longer reads is
/// stuck for good; it must not keep the program from ending.
const GRACE: Duration = Duration::from_millis(1500);

/// Listens until it is dropped.
pub(super) struct Signals(Handle);

impl Signals {
    /// Starts to listen.
    ///
    /// # Errors
    /// The system's, where it takes no handler or has no thread for us.
    pub(super) fn start(events: Sender<Event>) -> io::Result<Self> {
        let mut signals =
            iterator::Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
        let handle = signals.handle();
        thread::Builder::new()
            .name("signals".into())
            .spawn(move || {
                for signal in &mut signals {
                    let event = event(signal);
                    let ends = matches!(event, Event::End(_));
                    if events.send(event).is_err() {
                        break;
                    }
                    if ends {
                        thread::sleep(GRACE);
                        terminal::restore_modes();
                        end_by(signal);
                    }
                }
            })?;
        Ok(Self(handle))
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.0.close();
    }
}

const fn event(signal: i32) -> Event {
    match signal {
        SIGWINCH => Event::Resize,
        SIGTSTP => Event::Suspend,
        SIGCONT => Event::Continue,
        _ => Event::End(signal),
    }
}

/// Ends the program as the signal would have, so that whoever waits for it sees the reason.
pub(super) fn end_by(signal: i32) -> ! {
    let _ = emulate_default_handler(signal);
    process::exit(128 + signal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn only_what_asks_for_an_end_is_taken_for_one() {
        let all = [SIGTERM, SIGHUP, SIGINT, SIGQUIT].map(event);
        assert!(all.iter().all(|event| matches!(event, Event::End(_))));
        assert_eq!(
            [SIGWINCH, SIGTSTP, SIGCONT].map(event),
            [Event::Resize, Event::Suspend, Event::Continue]
        );
    }

    #[test]
    fn a_resized_terminal_is_heard_of() {
        let (sender, events) = mpsc::channel();
        let signals = Signals::start(sender).unwrap();
        signal_hook::low_level::raise(SIGWINCH).unwrap();
        assert_eq!(events.recv(), Ok(Event::Resize));
        drop(signals);
    }
}
