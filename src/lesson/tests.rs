//! A teacher's file is read as it was meant, or refused with the line that is wrong.

use super::{
    built_in::{LESSON_FILES, PRESET_FILES, RUN_FILES},
    *,
};
use std::{collections::BTreeSet, fs};

const HEAD: &str = "title = \"A\"\nabout = \"B\"\nminutes = 5\n";

/// The complaint about a file with this behind its head.
fn complaint(rest: &str) -> String {
    let read = Lesson::read("my.toml", &format!("{HEAD}{rest}"), recorded);
    read.map_or_else(|error| error.to_string(), |_| String::new())
}

/// The complaint about a step that runs something and has these lines besides.
fn in_step(lines: &str) -> String {
    complaint(&format!(
        "[[step]]\ntitle = \"C\"\ntext = \"D\"\npreset = \"two-tasks\"\n{lines}\n"
    ))
}

#[test]
fn every_lesson_can_be_read_and_takes_no_longer_than_a_class_listens() {
    for (name, text) in LESSON_FILES {
        let lesson = Lesson::read(name, text, recorded).unwrap_or_else(|error| panic!("{error}"));
        assert!((5..=10).contains(&lesson.minutes.unwrap()), "{name}");
        assert!(lesson.steps.len() >= 4, "{name}");
        assert!(
            lesson.title.chars().count() <= 29,
            "{name}: cut on a small screen"
        );
        assert!(
            lesson.steps.iter().any(|step| step.question.is_some()),
            "{name}"
        );
        assert!(lesson.steps.iter().any(LessonStep::runs), "{name}");
        for step in &lesson.steps {
            // A text that does not fit beside the timeline is not read.
            let words = |prose: &Prose| prose.plain(|_| "figure".into()).split_whitespace().count();
            assert!(words(&step.text) <= 75, "{name}: {}", step.title);
            assert!(words(&step.reveal) <= 60, "{name}: {}", step.title);
        }
    }
    assert_eq!(LESSONS.len(), LESSON_FILES.len());
}

#[test]
fn every_preset_can_be_read_and_says_what_to_look_at() {
    for (name, text) in PRESET_FILES {
        let preset = Lesson::read(name, text, recorded).unwrap_or_else(|error| panic!("{error}"));
        let [step] = &preset.steps[..] else {
            panic!("{name} has several steps");
        };
        assert!(step.runs(), "{name}");
        assert!(
            !preset.title.is_empty() && preset.about.len() > 60,
            "{name}"
        );
        assert!(preset.about.split(". ").count() >= 2, "{name}");
        let labels: BTreeSet<_> = step.trials.iter().map(|t| &t.label).collect();
        assert_eq!(labels.len(), step.trials.len(), "{name}");
    }
    assert_eq!(PRESETS.len(), PRESET_FILES.len());
}

#[test]
fn no_file_is_left_out_of_the_program() {
    fn names<T: ?Sized>(files: &[(&str, &T)]) -> BTreeSet<String> {
        files.iter().map(|(name, _)| (*name).to_owned()).collect()
    }
    for (folder, suffix, built_in) in [
        ("lesson", ".toml", names(LESSON_FILES)),
        ("preset", ".toml", names(PRESET_FILES)),
        ("run", ".parscope", names(RUN_FILES)),
    ] {
        let folder = format!("{}/assets/{folder}", env!("CARGO_MANIFEST_DIR"));
        let files = fs::read_dir(&folder).expect(&folder);
        let files = files.map(|file| file.expect(&folder).file_name().into_string().unwrap());
        let files = files.filter_map(|name| Some(name.strip_suffix(suffix)?.to_owned()));
        assert_eq!(files.collect::<BTreeSet<_>>(), built_in);
    }
}

#[test]
fn a_preset_is_a_lesson_of_one_step() {
    let short = "title = \"A\"\ntext = \" B. \"\n[[experiment]]\nworkers = 2\n";
    let preset = Lesson::read("my.toml", short, recorded).unwrap();
    let step = preset.first_step();
    assert_eq!((&*preset.title, &*preset.about), ("A", "B."));
    assert_eq!(
        (&*step.title, step.text.plain(|_| String::new())),
        ("A", "B.".into())
    );
    let long = "title = \"A\"\nabout = \"B.\"\nminutes = 1\n[[step]]\ntitle = \"A\"\ntext = \"B.\"\n\
                [[step.trial]]\nworkers = 2\n";
    let lesson = Lesson::read("my.toml", long, recorded).unwrap();
    assert_eq!(lesson.steps, preset.steps);
    for (text, expected) in [
        (
            "title = \"A\"\ntext = \"B\"\n[[experiment]]\nworker = 2\n",
            "my.toml:3: there is no parameter `worker`",
        ),
        (
            "title = \"A\"\ntext = \"B\"\n\n[[experment]]\nworkers = 2\n",
            "my.toml:4: unknown field `experment`",
        ),
        (
            "text = \"B\"\n[[experiment]]\nworkers = 2\n",
            "my.toml:1: missing field `title`",
        ),
        (
            "title = \"A\"\ntext = \"B\"\n[[experiment]]\nworkers = 2\n[[experiment]]\n",
            "my.toml:1: a step has at most 8 trials; of several, each has a label",
        ),
    ] {
        let error = Lesson::read("my.toml", text, recorded).unwrap_err();
        assert!(error.to_string().starts_with(expected), "{text}: {error}");
    }
}

#[test]
fn whatever_a_preset_shows_is_taught_in_some_lesson() {
    let taught = LESSONS.iter().flat_map(|lesson| &lesson.presets);
    let taught: BTreeSet<_> = taught.map(String::as_str).collect();
    let all: BTreeSet<_> = PRESETS.iter().map(|preset| &*preset.name).collect();
    assert_eq!(all.difference(&taught).collect::<Vec<_>>(), [&""; 0]);
    for (name, text) in LESSON_FILES {
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
    for (name, bytes) in RUN_FILES {
        let users = LESSON_FILES
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
fn a_lesson_or_preset_that_there_is_not_is_answered_with_the_nearest_one() {
    let error = Lesson::find("two-task").unwrap_err().to_string();
    assert!(error.ends_with("did you mean `two-tasks`?"), "{error}");
    let error = Lesson::find_preset("join-erly").unwrap_err().to_string();
    assert!(error.ends_with("did you mean `join-early`?"), "{error}");
}

#[test]
fn what_every_course_on_multiprocessing_teaches_is_one_preset_away() {
    for name in [
        "two-tasks",
        "square",
        "queue",
        "child",
        "join-early",
        "join-late",
        "separate-memory",
        "shared-memory",
        "pipe",
        "queue-result",
        "manager",
        "pool-4",
        "pool-6",
        "chunk-1",
        "chunk-2",
        "chunk-3",
        "map-async",
        "apply",
        "apply-async",
        "starmap",
        "imap",
        "imap-unordered",
        "range-count",
        "rows",
        "columns",
        "frame",
        "gil-cpu",
        "gil-io",
        "start-methods",
        "too-many",
        "forkmanager",
        "blur",
        "external",
        "crash",
        "zombie",
        "orphan",
    ] {
        let found = Lesson::find_preset(name).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(found.name, name);
    }
}
