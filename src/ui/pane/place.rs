//! Places within an area: what lies below its first rows, one of them, the part of a list that fits.

use ratatui::layout::Rect;
use std::ops::Range;

/// The area without its first rows.
pub(super) fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    }
}

/// A row of the area, empty beyond its end.
pub(super) fn row(area: Rect, index: u16) -> Rect {
    let rest = below(area, index);
    Rect {
        height: rest.height.min(1),
        ..rest
    }
}

/// The rows of a list that are shown around one of them, with others on either side.
pub(super) fn around(at: usize, all: usize, room: u16) -> Range<usize> {
    let room = usize::from(room);
    let start = at.saturating_sub(room / 2).min(all.saturating_sub(room));
    start..(start + room).min(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selected_row_of_a_list_is_always_shown() {
        for room in 1..20 {
            for at in 0..14 {
                let shown = around(at, 14, room);
                let length = usize::from(room.min(14));
                assert!(
                    shown.contains(&at) && shown.len() == length,
                    "{at} in {room}"
                );
            }
        }
        assert_eq!(around(3, 14, 0), 3..3);
    }
}
