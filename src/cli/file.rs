//! Settings as TOML: config and experiment files are read here, and `plan` is printed here.

use super::{CliError, setting::Setting};
use crate::{
    base::{Bytes, read_file, visible_name},
    lesson::{Lesson, Trial},
    plan::{Experiment, TABLE, parameter},
};
use std::{fmt::Write as _, ops::Range, path::Path};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// More than any experiment needs, and little enough to be read without a thought.
const MOST_BYTES: Bytes = Bytes::from_mib(1);

/// Reads the settings of an experiment file.
pub(super) fn read(path: &Path) -> Result<Vec<Setting>, CliError> {
    settings(&text(path, "experiment")?, &name(path), &[])
}

/// Reads the settings of a config file, which has others besides the parameters.
pub(super) fn read_config(path: &Path, others: &[&str]) -> Result<Vec<Setting>, CliError> {
    settings(&text(path, "config")?, &name(path), others)
}

/// Some texts that a config file has, each with its place; `None` where it does not say.
pub(super) fn words(path: &Path, keys: &[&str]) -> Result<Vec<Option<(String, String)>>, CliError> {
    let (text, name) = (text(path, "config")?, name(path));
    let table = table(&text, &name)?;
    let words = keys.iter().map(|key| {
        let Some((key, value)) = table.get_ref().get_key_value(*key) else {
            return Ok(None);
        };
        let place = place(&text, &name, &key.span());
        let said = plain(value).ok_or_else(|| CliError::Setting {
            place: place.clone(),
            message: format!("{} must be a text", key.get_ref()),
        })?;
        Ok(Some((said, place)))
    });
    words.collect()
}

pub(super) fn name(path: &Path) -> String {
    visible_name(path)
}

/// The text of a file of the kind `what`.
pub(super) fn text(path: &Path, what: &str) -> Result<String, CliError> {
    let fault = |message: String| CliError::File {
        path: path.into(),
        message,
    };
    let unreadable = |error: std::io::Error| fault(format!("cannot be read: {error}"));
    let bytes = read_file(path, MOST_BYTES).map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|_| fault(format!("is no {what}: it is not UTF-8 text")))
}

pub(super) fn place(text: &str, name: &str, span: &Range<usize>) -> String {
    let before = text.get(..span.start).unwrap_or(text);
    format!("{name}:{}", 1 + before.matches('\n').count())
}

pub(super) fn table<'a>(text: &'a str, name: &str) -> Result<Spanned<DeTable<'a>>, CliError> {
    DeTable::parse(text).map_err(|error| CliError::Setting {
        place: place(text, name, &error.span().unwrap_or(0..0)),
        message: error.message().to_owned(),
    })
}

/// The experiment that the text of a file describes, where nothing else does.
///
/// # Errors
/// [`CliError`], with the line of what cannot be.
pub fn experiment(text: &str) -> Result<Experiment, CliError> {
    let mut experiment = Experiment::default();
    for setting in settings(text, "experiment", &[])? {
        setting.row.set(&mut experiment, &setting.text)?;
    }
    Ok(experiment)
}

/// The settings of a text, without the keys in `others`; complaints give `name` and a line.
fn settings(text: &str, name: &str, others: &[&str]) -> Result<Vec<Setting>, CliError> {
    let place = |span: &Range<usize>| place(text, name, span);
    let fault = |span: Range<usize>, message: String| CliError::Setting {
        place: place(&span),
        message,
    };
    let table = table(text, name)?;
    let own = table.get_ref().iter();
    let own = own.filter(|(key, _)| !others.contains(&key.get_ref().as_ref()));
    let settings = own.map(|(key, value)| {
        let row = parameter(key.get_ref()).map_err(|error| fault(key.span(), error.to_string()))?;
        let text = plain(value).ok_or_else(|| {
            let found = value.get_ref().type_str();
            let message = format!(
                "{} cannot be of type {found}: give {}",
                row.name,
                row.takes()
            );
            fault(value.span(), message)
        })?;
        Ok(Setting {
            row,
            text,
            place: Some(place(&key.span())),
        })
    });
    settings.collect()
}

/// A value as it would be written in a flag; `None` where it could not be.
fn plain(value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().to_owned()),
        DeValue::Integer(number) => i128::from_str_radix(number.as_str(), number.radix())
            .ok()
            .map(|number| number.to_string()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Array(list) if list.iter().any(|item| item.get_ref().is_str()) => {
            let words: Option<Vec<_>> = list.iter().map(|item| item.get_ref().as_str()).collect();
            shlex::try_join(words?).ok()
        }
        DeValue::Array(list) => {
            let whole = |item: &Spanned<DeValue<'_>>| match item.get_ref() {
                DeValue::Integer(_) => plain(item),
                _ => None,
            };
            let numbers: Option<Vec<_>> = list.iter().map(whole).collect();
            numbers.map(|numbers| numbers.join(","))
        }
        _ => None,
    }
}

