//! [`anonymous_file`]: an open file that has no name, for memory and text that processes share.

use super::visible_name;
use rustix::{
    fs::{MemfdFlags, memfd_create},
    io::Errno,
};
use std::{env, ffi::CStr, io, os::fd::OwnedFd};

/// The folder of files in memory, on most systems.
const IN_MEMORY: &str = "/dev/shm";

/// Makes an empty file that no program inherits. `/proc` shows the name.
///
/// Where the system has no `memfd_create` (a sandbox, an old kernel), it is a temporary file that
/// was unlinked.
///
/// # Errors
/// Where the system has neither.
pub fn anonymous_file(name: &CStr) -> io::Result<OwnedFd> {
    match memfd_create(name, MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING) {
        Err(Errno::NOSYS | Errno::PERM | Errno::ACCESS) => temporary(),
        other => Ok(other?),
    }
}

fn temporary() -> io::Result<OwnedFd> {
    let made = tempfile::tempfile_in(IN_MEMORY).or_else(|_| tempfile::tempfile());
    made.map(OwnedFd::from).map_err(|error| {
        let folder = env::temp_dir();
        let text = format!(
            "memfd_create is refused, and so is a temporary file in {IN_MEMORY} or {}: {error}",
            visible_name(folder)
        );
        io::Error::new(error.kind(), text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::fstat;

    #[test]
    fn a_temporary_file_in_place_of_a_memfd_has_no_name_either() {
        let file = temporary().unwrap();
        assert_eq!(fstat(&file).unwrap().st_nlink, 0);
    }
}
