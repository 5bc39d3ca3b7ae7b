//! The dashboard.
//!
//! [`View`] borrows everything a frame is made from; drawing never changes it. Whatever happens
//! arrives as an event in one channel; keys become [`Action`]s, and only the app acts on those.

mod action;
mod app;
mod capture;
mod cursor;
mod dashboard;
mod dashboard_end;
mod error;
mod event;
mod glyphs;
mod headless;
mod input;
mod input_settings;
mod keymap;
mod layout;
mod opened;
mod options;
mod pane;
mod run;
mod run_view;
mod screen;
mod signals;
mod terminal;
mod theme;
mod tone;
mod uncertain;
mod view;
mod warmth;
mod widget;

pub use action::{Action, Remote, Teaching};
pub use capture::Capture;
pub use cursor::Cursor;
pub use dashboard_end::{DashboardEnd, Unfinished};
pub use error::UiError;
pub use glyphs::Glyphs;
pub use headless::HeadlessDashboard;
pub use input_settings::InputSettings;
pub use keymap::{Binding, Bound, KEYMAP, KeyError, Keys};
pub use layout::{Layout, PaneArrangement};
pub use opened::Opened;
pub use options::{Appearance, Options, Rest};
pub use pane::{
    Pane, Panes, Windows,
    history::RunHistory,
    timeline::{
        Arrangement, LaneFilter, LaneOrder, LaneStep, Lanes, Paused, Scope, Speed, TimelineCommand,
    },
};
pub use run::run;
pub use screen::draw;
pub use terminal::TerminalBackend;
pub use theme::{Background, Depth, Theme, builtin as themes};
pub use view::{
    ComparedRun, Conclusions, CourseView, Expectation, Message, OpenPreset, RaceView,
    ReferenceKind, ReferenceRun, StepPhase, StepView, SweepState, SweepView, TrialRow, TrialState,
    View,
};
