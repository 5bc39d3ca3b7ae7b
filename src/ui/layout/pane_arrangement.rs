//! [`PaneArrangement`]: which panes are there, which of them is in the largest place, and whose keys
//! count before those of all others.

use super::Layout;
use crate::ui::Pane;

/// How the panes are arranged.
#[derive(Debug, Clone)]
pub struct PaneArrangement {
    pub(in crate::ui) layout: Layout,
    /// The pane in the largest place.
    pub(in crate::ui) center: Pane,
    /// The pane whose keys count before those of all others.
    pub(in crate::ui) focus: Pane,
    /// Whether the focused pane has all the room there is.
    pub(in crate::ui) is_full: bool,
    pub(in crate::ui) closed: Vec<Pane>,
    /// The pane that had the focus before another was shown.
    pub(in crate::ui) before: Option<Pane>,
}

impl Default for PaneArrangement {
    fn default() -> Self {
        Self::of(Layout::default())
    }
}

impl PaneArrangement {
    /// The panes of a layout, with none of them closed.
    pub(in crate::ui) const fn of(layout: Layout) -> Self {
        let center = layout.center();
        Self {
            layout,
            center,
            focus: match layout {
                Layout::Watch => Pane::Experiment,
                Layout::Compare => Pane::History,
                Layout::Explore | Layout::Teach => center,
                Layout::Lesson => Pane::Lesson,
                Layout::Program => Pane::Calls,
            },
            is_full: false,
            closed: Vec::new(),
            before: None,
        }
    }

    /// The pane that has all the room there is.
    pub(in crate::ui) fn full(&self) -> Option<Pane> {
        self.is_full.then_some(self.focus)
    }

    /// Whether another pane than the layout's own is in the largest place.
    pub(in crate::ui) fn is_beside(&self) -> bool {
        self.center != self.layout.center()
    }

    /// Whether a pane is in the largest place and its keys are the ones that count.
    pub(in crate::ui) fn is_looked_at(&self, pane: Pane) -> bool {
        self.center == pane && self.focus == pane
    }

    /// Shows a pane in the largest place and gives it the focus, or shows the layout's own again.
    pub(in crate::ui) fn toggle(&mut self, pane: Pane) {
        if self.center == pane && self.is_beside() {
            self.hide(pane);
        } else {
            self.show(pane);
        }
    }

    /// Shows a pane in the largest place and gives it the focus.
    pub(in crate::ui) fn show(&mut self, pane: Pane) {
        self.before.get_or_insert(self.focus);
        self.closed.retain(|closed| *closed != pane);
        self.center = pane;
        self.focus = pane;
    }

    /// Shows the layout's own pane in the largest place, if that pane is there.
    pub(in crate::ui) fn hide(&mut self, pane: Pane) {
        if self.center == pane {
            self.center = self.layout.center();
        }
        if self.focus == pane && self.center != pane {
            let before = self.before.take().filter(|before| *before != pane);
            // Calls have a place of their own beside a program's timeline, and no experiment is there.
            let usual = match self.layout {
                Layout::Program => Pane::Calls,
                _ => Pane::Experiment,
            };
            self.focus = before.unwrap_or(usual);
            self.is_full = false;
        }
    }

    /// Gives a pane the focus, because the user says so.
    pub fn give_focus(&mut self, pane: Pane) {
        self.focus = pane;
        self.before = None;
    }

    /// Lets all panes be seen again, if only one is. Returns whether only one was.
    pub(in crate::ui) const fn leave_full(&mut self) -> bool {
        std::mem::replace(&mut self.is_full, false)
    }
}
