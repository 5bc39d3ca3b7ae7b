//! [`Commands`]: tasks that are commands, in the spelling of GNU parallel:
//! `gzip -9 -k {} ::: a b c`.

use super::CliError;
use super::arguments::Flags;
use crate::{plan::parameter, workload::COMMAND};
use std::{
    fs::File,
    io::{self, IsTerminal, Read},
    path::Path,
};

/// More than that is hardly a list of names.
const MOST_BYTES: u64 = 16 << 20;

/// What in a word is replaced by an input, or by a part of it.
const PLACES: [&str; 5] = ["{}", "{.}", "{/}", "{//}", "{/.}"];

/// A command, and what it is to be called with.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Commands {
    command: Vec<String>,
    inputs: Inputs,
}

/// Where the inputs come from.
#[derive(Debug, PartialEq, Eq)]
enum Inputs {
    /// There are none: the command is run as it stands.
    None,
    /// The words after `:::`.
    Listed(Vec<String>),
    /// The lines of the file after `::::`.
    File(String),
    /// The lines of standard input.
    Stdin,
    /// The same, because nothing else was said.
    Piped,
}

impl Commands {
    /// Reads the words after `--`.
    pub(super) fn parse(words: &[String]) -> Result<Self, CliError> {
        let wrong = |text: &str| Err(CliError::Usage(text.to_owned()));
        let separator = |word: &String| matches!(word.as_str(), ":::" | "::::" | ":::+" | "::::+");
        let (command, rest) = match words.iter().position(separator) {
            Some(place) => words.split_at(place),
            None => (words, &[][..]),
        };
        if command.is_empty() {
            return wrong("there is no command before `:::`: write it after the two hyphens");
        }
        if rest.iter().skip(1).any(separator)
            || rest.first().is_some_and(|word| word.ends_with('+'))
        {
            return wrong(
                "only one group of inputs can be given: write all of them after one `:::`, or \
                 into a file after `::::`",
            );
        }
        let inputs = match rest {
            [mark, file] if mark == "::::" && file == "-" => Inputs::Stdin,
            [mark, file] if mark == "::::" => Inputs::File(file.clone()),
            [mark, ..] if mark == "::::" => {
                return wrong("`::::` takes the name of one file, or - for standard input");
            }
            [_, listed @ ..] => Inputs::Listed(listed.to_vec()),
            [] if has_place(command) => Inputs::Piped,
            [] => Inputs::None,
        };
        Ok(Self {
            command: command.to_vec(),
            inputs,
        })
    }

    /// As flags, after those that were given.
    pub(super) fn flags(self, given: &Flags) -> Result<Flags, CliError> {
        let refuse = |text: String| Err(CliError::Usage(text));
        for (row, text) in given {
            let said = row.name == "workload" && text != COMMAND;
            if said || ["command", "inputs"].contains(&row.name) {
                return refuse(format!(
                    "the tasks are the command after the two hyphens: leave --{} out",
                    row.name
                ));
            }
            if row.name == "tasks" && self.inputs != Inputs::None {
                return refuse("there is a task for each input: leave --tasks out".into());
            }
        }
        let inputs = match self.inputs {
            Inputs::None => None,
            Inputs::Listed(inputs) => Some(inputs),
            Inputs::File(path) => {
                let fault = |message: String| CliError::File {
                    path: path.clone().into(),
                    message,
                };
                let unreadable = |error: io::Error| fault(format!("cannot be read: {error}"));
                // A pipe is as good: `:::: <(ls)`.
                if Path::new(&path).is_dir() {
                    return Err(fault("cannot be read: it is a folder".into()));
                }
                let file = File::open(&path).map_err(unreadable)?;
                Some(lines(file).map_err(unreadable)?)
            }
            Inputs::Piped if io::stdin().is_terminal() => {
                return refuse(
                    "nothing was given for the {} in the command: write the inputs after `:::`, \
                     a file of them after `::::`, or send their lines to standard input"
                        .into(),
                );
            }
            Inputs::Stdin | Inputs::Piped => Some(lines(io::stdin()).map_err(|error| {
                CliError::Usage(format!("standard input cannot be read: {error}"))
            })?),
        };
        if inputs.as_ref().is_some_and(Vec::is_empty) {
            return refuse("there are no inputs, so there is nothing to run".into());
        }
        let quoted = |words: &[String]| {
            shlex::try_join(words.iter().map(String::as_str))
                .map_err(|_| CliError::Usage("a zero byte cannot be in a command".into()))
        };
        let command = quoted(&self.command)?;
        let inputs = quoted(&inputs.unwrap_or_default())?;
        let flags = [
            ("workload", COMMAND.to_owned()),
            ("command", command),
            ("inputs", inputs),
        ];
        let flags = flags.map(|(name, text)| Ok((parameter(name)?, text)));
        flags.into_iter().collect()
    }
}

