//! [`Palette`]: a list of all actions, found by a few letters of their names.
//!
//! Besides the actions of the keymap there are the parameters: `workers 8` sets one, and its name
//! alone begins to type a value for it.

mod drawing;

pub(super) use drawing::draw;

use super::search_list::{Pressed, SearchList};
use crate::{
    plan::{Experiment, Parameter, TABLE},
    ui::{Action, Keys},
};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};

/// The longest text that is looked for: a parameter with a long value.
const LONGEST: usize = 500;

/// The effect of a palette entry.
#[derive(Debug, Clone)]
pub(in crate::ui) enum PaletteCommand {
    /// Do an action, as its key would.
    Act(Action),
    /// Begin to type a value for a row of the parameter table.
    Type(usize),
    /// Give a parameter a value.
    Set(&'static Parameter, String),
}

/// An entry of the palette: an action or a parameter.
#[derive(Debug, Clone)]
pub(in crate::ui) struct PaletteEntry {
    /// Its name.
    pub(in crate::ui) name: String,
    /// Its description.
    pub(in crate::ui) about: String,
    /// The key that does it, or the value that the parameter has.
    pub(in crate::ui) note: String,
    command: PaletteCommand,
}

/// The list of everything that can be done.
pub(in crate::ui) struct Palette {
    pub(in crate::ui) list: SearchList<PaletteEntry>,
}

impl Palette {
    pub(in crate::ui) fn new(keys: &Keys, experiment: &Experiment) -> Self {
        let list = SearchList::new(LONGEST);
        let mut palette = Self { list };
        palette.find(keys, experiment);
        palette
    }

    /// Adds a text to the query.
    pub(in crate::ui) fn look_for(&mut self, text: &str, keys: &Keys, experiment: &Experiment) {
        self.list.push(text);
        self.find(keys, experiment);
    }

    pub(in crate::ui) fn press(
        &mut self,
        key: &KeyEvent,
        keys: &Keys,
        experiment: &Experiment,
    ) -> Pressed<PaletteCommand> {
        match (key.code, key.modifiers - KeyModifiers::SHIFT) {
            (KeyCode::Char('p'), KeyModifiers::CONTROL) => self.list.go(-1),
            (KeyCode::Char('n'), KeyModifiers::CONTROL) => self.list.go(1),
            (KeyCode::Tab, _) => self.complete(keys, experiment),
            _ => match self.list.press(key) {
                Pressed::Typed => self.find(keys, experiment),
                Pressed::Chosen(entry) => return Pressed::Chosen(entry.command),
                Pressed::Cancelled => return Pressed::Cancelled,
                Pressed::NotMine => return Pressed::NotMine,
                Pressed::GoesOn => {}
            },
        }
        Pressed::GoesOn
    }

    /// Completes the name of the selected entry, so that a value can be typed behind it.
    fn complete(&mut self, keys: &Keys, experiment: &Experiment) {
        let selected = self.list.found.get(self.list.at);
        if let Some(PaletteCommand::Type(row)) = selected.map(|entry| &entry.command) {
            self.list.query = format!("{} ", TABLE[*row].name);
            self.find(keys, experiment);
        }
    }

