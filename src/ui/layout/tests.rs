//! Places of the panes, and that no room is lost.

use super::*;
use strum::VariantArray;

const WISHES: WantedRows = WantedRows {
    form: [21, 17],
    processes: 7,
    results: 4,
    preset: 0,
};

const SIZES: [(u16, u16); 5] = [(60, 15), (80, 24), (120, 36), (200, 50), (300, 100)];

fn usual(layout: Layout, closed: &[Pane]) -> PaneArrangement {
    PaneArrangement {
        closed: closed.to_vec(),
        ..PaneArrangement::of(layout)
    }
}

fn all(areas: &Areas) -> Vec<Rect> {
    let panes = areas.panes.iter().map(|(_, area)| *area);
    let rows = [areas.header, areas.status, areas.preset, areas.results];
    panes.chain(rows).collect()
}

#[test]
fn panes_never_overlap_and_the_largest_place_has_the_most_room() {
    for &layout in Layout::VARIANTS {
        for (width, height) in SIZES {
            let screen = Rect::new(0, 0, width, height);
            let areas = Areas::of(screen, WISHES, &usual(layout, &[])).unwrap();
            let center = areas.pane(layout.center());
            let places = all(&areas);
            for (index, one) in places.iter().enumerate() {
                assert_eq!(screen.intersection(*one), *one);
                assert!(places[..index].iter().all(|other| !one.intersects(*other)));
                // A lesson's text may be larger.
                let is_read = layout == Layout::Lesson;
                assert!(
                    is_read || one.area() <= center.area(),
                    "{layout:?} {areas:?}"
                );
            }
            assert!(areas.panes.iter().all(|(_, area)| area.height >= 3));
        }
    }
    let small = Rect::new(0, 0, 59, 15);
    assert_eq!(Areas::of(small, WISHES, &usual(Layout::Watch, &[])), None);
}

#[test]
fn a_preset_leaves_the_timeline_enough() {
    for (width, height, preset) in [(60, 15, 2), (80, 24, 6), (120, 36, 8), (200, 50, 8)] {
        let wishes = WantedRows { preset, ..WISHES };
        let screen = Rect::new(0, 0, width, height);
        let areas = Areas::of(screen, wishes, &usual(Layout::Watch, &[])).unwrap();
        assert_eq!(areas.preset.height, preset);
        assert!(
            areas.pane(Pane::Timeline).height >= BELOW_LESSON,
            "{areas:?}"
        );
        assert!(areas.results.height >= 2 || height < 24, "{areas:?}");
    }
}

#[test]
fn a_closed_pane_leaves_its_room_to_others_and_the_last_one_none() {
    let screen = Rect::new(0, 0, 120, 36);
    for &layout in Layout::VARIANTS {
        let before = Areas::of(screen, WantedRows::default(), &usual(layout, &[])).unwrap();
        let mut closed = Vec::new();
        for (pane, area) in &before.panes {
            closed.push(*pane);
            let after = Areas::of(screen, WantedRows::default(), &usual(layout, &closed)).unwrap();
            assert_eq!(after.pane(*pane), Rect::default());
            let room = |areas: &Areas| areas.panes.iter().map(|(_, area)| area.area()).sum::<u32>();
            assert!(room(&after) + area.area() > 0);
            if let [(last, area)] = after.panes[..] {
                assert_eq!((area.width, area.height), (118, 32), "{last:?}");
            }
        }
        // Also those that ask for room only where they have something to show.
        let none = Areas::of(screen, WISHES, &usual(layout, Pane::VARIANTS)).unwrap();
        assert!(none.panes.is_empty() && none.results.is_empty());
    }
}

#[test]
fn a_pane_alone_has_all_the_room_there_is() {
    let full = PaneArrangement {
        focus: Pane::Cores,
        is_full: true,
        ..usual(Layout::Watch, &[])
    };
    let areas = Areas::of(Rect::new(0, 0, 80, 24), WISHES, &full).unwrap();
    assert_eq!(areas.panes, [(Pane::Cores, Rect::new(1, 1, 78, 22))]);
}

#[test]
fn what_is_in_the_largest_place_is_nowhere_else() {
    for &layout in Layout::VARIANTS {
        for &center in Pane::VARIANTS {
            let arrangement = PaneArrangement {
                center,
                ..usual(layout, &[])
            };
            let areas = Areas::of(Rect::new(0, 0, 200, 50), WISHES, &arrangement).unwrap();
            let places = areas.panes.iter().filter(|(pane, _)| *pane == center);
            assert_eq!(places.count(), 1, "{layout:?} {center:?}");
        }
    }
}
