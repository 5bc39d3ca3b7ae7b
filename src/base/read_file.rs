//! [`read_file`]: a file from outside, read within bounds.
//!
//! A name may stand for a device that never ends, or for gigabytes. All files that are read whole
//! are read here.

use super::{Bytes, open_file};
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// The content of an ordinary file, if that is no more than `most`.
///
/// # Errors
/// Those of [`open_file`], and [`io::ErrorKind::FileTooLarge`] where it is longer.
pub fn read_file(path: &Path, most: Bytes) -> io::Result<Vec<u8>> {
    read_open(&open_file(path)?, most)
}

/// The rest of an open file, if that is no more than `most`.
///
/// # Errors
/// The system's, and [`io::ErrorKind::FileTooLarge`] where it is longer.
pub fn read_open(mut file: &File, most: Bytes) -> io::Result<Vec<u8>> {
    let check = |length: u64| {
        let error = || {
            let text = format!("it is larger than {most}");
            io::Error::new(io::ErrorKind::FileTooLarge, text)
        };
        (length <= most.get()).then_some(()).ok_or_else(error)
    };
    let length = file.metadata()?.len();
    check(length)?;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    // It may grow meanwhile, and some files of the system say that they are empty.
    let mut part = Read::by_ref(&mut file).take(most.get().saturating_add(1));
    part.read_to_end(&mut bytes)?;
    check(bytes.len() as u64)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_has_no_end_or_is_too_large_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        for path in [Path::new("/dev/zero"), folder.path()] {
            let error = read_file(path, Bytes::new(9)).unwrap_err();
            assert!(error.to_string().contains("not a file"), "{error}");
        }
        let large = folder.path().join("large");
        File::create(&large).unwrap().set_len(1 << 40).unwrap();
        let error = read_file(&large, Bytes::new(1 << 20)).unwrap_err();
        assert_eq!(error.to_string(), "it is larger than 1MiB");
        fs::write(&large, "123").unwrap();
        assert_eq!(read_file(&large, Bytes::new(3)).unwrap(), b"123");
        assert!(read_file(&large, Bytes::new(2)).is_err());
    }
}
