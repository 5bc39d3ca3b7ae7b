//! Speedups as texts have them: beside their ideal, and beside a guess.

use super::{Style, style::BAR};
use crate::{base::Ratio, model::Figures};

/// The speedup and how far it is from ideal.
pub(super) fn speedup_bar(style: Style, figures: &Figures) -> Option<String> {
    let (factor, speedup) = (figures.said_speedup()?, figures.speedup?);
    Some(factor + &to_ideal(style, speedup, figures.ideal_speedup))
}

/// How far a speedup is from ideal.
pub(super) fn to_ideal(style: Style, speedup: Ratio, ideal: Ratio) -> String {
    let bar = style.bar(Ratio::new(speedup.get() / ideal.get()), BAR);
    format!(" {bar} ideal {}", whole(ideal))
}

/// A factor, without decimals where it has none: that of an ideal is mostly whole.
pub(super) fn whole(factor: Ratio) -> String {
    match factor.get() {
        whole if whole.fract() == 0.0 => format!("{whole:.0}×"),
        _ => factor.factor(),
    }
}

/// A guessed speedup, and how far it is from another.
pub(super) fn off(guess: Ratio, actual: Ratio, what: &str) -> String {
    let difference = guess.get() - actual.get();
    let off = Ratio::new(difference.abs()).factor();
    match difference {
        d if d.abs() < 0.005 => format!("{}: {what}", guess.factor()),
        d if d > 0.0 => format!("{}: {off} above {what}", guess.factor()),
        _ => format!("{}: {off} below {what}", guess.factor()),
    }
}
