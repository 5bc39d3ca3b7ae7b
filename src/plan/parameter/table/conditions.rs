//! The rows of [`Group::Conditions`]: what makes it harder.

use super::{
    PROCESSES,
    amount::{bytes, delay, stay, time_text, turned_bytes, turned_delay},
};
use crate::{
    base::Nanos,
    plan::{
        Experiment, Fault, Lock, Mode, Value,
        parameter::{Domain, Group, Parameter, count},
    },
};
use strum::VariantNames;

/// Its rows, in the order of form and help.
pub(super) const ROWS: &[Parameter] = &[
    Parameter {
        name: "lock",
        group: Group::Conditions,
        about: "what threads must hold while they compute; gil simulates CPython's",
        domain: Domain::Names(|| Lock::VARIANTS),
        get: |e| Value::Text(e.lock.to_string()),
        set: |e, text| text.parse().ok().map(|value| e.lock = value),
        step: stay,
        applies: |e| e.mode == Mode::Threaded && !e.is_python(),
        needs: "engine native and mode threaded: CPython has its own",
    },
    Parameter {
        name: "switch-interval",
        group: Group::Conditions,
        about: "for how long a thread keeps that lock when others want it",
        domain: Domain::Time,
        get: |e| Value::Text(time_text(e.switch_interval)),
        set: |e, text| delay(text, Nanos::new(1)).map(|time| e.switch_interval = time),
        step: |e, step, _| time_text(turned_delay(e.switch_interval, step)),
        applies: |e| e.mode == Mode::Threaded && e.lock == Lock::Gil,
        needs: "mode threaded with lock gil",
    },
    Parameter {
        name: "preload",
        group: Group::Conditions,
        about: "memory that main has touched before it starts workers",
        domain: Domain::Bytes,
        get: |e| Value::Text(e.preload.to_string()),
        set: |e, text| bytes(text).map(|bytes| e.preload = bytes),
        step: |e, step, _| turned_bytes(e.preload, step).to_string(),
        applies: Experiment::has_worker_processes,
        needs: PROCESSES,
    },
    Parameter {
        name: "load",
        group: Group::Conditions,
        about: "other processes that compute beside the run",
        domain: Domain::Number {
            min: 0,
            max: 64,
            names: &[],
        },
        get: |e| Value::Number(e.load.into()),
        set: |e, text| text.parse().ok().map(|load| e.load = load),
        step: |e, step, _| count(e.load.into(), step).to_string(),
        applies: |e| e.mode != Mode::Serial,
        needs: "another mode than serial",
    },
    Parameter {
        name: "extra-startup",
        group: Group::Conditions,
        about: "a delay added to the start of each worker",
        domain: Domain::Time,
        get: |e| Value::Text(time_text(e.extra_startup)),
        set: |e, text| delay(text, Nanos::ZERO).map(|time| e.extra_startup = time),
        step: |e, step, _| time_text(turned_delay(e.extra_startup, step)),
        applies: |e| e.mode != Mode::Serial,
        needs: "another mode than serial",
    },
    Parameter {
        name: "extra-transfer",
        group: Group::Conditions,
        about: "a delay added to the receive of each chunk",
        domain: Domain::Time,
        get: |e| Value::Text(time_text(e.extra_transfer)),
        set: |e, text| delay(text, Nanos::ZERO).map(|time| e.extra_transfer = time),
        step: |e, step, _| time_text(turned_delay(e.extra_transfer, step)),
        applies: |e| e.mode != Mode::Serial,
        needs: "another mode than serial",
    },
    Parameter {
        name: "fault",
        group: Group::Conditions,
        about: "what is made to go wrong",
        domain: Domain::Names(|| Fault::VARIANTS),
        get: |e| Value::Text(e.fault.to_string()),
        set: |e, text| text.parse().ok().map(|value| e.fault = value),
        step: stay,
        applies: Experiment::has_worker_processes,
        needs: PROCESSES,
    },
    Parameter {
        name: "retries",
        group: Group::Conditions,
        about: "how often a chunk is run again that was lost with its worker",
        domain: Domain::Number {
            min: 0,
            max: 100,
            names: &[],
        },
        get: |e| Value::Number(e.retries.into()),
        set: |e, text| text.parse().ok().map(|retries| e.retries = retries),
        step: |e, step, _| count(e.retries.into(), step).to_string(),
        applies: Experiment::has_worker_processes,
        needs: PROCESSES,
    },
];
