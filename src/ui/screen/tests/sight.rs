//! Checks of a screen without a snapshot: that words are there, where its panes stand, and that
//! nothing is cut off.

use std::collections::BTreeSet;

/// A title with the line beside it: where a pane begins.
struct SeenHeading {
    title: String,
    row: usize,
    column: usize,
    /// Behind the last of its cells.
    end: usize,
}

/// Lines beside titles, with and without the focus, in Unicode and in ASCII.
const RULES: [char; 4] = ['─', '━', '-', '='];

fn cells(screen: &str) -> Vec<Vec<char>> {
    screen.lines().map(|line| line.chars().collect()).collect()
}

/// The title that begins at a column, if one does.
fn title(row: &[char], column: usize) -> Option<String> {
    let before = row.get(column.checked_sub(1)?)?;
    let rest = &row[column..];
    let end = rest
        .windows(3)
        .position(|three| three[0] == ' ' && RULES.contains(&three[1]) && three[2] == three[1])?;
    let title: String = rest[..end].iter().collect();
    let is_title = title.starts_with(|first: char| first.is_ascii_uppercase())
        && title
            .chars()
            .all(|char| char.is_alphanumeric() || " -".contains(char))
        && !title.contains("  ");
    (is_title && *before == ' ').then_some(title)
}

fn headings(screen: &str) -> Vec<SeenHeading> {
    let rows = cells(screen);
    let found = rows.iter().enumerate().flat_map(|(y, row)| {
        let begins = (1..row.len()).filter(|&x| x == 1 || row[x - 2] == ' ');
        begins.filter_map(move |x| title(row, x).map(|title| (title, y, x)))
    });
    let found: Vec<_> = found.collect();
    let columns: BTreeSet<_> = found.iter().map(|(_, _, column)| *column).collect();
    let heading = |(title, row, column): (String, usize, usize)| {
        let line = &rows[row];
        let is_apart = |&x: &usize| x < line.len() && line[x - 2..x] == [' ', ' '];
        let mut next = columns.range(column + 1..).copied().filter(is_apart);
        let part = &line[column..next.next().unwrap_or(line.len())];
        let last = part.iter().rposition(|cell| *cell != ' ').unwrap_or(0);
        SeenHeading {
            title,
            row,
            column,
            end: column + last + 1,
        }
    };
    found.into_iter().map(heading).collect()
}

/// The titles of the panes on a screen.
pub(in crate::ui) fn titles(screen: &str) -> Vec<String> {
    let headings = headings(screen).into_iter();
    headings.map(|heading| heading.title).collect()
}

/// The rows of a pane, with that of its title.
pub(in crate::ui) fn rows(screen: &str, title: &str) -> Vec<String> {
    let all = headings(screen);
    let found = all.iter().find(|heading| heading.title == title);
    let found = found.unwrap_or_else(|| panic!("no pane {title}:\n{screen}"));
    let below = |heading: &&SeenHeading| heading.column == found.column && heading.row > found.row;
    let rows = cells(screen);
    let end = all
        .iter()
        .find(below)
        .map_or(rows.len() - 1, |next| next.row);
    let rows = rows[found.row..end].iter().map(|row| {
        let part = row.iter().take(found.end).skip(found.column);
        part.collect::<String>().trim_end().to_owned()
    });
    rows.collect()
}

/// The row of a pane that begins with these words.
pub(in crate::ui) fn row<'a>(rows: &'a [String], begin: &str) -> &'a str {
    let row = rows.iter().find(|row| row.trim_start().starts_with(begin));
    row.unwrap_or_else(|| panic!("no row `{begin}`:\n{}", rows.join("\n")))
}

/// Where a character stands, row by row.
pub(in crate::ui) fn columns(text: &str, wanted: char) -> Vec<usize> {
    let found = text.lines().flat_map(|row| {
        let cells = row.chars().enumerate();
        cells.filter(|(_, cell)| *cell == wanted).map(|(x, _)| x)
    });
    found.collect()
}

/// The text of a pane, without its line breaks.
pub(in crate::ui) fn said(screen: &str, title: &str) -> String {
    let rows = rows(screen, title).join(" ");
    rows.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// All of these words are on the screen.
pub(in crate::ui) fn shows(screen: &str, words: &[&str]) {
    for words in words {
        assert!(screen.contains(words), "no `{words}`:\n{screen}");
    }
}

/// The screen is not cut off: the margins are free, the line of each title runs to the edge of its
/// pane, the bar of the speedup ends at the ideal, and the last key is there to its end.
pub(in crate::ui) fn is_whole(screen: &str, (width, height): (u16, u16)) {
    let (rows, width) = (cells(screen), usize::from(width));
    assert_eq!(rows.len(), usize::from(height), "{screen}");
    for row in &rows {
        let is_free = row.first().is_none_or(|cell| *cell == ' ') && row.len() < width;
        assert!(is_free, "a margin of {width} is written on:\n{screen}");
    }
    let keys = screen.trim_end();
    let ends = ["q quit", "Esc close", "Esc leave"];
    assert!(
        ends.iter().any(|end| keys.ends_with(end)),
        "keys are cut:\n{screen}"
    );
    let headings = headings(screen);
    let margin = headings.iter().map(|heading| heading.column).min();
    let margin = margin.unwrap_or_else(|| panic!("no panes:\n{screen}"));
    for SeenHeading { title, end, .. } in &headings {
        let beside = headings.iter().map(|other| other.column);
        let mut gaps = beside.filter_map(|x| x.checked_sub(*end));
        let reaches = gaps.any(|gap| (2..=4).contains(&gap));
        assert!(
            reaches || *end == width - margin,
            "{title} ends at {end}:\n{screen}"
        );
    }
    for row in screen.lines().filter(|row| row.contains("short of ideal")) {
        assert!(
            row.ends_with(['┃', '!']),
            "a bar ends before the ideal:\n{screen}"
        );
    }
}

/// The words and numbers on a screen. In ASCII the letters `E`, `I`, `O` and `X` and dots are also
/// what bars are made of, so they end a word.
fn words(screen: &str) -> BTreeSet<String> {
    let screen = screen.replace('₁', "1").replace('ₚ', "p").replace('×', "x");
    let is_word =
        |char: char| char.is_ascii_alphanumeric() && !"EIOX".contains(char) || char == '.';
    let words = screen.split(|char| !is_word(char));
    let words = words.flat_map(|word| word.split(".."));
    let words = words.map(|word| word.trim_matches('.'));
    let words = words.filter(|word| !word.is_empty());
    words.map(ToOwned::to_owned).collect()
}

/// The words on the coloured screen are there without colours, and in ASCII, too.
pub(in crate::ui) fn is_said_in_every_look(looks: &[String; 3]) {
    let [dark, mono, ascii] = looks;
    assert!(ascii.is_ascii(), "{ascii}");
    let said = words(dark);
    for plain in [mono, ascii] {
        let lost: Vec<_> = said.difference(&words(plain)).cloned().collect();
        assert!(lost.is_empty(), "{lost:?} of\n{dark}\nnot in\n{plain}");
    }
}
