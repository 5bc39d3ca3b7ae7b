//! [`Condition`]: when a choice is what came out: `wall.2 < 0.8 wall.1`, and several with `and`.

use super::Reference;
use crate::base::Nanos;
use std::str::FromStr;

/// A comparison that holds for a run or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Condition {
    /// The figure that is compared.
    pub left: Reference,
    /// Whether it must be less, and not more.
    pub less: bool,
    /// The other side.
    pub than: Than,
}

/// The other side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Than {
    /// A number, of a time in seconds, of a share 1 for the whole.
    Number(f64),
    /// So many times another figure.
    Figure(f64, Reference),
}

impl Condition {
    /// The figures that it is about.
    pub fn references(&self) -> impl Iterator<Item = Reference> {
        let other = match self.than {
            Than::Number(_) => None,
            Than::Figure(_, other) => Some(other),
        };
        [Some(self.left), other].into_iter().flatten()
    }
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words: Vec<_> = text.split_whitespace().collect();
        let wanted = || {
            format!(
                "`{text}` is no condition: give one like `speedup > 1.5` or `wall.2 < 0.8 wall.1`"
            )
        };
        let [left, sign, ref rest @ ..] = words[..] else {
            return Err(wanted());
        };
        let less = match sign {
            "<" => true,
            ">" => false,
            _ => return Err(wanted()),
        };
        let than = match rest {
            [number] if number.starts_with(|c: char| c.is_ascii_digit()) => {
                Than::Number(constant(number).ok_or_else(wanted)?)
            }
            [other] => Than::Figure(1.0, other.parse()?),
            [factor, other] => Than::Figure(constant(factor).ok_or_else(wanted)?, other.parse()?),
            _ => return Err(wanted()),
        };
        let condition = Self {
            left: left.parse()?,
            less,
            than,
        };
        match condition.references().find(|one| one.figure.is_words()) {
            Some(words) => Err(format!("{words} is no number that could be compared")),
            None => Ok(condition),
        }
    }
}

/// A bare number, or a time.
fn constant(text: &str) -> Option<f64> {
    let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
    number.or_else(|| Some(text.parse::<Nanos>().ok()?.as_secs_f64()))
}
