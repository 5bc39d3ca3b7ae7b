//! The output of a program that is watched, as its terminal shows it.

mod emulator;
mod encoding;
mod keys;
mod leave_question;
mod output_pane;

pub(in crate::ui) use leave_question::{LeaveAnswer, LeaveQuestion};
pub(in crate::ui) use output_pane::OutputPane;

use super::{Component, PaneContext, Rows, cut, row};
use crate::{
    base::is_hidden,
    log::Ending,
    theme::Theme,
    ui::{Action, OutputCommand},
};
use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::{Modifier, Style},
    text::Line,
    widgets::Widget,
};
use vt100::{Cell, Screen};

/// Rows of output that leave none for how a program ended well.
const FEW: u16 = 2;

impl Component for OutputPane {
    const NAME: &'static str = "output";
    const SHOW: Rows = keys::SHOW;
    const KEYS: Rows = keys::ROWS;

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let Some(emulator) = &self.emulator else {
            let inner = look.heading("Output", "", area, buffer);
            let text =
                "what a program prints is shown while it is watched; it is not kept in files";
            return look.say(text, inner, buffer);
        };
        emulator.look(|screen| self.draw_screen(screen, look, area, buffer));
    }
}

impl OutputPane {
    fn draw_screen(
        &self,
        screen: &Screen,
        look: &PaneContext<'_>,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let back = screen.scrollback();
        let note = if self.is_typing() {
            let key = look
                .view
                .keys
                .label(Action::Output(OutputCommand::EndTyping));
            format!("typing: {key} ends it")
        } else if back > 0 {
            format!("{back} lines back")
        } else {
            String::new()
        };
        let inner = look.heading("Output", &note, area, buffer);
        let used = used(screen);
        if used == 0 && self.ending.is_none() && !self.is_typing() {
            let text = if self.is_live() {
                "the program has printed nothing yet"
            } else {
                "the program was not started"
            };
            return look.say(text, inner, buffer);
        }
        // In so few rows, what was printed last says more than that all went well.
        let is_told = |ending: &Ending| !ending.is_good() || used == 0 || inner.height > FEW;
        let ending = self.ending.filter(|_| back == 0).filter(is_told);
        // The rows to be seen at the least: those to the last that is used, and how it ended.
        let wanted = used + u16::from(ending.is_some());
        let first = wanted.saturating_sub(inner.height);
        for (y, line) in (first..screen.size().0.get()).zip(inner.rows()) {
            draw_row(screen, y, line, look.theme, buffer);
        }
        if let Some(ending) = ending {
            let style = if ending.is_good() {
                look.theme.good
            } else {
                look.theme.bad
            };
            let text = cut(&words(ending), inner.width.into(), look.glyphs);
            let place = row(inner, used - first);
            buffer.set_style(place, Style::reset());
            Line::styled(text, style).render(place, buffer);
        }
        if self.is_typing() && !screen.hide_cursor() && back == 0 {
            let (y, x) = screen.cursor_position();
            let place = Position::new(inner.x + x, inner.y + y.saturating_sub(first));
            // It waits behind the last column, until the next letter goes to the next row.
            let place = Position::new(place.x.min(inner.right().saturating_sub(1)), place.y);
            if inner.contains(place) {
                let style = Style::new().add_modifier(Modifier::REVERSED);
                buffer.set_style(Rect::new(place.x, place.y, 1, 1), style);
            }
        }
    }
}

/// Rows of a screen up to the last with anything in it, and at least to its cursor while that is
/// there to be typed at.
fn used(screen: &Screen) -> u16 {
    let (rows, columns) = screen.size();
    let is_used = |y: &u16| {
        let mut cells = (0..columns.get()).filter_map(|x| screen.cell(*y, x));
        cells.any(|cell| cell.contents() != "" && cell.contents() != " ")
    };
    let last = (0..rows.get()).rev().find(is_used);
    last.map_or(0, |last| last + 1)
}

fn draw_row(screen: &Screen, y: u16, line: Rect, theme: &Theme, buffer: &mut Buffer) {
    for (x, place) in (0..).zip(line.columns()) {
        let Some(cell) = screen.cell(y, x) else {
            return;
        };
        let Some(drawn) = buffer.cell_mut(place.as_position()) else {
            return;
        };
        // The right half of a wide letter is covered by the left, which needs both.
        let is_cut = cell.is_wide() && place.right() >= line.right();
        let symbol = match cell.contents() {
            "" => " ",
            _ if cell.is_wide_continuation() || is_cut => " ",
            symbol => single(symbol),
        };
        drawn.set_symbol(symbol).set_style(style(cell, theme));
    }
}

/// A letter with its accents; of one that is joined with the next by marks without width, the letter
/// alone, since such marks are not shown.
fn single(symbol: &str) -> &str {
    let is_mark = |c: char| is_hidden(c) || ('\u{fe00}'..='\u{fe0f}').contains(&c);
    let first = symbol.chars().next().map_or(0, char::len_utf8);
    symbol[first..]
        .find(is_mark)
        .map_or(symbol, |mark| &symbol[..first + mark])
}

fn style(cell: &Cell, theme: &Theme) -> Style {
    let held = [
        (cell.bold(), Modifier::BOLD),
        (cell.dim(), Modifier::DIM),
        (cell.italic(), Modifier::ITALIC),
        (cell.underline(), Modifier::UNDERLINED),
        (cell.inverse(), Modifier::REVERSED),
    ];
    let held = held.into_iter().filter(|(is_held, _)| *is_held);
    let modifiers = held.fold(Modifier::empty(), |all, (_, one)| all | one);
    let [front, ground] = [cell.fgcolor(), cell.bgcolor()].map(|color| match color {
        vt100::Color::Default => ratatui::style::Color::Reset,
        vt100::Color::Idx(index) => ratatui::style::Color::Indexed(index),
        vt100::Color::Rgb(red, green, blue) => ratatui::style::Color::Rgb(red, green, blue),
    });
    let [front, ground] = [front, ground].map(|color| theme.depth.color(color));
    Style::new().fg(front).bg(ground).add_modifier(modifiers)
}

/// How a program ended, at the end of its output.
fn words(ending: Ending) -> String {
    match ending {
        Ending::Exit(status) => format!("exit {status}"),
        Ending::Signal(_) => ending.to_string(),
    }
}
