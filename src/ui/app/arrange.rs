//! [`LastFrame`]: where the panes were; and the actions that move the focus, close panes and
//! enlarge them.

use super::{App, host::Host};
use crate::{
    base::Moment,
    ui::{
        Message, Pane,
        layout::{Areas, Layout, PaneArrangement, WantedRows},
    },
};
use ratatui::layout::Rect;

/// The places of the panes in the last frame, and the state of the mouse.
#[derive(Default)]
pub(super) struct LastFrame {
    /// Its size.
    pub(super) screen: Rect,
    pub(super) areas: Areas,
    /// Whether the mouse is left to the terminal.
    pub(super) unheard: bool,
    /// The moment of the timeline that the mouse drags.
    pub(super) grip: Option<Moment>,
}

impl<E: Host> App<E> {
    /// A frame of that size has the panes there.
    pub(in crate::ui) fn place(&mut self, screen: Rect, areas: Areas) {
        self.changed |= self.panes.output.place(areas.pane(Pane::Output));
        self.last_frame.screen = screen;
        self.last_frame.areas = areas;
    }

    /// Arranges the panes for something. A program has no experiment that could be changed.
    pub(super) fn arrange(&mut self, layout: Layout) {
        self.arrangement = PaneArrangement::of(layout);
        if self.program.is_some() {
            self.arrangement.closed.push(Pane::Experiment);
            if self.arrangement.focus == Pane::Experiment {
                self.arrangement.give_focus(layout.center());
            }
        }
    }

    /// Shows the layout's own pane in the largest place. Returns whether another was there.
    pub(super) fn close_beside(&mut self) -> bool {
        let is_beside = self.arrangement.is_beside() && !self.panes.lecture.is_on();
        if is_beside {
            self.arrangement.hide(self.arrangement.center);
        }
        is_beside
    }

    /// Gives the focus to the next pane on the screen, or to the one before.
    pub(super) fn pass_focus(&mut self, forward: bool) {
        let panes = self.panes();
        let all = panes.len();
        let here = panes
            .iter()
            .position(|pane| *pane == self.arrangement.focus);
        let next = match (here, forward) {
            (Some(here), true) => here + 1,
            (Some(here), false) => here + all.saturating_sub(1),
            (None, _) => 0,
        };
        if let Some(next) = panes.get(next % all.max(1)) {
            self.arrangement.give_focus(*next);
        }
    }

    /// The panes of the layout, in the order in which they are visited, also while one of them
    /// hides the others.
    fn panes(&self) -> Vec<Pane> {
        if !self.arrangement.is_full && !self.last_frame.areas.panes.is_empty() {
            return self.last_frame.areas.order();
        }
        let arrangement = PaneArrangement {
            is_full: false,
            ..self.arrangement.clone()
        };
        let usual = Rect::new(0, 0, 120, 36);
        let areas = Areas::of(usual, WantedRows::default(), &arrangement);
        areas.map_or_else(Vec::new, |areas| areas.order())
    }

    pub(super) fn toggle_full(&mut self) {
        self.arrangement.is_full = !self.arrangement.is_full;
        if self.arrangement.is_full {
            let text = format!(
                "the {} alone: {} brings the others back",
                self.arrangement.focus.name(),
                self.keys.label(crate::ui::Action::ToggleFull)
            );
            self.message = Some(Message::Note(text));
        }
    }

    /// Closes the focused pane, whose room goes to its neighbours.
    pub(super) fn close_pane(&mut self) {
        let pane = self.arrangement.focus;
        self.arrangement.is_full = false;
        let panes = self.panes();
        let own = self.arrangement.layout.center();
        if self.arrangement.center == pane && pane != own {
            return self.arrangement.hide(pane);
        }
        if !panes.contains(&pane) {
            return;
        }
        self.pass_focus(true);
        self.arrangement.closed.push(pane);
        let layout = crate::ui::Action::Layout(self.arrangement.layout);
        let text = format!(
            "the {} is closed: {} brings it back",
            pane.name(),
            self.keys.label(layout)
        );
        self.message = Some(Message::Note(text));
    }
}
