//! The flags and commands, as clap reads them.

use crate::base::Ratio;
use crate::cli::arguments::LISTS;
use crate::cli::{
    format::{choices, flags, names},
    record,
    terminal::{Colors, GlyphChoice},
};
use crate::export::{FORMATS, Format};
use crate::plan::{Domain, Experiment, Group, Parameter, TABLE};
use clap::{
    Arg, ArgAction, ColorChoice, Command,
    builder::{PossibleValuesParser, ValueParser},
    value_parser,
};
use std::{ffi::OsString, path::PathBuf};
use strum::VariantNames;

/// The command line as clap reads it.
pub(in crate::cli) fn command() -> Command {
    let run = Command::new("run")
        .about("Runs an experiment and reports what came of it")
        .arg(file("An experiment file, as `parscope plan` prints it"))
        .arg(preset())
        .args(formats())
        .after_help(
            "Tasks may be commands: `parscope run -- gzip -9 -k {} ::: a b c`, or with several lists, \
             `parscope run -- convert {1} -resize {2} {1.}-{2}.png ::: a.png b.png ::: 50% 20%`.",
        )
        .arg(
            option("save", "FILE", value_parser!(PathBuf))
                .help("Keep the log of the last run for `parscope open`"),
        )
        .arg(guess())
        .arg(null())
        .args(parameters());
    let sweep = Command::new("sweep")
        .about("Runs an experiment at several values of one or two parameters")
        .arg(
            Arg::new("axes")
                .value_name("PARAMETER=VALUES")
                .num_args(0..=2)
                .help(
                    "What is swept: chunksize=1..64 (each twice the one before), \
                     chunksize=1..64:linear, :9 (nine values), :+8 (each 8 more), workers=1,2,4",
                ),
        )
        .arg(preset())
        .args(flags(has_sweep))
        .arg(
            option("out", "FILE", value_parser!(PathBuf))
                .help("Keep the runs in this file, each as it ends")
                .conflicts_with("resume"),
        )
        .arg(
            option("resume", "FILE", value_parser!(PathBuf))
                .help("Go on with the sweep whose runs are in this file"),
        )
        .arg(
            switch("watch", "Watch it in the dashboard")
                .conflicts_with_all(flags(has_sweep).iter().map(Arg::get_id)),
        )
        .arg(null())
        .args(parameters());
    Command::new("parscope")
        .version(env!("CARGO_PKG_VERSION"))
        .about("An oscilloscope for parallelism: every core and every task, live")
        .long_about(
            "An oscilloscope for parallelism: every core and every task, live.\n\n`parscope sim.py \
             4` watches a Python program of yours while it runs. Without a command it opens the \
             dashboard of experiments; where there is no terminal, it runs the experiment in every \
             mode and prints a report.",
        )
        .after_help(
            "What follows two hyphens is a command, in the spelling of GNU parallel: `parscope run \
             --workers 4 -- gzip -9 -k {} ::: a b c` runs it once for each input. `:::: FILE` takes \
             the inputs from the lines of a file, and with `{}` alone they are those of standard \
             input; with -0 they end with a zero byte each.\n\nSeveral lists are combined, the last \
             one varying fastest: `-- convert {1} -resize {2} {1.}-{2}.png ::: a.png b.png ::: 50% \
             20%`. `:::+` and `::::+` link a list to the one before: the first goes with the first, \
             to the end of the shortest. {.} is an input without its extension, {/} without its \
             folder, {//} its folder, {/.} without both; {1.} and the like are those of one list, {#} \
             is the number of the task and {%} that of the worker. Other braces are the command's \
             own; what else GNU parallel knows is refused by name.\n\nA command that a file brings along is shown and asked for before it runs; where there is \
              no dashboard to ask in, it is refused unless --allow-commands is given.\n\nEach parameter can also be set in ~/.config/parscope/config.toml (workers = 4) or by \
             a variable (PARSCOPE_WORKERS=4).",
        )
        .color(ColorChoice::Never)
        .args_override_self(true)
        .subcommand_value_name("COMMAND")
        .arg(preset())
        .arg(null())
        .args(parameters())
        .arg(choice("color", Colors::VARIANTS).help("Whether to use colours, and how many"))
        .arg(choice("glyphs", GlyphChoice::VARIANTS).help("What bars and lines are drawn with"))
        .arg(
            option("config", "FILE", value_parser!(PathBuf))
                .global(true)
                .help("A config file other than the usual one"),
        )
        .arg(
            switch(
                "allow-commands",
                "Run commands that a file brings along (an experiment, a sweep, a saved run, a \
                 lesson, a tape) without asking",
            )
            .global(true),
        )
        .args(dashboard())
        .subcommand(run)
        .subcommand(sweep)
        .subcommand(watch())
        .subcommand(predict())
        .subcommand(open())
        .subcommands(record::commands())
        .subcommand(export())
        .subcommand(lesson())
        .subcommands(small())
}

