//! A sweep: its curve as a table with bars, or a map where two parameters are swept, and the best point.

use super::{
    Bar, Document, DocumentCell, DocumentTable, Element, Emphasis, Passage, setup::machine_words,
};
use crate::{
    base::{Nanos, Ratio, Text, visible_name},
    export::{SweepResults, sweep::reach},
    model::{Interval, ReferenceChunksize, SweepPoint, marks, notes},
};
use std::collections::BTreeMap;

/// The width of a bar.
const BAR: usize = 32;

/// A map that is wider than that is left out.
const MOST_COLUMNS: usize = 12;

impl Document<'_> {
    /// The result of a sweep.
    pub(in crate::export) fn of_sweep(results: &SweepResults<'_>) -> Self {
        let SweepResults {
            sweep,
            curve,
            machine,
            journal,
        } = results;
        let mut document = Self::default();
        let names: Vec<_> = results.names().collect();
        let title = sweep.title(machine.usable_cores);
        let title = format!("Sweep of {} · {title}", names.join(" and "));
        document.add("title", [Element::Title(title)]);
        let notes = notes(sweep.base()).into_iter();
        let facts = [machine_words(machine)].into_iter().chain(notes);
        document.add("facts", facts.map(Element::line));
        let mut points = points(results);
        if let Some(map) = map(results) {
            points.is_mapped = true;
            document.add("map", [Element::Table(map)]);
            let mut legend = vec![Element::line(Passage::faint(legend_of_map(results)))];
            legend.extend(uncertain(results));
            document.add("map", legend);
            document.add("points", [Element::Table(points)]);
        } else {
            document.add("points", [Element::Table(points)]);
            document.add("points", meaning(results));
        }
        let laws = curve.laws(sweep, machine.usable_cores).into_iter();
        let failures = failures(results).into_iter();
        let failures = failures.map(|(label, why)| Passage::bad(format!("{label}: {why}")));
        let kept = format!(
            "{} of {} runs, in {}",
            curve.done,
            curve.all,
            visible_name(journal)
        );
        let lines = laws.map(|law| law.to_string().into());
        let lines = lines.chain(failures).chain([Passage::faint(kept)]);
        let verdict = Element::Paragraph(curve.verdict(sweep));
        document.add(
            "verdict",
            [verdict].into_iter().chain(lines.map(Element::Line)),
        );
        document
    }
}

