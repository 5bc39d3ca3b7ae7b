//! Tests of the tapes that are read, and of those that are refused.

use crate::record::tape::*;
use crossterm::event::{KeyCode, KeyModifiers};
use proptest::prelude::*;

/// A tape that plays no other.
fn reading(bytes: &[u8]) -> TapeReading {
    read(bytes, &mut |path| Err(format!("no {}", path.display())))
}

fn tape(text: &str) -> Tape {
    reading(text.as_bytes()).whole().expect(text)
}

fn complaint(text: &str) -> String {
    let read = reading(text.as_bytes()).whole();
    read.expect_err(text).to_string()
}

/// Steps as short texts.
fn steps(text: &str) -> Vec<String> {
    shown(&tape(text))
}

fn shown(tape: &Tape) -> Vec<String> {
    let key = |key: &KeyEvent| match (key.modifiers, key.code) {
        (KeyModifiers::NONE, KeyCode::Char(letter)) => letter.to_string(),
        (KeyModifiers::NONE, code) => format!("<{code}>"),
        (held, code) => format!("<{held}-{code}>"),
    };
    let step = |step: &TapeStep| match &step.act {
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
    let text = r#"
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
        steps(text),
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
    let outputs = tape(text).outputs;
    let at = Position {
        file: None,
        line: 4,
    };
    assert_eq!(outputs, [(at, PathBuf::from("demo/one.gif"))]);
}

#[test]
fn a_screen_has_as_many_cells_as_it_would_have_in_vhs() {
    let size = |text: &str| {
        let size = tape(text).settings.size().unwrap();
        (size.width, size.height)
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
        ("\nSource other.tape", 2, "`Source`: no other.tape"),
        ("Paste", 1, "no `Copy` before"),
        ("Env HOME", 1, "a name and a value"),
        ("Set Foo 1", 1, "no such setting; there are Width"),
        ("Set PlaybackSpeed 0", 1, "0.1 to 100 times as fast"),
        (
            "Set WindowBar Square",
            1,
            "no bar `Square`; there are Colorful",
        ),
        ("Set CursorBlink maybe", 1, "true or false"),
        ("Set FontFamily", 1, "a name is missing"),
        ("Set BorderRadius x", 1, "a number is missing"),
        ("Set Width 10", 1, "20 × 5 to 400 × 150"),
        ("Set FontSize 0", 1, "out of bounds"),
        ("Set Framerate 1000", 1, "1 to 240"),
        ("Set Theme { \"red\": 1 }", 1, "`1` is no colour for `red`"),
        ("Set Theme { \"red\": \"red\" }", 1, "no colour for `red`"),
        ("Set Theme { red }", 1, "no JSON"),
        ("\nSet Theme {\n", 2, "has no }"),
        ("Set Theme", 1, "name of a theme"),
        ("Type \"a", 1, "has no end"),
        ("Type", 1, "in quotation marks"),
        ("Type 5", 1, "in quotation marks"),
        ("Type Enter", 1, "in quotation marks"),
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
        ("Require", 1, "name of a program"),
        ("{}", 1, "`{}` is no command"),
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
    let error = reading(b"Enter\nType \"\xff\"")
        .whole()
        .expect_err("no text");
    assert_eq!(error.at.line, 2);
    let text = "Source a.tape\n".repeat(200);
    let sourced = read(text.as_bytes(), &mut |_| Ok(b"Enter".to_vec()));
    assert!(sourced.faults[0].message.contains("more than 100 of them"));
}

#[test]
fn all_that_is_wrong_is_told_with_its_line() {
    let text = "Tpye \"a\"\nEnter\nSleep\nSet Foo 1\nSet Width 10\n";
    let faults = reading(text.as_bytes()).faults;
    let lines: Vec<_> = faults.iter().map(|fault| fault.at.line).collect();
    assert_eq!(lines, [1, 3, 4, 5]);
    // And not without end.
    assert_eq!(reading("x\n".repeat(1000).as_bytes()).faults.len(), 20);
}

#[test]
fn a_screen_that_cannot_be_is_blamed_on_the_setting_that_makes_it_so() {
    for (text, line) in [
        ("Output a.gif\nEnter\n\nSet FontSize 200", 4),
        (
            "Set Width 900\nSet FontSize 200\nSet Padding 0\nSet Theme dark",
            2,
        ),
        ("Set Width 100\nSet Height 10", 2),
        ("Set WindowBar Rings\nSet WindowBarSize 500", 1),
        ("Set Height 60\r\nSet Padding 0\r\nSet FontSize 30\r\n", 1),
    ] {
        let found = complaint(text);
        assert!(
            found.starts_with(&format!("line {line}: a screen of")),
            "{text}: {found}"
        );
        assert!(
            found.ends_with("change FontSize, Width, Height or Padding"),
            "{found}"
        );
    }
}

#[test]
fn all_that_the_manual_of_vhs_knows_is_played_or_noted() {
    let text = r##"
Output out.gif
Output out.mp4
Output frames/
Require gum
Set Shell fish
Set Shell "bash"
Set FontFamily "Monoflow"
Set FontSize 10
Set Width 1200px
Set LetterSpacing 2
Set LineHeight 1.2
Set TypingSpeed 0.1
Set Theme { "name": "Whimsy", "black": "#535178", "purple": "#aa7ff0",
  "brightWhite": "#fff", "background": "#29283b", "foreground": null }
Set Padding 0
Set Margin 10
Set MarginFill "#674EFF"
Set WindowBar ColorfulRight
Set WindowBarSize 40
Set BorderRadius 10
Set Framerate 60
Set PlaybackSpeed 0.5
Set LoopOffset 50%
Set LoopOffset 5
Set CursorBlink false
Set WaitTimeout 10s
Set WaitPattern /done/
Type@500ms "Slow" 'down' there
Type `VAR="Escaped"`
Copy "text"
Paste
Backspace 18
Delete Insert Escape
PageUp 3
ScrollUp 10
ScrollDown@100ms 12
Ctrl+Shift+O Ctrl+@ Ctrl+[ Ctrl+Left Alt+Tab Shift+Enter
Env HELLO "WORLD"
Wait+Line@10ms /World/
Sleep 1m
"##;
    let tape = tape(text);
    let ignored: Vec<_> = tape.ignored.iter().map(|(_, what)| what.as_str()).collect();
    let expected = "Set Shell,Set Shell,Set FontFamily,Set MarginFill,Set WindowBar,\
                    Set BorderRadius,Set LoopOffset,Set LoopOffset,Set CursorBlink,ScrollUp,\
                    ScrollDown,Env";
    assert_eq!(ignored.join(","), expected);
    assert_eq!(tape.requires[0].1, "gum");
    assert_eq!(tape.outputs.len(), 3);
    assert!((tape.settings.speed.get() - 0.5).abs() < 1e-9);
    assert_eq!(tape.settings.frame, Nanos::from_secs_f64(1.0 / 60.0));
    let Some((at, TapeTheme::Colors(colors))) = &tape.settings.theme else {
        panic!("no colours");
    };
    assert_eq!((at.line, colors.background), (14, Some([0x29, 0x28, 0x3b])));
    assert_eq!(
        (colors.named[5], colors.named[15]),
        (Some([0xaa, 0x7f, 0xf0]), Some([255; 3]))
    );
    let steps = shown(&tape);
    for step in [
        "Slow down there each 500 ms",
        "VAR=\"Escaped\" each 100 ms",
        "text each 0 ns",
    ] {
        assert!(steps.iter().any(|shown| shown == step), "{step}: {steps:?}");
    }
    assert!(TapeTheme::is_of_vhs("Catppuccin Frappe") && !TapeTheme::is_of_vhs("nonsense"));
}

#[test]
fn a_tape_plays_another_and_names_it_where_it_is_wrong() {
    let inner: &[u8] = b"Output inner.gif\nSet TypingSpeed 10ms\nType \"b\"\nTpye\n";
    let text = b"Output a.gif\nType \"a\"\nSource inner.tape\nType \"c\"\n";
    let TapeReading { tape, faults } = read(text, &mut |_| Ok(inner.to_vec()));
    assert_eq!(
        shown(&tape),
        ["a each 50.0 ms", "b each 10.0 ms", "c each 10.0 ms"]
    );
    assert_eq!(tape.outputs.len(), 1);
    let [fault] = &faults[..] else {
        panic!("{faults:?}");
    };
    assert!(
        fault
            .to_string()
            .starts_with("inner.tape:4: there is no command `Tpye`")
    );
    let endless = read(text, &mut |_| Ok(text.to_vec()));
    assert!(
        endless.faults[0]
            .to_string()
            .starts_with("inner.tape:3: `Source`: a tape that is")
    );
}

proptest! {
    #[test]
    fn no_tape_from_anywhere_breaks_the_player(
        words in proptest::collection::vec(
            prop_oneof![
                Just("Set "), Just("Type"), Just("Wait"), Just("Ctrl"), Just("+"), Just("@"),
                Just("/"), Just("\""), Just("Sleep "), Just("9"), Just("."), Just("ms"), Just("\n"),
                Just("#"), Just("é"), Just("{"), Just("}"), Just("Theme "), Just("Source a.tape"), Just(" "), Just("Width "), Just("Down"), Just("\\"),
            ],
            0..40,
        ),
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let _ = reading(words.concat().as_bytes());
        let _ = reading(&bytes);
    }
}