/// The smaller commands.
fn small() -> [Command; 5] {
    [
        Command::new("calibrate")
            .about("Measures how long it takes here to start workers and to hand over chunks, for predictions")
            .args(formats()),
        Command::new("completions")
            .about("Prints the completions of the command line for a shell")
            .arg(
                Arg::new("shell")
                    .value_name("SHELL")
                    .required(true)
                    .value_parser(value_parser!(clap_complete::Shell)),
            ),
        Command::new("man").about("Prints the man page"),
        Command::new("list")
            .about("Lists workloads, presets, themes, kept runs and the like")
            .arg(
                Arg::new("what")
                    .value_name("WHAT")
                    .value_parser(PossibleValuesParser::new(LISTS))
                    .help("What to list [default: all of it]"),
            ),
        Command::new("plan")
            .about("Prints the experiment as a file that `parscope run FILE` takes")
            .arg(preset())
            .arg(
                option(
                    "as",
                    "LANGUAGE",
                    PossibleValuesParser::new(["python"]).into(),
                )
                .help("Print it as a program in plain Python that does what it says"),
            )
            .arg(null())
            .args(parameters()),
    ]
}

fn file(about: &'static str) -> Arg {
    Arg::new("file")
        .value_name("FILE")
        .value_parser(value_parser!(PathBuf))
        .help(about)
}

/// The command that watches a program.
fn watch() -> Command {
    Command::new("watch")
        .about("Watches a program of yours while it runs, unchanged: its processes, pools, chunks and tasks")
        .long_about(
            "Watches a program of yours while it runs, unchanged: its processes, pools, chunks and \
             tasks, and where their time goes.\n\n`parscope sim.py 4` is short for `parscope watch -- \
             python3 sim.py 4`. What a Python program does is seen by two variables of its \
             environment; its input, output, exit code and signals are its own.",
        )
        .arg(
            option("json", "FILE", value_parser!(PathBuf))
                .help("Write one JSON object to this file when the program has ended, in place of the dashboard"),
        )
        .arg(switch(
            "report",
            "Print a report on standard error when the program has ended, in place of the dashboard \
             [default where there is neither a terminal nor a file]",
        ))
        .arg(
            option("save", "FILE", value_parser!(PathBuf))
                .help("Keep what was seen for `parscope open`"),
        )
        .arg(
            Arg::new("command")
                .value_name("COMMAND")
                .value_parser(value_parser!(OsString))
                .num_args(0..)
                .trailing_var_arg(true)
                .allow_hyphen_values(true)
                .help("The program and its arguments, after two hyphens"),
        )
}

/// Runs that were made before.
fn open() -> Command {
    Command::new("open")
        .about("Shows saved runs, and compares them where there are several")
        .long_about(
            "Shows saved runs, and compares them where there are several.\n\nWithout a file it is \
             the run that was kept last; `parscope list runs` names those that were kept by \
             themselves.",
        )
        .arg(
            file(
                "Up to four runs that `--save FILE` kept, or traces of other programs (.json, .json.gz)",
            )
            .num_args(0..=4),
        )
        .args(formats())
}

/// Options of the dashboard: its colours, the mouse, and recordings of the screen.
fn dashboard() -> Vec<Arg> {
    let mut args = vec![
        option("theme", "NAME", value_parser!(String))
            .help("The dashboard's colours; `parscope list themes` names them"),
        switch("no-mouse", "Leave the mouse to the terminal"),
    ];
    args.extend(record::flags());
    let args = args.into_iter();
    args.map(|arg| arg.global(true).help_heading("Dashboard"))
        .collect()
}

/// The command that opens a lesson.
fn lesson() -> Command {
    Command::new("lesson")
        .about("Takes you through a lesson; without a name, lists all of them")
        .long_about(
            "Takes you through a lesson; without a name, lists all of them, with how far you have come.\n\n\
             A lesson is text beside the dashboard. Enter answers, runs and goes on, and ? shows all \
             keys. Its figures are measured on this machine.",
        )
        .args_conflicts_with_subcommands(true)
        .arg(
            Arg::new("lesson")
                .value_name("NAME|FILE.toml")
                .help("A lesson of the list, or a file of your own"),
        )
        .subcommand(
            Command::new("check")
                .about("Says what is wrong with a lesson of your own, with file and line")
                .arg(file("The lesson").num_args(1..).required(true)),
        )
}

