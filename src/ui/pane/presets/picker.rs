//! [`Picker`]: the list of presets while one is being chosen.

use crate::plan::Preset;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Rows that a page key goes.
const PAGE: usize = 8;

/// The longest text that is looked for.
const LONGEST: usize = 40;

/// Which presets there are, which are looked for, and which is selected.
pub(in crate::ui) struct Picker {
    pub(super) all: &'static [Preset],
    /// What is looked for.
    pub(in crate::ui) filter: String,
    /// The presets that fit.
    pub(super) found: Vec<&'static Preset>,
    /// Which of those is selected.
    pub(super) at: usize,
}

/// What a key did to the choice.
pub(in crate::ui) enum Choosing {
    /// It is not yet made.
    GoesOn,
    /// It is none of the list's keys.
    NotMine,
    /// None was chosen.
    Cancelled,
    /// This one was.
    Done(&'static Preset),
}

impl Picker {
    /// A list of these, with one of them selected.
    pub(in crate::ui) fn new(all: &'static [Preset], selected: Option<&Preset>) -> Self {
        let at = |preset: &Preset| all.iter().position(|one| one.name == preset.name);
        Self {
            all,
            filter: String::new(),
            found: all.iter().collect(),
            at: selected.and_then(at).unwrap_or(0),
        }
    }

    /// A key, while the list is open: letters look for a preset.
    pub(in crate::ui) fn press(&mut self, key: &KeyEvent) -> Choosing {
        let last = self.found.len().saturating_sub(1);
        match (key.code, key.modifiers - KeyModifiers::SHIFT) {
            (KeyCode::Esc, _) => return Choosing::Cancelled,
            (KeyCode::Enter, _) => {
                let chosen = self.found.get(self.at).copied();
                return chosen.map_or(Choosing::GoesOn, Choosing::Done);
            }
            (KeyCode::Up, _) => self.at = self.at.saturating_sub(1),
            (KeyCode::Down | KeyCode::Tab, _) => self.at = (self.at + 1).min(last),
            (KeyCode::PageUp, _) => self.at = self.at.saturating_sub(PAGE),
            (KeyCode::PageDown, _) => self.at = (self.at + PAGE).min(last),
            (KeyCode::Home, _) => self.at = 0,
            (KeyCode::End, _) => self.at = last,
            (KeyCode::Backspace, _) => {
                self.filter.pop();
                self.find();
            }
            (KeyCode::Char('u' | 'w'), KeyModifiers::CONTROL) => {
                self.filter.clear();
                self.find();
            }
            (KeyCode::Char(char), KeyModifiers::NONE) => self.look_for(&char.to_string()),
            _ => return Choosing::NotMine,
        }
        Choosing::GoesOn
    }

    /// Selects the preset that is so many rows further on.
    pub(in crate::ui) fn go(&mut self, by: isize) {
        let last = self.found.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }

    /// Adds to what is looked for.
    pub(in crate::ui) fn look_for(&mut self, text: &str) {
        let room = LONGEST.saturating_sub(self.filter.chars().count());
        self.filter
            .extend(text.chars().filter(|c| !c.is_control()).take(room));
        self.find();
    }

    /// The best find comes first; among equals the order is that of the list.
    fn find(&mut self) {
        let filter = self.filter.trim().to_lowercase();
        let mut ranked: Vec<_> = self
            .all
            .iter()
            .filter_map(|preset| Some((rank(preset, &filter)?, preset)))
            .collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        self.found = ranked.into_iter().map(|(_, preset)| preset).collect();
        self.at = 0;
    }
}

/// How well a preset fits; `None` if a word of the filter is neither in its name nor its title.
fn rank(preset: &Preset, filter: &str) -> Option<u8> {
    let text = format!("{} {}", preset.name, preset.title).to_lowercase();
    let fits = filter.split_whitespace().all(|word| text.contains(word));
    fits.then_some(match preset.name {
        _ if filter.is_empty() => 0,
        name if name == filter => 0,
        name if name.starts_with(filter) => 1,
        name if name.contains(filter) => 2,
        _ => 3,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Experiment, Trial};

    fn presets() -> &'static [Preset] {
        let rows = [
            ("two-tasks", "Two tasks, alone and together"),
            ("queue-result", "A result through a queue"),
            ("queue", "Four processes on one queue"),
            ("child", "One process and its states"),
        ];
        let preset = |(name, title): (&'static str, &str)| Preset {
            name,
            title: title.into(),
            text: "Look.".into(),
            trials: vec![Trial {
                label: String::new(),
                named: Vec::new(),
                experiment: Experiment::default(),
            }],
        };
        Vec::leak(rows.into_iter().map(preset).collect())
    }

    fn found(filter: &str) -> Vec<&'static str> {
        let mut picker = Picker::new(presets(), None);
        picker.look_for(filter);
        picker.found.iter().map(|preset| preset.name).collect()
    }

    #[test]
    fn a_preset_is_found_by_its_name_or_its_title_and_the_nearest_comes_first() {
        assert_eq!(found("queue"), ["queue", "queue-result"]);
        assert_eq!(found("PROCESS one"), ["queue", "child"]);
        assert_eq!(found("zebra"), [""; 0]);
        assert_eq!(found(" ").len(), 4);
    }

    #[test]
    fn the_selection_stays_in_the_list_whatever_is_pressed() {
        let all = presets();
        let mut picker = Picker::new(all, all.last());
        assert_eq!(picker.at, 3);
        for (code, at) in [
            (KeyCode::Down, 3),
            (KeyCode::Up, 2),
            (KeyCode::PageDown, 3),
            (KeyCode::Home, 0),
            (KeyCode::PageUp, 0),
            (KeyCode::End, 3),
            (KeyCode::Char('z'), 0),
            (KeyCode::Down, 0),
        ] {
            picker.press(&code.into());
            assert_eq!(picker.at, at, "{code}");
        }
        assert!(matches!(
            picker.press(&KeyCode::Enter.into()),
            Choosing::GoesOn
        ));
    }
}
