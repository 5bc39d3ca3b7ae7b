//! [`KEYMAP`]: everything that can be done, and by which key, once. Help, status bar, palette and
//! the config's `[keys]` are made from it.

mod key;
mod keys;

pub use keys::{Bound, KeyError, Keys};

use super::{Action, Gesture, LaneStep, Layout, Pane, Remote};
use crate::plan::Step;
#[cfg(test)]
use crossterm::event::KeyEvent;
use crossterm::event::{KeyCode, KeyModifiers};
use key::Key;

/// A row of the keymap.
#[derive(Debug)]
pub struct Binding {
    /// The keys that trigger it; the first one is the one that is shown.
    pub(super) keys: &'static [Key],
    /// What it does.
    pub action: Action,
    /// What it does, in a line, for the help.
    pub about: &'static str,
    /// One word for the status bar, where the action belongs there. Neighbours that share a word
    /// share a place: `+ - worker`.
    pub hint: Option<&'static str>,
    /// The pane that has to have the focus; `None` where any may.
    pub place: Option<Pane>,
}

const fn plain(code: KeyCode) -> Key {
    (code, KeyModifiers::NONE)
}

const fn char(c: char) -> Key {
    plain(KeyCode::Char(c))
}

const fn control(c: char) -> Key {
    (KeyCode::Char(c), KeyModifiers::CONTROL)
}

