//! A sweep as text: the curve as a table with bars, or a map where two parameters are swept.

use super::{SweepExport, SweepResults};
use crate::{
    base::{Nanos, Ratio, Text, visible_name},
    export::{Report, Style, Table, style::wrapped},
    model::{Interval, SweepPoint, marks, notes},
};
use std::{collections::BTreeMap, fmt::Write as _, io};

/// The width of a bar.
const BAR: usize = 32;

/// The width of a sentence.
const COLUMNS: usize = 78;

/// A map that is wider than that is a list instead.
const MOST_COLUMNS: usize = 12;

impl SweepExport for Report {
    fn write_sweep(&self, results: &SweepResults<'_>, out: &mut dyn io::Write) -> io::Result<()> {
        let SweepResults {
            sweep,
            curve,
            machine,
            journal,
        } = results;
        let style = self.0;
        let names: Vec<_> = results.names().collect();
        let mut text = style.title(&format!(
            "Sweep of {} · {}",
            names.join(" and "),
            sweep.title(machine.usable_cores)
        ));
        let _ = write!(
            text,
            "\n\n  {} · {} of {} cores usable · {}\n",
            machine.model,
            machine.usable(),
            machine.cores,
            machine.os
        );
        for note in notes(sweep.base()) {
            let _ = writeln!(text, "  {note}");
        }
        text += "\n";
        text += &match sweep.axes() {
            [across, _] if across.len() <= MOST_COLUMNS => map(results, style),
            _ => list(results, style),
        };
        text += "\n";
        for line in wrapped(&curve.verdict(sweep), COLUMNS) {
            let _ = writeln!(text, "  {line}");
        }
        for law in curve.laws(sweep, machine.usable_cores) {
            let _ = writeln!(text, "  {law}");
        }
        for (label, why) in failures(results) {
            let _ = writeln!(text, "  {}", style.bad(&format!("{label}: {why}")));
        }
        let kept = format!(
            "{} of {} runs, in {}",
            curve.done,
            curve.all,
            visible_name(journal)
        );
        let _ = writeln!(text, "  {}", style.faint(&kept));
        out.write_all(style.fit(&text).as_bytes())
    }
}

/// A row for each point: its time as a bar, which fades out where the median may lie.
fn list(results: &SweepResults<'_>, style: Style) -> String {
    let names = results.names();
    let sides = names.map(|_| '>').collect::<String>() + "><<><";
    let mut table = Table::new(sides);
    let heads = results
        .names()
        .chain(["wall", "", "between", "speedup", ""]);
    table.row(heads.map(|head| style.faint(head)));
    let longest = results
        .curve
        .spots
        .iter()
        .filter_map(SweepPoint::reach)
        .max();
    let marks = marks(results.sweep, results.machine.usable_cores);
    for (point, (values, spot)) in results.points().enumerate() {
        let mut notes = vec![match results.standing(point) {
            "best" => style.good("best"),
            other => other.to_owned(),
        }];
        if let [value] = &values[..] {
            let here = marks.iter().filter(|m| *value == m.chunksize.to_string());
            notes.extend(here.map(|mark| style.faint(&format!("= {}", mark.rule))));
        }
        if spot.failed() > 0 {
            notes.push(style.bad(&format!("{} failed", spot.failed())));
        }
        notes.retain(|note| !note.is_empty());
        let mut cells: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        cells.extend([
            spot.wall
                .map_or(String::new(), |wall| wall.median.to_string()),
            bar(spot, longest.unwrap_or_default(), style),
            spot.interval.map_or(String::new(), between),
            spot.said_speedup().unwrap_or_default(),
            notes.join(" · "),
        ]);
        table.row(cells);
    }
    let missing = marks.iter().filter(|mark| {
        let value = mark.chunksize.to_string();
        !results
            .points()
            .any(|(values, _)| values == [value.as_str()])
    });
    let missing: Vec<_> = missing
        .map(|mark| format!("{} would be {}", mark.rule, mark.chunksize))
        .collect();
    let mut text = table.lines();
    let confidences = results.curve.spots.iter().filter_map(|spot| spot.interval);
    let least = confidences.map(|interval| interval.confidence.get());
    if let Some(least) = least.min_by(f64::total_cmp) {
        let percent = Ratio::new(least).percent();
        let meaning = format!("between: the true median lies there, with {percent} confidence");
        let _ = writeln!(text, "\n  {}", style.faint(&meaning));
    }
    if !missing.is_empty() {
        let _ = writeln!(text, "  {}", style.faint(&missing.join(" · ")));
    }
    text + &uncertain(results, style)
}

