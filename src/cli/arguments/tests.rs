//! The command line: which arguments it takes, and how it answers others.

use crate::cli::arguments::{command::command, *};
use crate::{
    cli::terminal::{Colors, GlyphChoice},
    plan::{Experiment, TABLE},
};
use std::ffi::OsStr;

fn read(line: &str) -> Result<Arguments, CliError> {
    let words = std::iter::once("parscope").chain(line.split_whitespace());
    Arguments::read(words.map(Into::into)).map(|arguments| arguments.expect("no help asked"))
}

fn wanted(task: Task) -> Wanted {
    let (Task::Dashboard(wanted)
    | Task::Run { wanted, .. }
    | Task::Predict { wanted, .. }
    | Task::Plan { wanted, .. }) = task
    else {
        panic!("nothing is wanted there");
    };
    wanted
}

fn flags(task: Task) -> Vec<(&'static str, String)> {
    let flags = wanted(task).flags.into_iter();
    flags.map(|(row, text)| (row.name, text)).collect()
}

#[test]
fn clap_finds_no_fault_with_the_flags() {
    command().debug_assert();
}

#[test]
fn every_parameter_is_a_flag_of_every_command_that_runs_something() {
    for row in TABLE {
        for command in ["", "run", "plan"] {
            let value = (row.get)(&Experiment::default()).to_string();
            let arguments = read(&format!("{command} --{} {value}", row.name)).unwrap();
            assert_eq!(flags(arguments.task), [(row.name, value)]);
        }
    }
}

#[test]
fn flags_before_and_after_a_command_count_and_the_latter_ones_win() {
    let arguments = read("--workers 2 --seed 7 --color never run f.toml --workers 4").unwrap();
    assert_eq!(arguments.looks.color, Some(Colors::Never));
    let found = flags(arguments.task);
    assert_eq!(found.last(), Some(&("workers", "4".into())));
    assert!(found.contains(&("seed", "7".into())));
    assert_eq!(
        read("run --glyphs ascii").unwrap().looks.glyphs,
        Some(GlyphChoice::Ascii)
    );
}

#[test]
fn a_negative_number_reaches_the_plan_which_knows_what_to_say() {
    let task = |line: &str| flags(read(line).unwrap().task);
    assert_eq!(task("run --workers -1"), [("workers", "-1".into())]);
    assert_eq!(task("--items -1,2"), [("items", "-1,2".into())]);
}

#[test]
fn run_takes_a_file_a_format_and_a_place_to_save_to() {
    let Task::Run {
        wanted,
        format,
        save,
        ..
    } = read("run a.toml --json --save b.parscope").unwrap().task
    else {
        panic!("no run");
    };
    assert_eq!(wanted.file, Some("a.toml".into()));
    assert_eq!(format.map(|format| format.name), Some("json"));
    assert_eq!(save, Some("b.parscope".into()));
}

#[test]
fn a_preset_can_be_named_wherever_something_is_run() {
    for line in [
        "--preset square",
        "run --preset square",
        "--preset square plan",
    ] {
        let preset = wanted(read(line).unwrap().task).preset;
        assert_eq!(preset.map(|preset| &*preset.name), Some("square"), "{line}");
    }
    let latter = wanted(read("--preset queue run --preset square").unwrap().task);
    assert_eq!(latter.preset.map(|preset| &*preset.name), Some("square"));
}

#[test]
fn what_follows_two_hyphens_is_a_command_whatever_it_looks_like() {
    for command in ["", "run", "plan"] {
        let line = format!("{command} --workers 2 -- run --json -k {{}} ::: -a --seed");
        let task = wanted(read(&line).unwrap().task);
        assert_eq!(
            task.words.join(OsStr::new(" ")),
            "run --json -k {} ::: -a --seed",
            "{line}"
        );
        assert_eq!(task.flags.len(), 1, "{line}");
    }
    let Task::Run { wanted, .. } = read("run a.toml -- b").unwrap().task else {
        panic!("no run");
    };
    assert_eq!(
        (wanted.file, wanted.words),
        (Some("a.toml".into()), vec!["b".into()])
    );
}

#[test]
fn wrong_use_is_answered_in_one_line_with_a_way_out() {
    for (line, part) in [
        ("--wrokers 2", "did you mean `--workers`?"),
        ("opn", "did you mean `open`?"),
        ("xyzzy", "parscope --help"),
        ("run --json --report", "cannot be used with"),
        (
            "list planets",
            "possible values: workloads, modes, shapes, presets, themes, actions, runs",
        ),
        ("run --", "no command after the two hyphens"),
        ("list -- echo", "leave echo out"),
        ("--preset squar", "did you mean `square`?"),
        ("run --preset 7", "see `parscope list presets`"),
        ("run a.toml --preset square", "leave one of them out"),
        ("--preset square list", "leave --preset out"),
        ("--color blue", "possible values: auto, always, never, 16"),
        ("--seed 1 list", "leave --seed out"),
        ("run --workers", "a value is required"),
    ] {
        let error = read(line).err().expect(line);
        let message = error.message().unwrap();
        assert!(message.contains(part), "{line}: {message}");
        assert!(!message.contains('\n'), "{line}: {message}");
        assert_eq!(error.exit_code(), 2, "{line}");
    }
}
