//! [`Html`]: a run as one page that can be sent to somebody.
//!
//! Everything is in the file: nothing is loaded, and a content security policy keeps it so. The
//! spans are embedded as numbers, as many as a page can carry (see [`Outline`]); the texts are
//! escaped, and the script makes text of them, never markup: a log may come from anybody.

mod data;
mod parts;

use super::{
    Export, Results, again, gap,
    markup::escaped,
    report::import,
    setup::{chunks, machine},
    svg::ledger,
    title,
};
use crate::{
    model::{Check, Finding, Noise, Row, Run},
    theme::{HexPalette, Tone},
};
use sha2::{Digest, Sha256};
use std::{fmt::Write as _, io};
use strum::VariantArray;

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// A page with a timeline that zooms, the ledger, the findings, the lanes, and how to run it again.
#[derive(Debug, Clone, Copy)]
pub struct Html;

impl Export for Html {
    fn write(&self, results: &Results, out: &mut dyn io::Write) -> io::Result<()> {
        let Some(run) = results.runs.last() else {
            return Ok(());
        };
        let style = colors() + STYLE;
        let title = escaped(&title(run));
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
            "<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>"
        )?;
        writeln!(
            out,
            "<header>\n<h1>{title}</h1>\n<p>{}</p>",
            escaped(&machine(run))
        )?;
        if let Some(chunks) = run.planned().and_then(chunks) {
            writeln!(out, "<p>{}</p>", escaped(&chunks))?;
        }
        for note in run.notes() {
            writeln!(out, "<p class=\"note\">{}</p>", escaped(&note))?;
        }
        writeln!(out, "</header>\n{}", parts::figures(results))?;
        writeln!(out, "{}\n{}", verdict(results, run), parts::timeline(run))?;
        writeln!(out, "{}\n{}", findings(run), parts::ledger(run))?;
        writeln!(out, "{}\n{}", parts::lanes(run), once_more(run))?;
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

/// Whether the answers are right, and why the times are to be taken with care.
fn verdict(results: &Results, run: &Run) -> String {
    let mut text = String::new();
    let mut line = |class: &str, words: &str| {
        let _ = writeln!(text, "<p class=\"verdict {class}\">{}</p>", escaped(words));
    };
    if let Some(import) = import(results) {
        line("warn", &format!("Imported {import}."));
        return text;
    }
    match (gap(run), Check::over(&results.runs)) {
        (Some(gap), _) => line("warn", &format!("Unfinished: {gap}.")),
        (None, Some(check)) => match &check {
            Check::Verified(_) => line("good", "Every answer agrees with the serial run."),
            Check::Wrong => line("bad", "An answer is missing or wrong."),
            bad if bad.is_bad() => line("bad", &format!("Failed: {bad}")),
            Check::Exited(_) => line("good", &format!("Done: {check}.")),
            _ => line("warn", &format!("Done: {check}.")),
        },
        (None, None) => {}
    }
    for (reason, _) in Noise::over(&results.runs) {
        line("warn", &format!("Noisy: {reason}."));
    }
    text
}

fn findings(run: &Run) -> String {
    let all = Finding::all(run).into_iter().map(|finding| {
        let (text, advice) = (escaped(&finding.text()), escaped(&finding.advice));
        format!("<li><b>{text}.</b> {advice}</li>")
    });
    let all: Vec<_> = all.collect();
    match all.len() {
        0 => String::new(),
        _ => format!(
            "<section><h2>Findings</h2>\n<ul>{}</ul></section>",
            all.join("\n")
        ),
    }
}

/// How anybody can run it again: this page may be all that they have.
fn once_more(run: &Run) -> String {
    let Some(experiment) = run.planned() else {
        return String::new();
    };
    let command = escaped(&again::command(experiment));
    let lines = again::file(experiment);
    let lines: Vec<_> = lines.lines().map(escaped).collect();
    format!(
        "<section><h2>Run it again</h2>\n<pre>{command}</pre>\n<p>or, as a file for <code>parscope \
         run FILE</code>:</p>\n<pre>{}</pre></section>",
        lines.join("\n")
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
        let page = written(&Html, pool());
        let body = page.split("<main>").nth(1).unwrap();
        insta::assert_snapshot!(body.split("<script>").next().unwrap());
    }

    #[test]
    fn a_page_refers_to_nothing_outside_of_it() {
        let page = written(&Html, pool());
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
        let page = written(&Html, run);
        assert_eq!(page.matches("<script").count(), 2, "ours");
        assert!(!page.contains("<img"));
        assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
    }
}
