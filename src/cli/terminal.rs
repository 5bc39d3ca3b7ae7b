//! What the terminal at the other end can show, if there is one.

use clap::ColorChoice;
use std::{
    env,
    io::{self, IsTerminal},
};

/// What to draw with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glyphs {
    /// Blocks and lines.
    Unicode,
    /// What every terminal has.
    Ascii,
}

/// Whether standard output can be drawn on.
pub(super) fn can_be_drawn_on() -> bool {
    io::stdout().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Whether standard output is to be coloured.
pub(super) fn has_color(choice: ColorChoice) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            let capable = || io::stdout().is_terminal() && anstyle_query::term_supports_color();
            !anstyle_query::no_color()
                && (anstyle_query::clicolor_force()
                    || anstyle_query::clicolor() != Some(false) && capable())
        }
    }
}

/// The glyphs that the locale can show: the first of `LC_ALL`, `LC_CTYPE` and `LANG` that says
/// something decides (POSIX, Base Definitions 8.2).
pub(super) fn glyphs_of_locale(variable: impl Fn(&str) -> Option<String>) -> Glyphs {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty())
        .unwrap_or_default()
        .to_ascii_lowercase();
    if locale.contains("utf-8") || locale.contains("utf8") {
        Glyphs::Unicode
    } else {
        Glyphs::Ascii
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
        assert_eq!(glyphs(&[]), Glyphs::Ascii);
        assert_eq!(glyphs(&[("LANG", "de_DE.UTF-8")]), Glyphs::Unicode);
        assert_eq!(
            glyphs(&[("LANG", "de_DE.UTF-8"), ("LC_ALL", "C")]),
            Glyphs::Ascii
        );
        assert_eq!(
            glyphs(&[("LC_ALL", ""), ("LC_CTYPE", "C.utf8")]),
            Glyphs::Unicode
        );
    }
}
