//! The meaning of spans: pure functions, without clock, thread or terminal.

mod answer;
mod axis;
mod call_figures;
mod call_handover;
mod call_simulation;
mod caption;
mod check;
mod curve;
mod digest;
mod distinctions;
mod distribution;
mod disturbance;
mod figures;
mod findings;
mod lane_name;
mod lane_tree;
mod laws;
mod ledger;
mod left;
mod max_parallelism;
mod noise;
mod notes;
mod pop;
mod prediction;
mod progress_curve;
mod run;
mod run_comparison;
#[cfg(test)]
pub(crate) mod scenario;
mod simulate;
mod span_at_cursor;
mod span_index;
mod stats;
mod thumbnail;
mod time_split;
mod transfers;
mod unit;

pub use answer::answer;
pub use axis::{Axis, Window};
pub use call_figures::CallFigures;
pub use call_handover::CallHandover;
pub use call_simulation::{CallSimulation, FasterCall};
pub use caption::caption;
pub use check::Check;
pub use curve::{
    Best, Curve, ReferenceChunksize, SweepPoint, entry, marks, missing, remembered, restored, title,
};
pub use digest::Digest;
pub use distinctions::{distinctions, unlike_work};
pub use distribution::Distribution;
pub use disturbance::{Disturbance, said_speedup};
pub use figures::Figures;
pub use findings::{Finding, FindingKind};
pub use lane_name::LaneName;
pub use lane_tree::{LaneRow, row_of};
pub use laws::{Estimate, Law, Scaling, ScalingPoint};
pub use ledger::{Ledger, Row, Rows};
pub use left::left_running;
pub use max_parallelism::MaxParallelism;
pub use noise::Noise;
pub use notes::notes;
pub use pop::Pop;
pub use prediction::Prediction;
pub use progress_curve::ProgressCurve;
pub use run::{Incident, Origin, Run};
pub use run_comparison::{
    Amount, ContrastCell, ContrastLine, RunComparison, RunDifference, separations,
};
pub use simulate::{SimulationInput, simulate, simulate_lanes};
pub use span_at_cursor::{Doing, SpanAtCursor};
pub use span_index::{ConcurrencyProfile, PrefixState, PrefixSums, SpanIndex, off_core};
pub use stats::{Difference, Interval, Summary, Verdict, median, outliers};
pub use thumbnail::{Glimpse, Thumbnail};
pub use time_split::TimeSplit;
pub use unit::Unit;
