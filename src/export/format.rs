//! [`Format`]: the name of a format, and a writer for each thing that it can hold.

use super::{Forecast, PresetResults, Results, Style, SweepResults};
use std::io;
use strum::{EnumString, IntoStaticStr, VariantArray};

/// A format, with a writer for each thing that it can hold.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::type_complexity,
    reason = "one shape of writer for five things"
)]
pub struct Format {
    /// Its name in a command line.
    pub name: &'static str,
    /// Its use, in words that follow its name.
    pub about: &'static str,
    /// The help of a flag of that name, which prints it; empty if there is no such flag.
    pub prints: &'static str,
    /// Whether it is JSON, in which a control character is escaped in another way than in text.
    pub is_json: bool,
    /// The topics of its pictures, if it has any.
    pub topics: &'static [Topic],
    /// Writes the runs of one experiment.
    pub run: Option<fn(&Results, ExportOptions, &mut dyn io::Write) -> io::Result<()>>,
    /// Writes the experiments of a preset.
    pub preset: Option<fn(&PresetResults<'_>, ExportOptions, &mut dyn io::Write) -> io::Result<()>>,
    /// Writes one experiment in several modes.
    pub modes: Option<fn(&[Results], ExportOptions, &mut dyn io::Write) -> io::Result<()>>,
    /// Writes a sweep.
    pub sweep: Option<fn(&SweepResults<'_>, ExportOptions, &mut dyn io::Write) -> io::Result<()>>,
    /// Writes a prediction.
    pub forecast: Option<fn(&Forecast<'_>, ExportOptions, &mut dyn io::Write) -> io::Result<()>>,
}

/// Choices within a format.
#[derive(Debug, Clone, Copy)]
pub struct ExportOptions {
    /// Colours and glyphs of a text.
    pub style: Style,
    /// The topic of a picture; `None` for the usual one.
    pub topic: Option<Topic>,
}

/// The subject of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Topic {
    /// The lanes of a run over time.
    Timeline,
    /// Where the time of a run went, from the ideal to the speedup.
    Ledger,
    /// The curve of a sweep.
    Curve,
}

impl Format {
    /// A format of text without writers.
    pub(super) const EMPTY: Self = Self {
        name: "",
        about: "",
        prints: "",
        is_json: false,
        topics: &[],
        run: None,
        preset: None,
        modes: None,
        sweep: None,
        forecast: None,
    };
}

impl ExportOptions {
    /// Options with this style.
    #[must_use]
    pub const fn of(style: Style) -> Self {
        Self { style, topic: None }
    }
}
