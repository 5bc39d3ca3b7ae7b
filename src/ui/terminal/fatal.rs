//! [`before_end`]: runs a function before a signal ends the process.
//!
//! Only a handler can do that for a signal of a fault or of a failed allocation: the thread never
//! goes on from there.
#![expect(unsafe_code, reason = "a signal's handler has no safe form")]

use libc::{SIGABRT, SIGBUS, SIGSEGV, c_int, c_void, sigaction, siginfo_t};
use std::{
    mem::MaybeUninit,
    ptr,
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicPtr, Ordering::SeqCst},
    },
};

/// A value that a handler can take as well as a thread. It is never freed: there are few.
pub(super) struct Leaked<T: Sync + 'static>(AtomicPtr<T>);

impl<T: Sync + 'static> Leaked<T> {
    pub(super) const fn none() -> Self {
        Self(AtomicPtr::new(ptr::null_mut()))
    }

    pub(super) fn set(&self, value: T) {
        self.0.store(Box::into_raw(Box::new(value)), SeqCst);
    }

    pub(super) fn get(&self) -> Option<&'static T> {
        // SAFETY: it is null, or came from a box that is never freed and only ever read.
        unsafe { self.0.load(SeqCst).as_ref() }
    }

    /// Takes it away: of two concurrent calls, one gets it.
    pub(super) fn take(&self) -> Option<&'static T> {
        // SAFETY: as in `get`.
        unsafe { self.0.swap(ptr::null_mut(), SeqCst).as_ref() }
    }
}

/// Signals that end no process, and the two that can't be handled.
const SPARED: [c_int; 9] = [
    libc::SIGKILL,
    libc::SIGSTOP,
    libc::SIGCHLD,
    libc::SIGCONT,
    libc::SIGTSTP,
    libc::SIGTTIN,
    libc::SIGTTOU,
    libc::SIGURG,
    libc::SIGWINCH,
];

/// The message of an abort without a panic or fault before it: the standard library's own was
/// lost with the alternate screen.
const ABORTED: &[u8] =
    b"parscope: aborted, most likely because memory ran out: take fewer tasks or a smaller size, \
      or raise the limit (ulimit -v)\n";

static ACT: OnceLock<fn()> = OnceLock::new();

/// The standard library's handlers of faults: they report a stack overflow.
static AT_FAULT: [OnceLock<sigaction>; 2] = [OnceLock::new(), OnceLock::new()];

/// Whether the reason for an abort has been printed already.
static SAID: AtomicBool = AtomicBool::new(false);

/// Notes that a panic or a fault has printed why the process may abort.
pub(super) fn is_said() {
    SAID.store(true, SeqCst);
}

/// From now on, `act` is done before a signal ends this process. What is handled or ignored stays
/// so. `act` may do what a handler may: no lock, no memory, nothing that waits for long.
pub(super) fn before_end(act: fn()) {
    if ACT.set(act).is_err() {
        return;
    }
    let signals = 1..=libc::SIGRTMAX();
    for signal in signals.filter(|signal| !SPARED.contains(signal)) {
        // SAFETY: both structures are whole; the handler does only what a handler may.
        unsafe {
            let mut before = MaybeUninit::uninit();
            if sigaction(signal, ptr::null(), before.as_mut_ptr()) != 0 {
                continue;
            }
            let before: sigaction = before.assume_init();
            match (before.sa_sigaction, at_fault(signal)) {
                (libc::SIG_DFL, _) => {}
                (libc::SIG_IGN, _) | (_, None) => continue,
                (_, Some(at_fault)) => drop(at_fault.set(before)),
            }
            let mut ours: sigaction = MaybeUninit::zeroed().assume_init();
            let handler: extern "C" fn(c_int, *mut siginfo_t, *mut c_void) = on_signal;
            ours.sa_sigaction = handler as libc::sighandler_t;
            // The stack of its own is for a fault that is an overflow of the usual one.
            ours.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
            libc::sigfillset(&raw mut ours.sa_mask);
            sigaction(signal, &raw const ours, ptr::null_mut());
        }
    }
}

fn at_fault(signal: c_int) -> Option<&'static OnceLock<sigaction>> {
    match signal {
        SIGSEGV => Some(&AT_FAULT[0]),
        SIGBUS => Some(&AT_FAULT[1]),
        _ => None,
    }
}

extern "C" fn on_signal(signal: c_int, info: *mut siginfo_t, _: *mut c_void) {
    if let Some(act) = ACT.get() {
        act();
    }
    // SAFETY: the system hands over what is known of the signal; all calls are safe in a handler.
    unsafe {
        let is_own = (*info).si_code <= 0 && (*info).si_pid() == libc::getpid();
        if signal == SIGABRT && is_own && !SAID.load(SeqCst) {
            libc::write(libc::STDERR_FILENO, ABORTED.as_ptr().cast(), ABORTED.len());
        }
        // The instruction faults again, and the standard library's handler says why.
        let is_fault = (*info).si_code > 0;
        if let Some(action) = at_fault(signal)
            .and_then(OnceLock::get)
            .filter(|_| is_fault)
        {
            is_said();
            sigaction(signal, action, ptr::null_mut());
            return;
        }
        libc::signal(signal, libc::SIG_DFL);
        let mut only = MaybeUninit::uninit();
        libc::sigemptyset(only.as_mut_ptr());
        libc::sigaddset(only.as_mut_ptr(), signal);
        libc::pthread_sigmask(libc::SIG_UNBLOCK, only.as_ptr(), ptr::null_mut());
        libc::raise(signal);
    }
}
