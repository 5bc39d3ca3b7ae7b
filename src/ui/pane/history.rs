//! The runs of this session: what each was, how fast, and in little what it looked like.

use super::{Look, around, band, below, cut, fitting, joined, row};
use crate::{
    base::Ratio,
    model::{Digest, distinctions},
    plan::{Mode, Parameter, parameter},
    trace::Outcome,
    ui::{HistoryRow, HistoryView},
};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Widget,
};

/// Cells of the pointer, the mark and a number.
const HEAD: u16 = 5;

/// Cells of what there always is, with the space before them.
const MODE: u16 = 12;
const WALL: u16 = 8;
const SPEEDUP: u16 = 8;

/// Cells of the longest mode, with those of its workers, and of the longest name that tells runs
/// apart.
const LEAST_MODE: u16 = 10;
const MOST_NAME: u16 = 24;

/// Cells of what there is where there is room.
const CHUNKS: u16 = 10;
const WORK: u16 = 20;

/// The widest of those.
const WIDEST: u16 = 32;

/// What a longer name leaves of a picture.
const LEAST_PICTURE: u16 = 10;

/// The least and the most rows of a picture that has more than one, and the width from which it has.
const TALL: u16 = 2;
const TALLEST: u16 = 6;
const WIDE: u16 = 100;

/// Rows from which runs are apart from each other, with two rows each.
const ROOMY: u16 = 24;

/// What the keys do here.
const KEYS: [(&str, &str); 4] = [
    ("Enter", "opens"),
    ("x", "marks"),
    ("C", "compares"),
    ("Esc", "closes"),
];

