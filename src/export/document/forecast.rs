//! [`Forecast`]: what a run should take, without one.

use super::{
    Document, Element, Emphasis, Pair, Passage,
    setup::chunks,
    speedup::{off, to_ideal},
};
use crate::{
    base::Ratio,
    log::Machine,
    model::{Prediction, Row},
};

/// A prediction, alone.
#[derive(Debug, Clone, Copy)]
pub struct Forecast<'a> {
    /// The run that is predicted.
    pub prediction: &'a Prediction,
    /// The speedup that the user expects.
    pub guess: Option<Ratio>,
    /// Where the costs were measured.
    pub machine: &'a Machine,
}

impl Document<'_> {
    /// A forecast.
    pub(in crate::export) fn of_forecast(forecast: &Forecast<'_>) -> Self {
        let mut document = Self::default();
        let title = format!("{} · simulated", forecast.prediction.run().title());
        document.add("title", [Element::Title(title)]);
        document.add("figures", [Element::Pairs(forecast.figures())]);
        document
    }
}

impl Forecast<'_> {
    fn figures(&self) -> Vec<Pair> {
        let (prediction, run) = (self.prediction, self.prediction.run());
        let simulated = |passage: Passage| passage.and("(simulated)", Emphasis::Plain);
        let mut pairs = Vec::new();
        let source = if prediction.is_estimate() {
            "estimate: tasks take as long as they are meant to"
        } else {
            "serial run of the same tasks"
        };
        if let Some(serial) = run.baseline() {
            let serial = Passage::from(serial.wall.to_string());
            pairs.push(("T₁", serial.and(format!("({source})"), Emphasis::Plain)));
        }
        pairs.push(("Tₚ", simulated(prediction.wall().to_string().into())));
        if let Some(speedup) = prediction.speedup() {
            let ideal = run.max_parallelism().tasks;
            let shown = to_ideal(speedup.factor(), speedup, ideal);
            pairs.push(("speedup", simulated(shown)));
            if let Some(guess) = self.guess {
                pairs.push(("guess", off(guess, speedup, "what is simulated")));
            }
        }
        if let Some(chunks) = run.planned().and_then(chunks) {
            pairs.push(("chunks", chunks.into()));
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
                pairs.push(("lost to", losses.join(" · ").into()));
            }
        } else if prediction.is_bare() {
            let spans = "too many tasks to keep what each lane does";
            pairs.push(("spans", spans.into()));
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
        pairs.push(("machine", costs.into()));
        pairs
    }
}
