//! The abilities of the terminal at the other end, if there is one.

use crate::theme::Depth;
use std::{
    env,
    io::{self, IsTerminal},
};

use strum::{EnumString, VariantNames};

/// The glyphs to draw with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum GlyphChoice {
    /// The glyphs that the locale allows.
    Auto,
    /// Blocks and lines.
    Unicode,
    /// The glyphs that every terminal has.
    Ascii,
}

/// Whether there are colours, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum Colors {
    /// As many as the terminal has.
    Auto,
    /// As many as the terminal has, also where standard output is no terminal.
    Always,
    /// None.
    Never,
    /// Sixteen.
    #[strum(serialize = "16")]
    Sixteen,
    /// 256.
    #[strum(serialize = "256")]
    Indexed,
    /// All.
    #[strum(serialize = "truecolor")]
    True,
}

/// Whether standard output can be drawn on.
pub(super) fn can_be_drawn_on() -> bool {
    io::stdout().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// How many colours standard output is to have.
pub(super) fn depth(colors: Colors) -> Depth {
    match colors {
        Colors::Sixteen => Depth::Sixteen,
        Colors::Indexed => Depth::Indexed,
        Colors::True => Depth::True,
        Colors::Never => Depth::None,
        Colors::Auto if !has_color() => Depth::None,
        Colors::Auto | Colors::Always => Depth::of_terminal(|name| env::var(name).ok()),
    }
}

/// Whether standard output gets colours.
fn has_color() -> bool {
    let capable = || io::stdout().is_terminal() && anstyle_query::term_supports_color();
    !anstyle_query::no_color()
        && (anstyle_query::clicolor_force()
            || anstyle_query::clicolor() != Some(false) && capable())
}

/// The glyphs that the locale can show: the first of `LC_ALL`, `LC_CTYPE` and `LANG` that says
/// something decides (POSIX, Base Definitions 8.2).
pub(super) fn glyphs_of_locale(variable: impl Fn(&str) -> Option<String>) -> GlyphChoice {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty())
        .unwrap_or_default()
        .to_ascii_lowercase();
    if locale.contains("utf-8") || locale.contains("utf8") {
        GlyphChoice::Unicode
    } else {
        GlyphChoice::Ascii
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_decides_in_the_order_of_posix() {
        let glyphs = |set: &[(&str, &str)]| {
            glyphs_of_locale(|name| {
                let found = set.iter().find(|(variable, _)| *variable == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(glyphs(&[]), GlyphChoice::Ascii);
        assert_eq!(glyphs(&[("LANG", "de_DE.UTF-8")]), GlyphChoice::Unicode);
        assert_eq!(
            glyphs(&[("LANG", "de_DE.UTF-8"), ("LC_ALL", "C")]),
            GlyphChoice::Ascii
        );
        assert_eq!(
            glyphs(&[("LC_ALL", ""), ("LC_CTYPE", "C.utf8")]),
            GlyphChoice::Unicode
        );
    }
}
