//! [`Csv`] of a sweep: a row for each point, for spreadsheets and plots.
//!
//! What stands in it are names and numbers, never anything that would have to be quoted.

use super::{SweepExport, SweepResults};
use crate::{
    base::{Nanos, Ratio},
    export::Csv,
};
use std::io;

impl SweepExport for Csv {
    fn write_sweep(&self, results: &SweepResults<'_>, out: &mut dyn io::Write) -> io::Result<()> {
        let mut names: Vec<_> = results.names().collect();
        names.extend([
            "runs",
            "failed",
            "wall_median_s",
            "wall_mad_s",
            "wall_low_s",
            "wall_high_s",
            "confidence",
            "serial_s",
            "speedup",
            "standing",
            "uncertain",
        ]);
        writeln!(out, "{}", names.join(","))?;
        for (point, (values, spot)) in results.points().enumerate() {
            let seconds = |time: Option<Nanos>| {
                time.map_or(String::new(), |time| time.as_secs_f64().to_string())
            };
            let ratio = |ratio: Option<Ratio>| ratio.map_or(String::new(), |r| r.to_string());
            let mut cells: Vec<String> = values.into_iter().map(Into::into).collect();
            cells.extend([
                spot.runs.len().to_string(),
                spot.failed().to_string(),
                seconds(spot.wall.map(|wall| wall.median)),
                seconds(spot.wall.map(|wall| wall.mad)),
                seconds(spot.interval.map(|interval| interval.low)),
                seconds(spot.interval.map(|interval| interval.high)),
                ratio(spot.interval.map(|interval| interval.confidence)),
                seconds(spot.serial),
                ratio(spot.speedup),
                results.standing(point).to_owned(),
                spot.uncertain().is_some().to_string(),
            ]);
            writeln!(out, "{}", cells.join(","))?;
        }
        Ok(())
    }
}