/// The command that predicts a run.
fn predict() -> Command {
    Command::new("predict")
        .about("Says how long an experiment should take: simulated, not run")
        .long_about(
            "Says how long an experiment should take: simulated, not run.\n\nWith `--task-time` nothing \
             is run; without it the tasks are run once, one after the other, to see how long they \
             take.",
        )
        .arg(file("An experiment file, as `parscope plan` prints it"))
        .arg(preset())
        .args(formats())
        .arg(
            option("cores", "N", value_parser!(u32).range(1..=1024).into())
                .help("Simulate a machine with so many cores [default: those of this one]"),
        )
        .arg(guess())
        .arg(null())
        .args(parameters())
}

/// The command that exports a file.
fn export() -> Command {
    let topics = FORMATS.iter().flat_map(|format| format.topics);
    let topics = topics.map(<&str>::from);
    let abouts = FORMATS.iter();
    let abouts = abouts.map(|format| format!("{} {}", format.name, format.about));
    Command::new("export")
        .about("Writes a saved run or sweep in another format")
        .long_about(format!(
            "Writes a saved run or sweep in another format.\n\n{}. A sweep can be {}.",
            abouts.collect::<Vec<_>>().join("; "),
            choices(has_sweep)
        ))
        .arg(file("A run that `--save FILE` kept, or the record of a sweep").required(true))
        .arg(
            option(
                "format",
                "FORMAT",
                PossibleValuesParser::new(names(|_| true)).into(),
            )
            .required(true)
            .help("The format to write"),
        )
        .arg(
            option("what", "PICTURE", PossibleValuesParser::new(topics).into())
                .help("What the svg shows [default: timeline; of a sweep, curve]"),
        )
        .arg(
            option("output", "FILE", value_parser!(PathBuf))
                .short('o')
                .help("Where to write it [default: standard output]"),
        )
}

fn preset() -> Arg {
    option("preset", "NAME", value_parser!(String))
        .help("A ready experiment that shows one thing; `parscope list presets` names them")
}

fn null() -> Arg {
    switch(
        "null",
        "Inputs that are read end with a zero byte each, as `find -print0` writes them",
    )
    .short('0')
}

fn guess() -> Arg {
    option("guess", "SPEEDUP", ValueParser::new(speedup))
        .help("The speedup that you expect, to be compared with the result")
}

/// A speedup such as `1.8`, also with its sign, `1.8×` or `1.8x`.
fn speedup(text: &str) -> Result<Ratio, String> {
    let number = text.trim_end_matches(['×', 'x']).parse::<f64>().ok();
    number
        .filter(|number| number.is_finite() && (0.001..=1_000_000.0).contains(number))
        .map(Ratio::new)
        .ok_or_else(|| "a speedup is a number above 0, such as 1.8".into())
}

/// Formats that most commands can be asked for.
fn formats() -> Vec<Arg> {
    flags(|format| format.preset.is_some())
}

fn has_sweep(format: &Format) -> bool {
    format.sweep.is_some()
}

fn parameters() -> impl Iterator<Item = Arg> {
    TABLE.iter().map(|row| {
        let (kind, list) = match row.domain {
            Domain::Names(_) => ("NAME", false),
            Domain::Number { .. } | Domain::Multiple { .. } => ("N", false),
            Domain::Time => ("TIME", false),
            Domain::Numbers => ("LIST", true),
            Domain::Bytes => ("BYTES", false),
            Domain::Share => ("SHARE", false),
            Domain::Words => ("WORDS", true),
            Domain::Path => ("PATH", false),
            Domain::Interpreter => ("PYTHON", false),
            Domain::Function => ("FUNCTION", false),
        };
        // A negative number is accepted here, as the plan has the better message.
        option(row.name, kind, value_parser!(String))
            .allow_negative_numbers(!list)
            .allow_hyphen_values(list)
            .help(help(row))
            .help_heading(heading(row.group))
    })
}

fn help(row: &Parameter) -> String {
    let default = match row.group {
        // The default work depends on the workload.
        Group::Work if row.name != "workload" => String::new(),
        _ => format!(" [default: {}]", (row.get)(&Experiment::default())),
    };
    format!("{}: {}{default}", row.about, row.takes())
}

const fn heading(group: Group) -> &'static str {
    match group {
        Group::Work => "Work",
        Group::Workers => "Workers",
        Group::Exchange => "Exchange",
        Group::Conditions => "Conditions",
        Group::Measurement => "Measurement",
    }
}

fn option(name: &'static str, value: &'static str, parser: ValueParser) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .value_parser(parser)
}

fn choice(name: &'static str, names: &'static [&'static str]) -> Arg {
    option(name, "WHEN", PossibleValuesParser::new(names).into()).global(true)
}

fn switch(name: &'static str, about: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .action(ArgAction::SetTrue)
        .help(about)
}
