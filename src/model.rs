//! What spans mean: pure functions, without clock, thread or terminal.

mod axis;
mod caption;
mod claim;
mod compare;
mod curve;
mod detail;
mod digest;
mod distribution;
mod disturbance;
mod figures;
mod findings;
mod glance;
mod laws;
mod ledger;
mod noise;
mod notes;
mod pace;
mod parallelism;
mod pop;
mod portrait;
mod prediction;
mod run;
#[cfg(test)]
pub(crate) mod scenario;
mod simulate;
mod stats;

pub use axis::{Axis, Window};
pub use caption::caption;
pub use claim::{Claim, Claims, Said};
pub use compare::{
    Amount, Contrast, ContrastCell, ContrastLine, Separation, distinctions, separations,
};
pub use curve::{Best, Curve, Mark, Spot, entry, marks, missing, remembered, restored, title};
pub use detail::{Crowd, Detail, Edge, Sums, Use, off_core};
pub use digest::Digest;
pub use distribution::Distribution;
pub use disturbance::Disturbance;
pub use figures::Figures;
pub use findings::Finding;
pub use glance::{Doing, Glance};
pub use laws::{Estimate, Law, Point, Scaling};
pub use ledger::{Ledger, Row, Rows};
pub use noise::Noise;
pub use notes::notes;
pub use pace::Pace;
pub use parallelism::Parallelism;
pub use pop::Pop;
pub use portrait::{Glimpse, Portrait};
pub use prediction::Prediction;
pub use run::{Incident, Run};
pub use simulate::{Scene, simulate, simulate_lanes};
pub use stats::{Difference, Interval, Summary, Verdict, median, outliers};
