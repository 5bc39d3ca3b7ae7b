//! Keys: part of a value that is being typed, a choice in an open window, or an action of the
//! keymap.

use super::{App, AppRequest, host::Host, palette::Searched};
use crate::{base::Moment, ui::pane};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;

impl<E: Host> App<E> {
    /// A key was pressed.
    pub(in crate::ui) fn key(&mut self, key: &KeyEvent, now: Moment) -> Option<AppRequest> {
        if let Some(question) = self.windows.leaving.take() {
            return self.answer_leaving(question, key, now);
        }
        if self.types(key, now) {
            return None;
        }
        let leaves = key.modifiers == KeyModifiers::CONTROL && key.code == KeyCode::Char('c');
        if !leaves && self.answer(key, now) {
            return None;
        }
        if self.panes.form.typed.is_some() && !leaves {
            self.changed = true;
            let before = self.panes.form.experiment.clone();
            let typing = self.panes.form.press(key);
            self.typed(typing, before, now);
            self.foresee();
            return None;
        }
        if self.choose(key, now) || self.scroll_help(key) {
            return None;
        }
        let action = match self.search(key, now) {
            Searched::Act(action) => action,
            Searched::Done => return None,
            Searched::NotMine => {
                if self.guess(key) {
                    return None;
                }
                self.keys.action(key, self.arrangement.focus)?
            }
        };
        self.perform(action, now)
    }

    /// A text was pasted: part of what is being typed or looked for, and nothing otherwise.
    pub(in crate::ui) fn paste(&mut self, text: &str) {
        if self.windows.question.is_some() || self.windows.leaving.is_some() {
            // It takes a key to agree.
        } else if self.is_typing() {
            let taken = self.panes.output.paste(text);
            self.tell_typed(taken);
        } else if let Some(picker) = &mut self.windows.presets {
            picker.look_for(text);
            self.changed = true;
        } else if let Some(palette) = &mut self.windows.palette {
            palette.look_for(text, &self.keys, &self.panes.form.experiment);
            self.changed = true;
        } else {
            self.changed |= self.panes.form.paste(text);
        }
    }

    /// The rows of the help that are out of sight on such a screen.
    pub(super) fn hidden_keys(&self, screen: Rect) -> usize {
        let is_of_program = self.panes.output.is_of_program();
        pane::help::hidden(&self.keys, self.arrangement.focus, is_of_program, screen)
    }

    /// A key, while the help is open. Returns whether it was one of the help's.
    fn scroll_help(&mut self, key: &KeyEvent) -> bool {
        if !self.windows.help.is_open {
            return false;
        }
        let screen = self.last_frame.screen;
        let most = self.hidden_keys(screen);
        let scrolls = self.windows.help.press(key.code, most, screen);
        self.changed |= scrolls;
        scrolls
    }
}
