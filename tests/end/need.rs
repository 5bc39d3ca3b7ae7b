//! [`need`]: a test that can't run here says so, and fails where all of them have to.

/// Whether a test can run. Says what is missing where it can't; fails where `CI=true`, since a test
/// that was left out there would have passed without being run.
pub(crate) fn need(what: &str, is_there: bool) -> bool {
    tell("was not run", what, is_there);
    is_there
}

/// Says what is missing for a test that runs on what is there; fails where `CI=true`.
pub(crate) fn need_for_all(what: &str, is_there: bool) {
    tell("was run in part", what, is_there);
}

fn tell(outcome: &str, what: &str, is_there: bool) {
    if !is_there {
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        let everywhere = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!everywhere, "{test} needs {what}, and CI=true");
        eprintln!("{test} {outcome}: it needs {what}");
    }
}
