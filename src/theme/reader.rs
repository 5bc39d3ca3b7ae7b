//! Reads a theme from its file.
//!
//! ```toml
//! about = "as the house has it"
//! background = "dark"            # what it is made for; leave it out where that does not matter
//! base = "dark"                  # the theme that has whatever is not said here
//! [palette]
//! blue = "#56b4e9"               # or 0 to 255
//! [role]
//! selected = "bold white on blue"
//! [tone]
//! task-a = { fill = "blue", ink = "16", label = "bold 16", thin = false }
//! [heat]
//! most = "16 on 114"
//! ```

use crate::base::nearest;
use crate::theme::{
    Background, Depth, Fill, Paint, Theme, ThemeError, Tone, Warmth, built_in::builtin, role::ROLES,
};
use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;
use std::{collections::BTreeMap, ops::Range};
use strum::VariantArray;
use toml::Spanned;

/// A theme as its file has it.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    #[serde(default)]
    about: String,
    background: Option<Spanned<String>>,
    base: Option<Spanned<String>>,
    #[serde(default)]
    palette: ThemeEntries<String>,
    #[serde(default)]
    role: ThemeEntries<String>,
    #[serde(default)]
    tone: ThemeEntries<Coat>,
    #[serde(default)]
    heat: ThemeEntries<String>,
}

type ThemeEntries<T> = BTreeMap<Spanned<String>, Spanned<T>>;

/// A tone as a file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Coat {
    #[serde(default)]
    fill: String,
    #[serde(default)]
    ink: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    thin: bool,
}

/// A fault, and the bytes of the text that it is in.
struct ThemeFault {
    span: Range<usize>,
    message: String,
}

impl Theme {
    /// The theme that a text describes. It is called `name`, and comes from `place`.
    ///
    /// # Errors
    /// [`ThemeError`], with the line that cannot be.
    pub fn read(text: &str, name: &str, place: &str) -> Result<Self, ThemeError> {
        read(text, name).map_err(|ThemeFault { span, message }| {
            let before = text.get(..span.start).unwrap_or(text);
            ThemeError {
                place: format!("{place}:{}", 1 + before.matches('\n').count()),
                message,
            }
        })
    }
}

fn read(text: &str, name: &str) -> Result<Theme, ThemeFault> {
    let sheet: Sheet = toml::from_str(text).map_err(|error| ThemeFault {
        span: error.span().unwrap_or(0..0),
        message: error.message().to_owned(),
    })?;
    let palette = ThemePalette::of(&sheet.palette)?;
    let base = sheet.base.as_ref().map(known).transpose()?;
    let is_whole = base.is_none();
    let mut theme = base.unwrap_or_else(nothing);
    name.clone_into(&mut theme.name);
    theme.about = sheet.about;
    theme.depth = Depth::True;
    if let Some(said) = &sheet.background {
        let background = said.get_ref().parse::<Background>();
        theme.background = Some(background.map_err(|_| ThemeFault {
            span: said.span(),
            message: format!("`{}` is no background: give dark or light", said.get_ref()),
        })?);
    }
    for (name, style) in &sheet.role {
        let index = find("role", name, ROLES.iter().map(|role| role.0))?;
        *(ROLES[index].1)(&mut theme) = palette.style(style.get_ref(), &style.span())?;
    }
    for (name, coat) in &sheet.tone {
        let index = find("tone", name, names(Tone::VARIANTS).iter())?;
        theme.paints[index] = palette.paint(coat.get_ref(), &coat.span())?;
    }
    for (name, style) in &sheet.heat {
        let index = find("heat", name, names(Warmth::VARIANTS).iter())?;
        theme.heat[index] = palette.style(style.get_ref(), &style.span())?;
    }
    if is_whole {
        let roles = ROLES.iter().map(|role| role.0.to_owned()).collect();
        is_complete("role", roles, &sheet.role)?;
        // Themes are older than these tones.
        let newer =
            [Tone::Other, Tone::OwnCode, Tone::NotSeen].map(|tone| (tone, tone.to_string()));
        let tones = names(Tone::VARIANTS).into_iter();
        let is_new = |name: &String| newer.iter().any(|(_, newer)| newer == name);
        let older = tones.filter(|tone| !is_new(tone)).collect();
        is_complete("tone", older, &sheet.tone)?;
        for (tone, name) in &newer {
            if sheet.tone.keys().all(|said| said.get_ref() != name) {
                theme.paints[*tone as usize] = Paint {
                    thin: *tone != Tone::NotSeen,
                    ..theme.paints[Tone::Blocked as usize]
                };
            }
        }
        is_complete("heat", names(Warmth::VARIANTS), &sheet.heat)?;
    }
    Ok(theme)
}

