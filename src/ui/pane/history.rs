//! The runs of this session: the settings, the speed and a thumbnail of each.

mod columns;
mod keys;
mod name;
mod program;
mod run_history;

pub(in crate::ui) use program::words;
pub(in crate::ui) use run_history::PastRun;
pub use run_history::RunHistory;

use super::{Component, PaneContext, Rows, around, below, cut, joined, row};
use columns::{HistoryColumns, chunks_of};
use name::{apart, longest, names};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

/// The least and the most rows of a picture that has more than one, and the width from which it has.
const TALL: u16 = 2;
const TALLEST: u16 = 6;
const WIDE: u16 = 100;

/// Rows from which runs are apart from each other, with two rows each.
const ROOMY: u16 = 24;

/// The keys, each with its effect.
const KEYS: [(&str, &str); 4] = [
    ("Enter", "opens"),
    ("x", "marks"),
    ("C", "compares"),
    ("Esc", "closes"),
];

/// The runs of the session.
#[derive(Debug, Default)]
pub(in crate::ui) struct HistoryPane;

impl Component for HistoryPane {
    const NAME: &'static str = "history";
    const KEYS: Rows = keys::ROWS;

    fn draw(&self, look: &PaneContext<'_>, area: Rect, buffer: &mut Buffer) {
        let history = look.view.history;
        let rows = history.rows();
        let inner = look.heading("History", &note(history), area, buffer);
        if rows.is_empty() {
            let text = "every run that ends is kept here, to be opened again and compared";
            return look.say(text, inner, buffer);
        }
        let [head, list, foot] = parts(inner);
        let tall = inner.width >= WIDE && inner.height >= ROOMY;
        // Few runs are as tall as all of them may be.
        let runs = u16::try_from(rows.len()).unwrap_or(u16::MAX);
        let room = (list.height + 1) / runs.max(1);
        let each = if tall {
            room.clamp(TALL + 1, TALLEST + 1)
        } else if HistoryColumns::of(inner.width, 0).picture > 0 {
            room.clamp(1, TALL + 1)
        } else {
            1
        };
        let names = names(&rows, each > 1);
        let columns = HistoryColumns::of(inner.width, longest(&names));
        columns.head(look, head, buffer);
        // The last one needs no empty row behind it.
        let fit = list.height.div_ceil(each);
        for (line, index) in (0..).zip(around(history.at(), rows.len(), fit)) {
            let place = Rect {
                height: each.saturating_sub(1).max(1),
                ..below(list, line * each)
            };
            let place = place.intersection(list);
            columns.draw(
                look,
                (rows[index], &names[index]),
                (index == history.at(), history.is_marked(rows[index])),
                place,
                buffer,
            );
        }
        let keys = KEYS.map(|(key, word)| {
            vec![
                Span::styled(key, look.theme.key),
                Span::styled(format!(" {word}"), look.theme.dim),
            ]
        });
        let keys = joined(keys, foot.width);
        if let Some(run) = rows.get(history.at()) {
            let text = cut(
                &about(run, apart(&rows, history.at())),
                foot.width.into(),
                look.glyphs,
            );
            Line::styled(text, look.theme.text).render(row(foot, 0), buffer);
        }
        keys.render(row(foot, 1), buffer);
    }
}

/// A row for the names of the columns and some for the selected run and the keys, where there are
/// rows enough.
fn parts(area: Rect) -> [Rect; 3] {
    let extra = u16::from(area.height >= 7);
    let list = below(area, extra);
    let list = Rect {
        height: list.height.saturating_sub(3 * extra),
        ..list
    };
    let foot = Rect {
        height: 2 * extra,
        ..below(area, area.height.saturating_sub(2 * extra))
    };
    let head = Rect {
        height: extra,
        ..row(area, 0)
    };
    [head, list, foot]
}

/// The number of runs, in words.
fn note(history: &RunHistory) -> String {
    let kept = history.rows().len();
    let marked = history.marked.len();
    let runs = match (kept, history.dropped()) {
        (1, 0) => "1 run".to_owned(),
        (kept, 0) => format!("{kept} runs"),
        (kept, dropped) => format!("the newest {kept} of {} runs", kept + dropped),
    };
    match marked {
        0 => runs,
        marked => format!("{runs}, {marked} marked"),
    }
}

/// The selected run in full: `run 3: primes · 24 tasks · pool of 4 processes · chunksize 2`, or
/// `run 3, start spawn: …` where others have the same mode and as many workers.
fn about(run: &PastRun, apart: Option<String>) -> String {
    let apart = apart.map_or_else(String::new, |words| format!(", {words}"));
    let title = format!("run {}{apart}: {}", run.number, run.digest.run.title());
    let spans = if run.whole().is_some() {
        ""
    } else {
        " · its spans are gone"
    };
    if run.digest.run.watched().is_some() {
        let words = words(&run.digest.run).join(" · ");
        return format!("run {}: {words}{spans}", run.number);
    }
    match chunks_of(&run.digest) {
        none if none.is_empty() => title + spans,
        chunks => format!("{title} · chunksize {chunks}{spans}"),
    }
}
