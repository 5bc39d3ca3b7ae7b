//! [`Template`]: the words of a command, with places for its input, in GNU parallel's spelling.

use crate::base::TaskId;

/// What may stand in a word for the input, or a part of it.
const PLACES: [(&str, Place); 6] = [
    ("{}", Place::Whole),
    ("{.}", Place::WithoutExtension),
    ("{/}", Place::Base),
    ("{//}", Place::Folder),
    ("{/.}", Place::Stem),
    ("{#}", Place::Number),
];

/// What stands in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Whole,
    WithoutExtension,
    Base,
    Folder,
    Stem,
    Number,
}

/// A piece of a word.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Place(Place),
}

/// The words of a command.
pub(super) struct Template(Vec<Vec<Piece>>);

impl Template {
    /// From the words as they were typed.
    ///
    /// With inputs to come and no place for them, they are the last word. Without inputs, only
    /// the number of the task is filled in: `{}` means something to other programs too.
    pub(super) fn new(words: &[String], has_inputs: bool) -> Self {
        let mut words: Vec<_> = words.iter().map(|word| pieces(word, has_inputs)).collect();
        let is_place = |piece: &Piece| matches!(piece, Piece::Place(_));
        let has_place = words.iter().flatten().any(is_place);
        if has_inputs && !has_place && !words.is_empty() {
            words.push(vec![Piece::Place(Place::Whole)]);
        }
        Self(words)
    }

    /// The words for an input.
    pub(super) fn words(&self, input: Option<&str>, task: TaskId) -> Vec<String> {
        let input = input.unwrap_or_default();
        let fill = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Place(place) => place.filled(input, task),
        };
        self.0
            .iter()
            .map(|word| word.iter().map(fill).collect())
            .collect()
    }
}

/// Cuts a word at its places.
fn pieces(word: &str, has_inputs: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut text, mut rest) = (String::new(), word);
    while let Some(first) = rest.chars().next() {
        let place = PLACES
            .iter()
            .filter(|(_, place)| has_inputs || *place == Place::Number)
            .find_map(|(name, place)| Some((rest.strip_prefix(name)?, place)));
        if let Some((after, &place)) = place {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
            pieces.push(Piece::Place(place));
            rest = after;
        } else {
            text.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    pieces.push(Piece::Text(text));
    pieces
}

impl Place {
    fn filled(self, input: &str, task: TaskId) -> String {
        match self {
            Self::Whole => input.into(),
            Self::WithoutExtension => without_extension(input).into(),
            Self::Base => base(input).into(),
            Self::Folder => folder(input).into(),
            Self::Stem => without_extension(base(input)).into(),
            Self::Number => (u64::from(task.get()) + 1).to_string(),
        }
    }
}

/// What follows the last slash.
fn base(input: &str) -> &str {
    input.rsplit_once('/').map_or(input, |(_, base)| base)
}

/// What comes before the last slash; `.` without one, `/` where nothing does.
fn folder(input: &str) -> &str {
    match input.rsplit_once('/') {
        None => ".",
        Some((folder, _)) if folder.bytes().all(|byte| byte == b'/') => "/",
        Some((folder, _)) => folder.trim_end_matches('/'),
    }
}

/// What comes before the last dot of its base name.
fn without_extension(input: &str) -> &str {
    match input.rsplit_once('.') {
        Some((before, extension)) if !extension.contains('/') => before,
        _ => input,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(words: &[&str], input: Option<&str>) -> Vec<String> {
        let words: Vec<_> = words.iter().map(|&word| word.to_owned()).collect();
        Template::new(&words, input.is_some()).words(input, TaskId::new(6))
    }

    #[test]
    fn an_input_goes_wherever_its_place_is_and_stays_one_word() {
        let words = filled(
            &["cp", "{}", "to={},{}", "{", "{x}", "ü{}"],
            Some("a b; rm *"),
        );
        let expected = [
            "cp",
            "a b; rm *",
            "to=a b; rm *,a b; rm *",
            "{",
            "{x}",
            "üa b; rm *",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn an_input_without_a_place_is_the_last_word() {
        assert_eq!(filled(&["gzip", "-k"], Some("a")), ["gzip", "-k", "a"]);
        assert_eq!(filled(&["gzip", "-k"], None), ["gzip", "-k"]);
        assert_eq!(filled(&[], Some("a")), [""; 0]);
    }

    #[test]
    fn an_input_that_looks_like_a_place_is_not_filled_again() {
        assert_eq!(filled(&["{}{#}"], Some("{#}{}")), ["{#}{}7"]);
    }

    #[test]
    fn without_inputs_braces_are_left_to_the_command() {
        assert_eq!(filled(&["find", "{}", "{#}"], None), ["find", "{}", "7"]);
    }

    #[test]
    fn the_parts_of_a_path_are_those_of_gnu_parallel() {
        let parts = ["{.}", "{/}", "{//}", "{/.}"];
        for (input, expected) in [
            ("in/a.tar.gz", ["in/a.tar", "a.tar.gz", "in", "a.tar"]),
            ("in.d/a", ["in.d/a", "a", "in.d", "a"]),
            ("a.c", ["a", "a.c", ".", "a"]),
            ("/a.c", ["/a", "a.c", "/", "a"]),
            ("x//a", ["x//a", "a", "x", "a"]),
            ("", ["", "", ".", ""]),
        ] {
            assert_eq!(filled(&parts, Some(input)), expected, "{input}");
        }
    }
}
