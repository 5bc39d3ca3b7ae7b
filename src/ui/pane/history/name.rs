//! [`Name`]: the name of a run beside others, so that no two that differ have the same.

use super::PastRun;
use crate::{
    log::Watched,
    model::{Digest, Origin, distinctions},
};

/// Cells of the longest name that tells runs apart.
const MOST: u16 = 24;

/// The name of a run in the list.
pub(super) struct Name {
    /// Its forms, the longest first: `pool 4`, or its difference from others of that name,
    /// `start spawn`.
    pub(super) first: Vec<String>,
    /// Its difference from others, where there is a row for that.
    pub(super) second: Option<String>,
}

/// The name of each run, in one row, or in two where each has so many.
pub(super) fn names(rows: &[&PastRun], tall: bool) -> Vec<Name> {
    let name = |(index, row): (usize, &&PastRun)| {
        let (own, apart) = (who(&row.digest), apart(rows, index));
        let Some(words) = apart.clone().filter(|_| !tall) else {
            return Name {
                first: own,
                second: apart,
            };
        };
        let value = bare(&words).map(str::to_owned);
        let long = format!("{}, {words}", own[0]);
        let short = [long, words].into_iter().chain(value);
        Name {
            first: short.chain(own).collect(),
            second: None,
        }
    };
    rows.iter().enumerate().map(name).collect()
}

/// The value alone, where it says by itself what it is: `spawn` does, and `4MiB` does not.
fn bare(words: &str) -> Option<&str> {
    let (_, value) = words.split_once(' ')?;
    (!value.starts_with(|first: char| first.is_ascii_digit())).then_some(value)
}

/// Cells of the longest name that a column may be as wide as.
pub(super) fn longest(names: &[Name]) -> u16 {
    let words = names
        .iter()
        .flat_map(|name| name.first.iter().chain(&name.second));
    let cells = words.map(|words| words.chars().count());
    let cells = cells.filter_map(|cells| u16::try_from(cells).ok());
    cells.filter(|&cells| cells <= MOST).max().unwrap_or(0)
}

/// The difference of a run from those that have the same mode and as many workers.
pub(super) fn apart(rows: &[&PastRun], index: usize) -> Option<String> {
    let own = who(&rows.get(index)?.digest);
    let like = |row: &&&PastRun| who(&row.digest) == own;
    let place = rows[..index].iter().filter(like).count();
    let like = rows.iter().filter(like);
    let like = like.filter_map(|row| row.digest.run.planned());
    let like: Vec<_> = like.map(|planned| &**planned).collect();
    // The way in which it hands out chunks has a column of its own.
    let mut words = distinctions(&like).into_iter().nth(place)?.into_iter();
    words.find(|words| !words.starts_with("chunksize "))
}

/// `pool 4`, or in fewer cells `pool`
fn who(digest: &Digest) -> Vec<String> {
    let experiment = match &digest.run.origin {
        Origin::Imported(import) => return vec![import.file_name()],
        Origin::Watched => {
            let watched = digest.run.watched();
            return watched.map(Watched::program).into_iter().collect();
        }
        Origin::Planned(experiment) => experiment,
    };
    let mode = experiment.mode.to_string();
    if experiment.is_serial() {
        vec![mode]
    } else {
        vec![format!("{mode} {}", experiment.worker_count()), mode]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_never_stands_without_its_name() {
        let all = ["start spawn", "pool rayon", "payload 4MiB", "seed 7"];
        assert_eq!(all.map(bare), [Some("spawn"), Some("rayon"), None, None]);
    }
}
