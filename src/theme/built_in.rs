//! [`builtin`]: the themes that come along.

use crate::theme::{Background, Depth, Theme};
use std::sync::LazyLock;

/// Their files, in the order in which a key goes through them.
const FILES: [(&str, &str); 5] = [
    ("dark", include_str!("../../assets/theme/dark.toml")),
    ("light", include_str!("../../assets/theme/light.toml")),
    (
        "high-contrast",
        include_str!("../../assets/theme/high-contrast.toml"),
    ),
    (
        "colour-blind",
        include_str!("../../assets/theme/colour-blind.toml"),
    ),
    ("mono", include_str!("../../assets/theme/mono.toml")),
];

static SHELF: LazyLock<[Theme; 5]> = LazyLock::new(|| {
    FILES.map(|(name, text)| {
        let mut theme = Theme::read(text, name, &format!("assets/theme/{name}.toml"))
            .expect("the files are part of the program, and a test reads them");
        if name == FILES[FILES.len() - 1].0 {
            theme.depth = Depth::None;
        }
        theme
    })
});

/// The themes that come along: dark first, mono last.
#[must_use]
pub fn builtin() -> &'static [Theme] {
    &*SHELF
}

impl Theme {
    /// The one for a dark terminal, and bright enough for a projector.
    #[must_use]
    pub fn dark() -> Self {
        SHELF[0].clone()
    }

    /// The one for `NO_COLOR`, paper and terminals without colours.
    #[must_use]
    pub fn mono() -> Self {
        SHELF[FILES.len() - 1].clone()
    }

    /// The one that suits a terminal of which no more is known than that.
    #[must_use]
    pub fn suiting(background: Option<Background>) -> Self {
        let wanted = background.unwrap_or(Background::Dark);
        let made = |theme: &&Self| theme.background == Some(wanted);
        SHELF.iter().find(made).unwrap_or(&SHELF[0]).clone()
    }
}
