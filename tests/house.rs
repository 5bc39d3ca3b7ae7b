//! The house keeps its layers: which folder of `src/` may use which.
//!
//! Whoever adds an edge adds it here, in the open, and says why in the commit.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Each layer and what it may use. `plan` knows the workloads' names and sizes; `engine` writes
/// core samples into the log of a run, and what is saved of it in `trace` has its processes, too.
const LAYERS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("workload", &["base"]),
    ("plan", &["base", "workload"]),
    ("sample", &["base"]),
    ("tape", &["base"]),
    ("trace", &["base", "sample"]),
    ("engine", &["base", "plan", "sample", "trace", "workload"]),
    ("model", &["base", "plan", "trace"]),
    ("cast", &["base"]),
    ("export", &["base", "model", "plan", "trace"]),
    (
        "ui",
        &["base", "cast", "engine", "model", "plan", "sample", "trace"],
    ),
    (
        "cli",
        &[
            "base", "cast", "engine", "export", "model", "plan", "sample", "tape", "trace", "ui",
            "workload",
        ],
    ),
];

/// The only files that may say `unsafe`.
const UNSAFE: &[&str] = &[
    "src/base/memory.rs",
    "src/base/shared.rs",
    "src/engine/launch/fork.rs",
    "src/engine/launch/usage.rs",
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
            let known: Vec<_> = ["model", "engine", "plan", "trace"]
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
    let text = "use crate::{\n    base::{self, Nanos},\n    plan::Experiment,\n    trace,\n};\nlet x = crate::model::median;";
    assert_eq!(
        uses(text).into_iter().collect::<Vec<_>>(),
        ["base", "model", "plan"]
    );
}
