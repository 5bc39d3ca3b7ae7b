//! [`Svg`]: pictures for slides and documents: the timeline, the ledger as a waterfall, and the
//! curve of a sweep.
//!
//! They are light on white, in the colours of the light theme, and text stays text.

mod curve;
mod drawing;
pub(super) mod ledger;
mod timeline;

use super::{Export, Results};
use std::io;
use strum::{EnumString, IntoStaticStr, VariantNames};

/// A picture.
#[derive(Debug, Clone, Copy)]
pub struct Svg(pub Topic);

/// What there is a picture of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Topic {
    /// What each lane of a run did when.
    Timeline,
    /// Where the time of a run went, from the ideal to the speedup.
    Ledger,
    /// What a sweep found.
    Curve,
}

impl Export for Svg {
    /// The last run. A run whose ledger is not known has a timeline all the same.
    fn write(&self, results: &Results, out: &mut dyn io::Write) -> io::Result<()> {
        let Some(run) = results.runs.last() else {
            return Ok(());
        };
        let picture = match (self.0, run.ledger()) {
            (Topic::Ledger, Some(ledger)) => ledger::draw(run, &ledger),
            _ => timeline::draw(run),
        };
        picture.write(out)
    }
}
