//! [`Table`]: prints each bar as soon as it is measured.

use parscope::{base::Nanos, model::median};

/// What a ratio is to be.
pub(crate) enum Bar {
    /// Ours may cost at most so many times as much as the other.
    AtMost(f64),
    /// Ours is to be at least so many times cheaper than the other.
    Cheaper(f64),
    /// Both are to be the same but for such a share.
    Within(f64),
    /// They are to differ by no more than such a factor.
    Factor(f64),
    /// Of the other, at least such a share is ours.
    Share(f64),
}

/// The bars that are wanted.
pub(crate) struct Table {
    wanted: Option<String>,
    measured: u32,
    met: u32,
}

impl Table {
    pub(crate) fn new(wanted: Option<String>) -> Self {
        println!(
            "{:<53} {:>11} {:>11} {:>9}   bar",
            "", "ours", "other", "ratio"
        );
        Self {
            wanted,
            measured: 0,
            met: 0,
        }
    }

    /// Whether a bar of that name is to be measured.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.wanted
            .as_ref()
            .is_none_or(|word| name.contains(word.as_str()))
    }

    /// Measures ours and the other in turn, `rounds` times each after one round that does not
    /// count, and prints the medians.
    pub(crate) fn pair(
        &mut self,
        name: &str,
        bar: &Bar,
        rounds: usize,
        mut ours: impl FnMut() -> Nanos,
        mut other: impl FnMut() -> Nanos,
    ) {
        if !self.wants(name) {
            return;
        }
        ours();
        other();
        let pairs: Vec<_> = (0..rounds).map(|_| (ours(), other())).collect();
        self.show(name, bar, &pairs);
    }

    /// Prints a bar that was measured in pairs: the medians of both, and the median of the
    /// ratios. The two of a pair ran one after the other, so that what drifts drops out.
    pub(crate) fn show(&mut self, name: &str, bar: &Bar, pairs: &[(Nanos, Nanos)]) {
        let ratios = pairs.iter().map(|(ours, other)| match bar {
            Bar::AtMost(_) | Bar::Within(_) | Bar::Factor(_) | Bar::Share(_) => {
                ours.as_secs_f64() / other.as_secs_f64()
            }
            Bar::Cheaper(_) => other.as_secs_f64() / ours.as_secs_f64(),
        });
        let mut ratios: Vec<_> = ratios.collect();
        ratios.sort_by(f64::total_cmp);
        let ratio = ratios[ratios.len() / 2];
        let (bar, met) = match bar {
            Bar::AtMost(most) => (format!("≤ {most} ×"), ratio <= *most),
            Bar::Within(share) => (format!("1 ± {share}"), (ratio - 1.0).abs() <= *share),
            Bar::Factor(most) => (
                format!("within {most} ×"),
                ratio <= *most && ratio * most >= 1.0,
            ),
            Bar::Share(least) => (format!("≥ {least}"), ratio >= *least),
            Bar::Cheaper(least) => (format!("≥ {least} × cheaper"), ratio >= *least),
        };
        let (ours, other): (Vec<_>, Vec<_>) = pairs.iter().copied().unzip();
        let (ours, other) = (median(&ours), median(&other));
        let (ours, other) = (ours.to_string(), other.to_string());
        self.line(
            name,
            &format!("{ours:>11} {other:>11} {ratio:>8.3}×"),
            &bar,
            met,
        );
    }

    /// Prints a figure that stands alone.
    pub(crate) fn line(&mut self, name: &str, figure: &str, bar: &str, met: bool) {
        self.measured += 1;
        self.met += u32::from(met);
        println!(
            "{name:<53} {figure:>34}   {bar:<16} {}",
            if met { "met" } else { "MISSED" }
        );
    }

    /// Prints why a bar was not measured.
    pub(crate) fn skip(name: &str, why: &str) {
        println!("{name:<53} skipped: {why}");
    }

    /// Prints how many bars were met.
    pub(crate) fn close(&self) {
        println!("{} of {} bars met", self.met, self.measured);
    }
}
