//! The house keeps its layers: which folder of `src/` may use which.
//!
//! Whoever adds an edge adds it here, in the open, and says why in the commit.

#[path = "house/circle.rs"]
mod circle;

use circle::Sources;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Each layer and what it may use. `plan` knows the workloads' names and sizes, and what is saved of a
/// run in `store` has its processes as they were sampled.
const LAYERS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("workload", &["base"]),
    ("plan", &["base", "workload"]),
    ("log", &["base"]),
    ("sample", &["base"]),
    ("theme", &["base", "log"]),
    ("engine", &["base", "log", "plan", "sample", "workload"]),
    ("store", &["base", "log", "sample"]),
    (
        "session",
        &["base", "engine", "log", "plan", "sample", "workload"],
    ),
    ("model", &["base", "log", "plan", "sample"]),
    ("lesson", &["base", "log", "model", "plan"]),
    (
        "export",
        &["base", "lesson", "log", "model", "plan", "theme"],
    ),
    (
        "ui",
        &[
            "base", "engine", "lesson", "log", "model", "plan", "sample", "session", "store",
            "theme",
        ],
    ),
    ("record", &["base", "theme", "ui"]),
    (
        "cli",
        &[
            "base", "engine", "export", "lesson", "log", "model", "plan", "record", "sample",
            "session", "store", "theme", "ui", "workload",
        ],
    ),
];

/// The only files that may say `unsafe`.
const UNSAFE: &[&str] = &[
    "src/base/memory.rs",
    "src/base/shared.rs",
    "src/engine/native/launch/fork.rs",
    "src/engine/native/launch/usage.rs",
    "src/ui/terminal/fatal.rs",
    "src/workload/command/descriptors.rs",
];

/// Files that ship: the library and the program.
fn sources() -> Vec<(PathBuf, String)> {
    let mut folders = vec![PathBuf::from("src")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("src can be read") {
            let path = entry.expect("src can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source is text");
                files.push((path, text));
            }
        }
    }
    files
}

fn layer(path: &Path) -> Option<&'static str> {
    let name = path.components().nth(1)?.as_os_str().to_str()?;
    let name = name.strip_suffix(".rs").unwrap_or(name);
    LAYERS
        .iter()
        .map(|(layer, _)| *layer)
        .find(|layer| *layer == name)
}

/// The layers that a source names: `crate::plan::…` or `use crate::{base::…, plan::…}`.
fn uses(text: &str) -> BTreeSet<&str> {
    let code: Vec<_> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let mut found = BTreeSet::new();
    for (layer, _) in LAYERS {
        let direct = format!("crate::{layer}");
        if code.iter().any(|line| line.contains(&direct)) {
            found.insert(*layer);
        }
    }
    // The first words of the branches of a `use crate::{…}` tree, however it is broken.
    let joined = code.join(" ");
    for tree in joined.split("use crate::{").skip(1) {
        let mut depth = 0;
        let mut word = String::new();
        for c in tree.chars() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => word.clear(),
                ':' if depth == 0 => {
                    found.extend(
                        LAYERS
                            .iter()
                            .map(|(layer, _)| *layer)
                            .find(|l| *l == word.trim()),
                    );
                }
                _ if depth == 0 => word.push(c),
                _ => {}
            }
        }
    }
    found
}

