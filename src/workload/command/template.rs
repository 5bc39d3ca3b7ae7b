//! [`Template`]: the words of a command, with places for its inputs, in GNU parallel's spelling.
//!
//! Text written `{…}` is a place of ours, a place of GNU parallel's that parscope has no use for,
//! or neither. The second is refused: a command that gets it as it stands does something else than
//! was meant. The last belongs to the command, as in `awk '{print}'`.

mod spelling;

use crate::base::{TaskId, unspell};
use spelling::{Found, found};
use std::{
    ffi::{OsStr, OsString},
    os::unix::ffi::OsStrExt,
};

/// A part of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TemplatePart {
    Whole,
    WithoutExtension,
    Base,
    Folder,
    Stem,
}

/// The content of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// All inputs of the task.
    All(TemplatePart),
    /// Its input from one source, counted from 0.
    One(usize, TemplatePart),
    /// The number of the task, from 1.
    Number,
    /// The number of the worker, from 1.
    Slot,
}

/// A piece of a word.
#[derive(Debug, PartialEq, Eq)]
enum WordPiece {
    Text(OsString),
    Place(Place),
}

/// The words of a command.
pub(super) struct Template(Vec<Vec<WordPiece>>);

/// The values that fill a word.
pub(super) struct Filling<'a> {
    /// The inputs of the task; none where the command has none.
    pub(super) inputs: Vec<&'a str>,
    pub(super) task: TaskId,
    /// The number of the worker, from 1.
    pub(super) slot: u32,
}

/// Whether a word of a command has a place for an input.
#[must_use]
pub fn has_place(word: &str) -> bool {
    starts(word).any(|rest| matches!(found(rest), Some((Found::Place(place), _)) if place.is_input()))
}

/// Checks the words of a command that is called with so many inputs.
///
/// # Errors
/// A sentence on the text that is in GNU parallel's spelling and has no meaning here.
pub fn check_places(words: &[String], sources: usize) -> Result<(), String> {
    words.iter().try_for_each(|word| pieces(word, sources).map(drop))
}

impl Template {
    /// Reads the words as they were typed, called with so many inputs.
    ///
    /// With inputs to come and no place for them, they are the last words. Without inputs, only
    /// the numbers of task and worker are filled in: `{}` means something to other programs too.
    ///
    /// # Errors
    /// As [`check_places`].
    pub(super) fn new(words: &[String], sources: usize) -> Result<Self, String> {
        let words = words.iter().map(|word| pieces(word, sources));
        let mut words: Vec<_> = words.collect::<Result<_, _>>()?;
        let is_place = |piece: &WordPiece| matches!(piece, WordPiece::Place(_));
        let has_place = words.iter().flatten().any(is_place);
        if sources > 0 && !has_place && !words.is_empty() {
            words.push(vec![WordPiece::Place(Place::All(TemplatePart::Whole))]);
        }
        Ok(Self(words))
    }

    /// The words of a task. Where all inputs are a word by themselves, each is a word of its own;
    /// within a longer one there are spaces between them.
    pub(super) fn words(&self, filling: &Filling<'_>) -> Vec<OsString> {
        let inputs: Vec<_> = filling.inputs.iter().map(|input| unspell(input)).collect();
        let mut words = Vec::new();
        for word in &self.0 {
            if let [WordPiece::Place(Place::All(part))] = word[..] {
                words.extend(inputs.iter().map(|input| part.of(input).to_owned()));
                continue;
            }
            let mut filled = OsString::new();
            for piece in word {
                match piece {
                    WordPiece::Text(text) => filled.push(text),
                    WordPiece::Place(place) => place.fill(&mut filled, &inputs, filling),
                }
            }
            words.push(filled);
        }
        words
    }
}

/// The parts of a word that begin with a brace.
fn starts(word: &str) -> impl Iterator<Item = &str> {
    word.match_indices('{').map(|(at, _)| &word[at..])
}

