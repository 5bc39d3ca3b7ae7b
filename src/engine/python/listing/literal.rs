//! Numbers, lists and texts as Python writes them.

use crate::workload::Sizes;
use std::fmt::Display;

/// The widest line of a list; names and brackets stand before and after it.
const WIDTH: usize = 72;

/// Lists of no more runs of equal sizes are written by them.
const MOST_RUNS: usize = 3;

/// A whole number, its digits in groups from five on: `25_000_000`.
pub(super) fn integer(number: impl Display) -> String {
    let text = number.to_string();
    let (sign, digits) = text.split_at(usize::from(text.starts_with('-')));
    if digits.len() < 5 {
        return text;
    }
    let head = (digits.len() - 1) % 3 + 1;
    let groups = digits.as_bytes()[head..].chunks(3);
    let groups = groups.map(|group| format!("_{}", String::from_utf8_lossy(group)));
    format!("{sign}{}{}", &digits[..head], groups.collect::<String>())
}

/// The sizes of so many tasks.
pub(super) fn sizes(sizes: &Sizes, tasks: u32) -> String {
    let each = match sizes {
        Sizes::Uniform(size) => return run(*size, tasks as usize),
        Sizes::Each(each) => each,
    };
    let runs: Vec<_> = each.chunk_by(|a, b| a == b).collect();
    if runs.len() > MOST_RUNS {
        return list(each.iter().map(integer));
    }
    let runs = runs.iter().map(|of| run(of[0], of.len()));
    runs.collect::<Vec<_>>().join(" + ")
}

/// One size for so many tasks.
fn run(size: u64, tasks: usize) -> String {
    let size = integer(size);
    match tasks {
        1 => format!("[{size}]"),
        _ => format!("[{size}] * {}", integer(tasks)),
    }
}

/// Numbers: as a range where they are one.
pub(super) fn numbers(numbers: &[i64]) -> String {
    let step = match numbers {
        [first, second, ..] => second.saturating_sub(*first),
        _ => 0,
    };
    let is_range = step != 0 && {
        let mut pairs = numbers.windows(2);
        pairs.all(|pair| pair[0].checked_add(step) == Some(pair[1]))
    };
    match (numbers, is_range) {
        (&[first, .., last], true) => {
            let end = last.saturating_add(step.signum());
            let limits = match (first, step) {
                (0, 1) => vec![end],
                (_, 1) => vec![first, end],
                _ => vec![first, end, step],
            };
            let limits: Vec<_> = limits.iter().map(integer).collect();
            format!("range({})", limits.join(", "))
        }
        _ => list(numbers.iter().map(integer)),
    }
}

/// Times in seconds.
pub(super) fn seconds(times: impl Iterator<Item = f64>) -> String {
    list(times.map(|time| time.to_string()))
}

/// A list, over several lines where it is long.
fn list(elements: impl Iterator<Item = String>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for element in elements {
        match lines.last_mut() {
            Some(line) if line.len() + element.len() <= WIDTH => {
                line.push_str(", ");
                line.push_str(&element);
            }
            _ => lines.push(element),
        }
    }
    match &lines[..] {
        [line] => format!("[{line}]"),
        lines => format!("[\n    {},\n]", lines.join(",\n    ")),
    }
}

/// A text.
pub(super) fn text(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\U{:08x}", u32::from(c)),
        c => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_a_person_would() {
        for (number, text) in [
            (0, "0"),
            (9999, "9999"),
            (-9999, "-9999"),
            (10_000, "10_000"),
            (123_456, "123_456"),
            (-1_234_567, "-1_234_567"),
        ] {
            assert_eq!(integer(number), text);
        }
    }

    #[test]
    fn a_list_that_is_a_range_is_written_as_one() {
        let all: Vec<i64> = (0..24).collect();
        assert_eq!(numbers(&all), "range(24)");
        assert_eq!(numbers(&all[1..15]), "range(1, 15)");
        assert_eq!(numbers(&[10, 8, 6]), "range(10, 5, -2)");
        assert_eq!(numbers(&[3, -4, 0]), "[3, -4, 0]");
        assert_eq!(numbers(&[7]), "[7]");
        assert_eq!(numbers(&[7, 7]), "[7, 7]");
    }

    #[test]
    fn sizes_are_written_by_their_runs_or_in_full() {
        assert_eq!(sizes(&Sizes::Uniform(100_000), 24), "[100_000] * 24");
        assert_eq!(sizes(&Sizes::Uniform(7), 1), "[7]");
        let straggler = Sizes::Each(vec![5, 5, 5, 50, 5]);
        assert_eq!(sizes(&straggler, 5), "[5] * 3 + [50] + [5]");
        let ramp = Sizes::Each((1..=40).collect());
        let lines: Vec<_> = sizes(&ramp, 40).lines().map(str::to_owned).collect();
        assert_eq!(lines.first().map(String::as_str), Some("["));
        assert!(lines[1].starts_with("    1, 2, 3, ") && lines[1].ends_with(','));
        assert!(lines.iter().all(|line| line.len() <= 80));
    }

    #[test]
    fn no_path_ends_the_text_that_it_stands_in() {
        assert_eq!(text("a\"b\\c\n"), "\"a\\\"b\\\\c\\U0000000a\"");
    }
}
