//! The dashboard.
//!
//! [`View`] borrows everything a frame is made from; drawing never changes it. Whatever happens
//! arrives as an event in one channel; keys become [`Action`]s, and only the app acts on those.

mod action;
mod app;
mod capture;
mod consent;
mod cursor;
mod dashboard;
mod dashboard_end;
mod error;
mod event;
mod headless;
mod input;
mod input_settings;
mod keymap;
mod layout;
mod live_run;
mod opened;
mod options;
mod pane;
mod run;
mod run_view;
mod screen;
mod signals;
mod terminal;
mod uncertain;
mod view;
mod widget;

pub use action::{Action, CodeCommand, OutputCommand, Remote, Teaching};
pub use capture::{Capture, ScreenRecorder};
pub use consent::{Consent, Others};
pub use cursor::Cursor;
pub use dashboard_end::{DashboardEnd, Unfinished};
pub use error::UiError;
pub use headless::HeadlessDashboard;
pub use input_settings::InputSettings;
pub use keymap::{Binding, Bound, KEYMAP, KeyError, Keys};
pub use layout::{Layout, PaneArrangement};
pub use live_run::LiveRun;
pub use opened::Opened;
pub use options::{Appearance, Options, Rest};
pub use pane::{
    Pane, Panes, Windows,
    calls::CallCommand,
    history::RunHistory,
    preset::{TrialRow, TrialState, Trials},
    sweep::Sweeping,
    timeline::{
        Arrangement, LaneFilter, LaneOrder, LaneStep, Lanes, Paused, Scope, Speed, TimelineCommand,
    },
};
pub use run::run;
pub use screen::draw;
pub use terminal::{AnsiEncoder, TerminalBackend, color_number};
pub use view::{Conclusions, Expectation, Message, ReferenceKind, ReferenceRun, View};
