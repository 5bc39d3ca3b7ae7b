//! GNU parallel's spelling of a command and its inputs: parscope reads it, or names the part that
//! it does not read.

use super::*;

fn words(line: &str) -> Vec<OsString> {
    line.split_whitespace().map(Into::into).collect()
}

fn read(line: &str) -> Result<Commands, String> {
    Commands::parse(&words(line), false).map_err(|error| error.to_string())
}

fn flags(line: &str) -> Vec<(&'static str, String)> {
    let flags = read(line).unwrap().flags(&Vec::new()).unwrap();
    flags
        .into_iter()
        .map(|(row, text)| (row.name, text))
        .collect()
}

fn inputs(line: &str) -> String {
    flags(line).remove(2).1
}

#[test]
fn a_line_of_gnu_parallel_is_understood() {
    let origins = |line: &str| {
        let sources = read(line).unwrap().sources.into_iter();
        sources.map(|source| source.origin).collect::<Vec<_>>()
    };
    let listed = SourceOrigin::Listed(vec!["a".into(), "b".into()]);
    assert_eq!(origins("gzip -9 -k {} ::: a b"), [listed]);
    assert_eq!(
        origins("gzip :::: list other"),
        [
            SourceOrigin::File("list".into()),
            SourceOrigin::File("other".into())
        ]
    );
    assert_eq!(origins("gzip :::: -"), [SourceOrigin::Stdin]);
    assert_eq!(origins("mv {} {.}.old"), [SourceOrigin::Piped("{}".into())]);
    assert_eq!(
        origins("mv {1} {1.}.old"),
        [SourceOrigin::Piped("{1}".into())]
    );
    assert_eq!(origins("awk {print}"), []);
    assert_eq!(
        flags("printf %s\\n ::: a 'b"),
        [
            ("workload", "command".into()),
            ("command", "printf \"%s\\\\n\"".into()),
            ("inputs", "a \"'b\"".into()),
        ]
    );
    assert_eq!(inputs("echo ::: a b ::: 1 :::+ x"), "a b ::: 1 :::+ x");
}

#[test]
fn words_that_are_no_text_are_not_lost() {
    let mut line = words("cat ::: a");
    line.push(std::os::unix::ffi::OsStringExt::from_vec(
        b"caf\xe9".to_vec(),
    ));
    let flags = Commands::parse(&line, false).unwrap().flags(&Vec::new());
    assert_eq!(flags.unwrap()[2].1, "a 'caf�e9'");
}

#[test]
fn what_is_no_command_is_refused_with_what_to_write() {
    for (line, hint) in [
        ("::: a b", "after the two hyphens"),
        ("echo :::+ b", "write `:::`"),
        ("echo ::::+ b", "write `::::`"),
        ("echo ::::", "names of files"),
        ("echo :::: - -", "one place"),
        ("-j4 echo ::: a", "--workers N"),
        ("--jobs=4 echo ::: a", "--workers N"),
        ("--link echo ::: a ::: b", ":::+"),
        ("--colsep , echo ::: a", "each column"),
        ("--dry-run echo ::: a", "before the two hyphens"),
        ("-0", "no command"),
    ] {
        let error = read(line).unwrap_err();
        assert!(error.contains(hint), "{line}: {error}");
    }
    for line in ["echo :::", "echo ::: a :::", "echo ::: a ::: ::: b"] {
        let none = read(line).unwrap().flags(&Vec::new()).unwrap_err();
        assert!(none.to_string().contains("no inputs"), "{line}: {none}");
    }
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