#[test]
fn a_layer_uses_only_what_is_below_it() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let Some(layer) = layer(&path) else { continue };
        let allowed = LAYERS
            .iter()
            .find(|(name, _)| *name == layer)
            .map_or(&[][..], |(_, uses)| uses);
        for used in uses(&text) {
            if used != layer && !allowed.contains(&used) {
                broken.push(format!("{}: {layer} may not use {used}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn no_two_files_use_each_other_in_a_circle() {
    let circles = Sources::new(&sources()).circles();
    assert!(
        circles.is_empty(),
        "move what both need to where both can have it:\n{}",
        circles.join("\n")
    );
}

#[test]
fn a_circle_is_found_through_a_re_export_and_none_within_a_family_or_with_tests() {
    let circles = |files: &[(&str, &str)]| {
        let file = |(path, text): &(&str, &str)| (PathBuf::from(path), (*text).to_owned());
        Sources::new(&files.iter().map(file).collect::<Vec<_>>()).circles()
    };
    let parent = "pub use one::One;\npub use two::{self, Two as Second};\nuse three::Three;\n";
    let one = "use crate::base::{\n    self,\n    Second,\n};\npub struct One;\n";
    let two = "pub struct Two(super::One);\n";
    let three = "use super::Second;\npub struct Three;\n";
    let files = |two| {
        [
            ("src/base.rs", parent),
            ("src/base/one.rs", one),
            ("src/base/two.rs", two),
            ("src/base/three.rs", three),
        ]
    };
    let both = "base/one uses Second of base/two\nbase/two uses One of base/one\n";
    assert_eq!(circles(&files(two)), [both]);
    for two in [
        "pub struct Two;\n",
        "// Like super::One.\npub struct Two;\n",
        "pub struct Two;\n\n#[cfg(test)]\nmod tests {\n    use crate::base::One;\n}\n",
        "#[cfg(test)]\nuse super::{\n    One,\n};\npub struct Two;\n",
    ] {
        let found = circles(&files(two));
        assert!(found.is_empty(), "{two}{found:?}");
    }
}

#[test]
fn every_folder_of_src_is_a_layer() {
    for (path, _) in sources() {
        let top = path == Path::new("src/lib.rs") || path == Path::new("src/main.rs");
        assert!(
            top || layer(&path).is_some(),
            "{} is in no layer",
            path.display()
        );
    }
}

#[test]
fn a_widget_knows_no_model() {
    for (path, text) in sources() {
        if path.starts_with("src/ui/widget") {
            let used = uses(&text);
            let known: Vec<_> = ["model", "engine", "plan", "log", "session", "store"]
                .iter()
                .filter(|l| used.contains(*l))
                .collect();
            assert!(known.is_empty(), "{} uses {known:?}", path.display());
        }
    }
}

#[test]
fn unsafe_is_said_in_few_places_and_argued_in_each() {
    for (path, text) in sources() {
        let blocks = text.matches("unsafe {").count();
        let listed = UNSAFE.iter().any(|file| path == Path::new(file));
        assert!(blocks == 0 || listed, "{} says unsafe", path.display());
        assert!(
            text.matches("SAFETY:").count() >= blocks,
            "{}: unsafe without its argument",
            path.display()
        );
    }
}

#[test]
fn a_file_opens_with_what_it_is_for() {
    for (path, text) in sources() {
        assert!(
            text.starts_with("//!"),
            "{} does not open with //!",
            path.display()
        );
    }
}

#[test]
fn the_imports_of_a_tree_are_found() {
    let text = "use crate::{\n    base::{self, Nanos},\n    plan::Experiment,\n    log,\n};\nlet x = crate::model::median;";
    assert_eq!(
        uses(text).into_iter().collect::<Vec<_>>(),
        ["base", "model", "plan"]
    );
}

/// Writers of standard output and standard error: what commands print, the terminal that the
/// dashboard takes, the end by a signal, which has no way back to a command, and processes of our
/// own that have something to say to the one that started them.
const PRINTS: &[&str] = &[
    "src/base/output.rs",
    "src/cli/printer.rs",
    "src/engine/native/launch/forkserver.rs",
    "src/engine/native/launch/monitor.rs",
    "src/engine/native/load.rs",
    "src/engine/native/serve.rs",
    "src/engine/native/worker.rs",
    "src/ui/run.rs",
    "src/ui/terminal.rs",
    "src/ui/terminal/saved.rs",
];

/// Readers of whole files besides `base::read_file`: they read what the kernel says or what is their
/// own, or bound it themselves because it need not be an ordinary file, or is not read at once.
const READS: &[&str] = &[
    "src/base/open_file.rs",
    "src/base/read_file.rs",
    "src/cli/commands/source.rs",
    "src/cli/record/render.rs",
    "src/record/cast/reader.rs",
    "src/record/cast/unifont.rs",
    "src/engine/native/launch/usage.rs",
    "src/engine/import.rs",
    "src/sample/system_counters.rs",
    "src/sample/quota.rs",
    "src/session/machine.rs",
    "src/store/progress.rs",
    "src/workload/blur/file.rs",
];

/// The code of a source that ships, without its tests and comments.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next();
    let lines = code.unwrap_or_default().lines();
    let lines = lines.filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Sources that have any of the words, besides those that may.
fn found(words: &[&str], may: &[&str]) -> Vec<String> {
    let sources = sources().into_iter().filter(|(path, _)| {
        let is_test = path
            .iter()
            .any(|part| part == "tests" || part == "tests.rs");
        !is_test && may.iter().all(|file| path != Path::new(file))
    });
    let found = sources.flat_map(|(path, text)| {
        let code = code(&text);
        let words = words.iter().filter(move |word| code.contains(**word));
        words
            .map(move |word| format!("{}: {word}", path.display()))
            .collect::<Vec<_>>()
    });
    found.collect()
}

#[test]
fn what_is_printed_goes_through_one_place() {
    let words = [
        "print!(",
        "println!(",
        "dbg!(",
        "stdout().lock",
        "stdout().write",
        "(stdout()",
        "stderr().write",
        "io::stderr(),",
        "Output::stdout",
        "Output::stderr",
    ];
    let found = found(&words, PRINTS);
    assert!(found.is_empty(), "print it by cli::printer: {found:#?}");
}

#[test]
fn a_path_is_shown_with_what_is_hidden_in_it_made_visible() {
    let found = found(&[".display()"], &["src/base/amount.rs"]);
    assert!(
        found.is_empty(),
        "show it by base::visible_name: {found:#?}"
    );
}

#[test]
fn a_file_from_outside_is_read_within_bounds() {
    let words = [
        "fs::read(",
        "File::open(",
        "read_to_string(",
        "read_to_end(",
    ];
    let mut found = found(&words, READS);
    // A part of a file that is bounded by what stands before it.
    found.retain(|place| !place.starts_with("src/store/file"));
    found.retain(|place| !place.starts_with("src/engine/native/runner.rs"));
    assert!(found.is_empty(), "read it by base::read_file: {found:#?}");
}

#[test]
fn the_dashboard_begins_nothing_that_was_not_agreed_to() {
    let mut found = found(&["engine.start("], &["src/ui/app/consent.rs"]);
    found.retain(|place| place.starts_with("src/ui"));
    assert!(found.is_empty(), "begin it by App::start: {found:#?}");
}

/// The page that is a map of the sources.
fn map() -> String {
    fs::read_to_string("ARCHITECTURE.md").expect("ARCHITECTURE.md")
}

#[test]
fn the_map_of_the_sources_has_the_layers_as_they_are() {
    let map = map();
    for (layer, uses) in LAYERS {
        let begin = format!("| `{layer}` |");
        let row = map.lines().find(|line| line.starts_with(&begin));
        let row = row.unwrap_or_else(|| panic!("{layer} is not in the table"));
        let said = row.trim_end_matches([' ', '|']).rsplit('|').next();
        let said = said.unwrap_or_default().trim();
        // The last two rows are said in words.
        if !said.starts_with("all") && said != "–" {
            let mut listed: Vec<_> = said.split(", ").collect();
            listed.sort_unstable();
            assert_eq!(listed, *uses, "{layer}");
        }
    }
}

#[test]
fn every_path_on_the_map_of_the_sources_is_there() {
    let map = map();
    let words = map.split('`').skip(1).step_by(2);
    let is_path = |word: &&str| {
        let plain = word
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "/_.-".contains(c));
        plain && word.contains(['/', '.'])
    };
    let paths: Vec<_> = words.filter(is_path).collect();
    assert!(paths.len() > 40, "{paths:?}");
    for path in paths {
        // A folder of panes or of files beside one that was just named.
        let places = ["", "src/", "src/ui/", "src/engine/", "src/model/ledger/"];
        let is_there = places
            .iter()
            .any(|place| Path::new(place).join(path).exists());
        assert!(is_there, "{path}");
    }
}
