//! [`Areas`]: where the panes are.
//!
//! The same places at every size, so that one learns them once: what is asked at the left, what
//! came of it at the right.

use ratatui::layout::{Constraint, Layout, Rect, Size};

/// The least terminal that all panes fit into.
pub(super) const LEAST: Size = Size::new(60, 15);

/// Rows from which there is room for large digits and empty lines between panes.
const TALL: u16 = 36;

/// Rows from which there is room for a thick gauge, too.
const ROOMY: u16 = 46;

/// The places of the panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Areas {
    /// Name, run and state.
    pub(super) header: Rect,
    /// The experiment.
    pub(super) form: Rect,
    /// The cores.
    pub(super) cores: Rect,
    /// The timeline.
    pub(super) timeline: Rect,
    /// The speedup.
    pub(super) speedup: Rect,
    /// Keys and messages.
    pub(super) status: Rect,
}

impl Areas {
    /// For a terminal of that size and a form of so many rows; `None` where it is too small.
    #[must_use]
    pub(super) fn of(area: Rect, form_rows: u16) -> Option<Self> {
        if area.width < LEAST.width || area.height < LEAST.height {
            return None;
        }
        let tall = area.height >= TALL;
        let [header, _, body, status] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(u16::from(tall)),
            Constraint::Fill(1),
            Constraint::Length(1),
        ])
        .areas(inset(area));
        let form_width = match area.width {
            160.. => 38,
            100.. => 32,
            76.. => 25,
            _ => 23,
        };
        let [left, _, right] = Layout::horizontal([
            Constraint::Length(form_width),
            Constraint::Length(if area.width >= 100 { 4 } else { 2 }),
            Constraint::Fill(1),
        ])
        .areas(body);
        let gap = u16::from(tall);
        // The form scrolls where it must, but the cores always keep a heading and two rows.
        let about = if tall { 3 } else { 0 };
        let form_height = (form_rows + 1 + about).min(left.height.saturating_sub(3 + gap));
        let [form, _, cores, _] = Layout::vertical([
            Constraint::Length(form_height),
            Constraint::Length(gap),
            Constraint::Fill(1),
            Constraint::Length(gap),
        ])
        .areas(left);
        let speedup_height = match area.height {
            ROOMY.. => 11,
            TALL..ROOMY => 9,
            20.. => 5,
            _ => 4,
        };
        let [timeline, _, speedup, _] = Layout::vertical([
            Constraint::Fill(1),
            Constraint::Length(gap),
            Constraint::Length(speedup_height),
            Constraint::Length(gap),
        ])
        .areas(right);
        Some(Self {
            header,
            form,
            cores,
            timeline,
            speedup,
            status,
        })
    }
}

/// A column of air at either side.
fn inset(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        width: area.width - 2,
        ..area
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_never_overlap_and_the_timeline_has_the_most_room() {
        for (width, height) in [(60, 15), (80, 24), (120, 36), (200, 50), (300, 100)] {
            let screen = Rect::new(0, 0, width, height);
            let areas = Areas::of(screen, 16).unwrap();
            let Areas {
                header,
                form,
                cores,
                timeline,
                speedup,
                status,
            } = areas;
            let all = [header, form, cores, timeline, speedup, status];
            for (index, one) in all.iter().enumerate() {
                assert!(!one.is_empty() && screen.intersection(*one) == *one);
                assert!(all[..index].iter().all(|other| !one.intersects(*other)));
            }
            assert!(all.iter().all(|pane| pane.area() <= timeline.area()));
        }
        assert_eq!(Areas::of(Rect::new(0, 0, 59, 15), 16), None);
    }
}
