//! HTML: a run as one page that can be sent to others.
//!
//! Everything is in the file: nothing is loaded, and a content security policy keeps it so. The
//! texts are a [`Document`], escaped. The spans are embedded as numbers, as many as a page can carry
//! (see [`Outline`](super::outline::Outline)); the script makes text of them, never markup: a log may
//! come from anywhere.

mod data;
mod element;

use crate::export::{Format, Results, document::{Document, Section}, markup::escaped, svg::ledger, title};
use crate::{
    model::Row,
    theme::{HexPalette, Tone},
};
use element::element;
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

/// Sections that stand at the top of a page, without a heading, and in this order.
const TOP: [&str; 4] = ["title", "facts", "figures", "verdict"];

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
    let of = |palette: &HexPalette| {
        let mut text = String::new();
        let (ink, paper) = (palette.role("ground"), palette.ground("ground"));
        let _ = write!(text, "--text:{ink};--paper:{paper};");
        for role in roles {
            let _ = write!(text, "--{role}:{};", palette.role(role));
        }
        for &tone in &Tone::VARIANTS[..Tone::WORDS] {
            let _ = write!(text, "--tone-{tone}:{};", palette.tone(tone));
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
    let (light, dark) = (of(HexPalette::light()), of(HexPalette::dark()));
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
        // The namespace of SVG; nothing is ever loaded from there.
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
