//! Keys, mouse and pastes, also those that are pressed by mistake.

use crate::plan::TABLE;
use crate::ui::app::tests::*;
use crate::ui::{KEYMAP, Layout, pane::palette::PaletteEntry};
use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use proptest::prelude::*;
use ratatui::layout::Rect;

fn offers(app: &App<Fake>) -> &[PaletteEntry] {
    &app.windows.palette.as_ref().expect("a palette").list.found
}

fn mouse(kind: MouseEventKind, column: u16, row: u16) -> MouseEvent {
    MouseEvent {
        kind,
        column,
        row,
        modifiers: KeyModifiers::NONE,
    }
}

/// Draws a frame, so that the app knows where everything is.
pub(super) fn frame(app: &mut App<Fake>, size: (u16, u16)) {
    use crate::{
        theme::{Glyphs, Theme},
        ui::screen,
    };
    use ratatui::{buffer::Buffer, layout::Rect};
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.0, size.1));
    let (theme, glyphs) = (Theme::dark(), Glyphs::unicode());
    let (screen, areas) = screen::show(&mut buffer, &app.view(START), &theme, glyphs);
    app.place(screen, areas);
}

#[test]
fn every_action_can_be_done_from_the_palette() {
    for binding in KEYMAP {
        let mut by_palette = app();
        by_palette.perform(Action::Palette, START);
        let name = binding.action.name();
        press(&mut by_palette, &name.replace('-', " "));
        let found = offers(&by_palette);
        let at = found.iter().position(|offer| offer.name == name);
        let at = at.unwrap_or_else(|| panic!("{name} is not found"));
        press(&mut by_palette, &"↓".repeat(at));
        let asked = by_palette.key(&KeyCode::Enter.into(), START);
        assert!(by_palette.windows.palette.is_none() || binding.action == Action::Palette);
        let mut by_key = app();
        assert_eq!(asked, by_key.perform(binding.action, START), "{name}");
        assert_eq!(
            by_palette.panes.form.experiment, by_key.panes.form.experiment,
            "{name}"
        );
        assert_eq!(
            by_palette.arrangement.center, by_key.arrangement.center,
            "{name}"
        );
    }
}

#[test]
fn a_parameter_is_set_by_its_name_and_value_and_the_change_can_be_taken_back() {
    let mut app = app();
    press(&mut app, ":workers 8⏎");
    assert_eq!(app.panes.form.experiment.worker_count(2), 8);
    assert_eq!(note(&app), "workers is 8");
    press(&mut app, "u");
    assert_eq!(app.panes.form.experiment.worker_count(2), 2);
    press(&mut app, "U");
    assert_eq!(app.panes.form.experiment.worker_count(2), 8);
    assert_eq!(note(&app), "workers is 8 once more");
    press(&mut app, ":chunksize⏎");
    assert!(app.panes.form.typed.is_some());
}

#[test]
fn while_something_is_looked_for_no_letter_is_a_command() {
    let mut app = app();
    press(&mut app, ":qqq");
    assert_eq!(
        app.windows.palette.as_ref().expect("a palette").list.query,
        "qqq"
    );
    app.paste("a\u{1b}b\n");
    assert_eq!(
        app.windows.palette.as_ref().expect("a palette").list.query,
        "qqqab"
    );
    press(&mut app, "⎋");
    assert!(app.windows.palette.as_ref().is_none() && app.engine.started.is_empty());
}

#[test]
fn turns_of_a_knob_that_follow_each_other_are_taken_back_as_one() {
    let mut app = app();
    press(&mut app, "]]]");
    press(&mut app, "+");
    press(&mut app, "uu");
    assert_eq!(app.panes.form.experiment, Experiment::default());
    press(&mut app, "u");
    assert!(note(&app).contains("nothing was changed"));
    press(&mut app, "UUU");
    assert!(note(&app).contains("nothing was taken back"));
    assert_eq!(app.panes.form.experiment.worker_count(2), 3);
    // A change of its own leaves nothing to be made again.
    press(&mut app, "uc");
    press(&mut app, "U");
    assert!(note(&app).contains("nothing was taken back"));
}

#[test]
fn tab_visits_every_pane_on_the_screen_and_comes_back() {
    let mut app = app();
    for (key, layout) in [("1", Layout::Watch), ("2", Layout::Explore)] {
        press(&mut app, key);
        frame(&mut app, (120, 36));
        assert_eq!(app.arrangement.layout, layout);
        let first = app.arrangement.focus;
        let panes = app.last_frame.areas.panes.len();
        let mut seen = vec![first];
        for _ in 1..panes {
            press(&mut app, "⇥");
            assert!(!seen.contains(&app.arrangement.focus), "{seen:?}");
            seen.push(app.arrangement.focus);
        }
        press(&mut app, "⇥");
        assert_eq!(app.arrangement.focus, first);
    }
}

