//! The rows of [`Group::Exchange`]: how work and results are exchanged.

use super::{
    PROCESSES,
    amount::{bytes, stay, turned_bytes},
};
use crate::plan::{
    Channel, Experiment, Method, Value,
    parameter::{Domain, Group, Parameter},
};
use strum::VariantNames;

/// Its rows, in the order of form and help.
pub(super) const ROWS: &[Parameter] = &[
    Parameter {
        name: "method",
        group: Group::Exchange,
        about: "how work is submitted to the pool and collected",
        domain: Domain::Names(|| Method::VARIANTS),
        get: |e| Value::Text(e.method.to_string()),
        set: |e, text| text.parse().ok().map(|value| e.method = value),
        step: stay,
        applies: Experiment::has_process_pool,
        needs: "mode pool with pool processes",
    },
    Parameter {
        name: "channel",
        group: Group::Exchange,
        about: "how work and results travel between processes",
        domain: Domain::Names(|| Channel::VARIANTS),
        get: |e| Value::Text(e.channel.to_string()),
        set: |e, text| text.parse().ok().map(|value| e.channel = value),
        step: stay,
        applies: |e| e.has_worker_processes() && !e.has_own_channels(),
        needs: "mode process, or engine native and mode pool with pool processes",
    },
    Parameter {
        name: "payload",
        group: Group::Exchange,
        about: "bytes that go with each task, and back with its result",
        domain: Domain::Bytes,
        get: |e| Value::Text(e.payload.to_string()),
        set: |e, text| bytes(text).map(|bytes| e.payload = bytes),
        step: |e, step, _| turned_bytes(e.payload, step).to_string(),
        applies: Experiment::has_worker_processes,
        needs: PROCESSES,
    },
];
