//! [`Arranged`]: which panes are where; the focus, and how it goes from one to the next.

use super::{App, host::Host};
use crate::{
    base::Moment,
    ui::{
        Layout, Message, Pane,
        layout::{Areas, PaneArrangement, WantedRows},
    },
};
use ratatui::layout::Rect;

/// How the panes are arranged, besides what is in the largest place and who has the focus.
#[derive(Default)]
pub(super) struct Arranged {
    pub(super) layout: Layout,
    /// Whether the focused pane has all the room there is.
    pub(super) full: bool,
    pub(super) closed: Vec<Pane>,
    /// Who had the focus before something was shown.
    before: Option<Pane>,
    /// Where the panes were in the last frame.
    pub(super) areas: Areas,
    /// Whether the mouse is left to the terminal.
    pub(super) unheard: bool,
    /// How large that was.
    pub(super) screen: Rect,
    /// The moment of the timeline that the mouse holds.
    pub(super) grip: Option<Moment>,
}

impl<E: Host> App<E> {
    /// A frame of that size has the panes there.
    pub(in crate::ui) fn place(&mut self, screen: Rect, areas: Areas) {
        self.arranged.screen = screen;
        self.arranged.areas = areas;
    }

    /// Arranges the panes for something, with none of them closed.
    pub(super) fn arrange(&mut self, layout: Layout) {
        let arranged = &mut self.arranged;
        arranged.layout = layout;
        arranged.full = false;
        arranged.closed.clear();
        arranged.before = None;
        self.center = layout.center();
        self.focus = match layout {
            Layout::Watch => Pane::Experiment,
            Layout::Compare => Pane::History,
            Layout::Explore | Layout::Teach => self.center,
            Layout::Lesson => Pane::Lesson,
        };
    }

    /// Shows a pane in the largest place and gives it the focus, or what belongs there again.
    pub(super) fn toggle(&mut self, pane: Pane) {
        if self.center == pane && pane != self.arranged.layout.center() {
            self.hide(pane);
        } else {
            self.show(pane);
        }
    }

    /// Shows a pane in the largest place and gives it the focus.
    pub(in crate::ui::app) fn show(&mut self, pane: Pane) {
        self.arranged.before.get_or_insert(self.focus);
        self.arranged.closed.retain(|closed| *closed != pane);
        self.center = pane;
        self.focus = pane;
    }

    /// Shows in the largest place what belongs there, if that pane is there.
    pub(in crate::ui::app) fn hide(&mut self, pane: Pane) {
        if self.center == pane {
            self.center = self.arranged.layout.center();
        }
        if self.focus == pane && self.center != pane {
            let before = self.arranged.before.take().filter(|before| *before != pane);
            self.focus = before.unwrap_or(Pane::Experiment);
            self.arranged.full = false;
        }
    }

    /// Shows in the largest place what belongs there. Returns whether something else was there.
    pub(super) fn close_beside(&mut self) -> bool {
        let is_beside = self.center != self.arranged.layout.center() && !self.panes.lecture.is_on();
        if is_beside {
            self.hide(self.center);
        }
        is_beside
    }

    /// Whether a pane is in the largest place and its keys are the ones that count.
    pub(in crate::ui::app) fn is_looked_at(&self, pane: Pane) -> bool {
        self.center == pane && self.focus == pane
    }

    /// Gives the focus to the next pane on the screen, or to the one before.
    pub(super) fn pass_focus(&mut self, forward: bool) {
        let panes = self.panes();
        let all = panes.len();
        let here = panes.iter().position(|pane| *pane == self.focus);
        let next = match (here, forward) {
            (Some(here), true) => here + 1,
            (Some(here), false) => here + all.saturating_sub(1),
            (None, _) => 0,
        };
        if let Some(next) = panes.get(next % all.max(1)) {
            self.give_focus(*next);
        }
    }

    /// Gives a pane the focus, because the user says so.
    pub(super) fn give_focus(&mut self, pane: Pane) {
        self.focus = pane;
        self.arranged.before = None;
    }

    /// The panes there are, in the order in which they are visited, also those that only one with
    /// all the room keeps from sight.
    fn panes(&self) -> Vec<Pane> {
        let arrangement = PaneArrangement {
            layout: self.arranged.layout,
            center: self.center,
            full: None,
            closed: &self.arranged.closed,
        };
        if !self.arranged.full && !self.arranged.areas.panes.is_empty() {
            return self.arranged.areas.order();
        }
        let usual = Rect::new(0, 0, 120, 36);
        let areas = Areas::of(usual, WantedRows::default(), arrangement);
        areas.map_or_else(Vec::new, |areas| areas.order())
    }

    pub(super) fn toggle_full(&mut self) {
        self.arranged.full = !self.arranged.full;
        if self.arranged.full {
            let text = format!(
                "the {} alone: {} brings the others back",
                self.focus.name(),
                self.keys.label(crate::ui::Action::ToggleFull)
            );
            self.message = Some(Message::Note(text));
        }
    }

    /// Closes the focused pane, whose room goes to its neighbours.
    pub(super) fn close_pane(&mut self) {
        let pane = self.focus;
        self.arranged.full = false;
        let panes = self.panes();
        let own = self.arranged.layout.center();
        if self.center == pane && pane != own {
            return self.hide(pane);
        }
        if !panes.contains(&pane) {
            return;
        }
        self.pass_focus(true);
        self.arranged.closed.push(pane);
        let layout = crate::ui::Action::Layout(self.arranged.layout);
        let text = format!(
            "the {} is closed: {} brings it back",
            pane.name(),
            self.keys.label(layout)
        );
        self.message = Some(Message::Note(text));
    }

    /// Lets all panes be seen again, if only one is. Returns whether only one was.
    pub(super) const fn leave_full(&mut self) -> bool {
        std::mem::replace(&mut self.arranged.full, false)
    }
}
