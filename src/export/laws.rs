//! [`laws`] of what several experiments measured, and [`LawDocument`], which is one in JSON.

use super::Results;
use crate::{
    base::Ratio,
    model::{Estimate, Law, Scaling},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The laws that follow where only the number of workers was changed; those that say nothing are
/// left out.
pub(super) fn laws<'a>(all: impl Iterator<Item = &'a Results> + Clone) -> Vec<Law> {
    let mut scaling = Scaling::default();
    let ended = all.filter_map(|results| Some((results.runs.last()?, results.figures?)));
    for (run, figures) in ended.clone() {
        scaling.add(run, &figures);
    }
    let laws = ended.last().map(|(run, _)| scaling.laws(run));
    let mut laws = laws.unwrap_or_default();
    laws.retain(|law| !law.is_vague());
    laws
}

/// A law with its parameters, each with its 95 % interval.
#[derive(Debug, Serialize)]
pub(super) struct LawDocument {
    law: &'static str,
    parameters: Map<String, Value>,
    /// The speedup that no number of workers exceeds.
    limit: Option<f64>,
    /// The number of workers from which on the speedup falls.
    peak: Option<f64>,
    text: String,
}

impl From<&Law> for LawDocument {
    fn from(law: &Law) -> Self {
        let parameter = |(name, one): (&'static str, Estimate)| {
            let [value, low, high] = [one.value, one.low, one.high].map(Ratio::get);
            let interval = json!({ "value": value, "low": low, "high": high });
            (name.to_owned(), interval)
        };
        Self {
            law: law.name(),
            parameters: law.parameters().into_iter().map(parameter).collect(),
            limit: law.limit().map(Ratio::get),
            peak: law.peak().map(Ratio::get),
            text: law.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scenario;

    #[test]
    fn a_law_in_json_has_every_parameter_with_its_interval() {
        let all = [1, 2, 4].map(|workers| Results::of(vec![scenario::tenth_serial(workers)]));
        let found = laws(all.iter());
        let written = serde_json::to_value(LawDocument::from(&found[0])).unwrap();
        assert_eq!(written["law"], "Amdahl");
        let serial = &written["parameters"]["serial"];
        for name in ["value", "low", "high"] {
            assert!(
                (serial[name].as_f64().unwrap() - 0.1).abs() < 1e-9,
                "{serial}"
            );
        }
        assert!((written["limit"].as_f64().unwrap() - 10.0).abs() < 1e-6);
        assert_eq!(written["peak"], Value::Null);
        assert_eq!(laws(all[..1].iter()), []);
    }
}
