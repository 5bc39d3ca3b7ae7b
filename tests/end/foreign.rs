//! Data from strangers: nothing in a file or its name reaches the terminal as a command to it, takes
//! memory that it is not worth, or runs anything that the user has not seen.

use crate::{
    process::{Mark, parscope},
    terminal::Terminal,
};
use parscope::{
    base::{LaneId, Moment, Nanos, is_hidden},
    log::{Description, Import, Kind, Lane, LaneInfo, LaneKind, Machine, Outcome, Span},
    store::{self, Recording},
};
use std::{
    ffi::OsStr,
    fs,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// What a terminal would obey or turn its text around for: OSC 52, CSI, C1, bidi, line ends.
const EVIL: &str = "\u{1b}]52;c;ZXZpbA==\u{7}\u{1b}[31m\u{9b}2J\u{9d}0;t\u{9c}\u{202e}a\u{2066}\
                    b\u{200f}c\u{2028}d\u{feff}e\r\n\n# f";

fn run(folder: &Path, arguments: &[&OsStr]) -> Output {
    let mut command = parscope(&Mark::new(), folder, &[]);
    command.args(arguments).output().expect("the program")
}

fn words(line: &str) -> Vec<&OsStr> {
    line.split_whitespace().map(OsStr::new).collect()
}

/// Fails where there is anything hidden besides line ends, and colours where they were asked for.
fn assert_tame(what: &str, output: &Output) {
    for bytes in [&output.stdout, &output.stderr] {
        let text = std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{what}: no UTF-8"));
        let mut text = text.to_owned();
        for color in [
            "\u{1b}[0m",
            "\u{1b}[1m",
            "\u{1b}[2m",
            "\u{1b}[31m",
            "\u{1b}[32m",
            "\u{1b}[36m",
        ] {
            text = text.replace(color, "");
        }
        let hidden = text.find(|c| is_hidden(c) && c != '\n');
        assert!(
            hidden.is_none(),
            "{what}: {:?}",
            &text[hidden.unwrap_or(0)..]
        );
    }
}

/// A run of another program, of a machine and a name that somebody chose.
fn hostile(folder: &Path) -> PathBuf {
    let path = folder.join("evil.parscope");
    let start = Moment::from_nanos(1);
    let span = Span::new(Kind::Task, start, start + Nanos::from_millis(1));
    let lane = Lane {
        info: LaneInfo {
            lane: LaneId::new(0),
            kind: LaneKind::Thread,
            number: 1,
            pid: None,
            published: 1,
            dropped: 0,
            merged: 0,
        },
        spans: vec![span],
        now: None,
    };
    let run = Recording {
        description: Description {
            machine: Machine {
                model: EVIL.into(),
                os: EVIL.into(),
                cores: 1,
                usable_cores: 1,
                quota: None,
            },
            outcome: Some(Outcome {
                ended: start + Nanos::from_millis(1),
                failure: Some(EVIL.into()),
                ..Outcome::default()
            }),
            imported: Some(Import {
                from: EVIL.into(),
                ..Import::default()
            }),
            ..Description::default()
        },
        lanes: vec![lane],
        ..Recording::default()
    };
    store::save(run.recorded(), &path).expect("a run");
    path
}

#[test]
fn what_a_saved_run_says_of_itself_is_read_and_not_obeyed() {
    let folder = tempfile::tempdir().unwrap();
    hostile(folder.path());
    for line in [
        "open evil.parscope --report",
        "open evil.parscope --report --color always",
        "open evil.parscope --json",
        "open evil.parscope evil.parscope --report",
        "export evil.parscope --format json",
        "export evil.parscope --format csv",
        "export evil.parscope --format markdown",
        "export evil.parscope --format chrome",
        "export evil.parscope --format svg",
        "export evil.parscope --format html",
    ] {
        let output = run(folder.path(), &words(line));
        assert!(!output.stdout.is_empty(), "{line}");
        assert_tame(line, &output);
    }
    let output = run(folder.path(), &words("open evil.parscope --json"));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["imported"]["from"], EVIL, "nothing of it is lost");
}

