//! Speedups: beside their ideal, and beside a guess.

use super::{Bar, Emphasis, Passage};
use crate::{base::Ratio, model::Figures};

/// The width of a bar beside a figure.
pub(super) const BAR: usize = 20;

/// The speedup and how far it is from ideal.
pub(super) fn speedup_bar(figures: &Figures) -> Option<Passage> {
    let (factor, speedup) = (figures.said_speedup()?, figures.speedup?);
    Some(to_ideal(factor, speedup, figures.ideal_speedup))
}

/// A speedup in words, and how far it is from ideal.
pub(super) fn to_ideal(factor: String, speedup: Ratio, ideal: Ratio) -> Passage {
    let bar = Bar::new(Ratio::new(speedup.get() / ideal.get()), BAR);
    let ideal = format!("ideal {}", whole(ideal));
    Passage::from(factor).bar(bar).and(ideal, Emphasis::Plain)
}

/// A factor, without decimals where it has none: that of an ideal is mostly whole.
pub(super) fn whole(factor: Ratio) -> String {
    match factor.get() {
        whole if whole.fract() == 0.0 => format!("{whole:.0}×"),
        _ => factor.factor(),
    }
}

/// A guessed speedup, and how far it is from another.
pub(super) fn off(guess: Ratio, actual: Ratio, what: &str) -> Passage {
    let difference = guess.get() - actual.get();
    let off = Ratio::new(difference.abs()).factor();
    let words = match difference {
        d if d.abs() < 0.005 => what.to_owned(),
        d if d > 0.0 => format!("{off} above {what}"),
        _ => format!("{off} below {what}"),
    };
    Passage::from(format!("{}:", guess.factor())).and(words, Emphasis::Plain)
}
