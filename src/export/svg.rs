//! SVG: pictures for slides and documents: the timeline, the ledger as a waterfall, and the
//! curve of a sweep.
//!
//! They are light on white, in the colours of the light theme, and text stays text.

mod curve;
mod drawing;
pub(super) mod ledger;
mod timeline;

use super::{ExportOptions, Format, Results, Topic};
use std::io;
use strum::VariantArray;

/// A picture.
pub(super) const FORMAT: Format = Format {
    name: "svg",
    about: "is for slides",
    topics: Topic::VARIANTS,
    run: Some(write),
    sweep: Some(|sweep, _, out| curve::draw(sweep).write(out)),
    ..Format::EMPTY
};

/// The last run. A run whose ledger is not known has a timeline all the same.
fn write(results: &Results, options: ExportOptions, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(run) = results.runs.last() else {
        return Ok(());
    };
    let picture = match (options.topic, run.ledger()) {
        (Some(Topic::Ledger), Some(ledger)) => ledger::draw(run, &ledger),
        _ => timeline::draw(run),
    };
    picture.write(out)
}
