//! [`ProgramText`]: the lines of the program, and which of them the last change of the form changed.

use crate::{
    engine::python::Listing,
    plan::{Experiment, PlanError},
    ui::{View, pane::place::around},
};
use ratatui::layout::Rect;

/// Cells beside the lines, in which changed ones are marked.
pub(super) const MARGIN: u16 = 2;

/// The lines of the program that does what the form says, as they fit into an area.
pub(in crate::ui) struct ProgramText {
    /// Each with whether the program before had none like it. One that is too long goes on in the
    /// next.
    pub(super) lines: Vec<(String, bool)>,
    /// How many are shown at once.
    pub(super) room: u16,
}

impl ProgramText {
    /// The program of the form, for an area with a heading.
    ///
    /// # Errors
    /// [`PlanError`] where Python cannot do what the form says.
    pub(in crate::ui) fn of(view: &View<'_>, area: Rect) -> Result<Self, PlanError> {
        let text = text(view, view.experiment)?;
        let before = view.panes.form.changes.before();
        let before = before.and_then(|before| self::text(view, before).ok());
        let width = area.width.saturating_sub(MARGIN).into();
        let lines = text.lines().flat_map(|line| {
            let is_new = before.as_ref().is_some_and(|before| {
                let mut lines = before.lines();
                lines.all(|before| before != line)
            });
            let pieces = broken(line, width).into_iter();
            pieces.map(move |piece| (piece, is_new))
        });
        Ok(Self {
            lines: lines.collect(),
            room: area.height.saturating_sub(1),
        })
    }

    /// The first line to be shown: that which was scrolled to, or one from which the change can be
    /// seen.
    pub(super) fn first(&self, scrolled: Option<usize>) -> usize {
        let change = self.lines.iter().position(|(_, is_new)| *is_new);
        let shown = around(change.unwrap_or(0), self.lines.len(), self.room);
        let last = self.lines.len().saturating_sub(self.room.into());
        scrolled.map_or(shown.start, |first| first.min(last))
    }
}

/// A line in pieces of that width, broken at spaces where it can be. Those that follow the first are
/// indented further.
fn broken(line: &str, width: usize) -> Vec<String> {
    let indent = line.len() - line.trim_start().len();
    let further = " ".repeat((indent + 4).min(width / 2));
    let (mut pieces, mut rest) = (Vec::new(), line.to_owned());
    while let Some((limit, _)) = rest.char_indices().nth(width.max(1)) {
        let start = rest.len() - rest.trim_start().len();
        let spaces = rest.match_indices(' ').map(|(space, _)| space);
        let mut spaces = spaces.filter(|space| (start..=limit).contains(space));
        let (piece, after) = rest.split_at(spaces.next_back().unwrap_or(limit));
        pieces.push(piece.to_owned());
        rest = further.clone() + after.trim_start();
    }
    pieces.push(rest);
    pieces
}

/// The program of an experiment. A size that was found by trial is that of its engine.
fn text(view: &View<'_>, experiment: &Experiment) -> Result<String, PlanError> {
    let size = view.size.filter(|_| experiment.is_python());
    let listing = Listing::for_python(experiment, size, view.machine.usable_cores)?;
    Ok(listing.text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_too_long_is_whole_in_several() {
        let line = "    return pool.map(step, items, chunksize=4)";
        assert_eq!(broken(line, 60), [line]);
        assert_eq!(
            broken(line, 34),
            ["    return pool.map(step, items,", "        chunksize=4)"]
        );
        assert_eq!(broken("éé é é", 3), ["éé", " é", " é"]);
        for width in 1..50 {
            let pieces = broken(line, width);
            assert!(pieces.iter().all(|piece| piece.len() <= width), "{width}");
            assert_eq!(pieces.concat().replace(' ', ""), line.replace(' ', ""));
        }
    }
}
