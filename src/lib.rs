//! parscope: an oscilloscope for parallelism.
//!
//! The host ([`session`]) has an experiment (pure data, [`plan`]) run by an [`engine`], whose lanes
//! write what they do to one span log ([`log`]), and keeps what it found out ([`store`]). The model
//! ([`model`]) turns spans into timeline, speedup and figures; panes ([`ui`]), reports and exports
//! ([`export`]) show them, in the colours and glyphs of a [`theme`]. Lessons and presets ([`lesson`])
//! are files with experiments and texts. Recordings, pictures and tapes of the dashboard are in
//! `record`.

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
pub mod cli;
pub mod engine;
pub mod export;
pub mod lesson;
pub mod log;
pub mod model;
pub mod plan;
#[cfg(feature = "record")]
pub mod record;
pub mod sample;
pub mod session;
pub mod store;
pub mod theme;
pub mod ui;
pub mod workload;
