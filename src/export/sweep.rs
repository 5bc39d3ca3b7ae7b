//! [`SweepResults`] and [`SweepExport`]: what came of a sweep, one file per format.

mod csv;
mod json;
mod markdown;
mod report;

use crate::{
    model::{Curve, Spot},
    plan::Sweep,
    trace::Machine,
};
use std::{io, path::Path};

/// What came of a sweep.
#[derive(Debug, Clone, Copy)]
pub struct SweepResults<'a> {
    /// What was swept.
    pub sweep: &'a Sweep,
    /// What its runs come to.
    pub curve: &'a Curve,
    /// Where it was run.
    pub machine: &'a Machine,
    /// The file that has every run.
    pub journal: &'a Path,
}

/// A format for sweeps.
pub trait SweepExport {
    /// Writes what came of a sweep.
    ///
    /// # Errors
    /// Those of `out`.
    fn write_sweep(&self, results: &SweepResults<'_>, out: &mut dyn io::Write) -> io::Result<()>;
}

impl SweepResults<'_> {
    /// Every point with its values and what is known of it.
    fn points(&self) -> impl Iterator<Item = (Vec<&str>, &Spot)> {
        let values = |point| self.sweep.values(point).map(|(_, value)| value).collect();
        (0..).map(values).zip(&self.curve.spots)
    }

    /// How a point stands to the best one: `best`, or `within noise`.
    fn standing(&self, point: usize) -> &'static str {
        match &self.curve.best {
            Some(best) if best.point == point => "best",
            Some(best) if best.is_sure && best.rivals.contains(&point) => "within noise",
            _ => "",
        }
    }

    /// The names of what is swept.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.sweep.axes().iter().map(|axis| axis.parameter.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::Nanos,
        export::{Csv, Json, Markdown, Report, Style, Svg, Topic},
        plan::{Axis, Experiment, Workers},
        trace::{Baseline, Entry},
    };

    /// What a format makes of a sweep whose points took so many milliseconds.
    pub(super) fn written(format: &dyn SweepExport, axes: &[&str], times: &[u64]) -> String {
        let base = Experiment {
            repeats: 5,
            workers: Workers::Count(2),
            ..Experiment::default()
        };
        let axes = axes.iter().map(|text| Axis::parse(text).unwrap());
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
        format.write_sweep(&results, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    const ONE: (&[&str], &[u64]) = (&["chunksize=1..8"], &[250, 200, 202, 310]);
    const TWO: (&[&str], &[u64]) = (
        &["chunksize=1,4", "task-time=1ms,10ms,100ms"],
        &[400, 350, 250, 200, 160, 150],
    );

    fn report() -> Report {
        Report(Style {
            color: false,
            unicode: true,
        })
    }

    #[test]
    fn a_report_shows_the_curve_and_names_the_best_point() {
        insta::assert_snapshot!(written(&report(), ONE.0, ONE.1));
    }

    #[test]
    fn two_parameters_are_a_map_of_the_speedup() {
        insta::assert_snapshot!(written(&report(), TWO.0, TWO.1));
    }

    #[test]
    fn json_has_every_run_and_the_contract_is_written_down() {
        let text = written(&Json, ONE.0, ONE.1);
        let mut object: serde_json::Value = serde_json::from_str(&text).unwrap();
        object.as_object_mut().unwrap().remove("experiment");
        insta::assert_snapshot!(serde_json::to_string_pretty(&object).unwrap());
    }

    #[test]
    fn a_spreadsheet_gets_a_row_for_each_point() {
        insta::assert_snapshot!(written(&Csv, TWO.0, TWO.1));
    }

    #[test]
    fn a_slide_gets_the_curve_with_its_spread_and_the_best_point() {
        insta::assert_snapshot!(written(&Svg(Topic::Curve), ONE.0, ONE.1));
    }

    #[test]
    fn a_slide_of_two_parameters_gets_a_line_for_each_value_of_the_second() {
        insta::assert_snapshot!(written(&Svg(Topic::Curve), TWO.0, TWO.1));
    }

    #[test]
    fn a_document_gets_a_table() {
        insta::assert_snapshot!(written(&Markdown, ONE.0, ONE.1));
    }
}
