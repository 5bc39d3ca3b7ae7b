//! The dashboard.
//!
//! [`View`] borrows everything a frame is made from; drawing never changes it. Whatever happens
//! arrives as an event in one channel; keys become [`Action`]s, and only the app acts on those.

mod action;
mod app;
mod capture;
mod cursor;
mod dashboard;
mod error;
mod event;
mod gesture;
mod glyphs;
mod hands;
mod input;
mod keymap;
mod lanes;
mod layout;
mod left;
mod opened;
mod options;
mod pane;
mod run;
mod screen;
mod signals;
mod speed;
mod stage;
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
pub use error::UiError;
pub use gesture::Gesture;
pub use glyphs::Glyphs;
pub use hands::Hands;
pub use keymap::{Binding, Bound, KEYMAP, KeyError, Keys};
pub use lanes::{LaneFilter, LaneOrder, LaneStep, Lanes};
pub use layout::{Layout, Pane};
pub use left::{Left, Unfinished};
pub use opened::Opened;
pub use options::{Looks, Options, Rest};
pub use run::run;
pub use screen::draw;
pub use speed::Speed;
pub use stage::Stage;
pub use terminal::Canvas;
pub use theme::{Background, Depth, Theme, builtin as themes};
pub use view::{
    Arrangement, Choice, ContestView, CourseView, Diary, HistoryRow, HistoryView, Lesson, Message,
    Offer, PaletteView, Paused, Phase, QuestionView, Rival, Runner, Scope, StepView, SweepState,
    SweepView, TrialRow, TrialState, View, Who,
};
