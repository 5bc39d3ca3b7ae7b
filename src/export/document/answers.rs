//! The answers themselves, the order in which they came, and the memory as each process saw it.

use super::{DocumentTable, Pair};
use crate::{
    base::{TaskId, visible},
    export::{delivery, style::wrapped},
    log::LaneKind,
    model::Run,
    plan::Method,
};
use serde_json::Value;
use std::iter;

/// Answers are shown if there are no more than this.
const MOST_ANSWERS: usize = 30;
/// The width of a line of answers, which are shown if they take at most two.
const LINE: usize = 84;
/// The most entries of an order that are shown: of a longer one, the beginning.
const MOST_ORDERED: usize = 40;

/// Short answers in the order of the input, and the order in which they came.
pub(super) fn answers(run: &Run) -> Vec<Pair> {
    let Some(outcome) = run.outcome() else {
        return Vec::new();
    };
    let names = ["results"].into_iter().chain(iter::repeat(""));
    let lines = listed(&outcome.results).into_iter();
    let mut pairs: Vec<Pair> = names.zip(lines.map(Into::into)).collect();
    let pool = run.planned().filter(|planned| planned.has_process_pool());
    if let Some(method) = pool.map(|planned| planned.method)
        && method != Method::Map
        && outcome.failure.is_none()
    {
        let (completed, delivered) = (run.completion(), delivery(run, outcome));
        if completed != delivered {
            pairs.push(("completed", order(&completed).into()));
            pairs.push(("delivered", order(&delivered).into()));
        } else if method == Method::ImapUnordered {
            let both = format!("{} (and delivered in this order)", order(&completed));
            pairs.push(("completed", both.into()));
        }
    }
    pairs
}

/// A list in memory as main, processes and threads saw it.
pub(super) fn memory(run: &Run) -> DocumentTable {
    let mut table = DocumentTable::new("<><<", ["the list", "pid", "address", "contents"]);
    let Some(outcome) = run.outcome() else {
        return table;
    };
    let mut lanes = run.lanes.iter();
    let main = lanes.find(|lane| lane.info.kind == LaneKind::Main);
    let main = main.and_then(|lane| lane.info.pid);
    let main = main.map(|pid| u64::from(pid.get()));
    let view = |index: usize, who: &str| {
        let view = outcome.main_views.get(index).and_then(SeenList::read);
        view.map(|view| (who.to_owned(), view))
    };
    let results = outcome.results.iter().take(MOST_ANSWERS);
    let seen = results.filter_map(SeenList::read).map(|view| {
        let who = match main {
            Some(main) if view.pid == main && view.thread == main => "main",
            Some(main) if view.pid == main => "a thread",
            _ => "a process",
        };
        (format!("{who}, having added {}", view.added), view)
    });
    let before = view(0, "main, before").into_iter();
    for (who, view) in before.chain(seen).chain(view(1, "main, at the end")) {
        table.row([who, view.pid.to_string(), view.address, view.contents]);
    }
    table
}

/// A list as a process or thread saw it.
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