fn has_place(words: &[String]) -> bool {
    let holds = |word: &String| PLACES.iter().any(|place| word.contains(place));
    words.iter().any(holds)
}

/// The lines of a text, however they end.
fn lines(source: impl Read) -> io::Result<Vec<String>> {
    let mut bytes = Vec::new();
    source.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(io::Error::other("there are more than 16 MiB of inputs"));
    }
    let text =
        String::from_utf8(bytes).map_err(|_| io::Error::other("the inputs are no UTF-8 text"))?;
    Ok(text.lines().map(ToOwned::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(Into::into).collect()
    }

    fn read(line: &str) -> Result<Commands, String> {
        Commands::parse(&words(line)).map_err(|error| error.to_string())
    }

    fn flags(line: &str) -> Vec<(&'static str, String)> {
        let flags = read(line).unwrap().flags(&Vec::new()).unwrap();
        flags
            .into_iter()
            .map(|(row, text)| (row.name, text))
            .collect()
    }

    #[test]
    fn a_line_of_gnu_parallel_is_understood() {
        let inputs = |line: &str| read(line).unwrap().inputs;
        assert_eq!(
            inputs("gzip -9 -k {} ::: a b"),
            Inputs::Listed(words("a b"))
        );
        assert_eq!(inputs("gzip :::: list"), Inputs::File("list".into()));
        assert_eq!(inputs("gzip :::: -"), Inputs::Stdin);
        assert_eq!(inputs("mv {} {.}.old"), Inputs::Piped);
        assert_eq!(inputs("awk {print}"), Inputs::None);
        assert_eq!(
            flags("printf %s\\n ::: a 'b"),
            [
                ("workload", "command".into()),
                ("command", "printf \"%s\\\\n\"".into()),
                ("inputs", "a \"'b\"".into()),
            ]
        );
    }

    #[test]
    fn what_is_no_command_is_refused_with_what_to_write() {
        for (line, hint) in [
            ("::: a b", "after the two hyphens"),
            ("echo ::: a ::: b", "one group"),
            ("echo ::: a :::+ b", "one group"),
            ("echo :::+ b", "one group"),
            ("echo ::::", "one file"),
            ("echo :::: a b", "one file"),
        ] {
            let error = read(line).unwrap_err();
            assert!(error.contains(hint), "{line}: {error}");
        }
        let none = read("echo :::").unwrap().flags(&Vec::new()).unwrap_err();
        assert!(none.to_string().contains("no inputs"), "{none}");
    }

    #[test]
    fn flags_that_say_what_the_line_says_are_refused() {
        for (name, text) in [("workload", "primes"), ("inputs", "b"), ("tasks", "3")] {
            let given = vec![(parameter(name).unwrap(), text.to_owned())];
            let error = read("echo ::: a").unwrap().flags(&given).unwrap_err();
            assert!(
                error.to_string().contains(&format!("leave --{name} out")),
                "{error}"
            );
        }
        // Without inputs, the number of tasks is what says how often.
        let given = vec![(parameter("tasks").unwrap(), "3".to_owned())];
        assert!(read("date").unwrap().flags(&given).is_ok());
    }

    #[test]
    fn a_list_of_names_is_read_line_by_line_also_from_elsewhere() {
        assert_eq!(lines(&b"a\r\nb c\n\nd"[..]).unwrap(), ["a", "b c", "", "d"]);
        assert!(lines(&b"\xff"[..]).is_err());
        let endless = io::repeat(b'x');
        assert!(lines(endless).unwrap_err().to_string().contains("16 MiB"));
    }
}
