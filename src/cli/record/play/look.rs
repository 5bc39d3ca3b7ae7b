//! [`TapeLook`]: the theme of a tape, and the colours of its terminal.

use crate::{
    cli::appearance,
    record::{
        cast::{CastPalette, Rgb},
        tape::{self, Position, Tape, TerminalColors},
    },
    theme::Theme,
};

/// The look of a tape.
pub(super) struct TapeLook {
    pub(super) theme: Theme,
    /// The colours of the terminal.
    pub(super) palette: CastPalette,
    /// Remarks for the user.
    pub(super) notes: Vec<String>,
}

impl Default for TapeLook {
    fn default() -> Self {
        Self::of_theme(Theme::dark())
    }
}

impl TapeLook {
    /// The look that a tape asks for: a theme of ours, one of two names of VHS, or colours.
    pub(super) fn of(tape: &Tape) -> Result<Self, (Position, String)> {
        let Some((at, theme)) = &tape.settings.theme else {
            return Ok(Self::default());
        };
        let name = match theme {
            tape::TapeTheme::Colors(colors) => return Ok(Self::of_colors(colors)),
            tape::TapeTheme::Name(name) => name.as_str(),
        };
        let ours = match name {
            "Builtin Dark" => "dark",
            "Builtin Light" => "light",
            name => name,
        };
        match appearance::theme(ours) {
            Ok(theme) => Ok(Self::of_theme(theme)),
            Err(_) if tape::TapeTheme::is_of_vhs(name) => Ok(Self {
                notes: vec![format!(
                    "the theme `{name}` of VHS is not here, and dark is shown instead ({at}); see \
                     `parscope list themes`"
                )],
                ..Self::default()
            }),
            Err(error) => Err((at.clone(), error.to_string())),
        }
    }

    fn of_theme(theme: Theme) -> Self {
        Self {
            palette: CastPalette::of_terminal(theme.terminal_ground(theme.background)),
            theme,
            notes: Vec::new(),
        }
    }

    /// The theme that is made for their background, in a terminal that has them.
    fn of_colors(colors: &TerminalColors) -> Self {
        let rgb = |[red, green, blue]: [u8; 3]| Rgb(red, green, blue);
        let is_light = colors.background.is_some_and(|[red, green, blue]| {
            299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue) > 127_500
        });
        let mut look = match appearance::theme("light") {
            Ok(light) if is_light => Self::of_theme(light),
            _ => Self::default(),
        };
        let palette = &mut look.palette;
        palette.front = colors.foreground.map_or(palette.front, rgb);
        palette.back = colors.background.map_or(palette.back, rgb);
        for (place, color) in palette.named.iter_mut().zip(colors.named) {
            *place = color.map_or(*place, rgb);
        }
        look
    }
}
