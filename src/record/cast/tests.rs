//! Tests of the screen that a terminal shows for the output of an [`AnsiEncoder`].

use super::{CastPalette, Picture, screen::Screen};
use crate::ui::AnsiEncoder;
use proptest::prelude::*;
use ratatui::{
    buffer::Buffer,
    layout::{Rect, Size},
    style::{Color, Modifier, Style},
};

const AREA: Rect = Rect::new(0, 0, 12, 3);

fn terminal() -> Screen {
    Screen::new(Size::new(AREA.width, AREA.height))
}

fn drawn(parts: &[(u16, u16, &str, Style)]) -> Buffer {
    let mut buffer = Buffer::empty(AREA);
    for (x, y, text, style) in parts {
        buffer.set_string(*x, *y, text, *style);
    }
    buffer
}

/// The bytes that a terminal is sent for a screen.
fn sent(pen: &mut AnsiEncoder, screen: &Buffer) -> String {
    let mut bytes = Vec::new();
    pen.draw(&mut screen.clone(), &mut bytes);
    String::from_utf8(bytes).unwrap()
}

/// The part within an update.
fn inside(update: &str) -> &str {
    let inside = update.strip_prefix("\x1b[?2026h").unwrap();
    inside.strip_suffix("\x1b[?2026l").unwrap()
}

#[test]
fn only_what_differs_is_written_and_styles_are_said_once() {
    let mut pen = AnsiEncoder::new(AREA);
    let blue = Style::new().fg(Color::Indexed(75));
    let strong = blue.add_modifier(Modifier::BOLD);
    let first = drawn(&[(0, 0, "ab", blue), (3, 0, "c", strong)]);
    // The blank between has no colour that could be seen.
    assert_eq!(
        inside(&sent(&mut pen, &first)),
        "\x1b[1;1H\x1b[38;5;75mab \x1b[1mc\x1b[m"
    );
    assert_eq!(sent(&mut pen, &first), "");
    let next = drawn(&[(0, 0, "xb", strong), (3, 0, "d", strong)]);
    assert_eq!(
        inside(&sent(&mut pen, &next)),
        "\x1b[1;1H\x1b[1;38;5;75mxb d\x1b[m"
    );
    let plain = drawn(&[(0, 1, "e", Style::new())]);
    assert_eq!(inside(&sent(&mut pen, &plain)), "\x1b[1;1H    \r\ne");
}

#[test]
fn whatever_was_on_the_terminal_is_gone_with_the_first_frame_even_an_empty_one() {
    let mut pen = AnsiEncoder::over(AREA);
    assert_eq!(inside(&sent(&mut pen, &drawn(&[]))), "\x1b[2J");
    assert_eq!(sent(&mut pen, &drawn(&[])), "");
}

#[test]
fn styles_are_taken_away_in_the_shorter_way() {
    let blue = Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Rgb(4, 5, 6));
    let loud = Modifier::BOLD | Modifier::ITALIC | Modifier::UNDERLINED;
    let screen = drawn(&[
        (0, 0, "a", blue.add_modifier(loud)),
        (1, 0, "b", blue),
        (2, 0, "c", Style::new()),
    ]);
    let text = sent(&mut AnsiEncoder::new(AREA), &screen);
    let styles = "\x1b[1;3;4;38;2;1;2;3;48;2;4;5;6ma\x1b[22;23;24mb\x1b[0mc";
    assert_eq!(inside(&text), format!("\x1b[1;1H{styles}"));
}

fn style() -> impl Strategy<Value = Style> {
    let color = || {
        prop_oneof![
            Just(Color::Reset),
            Just(Color::Red),
            Just(Color::White),
            any::<u8>().prop_map(Color::Indexed),
            Just(Color::Rgb(1, 2, 3)),
        ]
    };
    let modifier = prop::sample::select(vec![
        Modifier::empty(),
        Modifier::BOLD,
        Modifier::DIM,
        Modifier::ITALIC,
        Modifier::REVERSED,
        Modifier::UNDERLINED,
        Modifier::HIDDEN,
        Modifier::CROSSED_OUT,
        Modifier::BOLD.union(Modifier::REVERSED),
    ]);
    (color(), color(), modifier).prop_map(|(ink, ground, modifier)| {
        let style = Style::new().fg(ink).bg(ground);
        style.add_modifier(modifier).remove_modifier(!modifier)
    })
}

fn screen() -> impl Strategy<Value = Buffer> {
    let part = (0..12_u16, 0..3_u16, "[ab █─漢⣿]{0,8}", style());
    prop::collection::vec(part, 0..12).prop_map(|parts| {
        let parts: Vec<_> = parts
            .iter()
            .map(|(x, y, text, style)| (*x, *y, text.as_str(), *style))
            .collect();
        drawn(&parts)
    })
}

proptest! {
    #[test]
    fn a_terminal_that_was_told_what_differs_shows_the_screen(
        screens in prop::collection::vec(screen(), 1..6),
    ) {
        let (mut pen, mut terminal) = (AnsiEncoder::new(AREA), terminal());
        let palette = CastPalette::default();
        for screen in &screens {
            terminal.write(&sent(&mut pen, screen));
            let shown = terminal.picture((AREA.width, AREA.height), &palette);
            prop_assert_eq!(shown, Picture::of(screen, &palette));
        }
    }
}
