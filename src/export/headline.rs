//! [`headline`]: the figures that come first wherever a run is told of.

use crate::{base::Ratio, model::Figures};

/// Each by name; what is not known is left out.
pub(super) fn headline(figures: &Figures) -> impl Iterator<Item = (&'static str, String)> {
    let Figures {
        wall,
        serial,
        speedup,
        ideal_speedup,
        ceiling,
        efficiency,
        disturbance,
        ..
    } = figures;
    let all = [
        ("speedup", figures.said_speedup()),
        ("ideal", speedup.map(|_| ideal_speedup.factor())),
        ("ceiling", ceiling.map(Ratio::factor)),
        ("efficiency", efficiency.map(Ratio::percent)),
        ("wall time", Some(wall.median.to_string())),
        ("T₁, serial", serial.map(|time| time.to_string())),
        ("uncertain", disturbance.map(|reason| reason.to_string())),
    ];
    let known = all.into_iter();
    known.filter_map(|(name, value)| Some((name, value?)))
}