    /// The best comes first; among equals the order is that of the keymap and the form.
    fn find(&mut self, keys: &Keys, experiment: &Experiment) {
        let query = self.list.query.trim_start();
        let mut found: Vec<(u32, PaletteEntry)> = Vec::new();
        if let Some((name, value)) = query.split_once([' ', '=']) {
            let rows = TABLE.iter().filter(|row| row.name.starts_with(name));
            let value = value.trim();
            for row in rows.filter(|row| !value.is_empty() && takes(row, experiment, value)) {
                let exact = u32::from(row.name == name);
                found.push((u32::MAX - 1 + exact, setting(row, experiment, value)));
            }
        }
        let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut letters = Vec::new();
        let wanted = query.trim_end();
        let mut rate = |offer: &PaletteEntry, also: &str| {
            // An entry whose whole name is typed ranks first.
            if offer.name == wanted {
                return Some(u32::MAX / 2);
            }
            let mut score = |text: &str| {
                let text = Utf32Str::new(text, &mut letters);
                pattern.score(text, &mut matcher)
            };
            // A match in the name is worth more than one in the description.
            let named = score(&offer.name.replace('-', " ")).map(|score| 2 * score);
            let named = named.max(score(&format!("{} {}", offer.name, offer.about)));
            // A whole other word for it is as good as its name.
            let said = also
                .split(' ')
                .any(|word| word == wanted && !word.is_empty());
            named.max(if said {
                Some(u32::MAX / 4)
            } else {
                score(also)
            })
        };
        for row in keys.rows() {
            let place = row.binding.place;
            let about = row.binding.about;
            let offer = PaletteEntry {
                name: row.name(),
                about: match place {
                    Some(place) => format!("{about} ({})", place.name()),
                    None => about.to_owned(),
                },
                note: row.label(),
                command: PaletteCommand::Act(row.binding.action),
            };
            if let Some(score) = rate(&offer, row.binding.also) {
                found.push((score, offer));
            }
        }
        for index in 0..TABLE.len() {
            let offer = typing(index, experiment);
            if let Some(score) = rate(&offer, "") {
                found.push((score, offer));
            }
        }
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        self.list.fill(found.into_iter().map(|(_, offer)| offer));
    }
}

/// Whether a parameter can have that value.
fn takes(row: &Parameter, experiment: &Experiment, value: &str) -> bool {
    row.set(&mut experiment.clone(), value).is_ok()
}

fn setting(row: &'static Parameter, experiment: &Experiment, value: &str) -> PaletteEntry {
    PaletteEntry {
        name: format!("{} = {value}", row.name),
        about: row.about.to_owned(),
        note: format!("is {}", (row.get)(experiment)),
        command: PaletteCommand::Set(row, value.to_owned()),
    }
}

fn typing(index: usize, experiment: &Experiment) -> PaletteEntry {
    let row = &TABLE[index];
    PaletteEntry {
        name: row.name.to_owned(),
        about: format!("{}: {}", row.about, row.takes()),
        note: format!("= {}", (row.get)(experiment)),
        command: PaletteCommand::Type(index),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str) -> Vec<String> {
        let (keys, experiment) = (Keys::default(), Experiment::default());
        let mut palette = Palette::new(&keys, &experiment);
        palette.look_for(query, &keys, &experiment);
        let found = palette.list.found.into_iter();
        found.map(|offer| offer.name).collect()
    }

    #[test]
    fn every_action_is_found_by_its_name_and_by_what_it_does() {
        let keys = Keys::default();
        for row in keys.rows() {
            let name = row.name();
            let by_name = found(&name.replace('-', " "));
            assert!(by_name.contains(&name), "{name}: {by_name:?}");
            let by_words = found(row.binding.about);
            assert!(by_words.contains(&name), "{name}: {by_words:?}");
        }
    }

    #[test]
    fn backspace_never_closes_it_so_that_no_letter_is_taken_for_a_command() {
        let (keys, experiment) = (Keys::default(), Experiment::default());
        let mut palette = Palette::new(&keys, &experiment);
        for code in [KeyCode::Char('w'), KeyCode::Backspace, KeyCode::Backspace] {
            let pressed = palette.press(&code.into(), &keys, &experiment);
            assert!(matches!(pressed, Pressed::GoesOn), "{code}");
        }
        assert_eq!(palette.list.query, "");
    }

    #[test]
    fn a_few_letters_are_enough() {
        assert_eq!(found("quit")[0], "quit");
        assert_eq!(found("ledg")[0], "show-ledger");
        assert_eq!(found("wrk up")[0], "workers-up");
        assert!(found("zzzz").is_empty());
    }

    #[test]
    fn who_has_another_word_for_it_finds_it_first() {
        for (word, name) in [
            ("maximize", "toggle-full"),
            ("full screen", "toggle-full"),
            ("exit", "quit"),
            ("close", "close-pane"),
            ("live", "timeline-pause"),
            ("resume", "timeline-pause"),
            ("cancel", "stop"),
            ("abort", "stop"),
            ("kill", "stop"),
            ("colours", "next-theme"),
            ("dark", "next-theme"),
            ("threads", "mode-up"),
            ("back", "undo"),
            ("help", "toggle-help"),
            ("?", "toggle-help"),
        ] {
            assert_eq!(found(word)[0], name, "{word}: {:?}", &found(word)[..3]);
        }
    }

    #[test]
    fn a_parameter_with_its_value_is_set() {
        assert_eq!(found("workers 8")[0], "workers = 8");
        assert_eq!(found("mode threaded")[0], "mode = threaded");
        assert!(!found("workers none")[..].contains(&"workers = none".into()));
        assert!(found("workers").contains(&"workers".into()));
    }

    #[test]
    fn the_selection_stays_in_the_list_whatever_is_pressed() {
        let (keys, experiment) = (Keys::default(), Experiment::default());
        let mut palette = Palette::new(&keys, &experiment);
        let codes = [
            KeyCode::Up,
            KeyCode::End,
            KeyCode::Down,
            KeyCode::PageDown,
            KeyCode::Home,
            KeyCode::PageUp,
            KeyCode::Char('w'),
            KeyCode::Tab,
            KeyCode::Backspace,
        ];
        for code in codes {
            palette.press(&code.into(), &keys, &experiment);
            assert!(palette.list.at < palette.list.found.len(), "{code}");
        }
    }
}