/// An experiment as a file, each line with what else it could be. Of several, the first, and in
/// what the others differ from it.
pub(super) fn print(preset: Option<&Lesson>, trials: &[Trial]) -> String {
    let Some(first) = trials.first() else {
        return String::new();
    };
    let mut text = String::from("# An experiment for `parscope run FILE`.\n");
    if let Some(preset) = preset {
        let _ = writeln!(text, "# Preset {}: {}.", preset.name, preset.title);
    }
    if let [first, others @ ..] = trials
        && !others.is_empty()
    {
        let _ = writeln!(text, "# This is \"{}\"; the others differ in", first.label);
        for other in others {
            let _ = writeln!(
                text,
                "#   \"{}\": {}",
                other.label,
                differences(first, other)
            );
        }
    }
    let mut group = None;
    for row in TABLE {
        let Some(value) = (row.get)(&first.experiment).to_toml() else {
            continue;
        };
        if group.replace(row.group) != Some(row.group) {
            text.push('\n');
        }
        let line = format!("{} = {value}", row.name);
        let _ = writeln!(text, "{line:<26} # {}: {}", row.about, row.takes());
    }
    text
}

/// The changes that turn one experiment into the other: `start = "spawn", workers = 4`.
fn differences(from: &Trial, to: &Trial) -> String {
    let rows = TABLE.iter().filter_map(|row| {
        let [before, after] = [from, to].map(|trial| (row.get)(&trial.experiment));
        let changed = (before != after).then_some(after)?;
        Some(format!("{} = {}", row.name, changed.to_toml()?))
    });
    rows.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        fs::{self, File},
        io::Write as _,
    };

    fn complaint(text: &str) -> String {
        match settings(text, "c.toml", &[]).err() {
            Some(error) => error.message().unwrap(),
            None => String::new(),
        }
    }

    #[test]
    fn every_complaint_names_file_and_line() {
        for (text, start, hint) in [
            (
                "seed = 1\nworker = 2",
                "c.toml:2: ",
                "did you mean `workers`?",
            ),
            (
                "\n\nworkers = true",
                "c.toml:3: ",
                "cannot be of type boolean: give 1 to",
            ),
            (
                "items = [1, \"2\"]",
                "c.toml:1: ",
                "cannot be of type array",
            ),
            ("seed = 1\nseed = 2", "c.toml:2: ", "duplicate key"),
            (
                "seed = 1\n[workers]\na = 1",
                "c.toml:2: ",
                "cannot be of type table",
            ),
            ("seed = ", "c.toml:1: ", ""),
        ] {
            let found = complaint(text);
            assert!(found.starts_with(start), "{text}: {found}");
            assert!(found.contains(hint), "{text}: {found}");
        }
    }

    #[test]
    fn numbers_are_read_as_toml_writes_them() {
        let settings =
            settings("tasks = 1_000\nseed = 0xff\nitems = [1, -2]", "c.toml", &[]).unwrap();
        let mut texts: Vec<_> = settings.into_iter().map(|setting| setting.text).collect();
        texts.sort();
        assert_eq!(texts, ["1,-2", "1000", "255"]);
    }

    #[test]
    fn a_printed_experiment_is_read_as_it_was() {
        let mut experiment = Experiment::default();
        parameter("seed")
            .unwrap()
            .set(&mut experiment, "18446744073709551615")
            .unwrap();
        let trial = Trial {
            label: String::new(),
            experiment: experiment.clone(),
            named: Vec::new(),
        };
        assert_eq!(
            super::experiment(&print(None, &[trial])).unwrap(),
            experiment
        );
    }

    #[test]
    fn a_printed_preset_is_its_first_experiment_and_says_what_the_others_change() {
        let preset = Lesson::find_preset("start-methods").unwrap();
        let text = print(Some(preset), &preset.first_step().trials);
        let spawn = "#   \"spawn\": start = \"spawn\"\n";
        assert!(text.contains(spawn), "{text}");
        assert!(text.contains("\ntask-time = \"20ms\""), "{text}");
        assert!(text.contains("\nstart = \"fork\""), "{text}");
    }

    #[test]
    fn what_is_no_file_or_too_large_a_one_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large.toml");
        let mut file = File::create(&path).unwrap();
        file.write_all(&vec![b'#'; (1 << 20) + 1]).unwrap();
        let cases = [
            (path.clone(), "larger than 1MiB"),
            (folder.path().to_owned(), "not a file"),
            (folder.path().join("none"), "No such file"),
        ];
        for (path, hint) in cases {
            let error = read(&path).err().unwrap();
            let message = error.message().unwrap();
            assert!(message.contains(hint), "{message}");
            assert!(message.contains(&visible_name(path)), "{message}");
            assert_eq!(error.exit_code(), 2);
        }
        fs::write(&path, [0xff, 0xfe]).unwrap();
        assert!(read(&path).err().unwrap().to_string().contains("UTF-8"));
    }
}
