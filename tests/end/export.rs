//! Saved runs in other formats, and traces of other programs on our timeline.

use crate::{browser::Browser, need::need, process::run};
use serde_json::Value;
use std::{fs, path::Path, process::Output};

/// A small run, saved.
fn saved(folder: &Path) -> String {
    let path = folder.join("run.parscope").display().to_string();
    let output = run(&[
        "run",
        "--workload",
        "primes",
        "--size",
        "20000",
        "--tasks",
        "12",
        "--workers",
        "2",
        "--chunksize",
        "2",
        "--json",
        "--save",
        &path,
    ]);
    assert!(output.status.success(), "{}", errors(&output));
    path
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn exported(path: &str, arguments: &[&str]) -> String {
    let output = run(&[&["export", path, "--format"], arguments].concat());
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        errors(&output)
    );
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_saved_run_becomes_whatever_somebody_can_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved(folder.path());
    let json: Value = serde_json::from_str(&exported(&path, &["json"])).expect("JSON");
    assert_eq!(json["runs"][0]["tasks_done"], 12);
    let rows = exported(&path, &["csv"]);
    let tasks = rows
        .lines()
        .skip(1)
        .filter(|row| row.contains(",task,"))
        .count();
    assert_eq!(tasks, 12);
    assert!(exported(&path, &["markdown"]).starts_with("## primes"));
    let trace: Value = serde_json::from_str(&exported(&path, &["chrome"])).expect("JSON");
    let events = trace["traceEvents"].as_array().expect("events");
    let flows = events.iter().filter(|event| event["ph"] == "f").count();
    assert_eq!(flows, 6, "an arrow for each chunk");
    for what in ["timeline", "ledger"] {
        let picture = exported(&path, &["svg", "--what", what]);
        assert!(
            picture.starts_with("<svg") && picture.ends_with("</svg>\n"),
            "{what}"
        );
    }
    // To a file: nothing on standard output.
    let page = folder.path().join("run.html").display().to_string();
    assert_eq!(exported(&path, &["html", "-o", &page]), "");
    let page = fs::read_to_string(page).expect("the page");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
}

#[test]
fn what_cannot_be_exported_is_refused_and_nothing_is_damaged() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved(folder.path());
    let place = folder.path().display().to_string();
    let missing = folder.path().join("none").display().to_string();
    let page = folder.path().join("page.html");
    fs::write(&page, "mine").expect("a file");
    let page = page.display().to_string();
    for (arguments, hint) in [
        (&["export", &path][..], "required arguments"),
        (
            &["export", &path, "--format", "pdf"],
            "possible values: json, report, csv",
        ),
        (
            &["export", &path, "--format", "svg", "--what", "curve"],
            "choose timeline",
        ),
        (
            &["export", &path, "--format", "csv", "--what", "ledger"],
            "--format svg",
        ),
        (
            &["export", &path, "--format", "html", "-o", &place],
            "it is a folder",
        ),
        (
            &["export", &missing, "--format", "html", "-o", &page],
            "No such file",
        ),
        (
            &["export", &page, "--format", "html", "-o", &page],
            "nearly so",
        ),
        (
            &["export", &path, "--format", "json", "--workers", "2"],
            "--workers",
        ),
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(
            errors(&output).contains(hint),
            "{arguments:?}: {}",
            errors(&output)
        );
    }
    assert_eq!(fs::read_to_string(page).expect("the file"), "mine");
}

#[test]
fn a_trace_of_another_program_opens_and_nothing_is_claimed_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("viztracer.json.gz");
    fs::write(&path, include_bytes!("../fixture/viztracer.json.gz")).expect("a file");
    let path = path.display().to_string();
    let output = run(&["open", &path, "--report"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{}", errors(&output));
    assert!(text.contains("4 lanes · 195 slices"), "{text}");
    assert!(text.contains("T₁ is not known"), "{text}");
    for claim in ["speedup", "verified", "ideal", "usable"] {
        assert!(!text.contains(claim), "{claim}: {text}");
    }
    let page = exported(&path, &["html"]);
    assert!(page.contains("<dt>imported</dt><dd>from ") && !page.contains("run it again"));
}

/// The window that the page shows, in nanoseconds.
fn window(browser: &mut Browser) -> (f64, f64) {
    let mut number = |name: &str| {
        let value = browser.evaluate(&format!("Number(timeline.dataset.{name})"));
        value.as_f64().expect("a number")
    };
    (number("from"), number("to"))
}

#[test]
fn the_page_zooms_in_a_real_browser_and_asks_nobody_for_anything() {
    let browser = Browser::start();
    if !need("Chromium", browser.is_some()) {
        return;
    }
    let mut browser = browser.expect("a browser");
    let folder = tempfile::tempdir().expect("a folder");
    let path = saved(folder.path());
    let page = folder.path().join("run.html");
    exported(&path, &["html", "-o", &page.display().to_string()]);
    browser.open(&page);
    let whole = window(&mut browser);
    assert!(whole.0 == 0.0 && whole.1 > 0.0, "{whole:?}");
    // What is said of the run above it may be long, as of one that was disturbed.
    browser.evaluate("timeline.scrollIntoView({ block: 'center' })");
    let place = |name: &str| format!("timeline.getBoundingClientRect().{name}");
    let left = browser.evaluate(&place("left")).as_f64().expect("a place");
    let top = browser.evaluate(&place("top")).as_f64().expect("a place");
    let (x, y) = (left + 400.0, top + 60.0);
    browser.mouse("mouseWheel", x, y, -300.0);
    let near = window(&mut browser);
    assert!(
        near.1 - near.0 < (whole.1 - whole.0) / 2.0,
        "{near:?} of {whole:?}"
    );
    // What was under the mouse is still there, and a drag takes it along.
    browser.mouse("mousePressed", x, y, 0.0);
    browser.mouse("mouseMoved", x - 50.0, y, 0.0);
    browser.mouse("mouseReleased", x - 50.0, y, 0.0);
    let dragged = window(&mut browser);
    assert!(dragged.0 > near.0, "{dragged:?} after {near:?}");
    assert_ne!(browser.evaluate("about.textContent.trim()"), "");
    browser.evaluate("timeline.focus()");
    browser.key("+");
    let nearer = window(&mut browser);
    assert!(nearer.1 - nearer.0 < dragged.1 - dragged.0, "{nearer:?}");
    browser.key("0");
    assert_eq!(window(&mut browser), whole);
    // The words of the screen, and time without a core where there was some.
    let crowded = folder.path().join("crowded.html");
    let saved = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/assets/run/eight-a-core.parscope"
    );
    exported(saved, &["html", "-o", &crowded.display().to_string()]);
    let mut other = Browser::start().expect("a browser");
    other.open(&crowded);
    let legend = other.evaluate("legend.textContent");
    let legend = legend.as_str().expect("a legend");
    for word in ["task", "preempted", "transfer"] {
        assert_eq!(legend.matches(word).count(), 1, "{word}: {legend}");
    }
    // Whatever a page tried would be refused by its policy; this one does not even try.
    let file = format!("file://{}", page.display());
    let asked = &browser.requests;
    assert!(asked.contains(&file), "{asked:?}");
    assert!(asked.iter().all(|address| *address == file), "{asked:?}");
    let refused = "fetch('https://example.org/').then(() => 'sent', () => 'refused')";
    assert_eq!(browser.evaluate(refused), "refused");
}
