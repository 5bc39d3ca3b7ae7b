//! [`Picker`]: the list of presets while one is being chosen.

use crate::{
    lesson::Lesson,
    ui::pane::search_list::{Pressed, SearchList},
};
use crossterm::event::{KeyCode, KeyEvent};

/// The longest text that is looked for.
const LONGEST: usize = 40;

/// The list of presets, and the filter on it.
pub(in crate::ui) struct Picker {
    pub(super) all: &'static [Lesson],
    pub(in crate::ui) list: SearchList<&'static Lesson>,
}

impl Picker {
    /// A list of these, with one of them selected.
    pub(in crate::ui) fn new(all: &'static [Lesson], selected: Option<&Lesson>) -> Self {
        let at = |preset: &Lesson| all.iter().position(|one| one.name == preset.name);
        let mut list = SearchList::new(LONGEST);
        list.fill(all.iter());
        list.at = selected.and_then(at).unwrap_or(0);
        Self { all, list }
    }

    /// A key, while the list is open: letters look for a preset.
    pub(in crate::ui) fn press(&mut self, key: &KeyEvent) -> Pressed<&'static Lesson> {
        if key.code == KeyCode::Tab {
            self.list.go(1);
            return Pressed::GoesOn;
        }
        match self.list.press(key) {
            Pressed::Typed => {
                self.find();
                Pressed::GoesOn
            }
            pressed => pressed,
        }
    }

    /// Adds a text to the filter.
    pub(in crate::ui) fn look_for(&mut self, text: &str) {
        self.list.push(text);
        self.find();
    }

    /// The best find comes first; among equals the order is that of the list.
    fn find(&mut self) {
        let filter = self.list.query.trim().to_lowercase();
        let mut ranked: Vec<_> = self
            .all
            .iter()
            .filter_map(|preset| Some((rank(preset, &filter)?, preset)))
            .collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        self.list.fill(ranked.into_iter().map(|(_, preset)| preset));
    }
}

/// The rank of a preset; `None` if a word of the filter is neither in its name nor its title.
fn rank(preset: &Lesson, filter: &str) -> Option<u8> {
    let text = format!("{} {}", preset.name, preset.title).to_lowercase();
    let fits = filter.split_whitespace().all(|word| text.contains(word));
    fits.then_some(match &*preset.name {
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
    use crate::{
        lesson::{LessonStep, Trial},
        plan::Experiment,
    };

    fn presets() -> &'static [Lesson] {
        let rows = [
            ("two-tasks", "Two tasks, alone and together"),
            ("queue-result", "A result through a queue"),
            ("queue", "Four processes on one queue"),
            ("child", "One process and its states"),
        ];
        let preset = |(name, title): (&str, &str)| {
            let step = LessonStep {
                title: title.into(),
                trials: vec![Trial {
                    label: String::new(),
                    named: Vec::new(),
                    experiment: Experiment::default(),
                }],
                ..LessonStep::default()
            };
            Lesson::of_step(name, "Look.".into(), step)
        };
        Vec::leak(rows.into_iter().map(preset).collect())
    }

    fn found(filter: &str) -> Vec<&'static str> {
        let mut picker = Picker::new(presets(), None);
        picker.look_for(filter);
        picker
            .list
            .found
            .iter()
            .map(|preset| &*preset.name)
            .collect()
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
        assert_eq!(picker.list.at, 3);
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
            assert_eq!(picker.list.at, at, "{code}");
        }
        assert!(matches!(
            picker.press(&KeyCode::Enter.into()),
            Pressed::GoesOn
        ));
    }
}
