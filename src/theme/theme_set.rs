//! [`ThemeSet`]: the themes there are, and the current one.
//!
//! A theme that the user chose looks as it is written, so its ground is drawn, too, unless the
//! terminal has such a one. A theme chosen to suit the terminal leaves it its own ground.

use crate::theme::{Background, Depth, Theme, builtin};
use ratatui::style::Style;

/// The themes there are, and the current one.
pub struct ThemeSet {
    all: Vec<Theme>,
    at: usize,
    depth: Depth,
    background: Option<Background>,
    worn: Theme,
}

impl ThemeSet {
    /// The themes with the chosen one, if there is one, on a terminal like that.
    #[must_use]
    pub fn new(chosen: Option<Theme>, depth: Depth, background: Option<Background>) -> Self {
        let mut all = builtin().to_vec();
        let is_chosen = chosen.is_some();
        let theme = chosen.unwrap_or_else(|| Theme::suiting(background));
        let at = all.iter().position(|other| *other == theme);
        let at = at.unwrap_or_else(|| {
            all.push(theme);
            all.len() - 1
        });
        let mut theme_set = Self {
            all,
            at,
            depth,
            background,
            worn: Theme::mono(),
        };
        theme_set.wear(is_chosen);
        theme_set
    }

    /// The current theme, in the colours that the terminal has.
    #[must_use]
    pub const fn worn(&self) -> &Theme {
        &self.worn
    }

    /// The two colours of a terminal that this theme is at home on.
    #[must_use]
    pub fn ground(&self) -> Style {
        self.all[self.at].terminal_ground(self.background)
    }

    /// Goes to the next theme. Returns the message for the user.
    pub fn change(&mut self) -> String {
        if self.depth == Depth::None {
            return "there are no colours here; `--color always` has them".into();
        }
        self.at = (self.at + 1) % self.all.len();
        self.wear(true);
        let theme = &self.all[self.at];
        format!("theme {}: {}", theme.name, theme.about)
    }

    fn wear(&mut self, is_chosen: bool) {
        let theme = &self.all[self.at];
        let fits = theme.background == self.background && theme.background.is_some();
        self.worn = if is_chosen && !fits {
            theme.lowered(self.depth)
        } else {
            let bare = Theme {
                ground: Style::new(),
                ..theme.clone()
            };
            bare.lowered(self.depth)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ground(theme_set: &ThemeSet) -> bool {
        theme_set.worn().ground.bg.is_some()
    }

    #[test]
    fn a_key_goes_through_all_themes_and_comes_back() {
        let own = Theme {
            name: "own".into(),
            ..Theme::dark()
        };
        let mut theme_set = ThemeSet::new(Some(own), Depth::True, None);
        let mut seen = vec![theme_set.worn().name.clone()];
        for _ in 0..builtin().len() {
            assert!(theme_set.change().starts_with("theme "));
            seen.push(theme_set.worn().name.clone());
        }
        theme_set.change();
        assert_eq!(theme_set.worn().name, "own");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), builtin().len() + 1);
    }

    #[test]
    fn a_light_theme_on_a_dark_terminal_brings_its_ground_and_no_other_does() {
        let light = || Some(Theme::suiting(Some(Background::Light)));
        let new = |chosen, background| ThemeSet::new(chosen, Depth::Indexed, background);
        assert!(ground(&new(light(), None)));
        assert!(ground(&new(light(), Some(Background::Dark))));
        assert!(!ground(&new(light(), Some(Background::Light))));
        assert!(!ground(&new(None, None)));
        assert_eq!(new(None, Some(Background::Light)).worn().name, "light");
    }

    #[test]
    fn without_colours_a_theme_changes_nothing() {
        let mut theme_set = ThemeSet::new(Some(Theme::dark()), Depth::None, None);
        theme_set.change();
        assert_eq!(*theme_set.worn(), Theme::mono());
    }
}
