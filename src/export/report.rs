//! The report: a [`Document`] as text for a terminal.

#[cfg(test)]
mod tests;

use super::{
    ExportOptions, Format, Style, Table,
    document::{
        Align, Bar, OutputExcerpt, Document, DocumentTable, Element, Emphasis, Passage, Phrase,
    },
    style::wrapped,
    timeline::{self, MOST_LANES},
};
use crate::{base::Ratio, model::Finding};
use std::io;

/// The report: text for a terminal.
pub const FORMAT: Format = Format {
    name: "report",
    about: "is a text for a terminal",
    prints: "Print a report, also in a terminal",
    run: Some(|run, options, out| write(&Document::of_run(run, MOST_LANES), options, out)),
    preset: Some(|preset, options, out| {
        write(&Document::of_preset(preset, MOST_LANES), options, out)
    }),
    modes: Some(|modes, options, out| write(&Document::of_modes(modes), options, out)),
    sweep: Some(|sweep, options, out| write(&Document::of_sweep(sweep), options, out)),
    forecast: Some(|forecast, options, out| write(&Document::of_forecast(forecast), options, out)),
    ..Format::EMPTY
};

/// The width of a text in sentences.
const TEXT: usize = 78;
/// The width of a sentence beside its name.
const SENTENCE: usize = 66;

/// Writes the sections, with an empty line between them.
fn write(
    document: &Document<'_>,
    options: ExportOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let style = options.style;
    let sections = document.sections.iter().map(|section| {
        let elements = section.elements.iter();
        elements.map(|one| element(one, style)).collect::<String>()
    });
    let sections: Vec<_> = sections.filter(|text| !text.is_empty()).collect();
    out.write_all(style.fit(&sections.join("\n")).as_bytes())
}

fn element(element: &Element<'_>, style: Style) -> String {
    match element {
        Element::Title(title) => style.title(title) + "\n",
        Element::Paragraph(text) => {
            format!("  {}\n", wrapped(text, TEXT).join("\n  "))
        }
        Element::Line(line) => format!("  {}\n", passage(line, style)),
        Element::Pairs(pairs) => {
            let rows = pairs.iter();
            named(
                rows.map(|(name, value)| (*name, passage(value, style))),
                style,
            )
        }
        Element::Table(table) => rows(table, style),
        Element::Findings(found) => findings(found, style),
        Element::Timeline(run) => timeline::table(run, style),
        Element::Outputs(all, 0) => all.iter().map(|one| output(one, style)).collect(),
        Element::Outputs(all, hidden) => {
            let outputs: String = all.iter().map(|one| output(one, style)).collect();
            outputs + &format!("  … and {hidden} more commands wrote something\n")
        }
        // The command was typed just above.
        Element::Again { .. } => String::new(),
    }
}

/// Values beside their names.
fn named<'a>(rows: impl Iterator<Item = (&'a str, String)>, style: Style) -> String {
    let mut table = Table::new("<<");
    for (name, value) in rows {
        table.row([style.faint(&format!("{name:<10}")), value]);
    }
    table.lines()
}

fn rows(document: &DocumentTable, style: Style) -> String {
    if document.is_mapped {
        return String::new();
    }
    let columns = &document.columns;
    let aligns = columns.iter().map(|column| match column.align {
        Align::Left => '<',
        Align::Right => '>',
    });
    let mut table = Table::new(aligns.collect::<String>());
    if columns.iter().any(|column| !column.head.is_empty()) {
        table.row(columns.iter().map(|column| style.faint(&column.head)));
    }
    for row in &document.rows {
        table.row(row.iter().map(|cell| passage(&cell.shown, style)));
    }
    table.lines()
}

fn findings(findings: &[Finding], style: Style) -> String {
    let names = ["finding"].into_iter().chain(std::iter::repeat("and"));
    let lines = names.zip(findings).flat_map(|(name, finding)| {
        let text = format!("{}. {}", finding.text(), finding.advice);
        let names = [name].into_iter().chain(std::iter::repeat(""));
        names.zip(wrapped(&text, SENTENCE))
    });
    named(lines, style)
}

fn output(output: &OutputExcerpt, style: Style) -> String {
    let cut = match output.cut {
        0 => None,
        bytes => Some(style.faint(&format!("… {bytes} bytes were left out"))),
    };
    let lines = cut.iter().chain(&output.lines);
    let lines = lines.map(|line| format!("    {line}").trim_end().to_owned() + "\n");
    format!(
        "  {}\n{}",
        style.title(&output.name),
        lines.collect::<String>()
    )
}

fn passage(passage: &Passage, style: Style) -> String {
    let phrases = passage.0.iter().map(|phrase| match phrase {
        Phrase::Bar(share) => bar(*share, style),
        Phrase::Words(words, emphasis) => match emphasis {
            Emphasis::Plain => words.clone(),
            Emphasis::Strong => style.title(words),
            Emphasis::Faint => style.faint(words),
            Emphasis::Good => style.good(words),
            Emphasis::Bad => style.bad(words),
            Emphasis::Best => style.title(&style.good(words)),
        },
    });
    phrases.collect::<Vec<_>>().join(" ")
}

/// `████░░░░`, or `███████▒▒` if it fades out.
fn bar(bar: Bar, style: Style) -> String {
    let Some(reach) = bar.reach else {
        return style.bar(bar.share, bar.cells);
    };
    let full = |share: Ratio| Style::full(share, bar.cells);
    let (low, high) = (full(bar.share), full(reach));
    let (low, rest) = ("█".repeat(low), "▒".repeat(high.saturating_sub(low)));
    style.work(&low) + &style.work(&rest)
}
