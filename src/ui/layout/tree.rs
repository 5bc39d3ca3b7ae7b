//! [`Node`]: a layout as a tree of rows and stacks, without the panes that are closed.

use crate::ui::Pane;
use ratatui::layout::{Constraint, Layout, Rect};

/// The content of a leaf of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PanePlace {
    Pane(Pane),
    /// The preset that is open.
    Preset,
    /// The results of the tasks.
    Results,
}

/// The size of the largest place.
const CENTER: Constraint = Constraint::Fill(3);

/// A part of the screen, and how much of its parent's it takes.
#[derive(Debug, Clone)]
pub(super) struct Node {
    kind: NodeKind,
    size: Constraint,
}

#[derive(Debug, Clone)]
enum NodeKind {
    Place(PanePlace),
    /// Beside each other.
    Row(Vec<Node>),
    /// Below each other.
    Stack(Vec<Node>),
}

impl Node {
    const fn new(kind: NodeKind) -> Self {
        let size = Constraint::Fill(2);
        Self { kind, size }
    }

    /// A pane that takes what there is.
    pub(super) const fn pane(pane: Pane) -> Self {
        Self::new(NodeKind::Place(PanePlace::Pane(pane)))
    }

    /// The pane in the largest place.
    pub(super) fn center(pane: Pane) -> Self {
        Self {
            size: CENTER,
            ..Self::new(NodeKind::Place(PanePlace::Pane(pane)))
        }
    }

    pub(super) const fn place(place: PanePlace) -> Self {
        Self::new(NodeKind::Place(place))
    }

    pub(super) const fn row(parts: Vec<Self>) -> Self {
        Self::new(NodeKind::Row(parts))
    }

    pub(super) const fn stack(parts: Vec<Self>) -> Self {
        Self::new(NodeKind::Stack(parts))
    }

    /// This node with so many rows; with 0 rows, it is left out.
    pub(super) fn rows(self, rows: u16) -> Self {
        let size = Constraint::Length(rows);
        Self { size, ..self }
    }

    /// This node with so many columns; with 0 columns, it is left out.
    pub(super) fn columns(self, columns: u16) -> Self {
        self.rows(columns)
    }

    /// This node with half as much room as its neighbour.
    pub(super) fn half(self) -> Self {
        let size = Constraint::Fill(1);
        Self { size, ..self }
    }

    /// The tree with that pane in its largest place only.
    pub(super) fn without_second(self, center: Pane) -> Self {
        let is_it = |node: &Self| matches!(node.kind, NodeKind::Place(PanePlace::Pane(pane)) if pane == center);
        self.filtered(&|node| node.size == CENTER || !is_it(node))
            .unwrap_or(Self::center(center))
    }

    /// The tree with the panes that `keep` keeps; what is left takes the room of the others.
    pub(super) fn pruned(self, keep: impl Fn(Pane) -> bool) -> Option<Self> {
        self.filtered(&|node| match node.kind {
            NodeKind::Place(PanePlace::Pane(pane)) => keep(pane),
            _ => true,
        })
    }

    fn filtered(self, keep: &dyn Fn(&Self) -> bool) -> Option<Self> {
        if self.size == Constraint::Length(0) || !keep(&self) {
            return None;
        }
        let within = |parts: Vec<Self>| {
            let mut kept: Vec<_> = parts
                .into_iter()
                .filter_map(|part| part.filtered(keep))
                .collect();
            let fills = |part: &Self| matches!(part.size, Constraint::Fill(_));
            if !kept.iter().any(fills)
                && let Some(last) = kept.last_mut()
            {
                last.size = Constraint::Fill(2);
            }
            (!kept.is_empty()).then_some(kept)
        };
        let size = self.size;
        let kind = match self.kind {
            NodeKind::Place(place) => NodeKind::Place(place),
            NodeKind::Row(parts) => NodeKind::Row(within(parts)?),
            NodeKind::Stack(parts) => {
                let kept = within(parts)?;
                // Preset and results alone are not shown: they belong to a pane.
                let is_pane = |part: &Self| {
                    !matches!(
                        part.kind,
                        NodeKind::Place(PanePlace::Preset | PanePlace::Results)
                    )
                };
                if !kept.iter().any(is_pane) {
                    return None;
                }
                NodeKind::Stack(kept)
            }
        };
        Some(Self { kind, size })
    }

    /// Tells where everything is, with so much between columns, and between rows.
    pub(super) fn lay(&self, area: Rect, apart: [u16; 2], found: &mut dyn FnMut(PanePlace, Rect)) {
        let (layout, parts) = match &self.kind {
            NodeKind::Place(place) => return found(*place, area),
            NodeKind::Row(parts) => {
                let sizes = parts.iter().map(|part| part.size);
                (Layout::horizontal(sizes).spacing(apart[0]), parts)
            }
            NodeKind::Stack(parts) => {
                let sizes = parts.iter().map(|part| part.size);
                (Layout::vertical(sizes).spacing(apart[1]), parts)
            }
        };
        for (part, area) in parts.iter().zip(layout.split(area).iter()) {
            part.lay(*area, apart, found);
        }
    }
}
