//! [`Sources`]: which file uses which, and the circles in that.
//!
//! A file uses what defines an item that it names, by `use` or by a path; a re-export on the way is
//! followed. Tests do not count, nor what a file and those in its folder use of each other: they
//! are one unit.

use regex_lite::Regex;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// A file or an item as the crate names it: `["ui", "theme", "Theme"]`.
type Name = Vec<String>;

/// Who uses whom, and what of it.
type Edges = BTreeMap<Name, BTreeMap<Name, BTreeSet<String>>>;

/// A name that a file brings into scope, and what it stands for.
struct Import {
    name: String,
    path: Name,
}

/// A source without its tests and comments.
struct Source {
    imports: Vec<Import>,
    /// Paths in the code besides those.
    paths: Vec<Name>,
}

/// All sources by name.
pub(crate) struct Sources(BTreeMap<Name, Source>);

impl Sources {
    /// Of files with their texts, as they lie in `src`.
    pub(crate) fn new(files: &[(PathBuf, String)]) -> Self {
        let read = |(path, text): &(PathBuf, String)| {
            let name = name(path)?;
            Some((name, Source::read(&shipped(text))))
        };
        Self(files.iter().filter_map(read).collect())
    }

    /// Each set of files that use each other in a circle, with who uses what of whom in it.
    pub(crate) fn circles(&self) -> Vec<String> {
        let edges = self.edges();
        let reached: BTreeMap<&Name, BTreeSet<&Name>> = edges
            .keys()
            .map(|name| (name, reach(&edges, name)))
            .collect();
        let circle = |name: &Name| -> BTreeSet<&Name> {
            let mutual = reached[name].iter().filter(|other| {
                let back = reached.get(**other);
                back.is_some_and(|back| back.contains(name))
            });
            mutual.copied().collect()
        };
        let circles: BTreeSet<_> = edges.keys().map(circle).collect();
        let circles = circles.iter().filter(|circle| !circle.is_empty());
        circles.map(|circle| told(circle, &edges)).collect()
    }

    /// Who uses whom.
    fn edges(&self) -> Edges {
        let mut edges = Edges::new();
        for (user, source) in &self.0 {
            let imports = source.imports.iter().map(|import| &import.path);
            let used = edges.entry(user.clone()).or_default();
            for path in imports.chain(&source.paths) {
                let Some(path) = self.absolute(user, path) else {
                    continue;
                };
                let Some(definer) = self.definer(&path, &mut BTreeSet::new()) else {
                    continue;
                };
                if !definer.starts_with(user) && !user.starts_with(&definer) {
                    let item = path.last().cloned().unwrap_or_default();
                    used.entry(definer).or_default().insert(item);
                }
            }
        }
        edges
    }

    /// A path as the crate has it; `None` where it leads out of the crate.
    fn absolute(&self, user: &Name, path: &[String]) -> Option<Name> {
        let supers = path.iter().take_while(|part| *part == "super").count();
        let (base, rest) = match path.first()?.as_str() {
            "crate" => (&[][..], &path[1..]),
            "self" => (&user[..], &path[1..]),
            "super" => (&user[..user.len().checked_sub(supers)?], &path[supers..]),
            first if self.0.contains_key(&joined(user, first)) => (&user[..], path),
            _ => return None,
        };
        Some([base, rest].concat())
    }

    /// The file that defines an item: re-exports are followed.
    fn definer(&self, path: &Name, seen: &mut BTreeSet<Name>) -> Option<Name> {
        let is_file = |length: &usize| self.0.contains_key(&path[..*length]);
        let length = (1..=path.len()).rev().find(is_file)?;
        let (file, rest) = path.split_at(length);
        let file = file.to_vec();
        let Some(item) = rest.first().filter(|_| seen.insert(path.clone())) else {
            return Some(file);
        };
        let import = self.0[&file].imports.iter().find(|one| one.name == *item);
        let target = import.and_then(|import| self.absolute(&file, &import.path));
        match target {
            Some(target) => self.definer(&[&target, &rest[1..]].concat(), seen),
            None => Some(file),
        }
    }
}

