//! The dashboard.
//!
//! [`View`] borrows everything a frame is made from; drawing never changes it. Whatever happens
//! arrives as an event in one channel; keys become [`Action`]s, and only the app acts on those.

mod action;
mod app;
mod dashboard;
mod event;
mod gesture;
mod glyphs;
mod input;
mod keymap;
mod layout;
mod pane;
mod run;
mod screen;
mod signals;
mod terminal;
mod theme;
mod view;
mod widget;

pub use action::Action;
pub use gesture::Gesture;
pub use glyphs::Glyphs;
pub use keymap::{Binding, Bound, KEYMAP, KeyError, Keys};
pub use layout::Layout;
pub use run::{Options, UiError, run};
pub use screen::draw;
pub use theme::Theme;
pub use view::{
    Arrangement, Choice, Cursor, Diary, Lesson, Message, Offer, PaletteView, Pane, Paused, Scope,
    SweepState, SweepView, TrialRow, TrialState, View,
};
