//! [`open_file`]: an ordinary file, opened for reading without waiting for anything.

use rustix::fs::{Mode, OFlags, open};
use std::{
    fs::{self, File, FileType},
    io,
    os::unix::fs::FileTypeExt,
    path::Path,
};

/// Opens an ordinary file for reading. Any other kind is refused, by its name: opening a
/// pipe would wait for its writer, and opening a device may do something.
///
/// # Errors
/// The system's, and [`io::ErrorKind::InvalidInput`] where it is no ordinary file.
pub fn open_file(path: &Path) -> io::Result<File> {
    check(fs::metadata(path)?.file_type())?;
    // Another file may have taken its place since: then this does not wait, and is refused below.
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let file = File::from(open(path, flags, Mode::empty())?);
    check(file.metadata()?.file_type())?;
    Ok(file)
}

/// Refuses any kind of file but an ordinary one.
pub(super) fn check(kind: FileType) -> io::Result<()> {
    let found = match kind {
        kind if kind.is_file() => return Ok(()),
        kind if kind.is_dir() => "a folder",
        kind if kind.is_fifo() => "a pipe",
        kind if kind.is_socket() => "a socket",
        kind if kind.is_symlink() => "a link",
        _ => "a device",
    };
    let text = format!("it is {found}, not a file");
    Err(io::Error::new(io::ErrorKind::InvalidInput, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::{CWD, FileType as Kind, mknodat};
    use std::{
        io::{Read, Write},
        os::unix::{fs::symlink, net::UnixListener},
    };

    #[test]
    fn what_lies_in_the_place_of_a_file_is_named_and_never_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        mknodat(CWD, path("pipe"), Kind::Fifo, 0o600.into(), 0).unwrap();
        let _socket = UnixListener::bind(path("socket")).unwrap();
        symlink("pipe", path("link")).unwrap();
        symlink("round", path("round")).unwrap();
        for (path, hint) in [
            (path("pipe"), "a pipe"),
            (path("link"), "a pipe"),
            (path("socket"), "a socket"),
            (path("round"), "symbolic links"),
            (path("none"), "No such file"),
            (folder.path().into(), "a folder"),
            ("/dev/null".into(), "a device"),
        ] {
            let error = open_file(&path).unwrap_err().to_string();
            assert!(error.contains(hint), "{}: {error}", path.display());
        }
    }

    #[test]
    fn a_file_is_read_also_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        File::create(path("file"))
            .unwrap()
            .write_all(b"text")
            .unwrap();
        symlink("file", path("link")).unwrap();
        let mut text = String::new();
        open_file(&path("link"))
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "text");
    }
}