/// What the question mark behind a speedup means, and what is the matter with the first that has one.
fn uncertain(results: &SweepResults<'_>, style: Style) -> String {
    let mut points = results.curve.spots.iter().enumerate();
    let first = points.find_map(|(point, spot)| Some((point, spot.uncertain()?)));
    first.map_or_else(String::new, |(point, reason)| {
        let label = results.sweep.label(point);
        let text = format!("? may be another speedup on a quiet machine; {label}: {reason}");
        format!("  {}\n", style.bad(&text))
    })
}

impl SweepPoint {
    /// The latest that the bar of a point may reach.
    fn reach(&self) -> Option<Nanos> {
        let high = self.interval.map(|interval| interval.high);
        high.or(self.wall.map(|wall| wall.median))
    }
}

fn between(Interval { low, high, .. }: Interval) -> String {
    format!("{low} – {high}")
}

/// `███████▒▒`: to the low end of the interval, and on to its high end.
fn bar(spot: &SweepPoint, longest: Nanos, style: Style) -> String {
    let cells = |time: Nanos| {
        let share = Ratio::of(time.get(), longest.get().max(1));
        let bar = Style {
            color: false,
            ..style
        }
        .bar(share, BAR);
        bar.chars().filter(|c| *c == '█').count()
    };
    let Some(reach) = spot.reach() else {
        return String::new();
    };
    let low = spot.interval.map_or(reach, |interval| interval.low);
    let (full, all) = (cells(low), cells(reach));
    let (full, rest) = ("█".repeat(full), "▒".repeat(all.saturating_sub(full)));
    format!("{}{}", style.work(&full), style.work(&rest))
}

/// The speedup of each combination; where it is below 1, working together does not pay.
fn map(results: &SweepResults<'_>, style: Style) -> String {
    let [across, down] = results.sweep.axes() else {
        return String::new();
    };
    let mut table = Table::new(">".repeat(across.len() + 1) + "<");
    let head = format!("{} \\ {}", down.parameter.name, across.parameter.name);
    let heads = [head].into_iter().chain(across.values.iter().cloned());
    table.row(heads.map(|head| style.faint(&head)));
    for (y, value) in down.values.iter().enumerate() {
        let cell = |x: usize| {
            let point = y * across.len() + x;
            let Some(spot) = results.curve.spots.get(point).filter(|s| s.wall.is_some()) else {
                return style.bad("–");
            };
            let text = match (spot.said_speedup(), spot.wall) {
                (Some(speedup), _) => speedup,
                (None, Some(wall)) => wall.median.to_string(),
                (None, None) => String::new(),
            };
            match (results.standing(point), spot.speedup) {
                ("best", _) => style.title(&style.good(&format!("*{text}"))),
                (_, Some(speedup)) if speedup < Ratio::ONE => style.bad(&text),
                _ => text,
            }
        };
        let cells = [value.clone()]
            .into_iter()
            .chain((0..across.len()).map(cell));
        table.row(cells);
    }
    let below = results.curve.spots.iter().filter_map(|spot| spot.speedup);
    let below = below.filter(|speedup| *speedup < Ratio::ONE).count();
    let legend = match below {
        0 => "speedup; it pays everywhere".to_owned(),
        below => format!("speedup; below 1.00× it does not pay: {below} points"),
    };
    let uncertain = uncertain(results, style);
    format!("{}\n  {}\n{uncertain}", table.lines(), style.faint(&legend))
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