/// Cuts a word at its places.
fn pieces(word: &str, sources: usize) -> Result<Vec<WordPiece>, String> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(brace) = word[at..].find('{') {
        at += brace;
        // `${…}` is left to the shell where GNU parallel leaves it alone, too.
        let is_shell = word[..at].ends_with('$');
        match found(&word[at..]) {
            Some((Found::Place(place), length)) if sources > 0 || !place.is_input() => {
                if let Place::One(source, _) = place
                    && source >= sources
                {
                    return Err(beyond(&word[at..at + length], source, sources));
                }
                let text = unspell(&word[from..at]);
                if !text.is_empty() {
                    pieces.push(WordPiece::Text(text));
                }
                pieces.push(WordPiece::Place(place));
                at += length;
                from = at;
            }
            Some((Found::Place(Place::One(source, _)), length)) => {
                return Err(beyond(&word[at..at + length], source, sources));
            }
            Some((Found::Refused { why, plus }, _)) if !(plus && is_shell) => return Err(why),
            _ => at += 1,
        }
    }
    let text = unspell(&word[from..]);
    if !text.is_empty() || pieces.is_empty() {
        pieces.push(WordPiece::Text(text));
    }
    Ok(pieces)
}

fn beyond(place: &str, source: usize, sources: usize) -> String {
    let number = source + 1;
    let there = match sources {
        0 => "there are none".to_owned(),
        1 => "there is one".to_owned(),
        several => format!("there are {several}"),
    };
    format!(
        "{place} stands for the input from list {number}, and {there}: write list {number} after \
         another `:::`, or another number"
    )
}

impl Place {
    /// Whether an input stands there.
    const fn is_input(self) -> bool {
        matches!(self, Self::All(_) | Self::One(..))
    }

    fn fill(self, word: &mut OsString, inputs: &[OsString], filling: &Filling<'_>) {
        match self {
            Self::All(part) => {
                for (index, input) in inputs.iter().enumerate() {
                    if index > 0 {
                        word.push(" ");
                    }
                    word.push(part.of(input));
                }
            }
            Self::One(source, part) => {
                word.push(inputs.get(source).map_or(OsStr::new(""), |input| part.of(input)));
            }
            Self::Number => word.push((u64::from(filling.task.get()) + 1).to_string()),
            Self::Slot => word.push(filling.slot.to_string()),
        }
    }
}

impl TemplatePart {
    fn of(self, input: &OsStr) -> &OsStr {
        let bytes = input.as_bytes();
        OsStr::from_bytes(match self {
            Self::Whole => bytes,
            Self::WithoutExtension => without_extension(bytes),
            Self::Base => base(bytes),
            Self::Folder => folder(bytes),
            Self::Stem => without_extension(base(bytes)),
        })
    }
}

fn last(input: &[u8], byte: u8) -> Option<usize> {
    input.iter().rposition(|&one| one == byte)
}

/// The part after the last slash.
fn base(input: &[u8]) -> &[u8] {
    last(input, b'/').map_or(input, |slash| &input[slash + 1..])
}

/// The part before the last slash that is not at its end; `.` without one, `/` where it is empty.
fn folder(input: &[u8]) -> &[u8] {
    let name = without_slashes(input);
    match last(name, b'/') {
        None if name.is_empty() && !input.is_empty() => b"/",
        None => b".",
        Some(slash) => match without_slashes(&name[..slash]) {
            b"" => b"/",
            folder => folder,
        },
    }
}

/// The part before the slashes at its end.
fn without_slashes(input: &[u8]) -> &[u8] {
    let end = input.iter().rposition(|&byte| byte != b'/');
    end.map_or(&[], |end| &input[..=end])
}

/// The part before the last dot of its base name.
fn without_extension(input: &[u8]) -> &[u8] {
    match last(input, b'.') {
        Some(dot) if !input[dot..].contains(&b'/') => &input[..dot],
        _ => input,
    }
}

#[cfg(test)]
mod tests;
