//! What the mouse does: a click gives the focus and selects, the wheel turns what is under it.
//!
//! It means what keys mean, too: nothing can be done with the mouse alone.

use super::{App, Request, engine::Engine};
use crate::{
    base::Moment,
    ui::{Action, Message, Pane, pane},
};
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

impl<E: Engine> App<E> {
    /// The mouse was moved, pressed or turned.
    pub(in crate::ui) fn mouse(&mut self, event: MouseEvent, now: Moment) -> Option<Request> {
        let place = Position::new(event.column, event.row);
        match event.kind {
            MouseEventKind::ScrollUp => self.wheel(true, place, now),
            MouseEventKind::ScrollDown => self.wheel(false, place, now),
            MouseEventKind::Down(MouseButton::Left) => self.click(place),
            _ => {}
        }
        None
    }

    /// Leaves the mouse to the terminal, or has it back.
    pub(super) fn toggle_mouse(&mut self) -> Request {
        // Where it was not, it is from now on.
        let heard = self.arranged.unheard;
        self.arranged.unheard = !heard;
        let key = self.keys.label(Action::ToggleMouse);
        let text = if heard {
            "the mouse is heard; with Shift held it selects text".to_owned()
        } else {
            format!("the mouse selects text; {key} has it heard again")
        };
        self.message = Some(Message::Note(text));
        Request::Mouse(heard)
    }

    fn wheel(&mut self, up: bool, place: Position, now: Moment) {
        let by = if up { -1 } else { 1 };
        if let Some(palette) = &mut self.palette {
            palette.go(by);
        } else if let Some(picker) = &mut self.picker {
            picker.go(by);
        } else if self.help {
            let most = pane::help::hidden(&self.keys, self.focus, self.arranged.screen);
            self.help_from = self.help_from.saturating_add_signed(by).min(most);
        } else {
            let action = match self.arranged.areas.at(place) {
                Some(Pane::Experiment) if up => Action::Previous,
                Some(Pane::Experiment) => Action::Next,
                _ => return,
            };
            self.give_focus(Pane::Experiment);
            self.perform(action, now);
        }
        self.changed = true;
    }

    fn click(&mut self, place: Position) {
        self.changed = true;
        if self.help || self.palette.is_some() {
            // Beside a window or on it: it is out of the way.
            self.help = false;
            self.palette = None;
            return;
        }
        let Some(found) = self.arranged.areas.at(place) else {
            return;
        };
        if self.picker.is_some() || self.form.typed.is_some() {
            return;
        }
        self.give_focus(found);
        if found == Pane::Experiment {
            let area = self.arranged.areas.pane(found);
            let form = &self.form;
            let row = pane::form::row_at(&form.experiment, form.selected, area, place.y);
            match row {
                // Once more on the same: its value is to be typed.
                Some(row) if row == self.form.selected => self.form.edit(),
                Some(row) => self.form.selected = row,
                None => {}
            }
        }
    }
}
