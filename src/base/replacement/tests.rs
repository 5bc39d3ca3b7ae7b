//! Tests of a file in the place of another: whole, alike, and without leftovers.

use super::*;
use std::os::unix::fs::symlink;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A replacement as it is where every file has a name.
fn with_name(path: &Path) -> Replacement {
    let (file, name) = named(folder(path), 0o600).unwrap();
    Replacement {
        file,
        path: path.to_owned(),
        name: Some(name),
    }
}

#[test]
fn a_file_that_is_replaced_keeps_its_mode_and_a_new_one_is_like_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new, usual) = (
        folder.path().join("old"),
        folder.path().join("new"),
        folder.path().join("usual"),
    );
    for before in [0o600, 0o640, 0o444] {
        let _ = fs::remove_file(&old);
        fs::write(&old, "before").unwrap();
        fs::set_permissions(&old, Permissions::from_mode(before)).unwrap();
        replace_file(&old, b"after").unwrap();
        assert_eq!(
            (mode(&old), fs::read(&old).unwrap()),
            (before, b"after".into())
        );
    }
    fs::write(&usual, "").unwrap();
    replace_file(&new, b"after").unwrap();
    assert_eq!(mode(&new), mode(&usual));
    assert_eq!(names(folder.path()), ["new", "old", "usual"]);
}

#[test]
fn nothing_is_left_of_a_file_that_was_not_finished() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old");
    fs::write(&path, "before").unwrap();
    for begin in [|path: &Path| Replacement::new(path).unwrap(), with_name] {
        let mut file = begin(&path);
        file.write_all(b"after").unwrap();
        drop(file);
        assert_eq!(names(folder.path()), ["old"]);
        assert_eq!(fs::read(&path).unwrap(), b"before");
    }
}

#[test]
fn what_a_killed_process_left_is_removed_and_what_is_being_written_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    let writing = with_name(&path);
    let name = writing.name.clone().unwrap();
    fs::write(folder.path().join(".parscope-1-7.part"), "left").unwrap();
    remove_abandoned(folder.path());
    assert_eq!(
        names(folder.path()),
        [name.file_name().unwrap().to_str().unwrap()]
    );
    writing.finish().unwrap();
    assert_eq!(names(folder.path()), ["run"]);
}

#[test]
fn a_link_stays_a_link_and_its_file_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("deep")).unwrap();
    symlink("deep/file", path("near")).unwrap();
    symlink(path("near"), path("far")).unwrap();
    // At first it leads to a file that there is not yet.
    for text in ["first", "second"] {
        replace_file(&path("far"), text.as_bytes()).unwrap();
        assert!(path("far").is_symlink() && path("near").is_symlink());
        assert_eq!(fs::read_to_string(path("deep/file")).unwrap(), text);
    }
    symlink("round", path("round")).unwrap();
    assert!(replace_file(&path("round"), b"").is_err());
}

#[test]
fn a_file_with_two_names_has_both_of_them_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    fs::write(&one, "a long text before").unwrap();
    fs::hard_link(&one, &two).unwrap();
    replace_file(&one, b"after").unwrap();
    assert_eq!(fs::read(&two).unwrap(), b"after");
    assert_eq!(fs::metadata(&one).unwrap().nlink(), 2);
}

#[test]
fn what_is_no_file_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for (path, hint) in [
        (folder.path(), "a folder"),
        (Path::new("/dev/null"), "a device"),
        (&folder.path().join("none/file"), "No such file"),
    ] {
        let error = Replacement::new(path).unwrap_err().to_string();
        assert!(error.contains(hint), "{error}");
    }
}

#[test]
fn a_file_that_is_to_be_new_takes_no_other_ones_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run");
    for begin in [|path: &Path| Replacement::new(path).unwrap(), with_name] {
        let _ = fs::remove_file(&path);
        begin(&path).finish_new().unwrap();
        let error = begin(&path).finish_new().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(names(folder.path()), ["run"]);
    }
}