#[test]
fn a_name_of_a_file_is_shown_whole_and_not_obeyed() {
    let folder = tempfile::tempdir().unwrap();
    let trace = r#"{"traceEvents":[{"ph":"X","pid":1,"tid":1,"ts":1,"dur":5,"name":"a"}]}"#;
    let evil = format!("{}.json", EVIL.replace('/', ""));
    let odd = OsStr::from_bytes(b"\xff\x9b\x1b[31m.json");
    for name in [OsStr::new(&evil), odd] {
        fs::write(folder.path().join(name), trace).unwrap();
        let mut line = words("open --report");
        line.push(name);
        let output = run(folder.path(), &line);
        assert!(output.status.success(), "{output:?}");
        assert_tame("a trace", &output);
        fs::write(folder.path().join(name), "{").unwrap();
        let output = run(folder.path(), &line);
        assert_eq!(output.status.code(), Some(2));
        assert_tame("a damaged trace", &output);
    }
    let said = run(
        folder.path(),
        &[OsStr::new("open"), OsStr::new("--report"), odd],
    );
    assert!(String::from_utf8_lossy(&said.stderr).contains(r"\xff\x9b\u{1b}[31m.json"));
    let [runs, themes] = ["parscope/run", "parscope/theme"].map(|name| folder.path().join(name));
    for (folder, suffix) in [(&runs, "parscope"), (&themes, "toml")] {
        fs::create_dir_all(folder).unwrap();
        for name in [OsStr::new(EVIL), OsStr::from_bytes(b"\xff\x1b[31m")] {
            let mut name = name.to_owned();
            name.push(".");
            name.push(suffix);
            fs::write(folder.join(name), "base = \"dark\"").unwrap();
        }
    }
    for (line, count) in [("list runs", 2), ("list themes", 2)] {
        let output = run(folder.path(), &words(line));
        assert_tame(line, &output);
        let text = String::from_utf8_lossy(&output.stdout);
        let found = text.lines().filter(|line| line.contains(r"\u{1b}")).count();
        assert_eq!(found, count, "{line}: {text}");
    }
}

#[test]
fn a_wrong_word_is_told_and_not_obeyed() {
    let folder = tempfile::tempdir().unwrap();
    for line in [
        &[EVIL][..],
        &["run", "--workers", EVIL],
        &["run", EVIL],
        &["export", EVIL, "--format", "json"],
        &["list", EVIL],
        &["sweep", EVIL],
        &["lesson", EVIL],
        &["--theme", EVIL, "run"],
    ] {
        let line: Vec<_> = line.iter().map(OsStr::new).collect();
        let output = run(folder.path(), &line);
        assert_tame(&format!("{line:?}"), &output);
    }
}

/// A block of a saved run as a stranger writes it: the LZ4 of a prefix and so many zero bytes.
fn bomb(kind: u8, prefix: &[u8], zeros: usize, [lane, count]: [u16; 2]) -> Vec<u8> {
    let content = [prefix, &vec![0; zeros]].concat();
    let packed = lz4_flex::block::compress(&content);
    let mut body = Vec::new();
    body.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
    body.extend(u32::try_from(content.len()).unwrap().to_le_bytes());
    body.push(kind);
    body.extend(lane.to_le_bytes());
    body.extend(count.to_le_bytes());
    body.extend(packed);
    [&crc32fast::hash(&body).to_le_bytes()[..], &body].concat()
}

fn uleb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).unwrap());
    bytes
}

