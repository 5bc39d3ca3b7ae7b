//! All keys, over the rest of the screen: those that count in this place first.

use super::{PaneContext, below, row};
use crate::{
    plan::Adjustment,
    ui::{Action, Bound, CallCommand, Keys, Layout, Pane, TimelineCommand},
};
use crossterm::event::KeyCode;
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::{Clear, Widget},
};
use strum::VariantArray;

/// Cells of the keys' column.
const KEYS: usize = 18;

/// Cells between two columns.
const APART: u16 = 4;

/// Cells that the window takes around its rows.
const AROUND: u16 = 4;

/// The width from which there are two columns.
const TWO: u16 = 120;

/// The separator between two opposites.
const BETWEEN: &str = " · ";

/// The hint for users of the mouse.
const SELECTING: &str = "To select text with the mouse, hold Shift,";

/// A row of the help.
enum Item<'a> {
    /// The title of a section.
    Title(String),
    /// Bindings that belong together.
    Keys(&'a [Bound]),
    /// A sentence.
    Words(String),
    Gap,
}

/// The areas of the help.
struct HelpPlaces {
    window: Rect,
    column: u16,
    columns: usize,
    rows: usize,
}

/// Whether the keys are shown, and from which row on.
#[derive(Debug, Default)]
pub(in crate::ui) struct Help {
    pub(in crate::ui) is_open: bool,
    pub(in crate::ui) from: usize,
}

impl Help {
    /// Opens it at its top, or closes it.
    pub(in crate::ui) const fn toggle(&mut self) {
        self.is_open = !self.is_open;
        self.from = 0;
    }

    /// Scrolls by so many rows, if there are as many out of sight.
    pub(in crate::ui) fn scroll(&mut self, rows: isize, most: usize) {
        self.from = self.from.saturating_add_signed(rows).min(most);
    }

    /// A key, while it is open: it may be longer than the screen. Returns whether it scrolls.
    pub(in crate::ui) fn press(&mut self, code: KeyCode, most: usize, screen: Rect) -> bool {
        let page = isize::try_from(screen.height / 2).unwrap_or(1).max(1);
        match code {
            KeyCode::Up | KeyCode::Char('k') => self.scroll(-1, most),
            KeyCode::Down | KeyCode::Char('j') => self.scroll(1, most),
            KeyCode::PageUp => self.scroll(-page, most),
            KeyCode::PageDown | KeyCode::Char(' ') => self.scroll(page, most),
            KeyCode::Home => self.from = 0,
            KeyCode::End => self.from = most,
            _ => return false,
        }
        true
    }
}

/// How many rows are out of sight below, with the help at its top.
pub(in crate::ui) fn hidden(keys: &Keys, focus: Pane, is_of_program: bool, area: Rect) -> usize {
    let items = items(keys, focus, is_of_program, area);
    let places = HelpPlaces::of(&items, area);
    items.len().saturating_sub(places.columns * places.rows)
}

pub(super) fn draw(help: &Help, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    if !help.is_open {
        return;
    }
    let view = look.view;
    let is_of_program = view.panes.output.is_of_program();
    let items = items(view.keys, view.arrangement.focus, is_of_program, area);
    let places = HelpPlaces::of(&items, area);
    // Panes that it covers for the most part would show words cut in two.
    if places.window.width > area.width / 2 {
        let body = Rect {
            height: area.height.saturating_sub(2),
            ..below(area, 1)
        };
        Clear.render(body.intersection(area), buffer);
    }
    let inner = look.window("Keys", places.window, buffer);
    let shown = places.columns * places.rows;
    let from = help.from.min(items.len().saturating_sub(shown));
    for (index, item) in items.iter().skip(from).take(shown).enumerate() {
        let column = u16::try_from(index / places.rows.max(1)).unwrap_or(u16::MAX);
        let line = u16::try_from(index % places.rows.max(1)).unwrap_or(u16::MAX);
        let x = inner.x + column * (places.column + APART);
        let place = Rect {
            x,
            width: places.column.min(inner.right().saturating_sub(x)),
            ..row(inner, line)
        };
        draw_item(look, item, place, buffer);
    }
    let below = items.len().saturating_sub(from + shown);
    let words = match (from, below) {
        (0, 0) => format!(" Esc closes, {} finds ", view.keys.label(Action::Palette)),
        (above, 0) => format!(" ↑ {above} more "),
        (0, below) => format!(" ↓ {below} more "),
        (above, below) => format!(" ↑ {above} ↓ {below} more "),
    };
    look.foot(&words, places.window, buffer);
}

