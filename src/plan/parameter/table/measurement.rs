//! The rows of [`Group::Measurement`]: how often.

use crate::plan::{
    Value,
    parameter::{Domain, Group, Parameter, count},
};

/// Its rows, in the order of form and help.
pub(super) const ROWS: &[Parameter] = &[
    Parameter {
        name: "warmups",
        group: Group::Measurement,
        about: "runs that are not counted, before those that are",
        domain: Domain::Number {
            min: 0,
            max: 1000,
            names: &[],
        },
        get: |e| Value::Number(e.warmups.into()),
        set: |e, text| text.parse().ok().map(|warmups| e.warmups = warmups),
        step: |e, step, _| count(e.warmups.into(), step).to_string(),
        applies: |_| true,
        needs: "",
    },
    Parameter {
        name: "repeats",
        group: Group::Measurement,
        about: "runs that are counted; their median is the result",
        domain: Domain::Number {
            min: 1,
            max: 1000,
            names: &[],
        },
        get: |e| Value::Number(e.repeats.into()),
        set: |e, text| text.parse().ok().map(|repeats| e.repeats = repeats),
        step: |e, step, _| count(e.repeats.into(), step).to_string(),
        applies: |_| true,
        needs: "",
    },
];
