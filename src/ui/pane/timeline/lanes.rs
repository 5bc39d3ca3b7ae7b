//! [`Lanes`]: which lanes of the timeline are seen, and in what order.

/// Lanes that a page goes on by.
const PAGE: usize = 10;

/// Which lanes are seen, and in what order. Main and the lanes that serve it stay where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lanes {
    /// How many workers have left the screen at the top.
    pub first: usize,
    /// The order of the workers.
    pub order: LaneOrder,
    /// The filter on the workers.
    pub filter: LaneFilter,
    /// Whether the workers without room are drawn as one shape.
    pub folded: bool,
    /// Whether the helper threads of a process have a row each.
    pub unfolded: bool,
}

/// The order of workers, once a run is over: while it goes on, lanes that change places would not
/// be found again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LaneOrder {
    /// By their numbers.
    #[default]
    Number,
    /// The busiest first.
    Busy,
    /// The one that ended last first.
    End,
}

/// Which workers are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LaneFilter {
    /// All of them.
    #[default]
    All,
    /// Those with a failure.
    Failures,
    /// Those that were idle for longer than others.
    Idle,
}

/// A change of the lanes that are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum LaneStep {
    /// The lanes further down.
    Down,
    /// The lanes further up.
    Up,
    /// Another order.
    Order,
    /// Other lanes.
    Filter,
    /// Fold or unfold those that there is no room for.
    Fold,
    /// Show the helper threads of each process in a row each, or in one.
    Helpers,
}

impl Lanes {
    /// Takes a step, where there are so many workers. Returns the message to show.
    pub(in crate::ui) fn step(&mut self, step: LaneStep, workers: usize) -> Option<&'static str> {
        match step {
            LaneStep::Down => {
                self.first = (self.first + PAGE).min(workers.saturating_sub(1));
                return None;
            }
            LaneStep::Up => {
                self.first = self.first.min(workers).saturating_sub(PAGE);
                return None;
            }
            LaneStep::Order => {
                self.order = match self.order {
                    LaneOrder::Number => LaneOrder::Busy,
                    LaneOrder::Busy => LaneOrder::End,
                    LaneOrder::End => LaneOrder::Number,
                };
            }
            LaneStep::Filter => {
                self.filter = match self.filter {
                    LaneFilter::All => LaneFilter::Failures,
                    LaneFilter::Failures => LaneFilter::Idle,
                    LaneFilter::Idle => LaneFilter::All,
                };
            }
            LaneStep::Fold => self.folded = !self.folded,
            LaneStep::Helpers => self.unfolded = !self.unfolded,
        }
        self.first = 0;
        Some(match (step, self.order, self.filter, self.folded) {
            (LaneStep::Order, LaneOrder::Number, ..) => "lanes by number",
            (LaneStep::Order, LaneOrder::Busy, ..) => "lanes by how busy they were",
            (LaneStep::Order, LaneOrder::End, ..) => "lanes by when they ended",
            (LaneStep::Filter, _, LaneFilter::All, _) => "all lanes",
            (LaneStep::Filter, _, LaneFilter::Failures, _) => "lanes with failures",
            (LaneStep::Filter, _, LaneFilter::Idle, _) => "lanes that were idle for longer",
            (LaneStep::Helpers, ..) if self.unfolded => "helper threads have a row each",
            (LaneStep::Helpers, ..) => "helper threads share a row",
            (.., true) => "lanes that do not fit are folded",
            (.., false) => "lanes are unfolded",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_up_after_the_last_page_down_is_seen_at_once() {
        let mut lanes = Lanes::default();
        for _ in 0..9 {
            lanes.step(LaneStep::Down, 25);
        }
        assert_eq!(lanes.first, 24);
        lanes.step(LaneStep::Up, 25);
        assert_eq!(lanes.first, 14);
        // A run with fewer lanes is shown from its last page up.
        lanes.step(LaneStep::Up, 3);
        assert_eq!(lanes.first, 0);
    }

    #[test]
    fn another_order_begins_at_the_top() {
        let mut lanes = Lanes {
            first: 20,
            ..Lanes::default()
        };
        assert_eq!(
            lanes.step(LaneStep::Order, 99),
            Some("lanes by how busy they were")
        );
        assert_eq!((lanes.first, lanes.order), (0, LaneOrder::Busy));
    }
}
