//! [`left_running`]: what commands left running, in words for report and dashboard.

use crate::log::Outcome;

/// More processes than that are counted, not named.
const MOST_NAMED: usize = 8;

/// The processes that commands left running when the run ended; `None` where there are none.
#[must_use]
pub fn left_running(outcome: &Outcome) -> Option<String> {
    let count = outcome.left.len();
    let named = outcome.left.iter().take(MOST_NAMED).map(|left| {
        // A process can call itself anything.
        let name: String = left
            .name
            .chars()
            .map(|c| if c.is_control() { '?' } else { c })
            .collect();
        format!("{name} (pid {})", left.pid)
    });
    let named = named.collect::<Vec<_>>().join(", ");
    let more = match count.saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    match count {
        0 => None,
        1 => Some(format!(
            "1 process that a command started still runs: {named}"
        )),
        _ => Some(format!(
            "{count} processes that commands started still run: {named}{more}"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::Pid, log::Left};

    #[test]
    fn what_was_left_is_counted_and_named_as_far_as_there_is_room() {
        let outcome = |names: &[&str]| Outcome {
            left: names
                .iter()
                .map(|&name| Left {
                    pid: Pid::new(7),
                    name: name.into(),
                })
                .collect(),
            ..Outcome::default()
        };
        assert_eq!(left_running(&outcome(&[])), None);
        let one = left_running(&outcome(&["sl\u{1b}eep"])).unwrap();
        assert_eq!(
            one,
            "1 process that a command started still runs: sl?eep (pid 7)"
        );
        let many = left_running(&outcome(&["sh"; 10])).unwrap();
        assert!(many.starts_with("10 processes") && many.ends_with("sh (pid 7) and 2 more"));
    }
}