#[test]
fn no_file_takes_memory_that_it_is_not_worth() {
    let folder = tempfile::tempdir().unwrap();
    let run = fs::read(hostile(folder.path())).unwrap();
    let length: [u8; 4] = run[16..20].try_into().unwrap();
    let head = 12 + 17 + usize::try_from(u32::from_le_bytes(length)).unwrap();
    let most = (64 << 20) - 10;
    let serial = bomb(3, &uleb(most), most, [0, 0]);
    let snapshots = bomb(4, &uleb(most / 3), most / 3 * 3, [0, 0]);
    // One sighting with all of it in its list.
    let found = bomb(
        4,
        &[&[1, 0, 0][..], &uleb(most / 9)].concat(),
        most / 9 * 9,
        [0, 0],
    );
    let mut columns = Vec::new();
    for number in [0, 1, 0, 0, 0, 0, 0, 0, 2] {
        columns.extend([0, number]);
    }
    let spans = bomb(2, &columns, 0, [0, 8192]);
    let digest = bomb(6, &[], most, [0, 0]);
    let values = "0,".repeat(most / 2);
    let json = format!("{{\"experiment\":{{\"items\":[{values}0]}}}}");
    let json = [uleb(json.len()), json.into_bytes(), vec![1, 0, 0, 0, 0, 0]].concat();
    let description = bomb(1, &json, 0, [0, 0]);
    for (name, block, count, is_head) in [
        ("serial", &serial, 8, false),
        ("sightings", &snapshots, 1, false),
        ("one sighting", &found, 8, false),
        ("spans", &spans, 100_000, false),
        ("digest", &digest, 8, false),
        ("description", &description, 1, true),
    ] {
        let from = if is_head { 12 } else { head };
        let bytes = [&run[..from], &block.repeat(count), &run[head..]].concat();
        let path = folder.path().join("bomb.parscope");
        fs::write(&path, bytes).unwrap();
        let output = limited(folder.path(), "open bomb.parscope --report");
        let said = String::from_utf8_lossy(&output.stderr);
        if name == "digest" {
            // It is made anew where it is not worth its memory.
            assert!(output.status.success(), "{name}: {said}");
        } else {
            assert_eq!(output.status.code(), Some(2), "{name}: {said}");
            assert!(said.contains("bomb.parscope: "), "{name}: {said}");
        }
    }
}

#[test]
fn a_trace_that_unpacks_to_gigabytes_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = fs::File::create(folder.path().join("bomb.json.gz")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::best());
    std::io::Write::write_all(&mut packed, b"[").unwrap();
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..900 {
        std::io::Write::write_all(&mut packed, &spaces).unwrap();
    }
    packed.finish().unwrap();
    let output = limited(folder.path(), "open bomb.json.gz --report");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("bomb.json.gz: it has more than"), "{said}");
}

/// The program with 2 GiB of address space.
fn limited(folder: &Path, line: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_parscope");
    let script = format!("ulimit -v 2097152; exec {program} {line}");
    let mut shell = Command::new("sh");
    let shell = shell.args(["-c", &script]).current_dir(folder);
    shell.output().expect("a shell")
}

#[test]
fn a_file_of_gigabytes_or_without_an_end_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let large = fs::File::create(folder.path().join("large.toml")).unwrap();
    large.set_len(8 << 30).unwrap();
    let journal = folder.path().join("large.jsonl");
    let large = fs::File::create(&journal).unwrap();
    std::io::Write::write_all(&mut &large, b"{\"parscope_sweep\":").unwrap();
    large.set_len(8 << 30).unwrap();
    for (line, name) in [
        ("run large.toml", "large.toml"),
        ("lesson check large.toml", "large.toml"),
        ("play large.toml -o a.txt", "large.toml"),
        ("--config large.toml run", "large.toml"),
        ("sweep --resume large.jsonl", "large.jsonl"),
        ("export large.jsonl --format json", "large.jsonl"),
        ("run /dev/zero", "/dev/zero"),
        ("lesson check /dev/zero", "/dev/zero"),
        ("play /dev/zero -o a.txt", "/dev/zero"),
        ("--config /dev/zero run", "/dev/zero"),
        ("sweep --resume /dev/zero", "/dev/zero"),
        ("export /dev/zero --format json", "/dev/zero"),
        ("open /dev/zero", "/dev/zero"),
    ] {
        let output = run(folder.path(), &words(line));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{line}: {said}");
        assert!(said.contains(name), "{line}: {said}");
    }
}

/// An experiment file of a stranger, whose command leaves `pwned` behind.
const EXPERIMENT: &str = "workload = \"command\"\ncommand = [\"touch\", \"pwned\"]\nworkers = 1\n";

const TAPE: &str = "Set Width 990\nSet Height 704\nSet FontSize 16\nSet LetterSpacing 0\n\
                    Set Padding 0\nType \"parscope run -- touch pwned\"\nEnter\nSleep 2s\n";

