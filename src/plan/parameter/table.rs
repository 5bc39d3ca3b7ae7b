//! [`TABLE`]: the rows, a file for each group.

mod amount;
mod conditions;
mod exchange;
mod measurement;
mod work;
mod workers;

use super::Parameter;
use crate::base::{joined, rows};

/// The choices that a parameter of worker processes needs.
const PROCESSES: &str = "mode process, or mode pool with pool processes";

/// More tasks than that are a typing error.
const MOST_TASKS: u64 = 100_000_000;

const GROUPS: &[&[Parameter]] = &[
    work::ROWS,
    workers::ROWS,
    exchange::ROWS,
    conditions::ROWS,
    measurement::ROWS,
];

/// Every parameter, in the order of form and help.
pub static TABLE: &[Parameter] = &joined::<_, { rows(GROUPS) }>(GROUPS);
