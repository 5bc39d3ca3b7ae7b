//! The answers themselves, the order in which they came, and who saw what in memory.

use super::{Report, Table};
use crate::{
    base::{TaskId, visible},
    export::{delivery, style::wrapped},
    log::LaneKind,
    model::Run,
    plan::Method,
};
use serde_json::Value;

/// Answers are shown where there are no more of them.
const MOST_ANSWERS: usize = 30;
/// And where they take no more than two lines of this width.
const LINE: usize = 84;
/// Of a longer order the beginning is shown.
const MOST_ORDERED: usize = 40;

impl Report {
    /// Short answers in the order of the input, and the order in which they came.
    pub(super) fn answers(self, run: &Run) -> String {
        let mut table = Table::new("<<");
        let Some(outcome) = run.outcome() else {
            return String::new();
        };
        for (number, line) in listed(&outcome.results).iter().enumerate() {
            let name = if number == 0 { "results" } else { "" };
            self.pair(&mut table, name, line);
        }
        let pool = run.planned().filter(|planned| planned.has_process_pool());
        if let Some(method) = pool.map(|planned| planned.method)
            && method != Method::Map
            && outcome.failure.is_none()
        {
            let (completed, delivered) = (run.completion(), delivery(run, outcome));
            if completed != delivered {
                self.pair(&mut table, "completed", &order(&completed));
                self.pair(&mut table, "delivered", &order(&delivered));
            } else if method == Method::ImapUnordered {
                let both = format!("{} (and delivered in this order)", order(&completed));
                self.pair(&mut table, "completed", &both);
            }
        }
        table.lines()
    }

    /// A list in memory as everybody saw it.
    pub(super) fn memory(self, run: &Run) -> String {
        let Some(outcome) = run.outcome() else {
            return String::new();
        };
        let main = run
            .lanes
            .iter()
            .find(|lane| lane.info.kind == LaneKind::Main);
        let main = main
            .and_then(|lane| lane.info.pid)
            .map(|pid| u64::from(pid.get()));
        let [before, after] = [outcome.main_views.first(), outcome.main_views.get(1)];
        let before = before
            .and_then(SeenList::read)
            .map(|view| ("main, before".into(), view));
        let after = after
            .and_then(SeenList::read)
            .map(|view| ("main, at the end".into(), view));
        let seen = outcome
            .results
            .iter()
            .take(MOST_ANSWERS)
            .filter_map(SeenList::read);
        let seen = seen.map(|view| {
            let who = match main {
                Some(main) if view.pid == main && view.thread == main => "main",
                Some(main) if view.pid == main => "a thread",
                _ => "a process",
            };
            (format!("{who}, having added {}", view.added), view)
        });
        let rows: Vec<(String, SeenList)> = before.into_iter().chain(seen).chain(after).collect();
        if rows.is_empty() {
            return String::new();
        }
        let mut table = Table::new("<><<");
        let head = ["the list", "pid", "address", "contents"];
        table.row(head.map(|name| self.0.faint(name)));
        for (who, view) in rows {
            table.row([who, view.pid.to_string(), view.address, view.contents]);
        }
        table.lines()
    }
}

/// A list as somebody saw it, as the log has it.
struct SeenList {
    pid: u64,
    thread: u64,
    added: i64,
    address: String,
    contents: String,
}

impl SeenList {
    fn read(value: &Value) -> Option<Self> {
        let contents = value.get("contents")?.as_array()?;
        let contents: Vec<_> = contents.iter().map(ToString::to_string).collect();
        Some(Self {
            pid: value.get("pid")?.as_u64()?,
            thread: value.get("thread")?.as_u64()?,
            added: value.get("added")?.as_i64()?,
            address: visible(value.get("address")?.as_str()?).into_owned(),
            contents: visible(&format!("[{}]", contents.join(", "))).into_owned(),
        })
    }
}

/// Answers as a list, where they are few and short: `[1, 4, 9]` in one line or two.
fn listed(results: &[Value]) -> Vec<String> {
    let short = |value: &Value| match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(visible(text).into_owned()),
        Value::Null => Some("–".into()),
        _ => None,
    };
    if results.is_empty() || results.len() > MOST_ANSWERS {
        return Vec::new();
    }
    let texts: Option<Vec<_>> = results.iter().map(short).collect();
    let lines = texts.map(|texts| wrapped(&format!("[{}]", texts.join(", ")), LINE));
    lines.filter(|lines| lines.len() <= 2).unwrap_or_default()
}

fn order(tasks: &[TaskId]) -> String {
    let shown = tasks.iter().take(MOST_ORDERED).map(ToString::to_string);
    let dots = (tasks.len() > MOST_ORDERED).then(|| "…".to_owned());
    shown.chain(dots).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answers_are_listed_in_order_where_they_fit_and_never_cut() {
        let squares: Vec<_> = (1..=14).map(|n| json!(n * n)).collect();
        let lines = listed(&squares);
        assert_eq!(
            lines,
            ["[1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, 144, 169, 196]"]
        );
        let long: Vec<_> = (0..20).map(|n| json!(100_000_u64 + n)).collect();
        assert_eq!(listed(&long).len(), 2);
        let hashes = vec![json!("5eed".repeat(16)); 4];
        assert!(listed(&hashes).is_empty());
        assert!(listed(&vec![json!(1); 31]).is_empty());
        assert!(listed(&[json!({ "status": 0 })]).is_empty());
    }
}
