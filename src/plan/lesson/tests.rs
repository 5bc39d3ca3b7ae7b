//! A teacher's file is read as it was meant, or refused with the line that is wrong.

use super::*;
use crate::plan::PRESETS;
use std::{collections::BTreeSet, fs};

const HEAD: &str = "title = \"A\"\nabout = \"B\"\nminutes = 5\n";

/// What is said of a file with this behind its head.
fn complaint(rest: &str) -> String {
    let read = Lesson::read("my.toml", &format!("{HEAD}{rest}"), recorded);
    read.map_or_else(|error| error.to_string(), |_| String::new())
}

/// The same of a step that runs something and has these lines besides.
fn in_step(lines: &str) -> String {
    complaint(&format!(
        "[[step]]\ntitle = \"C\"\ntext = \"D\"\npreset = \"two-tasks\"\n{lines}\n"
    ))
}

#[test]
fn every_lesson_can_be_read_and_takes_no_longer_than_a_class_listens() {
    for (name, text) in FILES {
        let lesson = Lesson::read(name, text, recorded).unwrap_or_else(|error| panic!("{error}"));
        assert!((5..=10).contains(&lesson.minutes), "{name}");
        assert!(lesson.steps.len() >= 4, "{name}");
        assert!(
            lesson.title.chars().count() <= 29,
            "{name}: cut on a small screen"
        );
        assert!(
            lesson.steps.iter().any(|step| step.question.is_some()),
            "{name}"
        );
        assert!(
            lesson.steps.iter().any(|step| step.trials.is_some()),
            "{name}"
        );
        for step in &lesson.steps {
            // What does not fit beside the timeline is read by nobody.
            let words = |prose: &Prose| prose.plain(|_| "figure".into()).split_whitespace().count();
            assert!(words(&step.text) <= 75, "{name}: {}", step.title);
            assert!(words(&step.reveal) <= 60, "{name}: {}", step.title);
        }
    }
    assert_eq!(LESSONS.len(), FILES.len());
}

#[test]
fn no_file_of_a_lesson_is_left_out_of_the_program() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/lesson");
    let entries = fs::read_dir(folder).expect(folder);
    let names = entries.map(|entry| entry.expect(folder).file_name().into_string().unwrap());
    let names = names.filter_map(|name| Some(name.strip_suffix(".toml")?.to_owned()));
    let built_in = FILES.iter().map(|(name, _)| (*name).to_owned());
    assert_eq!(names.collect::<BTreeSet<_>>(), built_in.collect());
}

#[test]
fn whatever_a_preset_shows_is_taught_in_some_lesson() {
    let taught = LESSONS.iter().flat_map(|lesson| &lesson.presets);
    let taught: BTreeSet<_> = taught.map(String::as_str).collect();
    let all: BTreeSet<_> = PRESETS.iter().map(|preset| preset.name).collect();
    assert_eq!(all.difference(&taught).collect::<Vec<_>>(), [&""; 0]);
    for (name, text) in FILES {
        let lesson = Lesson::find(name).unwrap();
        let run = text
            .lines()
            .filter_map(|line| line.strip_prefix("preset = "));
        for preset in run.map(|quoted| quoted.trim_matches('"').to_owned()) {
            assert!(lesson.presets.contains(&preset), "{name} runs {preset}");
        }
    }
}

#[test]
fn every_recorded_run_stands_in_for_a_trial() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/run");
    let entries = fs::read_dir(folder).expect(folder);
    let names = entries.map(|entry| entry.expect(folder).file_name().into_string().unwrap());
    let names = names.filter_map(|name| Some(name.strip_suffix(".parscope")?.to_owned()));
    let built_in = run::RUNS.iter().map(|(name, _)| (*name).to_owned());
    assert_eq!(names.collect::<BTreeSet<_>>(), built_in.collect());
    for (name, bytes) in run::RUNS {
        let users = FILES
            .iter()
            .filter(|(_, text)| text.contains(&format!("\"{name}\"")));
        assert_eq!(users.count(), 1, "{name}");
        assert!(bytes.len() < 10_000, "{name} is to be small");
    }
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    for (rest, expected) in [
        (
            "[[step]]\ntitle = \"C\"\ntxt = \"D\"\n",
            "my.toml:6: unknown field `txt`",
        ),
        (
            "[[step]]\ntitle = \"C\"\n",
            "my.toml:4: missing field `text`",
        ),
        ("step = []\n", "my.toml:4: a lesson has 1 to 64 steps"),
        (
            "presets = [\n  \"two-taks\"\n]\nstep = []\n",
            "my.toml:5: there is no preset `two-taks`",
        ),
        (
            "[[step]]\ntitle = \"C\"\ntext = \"\"\"\none\ntwo {sped}\n\"\"\"\n",
            "my.toml:8: there is no figure `sped`; did you mean `speedup`?",
        ),
        (
            "[[step]]\ntitle = \"C\"\ntext = \"\"\"\none\ntook 12 ms\n\"\"\"\n",
            "my.toml:8: `12 ms` looks measured",
        ),
        (
            "[[step]]\ntitle = \"C\"\ntext = \"{wall}\"\n",
            "my.toml:6: `wall`: nothing is run in this step",
        ),
        (
            "[[step]]\ntitle = \"C\"\ntext = \"{last.wall}\"\n",
            "my.toml:6: `last.wall`: nothing is run before",
        ),
        (
            "[[step]]\ntitle = \"C\"\ntext = \"# D\"\n",
            "my.toml:6: a text has paragraphs",
        ),
        (
            "[[step]]\ntitle = \"C\"\ntext = \"D\"\n[[step.trial]]\nworkers = 0\n",
            "my.toml:7: workers cannot be",
        ),
        (
            "[[step]]\ntitle = \"C\"\ntext = \"D\"\n[[step.trial]]\nworker = 2\n",
            "my.toml:7: there is no parameter `worker`",
        ),
        (
            "minuts = 3\nstep = []\n",
            "my.toml:4: unknown field `minuts`",
        ),
        ("=", "my.toml:4: "),
    ] {
        let found = complaint(rest);
        assert!(found.starts_with(expected), "{rest}: {found}");
    }
}

