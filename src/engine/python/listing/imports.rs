//! [`Imports`]: what a program imports, each module once, in the order of the alphabet.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// What a program imports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Imports {
    /// The names from each module of the standard library.
    names: BTreeMap<String, BTreeSet<String>>,
    /// The line that imports the user's function, and the folder where it is found.
    own: Option<(String, Option<String>)>,
}

impl Imports {
    /// Takes the imports off the head of a text, and gives the rest.
    pub(super) fn take(&mut self, text: &str) -> String {
        let mut rest = text;
        while let Some((line, after)) = rest.split_once('\n')
            && let Some((module, names)) = line
                .strip_prefix("from ")
                .and_then(|line| line.split_once(" import "))
        {
            let known = self.names.entry(module.into()).or_default();
            known.extend(names.split(", ").map(str::to_owned));
            rest = after;
        }
        rest.trim().to_owned()
    }

    /// Adds a line that imports a function of the user's, from a file in that folder.
    pub(super) fn add_own(&mut self, line: String, folder: Option<String>) {
        self.own = Some((line, folder));
    }
}

impl fmt::Display for Imports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.names.iter().map(|(module, names)| {
            let names: Vec<_> = names.iter().map(String::as_str).collect();
            format!("from {module} import {}", names.join(", "))
        });
        let mut lines: Vec<_> = names.collect();
        if let Some((own, folder)) = &self.own {
            if let Some(folder) = folder {
                lines.insert(0, "import sys".into());
                lines.push(format!("\nsys.path.insert(0, {folder})"));
            }
            let gap = if lines.is_empty() { "" } else { "\n" };
            lines.push(format!("{gap}{own}"));
        }
        f.write_str(&lines.join("\n"))
    }
}
