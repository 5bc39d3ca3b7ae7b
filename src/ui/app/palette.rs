//! The palette's keys and their effects.

use super::{App, host::Host};
use crate::{
    base::Moment,
    ui::{
        Action,
        pane::{
            palette::{Palette, PaletteCommand},
            search_list::Pressed,
        },
    },
};
use crossterm::event::KeyEvent;

/// The result of a key that the palette saw first.
pub(super) enum Searched {
    /// The palette is closed or has no use for it.
    NotMine,
    /// The palette has handled it.
    Done,
    /// It chose an action.
    Act(Action),
}

impl<E: Host> App<E> {
    pub(super) fn open_palette(&mut self) {
        self.windows.help.is_open = false;
        self.windows.palette = Some(Palette::new(&self.keys, &self.panes.form.experiment));
    }

    /// A key, while the palette is open.
    pub(super) fn search(&mut self, key: &KeyEvent, now: Moment) -> Searched {
        let Some(palette) = &mut self.windows.palette else {
            return Searched::NotMine;
        };
        let pressed = palette.press(key, &self.keys, &self.panes.form.experiment);
        self.changed = true;
        let command = match pressed {
            Pressed::NotMine => return Searched::NotMine,
            Pressed::GoesOn | Pressed::Typed => return Searched::Done,
            Pressed::Cancelled => {
                self.windows.palette = None;
                return Searched::Done;
            }
            Pressed::Chosen(command) => command,
        };
        self.windows.palette = None;
        self.message = None;
        match command {
            PaletteCommand::Act(action) => {
                // An action that belongs to a pane needs the focus there.
                let rows = self.keys.rows().iter();
                let mut places = rows.filter(|row| row.binding.action == action);
                if let Some(place) = places.find_map(|row| row.binding.place) {
                    self.arrangement.give_focus(place);
                }
                return Searched::Act(action);
            }
            PaletteCommand::Type(row) => {
                if !self.refuses_experiment() {
                    self.panes.form.selected = row;
                    self.panes.form.edit();
                }
            }
            PaletteCommand::Set(row, value) => {
                self.set(row, &value, now);
                self.foresee();
                self.note_down(now);
            }
        }
        Searched::Done
    }
}
