//! Tests that templates take GNU parallel's spelling, and refuse by name the parts they lack.

use super::*;

/// The words of task 6 on worker 3.
fn filled(words: &[&str], inputs: &[&str]) -> Vec<String> {
    let words: Vec<_> = words.iter().map(|&word| word.to_owned()).collect();
    let filling = Filling {
        inputs: inputs.to_vec(),
        task: TaskId::new(6),
        slot: 3,
    };
    let template = Template::new(&words, inputs.len()).expect("all of it is known");
    let words = template.words(&filling).into_iter();
    words.map(|word| word.into_string().expect("text")).collect()
}

fn refusal(word: &str, sources: usize) -> String {
    check_places(&[word.into()], sources).expect_err(word)
}

#[test]
fn an_input_goes_wherever_its_place_is_and_stays_one_word() {
    let words = filled(
        &["cp", "{}", "to={},{}", "{", "{x}", "ü{}"],
        &["a b; rm *"],
    );
    let expected = [
        "cp",
        "a b; rm *",
        "to=a b; rm *,a b; rm *",
        "{",
        "{x}",
        "üa b; rm *",
    ];
    assert_eq!(words, expected);
}

#[test]
fn an_input_without_a_place_is_the_last_word() {
    assert_eq!(filled(&["gzip", "-k"], &["a"]), ["gzip", "-k", "a"]);
    assert_eq!(filled(&["gzip", "-k"], &[]), ["gzip", "-k"]);
    assert_eq!(filled(&["echo"], &["a b", "1"]), ["echo", "a b", "1"]);
    assert_eq!(filled(&[], &["a"]), [""; 0]);
}

#[test]
fn an_input_that_looks_like_a_place_is_not_filled_again() {
    assert_eq!(filled(&["{}{#}"], &["{#}{}"]), ["{#}{}7"]);
}

#[test]
fn without_inputs_braces_are_left_to_the_command() {
    assert_eq!(filled(&["find", "{}", "{#}"], &[]), ["find", "{}", "7"]);
}

#[test]
fn the_parts_of_a_path_are_those_of_gnu_parallel() {
    let parts = ["{.}", "{/}", "{//}", "{/.}"];
    let numbered = ["{1.}", "{1/}", "{1//}", "{1/.}"];
    for (input, expected) in [
        ("in/a.tar.gz", ["in/a.tar", "a.tar.gz", "in", "a.tar"]),
        ("in.d/a", ["in.d/a", "a", "in.d", "a"]),
        ("a.c", ["a", "a.c", ".", "a"]),
        ("/a.c", ["/a", "a.c", "/", "a"]),
        ("x//a", ["x//a", "a", "x", "a"]),
        ("x/y/", ["x/y/", "", "x", ""]),
        ("x/", ["x/", "", ".", ""]),
        ("//", ["//", "", "/", ""]),
        ("a.", ["a", "a.", ".", "a"]),
        ("", ["", "", ".", ""]),
    ] {
        assert_eq!(filled(&parts, &[input]), expected, "{input}");
        assert_eq!(filled(&numbered, &[input]), expected, "{input}");
    }
}

#[test]
fn each_of_several_inputs_has_its_number_and_all_of_them_go_together() {
    let inputs = ["d/a.x", "e/b.y"];
    assert_eq!(
        filled(&["{2}{1}", "{1.}{2/}", "{{1}}", "{#}{%}", "{02}"], &inputs),
        ["e/b.yd/a.x", "d/ab.y", "{d/a.x}", "73", "e/b.y"]
    );
    assert_eq!(filled(&["{}", "{/}"], &inputs), ["d/a.x", "e/b.y", "a.x", "b.y"]);
    assert_eq!(filled(&["sh", "-c", "echo {}"], &["a", "b"]), ["sh", "-c", "echo a b"]);
}

#[test]
fn bytes_that_are_no_text_reach_the_command_as_they_are() {
    let template = Template::new(&["to-{.}".into(), "caf�e9".into()], 1).expect("places");
    let words = template.words(&Filling {
        inputs: vec!["�ff/a�e9.txt"],
        task: TaskId::new(0),
        slot: 1,
    });
    assert_eq!(words[0].as_bytes(), b"to-\xff/a\xe9");
    assert_eq!(words[1].as_bytes(), b"caf\xe9");
}

#[test]
fn braces_that_mean_nothing_to_gnu_parallel_are_the_commands_own() {
    for word in [
        "{print}", "{print $1}", "{", "}", "{a,b}", "{1..3}", "{1,2}", "{x:-y}", "{foo.bar}", "{ 1}",
        "{% if x %}", "{/each}", "{#each}", "${#}x", "{\"a\":1}", "{a=1}", "{-x}", "{1-}", "a{=b",
        // GNU parallel leaves these to the shell, unless it was told otherwise.
        "${1:-x}", "${2:3}",
    ] {
        if word != "${#}x" {
            assert_eq!(filled(&[word], &["in"]), [word, "in"], "{word}");
        }
        assert_eq!(check_places(&[word.into()], 1), Ok(()), "{word}");
        assert!(!has_place(word), "{word}");
    }
}

#[test]
fn the_rest_of_gnu_parallels_spelling_is_refused_by_name() {
    for (word, hint) in [
        ("{-1}", "from the first"),
        ("a{-2/.}b", "from the first"),
        ("{0}", "from 1"),
        ("{0.}", "from 1"),
        ("{1 }", "space"),
        ("{= s/a/b/ =}", "Perl"),
        ("{=1 $_=${x} =}", "Perl"),
        ("{2= uc =}", "Perl"),
        ("{..}", "--plus"),
        ("{...}", "--plus"),
        ("{/..}", "--plus"),
        ("{1..}", "--plus"),
        ("{+}", "--plus"),
        ("{+/}", "--plus"),
        ("{+.}", "--plus"),
        ("{##}", "--plus"),
        ("{0#}", "--plus"),
        ("{0%}", "--plus"),
        ("{1#}", "--plus"),
        ("{:}", "--plus"),
        ("{:3}", "--plus"),
        ("{:1:2}", "--plus"),
        ("{2:3}", "--plus"),
        ("{:-x}", "--plus"),
        ("{slot}", "--plus"),
        ("{2}", "another `:::`"),
    ] {
        let why = refusal(word, 1);
        assert!(why.contains(hint), "{word}: {why}");
        let name = word.trim_matches(char::is_alphabetic);
        assert!(why.contains(name), "{word} is not named: {why}");
    }
    assert!(refusal("{1}", 0).contains("there are none"));
}
