//! What spans mean: pure functions, without clock, thread or terminal.

mod axis;
mod distribution;
mod figures;
mod ledger;
mod notes;
mod parallelism;
mod run;
#[cfg(test)]
pub(crate) mod scenario;
mod stats;

pub use axis::Axis;
pub use distribution::Distribution;
pub use figures::Figures;
pub use ledger::{Ledger, Row, Rows};
pub use notes::notes;
pub use parallelism::Parallelism;
pub use run::{Incident, Run};
pub use stats::{Summary, median};
