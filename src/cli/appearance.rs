//! [`AppearanceChoice`]: colours, glyphs and theme, as flag, variable, config file or terminal have it.

use crate::cli::{
    CliError, config, file,
    terminal::{self, Colors, GlyphChoice},
};
use crate::{
    base::visible_name,
    plan::did_you_mean,
    theme::{Background, Depth, Theme, builtin},
    ui,
};
use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};
use strum::VariantNames;

/// The keys of a config file for the appearance.
pub(super) const KEYS: [&str; 3] = ["theme", "color", "glyphs"];

/// The ending of a theme's file.
const ENDING: &str = "toml";

/// The look of text and dashboard.
pub(super) struct AppearanceChoice {
    /// The depth of colour.
    pub(super) depth: Depth,
    /// The glyphs to draw with.
    pub(super) glyphs: GlyphChoice,
    theme: Option<SaidValue>,
}

/// The choices of the command line.
pub(super) struct LooksWanted {
    /// Which colours to use, if that was said.
    pub(super) color: Option<Colors>,
    /// Which glyphs to draw with, if that was said.
    pub(super) glyphs: Option<GlyphChoice>,
    /// The theme of the dashboard, if that was said.
    pub(super) theme: Option<String>,
}

/// A text, and where it was said: `None` on the command line.
pub(super) struct SaidValue {
    pub(super) text: String,
    pub(super) place: Option<String>,
    /// The folder that a path is in.
    pub(super) folder: PathBuf,
}

impl AppearanceChoice {
    /// The choice of the command line, of a variable (`PARSCOPE_THEME`) or of the config file.
    pub(super) fn of(wanted: &LooksWanted, config: Option<&Path>) -> Result<Self, CliError> {
        let path = config::config(config);
        let config = match &path {
            Some(path) => file::words(path, &KEYS)?,
            None => Vec::new(),
        };
        let mut config = config.into_iter();
        let folder = path.as_deref().and_then(Path::parent).map(Path::to_owned);
        let mut layers = |name: &str| {
            let said = config.next().flatten().map(|(text, place)| SaidValue {
                text,
                place: Some(place),
                folder: folder.clone().unwrap_or_default(),
            });
            variable(name).or(said)
        };
        let [theme, color, glyphs] = KEYS.map(&mut layers);
        let theme = wanted.theme.clone().map(SaidValue::flag).or(theme);
        let color = match (wanted.color, color) {
            (Some(flag), _) => flag,
            (None, Some(said)) => said.choose("color")?,
            (None, None) => Colors::Auto,
        };
        let glyphs = match (wanted.glyphs, glyphs) {
            (Some(flag), _) => flag,
            (None, Some(said)) => said.choose("glyphs")?,
            (None, None) => GlyphChoice::Auto,
        };
        let variable = |name: &str| env::var(name).ok();
        Ok(Self {
            depth: terminal::depth(color),
            glyphs: match glyphs {
                GlyphChoice::Auto => terminal::glyphs_of_locale(variable),
                said => said,
            },
            theme,
        })
    }

    /// The appearance of the dashboard. Only here the theme is read.
    pub(super) fn dashboard(&self) -> Result<ui::Appearance, CliError> {
        let background = env::var("COLORFGBG").ok();
        Ok(ui::Appearance {
            depth: self.depth,
            theme: self.theme.as_ref().map(SaidValue::theme).transpose()?,
            background: background.and_then(|value| Background::of_variable(&value)),
            unicode: self.glyphs == GlyphChoice::Unicode,
        })
    }
}

impl SaidValue {
    fn flag(text: String) -> Self {
        Self {
            text,
            place: None,
            folder: PathBuf::new(),
        }
    }

    fn fault(&self, message: String) -> CliError {
        match &self.place {
            Some(place) => CliError::Setting {
                place: place.clone(),
                message,
            },
            None => CliError::Usage(message),
        }
    }

    /// One of several values that go by a name.
    fn choose<T: std::str::FromStr + VariantNames>(&self, what: &str) -> Result<T, CliError> {
        self.text.parse().map_err(|_| {
            let all = T::VARIANTS.join(", ");
            self.fault(format!("{what} cannot be `{}`: give {all}", self.text))
        })
    }

