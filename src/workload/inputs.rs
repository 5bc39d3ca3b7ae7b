//! [`Inputs`]: the inputs of commands, in GNU parallel's spelling.
//!
//! Sources stand in groups. Those of a group are linked: their first words go together, their
//! second ones, and so on to the end of the shortest. Groups are combined, each word of one with each
//! of the others, the last group varying fastest. As words they are written as on a command line:
//! `a b ::: 1 2` for two groups, `a b :::+ 1 2` for one group of two sources.

use std::iter;

/// The separator of two groups.
const BESIDE: &str = ":::";
/// The separator of two sources that are linked.
const LINKED: &str = ":::+";
/// An input that would be taken for one of these has its first letter spelt out.
const SPELT: &str = "�3a";

/// A list of inputs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct InputSource {
    /// Whether it goes along with the one before.
    linked: bool,
    words: Vec<String>,
}

/// The inputs of commands: one combination a task. Words that are no UTF-8 are spelt as
/// [`spell`](crate::base::spell) does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Inputs {
    sources: Vec<InputSource>,
    /// How many combinations there are: asked for far more often than it changes.
    count: u32,
}

impl Inputs {
    /// No inputs yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads words with separators between them; `None` where a source is empty, or there are more
    /// combinations than can be counted.
    #[must_use]
    pub fn from_words(words: Vec<String>) -> Option<Self> {
        if words.is_empty() {
            return Some(Self::default());
        }
        let mut inputs = Self::default();
        let (mut linked, mut source) = (false, Vec::new());
        for word in words {
            if word == BESIDE || word == LINKED {
                let before = std::mem::take(&mut source);
                inputs = inputs.with(before, linked)?;
                linked = word == LINKED;
            } else {
                source.push(match word.strip_prefix(SPELT) {
                    Some(rest) if rest.starts_with("::") => format!(":{rest}"),
                    _ => word,
                });
            }
        }
        inputs.with(source, linked)
    }

    /// These and one more source; `None` where that is empty, has no source to be linked to, or
    /// makes too many combinations.
    #[must_use]
    pub fn with(mut self, words: Vec<String>, linked: bool) -> Option<Self> {
        if words.is_empty() || (linked && self.sources.is_empty()) {
            return None;
        }
        self.sources.push(InputSource { linked, words });
        let lengths = self.groups().map(length);
        let count = lengths.fold(1_usize, usize::saturating_mul);
        self.count = u32::try_from(count).ok()?;
        Some(self)
    }

    /// The inputs as words, with separators between the sources.
    pub fn words(&self) -> impl Iterator<Item = String> + '_ {
        self.sources.iter().enumerate().flat_map(|(index, source)| {
            let separator = match (index, source.linked) {
                (0, _) => None,
                (_, true) => Some(LINKED.to_owned()),
                (_, false) => Some(BESIDE.to_owned()),
            };
            let words = source
                .words
                .iter()
                .map(|word| match word.strip_prefix(':') {
                    Some(rest) if word == BESIDE || word == LINKED => format!("{SPELT}{rest}"),
                    _ => word.clone(),
                });
            separator.into_iter().chain(words)
        })
    }

    /// How many tasks they make.
    #[must_use]
    pub const fn len(&self) -> u32 {
        self.count
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many inputs each task has.
    #[must_use]
    pub const fn sources(&self) -> usize {
        self.sources.len()
    }

    /// The inputs of a task, one of each source; `None` beyond the last task.
    #[must_use]
    pub fn of(&self, task: usize) -> Option<Vec<&str>> {
        (task < self.count as usize).then_some(())?;
        let mut left = task;
        let mut lines: Vec<_> = self.groups().collect();
        lines.reverse();
        let mut places = Vec::new();
        for group in &lines {
            places.push(left % length(group));
            left /= length(group);
        }
        let groups = lines.iter().zip(places).rev();
        let words = groups
            .flat_map(|(group, at)| group.iter().zip(iter::repeat(at)))
            .filter_map(|(source, at)| source.words.get(at));
        Some(words.map(String::as_str).collect())
    }

    /// The name of a task: its inputs with spaces between them.
    #[must_use]
    pub fn name(&self, task: usize) -> Option<String> {
        Some(self.of(task)?.join(" "))
    }

    /// Sources that are linked to each other, in their order.
    fn groups(&self) -> impl Iterator<Item = &[InputSource]> {
        self.sources.chunk_by(|_, next| next.linked)
    }
}

/// How many lines a group has: the shortest source says.
fn length(group: &[InputSource]) -> usize {
    group
        .iter()
        .map(|source| source.words.len())
        .min()
        .unwrap_or(0)
}

impl<W: Into<String>, const N: usize> From<[W; N]> for Inputs {
    /// One list.
    fn from(words: [W; N]) -> Self {
        let words = words.map(Into::into).into();
        Self::new().with(words, false).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Inputs {
        Inputs::from_words(line.split(' ').map(Into::into).collect()).expect(line)
    }

    /// The arguments that GNU parallel calls `echo` with.
    fn all(line: &str) -> Vec<String> {
        let inputs = read(line);
        (0..=inputs.len() as usize)
            .filter_map(|task| inputs.name(task))
            .collect()
    }

    #[test]
    fn groups_are_combined_as_gnu_parallel_does_and_linked_sources_end_with_the_shortest() {
        assert_eq!(all("a b ::: 1 2"), ["a 1", "a 2", "b 1", "b 2"]);
        assert_eq!(all("a b :::+ 1 2 3"), ["a 1", "b 2"]);
        assert_eq!(all("a b c :::+ 1 2"), ["a 1", "b 2"]);
        assert_eq!(
            all("a b c :::+ 1 2 3 ::: X Y :::+ 11 22"),
            [
                "a 1 X 11", "a 1 Y 22", "b 2 X 11", "b 2 Y 22", "c 3 X 11", "c 3 Y 22"
            ]
        );
    }

    #[test]
    fn inputs_are_the_same_after_they_were_written_down() {
        for line in ["a", "a b ::: 1", "a :::+ 1 ::: x y", "�3a:: b", ":::: x"] {
            let inputs = read(line);
            let words: Vec<_> = inputs.words().collect();
            assert_eq!(words.join(" "), line);
            assert_eq!(Inputs::from_words(words), Some(inputs));
        }
        // An input that looks like a separator, as a file may hold it.
        assert_eq!(read("�3a::+").of(0), Some(vec![":::+"]));
        assert_eq!(Inputs::from_words(Vec::new()), Some(Inputs::default()));
    }

    #[test]
    fn what_makes_no_combination_is_none() {
        for line in ["a :::", "::: a", ":::+ a", "a ::: ::: b"] {
            let words = line.split(' ').map(Into::into).collect();
            assert_eq!(Inputs::from_words(words), None, "{line}");
        }
        let many = || vec!["x".to_owned(); 100_000];
        let inputs = Inputs::new().with(many(), false).unwrap();
        assert_eq!(inputs.clone().with(many(), false), None);
        assert_eq!(inputs.with(many(), true).unwrap().len(), 100_000);
    }
}
