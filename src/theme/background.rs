//! [`Background`]: whether a terminal is dark or light.
//!
//! Only `COLORFGBG` is looked at. A terminal could be asked for its colour (OSC 11), but one that
//! does not know the question does not answer, so that we would have to wait; and an answer that
//! comes after the program has ended is typed into the shell.

use strum::{Display, EnumString};

/// The background of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum Background {
    /// Something dark.
    Dark,
    /// Something light.
    Light,
}

impl Background {
    /// As `COLORFGBG` has it, such as `15;0` or `0;default;15`: the last of the sixteen colours is
    /// the background. `None` where that says nothing.
    #[must_use]
    pub fn of_variable(value: &str) -> Option<Self> {
        let (_, last) = value.rsplit_once(';')?;
        match last.parse::<u8>().ok()? {
            7 | 9..=15 => Some(Self::Light),
            0..=6 | 8 => Some(Self::Dark),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_light_terminal_that_says_so_is_believed() {
        for (value, background) in [
            ("15;0", Some(Background::Dark)),
            ("0;15", Some(Background::Light)),
            ("0;default;15", Some(Background::Light)),
            ("12;8", Some(Background::Dark)),
            ("0;7", Some(Background::Light)),
            ("15;default", None),
            ("15", None),
            ("0;200", None),
            ("", None),
        ] {
            assert_eq!(Background::of_variable(value), background, "{value}");
        }
    }
}