fn names(all: &[impl ToString]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

/// The theme that another one is made from.
fn known(name: &Spanned<String>) -> Result<Theme, ThemeFault> {
    let all = || builtin().iter().map(|theme| theme.name.as_str());
    let index = find("theme", name, all())?;
    Ok(builtin()[index].clone())
}

/// Which of the names it is.
fn find(
    what: &str,
    name: &Spanned<String>,
    names: impl Iterator<Item = impl AsRef<str>> + Clone,
) -> Result<usize, ThemeFault> {
    let text = name.get_ref();
    let place = names.clone().position(|other| other.as_ref() == text);
    place.ok_or_else(|| {
        let names: Vec<_> = names.map(|name| name.as_ref().to_owned()).collect();
        let hint = nearest(text, names.iter().map(String::as_str));
        let hint = hint.map_or_else(
            || format!("; there is {}", names.join(", ")),
            |name| format!("; did you mean `{name}`?"),
        );
        ThemeFault {
            span: name.span(),
            message: format!("there is no {what} `{text}`{hint}"),
        }
    })
}

/// A theme without a base has to say everything.
fn is_complete<T>(
    what: &str,
    names: Vec<String>,
    said: &ThemeEntries<T>,
) -> Result<(), ThemeFault> {
    let missing = names
        .into_iter()
        .find(|name| said.keys().all(|said| said.get_ref() != name));
    missing.map_or(Ok(()), |name| {
        Err(ThemeFault {
            span: 0..0,
            message: format!(
                "the {what} `{name}` is missing: say it, or what the theme is made from, such as \
                 base = \"dark\""
            ),
        })
    })
}

/// A theme that says nothing.
fn nothing() -> Theme {
    let style = Style::new();
    Theme {
        name: String::new(),
        about: String::new(),
        background: None,
        depth: Depth::True,
        ground: style,
        text: style,
        dim: style,
        faint: style,
        rule: style,
        title: style,
        brand: style,
        selected: style,
        typed: style,
        key: style,
        number: style,
        ideal: style,
        ideal_over: style,
        serial: style,
        live: style,
        good: style,
        warn: style,
        bad: style,
        restart: style,
        gauge: [style; 3],
        usage: style,
        past: style,
        area: style,
        ghost: style,
        paints: [Paint {
            fill: Fill::None,
            mark: style,
            label: style,
            thin: false,
        }; Tone::VARIANTS.len()],
        heat: [style; Warmth::VARIANTS.len()],
        border: style,
    }
}

/// The names that a file has for its colours.
struct ThemePalette(BTreeMap<String, Color>);

impl ThemePalette {
    fn of(entries: &ThemeEntries<String>) -> Result<Self, ThemeFault> {
        let none = Self(BTreeMap::new());
        let colors = entries.iter().map(|(name, color)| {
            let found = none.color(color.get_ref(), &color.span())?;
            Ok((name.get_ref().clone(), found))
        });
        colors.collect::<Result<_, _>>().map(Self)
    }

    fn color(&self, word: &str, span: &Range<usize>) -> Result<Color, ThemeFault> {
        let named = self.0.get(word).copied();
        let hex = || {
            let digits = word.strip_prefix('#').filter(|digits| digits.len() == 6)?;
            u32::from_str_radix(digits, 16).ok().map(Color::from_u32)
        };
        let index = || word.parse::<u8>().ok().map(Color::Indexed);
        named.or_else(hex).or_else(index).ok_or_else(|| {
            let hint = nearest(word, self.0.keys().map(String::as_str));
            let hint = hint.map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
            ThemeFault {
                span: span.clone(),
                message: format!(
                    "`{word}` is no colour: give #rrggbb, 0 to 255, or a name of [palette]{hint}"
                ),
            }
        })
    }

    /// `bold 231 on 25`: in any order, but what follows `on` is the ground.
    fn style(&self, text: &str, span: &Range<usize>) -> Result<Style, ThemeFault> {
        let mut style = Style::new();
        let mut words = text.split_whitespace();
        while let Some(word) = words.next() {
            let modifier = match word {
                "bold" => Modifier::BOLD,
                "dim" => Modifier::DIM,
                "italic" => Modifier::ITALIC,
                "underlined" => Modifier::UNDERLINED,
                "reversed" => Modifier::REVERSED,
                "on" => {
                    style = style.bg(self.color(words.next().unwrap_or("on"), span)?);
                    continue;
                }
                color => {
                    style = style.fg(self.color(color, span)?);
                    continue;
                }
            };
            style = style.add_modifier(modifier);
        }
        Ok(style)
    }

    /// Without ink, a bar is its colour all over; what is written on it stands on that.
    fn paint(&self, coat: &Coat, span: &Range<usize>) -> Result<Paint, ThemeFault> {
        let fill = match coat.fill.as_str() {
            "" => Fill::None,
            "text" => Fill::Text,
            color => Fill::Color(self.color(color, span)?),
        };
        let on = |style: Style| match fill {
            Fill::Color(color) => style.bg(style.bg.unwrap_or(color)),
            Fill::None | Fill::Text => style,
        };
        let ink = on(self.style(&coat.ink, span)?);
        let mark = match fill {
            Fill::Color(color) => ink.fg(ink.fg.unwrap_or(color)),
            Fill::None | Fill::Text => ink,
        };
        let label = match coat.label.as_str() {
            "" => mark,
            label => on(self.style(label, span)?),
        };
        Ok(Paint {
            fill,
            mark,
            label,
            thin: coat.thin,
        })
    }
}