pub(in crate::ui) fn draw(look: &Look<'_>, area: Rect, buffer: &mut Buffer) {
    let Some(history) = &look.view.history else {
        return;
    };
    let inner = look.heading("History", &note(history), area, buffer);
    if history.rows.is_empty() {
        let text = "every run that ends is kept here, to be opened again and compared";
        return look.say(text, inner, buffer);
    }
    let [head, list, foot] = parts(inner);
    let tall = inner.width >= WIDE && inner.height >= ROOMY;
    // Few runs are as tall as all of them may be.
    let runs = u16::try_from(history.rows.len()).unwrap_or(u16::MAX);
    let room = (list.height + 1) / runs.max(1);
    let each = if tall {
        room.clamp(TALL + 1, TALLEST + 1)
    } else if Columns::of(inner.width, 0).picture > 0 {
        room.clamp(1, TALL + 1)
    } else {
        1
    };
    let names = names(&history.rows, each > 1);
    let columns = Columns::of(inner.width, longest(&names));
    columns.head(look, head, buffer);
    // The last one needs no empty row behind it.
    let fit = list.height.div_ceil(each);
    for (line, index) in (0..).zip(around(history.at, history.rows.len(), fit)) {
        let place = Rect {
            height: each.saturating_sub(1).max(1),
            ..below(list, line * each)
        };
        let place = place.intersection(list);
        columns.draw(
            look,
            (&history.rows[index], &names[index]),
            index == history.at,
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
    if let Some(run) = history.rows.get(history.at) {
        let text = cut(
            &about(run, apart(&history.rows, history.at)),
            foot.width.into(),
            look.glyphs,
        );
        Line::styled(text, look.theme.text).render(row(foot, 0), buffer);
    }
    keys.render(row(foot, 1), buffer);
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

/// How many there are.
fn note(history: &HistoryView<'_>) -> String {
    let kept = history.rows.len();
    let marked = history.rows.iter().filter(|row| row.is_marked).count();
    let runs = match (kept, history.dropped) {
        (1, 0) => "1 run".to_owned(),
        (kept, 0) => format!("{kept} runs"),
        (kept, dropped) => format!("the newest {kept} of {} runs", kept + dropped),
    };
    match marked {
        0 => runs,
        marked => format!("{runs}, {marked} marked"),
    }
}

/// Where the columns begin, and how wide they are; those that there is no room for have no width.
struct Columns {
    picture: u16,
    work: u16,
    mode: u16,
    chunks: u16,
    wall: u16,
}

impl Columns {
    /// Of so many cells, for names of so many.
    fn of(width: u16, name: u16) -> Self {
        let left = width.saturating_sub(HEAD + MODE + WALL + SPEEDUP);
        let picture = match left {
            46.. => (left - CHUNKS - WORK).min(16),
            10.. => left.min(22),
            _ => 0,
        };
        let left = left.saturating_sub(picture);
        let chunks = if left >= CHUNKS { CHUNKS } else { 0 };
        let left = left - chunks;
        let work = if left >= WORK { left.min(WIDEST) } else { 0 };
        // What is left over makes a larger picture.
        let picture = picture + if work > 0 { left - work } else { 0 };
        // What tells runs apart is worth more than a larger picture.
        let wanted = (name + 1).saturating_sub(MODE);
        let more = wanted.min(picture.saturating_sub(LEAST_PICTURE));
        Self {
            picture: picture - more,
            work,
            mode: MODE + more,
            chunks,
            // Half a mode is none: rather no time, which the comparison beside it has, too.
            wall: if width < HEAD + LEAST_MODE + WALL + SPEEDUP {
                0
            } else {
                WALL
            },
        }
    }

    fn head(&self, look: &Look<'_>, area: Rect, buffer: &mut Buffer) {
        let dim = |text: &str| Line::styled(text.to_owned(), look.theme.dim);
        let [picture, work, mode, chunks, wall, speedup] = self.places(area);
        let number = Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(1).min(HEAD),
            ..area
        };
        dim("run").render(number, buffer);
        if picture.width > 0 {
            dim("workers").render(picture, buffer);
        }
        dim("work").render(work, buffer);
        dim("mode").render(mode, buffer);
        dim("chunks").render(chunks, buffer);
        if wall.width > 0 {
            dim("time").right_aligned().render(wall, buffer);
        }
        dim("speedup").right_aligned().render(speedup, buffer);
    }

    fn places(&self, area: Rect) -> [Rect; 6] {
        let mode = self
            .mode
            .min(area.width.saturating_sub(HEAD + self.wall + SPEEDUP));
        let mut x = HEAD;
        let mut next = |width: u16, air: u16| {
            let start = x.min(area.width);
            x += width;
            Rect {
                x: area.x + start,
                width: width.saturating_sub(air).min(area.width - start),
                ..area
            }
        };
        [
            next(self.picture, 2),
            next(self.work, 2),
            next(mode, 1),
            next(self.chunks, 1),
            next(self.wall, 0),
            next(SPEEDUP, 0),
        ]
    }

    fn draw(
        &self,
        look: &Look<'_>,
        (run, name): (&HistoryRow<'_>, &Name),
        selected: bool,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let (theme, glyphs) = (look.theme, look.glyphs);
        let digest = run.digest;
        let [picture, work, mode, chunks, wall, speedup] = self.places(area);
        let (portrait, lanes) = (&digest.portrait, digest.portrait.bands());
        band::draw_all(look, portrait, lanes, portrait.ended(), picture, buffer);
        let bold = |style: Style| if selected { theme.title } else { style };
        let pointer = if selected { glyphs.pointer } else { " " };
        let mark = if run.is_marked { glyphs.best } else { " " };
        Line::from(vec![
            Span::styled(pointer, theme.key),
            Span::styled(mark, theme.live),
            Span::styled(format!("{:>2}", run.number), bold(theme.text)),
        ])
        .render(row(area, 0), buffer);
        for line in (1..area.height).filter(|_| selected) {
            let pointer = Line::from(Span::styled(pointer, theme.key));
            pointer.render(row(area, line), buffer);
        }
        let mut put = |text: String, style: Style, right: bool, place: Rect| {
            let line = Line::styled(cut(&text, place.width.into(), glyphs), style);
            let line = if right { line.right_aligned() } else { line };
            line.render(row(place, 0), buffer);
        };
        put(work_of(digest), bold(theme.text), false, work);
        let who = fitting(name.first.iter().cloned(), mode.width.into());
        put(who, bold(theme.text), false, mode);
        put(chunks_of(digest), bold(theme.dim), false, chunks);
        let taken = Some(digest).filter(|digest| digest.is_sound());
        let time = taken.and_then(Digest::wall);
        let (text, style) = match time {
            Some(time) => (time.to_string(), bold(theme.text)),
            None if digest.run.outcome().is_some() => ("failed".into(), theme.bad),
            None => ("stopped".into(), theme.warn),
        };
        let factor = taken.and_then(|digest| digest.figures?.speedup);
        let shown = if selected { theme.number } else { theme.text };
        match factor {
            Some(factor) => put(factor.factor(), shown, true, speedup),
            // What became of it is said once.
            None if time.is_none() && wall.width == 0 => put(text.clone(), style, true, speedup),
            None => put("–".into(), shown, true, speedup),
        }
        put(text, style, true, wall);
        if area.height > 1 {
            let second = |place: Rect| row(place, 1);
            if let Some(words) = &name.second {
                let words = cut(words, mode.width.into(), glyphs);
                Line::styled(words, bold(theme.dim)).render(second(mode), buffer);
            }
            Line::styled(repeats(digest), theme.dim)
                .right_aligned()
                .render(second(wall), buffer);
            let efficiency = taken.and_then(|digest| digest.figures?.efficiency);
            let efficiency = efficiency.map_or_else(String::new, Ratio::percent);
            Line::styled(efficiency, theme.dim)
                .right_aligned()
                .render(second(speedup), buffer);
        }
    }
}

/// The selected run in full: `run 3: primes · 24 tasks · pool of 4 processes · chunksize 2`, or
/// `run 3, start spawn: …` where others have the same mode and as many workers.
fn about(run: &HistoryRow<'_>, apart: Option<String>) -> String {
    let apart = apart.map_or_else(String::new, |words| format!(", {words}"));
    let title = format!("run {}{apart}: {}", run.number, run.digest.run.title());
    let spans = if run.is_whole {
        ""
    } else {
        " · its spans are gone"
    };
    match chunks_of(run.digest) {
        none if none.is_empty() => title + spans,
        chunks => format!("{title} · chunksize {chunks}{spans}"),
    }
}

/// `primes · 24 tasks`
fn work_of(digest: &Digest) -> String {
    let experiment = &digest.run.experiment;
    let tasks = experiment.task_count();
    let noun = if tasks == 1 { "task" } else { "tasks" };
    format!("{} · {tasks} {noun}", experiment.workload.name)
}

/// What a run is called.
struct Name {
    /// In fewer and fewer cells: `pool 4`, or by what tells it from others that would be called the
    /// same, `start spawn`.
    first: Vec<String>,
    /// What tells it from others, where there is a row for that.
    second: Option<String>,
}

/// What each is called, in one row, or in two where each has so many.
fn names(rows: &[HistoryRow<'_>], tall: bool) -> Vec<Name> {
    let name = |(index, row): (usize, &HistoryRow<'_>)| {
        let (own, apart) = (who(row.digest), apart(rows, index));
        let Some(words) = apart.clone().filter(|_| !tall) else {
            return Name {
                first: own,
                second: apart,
            };
        };
        let value = bare(&words).map(str::to_owned);
        let long = format!("{}, {words}", own[0]);
        let short = [long, words].into_iter().chain(value);
        Name {
            first: short.chain(own).collect(),
            second: None,
        }
    };
    rows.iter().enumerate().map(name).collect()
}

/// The value alone, where it says by itself what it is: `spawn` does, and `4MiB` does not.
fn bare(words: &str) -> Option<&str> {
    let (_, value) = words.split_once(' ')?;
    (!value.starts_with(|first: char| first.is_ascii_digit())).then_some(value)
}

/// Cells of the longest name that a column may be as wide as.
fn longest(names: &[Name]) -> u16 {
    let words = names
        .iter()
        .flat_map(|name| name.first.iter().chain(&name.second));
    let cells = words.map(|words| words.chars().count());
    let cells = cells.filter_map(|cells| u16::try_from(cells).ok());
    cells.filter(|&cells| cells <= MOST_NAME).max().unwrap_or(0)
}

/// By what a run differs from those that have the same mode and as many workers.
fn apart(rows: &[HistoryRow<'_>], index: usize) -> Option<String> {
    let own = who(rows.get(index)?.digest);
    let like = |row: &&HistoryRow<'_>| who(row.digest) == own;
    let place = rows[..index].iter().filter(like).count();
    let like = rows.iter().filter(like);
    let like: Vec<_> = like.map(|row| &row.digest.run.experiment).collect();
    // Of how it hands out chunks there is a column.
    let mut words = distinctions(&like).swap_remove(place).into_iter();
    words.find(|words| !words.starts_with("chunksize "))
}

/// `pool 4`, or in fewer cells `pool`
fn who(digest: &Digest) -> Vec<String> {
    let experiment = &digest.run.experiment;
    let cores = digest.run.description.machine.usable_cores;
    match experiment.mode {
        Mode::Serial => vec!["serial".into()],
        mode => vec![
            format!("{mode} {}", experiment.worker_count(cores)),
            mode.to_string(),
        ],
    }
}

/// The chunk rule, where there is one.
fn chunks_of(digest: &Digest) -> String {
    let experiment = &digest.run.experiment;
    let row = parameter("chunksize").ok();
    let row = row.filter(|row: &&Parameter| (row.applies)(experiment));
    row.map_or_else(String::new, |row| (row.get)(experiment).to_string())
}

/// How many repeats there were, where it was more than one.
fn repeats(digest: &Digest) -> String {
    let outcome = digest.run.outcome();
    match digest.walls.len() {
        0 | 1 => String::new(),
        many if outcome.is_some_and(|outcome: &Outcome| outcome.verified) => format!("of {many}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_never_stands_without_its_name() {
        let all = ["start spawn", "pool rayon", "payload 4MiB", "seed 7"];
        assert_eq!(all.map(bare), [Some("spawn"), Some("rayon"), None, None]);
    }

    #[test]
    fn a_name_that_tells_runs_apart_takes_its_room_from_the_pictures() {
        let names = [Name {
            first: vec!["pool 4, payload 4MiB".into(), "pool 4".into()],
            second: None,
        }];
        let columns = Columns::of(98, longest(&names));
        assert_eq!(usize::from(columns.mode - 1), names[0].first[0].len());
        assert!(columns.picture >= LEAST_PICTURE);
        // Where there is no picture, it stays as it is.
        assert_eq!(Columns::of(40, longest(&names)).mode, MODE);
    }
}
