//! The results that are worth a look: a short list, memory as each side saw it, and the commands
//! that failed.

use crate::ui::pane::{PaneContext, below, cut, row};
use crate::{log::Outcome, model::Run, theme::Glyphs};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};
use serde_json::Value;

/// Results up to which they are listed.
const FEW: usize = 30;

/// Cells that a list may take: a longer one is not worth reading.
const LONGEST: usize = 100;

/// Rows of a table that are shown, and of more the last one counts the rest.
const MOST_ROWS: usize = 8;

/// The results to show.
enum ShownResults {
    /// `[1, 4, 9]`
    List(String),
    /// Views of a list, each with its process, address and contents; the meaning of all.
    Views(Vec<[String; 4]>, &'static str),
    /// The commands that failed, each with its status and its last output.
    Failures(Vec<[String; 3]>, u32),
}

impl ShownResults {
    fn of(run: &Run) -> Option<Self> {
        let outcome = run.outcome()?;
        if !outcome.main_views.is_empty() {
            return Some(views(run, outcome));
        }
        if outcome.failed_tasks > 0 {
            return Some(failures(run, outcome));
        }
        let texts = outcome.results.iter().map(|result| match result {
            Value::Number(number) => Some(number.to_string()),
            Value::Null => Some("–".into()),
            _ => None,
        });
        let texts: Vec<_> = texts.collect::<Option<_>>()?;
        let list = format!("[{}]", texts.join(", "));
        let few = (1..=FEW).contains(&texts.len()) && list.len() <= LONGEST;
        few.then_some(Self::List(list))
    }

    fn rows(&self) -> usize {
        match self {
            Self::List(_) => 1,
            Self::Views(rows, _) => 1 + rows.len().min(MOST_ROWS),
            Self::Failures(rows, _) => 1 + rows.len().min(MOST_ROWS),
        }
    }
}

/// Rows that the pane takes; none where there are no results.
pub(in crate::ui) fn rows(look: &PaneContext<'_>) -> u16 {
    let results = look.view.run.and_then(ShownResults::of);
    results.map_or(0, |results| u16::try_from(results.rows()).unwrap_or(0))
}

pub(in crate::ui) fn draw(look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
    let Some(results) = look.view.run.and_then(ShownResults::of) else {
        return;
    };
    let theme = look.theme;
    match results {
        ShownResults::List(list) => {
            let name = "Results ";
            let room = usize::from(area.width).saturating_sub(name.len());
            Line::from(vec![
                Span::styled(name, theme.title),
                Span::styled(cut(&list, room, look.glyphs), theme.text),
            ])
            .render(row(area, 0), buffer);
        }
        ShownResults::Views(rows, verdict) => table(look, &rows, verdict, area, buffer),
        ShownResults::Failures(rows, all) => {
            let note = if all == 1 {
                "1 command failed".into()
            } else {
                format!("{all} commands failed")
            };
            table(look, &rows, &note, area, buffer);
        }
    }
}

/// Cells in which addresses can be told apart.
const LEAST_ADDRESS: usize = 6;

/// Rows of texts below each other, the first in full colour.
fn table<const N: usize>(
    look: &PaneContext<'_>,
    rows: &[[String; N]],
    note: &str,
    area: Rect,
    buffer: &mut Buffer,
) {
    let theme = look.theme;
    let inner = look.heading("Results", note, area, buffer);
    let room = usize::from(inner.height);
    let shown = if rows.len() > room {
        room.saturating_sub(1)
    } else {
        room
    };
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0).min(24)
    };
    let mut widths: [usize; N] = std::array::from_fn(width);
    let all = widths.iter().sum::<usize>() + 2 * N.saturating_sub(1);
    let lacking = all.saturating_sub(inner.width.into());
    // The contents of a list say more than the first digits of its address do.
    let is_address = |column: usize| rows.iter().any(|row| row[column].starts_with("0x"));
    if let Some(address) = (0..N).find(|&column| is_address(column)) {
        let left = widths[address].saturating_sub(lacking);
        widths[address] = left.max(LEAST_ADDRESS.min(widths[address]));
    }
    for (index, texts) in (0..).zip(rows.iter().take(shown)) {
        let mut line = Line::default();
        for (column, text) in texts.iter().enumerate() {
            let last = column + 1 == N;
            let left = usize::from(inner.width).saturating_sub(line.width());
            let width = if last { left } else { widths[column].min(left) };
            let style = if column == 0 || last {
                theme.text
            } else {
                theme.dim
            };
            // A list or an address is told by its end, any other text by its beginning.
            let text = if text.starts_with('[') || text.starts_with("0x") {
                cut_front(text, width, look.glyphs)
            } else {
                cut(text, width, look.glyphs)
            };
            line.push_span(Span::styled(format!("{text:<width$}"), style));
            if !last {
                line.push_span("  ");
            }
        }
        line.render(row(inner, index), buffer);
    }
    if rows.len() > shown {
        let more = format!("and {} more", rows.len() - shown);
        let last = below(inner, u16::try_from(shown).unwrap_or(u16::MAX));
        Line::styled(more, theme.dim).render(row(last, 0), buffer);
    }
}