#[test]
fn a_step_is_refused_where_it_could_not_be_shown() {
    for (lines, expected) in [
        (
            "show = \"legder\"",
            "my.toml:8: show can be timeline, ledger",
        ),
        ("highlight = \"lane 0\"", "my.toml:8: highlight can be"),
        (
            "recorded = [\"ideal-blur\"]",
            "my.toml:8: recorded names one run for each trial: 2 here",
        ),
        (
            "recorded = [\"ideal-blur\",\n\"ideal-blurr\"]",
            "my.toml:9: there is no recorded run `ideal-blurr`; did you mean `ideal-blur`?",
        ),
        (
            "reveal = \"{wall.3}\"",
            "my.toml:8: `wall.3`: there are 2 trials in this step",
        ),
        (
            "[[step.trial]]\nworkers = 1",
            "my.toml:4: a step has trials of its own or those of a preset",
        ),
        (
            "[step.question]\ntext = \"?\"",
            "my.toml:8: a question has 2 to 4 choices",
        ),
        (
            "[step.question]\ntext = \"?\"\nnumber = \"delivery\"",
            "my.toml:10: delivery is no number",
        ),
        (
            "[step.question]\ntext = \"{wall}?\"\nnumber = \"wall\"",
            "my.toml:9: `wall` is not known before the run",
        ),
        (
            "[step.question]\ntext = \"?\"\n[[step.question.choice]]\ntext = \"a\"\n[[step.question.choice]]\ntext = \"b\"",
            "my.toml:8: of the choices, some say `when`",
        ),
        (
            "[step.question]\ntext = \"?\"\n[[step.question.choice]]\ntext = \"a\"\nwhen = \"wall = 3\"\n[[step.question.choice]]\ntext = \"b\"",
            "my.toml:12: `wall = 3` is no condition",
        ),
        (
            "[step.question]\ntext = \"?\"\n[[step.question.choice]]\ntext = \"a\"\nwhen = \"wall.7 > 3\"\n[[step.question.choice]]\ntext = \"b\"",
            "my.toml:12: `wall.7`: there are 2 trials",
        ),
    ] {
        let found = in_step(lines);
        assert!(found.starts_with(expected), "{lines}: {found}");
    }
}

#[test]
fn what_is_given_may_be_typed_in_and_what_is_measured_not() {
    let fault = |text: &str| Prose::read(text).err().map(|fault| fault.words);
    for text in [
        "{=50 ms} each",
        "`task-time=50ms`",
        "2 cores and 4 tasks",
        "x1.5",
        "in 2 steps",
    ] {
        assert_eq!(fault(text), None, "{text}");
    }
    for (text, words) in [
        ("took 50 ms", "50 ms"),
        ("1.8× as fast", "1.8×"),
        ("12% lost", "12%"),
        ("**3 times** as much", "3 times"),
        ("{=1 s} and 2 s", "2 s"),
        ("{wall", "{wall"),
    ] {
        assert_eq!(fault(text).as_deref(), Some(words), "{text}");
    }
}

#[test]
fn markdown_is_read_as_paragraphs_and_lists() {
    let prose = Prose::read("One **two** `three`.\n\n1. {wall}\n2. b\n\n* c").unwrap();
    let marks: Vec<_> = prose.0.iter().map(|block| &*block.mark).collect();
    assert_eq!(marks, ["", "1.", "2.", "•"]);
    assert_eq!(
        prose.plain(|one| format!("<{one}>")),
        "One two three. <wall> b c"
    );
    assert_eq!(prose.0[0].parts[1], Inline::Strong("two".into()));
    assert_eq!(prose.0[0].parts[3], Inline::Code("three".into()));
}

#[test]
fn a_lesson_that_there_is_not_is_answered_with_the_nearest_one() {
    let error = Lesson::find("two-task").unwrap_err().to_string();
    assert!(error.ends_with("did you mean `two-tasks`?"), "{error}");
}
