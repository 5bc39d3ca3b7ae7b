//! The lanes: who did how much, and how often each had to give up its core.

use super::{BAR, MOST_LANES, Report, Table};
use crate::{
    base::{Bytes, Ratio},
    export::{busy, name, tasks, timeline::length, usage},
    model::Run,
};

impl Report {
    /// The lanes of the last run.
    pub(super) fn lanes(self, run: &Run) -> String {
        if run.lanes.is_empty() {
            return String::new();
        }
        let mut table = Table::new("<>>><>>>");
        let head = [
            "lane",
            "pid",
            run.unit().several,
            "busy",
            "share of the run",
        ];
        let counted = run.flow().any(|lane| usage(run, lane).is_some());
        let more = ["waits", "preempted", "memory"].into_iter();
        let head = head.into_iter().chain(more.filter(|_| counted));
        table.row(head.map(|name| self.0.faint(name)));
        let length = length(run);
        for lane in run.flow().take(MOST_LANES) {
            let busy = busy(lane);
            let share = Ratio::of(busy.get(), length.get());
            let mut cells = vec![
                name(run, lane),
                lane.info.pid.map_or("–".into(), |pid| pid.to_string()),
                tasks(run, lane).to_string(),
                busy.to_string(),
                format!("{} {:>5}", self.0.bar(share, BAR), share.percent()),
            ];
            if let Some(usage) = usage(run, lane) {
                cells.push(usage.waits.to_string());
                cells.push(usage.preemptions.to_string());
                cells.push(match usage.memory {
                    Bytes::ZERO => "–".into(),
                    memory => memory.rounded(),
                });
            }
            table.row(cells);
        }
        let hidden = run.flow().count().saturating_sub(MOST_LANES);
        let more = match hidden {
            0 => String::new(),
            _ => format!("  … and {hidden} more lanes\n"),
        };
        let legend = "waits: it gave its core up itself; preempted: its core was taken away";
        let legend = if counted {
            format!("  {}\n", self.0.faint(legend))
        } else {
            String::new()
        };
        table.lines() + &more + &legend
    }
}
