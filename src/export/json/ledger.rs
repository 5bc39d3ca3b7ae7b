//! A ledger, and a prediction with its own, as objects.

use super::{Fields, object};
use crate::{
    base::{Nanos, Ratio},
    model::{Ledger, Prediction, Row},
};
use serde_json::json;
use strum::VariantArray;

/// A prediction, which says that it is simulated.
pub(super) fn prediction(prediction: &Prediction) -> Fields {
    let experiment = prediction.experiment();
    let (chunks, is_cut) = (experiment.chunks(), experiment.is_cut());
    let count = Some(chunks.len()).filter(|&count| count > 0 && is_cut);
    object(
        &[],
        [
            ("simulated", true.into()),
            ("estimate", prediction.is_estimate().into()),
            ("cores", prediction.cores().into()),
            ("chunksize", json!(chunks.even_size().filter(|_| is_cut))),
            ("chunks", json!(count)),
            ("wall_s", prediction.wall().as_secs_f64().into()),
            ("speedup", prediction.speedup().map(Ratio::get).into()),
            ("ledger", prediction.ledger().as_ref().map(ledger).into()),
        ],
    )
}

/// The rows of a ledger in seconds, and how much of each no program could have avoided.
pub(super) fn ledger(ledger: &Ledger) -> Fields {
    let rows = Row::VARIANTS.iter().map(|&row| {
        let time = ledger.knows(row).then(|| ledger.get(row).as_secs_f64());
        (row.key().to_owned(), time.into())
    });
    let unavoidable = Row::LOSSES
        .iter()
        .map(|&row| (row, ledger.unavoidable(row)));
    let unavoidable: Fields = unavoidable
        .filter(|&(_, time)| time > Nanos::ZERO)
        .map(|(row, time)| (row.key().to_owned(), time.as_secs_f64().into()))
        .collect();
    let lane_time = ledger.lane_time().as_secs_f64();
    std::iter::once(("lane_s".to_owned(), lane_time.into()))
        .chain(rows)
        .chain([("unavoidable".to_owned(), unavoidable.into())])
        .collect()
}
