//! [`element`]: a part of a document as markup.

use super::data::MOST_LANES;
use crate::{
    export::{
        document::{Align, Bar, DocumentTable, Element, Emphasis, Passage, Phrase},
        markup::escaped,
    },
    model::{Finding, Run},
};
use std::fmt::Write as _;

/// The most letters of a figure that is written large.
const LARGE: usize = 14;

/// An element as markup; `section` is the name of its section.
pub(super) fn element(section: &'static str, element: &Element<'_>) -> String {
    match element {
        Element::Title(title) => format!("<h1>{}</h1>", escaped(title)),
        Element::Paragraph(text) => format!("<p>{}</p>", escaped(text)),
        Element::Line(line) => format!("<p>{}</p>", words(line)),
        Element::Pairs(all) => pairs(section, all),
        Element::Table(table) => rows(table),
        Element::Findings(findings) => {
            let items = findings.iter().map(finding);
            format!("<ul>{}</ul>", items.collect::<Vec<_>>().join("\n"))
        }
        Element::Timeline(run) => timeline(run),
        // It may be long, and not meant for others.
        Element::Outputs(..) => String::new(),
        Element::Again { command, file } => format!(
            "{}\n<p>or, as a file for <code>parscope run FILE</code>:</p>\n{}",
            code([command]),
            code(file.lines())
        ),
    }
}

/// Values below or beside their names; the style says which by the section.
fn pairs(section: &'static str, pairs: &[(&'static str, Passage)]) -> String {
    let mut text = format!("<dl class=\"{section}\">");
    for (index, (name, value)) in pairs.iter().enumerate() {
        if !name.is_empty() {
            let end = if index == 0 { "" } else { "</div>\n" };
            let _ = write!(
                text,
                "{end}<div class=\"{}\"><dt>{name}</dt>",
                name.replace(' ', "-")
            );
        }
        let value = match &value.0[..] {
            [Phrase::Words(figure, Emphasis::Plain), rest @ ..]
                if figure.chars().count() <= LARGE =>
            {
                let rest = words(&Passage(rest.to_vec()));
                format!("<b>{}</b> {rest}", escaped(figure))
            }
            _ => words(value),
        };
        let _ = write!(text, "<dd>{}</dd>", value.trim_end());
    }
    text + "</div></dl>"
}

/// A table; bars of cells have a column of their own.
fn rows(table: &DocumentTable) -> String {
    let bar = |phrase: &Phrase| match phrase {
        Phrase::Bar(bar) => Some(*bar),
        Phrase::Words(..) => None,
    };
    let contents = (0..table.columns.len()).map(|column| table.contents(column));
    let columns: Vec<_> = table.columns.iter().zip(contents).collect();
    let class = |align: Align| match align {
        Align::Left => "",
        Align::Right => " class=\"n\"",
    };
    let heads = columns.iter().map(|(column, contents)| {
        let (class, head) = (class(column.align), escaped(&column.head));
        let bar = if *contents == (true, true) {
            "<th></th>"
        } else {
            ""
        };
        format!("<th{class}>{head}</th>{bar}")
    });
    let mut text = format!(
        "<table><thead><tr>{}</tr></thead><tbody>\n",
        heads.collect::<String>()
    );
    for row in &table.rows {
        text += "<tr>";
        for ((column, (has_words, has_bars)), cell) in columns.iter().zip(row) {
            if *has_words {
                let _ = write!(
                    text,
                    "<td{}>{}</td>",
                    class(column.align),
                    words(&cell.shown)
                );
            }
            if *has_bars {
                let bars = cell.shown.0.iter().filter_map(bar);
                let _ = write!(text, "<td>{}</td>", bars.map(drawn).collect::<String>());
            }
        }
        text += "</tr>\n";
    }
    text + "</tbody></table>"
}

/// A share as a picture of a bar.
fn drawn(bar: Bar) -> String {
    let (row, width) = (bar.row.name(), bar.share.clamped().get() * 100.0);
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\"><rect \
         class=\"row-{row}\" width=\"{width:.1}\" height=\"10\"/></svg>"
    )
}

/// Words without their bars.
fn words(passage: &Passage) -> String {
    passage.words(|words, emphasis| {
        let class = match emphasis {
            Emphasis::Plain => return escaped(words.trim()),
            Emphasis::Strong => "strong",
            Emphasis::Faint => "dim",
            Emphasis::Good | Emphasis::Best => "good",
            Emphasis::Bad => "bad",
        };
        format!("<span class=\"{class}\">{}</span>", escaped(words.trim()))
    })
}

fn finding(finding: &Finding) -> String {
    let (text, advice) = (escaped(&finding.text()), escaped(&finding.advice));
    format!("<li><b>{text}.</b> {advice}</li>")
}

fn code<T: AsRef<str>>(lines: impl IntoIterator<Item = T>) -> String {
    let lines = lines.into_iter().map(|line| escaped(line.as_ref()));
    format!("<pre>{}</pre>", lines.collect::<Vec<_>>().join("\n"))
}

/// The frame in which the script draws.
fn timeline(run: &Run) -> String {
    let spans: usize = run.flow().map(|lane| lane.spans.len()).sum();
    let hidden = run.rows().count().saturating_sub(MOST_LANES);
    let more = match hidden {
        0 => String::new(),
        hidden => format!(", {hidden} more lanes are not shown"),
    };
    format!(
        "<canvas id=\"timeline\" tabindex=\"0\" role=\"img\" \
         aria-label=\"What each lane did over time\"></canvas>\n<p id=\"about\" \
         aria-live=\"polite\">&nbsp;</p>\n<p class=\"legend\" id=\"legend\"></p>\n<p \
         class=\"hint\">{spans} spans{more}<span id=\"merged\"></span> · wheel or <kbd>+</kbd> <kbd>−</kbd> zoom, \
         drag or <kbd>←</kbd> <kbd>→</kbd> move, <kbd>0</kbd> shows all</p>\n<noscript><p>The timeline \
         needs JavaScript; everything else does not.</p></noscript>"
    )
}
