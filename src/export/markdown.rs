//! Markdown: a [`Document`] to paste into an issue, a page or a message.

use super::{
    Format, Style,
    document::{Align, Document, DocumentTable, Element, Emphasis, Passage},
    timeline::{self, MOST_LANES},
};
use crate::base::visible;
use std::{fmt::Write as _, io};

/// For documents: of a run, all that a report says, and how to run it again.
pub(super) const FORMAT: Format = Format {
    name: "markdown",
    about: "is a report to paste",
    prints: "Print a table for a document",
    run: Some(|run, _, out| write(&Document::of_run(run, MOST_LANES), out)),
    sweep: Some(|sweep, _, out| write(&Document::of_sweep(sweep), out)),
    ..Format::EMPTY
};

/// A timeline in a document.
const STYLE: Style = Style {
    color: false,
    unicode: true,
};

/// Writes the elements, with an empty line between them.
fn write(document: &Document<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let elements = document
        .sections
        .iter()
        .flat_map(|section| &section.elements);
    let texts: Vec<_> = elements
        .map(element)
        .filter(|text| !text.is_empty())
        .collect();
    out.write_all(texts.join("\n").as_bytes())
}

fn element(element: &Element<'_>) -> String {
    match element {
        Element::Title(title) => format!("## {}\n", inert(title)),
        Element::Paragraph(text) => inert(text) + "\n",
        Element::Line(line) => words(line) + "\n",
        Element::Pairs(pairs) => {
            let rows = pairs
                .iter()
                .map(|(name, value)| format!("| {name} | {} |\n", words(value)));
            ["| | |\n|---|---|\n".to_owned()]
                .into_iter()
                .chain(rows)
                .collect()
        }
        Element::Table(table) => rows(table),
        Element::Findings(findings) => {
            let quotes = findings.iter().map(|finding| {
                let text = format!("{}. {}", finding.text(), finding.advice);
                format!("> {}\n", inert(text.trim_end()))
            });
            quotes.collect::<Vec<_>>().join("\n")
        }
        Element::Timeline(run) => fenced("", &timeline::table(run, STYLE)),
        // It may be long, and not meant for others.
        Element::Outputs(..) => String::new(),
        Element::Again { command, .. } => {
            let command = fenced("sh", &visible(command));
            format!("To run it again:\n\n{command}")
        }
    }
}

/// A table without the columns in which there are only bars.
fn rows(table: &DocumentTable) -> String {
    let shown = 0..table.columns.len();
    let shown: Vec<_> = shown.filter(|&column| table.contents(column).0).collect();
    let line = |cells: &mut dyn Iterator<Item = String>| {
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let columns = || shown.iter().map(|&column| &table.columns[column]);
    let mut text = line(&mut columns().map(|column| inert(&column.head)));
    let aligns = columns().map(|column| match column.align {
        Align::Left => "---|",
        Align::Right => "--:|",
    });
    let _ = writeln!(text, "|{}", aligns.collect::<String>());
    for row in &table.rows {
        let cells = shown.iter().map(|&column| row.get(column));
        text +=
            &line(&mut cells.map(|cell| cell.map_or_else(String::new, |cell| words(&cell.shown))));
    }
    text
}

/// Words without their bars.
fn words(passage: &Passage) -> String {
    passage.words(|words, emphasis| {
        let words = inert(words.trim());
        match emphasis {
            Emphasis::Strong | Emphasis::Best => format!("**{words}**"),
            Emphasis::Bad => format!("_{words}_"),
            _ => words,
        }
    })
}

/// A text from outside in which nothing is Markdown or HTML.
fn inert(text: &str) -> String {
    let mut plain = String::new();
    for c in visible(text).chars() {
        if "\\`*_[]<>&|#~".contains(c) {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

/// A text as code, in a fence that is longer than any within.
fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let text = text.trim_end();
    format!("{fence}{language}\n{text}\n{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        export::tests::{pool, written},
        model::scenario,
    };

    #[test]
    fn a_message_gets_a_report_that_renders() {
        insta::assert_snapshot!(written(&FORMAT, pool()));
    }

    #[test]
    fn a_hostile_log_writes_no_markup_into_somebodys_page() {
        let mut run = scenario::run("set workload=primes\nw1: task 0 0ms 1ms\nend 1ms");
        run.description.machine.model = "<img src=x onerror=alert(1)>|a".into();
        run.description.outcome.as_mut().unwrap().failure = Some("![x](http://e)\n# h".into());
        let text = written(&FORMAT, run);
        assert!(
            text.contains("\\<img src=x onerror=alert(1)\\>\\|a"),
            "{text}"
        );
        assert!(text.contains(r"!\[x\](http://e)\\n\# h"), "{text}");
    }
}