#[test]
fn a_pane_is_seen_alone_and_all_again_and_a_closed_one_comes_back_with_its_layout() {
    let mut app = app();
    press(&mut app, "⇥F");
    frame(&mut app, (80, 24));
    assert_eq!(app.last_frame.areas.panes.len(), 1);
    press(&mut app, "⎋");
    frame(&mut app, (80, 24));
    let all = app.last_frame.areas.panes.len();
    let closed = app.arrangement.focus;
    press(&mut app, "X");
    frame(&mut app, (80, 24));
    assert_eq!(app.last_frame.areas.panes.len(), all - 1);
    assert_ne!(app.arrangement.focus, closed);
    press(&mut app, "1");
    frame(&mut app, (80, 24));
    assert_eq!(app.last_frame.areas.panes.len(), all);
    press(&mut app, "XXXXXXXX");
    frame(&mut app, (80, 24));
    assert!(app.last_frame.areas.panes.len() < all);
}

#[test]
fn escape_stops_a_run_before_it_lets_go_of_the_whole_screen() {
    let mut app = app();
    press(&mut app, "⏎F⎋");
    assert!(!app.is_running() && app.arrangement.full().is_some());
    press(&mut app, "⎋");
    assert_eq!(app.arrangement.full(), None);
}

#[test]
fn a_click_gives_the_focus_and_selects_and_once_more_types() {
    let mut app = app();
    frame(&mut app, (80, 24));
    let click = |app: &mut App<Fake>, column, row| {
        app.mouse(
            mouse(MouseEventKind::Down(MouseButton::Left), column, row),
            START,
        );
    };
    let Rect { x, y, .. } = app.last_frame.areas.pane(Pane::Timeline);
    click(&mut app, x + 2, y + 2);
    assert_eq!(app.arrangement.focus, Pane::Timeline);
    click(&mut app, 3, 3);
    let tasks = TABLE.iter().position(|row| row.name == "tasks");
    assert_eq!(
        (app.arrangement.focus, Some(app.panes.form.selected)),
        (Pane::Experiment, tasks)
    );
    assert!(app.panes.form.typed.is_none());
    click(&mut app, 3, 3);
    assert!(app.panes.form.typed.is_some());
    press(&mut app, "⎋");
    app.mouse(mouse(MouseEventKind::ScrollDown, 3, 9), START);
    assert_eq!(Some(app.panes.form.selected), tasks.map(|tasks| tasks + 1));
}

#[test]
fn the_mouse_can_be_left_to_the_terminal_and_had_back() {
    let mut app = app();
    let toggle = Action::ToggleMouse;
    assert_eq!(app.perform(toggle, START), Some(AppRequest::Mouse(false)));
    assert!(note(&app).contains("selects text"));
    assert_eq!(app.perform(toggle, START), Some(AppRequest::Mouse(true)));
}

#[test]
fn ten_megabytes_that_are_pasted_harm_nothing() {
    let text = "q1,".repeat(10 << 20 >> 1);
    for keys in ["", ":", "o", "e", "?"] {
        let mut app = app();
        press(&mut app, keys);
        app.paste(&text);
        frame(&mut app, (80, 24));
        assert_eq!(app.panes.form.experiment, Experiment::default());
        assert!(app.engine.started.is_empty());
    }
}

#[test]
fn what_happens_is_noted_and_only_so_much_of_it_is_kept() {
    let mut app = app();
    press(&mut app, "⏎");
    let run = scenario::run("set tasks=4\nserial 40ms\nmain: create 0ms 1ms\nend 23ms");
    begin(&mut app, ONLY, &run);
    end(&mut app, ONLY, &run);
    let texts = |app: &App<Fake>| -> Vec<String> {
        let entries = app.panes.log.entries.iter();
        entries
            .map(|(_, message)| match message {
                Message::Note(text) | Message::Fault(text) => text.clone(),
            })
            .collect()
    };
    let noted = texts(&app).join("\n");
    assert!(noted.contains("ended after 23"), "{noted}");
    for value in 0..2000 {
        app.tell(Message::Note(value.to_string()));
        app.note_down(START);
    }
    assert_eq!(texts(&app).len(), 500);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_storm_of_keys_mouse_and_sizes_brings_nothing_down(
        steps in proptest::collection::vec((0_u8..5, 0_u16..210, 0_u16..60), 1..80)
    ) {
        let mut app = app();
        // The folder does not exist, so that runs that the keys save leave no files.
        app.keep.folder = "nowhere".into();
        for (what, x, y) in steps {
            let kind = match y % 4 {
                0 => MouseEventKind::ScrollUp,
                1 => MouseEventKind::ScrollDown,
                2 => MouseEventKind::Drag(MouseButton::Left),
                _ => MouseEventKind::Down(MouseButton::Left),
            };
            match what {
                0 => frame(&mut app, (x.max(1), y.max(1))),
                1 => {
                    app.mouse(mouse(kind, x, y), START);
                }
                2 => {
                    let row = usize::from(x) % KEYMAP.len();
                    app.perform(KEYMAP[row].action, START);
                }
                3 => app.paste("8 w"),
                _ => press(&mut app, ["⏎", "⎋", "⇥", ":", "?", "e", "↓"][usize::from(x) % 7]),
            }
        }
        frame(&mut app, (80, 24));
    }
}
