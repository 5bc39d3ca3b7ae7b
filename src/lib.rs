//! parscope: an oscilloscope for parallelism.
//!
//! The host ([`session`]) has an experiment (pure data, [`plan`]) run by an [`engine`], whose lanes
//! write what they do to one span log ([`log`]), and keeps what it found out ([`store`]). The model
//! ([`model`]) turns spans into timeline, speedup and figures; panes ([`ui`]), reports and exports
//! ([`export`]) show them, in the colours and glyphs of a [`theme`]. What the panes show can be recorded and made a picture of ([`cast`]), and a pair of hands can be
//! written down ([`tape`]).

#![cfg_attr(
    test,
    allow(
        clippy::disallowed_methods,
        reason = "a test that gets no thread may panic"
    )
)]

#[cfg(not(target_os = "linux"))]
compile_error!(
    "parscope measures with Linux's memfd, futex and prctl; other systems are not supported yet"
);

pub mod base;
pub mod cast;
pub mod cli;
pub mod engine;
pub mod export;
pub mod log;
pub mod model;
pub mod plan;
pub mod sample;
pub mod session;
pub mod store;
pub mod tape;
pub mod theme;
pub mod ui;
pub mod workload;
