//! CPython as an engine: an experiment becomes a program in plain Python, which does what it says.

mod listing;

pub use listing::Listing;
