//! The program from outside: in pipes, in a real pseudo-terminal, and while things go wrong.

#![allow(
    clippy::disallowed_methods,
    reason = "a test that gets no thread may panic"
)]

#[path = "end/browser.rs"]
mod browser;
#[path = "end/cast.rs"]
mod cast;
#[path = "end/command.rs"]
mod command;
#[path = "end/dashboard.rs"]
mod dashboard;
#[path = "end/demo.rs"]
mod demo;
#[path = "end/exchange.rs"]
mod exchange;
#[path = "end/export.rs"]
mod export;
#[path = "end/fault.rs"]
mod fault;
#[path = "end/file.rs"]
mod file;
#[path = "end/foreign.rs"]
mod foreign;
#[path = "end/headless.rs"]
mod headless;
#[path = "end/import.rs"]
mod import;
#[path = "end/input.rs"]
mod input;
#[path = "end/kinds.rs"]
mod kinds;
#[path = "end/lesson.rs"]
mod lesson;
#[path = "end/lifetime.rs"]
mod lifetime;
#[path = "end/limit.rs"]
mod limit;
#[path = "end/listing.rs"]
mod listing;
#[path = "end/method.rs"]
mod method;
#[path = "end/need.rs"]
mod need;
#[path = "end/output.rs"]
mod output;
#[path = "end/preset.rs"]
mod preset;
#[path = "end/process.rs"]
mod process;
#[path = "end/product.rs"]
mod product;
#[path = "end/python.rs"]
mod python;
#[path = "end/quiet.rs"]
mod quiet;
#[path = "end/replay.rs"]
mod replay;
#[path = "end/storm.rs"]
mod storm;
#[path = "end/sweep.rs"]
mod sweep;
#[path = "end/tape.rs"]
mod tape;
#[path = "end/terminal.rs"]
mod terminal;
#[path = "end/watch.rs"]
mod watch;
