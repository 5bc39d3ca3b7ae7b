//! A sweep as one JSON object: its points with their intervals, and every run.

use super::{SweepExport, SweepResults};
use crate::{
    base::{Nanos, Ratio, Text},
    export::{Json, laws::LawDocument},
    log::{Entry, Machine},
    model::{Interval, Summary, SweepPoint, marks, notes},
    plan::{Domain, SweepAxis},
};
use serde::Serialize;
use serde_json::{Map, Value};
use std::io;

#[derive(Serialize)]
struct SweepDocument<'a> {
    parscope: &'a str,
    /// What was swept, by name: the list of its values.
    sweep: Map<String, Value>,
    repeats: u32,
    /// What all points share.
    experiment: Map<String, Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    machine: &'a Machine,
    points: Vec<PointDocument<'a>>,
    best: Option<BestPoint>,
    /// What follows from a sweep of workers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    laws: Vec<LawDocument>,
    /// The chunksizes that chunk rules stand for, by the name of the rule.
    #[serde(skip_serializing_if = "Map::is_empty")]
    marks: Map<String, Value>,
    /// The file that has every run as it ended.
    journal: String,
}

#[derive(Serialize)]
struct PointDocument<'a> {
    at: Map<String, Value>,
    wall_median_s: Option<f64>,
    wall_mad_s: Option<f64>,
    wall_low_s: Option<f64>,
    wall_high_s: Option<f64>,
    /// How likely the true median is between low and high.
    confidence: Option<f64>,
    serial_s: Option<f64>,
    speedup: Option<f64>,
    /// Why the speedup may be another one on a quiet machine; null where nothing says so.
    uncertain: Option<&'a str>,
    runs: Vec<RunDocument<'a>>,
}

#[derive(Serialize)]
struct RunDocument<'a> {
    round: u32,
    wall_s: Option<f64>,
    cpu_s: f64,
    size: Option<u64>,
    failure: Option<&'a str>,
}

#[derive(Serialize)]
struct BestPoint {
    at: Map<String, Value>,
    /// Whether there were enough runs to tell a difference from noise.
    sure: bool,
    within_noise: Vec<Map<String, Value>>,
    sentence: String,
}

impl SweepExport for Json {
    fn write_sweep(&self, results: &SweepResults<'_>, out: &mut dyn io::Write) -> io::Result<()> {
        let SweepResults {
            sweep,
            curve,
            machine,
            journal,
        } = results;
        let at = |point: usize| -> Map<String, Value> {
            let values = sweep.values(point);
            let pair = |(axis, value): (&SweepAxis, &str)| {
                (axis.parameter.name.to_owned(), exact(axis, value))
            };
            values.map(pair).collect()
        };
        let all = |axis: &SweepAxis| axis.values.iter().map(|value| exact(axis, value)).collect();
        let axes = sweep.axes().iter();
        let marks = marks(sweep, machine.usable_cores).into_iter();
        let best = curve.best.as_ref();
        let document = SweepDocument {
            parscope: env!("CARGO_PKG_VERSION"),
            sweep: axes
                .map(|axis| (axis.parameter.name.to_owned(), all(axis)))
                .collect(),
            repeats: sweep.repeats(),
            experiment: sweep.base().to_json(),
            notes: notes(sweep.base()),
            machine,
            points: (0..)
                .map(at)
                .zip(&curve.spots)
                .map(|(at, spot)| PointDocument::of(at, spot))
                .collect(),
            best: best.map(|best| BestPoint {
                at: at(best.point),
                sure: best.is_sure,
                within_noise: best.rivals.iter().copied().map(at).collect(),
                sentence: curve.verdict(sweep),
            }),
            laws: curve
                .laws(sweep, machine.usable_cores)
                .iter()
                .map(Into::into)
                .collect(),
            marks: marks
                .map(|mark| (mark.rule.to_owned(), mark.chunksize.into()))
                .collect(),
            journal: journal.to_string_lossy().into_owned(),
        };
        serde_json::to_writer_pretty(&mut *out, &document)?;
        writeln!(out)
    }
}

impl<'a> PointDocument<'a> {
    fn of(at: Map<String, Value>, spot: &'a SweepPoint) -> Self {
        let wall = |part: fn(Summary) -> Nanos| spot.wall.map(|wall| part(wall).as_secs_f64());
        let end = |part: fn(Interval) -> Nanos| spot.interval.map(|i| part(i).as_secs_f64());
        Self {
            at,
            wall_median_s: wall(|wall| wall.median),
            wall_mad_s: wall(|wall| wall.mad),
            wall_low_s: end(|interval| interval.low),
            wall_high_s: end(|interval| interval.high),
            confidence: spot.interval.map(|interval| interval.confidence.get()),
            serial_s: spot.serial.map(Nanos::as_secs_f64),
            speedup: spot.speedup.map(Ratio::get),
            uncertain: spot.uncertain(),
            runs: spot.runs.iter().map(RunDocument::of).collect(),
        }
    }
}

impl<'a> RunDocument<'a> {
    fn of(entry: &'a Entry) -> Self {
        let sound = entry.failure.is_none();
        Self {
            round: entry.round,
            wall_s: sound.then(|| entry.wall.as_secs_f64()),
            cpu_s: entry.cpu.as_secs_f64(),
            size: entry.size,
            failure: entry.failure.as_ref().map(Text::raw),
        }
    }
}

/// A number where the parameter is one, else as it is typed.
fn exact(axis: &SweepAxis, value: &str) -> Value {
    let counts = matches!(
        axis.parameter.domain,
        Domain::Number { .. } | Domain::Multiple { .. }
    );
    match value.parse::<u64>() {
        // Beyond 2^53 most readers of JSON would round it.
        Ok(number) if counts && number < 1 << 53 => number.into(),
        _ => value.into(),
    }
}
