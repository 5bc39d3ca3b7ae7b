//! [`Descriptors`]: the open files that reach a command beside its three streams.
#![expect(
    unsafe_code,
    reason = "fcntl of a bare number, and what runs between fork and exec, have no safe form"
)]

use std::{ffi::c_uint, os::unix::process::CommandExt, process::Command, sync::Arc};

/// The first descriptor that is no standard stream.
const FIRST: c_uint = 3;

/// The folders in which a word names a descriptor, as the shell's `<(…)` does.
const PLACES: [&str; 2] = ["/dev/fd/", "/proc/self/fd/"];

/// The descriptors that a command gets beside its streams: those that its words name and that this
/// program was given itself. All others are none of its business.
#[derive(Debug, Clone)]
pub(super) struct Descriptors {
    /// First and last of those in a row that a command does not get.
    kept: Arc<[(c_uint, c_uint)]>,
}

impl Descriptors {
    /// The descriptors that some words name. A terminal is not handed on: a command that changes
    /// its modes would take the dashboard its keys.
    pub(super) fn named(words: impl Iterator<Item = String>) -> Self {
        let numbers = words.flat_map(|word| {
            let rests = PLACES.iter().flat_map(|place| word.split(place).skip(1));
            rests.filter_map(number).collect::<Vec<_>>()
        });
        // Descriptors that we opened are closed on exec, and so not meant.
        let mut given: Vec<_> = numbers
            .filter(|&number| number >= FIRST && is_handed_on(number))
            .collect();
        given.sort_unstable();
        given.dedup();
        Self::all_but(&given)
    }

    fn all_but(given: &[c_uint]) -> Self {
        let mut kept = Vec::new();
        let mut first = FIRST;
        for &number in given {
            if number > first {
                kept.push((first, number - 1));
            }
            first = number + 1;
        }
        kept.push((first, c_uint::MAX));
        Self { kept: kept.into() }
    }

    /// Has a command get these and no others.
    ///
    /// All of ours are opened with close-on-exec. This is for one that was not, of a library say; a
    /// kernel before 5.11 does not know how.
    pub(super) fn restrict(&self, command: &mut Command) {
        let kept = Arc::clone(&self.kept);
        let close = move || {
            for &(first, last) in &*kept {
                // SAFETY: a bare system call on numbers; it closes no file before the exec.
                unsafe {
                    libc::syscall(
                        libc::SYS_close_range,
                        first,
                        last,
                        libc::CLOSE_RANGE_CLOEXEC,
                    );
                }
            }
            Ok(())
        };
        // SAFETY: after the fork of a process with several threads only calls that are safe in a
        // signal handler may be made. These are bare system calls; they take no lock and no memory.
        unsafe {
            command.pre_exec(close);
        }
    }
}

/// The number that a text begins with.
fn number(text: &str) -> Option<c_uint> {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text[..end.unwrap_or(text.len())].parse().ok()
}

/// Whether a descriptor survives an exec, and is no terminal.
fn is_handed_on(number: c_uint) -> bool {
    let number = number.cast_signed();
    // SAFETY: both only ask, and say so where there is no such descriptor.
    let (flags, is_terminal) =
        unsafe { (libc::fcntl(number, libc::F_GETFD), libc::isatty(number) == 1) };
    flags >= 0 && flags & libc::FD_CLOEXEC == 0 && !is_terminal
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{os::fd::AsRawFd, process::Stdio};

    #[test]
    fn a_descriptor_that_a_word_names_is_handed_on_and_no_other_is() {
        let file = std::fs::File::open("/dev/null").unwrap();
        let [given, leaked] = [40, 41].map(|number| {
            // SAFETY: no other test has descriptors of these numbers.
            assert_eq!(unsafe { libc::dup2(file.as_raw_fd(), number) }, number);
            number.cast_unsigned()
        });
        let mut command = Command::new("ls");
        command.arg("/proc/self/fd").stdout(Stdio::piped());
        let words = ["cat", "/dev/fd/40", "-f/proc/self/fd/42x", "/dev/fd/x"];
        Descriptors::named(words.into_iter().map(Into::into)).restrict(&mut command);
        let output = command.output().unwrap();
        for number in [given, leaked] {
            // SAFETY: it was made above.
            unsafe { libc::close(number.cast_signed()) };
        }
        let text = String::from_utf8(output.stdout).unwrap();
        let seen: Vec<u32> = text.lines().map(|line| line.parse().unwrap()).collect();
        assert!(seen.contains(&given) && !seen.contains(&leaked), "{seen:?}");
    }
}
