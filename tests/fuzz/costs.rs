//! Kept costs of a machine, as they are and laid over real ones.

#![no_main]

use libfuzzer_sys::fuzz_target;
use parscope::{
    log::Machine, model::Prediction, plan::Experiment, sample::Costs, store::parse_costs,
};
use serde_json::{Value, json};

fuzz_target!(|bytes: &[u8]| {
    look(bytes);
    if let Ok(costs) = serde_json::from_slice::<Value>(bytes) {
        let mut all = json!(Costs::default());
        if let (Value::Object(over), Value::Object(under)) = (costs, &mut all) {
            under.extend(over);
        }
        let machine = Machine::default();
        let kept = json!({ "parscope": "0.1.0", "machine": machine, "costs": all });
        look(kept.to_string().as_bytes());
    }
});

/// Reads costs, and says by them what a run should take.
fn look(text: &[u8]) {
    if let Some(costs) = parse_costs(text, &Machine::default()) {
        let experiment = Experiment::default().resolve(2).expect("an experiment");
        let _ = Prediction::estimate(&experiment, &costs, 2, None);
    }
}
