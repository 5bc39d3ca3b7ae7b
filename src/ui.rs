//! The dashboard.
//!
//! [`View`] borrows everything a frame is made from; drawing never changes it. Whatever happens
//! arrives as an event in one channel; keys become [`Action`]s, and only the app acts on those.

mod action;
mod app;
mod capture;
mod dashboard;
mod event;
mod gesture;
mod glyphs;
mod input;
mod keymap;
mod lanes;
mod layout;
mod opened;
mod pane;
mod run;
mod screen;
mod signals;
mod speed;
mod stage;
mod terminal;
mod theme;
mod uncertain;
mod view;
mod widget;

pub use action::{Action, Remote, Teaching};
pub use capture::Capture;
pub use gesture::Gesture;
pub use glyphs::Glyphs;
pub use keymap::{Binding, Bound, KEYMAP, KeyError, Keys};
pub use lanes::{LaneFilter, LaneOrder, LaneStep, Lanes};
pub use layout::Layout;
pub use opened::Opened;
pub use run::{Hands, Left, Looks, Options, Rest, UiError, Unfinished, run};
pub use screen::draw;
pub use speed::Speed;
pub use stage::Stage;
pub use terminal::Canvas;
pub use theme::{Background, Depth, Theme, builtin as themes};
pub use view::{
    Arrangement, Choice, ContestView, CourseView, Cursor, Diary, HistoryRow, HistoryView, Lesson,
    Message, Offer, PaletteView, Pane, Paused, Phase, QuestionView, Rival, Runner, Scope, StepView,
    SweepState, SweepView, TrialRow, TrialState, View, Who,
};
