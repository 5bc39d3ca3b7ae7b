//! [`Signals`]: turns signals into events, and ends the program by one.

use super::{event::UiEvent, terminal};
use crate::base::is_ignored;
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTOU, SIGWINCH},
    flag,
    iterator::{self, Handle},
    low_level::{emulate_default_handler, raise},
};
use std::{
    io, process,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
        mpsc::Sender,
    },
    thread,
    time::Duration,
};

/// Signals that ask for an end.
const ENDS: [i32; 4] = [SIGTERM, SIGHUP, SIGINT, SIGQUIT];

/// How long an orderly end may take. A loop that writes to a terminal which no longer reads is
/// stuck for good; it must not keep the program from ending.
const GRACE: Duration = Duration::from_millis(1500);

/// How long a process in the background waits for more signals: a shell that ends a stopped job
/// continues it, too, and the signals arrive one by one.
const MOMENT: Duration = Duration::from_millis(50);

/// Listens until it is dropped.
pub(super) struct Signals {
    handle: Handle,
    /// The signal that asked for an end, from the moment on at which it arrived; 0 for none.
    asked: Arc<AtomicUsize>,
}

impl Signals {
    /// Starts to listen. What is ignored stays so.
    ///
    /// # Errors
    /// The system's, where it takes no handler or has no thread for us.
    pub(super) fn start(events: Sender<UiEvent>) -> io::Result<Self> {
        let asked = Arc::new(AtomicUsize::new(0));
        for signal in ENDS.into_iter().filter(|signal| !is_ignored(*signal)) {
            let number = usize::try_from(signal).unwrap_or(0);
            flag::register_usize(signal, Arc::clone(&asked), number)?;
        }
        let all = ENDS.into_iter().chain([SIGTSTP, SIGCONT, SIGWINCH]);
        let mut signals = iterator::Signals::new(all.filter(|signal| !is_ignored(*signal)))?;
        let handle = signals.handle();
        thread::Builder::new()
            .name("signals".into())
            .spawn(move || {
                for signal in &mut signals {
                    let event = event(signal);
                    let ends = matches!(event, UiEvent::End(_));
                    if events.send(event).is_err() {
                        break;
                    }
                    if ends {
                        thread::sleep(GRACE);
                        terminal::give_back_at_once();
                        end_by(signal);
                    }
                }
            })?;
        Ok(Self { handle, asked })
    }

    /// Waits until this process may use its terminal, stopped as the system stops one that does so
    /// from the background.
    ///
    /// # Errors
    /// The signal that asks for an end, where one comes first.
    pub(super) fn await_foreground(&self, is_foreground: impl Fn() -> bool) -> Result<(), i32> {
        while !is_foreground() {
            thread::sleep(MOMENT);
            if let Some(signal) = self.asked() {
                return Err(signal);
            }
            if !is_foreground() {
                // Where no shell could continue it, the system does not stop it.
                let _ = raise(SIGTTOU);
            }
        }
        Ok(())
    }

    fn asked(&self) -> Option<i32> {
        let signal = i32::try_from(self.asked.load(SeqCst)).ok();
        signal.filter(|signal| *signal > 0)
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.handle.close();
    }
}

const fn event(signal: i32) -> UiEvent {
    match signal {
        SIGWINCH => UiEvent::Resize,
        SIGTSTP => UiEvent::Suspend,
        SIGCONT => UiEvent::Continue,
        _ => UiEvent::End(signal),
    }
}

/// Ends the program as the signal would have, so that the parent's `wait` reports the signal.
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
        let all = ENDS.map(event);
        assert!(all.iter().all(|event| matches!(event, UiEvent::End(_))));
        assert_eq!(
            [SIGWINCH, SIGTSTP, SIGCONT].map(event),
            [UiEvent::Resize, UiEvent::Suspend, UiEvent::Continue]
        );
    }

    #[test]
    fn a_resized_terminal_is_heard_of() {
        let (sender, events) = mpsc::channel();
        let signals = Signals::start(sender).unwrap();
        signal_hook::low_level::raise(SIGWINCH).unwrap();
        assert_eq!(events.recv(), Ok(UiEvent::Resize));
        drop(signals);
    }
}