/// Every binding, in the order of the help.
pub static KEYMAP: &[Binding] = &[
    row(
        &[plain(KeyCode::Enter)],
        Action::Run,
        "run the experiment",
        Some("run"),
    ),
    row(
        &[plain(KeyCode::Esc)],
        Action::Stop,
        "stop the run, or close what is open",
        Some("stop"),
    ),
    row(
        &[char('m')],
        Action::TurnNamed("mode", Step::Up),
        "next mode: serial, threaded, process, pool",
        Some("mode"),
    ),
    row(
        &[char('+'), char('=')],
        Action::TurnNamed("workers", Step::Up),
        "one worker more",
        Some("worker"),
    ),
    row(
        &[char('-'), char('_')],
        Action::TurnNamed("workers", Step::Down),
        "one worker less",
        Some("worker"),
    ),
    row(
        &[char(']')],
        Action::TurnNamed("chunksize", Step::Up),
        "a larger chunk",
        Some("chunk"),
    ),
    row(
        &[char('[')],
        Action::TurnNamed("chunksize", Step::Down),
        "a smaller chunk",
        Some("chunk"),
    ),
    row(
        &[char('}')],
        Action::TurnNamed("chunksize", Step::Double),
        "a chunk twice as large",
        None,
    ),
    row(
        &[char('{')],
        Action::TurnNamed("chunksize", Step::Halve),
        "a chunk half as large",
        None,
    ),
    row(
        &[char('c')],
        Action::NextRule,
        "next chunk rule: default, static, guided, dynamic",
        None,
    ),
    row(
        &[char('o')],
        Action::PickPreset,
        "choose a preset, or read what it shows",
        Some("presets"),
    ),
    row(
        &[char('n')],
        Action::NextTrial,
        "look at the next trial",
        None,
    ),
    row(&[char('N')], Action::PreviousTrial, "the one before", None),
    row(
        &[char('a')],
        Action::ToggleAuto,
        "run again at once after every change",
        Some("auto"),
    ),
    row(
        &[plain(KeyCode::Down), char('j')],
        Action::Next,
        "next parameter",
        None,
    ),
    row(
        &[plain(KeyCode::Up), char('k')],
        Action::Previous,
        "parameter before",
        None,
    ),
    row(
        &[plain(KeyCode::Right), char('l')],
        Action::Turn(Step::Up),
        "turn the parameter up",
        None,
    ),
    row(
        &[plain(KeyCode::Left), char('h')],
        Action::Turn(Step::Down),
        "turn the parameter down",
        None,
    ),
    row(
        &[plain(KeyCode::PageUp), char('*')],
        Action::Turn(Step::Double),
        "double it",
        None,
    ),
    row(
        &[plain(KeyCode::PageDown), char('/')],
        Action::Turn(Step::Halve),
        "halve it",
        None,
    ),
    row(
        &[char('e'), plain(KeyCode::F(2))],
        Action::Edit,
        "type a value for the parameter",
        None,
    ),
    row(&[char('u')], Action::Undo, "take a change back", None),
    row(&[char('U')], Action::Redo, "make it again", None),
    row(
        &[char('s')],
        Action::Sweep,
        "sweep the chunksize, or the selected parameter",
        Some("sweep"),
    ),
    row(&[char('S')], Action::SweepBoth, "sweep both: a map", None),
    row(
        &[char('1')],
        Action::Layout(Layout::Watch),
        "panes to watch a run",
        None,
    ),
    row(
        &[char('2')],
        Action::Layout(Layout::Explore),
        "panes to explore the chunksize",
        None,
    ),
    row(
        &[char('3')],
        Action::Layout(Layout::Compare),
        "panes to compare runs",
        Some("compare"),
    ),
    row(
        &[char('4')],
        Action::Layout(Layout::Teach),
        "panes to teach",
        None,
    ),
    row(
        &[char('t')],
        Action::Show(Pane::Processes),
        "show or hide the tree of processes",
        Some("tree"),
    ),
    row(
        &[char('w')],
        Action::Show(Pane::Ledger),
        "show or hide where the time went",
        Some("ledger"),
    ),
    row(&[char('g')], Action::ToggleGhost, "the expected run", None),
    row(
        &[char('W')],
        Action::Show(Pane::Findings),
        "show or hide what was found out",
        None,
    ),
    row(
        &[char('A')],
        Action::Show(Pane::Laws),
        "show or hide the laws",
        None,
    ),
    row(
        &[char('E')],
        Action::Show(Pane::Log),
        "show or hide what happened so far",
        None,
    ),
    row(
        &[plain(KeyCode::PageDown)],
        Action::Lanes(LaneStep::Down),
        "lanes further down",
        None,
    )
    .in_pane(Pane::Timeline),
    row(
        &[plain(KeyCode::PageUp)],
        Action::Lanes(LaneStep::Up),
        "lanes further up",
        None,
    )
    .in_pane(Pane::Timeline),
    row(
        &[char('o')],
        Action::Lanes(LaneStep::Order),
        "lanes by number, by how busy, by end",
        None,
    )
    .in_pane(Pane::Timeline),
    row(
        &[char('/')],
        Action::Lanes(LaneStep::Filter),
        "all lanes, with failures, idle for longer",
        None,
    )
    .in_pane(Pane::Timeline),
    row(
        &[char('d')],
        Action::Lanes(LaneStep::Fold),
        "fold lanes that do not fit",
        None,
    )
    .in_pane(Pane::Timeline),
    row(
        &[char('G')],
        Action::NextGhost,
        "next ghost: expected, last, serial, none",
        None,
    ),
    row(&[char('y')], Action::ShowHistory, "history of runs", None),
    row(&[char('C')], Action::Compare, "compare them", None),
    row(&[char('r')], Action::Race, "race of the four modes", None),
    row(
        &[plain(KeyCode::Down), char('j')],
        Action::NextRun,
        "in the history: the next run",
        None,
    )
    .in_pane(Pane::History),
    row(
        &[plain(KeyCode::Up), char('k')],
        Action::PreviousRun,
        "the one above",
        None,
    )
    .in_pane(Pane::History),
    row(
        &[plain(KeyCode::Enter)],
        Action::OpenRun,
        "in the history: open the run",
        Some("open"),
    )
    .in_pane(Pane::History),
    row(
        &[char('x')],
        Action::MarkRun,
        "mark it to be compared",
        Some("mark"),
    )
    .in_pane(Pane::History),
    row(
        &[plain(KeyCode::Tab)],
        Action::FocusNext,
        "the next pane, whose keys then count",
        Some("pane"),
    ),
    row(
        &[plain(KeyCode::BackTab)],
        Action::FocusPrevious,
        "the pane before",
        None,
    ),
    row(
        &[char(' ')],
        Action::Timeline(Gesture::Pause),
        "pause the picture, or go back to live",
        Some("pause"),
    ),
    row(
        &[char(',')],
        Action::Timeline(Gesture::StepBack),
        "a step back",
        None,
    ),
    row(
        &[char('.')],
        Action::Timeline(Gesture::StepOn),
        "a step on",
        None,
    ),
    on_timeline(
        &[plain(KeyCode::Left), char('h')],
        Gesture::Earlier,
        "what was before",
        None,
    ),
    on_timeline(
        &[plain(KeyCode::Right), char('l')],
        Gesture::Later,
        "what comes next",
        None,
    ),
    on_timeline(
        &[plain(KeyCode::Up), char('k')],
        Gesture::LaneAbove,
        "the lane above",
        None,
    ),
    on_timeline(
        &[plain(KeyCode::Down), char('j')],
        Gesture::LaneBelow,
        "the lane below",
        None,
    ),
    on_timeline(
        &[char('+'), char('=')],
        Gesture::ZoomIn,
        "zoom in on the cursor",
        Some("zoom"),
    ),
    on_timeline(
        &[char('-'), char('_')],
        Gesture::ZoomOut,
        "zoom out",
        Some("zoom"),
    ),
    on_timeline(
        &[char('<'), shift(KeyCode::Left)],
        Gesture::PanEarlier,
        "pan to what was earlier",
        None,
    ),
    on_timeline(
        &[char('>'), shift(KeyCode::Right)],
        Gesture::PanLater,
        "to what was later",
        None,
    ),
    on_timeline(&[char('0')], Gesture::Fit, "fit the whole run", Some("fit")),
    on_timeline(
        &[char('f')],
        Gesture::Follow,
        "keep the present in the window",
        None,
    ),
    on_timeline(
        &[char('z')],
        Gesture::ZoomToTask,
        "zoom to the task, or fit again",
        Some("task"),
    ),
    on_timeline(&[char('Z')], Gesture::ZoomToChunk, "to its chunk", None),
    on_timeline(
        &[char('x')],
        Gesture::Straggler,
        "jump to the longest task",
        Some("straggler"),
    ),
    on_timeline(
        &[char('i')],
        Gesture::NextGap,
        "jump to the next idle gap",
        Some("gap"),
    ),
    on_timeline(&[char('I')], Gesture::PreviousGap, "the one before", None),
    on_timeline(
        &[char('\'')],
        Gesture::NextMark,
        "jump to the next restart, death, failure or bookmark",
        None,
    ),
    on_timeline(&[char('"')], Gesture::PreviousMark, "the one before", None),
    on_timeline(
        &[char('b')],
        Gesture::Bookmark,
        "set a bookmark, or take it away",
        None,
    ),
    on_timeline(
        &[char('v')],
        Gesture::Arrange,
        "rows are cores, or lanes",
        Some("cores"),
    ),
    row(
        &[char('F')],
        Action::ToggleFull,
        "this pane in full screen, or all again",
        None,
    ),
    row(
        &[char('X')],
        Action::ClosePane,
        "close this pane; 1 to 4 bring it back",
        None,
    ),
    row(
        &[char('M')],
        Action::ToggleMouse,
        "the mouse for parscope, or to select text",
        None,
    ),
    row(
        &[char(':'), control('p')],
        Action::Palette,
        "find and do anything by its name",
        Some("find"),
    ),
    row(
        &[char('?'), plain(KeyCode::F(1))],
        Action::ToggleHelp,
        "show or hide these keys",
        Some("keys"),
    ),
    row(
        &[char('L')],
        Action::ToggleLecture,
        "lecture mode, for a projector",
        None,
    ),
    row(&[char('T')], Action::NextTheme, "the next theme", None),
    row(
        &[plain(KeyCode::PageDown), plain(KeyCode::Right)],
        Action::Remote(Remote::Next),
        "the next trial, or the next mode",
        Some("next"),
    )
    .in_pane(Pane::Lecture),
    row(
        &[plain(KeyCode::PageUp), plain(KeyCode::Left)],
        Action::Remote(Remote::Previous),
        "the one before",
        Some("back"),
    )
    .in_pane(Pane::Lecture),
    row(
        &[
            plain(KeyCode::Enter),
            plain(KeyCode::F(5)),
            char('.'),
            char('b'),
        ],
        Action::Remote(Remote::Press),
        "run, or stop the run",
        Some("run or stop"),
    )
    .in_pane(Pane::Lecture),
    row(
        &[plain(KeyCode::Esc)],
        Action::Remote(Remote::Leave),
        "leave lecture mode, or stop the run",
        Some("leave"),
    )
    .in_pane(Pane::Lecture),
    row(
        &[control('l')],
        Action::Redraw,
        "draw the screen anew",
        None,
    ),
    row(
        &[control('z')],
        Action::Suspend,
        "go to the background",
        None,
    ),
    row(
        &[char('q'), control('c')],
        Action::Quit,
        "quit",
        Some("quit"),
    ),
];