impl HelpPlaces {
    /// As many columns as there is room for, and as the rows need.
    fn of(items: &[Item<'_>], area: Rect) -> Self {
        let size = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX);
        let longest = items.iter().map(Item::width).max().unwrap_or(0);
        let column = size(longest).min(area.width.saturating_sub(AROUND));
        // The header stays, and the last row.
        let most = usize::from(area.height.saturating_sub(4)).max(1);
        let room = area.width.saturating_sub(AROUND).saturating_add(APART);
        let fit = usize::from(room / column.saturating_add(APART).max(1)).max(1);
        let columns = fit.min(items.len().div_ceil(most)).max(1);
        let rows = items.len().div_ceil(columns).min(most);
        let width = size(columns)
            .saturating_mul(column.saturating_add(APART))
            .saturating_sub(APART)
            .saturating_add(AROUND)
            .min(area.width);
        let height = size(rows + 2).min(area.height);
        Self {
            window: Rect {
                x: area.x + (area.width - width) / 2,
                y: area.y + (area.height - height) / 2,
                width,
                height,
            },
            column,
            columns,
            rows,
        }
    }
}

/// The actions that matter most where a program is watched, in the order in which they are shown.
const FOR_PROGRAM: [Action; 10] = [
    Action::Call(CallCommand::Simulate),
    Action::Show(Pane::Findings),
    Action::Show(Pane::Ledger),
    Action::Show(Pane::Calls),
    Action::Show(Pane::Output),
    Action::FocusNext,
    Action::Timeline(TimelineCommand::ZoomToTask),
    Action::Run,
    Action::Stop,
    Action::Quit,
];

/// Whether an action does something where a program is watched in place of experiments.
fn is_for_program(action: Action) -> bool {
    let needs_experiment = matches!(
        action,
        Action::MeasureAgain
            | Action::PickPreset
            | Action::NextTrial
            | Action::PreviousTrial
            | Action::ToggleGhost
            | Action::NextGhost
            | Action::Layout(Layout::Watch | Layout::Explore | Layout::Teach)
            | Action::Show(Pane::Experiment | Pane::Sweep)
    );
    !needs_experiment && (action == Action::Run || !action.is_about_experiment())
}

/// All items, those of the focused pane first, or where a program is watched, those for that.
fn items(keys: &Keys, focus: Pane, is_of_program: bool, area: Rect) -> Vec<Item<'_>> {
    let room = area.width.saturating_sub(AROUND);
    let room = usize::from(if area.width < TWO {
        room
    } else {
        (TWO - AROUND - APART) / 2
    });
    let is_shown = |row: &Bound| !is_of_program || is_for_program(row.binding.action);
    let groups: Vec<_> = keys
        .rows()
        .chunk_by(|one, next| {
            one.binding.place == next.binding.place
                && is_shown(one) == is_shown(next)
                && are_opposites(one.binding.action, next.binding.action)
        })
        .filter(|group| is_shown(&group[0]))
        .collect();
    let focus_has_keys = groups
        .iter()
        .any(|group| group[0].binding.place == Some(focus));
    let mut items = Vec::new();
    if is_of_program {
        items.push(Item::Title("With your program".into()));
        let row = |action: &Action| {
            let mut rows = keys.rows().iter();
            rows.find(|row| row.binding.action == *action)
        };
        let rows = FOR_PROGRAM.iter().filter_map(row);
        items.extend(rows.map(|row| Item::Keys(std::slice::from_ref(row))));
    }
    let mut section = |title: String, place: Option<Pane>| {
        let found = groups
            .iter()
            .filter(|group| group[0].binding.place == place);
        let found: Vec<_> = found.flat_map(|group| pieces(group, room)).collect();
        if !found.is_empty() {
            if !items.is_empty() {
                items.push(Item::Gap);
            }
            items.push(Item::Title(title));
            items.extend(found);
        }
    };
    section(format!("Here, in the {}", focus.name()), Some(focus));
    let everywhere = if focus_has_keys {
        "Everywhere, where it is not said above"
    } else {
        "Everywhere"
    };
    section(everywhere.into(), None);
    for &pane in Pane::VARIANTS.iter().filter(|pane| **pane != focus) {
        section(format!("In the {}", pane.name()), Some(pane));
    }
    let key = keys.label(Action::ToggleMouse);
    items.push(Item::Gap);
    items.push(Item::Words(SELECTING.into()));
    items.push(Item::Words(format!("or let go of it with {key}")));
    items
}

