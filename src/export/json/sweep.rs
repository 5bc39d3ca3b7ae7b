//! A sweep as one JSON object: its points with their intervals, and every run.

use super::{Fields, law::law, object};
use crate::{
    base::{Nanos, Ratio, Text},
    export::SweepResults,
    log::Entry,
    model::{Interval, Summary, SweepPoint, marks, notes},
    plan::{Domain, SweepAxis},
};
use serde_json::{Value, json};
use std::io;

/// Writes a sweep.
pub(super) fn write(results: &SweepResults<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let SweepResults {
        sweep,
        curve,
        machine,
        journal,
    } = results;
    let at = |point: usize| -> Fields {
        let values = sweep.values(point);
        let pair = |(axis, value): (&SweepAxis, &str)| {
            (axis.parameter.name.to_owned(), exact(axis, value))
        };
        values.map(pair).collect()
    };
    let axes = sweep.axes().iter().map(|axis| {
        let values = axis.values.iter().map(|value| exact(axis, value));
        (axis.parameter.name.to_owned(), values.collect())
    });
    let points = (0..).map(at).zip(&curve.spots);
    let best = curve.best.as_ref().map(|best| {
        json!({
            "at": at(best.point),
            // Whether there were enough runs to tell a difference from noise.
            "sure": best.is_sure,
            "within_noise": best.rivals.iter().copied().map(at).collect::<Vec<_>>(),
            "sentence": curve.verdict(sweep),
        })
    });
    let laws = curve.laws(sweep, machine.usable_cores);
    let marks = marks(sweep, machine.usable_cores).into_iter();
    let marks = marks.map(|mark| (mark.rule.to_owned(), mark.chunksize.into()));
    let document = object(
        &["notes", "laws", "marks"],
        [
            ("parscope", env!("CARGO_PKG_VERSION").into()),
            // The swept parameters by name, each with the list of its values.
            ("sweep", axes.collect::<Fields>().into()),
            ("repeats", sweep.repeats().into()),
            // The settings that all points share.
            ("experiment", sweep.base().to_json().into()),
            ("notes", notes(sweep.base()).into()),
            ("machine", json!(machine)),
            ("points", points.map(|(at, spot)| point(at, spot)).collect()),
            ("best", best.into()),
            // The laws that follow from a sweep of workers.
            ("laws", laws.iter().map(law).collect()),
            // The chunksizes that chunk rules stand for, by the name of the rule.
            ("marks", marks.collect::<Fields>().into()),
            // The file that has every run as it ended.
            ("journal", journal.to_string_lossy().into()),
        ],
    );
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn point(at: Fields, spot: &SweepPoint) -> Fields {
    let wall = |part: fn(Summary) -> Nanos| spot.wall.map(|wall| part(wall).as_secs_f64()).into();
    let end = |part: fn(Interval) -> Nanos| spot.interval.map(|i| part(i).as_secs_f64()).into();
    object(
        &[],
        [
            ("at", at.into()),
            ("wall_median_s", wall(|wall| wall.median)),
            ("wall_mad_s", wall(|wall| wall.mad)),
            ("wall_low_s", end(|interval| interval.low)),
            ("wall_high_s", end(|interval| interval.high)),
            // How likely the true median is between low and high.
            (
                "confidence",
                spot.interval
                    .map(|interval| interval.confidence.get())
                    .into(),
            ),
            ("serial_s", spot.serial.map(Nanos::as_secs_f64).into()),
            ("speedup", spot.speedup.map(Ratio::get).into()),
            // Why the speedup may be another one on a quiet machine; null where nothing says so.
            ("uncertain", spot.uncertain().into()),
            ("runs", spot.runs.iter().map(run).collect()),
        ],
    )
}

fn run(entry: &Entry) -> Value {
    let sound = entry.failure.is_none();
    json!({
        "round": entry.round,
        "wall_s": sound.then(|| entry.wall.as_secs_f64()),
        "cpu_s": entry.cpu.as_secs_f64(),
        "size": entry.size,
        "failure": entry.failure.as_ref().map(Text::raw),
    })
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
