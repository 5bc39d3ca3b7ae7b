//! HTML: a run as one page that can be sent to somebody.
//!
//! Everything is in the file: nothing is loaded, and a content security policy keeps it so. The
//! texts are a [`Document`], escaped. The spans are embedded as numbers, as many as a page can carry
//! (see [`Outline`](super::outline::Outline)); the script makes text of them, never markup: a log may
//! come from anybody.

mod data;

use super::{
    Format, Results,
    document::{Align, Bar, Document, DocumentTable, Element, Emphasis, Passage, Phrase, Section},
    markup::escaped,
    outline::OutlineTone,
    palette::ExportPalette,
    svg::ledger,
    title,
};
use crate::model::{Finding, Row, Run};
use sha2::{Digest, Sha256};
use std::{fmt::Write as _, io};
use strum::VariantArray;

/// A page with a timeline that zooms, and all that a report says.
pub(super) const FORMAT: Format = Format {
    name: "html",
    about: "is a page with a timeline that zooms",
    run: Some(|run, _, out| write(run, out)),
    ..Format::EMPTY
};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// What stands at the top of a page, without a heading, and in this order.
const TOP: [&str; 4] = ["title", "facts", "figures", "verdict"];
/// A figure of no more letters is written large.
const LARGE: usize = 14;

fn write(results: &Results, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(run) = results.runs.last() else {
        return Ok(());
    };
    let style = colors() + STYLE;
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"
    )?;
    writeln!(
        out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'\">",
        fingerprint(&style),
        fingerprint(SCRIPT)
    )?;
    writeln!(
        out,
        "<meta name=\"viewport\" content=\"width=device-width\">"
    )?;
    writeln!(out, "<meta name=\"color-scheme\" content=\"light dark\">")?;
    writeln!(
        out,
        "<title>{}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>",
        escaped(&title(run))
    )?;
    let mut sections = Document::of_run(results, data::MOST_LANES).sections;
    sections.sort_by_key(place);
    for text in sections.iter().filter_map(in_page) {
        writeln!(out, "{text}")?;
    }
    writeln!(
        out,
        "</main>\n<script type=\"application/json\" id=\"run\">"
    )?;
    data::write(run, out)?;
    writeln!(
        out,
        "</script>\n<script>{SCRIPT}</script>\n</body>\n</html>"
    )
}

/// Where a section stands in a page: the timeline is the first below the top.
fn place(section: &Section<'_>) -> usize {
    let top = TOP.into_iter().chain(["timeline"]);
    top.take_while(|name| *name != section.name).count()
}

/// How a policy names a text that may be run, and so no other.
fn fingerprint(text: &str) -> String {
    format!("sha256-{}", data::base64(&Sha256::digest(text)))
}

/// The colours of both themes, as variables.
fn colors() -> String {
    let roles = [
        "dim", "faint", "number", "ideal", "good", "warn", "bad", "serial",
    ];
    let of = |palette: &ExportPalette| {
        let mut text = String::new();
        let (ink, paper) = (palette.role("ground"), palette.ground("ground"));
        let _ = write!(text, "--text:{ink};--paper:{paper};");
        for role in roles {
            let _ = write!(text, "--{role}:{};", palette.role(role));
        }
        for tone in OutlineTone::VARIANTS {
            let _ = write!(text, "--tone-{tone}:{};", palette.tone(tone.into()));
        }
        for &row in Row::VARIANTS {
            let color = palette.tone(ledger::tone(row));
            let _ = write!(text, "--row-{}:{color};", row.name());
        }
        text
    };
    let mut fills = String::new();
    for name in Row::VARIANTS.iter().map(|row| row.name()) {
        let _ = writeln!(fills, ".row-{name}{{fill:var(--row-{name})}}");
    }
    let (light, dark) = (of(ExportPalette::light()), of(ExportPalette::dark()));
    format!(":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{fills}")
}

/// A section, with its name as its heading where it is not at the top; `None` if nothing of it is shown.
fn in_page(section: &Section<'_>) -> Option<String> {
    let elements = section.elements.iter();
    let elements = elements.map(|one| element(section.name, one));
    let text = elements.collect::<Vec<_>>().join("\n");
    match section.name {
        _ if text.is_empty() => None,
        name if TOP.contains(&name) => Some(text),
        name => Some(format!("<section><h2>{name}</h2>\n{text}</section>")),
    }
}

fn element(section: &'static str, element: &Element<'_>) -> String {
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

/// A table; what is a bar in a cell stands in a column of its own.
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
    let hidden = run.rows().count().saturating_sub(data::MOST_LANES);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        export::tests::{pool, written},
        plan::parameter,
    };

    #[test]
    fn the_page_has_the_figures_the_ledger_the_lanes_and_the_command() {
        let page = written(&FORMAT, pool());
        let body = page.split("<main>").nth(1).unwrap();
        insta::assert_snapshot!(body.split("<script>").next().unwrap());
    }

    #[test]
    fn a_page_refers_to_nothing_outside_of_it() {
        let page = written(&FORMAT, pool());
        // The name of what SVG is; nothing is ever loaded from there.
        let page = page.replace("http://www.w3.org/2000/svg", "");
        for word in [
            "http:", "https:", "src=", "href=", "url(", "@import", "fetch(",
        ] {
            assert!(!page.contains(word), "{word}");
        }
        assert!(page.contains("default-src 'none'"));
    }

    #[test]
    fn a_hostile_log_runs_no_script_in_the_page_of_whoever_opens_it() {
        let evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'&";
        let mut run = pool();
        for (name, text) in [("workload", "command"), ("command", "x"), ("inputs", "y")] {
            let row = parameter(name).unwrap();
            run.edit(|e| row.set(e, text).unwrap());
        }
        run.edit(|e| {
            e.command = vec![evil.into()];
            e.inputs = [evil].into();
        });
        run.description.machine.model = evil.into();
        run.description.machine.os = evil.into();
        run.description.parscope = evil.into();
        run.description.outcome.as_mut().unwrap().failure = Some(evil.into());
        let page = written(&FORMAT, run);
        assert_eq!(page.matches("<script").count(), 2, "ours");
        assert!(!page.contains("<img"));
        assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
    }
}
