//! [`SweepResults`]: the result of a sweep.

use crate::{
    base::Nanos,
    log::Machine,
    model::{Curve, SweepPoint},
    plan::Sweep,
};
use std::path::Path;

/// The result of a sweep.
#[derive(Debug, Clone, Copy)]
pub struct SweepResults<'a> {
    /// The sweep itself.
    pub sweep: &'a Sweep,
    /// The figures of its points.
    pub curve: &'a Curve,
    /// Where it was run.
    pub machine: &'a Machine,
    /// The file that has every run.
    pub journal: &'a Path,
}

impl SweepResults<'_> {
    /// Every point with its values and what is known of it.
    pub(super) fn points(&self) -> impl Iterator<Item = (Vec<&str>, &SweepPoint)> {
        let values = |point| self.sweep.values(point).map(|(_, value)| value).collect();
        (0..).map(values).zip(&self.curve.spots)
    }

    /// The standing of a point: `best`, or `within noise` of the best one.
    pub(super) fn standing(&self, point: usize) -> &'static str {
        match &self.curve.best {
            Some(best) if best.point == point => "best",
            Some(best) if best.is_sure && best.rivals.contains(&point) => "within noise",
            _ => "",
        }
    }

    /// The names of the swept parameters.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.sweep.axes().iter().map(|axis| axis.parameter.name)
    }
}