const fn shift(code: KeyCode) -> Key {
    (code, KeyModifiers::SHIFT)
}

/// A row that counts while the timeline has the focus.
const fn on_timeline(
    keys: &'static [Key],
    gesture: Gesture,
    about: &'static str,
    hint: Option<&'static str>,
) -> Binding {
    row(keys, Action::Timeline(gesture), about, hint).in_pane(Pane::Timeline)
}

const fn row(
    keys: &'static [Key],
    action: Action,
    about: &'static str,
    hint: Option<&'static str>,
) -> Binding {
    Binding {
        keys,
        action,
        about,
        hint,
        place: None,
    }
}

impl Binding {
    /// The same where a pane has the focus; there it goes before what counts everywhere.
    const fn in_pane(self, pane: Pane) -> Self {
        Self {
            place: Some(pane),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_key_means_two_things_in_one_place() {
        let keys = Keys::default();
        for binding in KEYMAP {
            let name = binding.action.name();
            assert_eq!(keys.check(&name), Ok(()), "{name}");
        }
    }

    #[test]
    fn every_action_has_a_name_of_its_own() {
        let mut seen = HashSet::new();
        for binding in KEYMAP {
            let name = binding.action.name();
            let plain = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(name.chars().all(plain), "{name}");
            assert!(!binding.about.is_empty(), "{name}");
            assert!(seen.insert(name.clone()), "{name} is there twice");
        }
    }

    #[test]
    fn shift_that_a_terminal_reports_with_a_character_changes_nothing() {
        let event = KeyEvent::new(KeyCode::Char('?'), KeyModifiers::SHIFT);
        let found = Keys::default().action(&event, Pane::Timeline);
        assert_eq!(found, Some(Action::ToggleHelp));
    }
}
