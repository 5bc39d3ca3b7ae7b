//! Tests of the recordings that are read, and of those that are refused.

use super::*;

const HEADER: &str = r#"{"version":2,"width":80,"height":24}"#;

#[test]
fn what_is_no_recording_is_refused_with_its_line() {
    for (text, line, hint) in [
        ("", 1, "there is nothing"),
        ("\n\n", 1, "there is nothing"),
        ("\u{1}\u{2}", 1, "no header"),
        ("{}\n", 1, "version"),
        ("{\"version\":1,\"width\":80}\n", 1, "how large"),
        ("\n{\"version\":4}\n", 2, "version 4"),
        ("{\"version\":3}\n", 1, "how large"),
        ("{\"version\":2,\n\"width\":x}\n", 2, "no header"),
        ("{\"version\":2,\"wid", 1, "cut off"),
        (
            "{\"version\":2,\"width\":null,\"height\":24}\n",
            1,
            "how large",
        ),
        (
            "{\"version\":2,\"width\":80.5,\"height\":24}\n",
            1,
            "no whole number",
        ),
        (
            "{\"version\":2,\"width\":80,\"height\":100000}\n",
            1,
            "1 to 1000",
        ),
        (
            "{\"version\":2,\"width\":1000,\"height\":1000}\n",
            1,
            "100000 cells",
        ),
        (
            "{\"version\":2,\"width\":8,\"height\":2,\"theme\":{\"fg\":\"red\"}}\n",
            1,
            "#rrggbb",
        ),
        (&format!("{HEADER}\n[1e300,\"o\",\"a\"]\n"), 2, "a day"),
        (&format!("{HEADER}\n\n[1,\"o\"]\n"), 3, "ends with a text"),
        (&format!("{HEADER}\r\n\r\n[\"o\",1]\r\n"), 3, "no event"),
        (&format!("{HEADER}\n[1,\"r\",\"0x9\"]\n"), 2, "1 to 1000"),
        (&format!("{HEADER}\n[1,\"o\",5]\n"), 2, "a text"),
        (&"[".repeat(1_000_000), 1, "no header"),
        ("\u{1f}\u{8b}", 1, "no header"),
    ] {
        let error = read(text.as_bytes()).unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("line {line}: ")),
            "{text:.99}: {error}"
        );
        assert!(error.contains(hint), "{text:.99}: {error}");
    }
    let error = read(&[0x1f, 0x8b, 8, 0]).unwrap_err().to_string();
    assert!(error.contains("cannot be unpacked"), "{error}");
}

#[test]
fn keys_comments_and_what_later_versions_may_add_are_passed_over() {
    let text = format!(
        "{HEADER}\n# note\n[1,\"i\",\"x\"]\n[2,\"o\",\"a\",0]\n[3,\"x\",0]\n  # end\n[4,\"x\"]\n[5,\"o\",null]\n"
    );
    let cast = read(text.as_bytes()).unwrap();
    assert_eq!(cast.events.len(), 1);
    assert!(!cast.cut);
}

/// The time of each event, in milliseconds, and its output.
fn written(text: &[u8]) -> Vec<(u64, String)> {
    let cast = read(text).unwrap();
    let events = cast.events.into_iter().map(|event| match event.what {
        What::Output(text) => (event.at.get() / 1_000_000, text),
        other => panic!("{other:?}"),
    });
    events.collect()
}

#[test]
fn every_version_is_read_however_it_is_laid_out() {
    let expected = [(100, "hello".to_owned()), (600, "\r\nworld".to_owned())];
    let one = r#"{"version":1,"width":40,"height":6,"duration":0.6,"command":null,"title":null,
        "env":{},"stdout":[[0.1,"hello"],[0.5,"\r\nworld"]]}"#;
    let two = "{\"version\":2,\"width\":40,\"height\":6}\n[0.1,\"o\",\"hello\"]\n[0.6,\"o\",\"\\r\\nworld\"]\n";
    let three = "{\"version\":3,\"term\":{\"cols\":40,\"rows\":6}}\n[0.1,\"o\",\"hello\"]\n[0.5,\"o\",\"\\r\\nworld\"]\n";
    let pretty: Value = serde_json::from_str(one).unwrap();
    let pretty = serde_json::to_string_pretty(&pretty).unwrap();
    let spread = two.replacen(',', ",\n  ", 2);
    for text in [one, two, three, &pretty, &spread] {
        assert_eq!(written(text.as_bytes()), expected, "{text}");
        let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        assert_eq!(written(windows.as_bytes()), expected, "{text}");
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, text.as_bytes()).unwrap();
        assert_eq!(written(&packed.finish().unwrap()), expected, "{text}");
    }
    // Pretty or not, the line that is wrong is the one that is named.
    let wrong = format!("{spread}[nonsense]\n");
    let error = read(wrong.as_bytes()).unwrap_err().to_string();
    assert!(error.starts_with("line 6: "), "{error}");
}

#[test]
fn what_a_header_leaves_open_is_as_usual() {
    let read = |extra: &str| {
        let text = format!("{{\"version\":2,\"width\":1,\"height\":1.0,{extra}}}\n");
        read(text.as_bytes()).unwrap()
    };
    let usual = CastPalette::default();
    for theme in [
        "{}",
        "null",
        "{\"fg\":null,\"bg\":null,\"palette\":null}",
        "{\"name\":\"x\"}",
    ] {
        let cast = read(&format!(
            "\"title\":null,\"idle_time_limit\":null,\"theme\":{theme}"
        ));
        assert_eq!(cast.palette, usual, "{theme}");
    }
    let cast = read("\"theme\":{\"bg\":\"#010203\"}");
    assert_eq!(
        (cast.palette.back, cast.palette.front),
        (super::super::Rgb(1, 2, 3), usual.front)
    );
    // Where there are eight colours, the bright ones look the same.
    let eight = ["#010101"; 8].join(":");
    let cast = read(&format!("\"theme\":{{\"palette\":\"{eight}\"}}"));
    assert_eq!(cast.palette.named, [super::super::Rgb(1, 1, 1); 16]);
    assert_eq!((cast.size.width, cast.size.height), (1, 1));
}

#[test]
fn time_that_runs_backwards_stands_still() {
    let two = format!(
        "{HEADER}\n[1,\"o\",\"a\"]\n[0.5,\"o\",\"b\"]\n[-3,\"o\",\"c\"]\n[2,\"o\",\"d\"]\n"
    );
    let times = |text: &str| {
        let events = written(text.as_bytes()).into_iter();
        events.map(|(at, _)| at).collect::<Vec<_>>()
    };
    assert_eq!(times(&two), [1_000, 1_000, 1_000, 2_000]);
    let three = "{\"version\":3,\"term\":{\"cols\":9,\"rows\":2}}\n[1,\"o\",\"a\"]\n[-1,\"o\",\"b\"]\n[1,\"i\",\"k\"]\n[1,\"o\",\"c\"]\n";
    assert_eq!(times(three), [1_000, 1_000, 3_000]);
}