/// The longest time that a point may stand for, with its spread.
pub(super) fn reach(spot: &SweepPoint) -> Option<Nanos> {
    let high = spot.interval.map(|interval| interval.high);
    high.or(spot.wall.map(|wall| wall.median))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        export::{ExportOptions, Format, JSON, REPORT, csv, markdown, svg, tests::PLAIN},
        log::{Baseline, Entry},
        plan::{Experiment, SweepAxis, Workers},
    };

    /// The output of a format for a sweep whose points took so many milliseconds.
    pub(super) fn written(format: &Format, axes: &[&str], times: &[u64]) -> String {
        let base = Experiment {
            repeats: 5,
            workers: Workers::Count(2),
            ..Experiment::default()
        };
        let axes = axes.iter().map(|text| SweepAxis::parse(text).unwrap());
        let sweep = Sweep::new(base, axes.collect(), 2).unwrap();
        let mut entries: Vec<_> = sweep
            .turns()
            .into_iter()
            .map(|turn| Entry {
                point: turn.point,
                round: turn.round,
                size: Some(7),
                wall: Nanos::from_millis(times[turn.point as usize] + u64::from(turn.round)),
                cpu: Nanos::from_millis(300),
                baseline: Some(Baseline {
                    wall: Nanos::from_millis(300),
                    ..Baseline::default()
                }),
                failure: None,
                uncertain: None,
            })
            .collect();
        entries[0].failure = Some("worker 1 was | killed".into());
        let curve = Curve::of(&sweep, &entries);
        let machine = Machine {
            model: "a machine".into(),
            os: "Linux".into(),
            cores: 2,
            usable_cores: 2,
            quota: None,
        };
        let mut out = Vec::new();
        let results = SweepResults {
            sweep: &sweep,
            curve: &curve,
            machine: &machine,
            journal: Path::new("sweep.jsonl"),
        };
        format.sweep.unwrap()(&results, ExportOptions::of(PLAIN), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    const ONE: (&[&str], &[u64]) = (&["chunksize=1..8"], &[250, 200, 202, 310]);
    const TWO: (&[&str], &[u64]) = (
        &["chunksize=1,4", "task-time=1ms,10ms,100ms"],
        &[400, 350, 250, 200, 160, 150],
    );

    #[test]
    fn a_report_shows_the_curve_and_names_the_best_point() {
        insta::assert_snapshot!(written(&REPORT, ONE.0, ONE.1));
    }

    #[test]
    fn two_parameters_are_a_map_of_the_speedup() {
        let text = written(&REPORT, TWO.0, TWO.1);
        // Right below their values of the first parameter, the best one with a star.
        let map = [
            r"  task-time \ chunksize      1       4",
            "                    1ms  0.75×   0.85×",
            "                   10ms  1.19×   1.49×",
            "                  100ms  1.85×  *1.97×",
        ];
        assert!(text.contains(&map.join("\n")), "{text}");
        for words in [
            "below 1.00× it does not pay: 2 points",
            "chunksize 4 · task-time 100ms gains most: 152 ms (150 ms to 154 ms), speedup\n  1.97×",
            "chunksize 1 · task-time 100ms: worker 1 was | killed",
            "30 of 30 runs, in sweep.jsonl",
        ] {
            assert!(text.contains(words), "no `{words}`: {text}");
        }
    }

    #[test]
    fn json_has_every_run_and_the_contract_is_written_down() {
        let text = written(&JSON, ONE.0, ONE.1);
        let mut object: serde_json::Value = serde_json::from_str(&text).unwrap();
        object.as_object_mut().unwrap().remove("experiment");
        insta::assert_snapshot!(serde_json::to_string_pretty(&object).unwrap());
    }

    #[test]
    fn a_spreadsheet_gets_a_row_for_each_point() {
        let text = written(&csv::FORMAT, TWO.0, TWO.1);
        let rows: Vec<Vec<_>> = text.lines().map(|row| row.split(',').collect()).collect();
        assert_eq!(rows.len(), 1 + 6, "{text}");
        assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{text}");
        let column = |name| {
            let at = rows[0].iter().position(|title| *title == name).expect(name);
            rows[1..].iter().map(|row| row[at]).collect::<Vec<_>>()
        };
        assert_eq!(column("chunksize"), ["1", "4", "1", "4", "1", "4"]);
        assert_eq!(
            column("task-time"),
            ["1ms", "1ms", "10ms", "10ms", "100ms", "100ms"]
        );
        assert_eq!(column("runs"), ["5"; 6]);
        assert_eq!(column("failed"), ["0", "0", "0", "0", "1", "0"]);
        let medians = ["0.402", "0.352", "0.252", "0.202", "0.1625", "0.152"];
        assert_eq!(column("wall_median_s"), medians);
        assert_eq!(column("serial_s"), ["0.3"; 6]);
        assert_eq!(column("standing"), ["", "", "", "", "", "best"]);
    }

    #[test]
    fn a_slide_gets_the_curve_with_its_spread_and_the_best_point() {
        insta::assert_snapshot!(written(&svg::FORMAT, ONE.0, ONE.1));
    }

    #[test]
    fn a_slide_of_two_parameters_gets_a_line_for_each_value_of_the_second() {
        let text = written(&svg::FORMAT, TWO.0, TWO.1);
        let is_line = |row: &&str| row.starts_with("<path") && row.contains("stroke-width=\"2.5\"");
        let lines: Vec<_> = text.lines().filter(is_line).collect();
        assert_eq!(lines.len(), 3, "{text}");
        // In the colour of the dot beside its value, which no other line has.
        for (line, value) in lines.iter().zip(["1ms", "10ms", "100ms"]) {
            let color = line
                .split("stroke=\"")
                .nth(1)
                .and_then(|rest| rest.get(..7));
            let color = color.expect("a colour");
            let others = lines.iter().filter(|other| other.contains(color));
            assert_eq!(others.count(), 1, "{text}");
            let key = format!(">task-time {value}</text>");
            let mut rows = text.lines().zip(text.lines().skip(1));
            let key = rows.find(|(_, row)| row.ends_with(&key));
            assert!(
                key.is_some_and(|(dot, _)| dot.contains(color)),
                "{value}: {text}"
            );
        }
        assert!(text.contains(">152 ms · 1.97×</text>"), "{text}");
    }

    #[test]
    fn a_document_gets_a_table() {
        let text = written(&markdown::FORMAT, ONE.0, ONE.1);
        let table = [
            "| chunksize | runs | wall | between | speedup |  |",
            "|--:|--:|--:|---|--:|---|",
            "| 1 | 5 | 252 ms | 250 ms – 254 ms | 1.19× |  |",
            "| 2 | 5 | 202 ms | 200 ms – 204 ms | 1.49× | best |",
            "| 4 | 5 | 204 ms | 203 ms – 206 ms | 1.47× | within noise · _1 failed_ |",
            "| 8 | 5 | 312 ms | 310 ms – 314 ms | 0.96× |  |",
        ];
        // A table is one only after an empty row and before another.
        assert!(
            text.contains(&format!("\n\n{}\n\n", table.join("\n"))),
            "{text}"
        );
        assert!(text.starts_with("## Sweep of chunksize · "), "{text}");
        assert!(text.contains("\nchunksize 2 is fastest: 202 ms"), "{text}");
    }
}