    /// A theme by its name, one's own before those that come along, or by its path.
    fn theme(&self) -> Result<Theme, CliError> {
        let name = self.text.as_str();
        let path = Path::new(name);
        let is_path = name.contains('/') || path.extension() == Some(OsStr::new(ENDING));
        if is_path {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            return read(&self.folder.join(path), &name);
        }
        let own = own();
        if let Some((_, path)) = own.iter().find(|(own, _)| own == name) {
            return read(path, name);
        }
        let mut themes = builtin().iter();
        let found = themes.find(|theme| theme.name == name).cloned();
        found.ok_or_else(|| {
            let names = own.iter().map(|(name, _)| name.as_str());
            let names = names.chain(builtin().iter().map(|theme| theme.name.as_str()));
            let hint = did_you_mean(name, names, "; see `parscope list themes`");
            self.fault(format!("there is no theme `{name}`{hint}"))
        })
    }
}

/// `PARSCOPE_THEME` and the like; an empty one says nothing.
fn variable(name: &str) -> Option<SaidValue> {
    let place = format!("PARSCOPE_{}", name.to_ascii_uppercase());
    let text = env::var(&place).ok().filter(|text| !text.is_empty())?;
    Some(SaidValue {
        place: Some(place),
        ..SaidValue::flag(text)
    })
}

/// A theme by its name or its path.
#[cfg(feature = "record")]
pub(super) fn theme(name: &str) -> Result<Theme, CliError> {
    SaidValue::flag(name.to_owned()).theme()
}

fn read(path: &Path, name: &str) -> Result<Theme, CliError> {
    let text = file::text(path, "theme")?;
    Ok(Theme::read(&text, name, &visible_name(path))?)
}

/// The themes in the folder `theme` beside the usual config file, by name.
pub(super) fn own() -> Vec<(String, PathBuf)> {
    let folder = config::folder().map(|folder| folder.join("theme"));
    let entries = folder.and_then(|folder| fs::read_dir(folder).ok());
    let paths = entries.into_iter().flatten().flatten();
    let paths = paths.map(|entry| entry.path());
    let mut themes: Vec<_> = paths
        .filter(|path| path.extension() == Some(OsStr::new(ENDING)))
        .filter_map(|path| Some((visible_name(path.file_stem()?), path)))
        .collect();
    themes.sort();
    themes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, place: Option<&str>) -> SaidValue {
        SaidValue {
            place: place.map(Into::into),
            ..SaidValue::flag(text.into())
        }
    }

    #[test]
    fn a_theme_is_found_by_name_or_path_and_what_is_none_is_told_with_its_place() {
        assert_eq!(said("light", None).theme().unwrap().name, "light");
        let error = said("lihgt", Some("config.toml:3")).theme().unwrap_err();
        assert_eq!(
            error.to_string(),
            "config.toml:3: there is no theme `lihgt`; did you mean `light`?"
        );
        let error = said("zzz", None).theme().unwrap_err().to_string();
        assert!(error.contains("parscope list themes"), "{error}");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mine.toml");
        fs::write(&path, "base = \"light\"\n[role]\nideal = \"pinc\"\n").unwrap();
        let mut mine = said("mine.toml", None);
        mine.folder = folder.path().to_owned();
        let error = mine.theme().unwrap_err();
        assert!(
            error
                .to_string()
                .contains("mine.toml:3: `pinc` is no colour")
        );
        assert_eq!(error.exit_code(), 2);
        fs::write(&path, "base = \"light\"\n").unwrap();
        assert_eq!(mine.theme().unwrap().name, "mine");
    }

    #[test]
    fn a_colour_that_is_none_is_refused_with_what_there_is() {
        let error = said("bright", Some("c.toml:1")).choose::<Colors>("color");
        assert_eq!(
            error.unwrap_err().to_string(),
            "c.toml:1: color cannot be `bright`: give auto, always, never, 16, 256, truecolor"
        );
    }
}