impl Source {
    fn read(code: &str) -> Self {
        let pattern = Regex::new(r"(?m)^\s*(?:pub(?:\([^)]*\))? )?use ([^;]*);");
        let pattern = pattern.expect("a pattern");
        let mut imports = Vec::new();
        for found in pattern.captures_iter(code) {
            let words = words(&found[1]);
            branch(&mut words.iter().map(String::as_str), &[], &mut imports);
        }
        let rest = pattern.replace_all(code, "");
        let pattern = Regex::new(r"(?:::)?\w+(?:::\w+)+").expect("a pattern");
        let paths = pattern.find_iter(&rest).map(|found| found.as_str());
        // What begins with colons is a crate, or belongs to a type.
        let paths = paths.filter(|path| !path.starts_with("::"));
        Self {
            imports,
            paths: paths
                .map(|path| path.split("::").map(Into::into).collect())
                .collect(),
        }
    }
}

/// The name of a file; `None` of what has the others, and of tests.
fn name(path: &Path) -> Option<Name> {
    let path = path.strip_prefix("src").ok()?.with_extension("");
    let name: Name = path
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    let is_root = path == Path::new("lib") || path == Path::new("main");
    (!is_root && name.iter().all(|part| part != "tests")).then_some(name)
}

/// The code of a file without comments and tests. It is formatted: an item ends where a line at its
/// own depth does.
fn shipped(text: &str) -> String {
    let mut code = String::new();
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    let mut lines = text.lines().filter(is_code);
    while let Some(line) = lines.next() {
        if line.trim() != "#[cfg(test)]" {
            code.push_str(line);
            code.push('\n');
            continue;
        }
        let depth = &line[..line.len() - line.trim_start().len()];
        let is_last = |line: &str| {
            let rest = line.strip_prefix(depth).unwrap_or_default();
            let is_inside = rest.is_empty() || rest.starts_with([' ', '#']);
            !is_inside && (rest.starts_with('}') || rest.ends_with([';', ',', '}']))
        };
        lines.by_ref().find(|line| is_last(line));
    }
    code
}

/// The words and signs of a `use`.
fn words(tree: &str) -> Vec<String> {
    let pattern = Regex::new(r"\w+|[{},*]").expect("a pattern");
    let words = pattern.find_iter(tree);
    words.map(|word| word.as_str().to_owned()).collect()
}

/// Adds what a branch of a `use` brings into scope; returns at its comma or brace.
fn branch<'a>(words: &mut impl Iterator<Item = &'a str>, stem: &[String], found: &mut Vec<Import>) {
    let mut path = stem.to_vec();
    let mut name = None;
    let mut inner = false;
    while let Some(word) = words.next() {
        match word {
            "{" => {
                branch(words, &path, found);
                inner = true;
            }
            "}" | "," => {
                leaf(inner, path, name, stem, found);
                if word == "," {
                    branch(words, stem, found);
                }
                return;
            }
            "as" => name = words.next().map(Into::into),
            word => path.push(word.to_owned()),
        }
    }
    leaf(inner, path, name, stem, found);
}

/// Adds one name that a `use` brings into scope; `self` is the name of what is around it.
fn leaf(
    inner: bool,
    mut path: Name,
    name: Option<String>,
    stem: &[String],
    found: &mut Vec<Import>,
) {
    if inner || path.len() == stem.len() {
        return;
    }
    path.pop_if(|last| last == "self" || last == "*");
    if let Some(name) = name.or_else(|| path.last().cloned()) {
        found.push(Import { name, path });
    }
}

fn joined(stem: &[String], last: &str) -> Name {
    [stem, &[last.to_owned()]].concat()
}

/// All that a file uses, and what those use, and so on.
fn reach<'a>(edges: &'a Edges, from: &Name) -> BTreeSet<&'a Name> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<_> = edges[from].keys().collect();
    while let Some(name) = open.pop() {
        if reached.insert(name) {
            open.extend(edges.get(name).into_iter().flat_map(BTreeMap::keys));
        }
    }
    reached
}

/// A circle, a line for each file that uses another.
fn told(circle: &BTreeSet<&Name>, edges: &Edges) -> String {
    let lines = circle.iter().flat_map(|user| {
        let used = edges[*user]
            .iter()
            .filter(|(name, _)| circle.contains(name));
        used.map(|(name, items)| {
            let items: Vec<_> = items.iter().map(String::as_str).collect();
            let [one, other] = [user.join("/"), name.join("/")];
            format!("{one} uses {} of {other}\n", items.join(", "))
        })
    });
    lines.collect()
}
