//! [`Memory`]: the system's allocator, which says so where there is no more memory, and ends the
//! program.
//!
//! A list may grow anywhere, in libraries too, and Rust aborts where it cannot: with a number of
//! bytes and no advice. An allocation that may be too large by itself is made within [`fallibly`],
//! so that it can be refused.
#![expect(unsafe_code, reason = "an allocator has no safe form")]

use rustix::{
    stdio::{stderr, stdin},
    termios::{LocalModes, tcgetattr},
};
use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    io::Write,
};

thread_local! {
    /// Whether this thread can do without the memory that it asks for.
    static FALLIBLE: Cell<bool> = const { Cell::new(false) };
}

/// The allocator of the program.
#[derive(Debug, Clone, Copy)]
pub struct Memory;

/// Asks for memory that one can do without, as by `try_reserve`.
pub fn fallibly<T>(ask: impl FnOnce() -> T) -> T {
    let before = FALLIBLE.replace(true);
    let got = ask();
    FALLIBLE.set(before);
    got
}

// SAFETY: everything is the system allocator's, which keeps the contract; its null pointer is
// either handed on, or this does not return.
unsafe impl GlobalAlloc for Memory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are those that the system's allocator asks for.
        given(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as in `alloc`.
        given(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as in `alloc`.
        given(unsafe { System.realloc(place, layout, size) }, size)
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as in `alloc`.
        unsafe { System.dealloc(place, layout) }
    }
}

#[inline]
fn given(place: *mut u8, size: usize) -> *mut u8 {
    if place.is_null() && !FALLIBLE.get() {
        end(size);
    }
    place
}

/// Says why, and ends. A dashboard aborts, for that gives its terminal back.
#[cold]
fn end(size: usize) -> ! {
    let mut text = [0; 256];
    let mut rest = &mut text[..];
    // This code must not allocate.
    let _ = writeln!(
        rest,
        "parscope: there is no memory for {size} bytes more: use fewer or smaller tasks, or raise \
         the limit of memory (ulimit -v)"
    );
    let left = rest.len();
    let said = &text[..text.len() - left];
    let _ = rustix::io::write(stderr(), said);
    let has_dashboard =
        tcgetattr(stdin()).is_ok_and(|modes| !modes.local_modes.contains(LocalModes::ICANON));
    if has_dashboard {
        std::process::abort();
    }
    // SAFETY: always sound; it does not return.
    unsafe { libc::_exit(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_can_do_without_is_refused_and_no_more() {
        let most = Layout::from_size_align(isize::MAX.cast_unsigned() - 4096, 8).unwrap();
        // SAFETY: the layout has a size, and the result is not used.
        let place = fallibly(|| unsafe { Memory.alloc(most) });
        // An optimised build leaves out an allocation whose pointer is not used.
        let place = std::hint::black_box(place);
        assert!(place.is_null() && !FALLIBLE.get());
    }
}
