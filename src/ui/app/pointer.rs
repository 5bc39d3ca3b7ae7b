//! The mouse: a click gives the focus and selects, the wheel turns the pane under the pointer.
//!
//! Everything that the mouse does can be done with keys, too.

use super::{App, AppRequest, host::Host};
use crate::{
    base::Moment,
    ui::{Action, LaneStep, Message, Pane, TimelineCommand, pane},
};
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

/// Lines of a program's output that a turn of the wheel goes over.
const LINES: isize = 3;

impl<E: Host> App<E> {
    /// The mouse was moved, pressed or turned.
    pub(in crate::ui) fn mouse(&mut self, event: MouseEvent, now: Moment) -> Option<AppRequest> {
        if self.windows.leaving.is_some() || self.scroll_question(event.kind) {
            return None;
        }
        let place = Position::new(event.column, event.row);
        match event.kind {
            MouseEventKind::ScrollUp => self.wheel(true, place, now),
            MouseEventKind::ScrollDown => self.wheel(false, place, now),
            MouseEventKind::Down(MouseButton::Left) => self.click(place, now),
            MouseEventKind::Drag(MouseButton::Left) => self.drag(place, now),
            MouseEventKind::Up(_) => self.last_frame.grip = None,
            _ => {}
        }
        None
    }

    /// Leaves the mouse to the terminal, or has it back.
    pub(super) fn toggle_mouse(&mut self) -> AppRequest {
        // It is toggled: heard again, if it was left to the terminal.
        let heard = self.last_frame.unheard;
        self.last_frame.unheard = !heard;
        let key = self.keys.label(Action::ToggleMouse);
        let text = if heard {
            "the mouse is heard; with Shift held it selects text".to_owned()
        } else {
            format!("the mouse selects text; {key} has it heard again")
        };
        self.message = Some(Message::Note(text));
        AppRequest::Mouse(heard)
    }

    fn wheel(&mut self, up: bool, place: Position, now: Moment) {
        let by = if up { -1 } else { 1 };
        if let Some(palette) = &mut self.windows.palette {
            palette.list.go(by);
        } else if let Some(picker) = &mut self.windows.presets {
            picker.list.go(by);
        } else if self.windows.help.is_open {
            let most = self.hidden_keys(self.last_frame.screen);
            self.windows.help.scroll(by, most);
        } else {
            let found = self.last_frame.areas.at(place);
            let action = match found {
                Some(Pane::Timeline) => {
                    let Some(at) = self.pointed(place, now) else {
                        return;
                    };
                    Action::Timeline(if up {
                        TimelineCommand::ZoomInAt(at.at)
                    } else {
                        TimelineCommand::ZoomOutAt(at.at)
                    })
                }
                Some(Pane::Output) => {
                    self.changed |= self.panes.output.scroll(if up { LINES } else { -LINES });
                    return;
                }
                Some(Pane::Experiment) if up => Action::Previous,
                Some(Pane::Experiment) => Action::Next,
                _ => return,
            };
            self.arrangement
                .give_focus(found.unwrap_or(self.arrangement.focus));
            self.perform(action, now);
        }
        self.changed = true;
    }

    /// Pulls the timeline along.
    fn drag(&mut self, place: Position, now: Moment) {
        let Some(from) = self.last_frame.grip else {
            return;
        };
        if let Some(to) = self.pointed(place, now) {
            self.perform(Action::Timeline(TimelineCommand::Drag(from, to.at)), now);
            // The moment under the pointer is as before, unless the timeline stops short.
            self.last_frame.grip = self.pointed(place, now).map(|cursor| cursor.at);
        }
    }

    fn click(&mut self, place: Position, now: Moment) {
        self.changed = true;
        if self.windows.help.is_open || self.windows.palette.is_some() {
            // Beside a window or on it: it is out of the way.
            self.windows.help.is_open = false;
            self.windows.palette = None;
            return;
        }
        let Some(found) = self.last_frame.areas.at(place) else {
            return;
        };
        if self.windows.presets.is_some() || self.panes.form.typed.is_some() {
            return;
        }
        self.arrangement.give_focus(found);
        self.panes.output.set_typing(self.is_typing());
        if found == Pane::Timeline && self.points_at_fold(place, now) {
            self.perform(Action::Lanes(LaneStep::Helpers), now);
            return;
        }
        if found == Pane::Timeline
            && let Some(cursor) = self.pointed(place, now)
        {
            self.perform(Action::Timeline(TimelineCommand::Point(cursor)), now);
            self.last_frame.grip = Some(cursor.at);
        }
        if found == Pane::Experiment && !self.shows_foreign() {
            let area = self.last_frame.areas.pane(found);
            let form = &self.panes.form;
            let row = pane::experiment::row_at(&form.experiment, form.selected, area, place.y);
            match row {
                // A second click on a row edits its value.
                Some(row) if row == self.panes.form.selected => self.panes.form.edit(),
                Some(row) => self.panes.form.selected = row,
                None => {}
            }
        }
    }
}