#[test]
fn a_command_from_a_file_runs_without_a_terminal_only_where_that_was_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("evil.toml"), EXPERIMENT).unwrap();
    fs::write(path("evil.tape"), TAPE).unwrap();
    let typed = TAPE.replace("parscope run", "parscope --allow-commands run");
    fs::write(path("typed.tape"), typed).unwrap();
    fs::write(
        path("file.tape"),
        TAPE.replace("-- touch pwned", "evil.toml"),
    )
    .unwrap();
    let sweep = "sweep --out evil.jsonl workers=1,2 --repeats 1 -- touch pwned";
    assert!(run(folder.path(), &words(sweep)).status.success());
    fs::remove_file(path("pwned")).unwrap();
    let journal = fs::read_to_string(path("evil.jsonl")).unwrap();
    let begun: Vec<_> = journal
        .lines()
        .take(2)
        .map(|line| format!("{line}\n"))
        .collect();
    for (line, place) in [
        ("run evil.toml", "evil.toml: "),
        ("run evil.toml --report --workers 2", "evil.toml: "),
        ("play evil.tape -o a.txt", "evil.tape:7: "),
        ("play typed.tape -o a.txt", "typed.tape:7: "),
        ("play file.tape -o a.txt", "file.tape:7: "),
        ("sweep --resume evil.jsonl", "evil.jsonl: "),
    ] {
        fs::write(path("evil.jsonl"), begun.concat()).unwrap();
        let output = run(folder.path(), &words(line));
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{line}: {said}");
        for part in [place, "touch pwned", "--allow-commands"] {
            assert!(said.contains(part), "{line}: {said}");
        }
        assert!(!path("pwned").exists(), "{line} ran it");
        let allowed = format!("{line} --allow-commands");
        let output = run(folder.path(), &words(&allowed));
        assert!(output.status.success(), "{allowed}: {output:?}");
        assert!(path("pwned").exists(), "{allowed} did not run it");
        fs::remove_file(path("pwned")).unwrap();
    }
    // What the user typed is what the user wants.
    let own = run(folder.path(), &words("run evil.toml -- touch mine"));
    assert!(own.status.success() && path("mine").exists() && !path("pwned").exists());
    let config = "workload = \"command\"\ncommand = \"touch mine2\"\n";
    fs::write(path("config.toml"), config).unwrap();
    let own = run(folder.path(), &words("--config config.toml run"));
    assert!(own.status.success() && path("mine2").exists(), "{own:?}");
}

#[test]
fn a_command_from_a_file_is_shown_and_asked_for_once() {
    let long = format!("[\"sh\", \"-c\", \"touch pwned # {}\"]", "x ".repeat(2000));
    let lesson = "title = \"A nice lesson\"\nabout = \"x.\"\nminutes = 1\n[[step]]\n\
                  title = \"One\"\ntext = \"Press Enter.\"\nreveal = \"Done.\"\n[[step.trial]]\n\
                  workload = \"command\"\ncommand = [\"touch\", \"pwned\"]\n";
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let file = write("evil.toml", EXPERIMENT);
    let lesson = write("lesson.toml", lesson);
    let long = write(
        "long.toml",
        &EXPERIMENT.replace("[\"touch\", \"pwned\"]", &long),
    );
    for (arguments, again) in [
        (&["run", &file][..], "\r"),
        (&["lesson", &lesson], "\r"),
        (&["run", &long], "\r"),
    ] {
        let mut terminal = Terminal::start(100, 30, arguments);
        let is_lesson = arguments.contains(&"lesson");
        if is_lesson {
            terminal.wait_for("Press Enter");
            terminal.press(again);
        }
        let is_long = arguments.contains(&&*long);
        terminal.wait_for("Run this command?");
        if !is_long {
            terminal.wait_for("touch pwned");
        }
        let pwned = terminal.path("pwned");
        terminal.press("\r");
        terminal.wait_for("the command was not run");
        assert!(!pwned.exists(), "Enter is no");
        terminal.press(again);
        terminal.wait_for("Run this command?");
        if is_long {
            terminal.wait_for("more lines");
            terminal.press("y");
            assert!(!pwned.exists(), "it was not read to its end");
            terminal.press("\u{1b}[F");
            terminal.wait_for("y runs it");
        }
        terminal.press("y");
        crate::process::wait_until("the command to be run", || pwned.exists());
        if !is_lesson {
            terminal.wait_for_no("Run this command?");
            fs::remove_file(&pwned).unwrap();
            terminal.press(again);
            crate::process::wait_until("it to be run without a question", || pwned.exists());
        }
        terminal.press("\u{3}");
        terminal.wait();
    }
}
