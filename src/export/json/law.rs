//! A law with its parameters, each with its 95 % interval.

use super::Fields;
use crate::{
    base::Ratio,
    model::{Estimate, Law},
};
use serde_json::{Value, json};

/// A law. No number of workers exceeds the speedup `limit`; from `peak` workers on it falls.
pub(super) fn law(law: &Law) -> Value {
    let parameter = |(name, one): (&'static str, Estimate)| {
        let [value, low, high] = [one.value, one.low, one.high].map(Ratio::get);
        (
            name.to_owned(),
            json!({ "value": value, "low": low, "high": high }),
        )
    };
    json!({
        "law": law.name(),
        "parameters": law.parameters().into_iter().map(parameter).collect::<Fields>(),
        "limit": law.limit().map(Ratio::get),
        "peak": law.peak().map(Ratio::get),
        "text": law.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        export::{Results, laws::laws},
        model::scenario,
    };

    #[test]
    fn a_law_in_json_has_every_parameter_with_its_interval() {
        let all = [1, 2, 4].map(|workers| Results::of(vec![scenario::tenth_serial(workers)]));
        let found = laws(all.iter());
        let written = law(&found[0]);
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
