//! [`TapeTheme`]: the theme of `Set Theme`: a name, or the colours of a terminal as JSON.

use serde_json::{Map, Value};

/// The names that VHS has for themes, a line for each.
static OF_VHS: &str = include_str!("../../../assets/tape/vhs-themes.txt");

/// The theme of a tape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TapeTheme {
    /// Its name.
    Name(String),
    /// The colours of the terminal.
    Colors(Box<TerminalColors>),
}

/// Colours of a terminal: red, green, blue. What is not said is as usual.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TerminalColors {
    /// The colour of text.
    pub foreground: Option<[u8; 3]>,
    /// The colour of the background.
    pub background: Option<[u8; 3]>,
    /// Black, red, green, yellow, blue, magenta, cyan, white; then the bright ones.
    pub named: [Option<[u8; 3]>; 16],
}

/// The names that VHS gives to the numbered colours. Magenta was called purple before.
const NAMED: [&str; 8] = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
];

impl TapeTheme {
    /// Whether VHS has a theme of that name.
    #[must_use]
    pub fn is_of_vhs(name: &str) -> bool {
        OF_VHS.lines().any(|theme| theme == name)
    }
}

impl TerminalColors {
    /// Reads them.
    pub(super) fn read(json: &str) -> Result<Self, String> {
        let example = "a theme is written { \"background\": \"#29283b\", … }";
        let Ok(object) = serde_json::from_str::<Map<String, Value>>(json) else {
            return Err(format!("this is no JSON: {example}"));
        };
        let color = |name: &str| match object.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => match rgb(text) {
                Some(rgb) => Ok(Some(rgb)),
                None => Err(format!("`{text}` is no colour for `{name}`: {example}")),
            },
            Some(other) => Err(format!("`{other}` is no colour for `{name}`: {example}")),
        };
        let mut colors = Self {
            foreground: color("foreground")?,
            background: color("background")?,
            ..Self::default()
        };
        for (place, name) in NAMED.iter().enumerate() {
            let mut bright = format!("bright{name}");
            bright[6..7].make_ascii_uppercase();
            colors.named[place] = color(name)?;
            colors.named[NAMED.len() + place] = color(&bright)?;
        }
        colors.named[5] = colors.named[5].or(color("purple")?);
        colors.named[13] = colors.named[13].or(color("brightPurple")?);
        Ok(colors)
    }
}

/// `#rrggbb`, or `#rgb`.
fn rgb(text: &str) -> Option<[u8; 3]> {
    let digits: Vec<_> = text
        .strip_prefix('#')?
        .chars()
        .map(|c| c.to_digit(16))
        .collect();
    let digits: Vec<u8> = digits
        .into_iter()
        .map(|digit| digit.and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    match digits[..] {
        [r, g, b] => Some([r, g, b].map(|digit| 17 * digit)),
        _ if digits.len() == 6 => {
            let (pairs, _) = digits.as_chunks::<2>();
            let color = pairs.iter().map(|[high, low]| 16 * high + low);
            color.collect::<Vec<_>>().try_into().ok()
        }
        _ => None,
    }
}