/// The end of a text, in so many cells.
fn cut_front(text: &str, width: usize, glyphs: Glyphs) -> String {
    let length = text.chars().count();
    if length <= width || width == 0 {
        return text.chars().take(width).collect();
    }
    let kept: String = text.chars().skip(length - (width - 1)).collect();
    format!("{}{kept}", glyphs.cut)
}

/// Memory as main saw it before the first worker, as each task saw it, and as main did at the end.
fn views(run: &Run, outcome: &Outcome) -> ShownResults {
    let number = |view: &Value, key: &str| view.get(key).and_then(Value::as_i64);
    let seen = |view: &Value, who: String| {
        let text = |key: &str| match view.get(key) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Array(list)) => {
                let items: Vec<_> = list.iter().map(Value::to_string).collect();
                format!("[{}]", items.join(", "))
            }
            Some(value) => value.to_string(),
            None => "–".into(),
        };
        [who, text("pid"), text("address"), text("contents")]
    };
    let (before, after) = (outcome.main_views.first(), outcome.main_views.last());
    let after = after.filter(|_| outcome.main_views.len() > 1);
    let tasks: Vec<_> = outcome
        .results
        .iter()
        .filter(|view| view.is_object())
        .collect();
    let who = |view: &Value| {
        let pids = [number(view, "thread"), number(view, "pid")];
        let by = |pid: &Option<i64>| {
            let lane = run
                .flow()
                .find(|lane| lane.info.pid.map(|p| p.get().into()) == *pid)?;
            Some(run.lane_name(&lane.info).label)
        };
        pids.iter().filter(|pid| pid.is_some()).find_map(by)
    };
    let mut rows = Vec::new();
    rows.extend(before.map(|view| seen(view, "main before".into())));
    rows.extend(tasks.iter().map(|view| {
        let who = who(view).unwrap_or_else(|| "child".into());
        seen(view, who)
    }));
    rows.extend(after.map(|view| seen(view, "main after".into())));
    let verdict = match (before, after) {
        (Some(before), Some(after)) => verdict(before, after, &tasks),
        _ => "",
    };
    ShownResults::Views(rows, verdict)
}

/// The meaning of the views, read from them alone.
fn verdict(before: &Value, after: &Value, tasks: &[&Value]) -> &'static str {
    let all = |key: &str| tasks.iter().all(|view| view.get(key) == before.get(key));
    let contents = after.get("contents").and_then(Value::as_array);
    let arrived = |view: &&Value| {
        let added = view.get("added");
        contents.is_some_and(|list| list.iter().any(|item| Some(item) == added))
    };
    let shared = !tasks.is_empty() && tasks.iter().all(arrived);
    match (all("pid"), all("address"), shared) {
        (_, _, true) if all("pid") => "one process, one list",
        (_, _, true) => "shared: main sees what was added",
        (false, true, false) => "the same address, separate memory",
        (false, false, false) => "another address, separate memory",
        (true, ..) => "",
    }
}

/// The commands that did not exit with 0, and other tasks that failed.
fn failures(run: &Run, outcome: &Outcome) -> ShownResults {
    let results = outcome.results.iter().enumerate();
    let rows = results.filter_map(|(index, result)| {
        if let Some(why) = result.get("failed").and_then(Value::as_str) {
            return Some([format!("task {index}"), "failed".into(), why.to_owned()]);
        }
        let status = result
            .get("status")?
            .as_i64()
            .filter(|&status| status != 0)?;
        let said = result.get("stderr").and_then(Value::as_str).unwrap_or("");
        let said = said.trim_end().lines().last().unwrap_or("").trim();
        let input = run.planned().and_then(|e| e.inputs.name(index));
        let input = input.unwrap_or_else(|| format!("task {index}"));
        Some([input, format!("exit {status}"), said.to_owned()])
    });
    ShownResults::Failures(rows.collect(), outcome.failed_tasks)
}