/// Bindings that belong together in a row, or where there is no room for that, each in its own.
fn pieces(group: &[Bound], room: usize) -> Vec<Item<'_>> {
    let whole = Item::Keys(group);
    if whole.width() <= room {
        vec![whole]
    } else {
        group.chunks(1).map(Item::Keys).collect()
    }
}

impl Item<'_> {
    fn width(&self) -> usize {
        match self {
            Self::Title(text) | Self::Words(text) => Span::raw(text).width(),
            Self::Keys(group) => {
                let keys = Span::raw(labels(group)).width();
                keys.max(KEYS - 1) + 1 + Span::raw(about(group)).width()
            }
            Self::Gap => 0,
        }
    }
}

/// Whether two belong together and share a row.
fn are_opposites(one: Action, other: Action) -> bool {
    let turns = |one, other| {
        matches!(
            (one, other),
            (Adjustment::Up, Adjustment::Down) | (Adjustment::Double, Adjustment::Halve)
        )
    };
    match (one, other) {
        (Action::Next, Action::Previous)
        | (Action::NextTrial, Action::PreviousTrial)
        | (Action::FocusNext, Action::FocusPrevious)
        | (Action::Undo, Action::Redo)
        | (Action::ToggleLecture, Action::NextTheme)
        | (Action::ShowHistory, Action::Compare)
        | (Action::Compare, Action::Race)
        | (Action::NextRun, Action::PreviousRun)
        | (Action::OpenRun, Action::MarkRun)
        | (Action::Layout(Layout::Watch), Action::Layout(Layout::Explore))
        | (Action::Layout(Layout::Compare), Action::Layout(Layout::Teach))
        | (Action::Call(CallCommand::Next), Action::Call(CallCommand::Previous))
        | (Action::Show(Pane::Ledger), Action::ToggleGhost) => true,
        (Action::Timeline(one), Action::Timeline(other)) => one.is_opposite(other),
        (Action::Turn(one), Action::Turn(other)) => turns(one, other),
        (Action::TurnNamed(name, one), Action::TurnNamed(same, other)) => {
            name == same && turns(one, other)
        }
        _ => false,
    }
}

fn about(group: &[Bound]) -> String {
    let abouts: Vec<_> = group.iter().map(|row| row.binding.about).collect();
    abouts.join(BETWEEN)
}

fn labels(group: &[Bound]) -> String {
    let labels: Vec<_> = group.iter().flat_map(Bound::labels).collect();
    labels.join("  ")
}

fn draw_item(look: &PaneContext<'_>, item: &Item<'_>, area: Rect, buffer: &mut Buffer) {
    let theme = look.theme;
    let line = match item {
        Item::Gap => return,
        Item::Title(text) => Line::styled(text.as_str(), theme.title),
        Item::Words(text) => Line::styled(text.as_str(), theme.dim),
        Item::Keys(group) => {
            let keys = labels(group);
            let pad = (KEYS - 1).saturating_sub(Span::raw(&keys).width()) + 1;
            Line::from(vec![
                Span::styled(keys, theme.key),
                Span::raw(" ".repeat(pad)),
                Span::styled(about(group), theme.text),
            ])
        }
    };
    line.render(area, buffer);
}
