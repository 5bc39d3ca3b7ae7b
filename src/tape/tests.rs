//! What a tape says, and what is refused.

use super::*;
use crossterm::event::{KeyCode, KeyModifiers};
use proptest::prelude::*;

fn complaint(text: &str) -> String {
    read(text.as_bytes()).expect_err(text).to_string()
}

/// Steps as short texts.
fn steps(text: &str) -> Vec<String> {
    let tape = read(text.as_bytes()).expect(text);
    let key = |key: &KeyEvent| match (key.modifiers, key.code) {
        (KeyModifiers::NONE, KeyCode::Char(letter)) => letter.to_string(),
        (KeyModifiers::NONE, code) => format!("<{code}>"),
        (held, code) => format!("<{held}-{code}>"),
    };
    let step = |step: &Step| match &step.act {
        Act::Press { keys, pace } => {
            let keys: String = keys.iter().map(key).collect();
            format!("{keys} each {pace}")
        }
        Act::Sleep(time) => format!("sleep {time}"),
        Act::Wait { pattern, patience } => {
            let pattern = pattern.as_ref().map_or("quiet", Regex::as_str);
            format!("wait {pattern} for {patience}")
        }
        Act::Hide => "hide".into(),
        Act::Show => "show".into(),
        Act::Screenshot(path) => format!("picture {}", path.display()),
        Act::Mark(label) => format!("mark {label}"),
    };
    tape.steps.iter().map(step).collect()
}

#[test]
fn a_tape_of_vhs_says_here_what_it_says_there() {
    let tape = r#"
# A comment, and a chapter:
# Marker: the first run
Output demo/one.gif
Require parscope
Set Shell "bash"
Set TypingSpeed 20ms
Type "open 'it'" Enter
Type@0.1 `m` Sleep 1.5
Down@200ms 3
Set TypingSpeed .5
Ctrl+C Ctrl+Alt+x Shift+Tab Shift+a Alt+Enter
Wait Wait@2m Wait+Screen /a\/b|c$/ Wait+Line@5s /x/
Hide
Screenshot "with space.png"
Show # the end
"#;
    assert_eq!(
        steps(tape),
        [
            "mark the first run",
            "open 'it' each 20.0 ms",
            "<Enter> each 20.0 ms",
            "m each 100 ms",
            "sleep 1.50 s",
            "<Down><Down><Down> each 200 ms",
            "<Control-c> each 500 ms",
            "<Control+Alt-x> each 500 ms",
            "<Back Tab> each 500 ms",
            "A each 500 ms",
            "<Alt-Enter> each 500 ms",
            "wait quiet for 15.0 s",
            "wait quiet for 120 s",
            "wait a\\/b|c$ for 15.0 s",
            "wait x for 5.00 s",
            "hide",
            "picture with space.png",
            "show",
        ]
    );
    let outputs = read(tape.as_bytes()).unwrap().outputs;
    assert_eq!(outputs, [(4, PathBuf::from("demo/one.gif"))]);
}

#[test]
fn a_screen_has_as_many_cells_as_it_would_have_in_vhs() {
    let size = |text: &str| {
        let size = read(text.as_bytes()).unwrap().settings.size().unwrap();
        (size.columns, size.rows)
    };
    assert_eq!(size(""), (77, 16));
    let plain = "Set FontSize 16\nSet LetterSpacing 0\nSet Padding 0\n";
    assert_eq!(
        size(&format!("{plain}Set Width 990\nSet Height 704")),
        (110, 32)
    );
    let framed = "Set Margin 10\nSet MarginFill \"#222222\"\nSet WindowBar Rings\n";
    assert_eq!(
        size(&format!("{plain}{framed}Set Width 1010\nSet Height 754")),
        (110, 32)
    );
}

#[test]
fn what_cannot_be_played_is_refused_with_its_line_and_what_can_be() {
    for (text, line, hint) in [
        ("\n\nTpye \"a\"", 3, "there is no command `Tpye`"),
        ("Tpye \"a\"", 1, "there are Output, Require"),
        ("Source other.tape", 1, "`Source` can be played by VHS only"),
        ("Set Foo 1", 1, "no such setting; there are Width"),
        ("Set PlaybackSpeed 2", 1, "no such setting"),
        ("Set Width 10", 1, "20 × 5 to 400 × 150"),
        ("Set FontSize 0", 1, "out of bounds"),
        ("Set Framerate 1000", 1, "1 to 50"),
        ("Set Theme { \"name\": 1 }", 1, "name of a theme"),
        ("Type \"a", 1, "has no end"),
        ("Type", 1, "in quotation marks"),
        ("Type a", 1, "in quotation marks"),
        ("Sleep", 1, "a time such as 500ms"),
        ("Sleep 2000m", 1, "an hour at most"),
        ("Sleep 1.2.3", 1, "a time such as"),
        ("Enter 0", 1, "1 to 1000 times"),
        ("Enter 1.5", 1, "no whole number"),
        ("Enter@ 2x", 1, "`x`"),
        ("Ctrl", 1, "a + and a key"),
        ("Ctrl+Home", 1, "`Home` is no key"),
        ("Wait+Screen /(/", 1, "is no pattern"),
        ("Wait+Foo /a/", 1, "Screen or Line"),
        ("Output /tmp/x.gif", 1, "put in quotation marks"),
        ("Output", 1, "name of a file"),
        ("Require ffmpeg", 1, "only program"),
        ("{}", 1, "have a name"),
        ("Sleep 40m\nSleep 40m", 2, "longer than an hour"),
    ] {
        let found = complaint(text);
        assert!(found.starts_with(&format!("line {line}: ")), "{found}");
        assert!(found.contains(hint), "{text}: {found}");
    }
}

#[test]
fn a_tape_that_would_never_end_or_fill_the_memory_is_refused() {
    let held = complaint(&"Enter 1000\n".repeat(11));
    assert!(
        held.starts_with("line 11: ") && held.contains("more than 10000"),
        "{held}"
    );
    assert!(complaint(&"#".repeat(MOST_BYTES + 1)).contains("1 MiB"));
    let nested = format!("Wait /{}/", "(".repeat(100_000));
    assert!(complaint(&nested).contains("is no pattern"));
    assert!(complaint("Wait /((a{500}){500}){500}/").contains("is no pattern"));
    let error = read(b"Enter\nType \"\xff\"").expect_err("no text");
    assert_eq!(error.line, 2);
}

proptest! {
    #[test]
    fn no_tape_from_anywhere_breaks_the_player(
        words in proptest::collection::vec(
            prop_oneof![
                Just("Set "), Just("Type"), Just("Wait"), Just("Ctrl"), Just("+"), Just("@"),
                Just("/"), Just("\""), Just("Sleep "), Just("9"), Just("."), Just("ms"), Just("\n"),
                Just("#"), Just("é"), Just(" "), Just("Width "), Just("Down"), Just("\\"),
            ],
            0..40,
        ),
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let _ = read(words.concat().as_bytes());
        let _ = read(&bytes);
    }
}
