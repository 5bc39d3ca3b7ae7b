//! [`Forecast`]: what a run should take, without one.

use super::{
    Style, Table,
    json::prediction_document,
    setup::chunks,
    speedup::{off, to_ideal},
};
use crate::{
    base::Ratio,
    log::Machine,
    model::{Prediction, Row},
};
use serde_json::json;
use std::io;

/// A prediction, alone.
#[derive(Debug, Clone, Copy)]
pub struct Forecast<'a> {
    /// What is predicted.
    pub prediction: &'a Prediction,
    /// What the user expects.
    pub guess: Option<Ratio>,
    /// Where the costs were measured.
    pub machine: &'a Machine,
}

impl Forecast<'_> {
    /// As one JSON object on one line.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let run = self.prediction.run();
        let mut document = json!({
            "parscope": env!("CARGO_PKG_VERSION"),
            "experiment": run.description.experiment,
            "machine": self.machine,
            "baseline": { "wall_s": run.baseline().map(|serial| serial.wall.as_secs_f64()) },
            "prediction": prediction_document(self.prediction),
        });
        if let Some(guess) = self.guess {
            document["guess"] = guess.get().into();
        }
        serde_json::to_writer(&mut *out, &document)?;
        writeln!(out)
    }

    /// For reading.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_report(&self, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
        let text = self.compose(style);
        out.write_all(style.fit(&text).as_bytes())
    }

    fn compose(&self, style: Style) -> String {
        let (prediction, run) = (self.prediction, self.prediction.run());
        let title = format!("{} · simulated", run.title());
        let mut table = Table::new("<<");
        let mut pair = |name: &str, value: String| {
            table.row([style.faint(&format!("{name:<10}")), value]);
        };
        let source = if prediction.is_estimate() {
            "estimate: tasks take as long as they are meant to"
        } else {
            "serial run of the same tasks"
        };
        if let Some(serial) = run.baseline() {
            pair("T₁", format!("{} ({source})", serial.wall));
        }
        pair("Tₚ", format!("{} (simulated)", prediction.wall()));
        if let Some(speedup) = prediction.speedup() {
            let bar = to_ideal(style, speedup, run.max_parallelism().tasks);
            pair("speedup", format!("{}{bar} (simulated)", speedup.factor()));
            if let Some(guess) = self.guess {
                pair("guess", off(guess, speedup, "what is simulated"));
            }
        }
        if let Some(chunks) = run.planned().and_then(chunks) {
            pair("chunks", chunks);
        }
        if let Some(ledger) = prediction.ledger() {
            let losses = Row::LOSSES.iter();
            let losses = losses.map(|&row| (row, ledger.share(row)));
            let mut losses: Vec<_> = losses.filter(|(_, share)| share.get() >= 0.005).collect();
            losses.sort_by(|a, b| b.1.get().total_cmp(&a.1.get()));
            let losses = losses.iter();
            let losses = losses.map(|(row, share)| format!("{} {}", row.name(), share.percent()));
            let losses: Vec<_> = losses.collect();
            if !losses.is_empty() {
                pair("lost to", losses.join(" · "));
            }
        } else if prediction.is_bare() {
            pair("spans", "too many tasks to keep what each lane does".into());
        }
        let machine = self.machine;
        let other = if prediction.cores() == machine.usable_cores {
            String::new()
        } else {
            ", taken for those of a machine with other cores".into()
        };
        let costs = format!(
            "{} cores; costs measured on {} with {}{other}",
            prediction.cores(),
            machine.model,
            machine.usable_cores
        );
        pair("machine", costs);
        format!("{}\n\n{}", style.title(&title), table.lines())
    }
}
