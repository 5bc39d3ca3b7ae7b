//! Files on disk: saved runs and their history, the records of sweeps, the calibration, and
//! how far the user has come in each lesson.

mod archive;
mod costs;
mod error;
mod file;
mod journal;
mod progress;
mod recording;

pub use archive::Archive;
pub use costs::{keep_costs, kept_costs, parse_costs};
pub use error::StoreError;
pub use file::{open, preview, read, save};
pub use journal::Journal;
pub use progress::{Progress, Reached};
pub use recording::{KeptRun, Recording};