/// A row for each point: its time as a bar, which fades out where the median may lie.
pub(in crate::export) fn points(results: &SweepResults<'_>) -> DocumentTable {
    let names: Vec<_> = results.names().collect();
    let aligns = ">".repeat(names.len()) + ">><<><";
    let heads = ["runs", "wall", "", "between", "speedup", ""];
    let mut table = DocumentTable::new(&aligns, names.iter().copied().chain(heads));
    let fields: [&[&'static str]; 6] = [
        &["runs", "failed"],
        &["wall_median_s", "wall_mad_s"],
        &[],
        &["wall_low_s", "wall_high_s", "confidence"],
        &["serial_s", "speedup"],
        &["standing", "uncertain"],
    ];
    let all = names.into_iter().map(|name| vec![name]);
    let all = all.chain(fields.map(<[_]>::to_vec));
    for (column, fields) in table.columns.iter_mut().zip(all) {
        column.fields = fields;
    }
    let longest = results.curve.spots.iter().filter_map(reach).max();
    let longest = longest.unwrap_or_default();
    let marks = marks(results.sweep, results.machine.usable_cores);
    for (point, (values, spot)) in results.points().enumerate() {
        let (wall, interval) = (spot.wall, spot.interval);
        let axes = values.iter().map(|&value| cell(value, [value.into()]));
        table.row(axes.chain([
            cell(
                spot.runs.len().to_string(),
                [spot.runs.len().to_string(), spot.failed().to_string()],
            ),
            cell(
                wall.map_or(String::new(), |wall| wall.median.to_string()),
                [wall.map(|wall| wall.median), wall.map(|wall| wall.mad)].map(seconds),
            ),
            bar(spot, longest).into(),
            cell(
                interval.map_or(String::new(), |Interval { low, high, .. }| {
                    format!("{low} – {high}")
                }),
                [
                    seconds(interval.map(|interval| interval.low)),
                    seconds(interval.map(|interval| interval.high)),
                    ratio(interval.map(|interval| interval.confidence)),
                ],
            ),
            cell(
                spot.said_speedup().unwrap_or_default(),
                [seconds(spot.serial), ratio(spot.speedup)],
            ),
            cell(
                remarks(results.standing(point), &values, &marks, spot),
                [
                    results.standing(point).to_owned(),
                    spot.uncertain().is_some().to_string(),
                ],
            ),
        ]));
    }
    table
}

fn cell<const N: usize>(shown: impl Into<Passage>, values: [String; N]) -> DocumentCell {
    DocumentCell {
        shown: shown.into(),
        values: values.into(),
    }
}

fn seconds(time: Option<Nanos>) -> String {
    time.map_or(String::new(), |time| time.as_secs_f64().to_string())
}

fn ratio(ratio: Option<Ratio>) -> String {
    ratio.map_or(String::new(), |ratio| ratio.to_string())
}

/// The standing of a point, the chunk rules that it stands for, and how many of its runs failed.
fn remarks(
    standing: &'static str,
    values: &[&str],
    marks: &[ReferenceChunksize],
    spot: &SweepPoint,
) -> Passage {
    let standing = match standing {
        "" => None,
        "best" => Some((standing.to_owned(), Emphasis::Good)),
        other => Some((other.to_owned(), Emphasis::Plain)),
    };
    let here = marks
        .iter()
        .filter(|mark| values == [mark.chunksize.to_string()]);
    let rules = here.map(|mark| (format!("= {}", mark.rule), Emphasis::Faint));
    let failed = match spot.failed() {
        0 => None,
        failed => Some((format!("{failed} failed"), Emphasis::Bad)),
    };
    let all = standing.into_iter().chain(rules).chain(failed);
    all.fold(Passage::default(), |passage, (words, emphasis)| {
        let dot = if passage.0.is_empty() { "" } else { "·" };
        passage.and(dot, Emphasis::Plain).and(words, emphasis)
    })
}

/// A bar to the low end of the interval, and on to its high end.
fn bar(spot: &SweepPoint, longest: Nanos) -> Passage {
    let share = |time: Nanos| Ratio::of(time.get(), longest.get().max(1));
    let bar = reach(spot).map(|reach| Bar {
        reach: Some(share(reach)),
        ..Bar::new(
            share(spot.interval.map_or(reach, |interval| interval.low)),
            BAR,
        )
    });
    bar.map_or_else(Passage::default, |bar| Passage::default().bar(bar))
}

/// The meaning of intervals and question marks in a table, and the chunk rules that are no point of it.
fn meaning(results: &SweepResults<'_>) -> Vec<Element<'static>> {
    let confidences = results.curve.spots.iter().filter_map(|spot| spot.interval);
    let least = confidences.map(|interval| interval.confidence.get());
    let meaning = least.min_by(f64::total_cmp).map(|least| {
        let percent = Ratio::new(least).percent();
        format!("between: the true median lies there, with {percent} confidence")
    });
    let marks = marks(results.sweep, results.machine.usable_cores);
    let missing = marks.into_iter().filter(|mark| {
        let value = mark.chunksize.to_string();
        !results
            .points()
            .any(|(values, _)| values == [value.as_str()])
    });
    let missing: Vec<_> = missing
        .map(|mark| format!("{} would be {}", mark.rule, mark.chunksize))
        .collect();
    let missing = (!missing.is_empty()).then(|| missing.join(" · "));
    let lines = meaning.into_iter().chain(missing);
    let lines = lines.map(|line| Element::line(Passage::faint(line)));
    lines.chain(uncertain(results)).collect()
}

/// The meaning of the question mark behind a speedup, and the reason of the first one.
fn uncertain(results: &SweepResults<'_>) -> Option<Element<'static>> {
    let mut points = results.curve.spots.iter().enumerate();
    let (point, reason) = points.find_map(|(point, spot)| Some((point, spot.uncertain()?)))?;
    let label = results.sweep.label(point);
    let text = format!("? may be another speedup on a quiet machine; {label}: {reason}");
    Some(Element::line(Passage::bad(text)))
}

/// The speedup of each combination of two parameters; where it is below 1, working together does not
/// pay.
fn map(results: &SweepResults<'_>) -> Option<DocumentTable> {
    let [across, down] = results.sweep.axes() else {
        return None;
    };
    if across.len() > MOST_COLUMNS {
        return None;
    }
    let head = format!("{} \\ {}", down.parameter.name, across.parameter.name);
    let heads = [head].into_iter().chain(across.values.iter().cloned());
    let mut table = DocumentTable::new(&">".repeat(across.len() + 1), heads);
    for (y, value) in down.values.iter().enumerate() {
        let cell = |x: usize| {
            let point = y * across.len() + x;
            let spot = results.curve.spots.get(point);
            let Some((spot, wall)) = spot.and_then(|spot| Some((spot, spot.wall?))) else {
                return Passage::bad("–");
            };
            let text = spot.said_speedup();
            let text = text.unwrap_or_else(|| wall.median.to_string());
            match (results.standing(point), spot.speedup) {
                ("best", _) => Passage::new(format!("*{text}"), Emphasis::Best),
                (_, Some(speedup)) if speedup < Ratio::ONE => Passage::bad(text),
                _ => text.into(),
            }
        };
        let cells = (0..across.len()).map(cell);
        table.row([Passage::from(value.clone())].into_iter().chain(cells));
    }
    Some(table)
}

fn legend_of_map(results: &SweepResults<'_>) -> String {
    let below = results.curve.spots.iter().filter_map(|spot| spot.speedup);
    match below.filter(|speedup| *speedup < Ratio::ONE).count() {
        0 => "speedup; it pays everywhere".to_owned(),
        below => format!("speedup; below 1.00× it does not pay: {below} points"),
    }
}

/// Why runs failed: each reason once for a point.
fn failures(results: &SweepResults<'_>) -> BTreeMap<String, Text> {
    let each = results.curve.spots.iter().enumerate();
    let failed = each.flat_map(|(point, spot)| {
        let label = results.sweep.label(point);
        spot.runs
            .iter()
            .filter_map(move |run| Some((label.clone(), run.failure.clone()?)))
    });
    failed.collect()
}
