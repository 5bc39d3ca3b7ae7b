//! The widgets that panes are made of: they know slices, styles and numbers, and not runs.

mod brackets;
mod digits;
mod heading;
mod meter;
mod plot;
mod scale;
mod spark;
mod strip;
mod sweep;

pub(crate) use brackets::{Bracket, Brackets, fitted};
pub(crate) use digits::Digits;
pub(crate) use heading::Heading;
pub(crate) use meter::Meter;
pub(crate) use plot::{Dot, Plot, Trace, place as plot_place};
pub(crate) use scale::Scale;
pub(crate) use spark::{Spark, level};
pub(crate) use strip::{CELL, Label, Part, Strip, is_hatched, stand_apart, write_sign};
pub(crate) use sweep::UsageTrace;
