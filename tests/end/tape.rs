//! Tapes: the dashboard without hands and without a terminal.

use crate::process::{Mark, parscope};
use std::{fs, path::Path, process::Output};

/// A screen of 100 columns and 30 rows, on which letters are typed at once.
const SCREEN: &str = "Set FontSize 10\nSet LetterSpacing 0\nSet Padding 0\nSet Width 600\n\
                      Set Height 420\nSet TypingSpeed 1ms\n";

/// A folder with a saved run, and what is to be played in it.
struct Theatre {
    mark: Mark,
    folder: tempfile::TempDir,
}

impl Theatre {
    fn new() -> Self {
        Self {
            mark: Mark::new(),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, line: &str) -> Output {
        let words: Vec<_> = line.split_whitespace().collect();
        let output = parscope(&self.mark, self.path(), &words).output();
        output.expect("the program")
    }

    /// Saves a small run.
    fn save(&self) {
        let line = "run --report --save run.parscope --workload count --task-time 4ms --tasks 20 \
                    --workers 2 --mode pool --pool processes";
        assert!(self.run(line).status.success());
    }

    /// Plays a tape on that screen.
    fn play(&self, tape: &str, outputs: &str) -> Output {
        fs::write(self.path().join("a.tape"), format!("{SCREEN}{tape}")).expect("a tape");
        self.run(&format!("play a.tape {outputs}"))
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap_or_default()
    }
}

fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const PLAYED: &str = "Output b.cast\nType \"parscope open run.parscope\"\nEnter\nSleep 200ms\n\
                      # Marker: again\nType \"p(\"\nWait+Screen /verified/\nType \"w\"\nSleep 1s\n\
                      Screenshot a.txt\nType \"q\"\nSleep 200ms\n";

#[test]
fn a_lecture_on_a_saved_run_looks_the_same_every_time() {
    let theatre = Theatre::new();
    theatre.save();
    let names = ["cast", "svg", "gif"];
    let plays = ["a", "b"].map(|play| {
        let outputs = names.map(|ending| format!("-o {play}.{ending}"));
        let output = theatre.play(PLAYED, &outputs.join(" "));
        assert!(output.status.success(), "{}", complaint(&output));
        let read = |ending| fs::read(theatre.path().join(format!("{play}.{ending}")));
        names.map(|ending| read(ending).expect("an output"))
    });
    assert_eq!(plays[0][0], plays[1][0], "the recordings differ");
    assert!(plays[0] == plays[1], "the pictures differ");
    assert!(theatre.text("a.txt").contains("Where the time went"));
    let cast = parscope::record::cast::read(&plays[0][0]).expect("a recording");
    let marks = cast.events.iter().filter_map(|event| match &event.what {
        parscope::record::cast::What::Mark(label) => Some(label.as_str()),
        _ => None,
    });
    assert_eq!(marks.collect::<Vec<_>>(), ["again"]);
    // It was played frame by frame, at half the speed.
    assert!(cast.events.len() > 8, "{} events", cast.events.len());
}

#[test]
fn a_tape_can_run_an_experiment_and_leaves_nothing_behind() {
    let theatre = Theatre::new();
    let tape = "Output b.txt\nSet WaitTimeout 60s\n\
                Type \"parscope --workload count --size 1000 --tasks 4 --workers 2\"\nEnter\n\
                Hide\nEnter\nWait\nShow\nWait+Screen /✓ verified/\n";
    let output = theatre.play(tape, "");
    assert!(output.status.success(), "{}", complaint(&output));
    assert!(theatre.text("b.txt").contains("✓ verified"));
    theatre.mark.assert_gone();
    let kept = parscope(&theatre.mark, theatre.path(), &["open", "--report"]).output();
    let kept = complaint(&kept.expect("the program"));
    assert!(kept.contains("no run was kept yet"), "{kept}");
}

#[test]
fn what_is_hidden_is_in_no_recording_nor_is_the_time_it_takes() {
    let theatre = Theatre::new();
    theatre.save();
    let tape = "Type \"parscope open run.parscope\"\nEnter\nSleep 200ms\nHide\nType \"w\"\n\
                Sleep 9s\nType \"w\"\nSleep 100ms\nShow\nSleep 200ms\n";
    let output = theatre.play(tape, "-o b.cast");
    assert!(output.status.success(), "{}", complaint(&output));
    let cast = theatre.text("b.cast");
    assert!(cast.contains("Timeline") && !cast.contains("Where the time went"));
    let cast = parscope::record::cast::read(cast.as_bytes()).expect("a recording");
    let last = cast.events.last().expect("an event").at;
    assert!(last.as_secs_f64() < 1.0, "{last}");
}

#[test]
fn a_tape_that_cannot_be_played_says_where_and_writes_nothing() {
    let theatre = Theatre::new();
    theatre.save();
    let lines = SCREEN.lines().count();
    for (tape, line, hint) in [
        ("Tpye \"a\"", 1, "there is no command `Tpye`"),
        ("Set Theme \"Nonsense\"", 1, "there is no theme `Nonsense`"),
        ("Require no-such-program", 1, "no program `no-such-program`"),
        (
            "Screenshot a.gif",
            1,
            "a screenshot is to end in .svg, .png or .txt",
        ),
        (
            "Screenshot none/a.png",
            1,
            "there is no folder none: make it first",
        ),
        ("Type \"ls\"\nEnter", 2, "`ls` is not known here"),
        ("Type \"parscope list\"\nEnter", 2, "shows no dashboard"),
        ("Type \"parscope --help\"\nEnter", 2, "shows no dashboard"),
        (
            "Type \"parscope --workers 0\"\nEnter",
            2,
            "workers cannot be `0`",
        ),
        ("Down", 1, "other keys are the dashboard's"),
    ] {
        let output = theatre.play(tape, "-o b.cast");
        let told = complaint(&output);
        assert_eq!(output.status.code(), Some(2), "{tape}: {told}");
        let place = format!("parscope: a.tape:{}: ", lines + line);
        assert!(
            told.starts_with(&place) && told.contains(hint),
            "{tape}: {told}"
        );
        assert!(!theatre.path().join("b.cast").exists(), "{tape}");
    }
    let output = theatre.play("Enter", "");
    assert!(complaint(&output).contains("`-o FILE` does"));
}

#[test]
fn all_that_is_wrong_with_a_tape_is_listed_before_anything_is_played() {
    let theatre = Theatre::new();
    theatre.save();
    let tape = "Output story.mp4\nOutput none/a.gif\nSet Theme Nonsense\nTpye \"a\"\n\
                Type \"parscope open run.parscope\"\nEnter\nScreenshot a.txt\nType \"q\"\n\
                Sleep 1s\nType \"parscope --workers 0\"\nEnter\nSet FontSize 200\n";
    let output = theatre.play(tape, "");
    let told = complaint(&output);
    assert_eq!(output.status.code(), Some(2), "{told}");
    let lines: Vec<_> = told.lines().collect();
    let expected = [
        (1, "no video is made here"),
        (2, "there is no folder none"),
        (3, "there is no theme `Nonsense`"),
        (4, "there is no command `Tpye`"),
        (11, "workers cannot be `0`"),
        (12, "a screen of 600 × 420"),
    ];
    assert_eq!(lines.len(), expected.len(), "{told}");
    for (told, (line, hint)) in lines.iter().zip(expected) {
        let place = format!("parscope: a.tape:{}: ", SCREEN.lines().count() + line);
        assert!(told.starts_with(&place) && told.contains(hint), "{told}");
    }
    assert!(!theatre.path().join("a.txt").exists());
    // The file that is wrong is the one that is named, also where another plays it.
    fs::write(theatre.path().join("inner.tape"), "\nDown@\n").expect("a tape");
    let output = theatre.play("Source inner.tape\n", "-o none/b.gif -o b.cast");
    let told = complaint(&output);
    assert!(told.contains("parscope: none/b.gif: cannot be saved to: there is no folder none"));
    assert!(told.contains("parscope: inner.tape:2: `Down`"), "{told}");
}

#[test]
fn a_tape_of_vhs_plays_as_it_is_and_what_makes_no_difference_is_noted() {
    let theatre = Theatre::new();
    theatre.save();
    let tape = "Output story.mp4\nOutput none/story.webm\nSet Shell fish\nSet Theme Dracula\n\
                Set FontFamily Mono\nSet Framerate 60\nSet PlaybackSpeed 0.5\n\
                Copy \"parscope open run.parscope\"\nPaste\nEnter\nSleep 3s\n";
    let output = theatre.play(tape, "-o b.cast -o b.gif -o frames/");
    let told = complaint(&output);
    assert!(output.status.success(), "{told}");
    for part in [
        "Set Shell (line 9), Set FontFamily (line 11)",
        "theme `Dracula` of VHS",
    ] {
        assert!(told.contains(part), "{told}");
    }
    // Three seconds at half the speed are six, in every picture.
    let cast =
        parscope::record::cast::read(theatre.text("b.cast").as_bytes()).expect("a recording");
    let last = cast.events.last().expect("an event").at;
    assert!((5.9..6.5).contains(&last.as_secs_f64()), "{last}");
    let gif = fs::read(theatre.path().join("b.gif")).expect("a GIF");
    let mut decoder = gif::DecodeOptions::new()
        .read_info(&gif[..])
        .expect("a GIF");
    let mut hundredths = 0;
    while let Some(frame) = decoder.next_frame_info().expect("a frame") {
        hundredths += u64::from(frame.delay);
    }
    assert!((590..750).contains(&hundredths), "{hundredths}");
    let frames = fs::read_dir(theatre.path().join("frames")).expect("frames");
    assert!((350..400).contains(&frames.count()));
}

#[test]
fn what_a_tape_waits_for_in_vain_fails_it() {
    let theatre = Theatre::new();
    theatre.save();
    let tape = "Type \"parscope open run.parscope\"\nEnter\nWait+Screen@20s /never/\n";
    let output = theatre.play(tape, "-o b.cast");
    assert_eq!(output.status.code(), Some(1));
    let told = complaint(&output);
    assert!(
        told.contains("/never/ did not come within 20.0 s"),
        "{told}"
    );
    assert!(!theatre.path().join("b.cast").exists());
}
